#!/usr/bin/env python3
"""A second reading of the OSV matching rules, to compare pyward's answers with.

It is slow, small and written straight from the rules, with `packaging` for
PEP 440 and nothing else outside the standard library:

* A package name is compared in lower case with runs of `-`, `_` and `.` as one
  `-`; the ecosystem must be exactly `PyPI`.
* A record matches if any `affected` entry of the package does, by `versions`
  or by any of its ranges. Only `ECOSYSTEM` ranges count.
* `versions` compare by meaning (`1.0`, `1.0.0` and `v1.0` are one version). An
  entry that is not PEP 440 is compared as text.
* A range is read by itself: its events are sorted by version and then in the
  order introduced, last_affected, fixed, limit; the last event that is not
  above the version decides. `introduced: "0"` is below every version there is.
  If there are limits, the version must be below one of them.
* An event that cannot be read is left out, and nothing else is.
* A version with a local part is tried as it is and then without that part.
* An installed version that is not PEP 440 matches only the same text in
  `versions`.
* Records withdrawn by now, and records of a schema other than 1.x, are left out.

    osv_oracle.py pairs DATA [--count N] [--seed S] > pairs.txt
    osv_oracle.py match DATA < pairs.txt > expected.tsv

DATA is a zip of `.json` records, a folder of them, or a file with one record
a line. README.md next to this file says what the two outputs look like.
"""

import argparse
import bisect
import json
import random
import re
import sys
import zipfile
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path

from packaging.version import InvalidVersion, Version

ECOSYSTEM = "PyPI"

# The order of the kinds of event at one version.
KINDS = ("introduced", "last_affected", "fixed", "limit")


def note(text):
    print(f"note: {text}", file=sys.stderr)


def normalize(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def parse(value):
    """The version that a text means, or None if PEP 440 does not know it."""
    return parse_text(value) if isinstance(value, str) else None


@lru_cache(maxsize=None)
def parse_text(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def public(version):
    return Version(version.public)


def listed(value):
    """The value if it is a list, else an empty one: fields may be null or wrong."""
    return value if isinstance(value, list) else []


def fields(value):
    return value if isinstance(value, dict) else {}


# --- reading the data -------------------------------------------------------


def texts(data):
    """(where, text) of every record in a zip, a folder or a JSON-lines file."""
    data = Path(data)
    if data.is_dir():
        for path in sorted(data.rglob("*.json")):
            yield str(path), path.read_text(encoding="utf-8-sig")
    elif zipfile.is_zipfile(data):
        with zipfile.ZipFile(data) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    yield name, archive.read(name).decode("utf-8-sig")
    else:
        with open(data, encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{data}:{number}", line


def read_records(data):
    """Every record that is an object with an id, whatever else it holds."""
    for where, text in texts(data):
        try:
            record = json.loads(text)
        except ValueError as error:
            note(f"{where}: {error}")
            continue
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            yield record
        else:
            note(f"{where}: not a record with an id")


def timestamp(text):
    """An RFC 3339 time, or None; a time without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def timestamp_argument(text):
    if (moment := timestamp(text)) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not an RFC 3339 time")
    return moment


def in_force(record, now):
    schema = record.get("schema_version")
    if schema is not None and str(schema).split(".")[0] != "1":
        note(f"{record['id']}: schema version {schema} is left out")
        return False
    withdrawn = record.get("withdrawn")
    if withdrawn is None:
        return True
    moment = timestamp(withdrawn)
    if moment is None:
        note(f"{record['id']}: withdrawn is not a time, the record stays")
        return True
    return moment > now


# --- matching ---------------------------------------------------------------


class Range:
    """One ECOSYSTEM range."""

    def __init__(self, raw, record_id):
        # (version, rank of the kind), where no version is below all versions.
        below_all, points = [], []
        self.limits = []
        self.unlimited = True
        for event in listed(raw.get("events")):
            for rank, kind in enumerate(KINDS):
                text = fields(event).get(kind)
                if text is None:
                    continue
                if kind == "introduced" and text == "0":
                    below_all.append((None, rank))
                elif kind == "limit" and text == "*":
                    self.limits.append(None)
                elif (version := parse(text)) is not None:
                    points.append((version, rank))
                    if kind == "limit":
                        self.limits.append(version)
                else:
                    note(f"{record_id}: {kind} {text!r} is not a version")
        points.sort()
        self.starts_affected = bool(below_all)
        self.versions = [version for version, _ in points]
        self.kinds = [KINDS[rank] for _, rank in points]

    def affects(self, version):
        if self.limits and not any(end is None or version < end for end in self.limits):
            return False
        last = bisect.bisect_right(self.versions, version) - 1
        if last < 0:
            return self.starts_affected
        kind = self.kinds[last]
        return kind == "introduced" or (kind == "last_affected" and self.versions[last] == version)


class Affected:
    """One `affected` entry."""

    def __init__(self, raw, record_id):
        self.meant, self.spelled = set(), set()
        for text in listed(raw.get("versions")):
            if isinstance(text, str):
                self.spelled.add(text)
                if (version := parse(text)) is not None:
                    self.meant.add(version)
        self.ranges = [
            Range(item, record_id)
            for item in listed(raw.get("ranges"))
            if fields(item).get("type") == "ECOSYSTEM"
        ]

    def affects(self, version):
        return version in self.meant or any(item.affects(version) for item in self.ranges)


class Oracle:
    """All records of one set of data, ready to be asked about packages."""

    def __init__(self, data, now=None):
        now = now or datetime.now(timezone.utc)
        self.records = {}
        self.packages = {}  # normalised name -> [(record id, Affected)]
        for record in read_records(data):
            if not in_force(record, now):
                continue
            self.records[record["id"]] = record
            for entry in listed(record.get("affected")):
                package = fields(fields(entry).get("package"))
                name = package.get("name")
                if package.get("ecosystem") == ECOSYSTEM and isinstance(name, str):
                    entries = self.packages.setdefault(normalize(name), [])
                    entries.append((record["id"], Affected(entry, record["id"])))

    def known(self, name):
        """The ids of all records about a package, whatever its version."""
        return {record_id for record_id, _ in self.packages.get(normalize(name), ())}

    def match(self, name, text):
        """The ids of the records that say this version of the package is affected."""
        entries = self.packages.get(normalize(name), ())
        version = parse(text)
        if version is None:
            return {record_id for record_id, entry in entries if text in entry.spelled}
        tried = [version] if version.local is None else [version, public(version)]
        return {
            record_id
            for record_id, entry in entries
            if any(entry.affects(candidate) for candidate in tried)
        }


def match(data, name, version, now=None):
    """The ids of the records in `data` that match one package version."""
    return Oracle(data, now).match(name, version)


# --- pairs to ask about -----------------------------------------------------


def mentioned(data):
    """Package name (as first spelled) -> every version text its records mention.

    Withdrawn records and foreign range types count too: what must not match is
    as much worth asking as what must.
    """
    found, spelling = {}, {}
    for record in read_records(data):
        for entry in listed(record.get("affected")):
            entry = fields(entry)
            name = fields(entry.get("package")).get("name")
            if not isinstance(name, str):
                continue
            name = spelling.setdefault(normalize(name), name)
            texts_of = found.setdefault(name, set())
            texts_of.update(text for text in listed(entry.get("versions")) if writable(text))
            for item in listed(entry.get("ranges")):
                if fields(item).get("type") == "GIT":
                    continue
                for event in listed(fields(item).get("events")):
                    texts_of.update(text for text in fields(event).values() if writable(text))
    return found


def writable(text):
    """Whether a version fits a line of tab-separated text."""
    return isinstance(text, str) and text.strip() == text != "" and text.isprintable()


def neighbours(text):
    """Versions close to one that a record mentions, some of them not PEP 440."""
    near = [f"{text}{suffix}" for suffix in (".post1", ".dev0", "a1", "rc1", ".1", ".0", ".0.0")]
    near += [f"{text}+local", f"{text}+cu118.1", f"v{text}", f"1!{text}", f"{text}-1", f"{text}_x"]
    version = parse(text)
    if version is not None:
        release = list(version.release)
        near.append(".".join(map(str, release[:-1] + [release[-1] + 1])))
        if release[-1] > 0:
            near.append(".".join(map(str, release[:-1] + [release[-1] - 1])))
        while len(release) > 1 and release[-1] == 0:
            release.pop()
        near.append(".".join(map(str, release)))
        near.append(f"{version.base_version}.dev0")
        near.append(f"{version.public}+local")
        near.append(str(version).upper())
    return near


def respell(name, chance):
    """The same package name in another of the spellings that mean it."""
    return chance.choice(
        (name.upper(), name.title(), re.sub("[-_.]", "_", name), re.sub("[-_.]", ".-", name))
    )


def make_pairs(data, count, seed):
    """All mentioned versions, then a sample of their neighbours.

    There are `count` pairs if there are so many neighbours, and never fewer
    neighbours than half as many as there are mentioned versions.
    """
    chance = random.Random(seed)
    found = mentioned(data)
    base, near = set(), set()
    for name in sorted(found):
        base.update((name, text) for text in found[name])
        near.update((name, other) for text in found[name] for other in neighbours(text))
        near.update((name, text) for text in ("0", "0.dev0", "9999", "1!0", "unknown"))
    near = sorted(near - base)
    wanted = max(count - len(base), len(base) // 2)
    sample = chance.sample(near, min(wanted, len(near)))
    pairs = sorted(base.union(sample))
    # One pair in twenty under another spelling of the name, or of no package.
    for place in range(0, len(pairs), 20):
        name, text = pairs[place]
        pairs[place] = (respell(name, chance), text)
    for place in range(10, len(pairs), 2000):
        name, text = pairs[place]
        pairs[place] = (f"{name}-not-there", text)
    return pairs


# --- command line -----------------------------------------------------------


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    pairs = commands.add_parser("pairs", help="write package versions to ask about")
    pairs.add_argument("data")
    pairs.add_argument("--count", type=int, default=120_000)
    pairs.add_argument("--seed", type=int, default=1)
    matching = commands.add_parser("match", help="answer pairs from standard input")
    matching.add_argument("data")
    matching.add_argument("--now", type=timestamp_argument, help="the time for `withdrawn`, RFC 3339")
    options = parser.parse_args(arguments)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdin.reconfigure(encoding="utf-8", newline="\n")

    if options.command == "pairs":
        for name, text in make_pairs(options.data, options.count, options.seed):
            print(f"{name}\t{text}")
        return
    oracle = Oracle(options.data, options.now)
    for line in sys.stdin:
        name, _, text = line.rstrip("\n").partition("\t")
        print(name, text, ",".join(sorted(oracle.match(name, text))), sep="\t")


if __name__ == "__main__":
    main()

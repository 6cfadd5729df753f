#!/usr/bin/env python3
"""Asks pyward and the oracle about the same package versions and compares.

    compare_pairs.py DATA [DATA...] --pyward BINARY --match-pairs EXAMPLE
                     [--builtin DATA] [--seed N ...] [--count N] [--today DATE] [--audit] [--keep FOLDER]

For every DATA (what osv_oracle.py takes) and every seed it makes pairs, lets the
oracle answer them, lets pyward import DATA into a store of its own and answer
them with the `match_pairs` example, and prints how many answers differ, sorted
into classes with an example each. `--builtin DATA` asks the same of the snapshot
inside the binary, which must have been made from DATA.

`--audit` also sends every pair through the whole of `pyward audit`, as an SBOM,
and compares the records named in the findings with the oracle's. That covers
what `match_pairs` leaves out: reading, merging of equal components, grouping
by alias. Components whose versions have one meaning (`1.0` and `1.0.0`) may be
merged: they are looked up by text first and then by meaning.

Ends with 1 if anything differs.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from osv_oracle import Oracle, make_pairs, normalize, parse

# Components in one SBOM; pyward bounds the size of what it reads.
MOST_COMPONENTS = 10_000

# A record with more of them speaks of several flaws, and ties nothing together.
MOST_ALIASES = 5

# Groups of the records of a package, by its name; emptied for other data.
GROUPS = {}


class Differences:
    """What differs, by class, with the first examples of each."""

    def __init__(self):
        self.counts = collections.Counter()
        self.examples = {}

    def add(self, kind, example):
        self.counts[kind] += 1
        self.examples.setdefault(kind, []).append(example)

    def show(self, most=3):
        for kind, count in sorted(self.counts.items()):
            print(f"    {count:7} {kind}")
            for example in self.examples[kind][:most]:
                print(f"            {example}")


def version_class(text):
    """A word for the kind of version, so that differences fall into few classes."""
    version = parse(text)
    if version is None:
        return "legacy"
    words = [
        word
        for word, holds in (
            ("local", version.local is not None),
            ("epoch", version.epoch != 0),
            ("pre-release", version.is_prerelease),
            ("post-release", version.is_postrelease),
        )
        if holds
    ]
    return " ".join(words) or "final"


def run(command, text=None, environment=None, codes=(0,)):
    done = subprocess.run(
        [str(part) for part in command],
        input=text,
        capture_output=True,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode not in codes:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def compare_matcher(example, store, today, pairs, expected):
    """The answers of the `match_pairs` example against the oracle's."""
    lines = run(
        [example, store, today], "".join(f"{name}\t{text}\n" for name, text in pairs)
    ).splitlines()
    if len(lines) != len(pairs):
        sys.exit(f"{len(lines)} answers to {len(pairs)} questions")
    found = Differences()
    for (name, text), ids, line in zip(pairs, expected, lines):
        got_name, got_text, joined = line.split("\t")
        got = set(filter(None, joined.split(",")))
        if (got_name, got_text) != (name, text):
            sys.exit(f"answer {line!r} to the question {name!r} {text!r}")
        add_difference(found, name, text, ids, got)
    return found


def add_difference(found, name, text, expected, got):
    kind = version_class(text)
    if missing := expected - got:
        found.add(f"missed by pyward, {kind}", f"{name} {text}: {', '.join(sorted(missing))}")
    if extra := got - expected:
        found.add(f"only in pyward, {kind}", f"{name} {text}: {', '.join(sorted(extra))}")


def bill(pairs):
    components = [
        {"type": "library", "name": name, "version": text, "purl": purl(name, text)}
        for name, text in pairs
    ]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components})


def purl(name, text):
    quoted = "".join(c if c.isalnum() and c.isascii() or c in ".-_~" else
                     "".join(f"%{byte:02X}" for byte in c.encode()) for c in text)
    return f"pkg:pypi/{normalize(name)}@{quoted}"


def meaning(name, text):
    version = parse(text)
    return normalize(name), (text if version is None else version)


def compare_audit(binary, data_arguments, pairs, oracle, folder):
    """The findings of `pyward audit` over all pairs against the oracle's answers."""
    found = Differences()
    asked = sorted(set((normalize(name), text) for name, text in pairs))
    for start in range(0, len(asked), MOST_COMPONENTS):
        part = asked[start : start + MOST_COMPONENTS]
        path = folder / "pairs.cdx.json"
        path.write_text(bill(part), encoding="utf-8")
        report = json.loads(
            run(
                [binary, "audit", path, "--no-config", "-f", "json", *data_arguments],
                codes=(0, 1),
            )
        )
        compare_report(found, report, part, oracle)
    return found, len(asked)


def compare_report(found, report, part, oracle):
    by_text, by_meaning, by_purl = {}, {}, {}
    for component in report["components"]:
        by_text[component["name"], component["version"]] = component
        by_meaning[meaning(component["name"], component["version"])] = component
    for finding in report["findings"]:
        by_purl.setdefault(finding["component"], []).append(finding)
    for name, text in part:
        component = by_text.get((name, text)) or by_meaning.get(meaning(name, text))
        expected = oracle.match(name, text)
        if component is None:
            found.add("component lost", f"{name} {text}")
            continue
        got, alone = set(), []
        groups = alias_groups(oracle, name)
        for finding in by_purl.get(component["purl"], ()):
            ids = {source["id"] for source in finding["advisory"]["sources"]}
            got |= ids
            if not ids & expected:
                alone.append(finding["advisory"]["id"])
            if ids not in groups:
                found.add("other alias group", f"{name} {text}: {', '.join(sorted(ids))}")
        # A group also names the records that speak of the same flaw without
        # covering this version; a group without any record that does is wrong.
        if missing := expected - got:
            found.add(
                f"finding missed, {version_class(text)}",
                f"{name} {text}: {', '.join(sorted(missing))}",
            )
        if alone:
            found.add(
                f"finding too many, {version_class(text)}", f"{name} {text}: {', '.join(alone)}"
            )


def alias_groups(oracle, name):
    """The records of a package in force, gathered by ids and aliases they share.

    A record with more than five aliases is tied to others by its own id only.
    """
    name = normalize(name)
    if name not in GROUPS:
        groups = []  # (record ids, all ids)
        for record_id in sorted(oracle.known(name)):
            aliases = oracle.records[record_id].get("aliases") or []
            records = {record_id}
            named = {record_id, *(aliases if len(aliases) <= MOST_ALIASES else [])}
            for other in [other for other in groups if other[1] & named]:
                groups.remove(other)
                records |= other[0]
                named |= other[1]
            groups.append((records, named))
        GROUPS[name] = [records for records, _ in groups]
    return GROUPS[name]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="*", help="zip, folder or JSON lines of OSV records")
    parser.add_argument("--builtin", help="the records that the built-in snapshot was made from")
    parser.add_argument("--snapshot", type=Path, help="the snapshot as a file, for --builtin")
    parser.add_argument("--pyward", required=True, type=Path)
    parser.add_argument("--match-pairs", required=True, type=Path)
    parser.add_argument("--seed", type=int, action="append")
    parser.add_argument("--count", type=int, default=150_000)
    parser.add_argument("--today", default=datetime.now(timezone.utc).date().isoformat())
    parser.add_argument("--audit", action="store_true", help="go through the whole audit too")
    options = parser.parse_args(arguments)
    if options.builtin and not options.snapshot:
        parser.error("--builtin needs --snapshot, which `match_pairs` can open")
    now = datetime.fromisoformat(options.today).replace(tzinfo=timezone.utc)

    differing = 0
    tasks = [(data, False) for data in options.data]
    tasks += [(options.builtin, True)] if options.builtin else []
    for data, built_in in tasks:
        oracle = Oracle(data, now)
        GROUPS.clear()
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            if built_in:
                store, data_arguments = options.snapshot, ["--data", "builtin"]
            else:
                run([options.pyward, "db", "import", data], environment={"PYWARD_DATA_DIR": temporary})
                [store] = folder.glob("advisories-v*.txt")
                data_arguments = ["--data", store]
            for seed in options.seed or [1]:
                pairs = make_pairs(data, options.count, seed)
                expected = [oracle.match(name, text) for name, text in pairs]
                label = f"{Path(data).name}{' (built in)' if built_in else ''}, seed {seed}"
                hits = sum(map(len, expected))
                found = compare_matcher(options.match_pairs, store, options.today, pairs, expected)
                differing += report_on(f"{label}: {len(pairs)} pairs, {hits} matches", found)
                if options.audit:
                    found, asked = compare_audit(
                        options.pyward, data_arguments, pairs, oracle, folder
                    )
                    differing += report_on(f"{label}: {asked} pairs through the audit", found)
    return 1 if differing else 0


def report_on(label, found):
    total = sum(found.counts.values())
    print(f"{label}: {total} differences", flush=True)
    found.show()
    return total


if __name__ == "__main__":
    sys.exit(main())

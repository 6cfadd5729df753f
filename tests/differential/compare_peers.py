#!/usr/bin/env python3
"""Runs other auditors and pyward over the same inputs and the same records.

    compare_peers.py DATA INPUT... --pyward BINARY [--pip-audit BINARY] [--uv BINARY]

DATA is what osv_oracle.py takes; osv_server.py serves it on the loopback
interface and pyward reads a store imported from it. An INPUT is a requirements
file, or a folder: its requirements.txt goes to pip-audit, its uv.lock to uv,
and of a folder with another lock only, the packages that a plain reading of the
lock finds go to pip-audit as pins. pyward reads each time what the other tool
reads, as `json` and as `pip-audit`.

Compared per package and version: the flaws (ids closed under the aliases that
the records state), how often each is told, and the fixed versions. The fix that
pyward recommends is compared with one worked out here from the records. Every
class of difference is counted; README.md tells of each who is right. A class
that README.md does not explain makes the run fail.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from compare_pairs import Differences, alias_groups, meaning
from osv_oracle import Oracle, listed, normalize, parse
from read_locks import read_lock

LOCKS = ("poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")

# Differences that README.md explains, by class.
EXPLAINED = {
    "pip-audit refuses the file",
    "pip-audit ends with a traceback",
    "pip-audit leaves out, by marker",
    "pip-audit names a fix its alias calls affected",
    "pip-audit names fewer fixes",
    "pip-audit names no fix",
    "pip-audit writes the version normalised",
    "uv names fewer fixes",
}


def run(command, environment=None):
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        env={**os.environ, **(environment or {})},
    )


class Answer:
    """What one tool says: the packages it looked at and the flaws of each."""

    def __init__(self):
        self.packages = {}  # meaning -> version as written
        self.flaws = collections.defaultdict(list)  # meaning -> [(ids, fixes)]
        self.skipped = {}  # name -> reason

    def add(self, name, version):
        place = meaning(name, version)
        self.packages[place] = version
        return place


def meant(versions):
    """Versions as they compare: `2.7.1-rc1` is `2.7.1rc1`."""
    return {str(parse(version) or version) for version in versions}


def pip_audit_answer(text):
    answer = Answer()
    for entry in json.loads(text)["dependencies"]:
        if "skip_reason" in entry:
            answer.skipped[normalize(entry["name"])] = entry["skip_reason"]
            continue
        place = answer.add(entry["name"], entry["version"])
        for flaw in entry["vulns"]:
            answer.flaws[place].append(
                ({flaw["id"], *flaw["aliases"]}, meant(flaw["fix_versions"]))
            )
    return answer


def uv_answer(text):
    answer = Answer()
    document = json.loads(text)
    for flaw in document["vulnerabilities"]:
        package = flaw["dependency"]
        place = answer.add(package["name"], package["version"])
        answer.flaws[place].append(({flaw["id"], *flaw["aliases"]}, meant(flaw["fix_versions"])))
    return answer, document["summary"]["audited_packages"]


def pyward_answer(text):
    """The JSON report; beside the flaws, the recommended fixes by meaning and ids."""
    answer, fixes, places = Answer(), {}, {}
    report = json.loads(text)
    for component in report["components"]:
        if component.get("version") is not None:
            places[component["purl"]] = answer.add(component["name"], component["version"])
    for finding in report["findings"]:
        place = places[finding["component"]]
        advisory = finding["advisory"]
        ids = {advisory["id"], *advisory["aliases"]}
        fixed = {version for source in advisory["sources"] for version in source.get("fixed", [])}
        answer.flaws[place].append((ids, meant(fixed)))
        fix = finding.get("fix") or {}
        fixes[place, frozenset(ids)] = (fix.get("version"), fix.get("clears_all"))
    return answer, fixes, report


class Comparison:
    """Answers of all tools to one input."""

    def __init__(self, oracle, found):
        self.oracle = oracle
        self.found = found
        self.compared = 0

    def flaw(self, name, ids):
        """A name for the flaw that these ids speak of: the first of all ids of its records."""
        for records in alias_groups(self.oracle, name):
            named = set(records)
            for record_id in records:
                named.update(self.oracle.records[record_id].get("aliases") or [])
            if records & ids or named & ids and not any(
                other & ids for other in alias_groups(self.oracle, name)
            ):
                return min(records)
        return min(ids)

    def flaws(self, answer, place):
        """Flaw -> [fixed versions of every time it is told]."""
        told = collections.defaultdict(list)
        for ids, fixes in answer.flaws.get(place, ()):
            told[self.flaw(place[0], ids)].append(fixes)
        return told

    def records_of(self, name, flaw):
        [records] = [r for r in alias_groups(self.oracle, name) if flaw in r]
        return records

    def affected(self, name, records, version):
        return bool(self.oracle.match(name, version) & set(records))

    def peer(self, tool, peer, ours, label):
        """Everything the peer says against everything pyward says."""
        for place in sorted(set(peer.flaws) | set(ours.flaws), key=str):
            name, version = place
            theirs, own = self.flaws(peer, place), self.flaws(ours, place)
            if place not in ours.packages:
                self.found.add("pyward does not list the package", f"{label} {name} {version}")
                continue
            self.compared += 1
            for flaw in sorted(set(theirs) | set(own)):
                where = f"{label} {name} {version} {flaw}"
                if flaw not in own:
                    self.found.add(f"only {tool} tells", where)
                elif flaw not in theirs:
                    if place in peer.packages or tool == "uv":
                        self.found.add(f"only pyward tells, not {tool}", where)
                else:
                    self.told(tool, theirs[flaw], own[flaw], place, flaw, where)

    def told(self, tool, theirs, own, place, flaw, where):
        if len(own) != 1:
            self.found.add("pyward tells a flaw twice", where)
        if len(theirs) != 1:
            self.found.add(f"{tool} tells a flaw twice", where)
        name = place[0]
        records = self.records_of(name, flaw)
        [fixes] = own
        union = set().union(*theirs)
        if union == fixes:
            return
        still = {fix for fix in union - fixes if self.affected(name, records, fix)}
        if still:
            self.found.add(
                f"{tool} names a fix its alias calls affected", f"{where}: {sorted(still)}"
            )
        if more := {fix for fix in union - fixes - still}:
            self.found.add(f"{tool} names another fix", f"{where}: {sorted(more)}")
        if fixes and not union:
            self.found.add(f"{tool} names no fix", f"{where}: {sorted(fixes)}")
        elif fewer := fixes - union:
            self.found.add(f"{tool} names fewer fixes", f"{where}: {sorted(fewer)}")


def events_fixed(record, name):
    for entry in listed(record.get("affected")):
        package = entry.get("package") or {}
        if normalize(package.get("name", "")) != name or package.get("ecosystem") != "PyPI":
            continue
        for item in listed(entry.get("ranges")):
            if item.get("type") == "ECOSYSTEM":
                for event in listed(item.get("events")):
                    if (version := parse(event.get("fixed"))) is not None:
                        yield version


def check_recommended(comparison, ours, fixes):
    """The fix that pyward recommends against one worked out from the records."""
    checked = 0
    oracle, found = comparison.oracle, comparison.found
    for (place, ids), (version, clears_all) in fixes.items():
        name, installed = place
        if isinstance(installed, str):
            continue  # a legacy version has no place in the order
        records = comparison.records_of(name, comparison.flaw(name, ids))
        known = oracle.known(name)
        candidates = {
            fixed for record_id in known for fixed in events_fixed(oracle.records[record_id], name)
        }
        ordered = sorted(
            (v for v in candidates if v > installed), key=lambda v: (v.is_prerelease, v)
        )
        one = next((v for v in ordered if not oracle.match(name, str(v)) & records), None)
        everything = next((v for v in ordered if not oracle.match(name, str(v))), None)
        checked += 1
        if (one, everything if one else None) != (parse(version), parse(clears_all)):
            found.add(
                "recommended fix differs",
                f"{name} {installed} {min(ids)}: pyward {version}, all {clears_all};"
                f" worked out {one}, all {everything}",
            )
    return checked


def same_in_both_formats(comparison, ours, compatible, label):
    """`-f pip-audit` must tell what `-f json` tells of versions that are not ignored."""
    for place in set(ours.flaws) | set(compatible.flaws):
        a, b = comparison.flaws(ours, place), comparison.flaws(compatible, place)
        if set(a) != set(b):
            comparison.found.add("json and pip-audit formats differ", f"{label} {place}")


class Tools:
    def __init__(self, options, url, store):
        self.options, self.url, self.store = options, url, store

    def pyward(self, path, form):
        done = run([self.options.pyward, "audit", path, "--no-config", "--data", self.store,
                    "--no-gitignore", "-f", form])
        if done.returncode not in (0, 1, 3):
            sys.exit(f"pyward ended with {done.returncode} on {path}:\n{done.stderr}")
        return done.stdout

    def pip_audit(self, path):
        return run([self.options.pip_audit, "-r", path, "--no-deps", "--disable-pip",
                    "--vulnerability-service", "osv", "--osv-url", f"{self.url}/v1/query",
                    "-f", "json", "--progress-spinner", "off"])

    def uv(self, folder):
        return run([self.options.uv, "audit", "--preview", "--locked", "--service-url", self.url,
                    "--output-format", "json", "--project", folder])


def rounds(packages):
    """Pins in as many lists as there are versions of one name: pip-audit takes one."""
    lists = []
    for package in sorted(packages, key=lambda p: (p.name, p.version)):
        for names in lists:
            if package.name not in names:
                names[package.name] = package.version
                break
        else:
            lists.append({package.name: package.version})
    return lists


def merged(answers):
    whole = Answer()
    for answer in answers:
        whole.packages.update(answer.packages)
        whole.skipped.update(answer.skipped)
        for place, flaws in answer.flaws.items():
            whole.flaws[place] = flaws
    return whole


def compare_requirements(tools, oracle, found, paths, label, pyward_path=None):
    comparison = Comparison(oracle, found)
    ours, fixes, _ = pyward_answer(tools.pyward(pyward_path or paths[0], "json"))
    compatible = pip_audit_answer(tools.pyward(pyward_path or paths[0], "pip-audit"))
    same_in_both_formats(comparison, ours, compatible, label)
    checked = check_recommended(comparison, ours, fixes)
    if tools.options.pip_audit:
        answers = []
        for path in paths:
            done = tools.pip_audit(path)
            if done.stdout.strip():
                answers.append(pip_audit_answer(done.stdout))
                continue
            kind = "ends with a traceback" if "Traceback" in done.stderr else "refuses the file"
            found.add(f"pip-audit {kind}", f"{label}: {done.stderr.strip().splitlines()[-1]}")
        if len(answers) == len(paths):
            peer = merged(answers)
            comparison.peer("pip-audit", peer, compatible, label)
            compare_lists(found, peer, compatible, label)
    print(f"{label}: {len(ours.packages)} packages, {len(fixes)} findings,"
          f" {comparison.compared} compared, {checked} fixes worked out", flush=True)


def compare_lists(found, peer, ours, label):
    for place in sorted(set(peer.packages) - set(ours.packages), key=str):
        found.add("only pip-audit lists", f"{label} {place[0]} {place[1]}")
    for place in sorted(set(ours.packages) - set(peer.packages), key=str):
        found.add("pip-audit leaves out, by marker", f"{label} {place[0]} {place[1]}")
    for place in set(ours.packages) & set(peer.packages):
        if ours.packages[place] != peer.packages[place]:
            found.add(
                "pip-audit writes the version normalised",
                f"{label} {place[0]} {ours.packages[place]} and {peer.packages[place]}",
            )
    for name in set(peer.skipped) ^ set(ours.skipped):
        found.add("skipped by one only", f"{label} {name}")


def compare_uv(tools, oracle, found, folder):
    label = f"{folder.name}/uv.lock"
    done = tools.uv(folder)
    if not done.stdout.strip():
        found.add("uv gives no answer", f"{label}: {done.stderr.strip().splitlines()[-1]}")
        return
    peer, audited = uv_answer(done.stdout)
    comparison = Comparison(oracle, found)
    ours, fixes, report = pyward_answer(tools.pyward(folder / "uv.lock", "json"))
    comparison.peer("uv", peer, ours, label)
    checked = check_recommended(comparison, ours, fixes)
    auditable = [c for c in report["components"] if c.get("version") is not None]
    if len(auditable) != audited:
        found.add("uv counts other packages", f"{label}: {audited} and {len(auditable)} in pyward")
    print(f"{label}: {audited} packages, {len(fixes)} findings, {comparison.compared} compared,"
          f" {checked} fixes worked out", flush=True)


def compare_input(tools, oracle, found, path, temporary):
    if path.is_file():
        compare_requirements(tools, oracle, found, [path], path.name)
        return
    if (path / "requirements.txt").is_file():
        label = f"{path.name}/requirements.txt"
        compare_requirements(tools, oracle, found, [path / "requirements.txt"], label)
    if (path / "uv.lock").is_file() and tools.options.uv:
        compare_uv(tools, oracle, found, path)
    for lock in LOCKS:
        if (path / lock).is_file():
            files = []
            for number, names in enumerate(rounds(read_lock(path / lock).pinned())):
                files.append(Path(temporary) / f"pins-{number}.txt")
                lines = [f"{name}=={version}\n" for name, version in names.items()]
                files[-1].write_text("".join(lines), encoding="utf-8")
            compare_requirements(
                tools, oracle, found, files, f"{path.name}/{lock}", pyward_path=path / lock
            )


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="zip, folder or JSON lines of OSV records")
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--pyward", required=True, type=Path)
    parser.add_argument("--pip-audit", type=Path)
    parser.add_argument("--uv", type=Path)
    parser.add_argument("--examples", type=int, default=3, help="shown of each class")
    options = parser.parse_args(arguments)
    oracle = Oracle(options.data)
    found = Differences()
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("osv_server.py")), options.data],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        url = server.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as temporary:
            imported = run([options.pyward, "db", "import", options.data],
                           {"PYWARD_DATA_DIR": temporary})
            if imported.returncode:
                sys.exit(imported.stderr)
            [store] = Path(temporary).glob("advisories-v*.txt")
            tools = Tools(options, url, store)
            for path in options.inputs:
                compare_input(tools, oracle, found, path, temporary)
    finally:
        server.terminate()
        server.wait()
    print("differences:")
    found.show(options.examples)
    unexplained = sorted(set(found.counts) - EXPLAINED)
    print(f"not explained: {', '.join(unexplained) or 'none'}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())

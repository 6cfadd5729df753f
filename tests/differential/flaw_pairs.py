"""Asks whether known flaws in code are found in releases that have them, and no longer in those that mend them.

    python flaw_pairs.py --findings PROGRAM --data pairs.tsv --keep FOLDER [ID...]

Needs PyPI: releases are downloaded and unpacked into FOLDER, never installed, built or run. PROGRAM is the example
`findings` of pyward-rules. A line of DATA is an advisory's id, a project, the last release with the flaw, the first
without, and the rules that speak of it. A finding counts where it stands in a function that differs between the two.
"""

import argparse
import ast
import collections
import difflib
import io
import json
import pathlib
import re
import subprocess
import tarfile
import urllib.request
import zipfile

LARGEST = 12_000_000
TESTS = re.compile(r"(^|/)(tests?|testing)/|(^|/)test_[^/]*$")
SIMPLE = "application/vnd.pypi.simple.v1+json"


def files_of(project):
    """The files the index has of a project."""
    asked = urllib.request.Request(f"https://pypi.org/simple/{project}/", headers={"Accept": SIMPLE})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)["files"]


def release(project, version, folder):
    """A release, unpacked: a wheel for any platform, or else the source archive."""
    target = folder / f"{project}-{version}"
    if target.exists():
        return target
    names = {file["filename"]: file for file in files_of(project)}
    wheels = [name for name in names if f"-{version}-" in name and name.endswith("-none-any.whl")]
    archives = [name for name in names if name.endswith((f"-{version}.tar.gz", f"-{version}.zip"))]
    name = (wheels + archives)[0]
    with urllib.request.urlopen(names[name]["url"], timeout=300) as answer:
        data = answer.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"{name} is larger than {LARGEST} bytes")
    target.mkdir(parents=True)
    if name.endswith(".tar.gz"):
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            archive.extractall(target, filter="data")
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(target)
    return target


def sources(root):
    """Python files but tests, by their paths without the folder that names the version."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        shown = path.relative_to(root).as_posix()
        short = re.sub(r"^[^/]*-\d[^/]*/", "", shown)
        if not TESTS.search(short):
            found[short] = (shown, path.read_text(errors="replace"))
    return found


def functions(text, lines):
    """The outermost functions around lines, with where they stand; around other lines, the lines themselves."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return {("?", min(lines), max(lines))} if lines else set()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    all_functions = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    found = set()
    for line in lines:
        around = [node for node in all_functions if node.lineno <= line <= node.end_lineno]
        if around:
            widest = max(around, key=lambda node: node.end_lineno - node.lineno)
            found.add((widest.name, widest.lineno, widest.end_lineno))
        else:
            found.add(("", line - 2, line + 2))
    return found


def changed(old, new):
    """What differs between two releases: for each, functions by file."""
    before, after = {}, {}
    for short in old.keys() | new.keys():
        (old_path, old_text) = old.get(short, ("", ""))
        (new_path, new_text) = new.get(short, ("", ""))
        if old_text == new_text:
            continue
        matcher = difflib.SequenceMatcher(None, old_text.splitlines(), new_text.splitlines(), False)
        gone, come = set(), set()
        for tag, first, last, other_first, other_last in matcher.get_opcodes():
            if tag != "equal":
                gone.update(range(first + 1, max(last, first + 1) + 1))
                come.update(range(other_first + 1, max(other_last, other_first + 1) + 1))
        before[old_path] = functions(old_text, gone)
        after[new_path] = functions(new_text, come)
    return before, after


def found_in(program, root, places, rules):
    """Findings of some rules in changed functions, each with its severity, and how many there are of it."""
    # Releases are looked at as libraries, as `pyward code` does by itself.
    command = [program, "--public", root]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    counts = collections.Counter()
    for line in done.stdout.splitlines():
        fields = line.split("\t")
        if len(fields) < 4:
            continue
        path, number, rule, severity = fields[:4]
        if rule in rules:
            for name, first, last in places.get(path, ()):
                if first <= int(number) <= last:
                    counts[name, rule, severity] += 1
                    break
    return counts


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--findings", required=True)
    arguments.add_argument("--data", default=pathlib.Path(__file__).with_name("flaw_pairs.tsv"))
    arguments.add_argument("--keep", required=True, type=pathlib.Path)
    arguments.add_argument("ids", nargs="*")
    given = arguments.parse_args()
    totals = collections.Counter()
    for line in pathlib.Path(given.data).read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        part, identifier, project, flawed, mended, rules = line.split("\t")
        if given.ids and identifier not in given.ids:
            continue
        roots = [release(project, version, given.keep) for version in (flawed, mended)]
        places = changed(*(sources(root) for root in roots))
        both = [
            found_in(given.findings, root, where, set(rules.split()))
            for root, where in zip(roots, places)
        ]
        # What stands in both, in the same function, is not what the advisory is about.
        own = both[0] - both[1]
        grave = [key for key in both[1] if key[2] != "low"]
        totals[part, "pairs"] += 1
        totals[part, "found"] += bool(both[0])
        totals[part, "told apart"] += bool(own)
        totals[part, "still flagged"] += bool(grave)
        print(f"{part}\t{identifier}\t{project}\t{sum(both[0].values())}\t{sum(both[1].values())}\t{len(own)}")
    for (part, what), count in sorted(totals.items()):
        print(f"{part}: {what} {count}")


if __name__ == "__main__":
    main()

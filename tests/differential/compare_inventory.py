#!/usr/bin/env python3
"""Compares what pyward lists of lock files and environments with other readings.

    compare_inventory.py --pyward BINARY PATH...

A PATH is a lock file (uv.lock, poetry.lock, pdm.lock, Pipfile.lock, pylock*.toml,
CycloneDX JSON), compared with the plain reading in read_locks.py, or a virtual
environment, compared with `pip list` of its site-packages.

Of a lock file: the same (name, version) pairs; for formats with edges, that each
chain in `via` is one of real edges from a direct dependency to the parent of the
component, and that what is not direct has a chain; of uv.lock, whose roots are
known, also that `direct` and the scope are what a walk of the graph gives.
Ends with 1 if anything differs.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from pathlib import Path

from compare_pairs import Differences
from osv_oracle import normalize, parse
from read_locks import read_lock


def pyward_components(binary, path):
    done = subprocess.run(
        [str(binary), "audit", str(path), "--no-config", "--no-gitignore", "-f", "json"],
        capture_output=True,
        text=True,
    )
    if done.returncode not in (0, 1, 3):
        sys.exit(f"pyward ended with {done.returncode} on {path}:\n{done.stderr}")
    return json.loads(done.stdout)["components"]


def same(version):
    meant = parse(version)
    return version if meant is None else str(meant)


def pair(name, version):
    return f"{normalize(name)} {same(version) if version is not None else None}"


def compare_sets(found, label, theirs, ours):
    for item in sorted(theirs - ours):
        found.add("missing in pyward", f"{label}: {item}")
    for item in sorted(ours - theirs):
        found.add("only in pyward", f"{label}: {item}")


def check_chains(found, label, lock, components):
    names = {c["purl"]: normalize(c["name"]) for c in components}
    direct = {normalize(c["name"]) for c in components if c["direct"]}
    known = [c for c in components if normalize(c["name"]) in lock.edges]
    chains = 0
    for component in known:
        name = normalize(component["name"])
        for chain in component["via"]:
            chains += 1
            steps = [names.get(purl, f"unknown {purl}") for purl in chain] + [name]
            if steps[0] not in direct:
                found.add("a chain does not start at a direct dependency", f"{label}: {steps}")
            for parent, child in zip(steps, steps[1:]):
                if child not in lock.edges.get(parent, ()):
                    found.add("a chain has a step that is no edge", f"{label}: {parent} -> {child}")
        if not component["direct"] and not component["via"]:
            found.add("not direct and no chain", f"{label}: {name}")
        if component["direct"] and component["via"]:
            found.add("direct with a chain", f"{label}: {name} {component['via']}")
    return chains


def reached(packages, start):
    """Names reached from (name, extras) pairs, with extras switching on edges."""
    seen, open_ = set(), list(start)
    while open_:
        name, extra = open_.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for entry in packages.get(name, ()):
            edges = (
                entry.get("dependencies", [])
                if extra is None
                else entry.get("optional-dependencies", {}).get(extra, [])
            )
            for edge in edges:
                open_.extend(states(edge))
    return {name for name, _ in seen}


def states(edge):
    yield normalize(edge["name"]), None
    for extra in edge.get("extra", []):
        yield normalize(edge["name"]), extra


def check_uv_scopes(found, label, path, components):
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    packages, members = {}, []
    for entry in document["package"]:
        packages.setdefault(normalize(entry["name"]), []).append(entry)
        if entry.get("source", {}).keys() & {"virtual", "editable"}:
            members.append(entry)
    own = {normalize(entry["name"]) for entry in members}
    main, direct = set(), set()
    for entry in members:
        main |= reached(packages, [s for e in entry.get("dependencies", []) for s in states(e)])
        for edges in (
            entry.get("dependencies", []),
            *entry.get("optional-dependencies", {}).values(),
            *entry.get("dev-dependencies", {}).values(),
        ):
            direct |= {normalize(edge["name"]) for edge in edges}
    for component in components:
        name = normalize(component["name"])
        if name in own:
            continue
        if (component.get("scope") == "main") != (name in main):
            found.add("scope differs", f"{label}: {name} is {component.get('scope')}")
        if component["direct"] != (name in direct):
            found.add("direct differs", f"{label}: {name} is {component['direct']}")


def check_lock(found, binary, path):
    label = f"{path.parent.name}/{path.name}"
    lock = read_lock(path)
    components = pyward_components(binary, path)
    compare_sets(
        found,
        label,
        {pair(p.name, p.version) for p in lock.packages},
        {
            pair(c["name"], c.get("version"))
            for c in components
            if normalize(c["name"]) not in lock.roots
        },
    )
    chains = check_chains(found, label, lock, components) if lock.edges else 0
    if path.name == "uv.lock":
        check_uv_scopes(found, label, path, components)
    print(f"{label}: {len(lock.packages)} packages, {len(components)} in pyward, {chains} chains")


def check_environment(found, binary, path):
    python = path / "bin" / "python"
    listed = subprocess.run(
        [str(python), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = {pair(p["name"], p["version"]) for p in json.loads(listed.stdout)}
    components = pyward_components(binary, path)
    ours = {pair(c["name"], c["version"]) for c in components}
    compare_sets(found, str(path.name), theirs, ours)
    print(f"{path.name}: {len(theirs)} by pip list, {len(ours)} in pyward")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--pyward", required=True, type=Path)
    options = parser.parse_args(arguments)
    found = Differences()
    for path in options.paths:
        if path.is_dir():
            check_environment(found, options.pyward, path)
        else:
            check_lock(found, options.pyward, path)
    print(f"{sum(found.counts.values())} differences")
    found.show(10)
    return 1 if found.counts else 0


if __name__ == "__main__":
    sys.exit(main())

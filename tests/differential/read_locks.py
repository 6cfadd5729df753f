"""A plain reading of lock files, to compare pyward's components with.

`read_lock(path)` gives a `Lock`: its packages, and where the format tells them,
the edges between packages. Nothing of this looks at markers: a lock speaks of
all platforms, and every package in it counts.
"""

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from osv_oracle import normalize


@dataclass(frozen=True)
class Package:
    name: str  # normalised
    version: str | None
    source: str = "index"  # index, git, path, url


@dataclass
class Lock:
    packages: set = field(default_factory=set)
    roots: dict = field(default_factory=dict)  # name -> {"main" or group or extra: names}
    edges: dict = field(default_factory=dict)  # name -> names

    def pinned(self):
        return {package for package in self.packages if package.version is not None}


def read_lock(path):
    path = Path(path)
    name = path.name
    if name == "Pipfile.lock":
        return pipfile_lock(json.loads(path.read_text(encoding="utf-8")))
    if name.endswith(".json"):
        return cyclonedx(json.loads(path.read_text(encoding="utf-8")))
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    if name == "uv.lock":
        return uv_lock(document)
    if name.startswith("pylock"):
        return pylock(document)
    if name == "poetry.lock":
        return poetry_lock(document)
    if name == "pdm.lock":
        return pdm_lock(document)
    raise ValueError(f"{path}: not a lock file known here")


def uv_lock(document):
    lock = Lock()
    for entry in document.get("package", []):
        name, source = normalize(entry["name"]), entry.get("source", {})
        groups = {
            **entry.get("optional-dependencies", {}),
            **entry.get("dev-dependencies", {}),
        }
        if source.keys() & {"virtual", "editable"} or source.get("directory") == ".":
            lock.roots[name] = {
                "main": {normalize(d["name"]) for d in entry.get("dependencies", [])},
                **{key: {normalize(d["name"]) for d in names} for key, names in groups.items()},
            }
            continue
        kind = "index" if "registry" in source else next(iter(source), "index")
        lock.packages.add(Package(name, entry.get("version"), kind))
        edges = lock.edges.setdefault(name, set())
        edges.update(normalize(d["name"]) for d in entry.get("dependencies", []))
        for names in groups.values():
            edges.update(normalize(d["name"]) for d in names)
    return lock


def pylock(document):
    lock = Lock()
    for entry in document.get("packages", []):
        kind = next((k for k in ("vcs", "directory", "archive") if k in entry), "index")
        if kind == "directory" and "version" not in entry:
            continue
        lock.packages.add(Package(normalize(entry["name"]), entry.get("version"), kind))
    return lock


def poetry_lock(document):
    lock = Lock()
    for entry in document.get("package", []):
        kind = {"git": "git", "directory": "path", "file": "path", "url": "url"}.get(
            entry.get("source", {}).get("type"), "index"
        )
        name = normalize(entry["name"])
        lock.packages.add(Package(name, entry["version"], kind))
        lock.edges.setdefault(name, set()).update(map(normalize, entry.get("dependencies", {})))
    return lock


def pdm_lock(document):
    lock = Lock()
    for entry in document.get("package", []):
        name = normalize(entry["name"])
        kind = next((k for k in ("git", "path", "url") if k in entry), "index")
        lock.packages.add(Package(name, entry.get("version"), kind))
        for line in entry.get("dependencies", []):
            other = line.split(";")[0].split("[")[0]
            for end in " <>=!~@":
                other = other.split(end)[0]
            lock.edges.setdefault(name, set()).add(normalize(other))
    return lock


def pipfile_lock(document):
    lock = Lock()
    for category, packages in document.items():
        if category == "_meta":
            continue
        for name, entry in packages.items():
            version = entry.get("version")
            kind = next((k for k in ("git", "path", "file") if k in entry), "index")
            lock.packages.add(
                Package(normalize(name), version.removeprefix("==") if version else None, kind)
            )
    return lock


def cyclonedx(document):
    lock, names = Lock(), {}
    for entry in document.get("components", []):
        purl = entry.get("purl", "")
        if purl and not purl.startswith("pkg:pypi/"):
            continue
        name = normalize(entry["name"])
        names[entry.get("bom-ref")] = name
        lock.packages.add(Package(name, entry.get("version")))
    for entry in document.get("dependencies", []):
        if (name := names.get(entry["ref"])) is not None:
            lock.edges.setdefault(name, set()).update(
                names[other] for other in entry.get("dependsOn", []) if other in names
            )
    return lock

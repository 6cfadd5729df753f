#!/usr/bin/env python3
"""Compares `pyward freeze` with `pip freeze`, byte for byte, and times both.

    compare_freeze.py --pyward BINARY [--python PYTHON] [--pip VERSION] [VENV...]

A VENV is an environment with pip in it. Without one, two are made: a large one
from the index, and one of everything that is pinned in its own way (editables
with and without a repository, repositories, archives, local folders, metadata
that are broken), which needs git and a network. Both programs print each of them
plainly and with their options.

What differs is counted by class; the classes that are meant are explained in
README.md. Ends with 1 if anything else differs.
"""

import argparse
import difflib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGES = """requests flask django numpy pandas pyyaml jinja2 SQLAlchemy Pygments
zope.interface ruamel.yaml python-dateutil pytz backports.tarfile jaraco.context
Markdown MarkupSafe typing_extensions attrs black celery boto3 scrapy twisted
cryptography aiohttp pydantic fastapi uvicorn httpx rich sphinx nbformat""".split()

SIX = (
    "https://files.pythonhosted.org/packages/d9/5a/"
    "e7c31adbe875f2abbb91bd84cf2dc52d792b5a01506781dbcf25c91daf11/"
    "six-1.16.0-py2.py3-none-any.whl"
)

LAYOUT = """# the web part
Django>=3   # inline
--index-url https://pypi.org/simple

# twice
# twice

requests[security]==1.0; python_version > "2"
not-installed-here==1
REQUESTS
six @ https://example.org/six.zip
-e git+https://example.org/team/g1.git#egg=g1-remote
\t# a tab\tin a comment
idna
"""

# How the two may differ, by what pip says of it; README.md tells who is right.
EXPECTED = {
    "further working copy": re.compile(r"subdirectory=\.\./"),
    "credentials": re.compile(r"//[^/@\s]+:[^/@\s]+@"),
}


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, **more)


def must(command, **more):
    done = run([str(part) for part in command], **more)
    if done.returncode:
        sys.exit(f"{command} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def project(folder, name, version):
    folder.mkdir(parents=True)
    folder.joinpath("pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\n'
        'build-backend = "setuptools.build_meta"\n'
        f'[project]\nname = "{name}"\nversion = "{version}"\n'
        "[tool.setuptools]\npy-modules = []\n"
    )
    return folder


def git(folder, *arguments):
    who = ["-c", "user.email=a@example.org", "-c", "user.name=a", "-c", "commit.gpgsign=false"]
    must(["git", *who, *arguments], cwd=folder)


def repository(top, *remotes, commit=True):
    git(top, "init", "-q")
    for name, url in remotes:
        git(top, "remote", "add", name, url)
    if commit:
        git(top, "add", "-A")
        git(top, "commit", "-qm", "x")


def make(folder, python, pip):
    must([python, "-m", "venv", folder])
    must([folder / "bin/pip", "install", "-q", "-U", f"pip=={pip}" if pip else "pip"])
    return folder


def make_odd(folder, python, pip):
    """An environment of everything that is pinned in its own way."""
    at = folder / "projects"
    plain = project(at / "plain", "Plain.Editable", "1.0")
    remote = project(at / "remote", "G1-remote", "2.0rc1")
    repository(remote, ("up", "https://example.org/up.git"), ("origin", "https://example.org/team/g1.git"))
    inner = project(at / "inner/sub/pkg", "inner", "1")
    repository(at / "inner", ("origin", "git@github.com:team/inner.git"))
    git(at / "inner", "pack-refs", "--all")
    git(at / "inner", "worktree", "add", "-q", "../copy", "-b", "other")
    copy = at / "copy/sub/pkg"
    text = copy.joinpath("pyproject.toml").read_text()
    copy.joinpath("pyproject.toml").write_text(text.replace('"inner"', '"copy"'))
    alone = project(at / "alone", "alone", "1")
    repository(alone)
    gone = project(at / "gone", "gone", "1")
    repository(gone, ("origin", "../nowhere"))
    unborn = project(at / "unborn", "unborn", "1")
    repository(unborn, ("origin", "https://example.org/x"), commit=False)
    mirror = project(at / "mirror", "mirror", "1")
    repository(mirror, ("origin", str(alone)))
    secret = project(at / "secret", "secret", "1")
    repository(secret, ("origin", "https://me:word@example.org/x"))
    fetched = project(at / "fetched", "fetched", "3.1")
    repository(fetched)
    deep = project(at / "deep/down", "deep-down", "3.2")
    repository(at / "deep")
    local = project(at / "a b/local", "local-dir", "1.0+Local.1")
    venv = make(folder / "odd", python, pip)
    files = folder / "files"
    must([venv / "bin/pip", "download", "-q", "--no-deps", "-d", files, "idna==3.7"])
    must([venv / "bin/pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", files, "colorama==0.4.6"])
    editables = [plain, remote, inner, copy, alone, gone, unborn, mirror, secret]
    others = [
        f"git+file://{fetched}",
        f"git+file://{deep.parent}#subdirectory=down",
        str(local),
        *(str(path) for path in sorted(files.iterdir())),
        SIX,
        "requests",
        "django<5",
        "setuptools",
        "wheel",
    ]
    flags = [part for path in editables for part in ("-e", path)]
    must([venv / "bin/pip", "install", "-q", *flags, *others])
    return venv


def break_metadata(venv):
    """Metadata as interrupted or strange installers leave them."""
    (site,) = venv.glob("lib/python3*/site-packages")

    def put(path, text):
        site.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        site.joinpath(path).write_text(text)

    put("~eft-1.0.dist-info/METADATA", "Name: left\nVersion: 1.0\n")
    put("No_Metadata.x-1.0.dist-info/RECORD", "")
    put("folder_wins-2.0.dist-info/METADATA", "Name: Folder.Wins\nVersion: 1.0\n")
    put("no_name-1.0.dist-info/METADATA", "Version: 1.0\n")
    put("spelled-v1.0.RC.1.dist-info/METADATA", "Name: spelled\nVersion: v1.0.RC.1\n")
    put("legacy-2004d.dist-info/METADATA", "Name: legacy\nVersion: 2004d\n")
    put("old_Egg.egg-info/PKG-INFO", "Name: old-Egg\nVersion: 1.02\n")
    put("flat-3.egg-info", "Name: Flat\nVersion: 3\n")
    put("odd_url-1.dist-info/METADATA", "Name: odd_url\nVersion: 1\n")
    put("odd_url-1.dist-info/direct_url.json", '{"url": "https://example.org/x"}')
    put("password-1.dist-info/METADATA", "Name: password\nVersion: 1\n")
    put(
        "password-1.dist-info/direct_url.json",
        '{"url": "https://me:word@example.org/x.zip", "archive_info": {"hash": "sha256=ab"}}',
    )
    put("latin-1.dist-info/METADATA", "Name: latin\nVersion: 1\n\nJ\xf6rg\n")


def class_of(line):
    return next((name for name, form in EXPECTED.items() if form.search(line)), None)


def compare(pyward, venv, options, counts):
    """The number of lines that differ in a way nobody has explained."""
    theirs = must([venv / "bin/pip", "freeze", *options]).splitlines()
    done = run([str(pyward), "freeze", str(venv), *map(str, options)])
    if done.returncode not in (0, 3):
        sys.exit(f"pyward ended with {done.returncode}:\n{done.stderr}")
    ours = done.stdout.splitlines()
    unexplained = []
    matcher = difflib.SequenceMatcher(a=theirs, b=ours, autojunk=False)
    for kind, start, end, own_start, own_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        kinds = {class_of(line) for line in theirs[start:end]}
        if kind == "replace" and end - start == own_end - own_start and None not in kinds:
            for name in kinds:
                counts[name] = counts.get(name, 0) + end - start
            continue
        unexplained += [f"- {line}" for line in theirs[start:end]]
        unexplained += [f"+ {line}" for line in ours[own_start:own_end]]
    what = " ".join(map(str, options)) or "plain"
    print(f"{venv.name} ({what}): {len(theirs)} lines, {len(unexplained)} differ")
    for line in unexplained:
        print(f"    {line}")
    return len(unexplained)


def timed(command, times):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run([str(part) for part in command])
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pyward", required=True, type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--pip", help="version of pip to compare with (default: the newest)")
    parser.add_argument("venvs", nargs="*", type=Path)
    given = parser.parse_args()
    pyward = given.pyward.resolve()
    scratch = Path(tempfile.mkdtemp(prefix="freeze-"))
    try:
        venvs = [venv.absolute() for venv in given.venvs]
        if not venvs:
            large = make(scratch / "large", given.python, given.pip)
            must([large / "bin/pip", "install", "-q", *PACKAGES])
            odd = make_odd(scratch, given.python, given.pip)
            break_metadata(odd)
            venvs = [large, odd]
        layout = scratch / "requirements.txt"
        layout.write_text(LAYOUT)
        os.chdir(scratch)
        several = [
            [],
            ["--all"],
            ["--local"],
            ["--exclude-editable"],
            ["--exclude", "Django", "--exclude", "zope_interface"],
            ["-r", layout],
            ["-r", layout, "--all", "-r", layout],
        ]
        counts = {}
        wrong = sum(compare(pyward, venv, options, counts) for venv in venvs for options in several)
        for name, count in sorted(counts.items()):
            print(f"explained: {name}: {count} lines")
        for venv in venvs:
            slow = timed([venv / "bin/pip", "freeze"], 5)
            fast = timed([pyward, "freeze", venv], 40)
            lines = len(must([venv / "bin/pip", "freeze"]).splitlines())
            print(
                f"{venv.name}: {lines} lines, pip {slow * 1000:.0f} ms, "
                f"pyward {fast * 1000:.1f} ms, {slow / fast:.0f} times faster"
            )
    finally:
        shutil.rmtree(scratch)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

"""Time pyward on inputs of growing size, made up here: does it stay linear, and does it stay small?

    python benches/sizes.py --pyward target/dist/pyward --data all.zip [--names FILE] [--project DIR] [--rounds 9]

Every round runs every input once, so that a slow moment of the machine falls on all of them; figures are medians of
whole processes. `--data` is a file of OSV records that is imported into a store first (that is timed too), `--names`
a list of real project names for the made-up inputs, so that advisories have something to say, `--project` a folder with
a `uv.lock` of usual size. Only Linux and macOS: memory comes from `wait4`.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from peers import run

HERE = pathlib.Path(__file__).resolve().parent

MADE_UP = [
    ("uv-lock", 1_000, "uv.lock"),
    ("uv-lock", 10_000, "uv.lock"),
    ("uv-lock", 100_000, "uv.lock"),
    ("uv-lock", 200_000, "uv.lock"),
    ("cyclonedx", 12_000, "bom.cdx.json"),
    ("requirements", 100_000, "requirements.txt"),
    ("requirements", 1_000_000, "requirements.txt"),
]


def make(folder, kind, count, name, names):
    path = folder / f"{kind}-{count}" / name
    path.parent.mkdir()
    command = [sys.executable, HERE / "generate.py", kind, str(count)]
    if names:
        command += ["--names", names]
    with path.open("wb") as out:
        subprocess.run(command, stdout=out, check=True)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pyward", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--names")
    parser.add_argument("--project")
    parser.add_argument("--rounds", type=int, default=9)
    args = parser.parse_args()

    pyward = str(pathlib.Path(args.pyward).resolve())
    data = str(pathlib.Path(args.data).resolve())
    with tempfile.TemporaryDirectory(prefix="pyward-bench-") as folder:
        folder = pathlib.Path(folder)
        env = dict(os.environ, PYWARD_DATA_DIR=str(folder / "store"), NO_COLOR="1")
        imports = dict(env, PYWARD_DATA_DIR=str(folder / "another"))
        subprocess.run([pyward, "db", "import", data], env=env, check=True, stdout=subprocess.DEVNULL)
        jobs = {"`pyward --version`": ([pyward, "--version"], env)}
        if args.project:
            lock = str(pathlib.Path(args.project).resolve() / "uv.lock")
            jobs["`uv.lock` of a project"] = ([pyward, "audit", lock], env)
            jobs["the same, built-in data"] = ([pyward, "audit", "--data", "builtin", lock], env)
            jobs["the same, as JSON"] = ([pyward, "audit", "--format", "json", lock], env)
        for kind, count, name in MADE_UP:
            path = make(folder, kind, count, name, args.names)
            size = path.stat().st_size / 1e6
            jobs[f"{count:,} packages in `{name}` ({size:.1f} MB)"] = ([pyward, "audit", str(path)], env)
        jobs["`pyward db import` of all OSV records"] = ([pyward, "db", "import", data], imports)
        figures = {name: [] for name in jobs}
        for number in range(args.rounds + 1):
            for name, (command, environment) in jobs.items():
                figure = run(command, folder, environment)
                if number:  # the first round warms caches
                    figures[name].append(figure)

    print("| input | wall, median | min | CPU, median | peak memory |")
    print("|---|---|---|---|---|")
    for name, rows in figures.items():
        wall = [row[0] for row in rows]
        cpu = statistics.median(row[2] for row in rows)
        memory = max(row[1] for row in rows) / 1e6
        print(
            f"| {name} | {statistics.median(wall) * 1000:.1f} ms | {min(wall) * 1000:.1f} ms | {cpu * 1000:.1f} ms "
            f"| {memory:.0f} MB |"
        )


if __name__ == "__main__":
    main()

"""Measures `pyward code`: on made-up trees of growing size, on hostile files, and beside ruff on trees that are given.

    python3 benches/code.py --pyward target/release/pyward [--ruff ruff] [--sizes 10000,100000,1000000] [TREE ...]

Each figure is that of a whole process: CPU seconds (user and system), wall seconds, peak memory, the fastest of some
rounds in turns. The cache is off but in the rows that say otherwise.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

WORDS = "account amount batch buffer cell client column cursor entry event field frame group header index item".split()


def module(number: int, count: int, chance: random.Random) -> str:
    """A module of some 200 lines: classes that derive across files, functions that call across files, a few views."""
    near = sorted({chance.randrange(count) for _ in range(3)})
    lines = ["import os", "import subprocess", "from flask import request"]
    lines += [f"from part{other // 50}.module{other} import Base{other}, change{other}" for other in near]
    lines += ["", "", f"class Base{number}:", f'    kind = "{chance.choice(WORDS)}"', ""]
    lines += ["    def __init__(self, name, size=0):", "        self.name = name", "        self.size = size", "        self.seen = {}", ""]
    for method in range(8):
        word = chance.choice(WORDS)
        lines += [
            f"    def {word}_{method}(self, {word}, limit=10):",
            f"        result = []",
            f"        for position, one in enumerate({word}):",
            f"            if position > limit or one in self.seen:",
            f"                continue",
            f"            self.seen[one] = position",
            f'            result.append("%s:%s" % (one, self.name))',
            f"        return result",
            "",
        ]
    for function in range(8):
        word = chance.choice(WORDS)
        lines += [
            "",
            f"def make_{word}_{function}({word}, default=None):",
            f"    if {word} is None:",
            f"        {word} = default",
            f"    try:",
            f"        value = Base{number}(change{chance.choice(near)}({word}), len({word}))",
            f"    except TypeError:",
            f"        value = None",
            f"    return value",
            "",
        ]
    lines += ["", f"def change{number}(text):", f"    return text.strip().replace('{chance.choice(WORDS)}', '')", ""]
    if number % 10 == 0:
        lines += ["", f"def view{number}(request):", f"    name = change{near[0]}(request.GET['name'])"]
        lines += ["    subprocess.run(['ls', name])", "    return os.path.join('data', name)", ""]
    return "\n".join(lines) + "\n"


def tree(folder: pathlib.Path, lines: int) -> int:
    """A tree of about so many lines; how many it has."""
    chance = random.Random(lines)
    count = max(1, lines // 165)
    written = 0
    for number in range(count):
        path = folder / f"part{number // 50}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        text = module(number, count, chance)
        written += text.count("\n")
        path.write_text(text)
    return written


def hostile(folder: pathlib.Path) -> dict[str, pathlib.Path]:
    """Files that are made to be slow."""
    made = {
        "a dict of 5 MB": "DATA = {\n" + "".join(f"    'key{n}': ['value{n}', {n}],\n" for n in range(160_000)) + "}\n",
        "10,000 brackets, one in the other": "x = " + "(" * 10_000 + "1" + ")" * 10_000 + "\n",
        "95 blocks and 10,000 signs, one in the other": "".join(" " * n + "if x:\n" for n in range(95)) + " " * 95 + "pass\n" + "-" * 10_000 + "1\n",
        "a function of 100,000 lines": "import os\ndef run(request):\n    x = request.GET['x']\n"
        + "".join(f"    v{n} = x + str({n}) if x else v{n - 1 if n else 0}\n" for n in range(100_000))
        + "    os.system(x)\n",
    }
    paths = {}
    for number, (name, text) in enumerate(made.items()):
        paths[name] = folder / f"hostile{number}" / "made.py"
        paths[name].parent.mkdir()
        paths[name].write_text(text)
    return paths


def run(command: list[str], cache: str) -> tuple[float, float, int]:
    environment = {**os.environ, "PYWARD_CACHE_DIR": cache}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, _, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss // 1024


def fastest(commands: dict[str, list[str]], rounds: int, cache: str) -> dict[str, tuple[float, float, int]]:
    best: dict[str, tuple[float, float, int]] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            took = run(command, cache)
            best[name] = min(best.get(name, took), took)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pyward", required=True)
    parser.add_argument("--ruff")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("trees", nargs="*")
    asked = parser.parse_args()
    code = [asked.pyward, "code", "--no-progress", "--format", "json", "-o", os.devnull]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        top = pathlib.Path(folder)
        print("| tree | lines | CPU | a line | wall | peak memory |\n|---|---|---|---|---|---|")
        for size in map(int, filter(None, asked.sizes.split(","))):
            at = top / str(size)
            lines = tree(at, size)
            cpu, wall, memory = fastest({"": [*code, "--no-cache", str(at)]}, asked.rounds, cache)[""]
            print(f"| made up | {lines:,} | {cpu:.2f} s | {cpu / lines * 1e6:.1f} µs | {wall:.2f} s | {memory} MB |", flush=True)
        for name, path in hostile(top).items():
            cpu, wall, memory = fastest({"": [*code, "--no-cache", str(path)]}, asked.rounds, cache)[""]
            print(f"| {name} | | {cpu:.2f} s | | {wall:.2f} s | {memory} MB |", flush=True)
        if not asked.trees:
            return
        print("\n| tree | | CPU | wall | peak memory | times ruff |\n|---|---|---|---|---|---|")
        for at in asked.trees:
            commands = {
                "bandit's tests": [*code, "--no-cache", "-r", "--compat", "bandit", at],
                "all rules and flows": [*code, "--no-cache", at],
                "the same, from the cache": [*code, at],
            }
            if asked.ruff:
                commands["ruff"] = [asked.ruff, "check", "--select", "S", "--preview", "--no-cache", "-q", "--isolated", at]
            run(commands["the same, from the cache"], cache)
            best = fastest(commands, asked.rounds, cache)
            for name, (cpu, wall, memory) in best.items():
                times = f"{cpu / best['ruff'][0]:.1f}" if "ruff" in best else ""
                print(f"| {at} | {name} | {cpu:.2f} s | {wall:.2f} s | {memory} MB | {times} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())

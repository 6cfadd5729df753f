"""Writes random sources full of `nosec` comments, for bandit.py to compare.

    python nosec.py FOLDER [--files 200] [--seed 1]

Each file mixes findings of several rules on lines of their own, in calls over several lines and in compound statements,
with comments of known and unknown ids and names, joined in all ways.
"""

import argparse
import pathlib
import random

WORDS = [
    "B101", "B105", "B301", "B307", "B311", "B403", "B404", "B602", "B607", "B999", "B001", "b311", "B", "B3", "eval",
    "random", "import_subprocess", "assert_used", "Eval", "because", "it's", "fine", "blacklist", "pickle", "x_1",
]
JOINTS = [",", ", ", " ", "", ":", ";", ",,", "  ", "(", "#", " # ", "-"]
OPENINGS = ["# nosec", "#nosec", "## nosec", "# nosec:", "#  nosec :", "# NOSEC", "# noqa # nosec", "# nosecs", "#\tnosec"]
CALLS = [
    "eval({})", "random.random({})", "pickle.loads({})", "subprocess.run({}, shell=True)", "print({})", "int('0', {})",
    "login(password='secret', key={})", "os.system({})", "hashlib.md5({})",
]
LINES = ["import subprocess", "from pickle import loads", "import subprocess, pickle", "assert x", "password = 'secret'"]


def comment(rng):
    if rng.random() < 0.45:
        return ""
    words = "".join(rng.choice(WORDS) + rng.choice(JOINTS) for _ in range(rng.randint(0, 4)))
    return "  " + rng.choice(OPENINGS) + rng.choice(["", " ", ": ", ":", "  "]) + words


def call(rng, depth):
    inner = call(rng, depth - 1) if depth and rng.random() < 0.7 else rng.choice(["a", "'ls'", "f'{a}'"])
    if rng.random() < 0.5:
        inner = f"{comment(rng)}\n        {inner}{comment(rng)}\n    "
    return rng.choice(CALLS).format(inner)


def statement(rng):
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(LINES) + comment(rng)
    if kind < 0.5:
        return f"if {call(rng, 1)}:{comment(rng)}\n    {call(rng, 1)}{comment(rng)}"
    if kind < 0.65:
        return (f"@{call(rng, 0)}{comment(rng)}\ndef f(password='secret',{comment(rng)}\n      b={call(rng, 0)}):"
                f"{comment(rng)}\n    return {call(rng, 1)}{comment(rng)}")
    if kind < 0.75:
        return f"try:\n    {call(rng, 0)}\nexcept Exception:{comment(rng)}\n    pass{comment(rng)}"
    return call(rng, 2) + comment(rng)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for number in range(arguments.files):
        lines = ["import hashlib, os, pickle, random, subprocess"]
        lines += [statement(rng) for _ in range(rng.randint(5, 40))]
        (arguments.folder / f"case{number}.py").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

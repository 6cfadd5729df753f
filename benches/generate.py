"""Make large inputs for benchmarks: locks and SBOMs of any size, the same bytes for the same arguments.

    python benches/generate.py uv-lock 100000 > uv.lock
    python benches/generate.py cyclonedx 12000 > bom.cdx.json

Names are taken from a list of project names (one a line, `--names FILE`) and then made up; versions are plain. Every
package needs up to three that come before it, so the graph is deep and has no cycles.
"""

import argparse
import json
import random
import sys


def names(count, path):
    taken = []
    if path:
        with open(path, encoding="utf-8") as lines:
            taken = [line.strip() for line in lines if line.strip()][:count]
    return taken + [f"made-up-{number}" for number in range(count - len(taken))]


def packages(count, path, seed):
    chance = random.Random(seed)
    listed = []
    for index, name in enumerate(names(count, path)):
        version = f"{chance.randrange(6)}.{chance.randrange(30)}.{chance.randrange(10)}"
        needs = sorted({chance.randrange(index) for _ in range(chance.randrange(4))}) if index else []
        listed.append((name, version, needs))
    return listed


def digest(chance):
    return f"{chance.getrandbits(256):064x}"


def uv_lock(listed, out):
    chance = random.Random(1)
    out.write('version = 1\nrevision = 3\nrequires-python = ">=3.11"\n\n')
    out.write('[[package]]\nname = "bench"\nversion = "0.1.0"\nsource = { virtual = "." }\ndependencies = [\n')
    for name, _, _ in listed[-50:]:
        out.write(f'    {{ name = "{name}" }},\n')
    out.write("]\n")
    for name, version, needs in sorted(listed):
        out.write(f'\n[[package]]\nname = "{name}"\nversion = "{version}"\n')
        out.write('source = { registry = "https://pypi.org/simple" }\n')
        if needs:
            out.write("dependencies = [\n")
            for need in needs:
                out.write(f'    {{ name = "{listed[need][0]}" }},\n')
            out.write("]\n")
        url = f"https://files.pythonhosted.org/packages/{name}-{version}-py3-none-any.whl"
        out.write(f'wheels = [\n    {{ url = "{url}", hash = "sha256:{digest(chance)}", size = 1234 }},\n]\n')


def cyclonedx(listed, out):
    def purl(index):
        return f"pkg:pypi/{listed[index][0]}@{listed[index][1]}"

    json.dump(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "components": [
                {"type": "library", "bom-ref": purl(index), "name": name, "version": version, "purl": purl(index)}
                for index, (name, version, _) in enumerate(listed)
            ],
            "dependencies": [
                {"ref": purl(index), "dependsOn": [purl(need) for need in needs]}
                for index, (_, _, needs) in enumerate(listed)
            ],
        },
        out,
        indent=2,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["uv-lock", "cyclonedx", "requirements"])
    parser.add_argument("count", type=int)
    parser.add_argument("--names")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    listed = packages(args.count, args.names, args.seed)
    if args.kind == "uv-lock":
        uv_lock(listed, sys.stdout)
    elif args.kind == "cyclonedx":
        cyclonedx(listed, sys.stdout)
    else:
        for name, version, _ in listed:
            print(f"{name}=={version}")


if __name__ == "__main__":
    main()

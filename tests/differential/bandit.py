"""Compares pyward's findings in code with bandit's, to the last field and in their order.

    python bandit.py --bandit BANDIT --pyward PROGRAM [--tests B101,B602] TREE...

BANDIT is the program of bandit 1.9.4 on Python 3.13; PROGRAM takes `--tests IDS TREE...` and writes bandit's JSON, as
the example `bandit_json` of pyward-rules does. Texts and links are not compared: they are each tool's own.
Exit code 0: no difference.
"""

import argparse
import collections
import json
import resource
import subprocess
import sys

FIELDS = (
    "filename", "line_number", "test_id", "test_name", "line_range", "col_offset", "end_col_offset",
    "issue_severity", "issue_confidence", "cwe",
)


def run(command):
    """The report a command writes, and the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode not in (0, 1):
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return json.loads(done.stdout), spent


def row(result):
    return tuple(
        result["issue_cwe"].get("id") if field == "cwe" else
        tuple(result[field]) if field == "line_range" else result[field]
        for field in FIELDS
    )


def by_file(report):
    files = collections.defaultdict(list)
    for result in report["results"]:
        files[result["filename"]].append(row(result))
    return files


def shown(values):
    return " ".join(str(value) for value in values)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bandit", required=True)
    parser.add_argument("--pyward", required=True)
    parser.add_argument("--tests", default="")
    parser.add_argument("--show", type=int, default=10, help="differences shown of each kind")
    parser.add_argument("trees", nargs="+")
    arguments = parser.parse_args()
    chosen = ["-t", arguments.tests] if arguments.tests else []
    theirs, their_time = run([arguments.bandit, "-r", "-q", "-f", "json", *chosen, *arguments.trees])
    chosen = ["--tests", arguments.tests] if arguments.tests else []
    ours, our_time = run([arguments.pyward, *chosen, *arguments.trees])

    their_files, our_files = by_file(theirs), by_file(ours)
    totals = collections.Counter(result["test_id"] for result in theirs["results"])
    missing, extra, order = collections.Counter(), collections.Counter(), 0
    examples = collections.defaultdict(list)
    for name in sorted(their_files.keys() | our_files.keys()):
        want, got = their_files.get(name, []), our_files.get(name, [])
        if want == got:
            continue
        lost = collections.Counter(want) - collections.Counter(got)
        more = collections.Counter(got) - collections.Counter(want)
        order += not lost and not more
        for kind, rows, count in (("-", lost, missing), ("+", more, extra)):
            for item in rows.elements():
                count[item[2]] += 1
                examples[item[2]].append(f"{kind} {shown(item)}")
    for test in sorted(totals.keys() | extra.keys()):
        print(f"{test}: {totals[test]} of bandit, {missing[test]} missing, {extra[test]} extra")
        for line in examples[test][:arguments.show]:
            print("   ", line)

    errors = {error["filename"] for error in theirs["errors"]} ^ {error["filename"] for error in ours["errors"]}
    for name in sorted(errors)[:arguments.show]:
        print("only one of them reads", name)
    metrics = 0
    for name in sorted(theirs["metrics"].keys() | ours["metrics"].keys()):
        want, got = theirs["metrics"].get(name), ours["metrics"].get(name)
        if want != got:
            metrics += 1
            if metrics <= arguments.show:
                print("metrics of", name, want, got, sep="\n    ")
    differences = sum(missing.values()) + sum(extra.values()) + order + len(errors) + metrics
    print(f"{sum(totals.values())} findings, {len(theirs['metrics']) - 1} files: {differences} differences "
          f"({order} files in another order, {metrics} metrics, {len(errors)} errors)")
    print(f"CPU seconds: bandit {their_time:.2f}, pyward {our_time:.2f}")
    sys.exit(differences != 0)


if __name__ == "__main__":
    main()

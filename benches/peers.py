"""Time pyward beside its peers: the same project, the same advisories, one run, turn by turn.

    python benches/peers.py --pyward target/dist/pyward --data all.zip --project DIR \\
        [--uv uv] [--pip-audit pip-audit] [--rounds 10] [--warm]

DIR holds a `uv.lock` and, for pip-audit, a flat `requirements.txt` of the same packages. The peers ask a loopback
stand-in for the OSV service (tests/differential/osv_server.py) that answers from `--data`; pyward reads a store that
is imported from the same file. With `--warm` each program runs twice a turn and the second run counts, so that none
finds the processor's caches full of what another left there. Figures are wall seconds of whole processes, the peers'
memory that of their largest process. Only Linux and macOS: memory comes from `wait4`.
"""

import argparse
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


NOWHERE = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]


def run(command, cwd, env):
    """Runs a program that is named by its whole path. `subprocess` would add a millisecond or two of its own."""
    os.chdir(cwd)
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, env, file_actions=NOWHERE)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    scale = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * scale, usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status)


def found(name):
    path = shutil.which(name)
    if not path:
        raise SystemExit(f"there is no program {name}")
    return str(pathlib.Path(path).absolute())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the OSV stand-in did not start")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pyward", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--project", required=True)
    parser.add_argument("--uv")
    parser.add_argument("--pip-audit")
    parser.add_argument("--server-python", default=sys.executable, help="a Python that has `packaging`")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--warm", action="store_true", help="run each once more right before it is timed")
    args = parser.parse_args()

    project = pathlib.Path(args.project).resolve()
    store = tempfile.mkdtemp(prefix="pyward-bench-")
    env = dict(os.environ, PYWARD_DATA_DIR=store, NO_COLOR="1")
    pyward, uv, pip_audit = (name and found(name) for name in (args.pyward, args.uv, args.pip_audit))
    data = str(pathlib.Path(args.data).resolve())
    subprocess.run([pyward, "db", "import", data], env=env, check=True, stdout=subprocess.DEVNULL)

    port = free_port()
    server = subprocess.Popen(
        [args.server_python, HERE.parent / "tests/differential/osv_server.py", data, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(port)
        commands = {"pyward": [pyward, "audit", "uv.lock"], "pyward (built-in data)": [pyward, "audit", "--data", "builtin", "uv.lock"]}
        if uv:
            commands["uv audit"] = [uv, "audit", "--preview", "--service-url", url, "--locked"]
        if pip_audit:
            commands["pip-audit"] = [
                pip_audit, "-r", "requirements.txt", "--no-deps", "--disable-pip",
                "--vulnerability-service", "osv", "--osv-url", f"{url}/v1/query", "--progress-spinner", "off",
            ]
        figures = {name: [] for name in commands}
        for number in range(args.rounds + 1):
            for name, command in commands.items():
                if args.warm:
                    run(command, project, env)
                figure = run(command, project, env)
                if number:  # the first round warms caches
                    figures[name].append(figure)
    finally:
        server.terminate()

    base = statistics.median(figure[0] for figure in figures["pyward"])
    print("| | wall, median | min | CPU, median | peak memory | exit | times pyward's wall |")
    print("|---|---|---|---|---|---|---|")
    for name, rows in figures.items():
        wall = [row[0] for row in rows]
        cpu = statistics.median(row[2] for row in rows)
        memory = max(row[1] for row in rows) / 1e6
        median = statistics.median(wall)
        print(
            f"| {name} | {median * 1000:.1f} ms | {min(wall) * 1000:.1f} ms | {cpu * 1000:.1f} ms | {memory:.0f} MB "
            f"| {rows[-1][3]} | {median / base:.0f} |"
        )


if __name__ == "__main__":
    main()

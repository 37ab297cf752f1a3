"""Two Dask workers on this machine against the two processes of a local run, in turns; then a worker killed half way."""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from pages import BIN, environment_of, timed
from provinces import PERIOD, project_with


@contextlib.contextmanager
def dask(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Give the address of a scheduler and its two workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    program = [sys.executable, "-m", "dask"]
    scheduler = [*program, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = [*program, "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    started = [subprocess.Popen(scheduler, **quiet)]
    try:
        time.sleep(3)
        started += [subprocess.Popen(worker, **quiet) for _ in range(2)]
        time.sleep(5)
        yield address, started[1:]
    finally:
        for process in started:
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
            process.kill()
            process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, dask(Path(scratch)) as (address, workers):
        project = project_with(arguments.communes, Path(scratch) / "project")
        environment = environment_of(project)
        pages = arguments.communes + 3
        run = [str(BIN / "cchc"), "run", "--force"]
        timed([*run, "--jobs", "2"], project, environment)  # reads the tables
        ways = {"local pool of 2": [*run, "--jobs", "2"], "Dask, 2 workers": [*run, "--cluster", address]}
        taken: dict[str, list[float]] = collections.defaultdict(list)
        for _ in range(arguments.rounds):
            for name, command in ways.items():
                taken[name].append(timed(command, project, environment)[0] / pages)
        print(f"{pages} pages, {arguments.rounds} rounds in turns, load {os.getloadavg()[0]:.1f}")
        for name, seconds in taken.items():
            print(f"{name}: {statistics.median(seconds):.3f} s a page, start included")
        ratios = [there / here for here, there in zip(*taken.values(), strict=True)]
        print(f"Dask against local, median of the rounds: {statistics.median(ratios):.2f}")

        out = project / "killed"
        process = subprocess.Popen(
            [*run, "--cluster", address, "--out", str(out)], cwd=project, env=environment, stderr=subprocess.DEVNULL
        )
        record = out / PERIOD / "run.jsonl"
        while process.poll() is None and (not record.exists() or record.read_bytes().count(b"\n") < pages // 4):
            time.sleep(0.05)
        workers[0].kill()
        status = process.wait()
        lines = [json.loads(line)["output"] for line in record.read_text(encoding="utf-8").splitlines()]
        there = [path for path in (out / PERIOD).rglob("*.html") if path.name != "index.html"]
        print(
            f"a worker killed after {pages // 4} pages: exit status {status}, {len(there)} of {pages} pages, "
            f"{len(lines) - len(set(lines))} recorded twice"
        )


if __name__ == "__main__":
    main()

"""Pages by `cchc run` against the same notebooks by the papermill and nbconvert commands, one by one and two at a time.

The floor is the same cells in one warm process, without isolation.

Run from the project's folder after `make setup`. Figures of one run belong together; the machine decides their size.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def tree_memory(pid: int) -> int:
    """Return the memory that a process and its children hold, shared pages once each process, in bytes."""
    total = 0
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in processes:
        try:
            info = process.memory_full_info()
            total += getattr(info, "pss", info.rss)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total


def environment_of(project: Path) -> dict[str, str]:
    """Return the environment for commands of this installation on a project."""
    own = {"CCHC_DATA": str(project / "data"), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    # Compiled modules are kept, as they are where a user installs: all ways start from them.
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | own


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds and peak MiB of one command."""
    start, peak, done = time.perf_counter(), 0, threading.Event()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.3):
            peak = max(peak, tree_memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    if status:
        raise SystemExit(f"{command[0]} ended with {status}")
    return seconds, peak / 2**20


def by_hand(project: Path, period: str, code: str, environment: dict[str, str]) -> float:
    """Return the seconds that a commune's page takes with the two commands."""
    executed = project / "by-hand" / f"{code}.ipynb"
    executed.parent.mkdir(exist_ok=True)
    commands = [
        [
            str(BIN / "papermill"),
            str(project / "notebooks" / "commune.ipynb"),
            str(executed),
            "-p",
            "period",
            period,
            "-r",
            "commune_code",
            code,
        ],
        [str(BIN / "jupyter"), "nbconvert", "--to", "html", str(executed)],
    ]
    start = time.perf_counter()
    for command in commands:
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{command[0]}: {done.stderr[-500:]}")
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=8, help="commune pages made by the slow ways")
    parser.add_argument("--communes", type=int, help="made-up ones; by default the real 148")
    parser.add_argument("--period", default="2026-Q3")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "project"
        if arguments.communes:
            from provinces import project_with

            project_with(arguments.communes, project)
        else:
            for folder in ("data/raw", "notebooks"):
                shutil.copytree(ROOT / folder, project / folder)
        environment = environment_of(project)
        run = [str(BIN / "cchc"), "run", arguments.period]
        seconds, memory = timed(run, project, environment)
        again, _ = timed(run, project, environment)
        pages = sorted((project / "reports" / arguments.period / "communes").glob("*.html"))
        count = len(list((project / "reports" / arguments.period).rglob("*.html"))) - 1
        codes = [page.name.split("-")[0] for page in pages[:: max(1, len(pages) // arguments.pages)]][: arguments.pages]
        one = [by_hand(project, arguments.period, code, environment) for code in codes]
        start = time.perf_counter()
        with ThreadPoolExecutor(2) as two_at_a_time:
            list(two_at_a_time.map(lambda code: by_hand(project, arguments.period, code, environment), codes))
        two = (time.perf_counter() - start) / len(codes)
        floor = floor_of(project, arguments.period, codes, environment)
    size, typical, ours = len(codes), statistics.median(one), seconds / count
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    print(f"{count} pages of {arguments.period}; the slow ways made {size} of them, spread over the communes")
    print()
    print("| way | s a page | times slower than `cchc run` | goal |")
    print("|---|---:|---:|---:|")
    print(f"| papermill and nbconvert, one by one (median) | {typical:.2f} | {typical / ours:.1f} | 15 |")
    print(f"| the same, two at a time | {two:.2f} | {two / ours:.1f} | 8 |")
    print(f"| `cchc run`, start included | {ours:.3f} | 1 | |")
    print(f"| floor: the cells in one warm process (median) | {floor:.3f} | {floor / ours:.2f} | |")
    print(f"| floor, in two processes | {floor / 2:.3f} | {floor / 2 / ours:.2f} | |")
    print()
    print(f"cchc run: {seconds:.1f} s in all, peak {memory:.0f} MiB; again, nothing changed: {again:.1f} s")


def floor_of(project: Path, period: str, codes: list[str], environment: dict[str, str]) -> float:
    """Return the median seconds of a page in one warm process, with what a run leaves to be filled in left out."""
    command = [sys.executable, str(Path(__file__).parent / "floor.py"), str(project / "notebooks" / "commune.ipynb")]
    alone = {**environment, "CCHC_PLACES": "later", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([*command, period, *codes], env=alone, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-500:])
    return statistics.median(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()

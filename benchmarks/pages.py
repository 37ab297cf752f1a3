"""Pages by `cchc run` against the same notebooks run one by one with the papermill and nbconvert commands.

Run from the project's folder after `make setup`. Figures of one run belong together; the machine decides their size.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6, help="commune pages made by the two commands")
    parser.add_argument("--period", default="2026-Q3")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "project"
        for folder in ("data/raw", "notebooks"):
            shutil.copytree(ROOT / folder, project / folder)
        environment = environment_of(project)
        run = [str(BIN / "cchc"), "run", arguments.period]
        seconds, memory = timed(run, project, environment)
        again, _ = timed(run, project, environment)
        pages = sorted((project / "reports" / arguments.period / "communes").glob("*.html"))
        count = len(list((project / "reports" / arguments.period).rglob("*.html"))) - 1
        by_hand = []
        for page in pages[: arguments.pages]:
            executed = project / "by-hand" / f"{page.stem}.ipynb"
            executed.parent.mkdir(exist_ok=True)
            execute = [
                str(BIN / "papermill"), str(project / "notebooks" / "commune.ipynb"), str(executed),
                "-p", "period", arguments.period, "-r", "commune_code", page.stem.split("-")[0],
            ]  # fmt: skip
            first, _ = timed(execute, project, environment)
            second, _ = timed([str(BIN / "jupyter"), "nbconvert", "--to", "html", str(executed)], project, environment)
            by_hand.append(first + second)
    typical = statistics.median(by_hand)
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, period {arguments.period}")
    print(f"cchc run: {count} pages in {seconds:.1f} s, {seconds / count:.2f} s a page, peak {memory:.0f} MiB")
    print(f"cchc run again, nothing changed: {again:.1f} s")
    print(f"two commands, one by one: {typical:.2f} s a page (median of {len(by_hand)})")
    print(f"ratio a page: {typical / (seconds / count):.1f}")


if __name__ == "__main__":
    main()

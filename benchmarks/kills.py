"""Runs that are killed at random moments, each taken up by the next: what is lost, wrong, twice, half or left running.

One run is the reference. Then, in another folder, `cchc run` is killed (SIGKILL, to it alone) at a random moment and
started again; after every kill each page on disk must be whole and be about its own commune, and nothing may still run.
When a run has come to its end the pages are removed and the next one starts anew. At the end one more run finishes the
job, and its pages are compared with the reference.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import psutil
from pages import BIN, environment_of
from provinces import project_with


def processes(mark: str) -> list[int]:
    """Return the processes that carry a mark in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if mark in process.environ() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--communes", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    mark = f"CCHC_BENCHMARK_{uuid.uuid4().hex}"
    found: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        project = project_with(arguments.communes, Path(scratch) / "project")
        environment = {**environment_of(project), mark: "1"}
        command = [str(BIN / "cchc"), "run", "--jobs", "2", "--out"]

        def run(out: Path) -> subprocess.Popen[bytes]:
            quiet = subprocess.DEVNULL
            return subprocess.Popen([*command, str(out)], cwd=project, env=environment, stdout=quiet, stderr=quiet)

        reference, out = Path(scratch) / "reference", Path(scratch) / "out"
        start = time.perf_counter()
        if run(reference).wait():
            raise SystemExit("the reference run failed")
        whole = time.perf_counter() - start
        right = pages(reference)
        for _ in range(arguments.kills):
            process = run(out)
            try:
                process.wait(random.uniform(0, whole))
                found["ended before the kill"] += 1
                shutil.rmtree(out)
                continue
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
            found["killed"] += 1
            until = time.monotonic() + 10
            while (left := processes(mark)) and time.monotonic() < until:
                time.sleep(0.1)
            found["processes left running after 10 s"] += len(left)
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            for name, content in pages(out).items():
                found["half-written pages"] += not content.rstrip().endswith(("</html>", "-->"))
                found["wrong pages"] += name not in right or heading(content) != heading(right[name])
        if run(out).wait():
            found["last runs that failed"] += 1
        last = pages(out)
        lines = [json.loads(line) for line in next(out.glob("*/run.jsonl")).read_text(encoding="utf-8").splitlines()]
        found["pages lost"] += len(right.keys() - last.keys())
        found["pages that nobody planned"] += len(last.keys() - right.keys())
        found["pages recorded twice"] += len(lines) - len({line["output"] for line in lines})
        found["pages unlike the reference"] += sum(last[name] != right[name] for name in right.keys() & last.keys())
        found["work folders left"] += len(list(out.rglob(".work-*")))
    print(f"{arguments.communes} communes, a whole run takes {whole:.1f} s, load {os.getloadavg()[0]:.1f}")
    for name, count in found.items():
        print(f"{count:6d}  {name}")


def pages(out: Path) -> dict[str, str]:
    """Return address → content of every page below a folder, but for the indexes, which name the day."""
    return {
        path.relative_to(out).as_posix(): path.read_text(encoding="utf-8")
        for path in out.rglob("*.html")
        if ".work-" not in path.as_posix() and path.name != "index.html"
    }


def heading(page: str) -> str:
    """Return the title that a page has in its body."""
    return page.partition("<h1")[2].partition("</h1>")[0]


if __name__ == "__main__":
    main()

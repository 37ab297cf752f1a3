"""Runs that are killed at random moments, each taken up by the next: what is lost, wrong, twice, half or left running.

Two runs are the reference: a first one, and one after a single report has changed, which makes that commune's pages again
and gives all others new figures of their peers. Then, in two other folders, one empty and one with the pages of before the
change, `cchc run` is killed (SIGKILL, to it alone) in turns at a random moment; in every other turn of the second folder as
soon as a random number of pages has its new figures. After every kill each page on disk must be whole, be about its own
commune and be the one of before or of after, and nothing may still run. When a run has come to its end its folder is put
back. At the end one more run in each folder finishes the job, and its pages are compared with the reference.
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
from provinces import PERIOD, one_apart, project_with

VALUES = (2900, 3900)  # the dossiers of the commune whose report changes


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
        command = [str(BIN / "cchc"), "run", "--jobs", "2", "--out"]

        def run(out: Path, project: Path) -> subprocess.Popen[bytes]:
            own = {**environment_of(project), mark: "1"}
            quiet = subprocess.DEVNULL
            return subprocess.Popen([*command, str(out)], cwd=project, env=own, stdout=quiet, stderr=quiet)

        put = one_apart(project / "data" / "raw" / PERIOD)
        put = one_apart(project / "data" / "raw" / PERIOD)
        reference, before = Path(scratch) / "reference", Path(scratch) / "before"
        outs = Path(scratch) / "first", Path(scratch) / "changed"
        seconds, right, keys, projects = [], [], [], []
        for value in VALUES:
            if right:
                shutil.copytree(reference, before)
            put(value)
            start = time.perf_counter()
            if run(reference, project).wait():
                raise SystemExit("the reference run failed")
            seconds.append(time.perf_counter() - start)
            right.append(pages(reference))
            keys.append(keys_of(reference))
            # The data as they are then: a report that is changed again would be one more correction, and shown as such.
            projects.append(shutil.copytree(project, Path(scratch) / f"project-{len(right)}"))
        shutil.copytree(before, outs[1])
        renewed = [name for name in right[0] if keys[0][name] == keys[1][name] and right[0][name] != right[1][name]]
        if not renewed:
            raise SystemExit("no page gets new figures")
        for number in range(arguments.kills):
            turn = number % 2
            out = outs[turn]
            process = run(out, projects[turn])
            moment, awaited = (
                random.uniform(0, seconds[turn]),
                random.randint(1, len(renewed)) if number % 4 == 1 else 0,
            )
            if not is_killed(process, moment, awaited, {out / name: right[0][name] for name in renewed}):
                found["ended before the kill"] += 1
                shutil.rmtree(out)
                if turn:
                    shutil.copytree(before, out)
                continue
            found["killed after a change" if turn else "killed"] += 1
            until = time.monotonic() + 10
            while (left := processes(mark)) and time.monotonic() < until:
                time.sleep(0.1)
            found["processes left running after 10 s"] += len(left)
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            there = pages(out)
            if turn and 0 < sum(there[name] == right[1][name] for name in renewed) < len(renewed):
                found["of these, between two pages that get new figures"] += 1
            for name, content in there.items():
                found["half-written pages"] += not content.rstrip().endswith(("</html>", "-->"))
                found["wrong pages"] += name not in right[0] or heading(content) != heading(right[0][name])
                found["pages neither of before nor of after"] += content not in (
                    right[0].get(name),
                    right[turn].get(name),
                )
        for turn, out in enumerate(outs):
            if run(out, projects[turn]).wait():
                found["last runs that failed"] += 1
            last, wanted = pages(out), right[turn]
            lines = next(out.glob("*/run.jsonl")).read_text(encoding="utf-8").splitlines()
            found["pages lost"] += len(wanted.keys() - last.keys())
            found["pages that nobody planned"] += len(last.keys() - wanted.keys())
            found["pages recorded twice"] += len(lines) - len(keys_of(out))
            found["pages unlike the reference"] += sum(
                last[name] != wanted[name] for name in wanted.keys() & last.keys()
            )
            found["work folders left"] += len(list(out.rglob(".work-*")))
    print(
        f"{arguments.communes} communes, a whole run takes {seconds[0]:.1f} s, one after a change {seconds[1]:.1f} s, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    for name, count in found.items():
        print(f"{count:6d}  {name}")


def is_killed(process: subprocess.Popen[bytes], moment: float, awaited: int, old: dict[Path, str]) -> bool:
    """Kill a run after so many seconds, or as soon as so many pages are no longer the old ones; False if it ended first."""
    until = time.monotonic() + moment
    while process.poll() is None:
        if sum(changed(*page) for page in old.items()) >= awaited if awaited else time.monotonic() >= until:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.001)
    return False


def changed(page: Path, old: str) -> bool:
    return page.read_text(encoding="utf-8") != old


def pages(out: Path) -> dict[str, str]:
    """Return address → content of every page below a folder, but for the indexes, which name the day."""
    return {
        path.relative_to(out).as_posix(): path.read_text(encoding="utf-8")
        for path in out.rglob("*.html")
        if ".work-" not in path.as_posix() and path.name != "index.html"
    }


def keys_of(out: Path) -> dict[str, str]:
    """Return address → key of every page that a folder's last run recorded."""
    record = next(out.glob("*/run.jsonl"))
    lines = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    return {f"{record.parent.name}/{line['output']}": line["key"] for line in lines}


def heading(page: str) -> str:
    """Return the title that a page has in its body."""
    return page.partition("<h1")[2].partition("</h1>")[0]


if __name__ == "__main__":
    main()

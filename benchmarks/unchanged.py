"""A second run with nothing changed, and one after a single report has changed: seconds, by the whole command."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
from pathlib import Path

from pages import BIN, ROOT, environment_of, timed
from provinces import one_apart, project_with


def state(project: Path) -> dict[str, tuple[str, str]]:
    """Return the key under which each page was made, and its hash."""
    record = project / "reports" / "2026-Q3" / "run.jsonl"
    lines = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    return {line["output"]: (line["key"], line["sha256"]) for line in lines}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, help="made-up ones; by default the real 148")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "project"
        if arguments.communes:
            project_with(arguments.communes, project)
        else:
            shutil.copytree(ROOT / "notebooks", project / "notebooks")
            shutil.copytree(ROOT / "data" / "raw" / "2026-Q3", project / "data" / "raw" / "2026-Q3")
        put = one_apart(project / "data" / "raw" / "2026-Q3")
        run, environment = [str(BIN / "cchc"), "run"], environment_of(project)
        put(2900)
        first, _ = timed(run, project, environment)
        pages = len(list((project / "reports").rglob("*.html"))) - 2
        unchanged = [timed(run, project, environment)[0] for _ in range(arguments.rounds)]
        changed, touched = [], []
        for number in range(arguments.rounds):
            put(3000 + 100 * number)
            before = state(project)
            changed.append(timed(run, project, environment)[0])
            made, written = (sum(state(project)[page][n] != before[page][n] for page in before) for n in (0, 1))
            touched.append(f"{made} made, {written - made} renewed")
        print(f"{pages} pages, first run {first:.1f} s, {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}")
        print(f"nothing changed: {statistics.median(unchanged):.2f} s (median; least {min(unchanged):.2f})")
        print(
            f"one changed report: {statistics.median(changed):.2f} s (median; least {min(changed):.2f}); pages: {touched[-1]}"
        )


if __name__ == "__main__":
    main()

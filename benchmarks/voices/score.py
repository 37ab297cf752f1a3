"""Count how the installed package reads and checks reports in the voices, apart for seen and unseen offices.

From the project's root:  .venv/bin/python -m benchmarks.voices.score [FOLDER] [--reports 420] [--word] [-v]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.voices.counting import Gold, Tally, tally
from benchmarks.voices.voices import SEEN, UNSEEN
from benchmarks.voices.write import VOICES, write

SURE = ("error", "verify")
Rows = list[dict[str, Any]]


@dataclass
class Side:
    """What is counted of one side, the seen or the unseen offices."""

    reports: int = 0
    unread: int = 0
    tally: Tally = field(default_factory=lambda: Tally(Counter(), []))
    false: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    spoiled: set[str] = field(default_factory=set)
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)


def cchc(compiled: Path, command: str, files: list[Path], *options: str) -> tuple[Rows, str]:
    """Return the rows that a command of the package prints of some files, and what it says beside them.

    Python keeps what it has compiled in the folder `compiled`, else each call would begin with compiling all libraries.
    """
    kept = os.environ | {"PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    run = [str(Path(sys.executable).with_name("cchc")), command, *map(str, files), "--format", "json", *options]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", check=False, env=kept)
    # 2: not one of the files could be read.
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"cchc {command} ended with {done.returncode}: {done.stderr[-500:]}")
    return json.loads(done.stdout or "[]"), done.stderr


def batches(folder: Path) -> Iterator[list[Path]]:
    """Give the files of a folder, one seed at once: no office stands twice in a batch, so none is compared with its past."""
    for seed in sorted(folder.iterdir()) if folder.is_dir() else []:
        yield sorted(seed.iterdir())


def main() -> None:
    """Read the command line, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", type=Path, nargs="?", help="a folder that was written before; without, one is written"
    )
    parser.add_argument("--reports", type=int, default=10 * len(VOICES))
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--word", action="store_true")
    parser.add_argument("-v", action="store_true", help="each miss and false finding of the seen offices")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made) / "reports"
        if not given.folder:
            write(folder, given.reports, with_faults=True, word=given.word, first=given.first)
        sides = count(folder, Path(made) / "compiled")
    for name, side in sides.items():
        print("\n".join(told(name, side)))
    if given.v:
        # Of the unseen offices nothing is shown: what is known of them can no longer measure.
        print("\n".join(sides["seen"].tally.details))


def count(folder: Path, compiled: Path) -> dict[str, Side]:
    """Return the counts of a written folder."""
    golds, faults = _golds(folder), {row["file"]: row for row in _table(folder / "faults.csv")}
    sides = {"seen": Side(), "unseen": Side()}
    clean: dict[str, set[tuple[str, str, str]]] = {}
    with ThreadPoolExecutor(2) as pool:
        consistent = [*batches(folder / "consistent")]
        statements = pool.map(lambda files: cchc(compiled, "read", files, "--table", "statements"), consistent)
        findings = pool.map(lambda files: cchc(compiled, "check", files), consistent)
        faulted = [*batches(folder / "faulted")]
        wrong = pool.map(lambda files: cchc(compiled, "check", files), faulted)
        for files, (rows, said), (found, _) in zip(consistent, statements, findings, strict=True):
            for file in files:
                sides[_side(file)].unread += f"cchc: {file.name}" in said
            _count_consistent(files, rows, found, golds, sides, clean)
        for files, (found, _) in zip(faulted, wrong, strict=True):
            _count_faulted(files, found, faults, sides, clean)
    return sides


def _count_consistent(
    files: list[Path],
    rows: Rows,
    found: Rows,
    golds: dict[str, list[Gold]],
    sides: dict[str, Side],
    clean: dict[str, Any],
) -> None:
    by_file, by_report = defaultdict(list), _by_document(found)
    for row in rows:
        by_file[row["source_file"]].append(row)
    for file in files:
        side = sides[_side(file)]
        side.reports += 1
        side.tally.add(tally(file.name, golds[file.name], by_file[file.name]))
        mine = [row for row in by_report[_mark(file)] if row["severity"] in SURE]
        clean[file.stem] = {_said(row) for row in mine}
        for row in mine:
            side.false[row["severity"]] += 1
            side.rules[f"{row['severity']} {row['rule']}"] += 1
            side.tally.details.append(
                f"{file.name}: false {row['severity']} {row['rule']}: {row['found']} / {row['expected']}"
            )
        if mine:
            side.spoiled.add(file.name)


def _count_faulted(
    files: list[Path], found: Rows, faults: dict[str, dict[str, str]], sides: dict[str, Side], clean: dict[str, Any]
) -> None:
    by_report = _by_document(found)
    for file in files:
        side, fault = sides[_side(file)], faults[file.name]
        side.planted[fault["kind"]] += 1
        before = clean.get(file.stem.removesuffix("-fault"), set())
        new = [row for row in by_report[_mark(file)] if row["severity"] in SURE and _said(row) not in before]
        if any(_names(row, fault["printed"]) for row in new):
            side.found[fault["kind"]] += 1
        else:
            side.tally.details.append(
                f"{file.name}: fault not found: {fault['kind']}, {fault['with']}: {fault['printed']} for {fault['true']}"
            )


def _names(row: dict[str, Any], printed: str) -> bool:
    """Return whether a finding names a figure: the number stands in it on its own."""
    text = " ".join([str(row["found"]), str(row["expected"]), *map(str, row["quotes"])])
    number = re.escape(printed.rstrip(" %"))
    return bool(re.search(rf"(?<![\d.,]){number}(?![\d]|[.,]\d)", text, re.I))


def _said(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["rule"], str(row["found"]), str(row["expected"])


def _by_document(found: Rows) -> dict[str, Rows]:
    """Group findings by the first digits of their document's hash, with which a report's name ends."""
    out: dict[str, Rows] = defaultdict(list)
    for row in found:
        out[str(row["report_id"]).rpartition("-")[2]].append(row)
    return out


def _mark(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]


def _side(file: Path) -> str:
    office = re.sub(r"-\d+(?:-fault)?$", "", file.stem)
    if office not in (*SEEN, *UNSEEN):
        raise ValueError(f"{file.name}: no voice of the name {office!r}")
    return "unseen" if office in UNSEEN else "seen"


def _golds(folder: Path) -> dict[str, list[Gold]]:
    texts: dict[str, str] = {}
    out: dict[str, list[Gold]] = defaultdict(list)
    for path in (folder / "consistent").rglob("*.txt"):
        texts[path.name] = path.read_text(encoding="utf-8")
    for row in _table(folder / "labels.csv"):
        text, at = texts.get(row["file"]), 0
        if text is not None and text.count(row["fragment"]) != 1:
            raise ValueError(f"{row['file']}: {row['fragment']!r} does not stand once in the text")
        if text is not None:
            at = text[: text.index(row["fragment"])].count("\n") + 1
        gold = Gold(row["measure"], float(row["value"]), row["scope"], row["note"], at, row["fragment"])
        out[row["file"]].append(gold)
    return out


def _table(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(name: str, side: Side) -> list[str]:
    """Return the lines that tell of one side."""
    counts, reports = side.tally.counts, side.reports or 1
    given = counts["right"] + counts["scope"] + counts["trap"] + counts["wrong"]
    kinds = ", ".join(f"{kind} {side.found[kind]}/{side.planted[kind]}" for kind in sorted(side.planted))
    return [
        f"{name}: {side.reports} reports, not read {side.unread}",
        f"  figures: recall {_of(counts['found'], counts['asked'])}, precision {_of(counts['right'], given)}; "
        f"traps taken {counts['trap']}, scope errors {counts['scope']}, other wrong values {counts['wrong']}",
        f"  consistent: with a false error or verify {_of(len(side.spoiled), side.reports)}; "
        f"errors a report {side.false['error'] / reports:.2f}, verifies {side.false['verify'] / reports:.2f}",
        *(f"    {times} {rule}" for rule, times in side.rules.most_common()),
        f"  faults found {_of(side.found.total(), side.planted.total())}: {kinds}",
    ]


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / (whole or 1):.1%}"


if __name__ == "__main__":
    main()

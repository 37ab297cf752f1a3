"""Write reports in the voices, with their labels, into a folder.

From the project's root:  .venv/bin/python -m benchmarks.voices.write FOLDER [--reports 420] [--faults] [--word]
"""

from __future__ import annotations

import argparse
import csv
import random
from pathlib import Path

from benchmarks.voices import faults, labels
from benchmarks.voices.report import Report, make
from benchmarks.voices.voices import SEEN, UNSEEN

VOICES = (*SEEN, *UNSEEN)


def write(folder: Path, reports: int, *, with_faults: bool = False, word: bool = False, first: int = 0) -> None:
    """Write so many reports, one voice after the other; a folder in the folder is one seed of every voice.

    `consistent/` holds reports whose figures agree, `faulted/` the same ones with one fault each; `labels.csv` and
    `faults.csv` say what stands in them. Seeds are counted from `first`.
    """
    rows, planted = [], []
    for number in range(reports):
        seed, name = first + number // len(VOICES), VOICES[number % len(VOICES)]
        made = make(name, seed)
        text, start = made.text()
        file = _save(folder / "consistent" / f"{seed:03}", f"{name}-{seed:03}", text, made if word else None)
        rows += [label.row(file) for label in labels.labels(text, made.printed(), start)]
        rng = random.Random(f"{name} {seed} fault")
        kinds = sorted(faults.KINDS, key=lambda _: rng.random()) if with_faults else []
        if fault := next((found for kind in kinds if (found := faults.plant(made, kind, rng))), None):
            wrong, what = fault
            text, _ = wrong.text()
            planted.append(
                what.row(
                    _save(folder / "faulted" / f"{seed:03}", f"{name}-{seed:03}-fault", text, wrong if word else None)
                )
            )
    _table(folder / "labels.csv", labels.HEAD, rows)
    if with_faults:
        _table(folder / "faults.csv", faults.HEAD, planted)


def _save(folder: Path, stem: str, text: str, report: Report | None) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    if report is not None:
        report.save_word(folder / f"{stem}.docx")
        return f"{stem}.docx"
    (folder / f"{stem}.txt").write_text(text, encoding="utf-8")
    return f"{stem}.txt"


def _table(path: Path, head: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=10 * len(VOICES))
    parser.add_argument(
        "--first", type=int, default=0, help="first seed; other seeds are other reports of the same offices"
    )
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--word", action="store_true")
    given = parser.parse_args()
    write(given.folder, given.reports, with_faults=given.faults, word=given.word, first=given.first)


if __name__ == "__main__":
    main()

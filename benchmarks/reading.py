"""Cells right, wrong and flagged, wrong and not flagged, for each format that is read; seconds and memory.

    .venv/bin/python benchmarks/reading.py [--reports 200] [--scans 10] [--format docx …] [--keep FILE] [-o FILE]

Simulated reports in layouts drawn by chance, half of the values of each replaced by others, blanks among them. `--real` with
`--expected` adds a real report as text. With `--keep` every few reports are kept as they are done, so that a long run can be
made in pieces; what is kept is not measured again.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from cchc_analysis import catalogue
from cchc_analysis.communes import registry
from cchc_analysis.errors import CchcError
from cchc_analysis.numerals import parse_number
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading.archive import documents
from cchc_analysis.simulate import Press, file_name
from cchc_analysis.simulate.figures import draw, periods
from cchc_analysis.simulate.layout import draw_layout
from cchc_analysis.simulate.paper import EDITION, write_paper

FORMATS = ("txt", "docx", "doc", "pdf", "scan", "xlsx", "xls", "csv", "zip")
ENTRIES = catalogue.editions()[EDITION].entries
OUTCOMES = ("right", "flagged", "unflagged")
# Reports that are written, read and kept together.
PIECES = dict.fromkeys(FORMATS, 20) | {"scan": 4}
TIMED = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--scans", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", action="append", choices=FORMATS)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--expected", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    kept = json.loads(given.keep.read_text()) if given.keep and given.keep.exists() else {}
    for form in given.format or FORMATS:
        reports = given.scans if form == "scan" else given.reports
        while (done := kept.get(form, {"reports": 0}))["reports"] < reports:
            kept[form] = scored(form, done, reports, given.seed)
            print(form, {key: kept[form][key] for key in ("reports", *OUTCOMES)}, flush=True)
            if given.keep:
                given.keep.write_text(json.dumps(kept, indent=1))
    if given.real and given.expected:
        kept["real (txt)"] = score_real(given.real, given.expected)
        print("real", kept["real (txt)"])
    text = report(kept, given.seed)
    print(text)
    if given.output:
        given.output.write_text(text, encoding="utf-8")


def scored(form: str, done: dict, reports: int, seed: int) -> dict:  # type: ignore[type-arg]
    """Return the outcomes of a format with the next few reports, and the times of the first ones."""
    outcomes = Counter({key: done.get(key, 0) for key in OUTCOMES})
    wrong, timed = list(done.get("wrong", ())), list(done.get("timed", ()))
    first, last = done["reports"], min(done["reports"] + PIECES[form], reports)
    roster = registry.made_up_communes(reports)
    with tempfile.TemporaryDirectory() as temporary:
        press, wanted = Press(), []
        for number in range(first + 1, last + 1):
            rng = np.random.default_rng([seed, number, 77])
            reported = next(draw(periods(1), np.random.default_rng([seed, number])))
            paper = write_paper(roster[number - 1], number, reported, seed)
            scramble(paper, rng)
            path = Path(temporary) / file_name(paper, form)
            # A dash for a blank is one of the ways to print it.
            layout = draw_layout(np.random.default_rng([seed, number, 78]))
            press.write(paper, layout, form, path, rng)
            wanted.append((path, dict(paper.values), layout))
        press.finish()
        for path, values, layout in wanted:
            for (indicator, outcome), found in judged(path, values).items():
                outcomes[outcome] += 1
                if outcome != "right":
                    wrong.append((path.name, indicator, outcome, found))
                    if outcome == "unflagged":
                        print("  ", path.name, indicator, found, replace(layout, labels={}, codes={}), flush=True)
        timed += [times(form, path) for path, _, _ in wanted[: TIMED - len(timed)]]
    return {"reports": last, **{key: outcomes[key] for key in OUTCOMES}, "timed": timed, "wrong": wrong}


def scramble(paper, rng) -> None:  # type: ignore[no-untyped-def]
    """Replace about half of a report's values by others or by blanks, printed in any of the ways that are seen."""
    for entry in ENTRIES:
        kind, name = catalogue.indicator(entry.indicator).kind, entry.indicator
        if kind == "section" or rng.random() < 0.5:
            continue
        if rng.random() < 0.25:
            paper.cells[name], paper.values[name] = "", None
            continue
        if entry.options:
            text = str(list(entry.options)[int(rng.integers(len(entry.options)))])
        elif kind == "rate":
            text = f"{rng.uniform(0, 100):.{rng.integers(3)}f}" if rng.random() < 0.8 else "100"
            text = text.replace(".", ",."[int(rng.integers(2))]) + "%" * int(rng.random() < 0.2)
        else:
            number = int(10 ** rng.uniform(0, 4.2)) - 1
            text = f"{number:,}".replace(",", ".") if rng.random() < 0.6 else str(number)
            text = f"0{text}" if number < 10 and number and rng.random() < 0.4 else text
        paper.cells[name], paper.values[name] = text, Fraction(parse_number(text, kind))


def judged(path: Path, values: dict) -> dict:  # type: ignore[type-arg]
    """Return what was read, by indicator and outcome."""
    try:
        with documents(path, path.name) as inside:
            frames = read_report(inside[0][0])
    except CchcError as error:
        return {(entry.indicator, "flagged"): str(error) for entry in ENTRIES}
    named = {name for names in frames.findings["indicators"] for name in names}
    found = {}
    for row in frames.observations.itertuples():
        true = values.get(row.indicator)
        value = None if row.value != row.value else row.value
        right = row.status == "blank" if true is None else row.status == "reported" and value == float(true)
        is_flagged = row.status in ("unreadable", "absent") or row.indicator in named
        outcome = "right" if right else "flagged" if is_flagged else "unflagged"
        found[row.indicator, outcome] = f"{row.form} {row.code}: {row.raw!r} {row.status}, true {true}"
    return found


def score_real(path: Path, expected: Path) -> dict:  # type: ignore[type-arg]
    with expected.open(encoding="utf-8", newline="") as file:
        rows = {(row["form"], row["code"]): row["value"] for row in csv.DictReader(file)}
    values = {
        entry.indicator: Fraction(rows[entry.form, entry.code]) if rows[entry.form, entry.code] else None
        for entry in ENTRIES
    }
    outcomes = Counter(outcome for _, outcome in judged(path, values))
    return {"reports": 1, **{key: outcomes[key] for key in OUTCOMES}, "timed": []}


def times(form: str, path: Path) -> list[float | None]:
    """Return seconds and MB for a file, read by us and by a bare library, each in a process of its own."""
    found: list[float | None] = []
    for who in ("ours", form):
        if who not in ("ours", *LIBRARY):
            found += [None, None]
            continue
        command = [sys.executable, str(Path(__file__).with_name("bare.py")), who, str(path)]
        found += json.loads(subprocess.run(command, capture_output=True, check=True, timeout=600).stdout)
    return [found[0], found[2], found[1], found[3]]


HEAD = """# What is read right, in each format

Made by `.venv/bin/python benchmarks/reading.py -o docs/reading.md`, seed {seed}; `--real FILE --expected CSV` adds a real
report. The reports are simulated, in layouts drawn by chance: merged and nested cells, split tables, repeated heads and heads
of two rows, numbering by Word, tracked changes, content controls, rows cut by the end of a page, page numbers, one sheet or
seven, percentages as formats, numbers as text, other fonts and sizes, decomposed letters. A fifth of the labels is reworded,
half of the values are replaced by others or by blanks and printed in every way seen.

A cell is right if value and status are. A cell that is not is flagged if it is *unreadable*, missing, or named by a finding.
Scans are 200 dpi, turned by up to 0.9°, blurred, grainy, JPEG 72; they have neither stamps nor signatures."""
TIMES = """Seconds and memory for a document, medians of {count} files: the second reading in a process; the most that the
process and its children held together. Bare: the named library reads all cells and knows nothing of them."""
LIBRARY = {
    "docx": "python-docx",
    "doc": "LibreOffice, python-docx",
    "xlsx": "openpyxl",
    "xls": "LibreOffice, openpyxl",
    "pdf": "pdfplumber",
}


def report(kept: dict, seed: int) -> str:  # type: ignore[type-arg]
    """Return the tables as Markdown."""
    lines = [
        *HEAD.format(seed=seed).splitlines(),
        "",
        "| format | reports | cells | right | wrong, flagged | **wrong, not flagged** |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for form, row in kept.items():
        cells = sum(row[key] for key in OUTCOMES)
        lines.append(
            f"| {form} | {row['reports']} | {cells:,} | {100 * row['right'] / cells:.2f} % | {row['flagged']} | "
            f"{row['unflagged']} |"
        )
    lines += [
        "",
        *TIMES.format(count=TIMED).splitlines(),
        "",
        "| format | seconds | MB | bare library | its seconds | its MB | ratio of seconds |",
        "|---|---:|---:|---|---:|---:|---:|",
    ]
    for form, row in kept.items():
        if row["timed"]:
            ours_s, bare_s, ours_mb, bare_mb = (
                None if None in column else statistics.median(column) for column in zip(*row["timed"], strict=True)
            )
            bare = (
                f"{LIBRARY[form]} | {bare_s:.2f} | {bare_mb:.0f} | {ours_s / bare_s:.1f}" if bare_s else "– | – | – | –"
            )
            lines.append(f"| {form} | {ours_s:.2f} | {ours_mb:.0f} | {bare} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()

"""Count what the package reads of short passages that other hands wrote and labelled, apart for seen and unseen ones.

From the project's root:  .venv/bin/python -m benchmarks.passages FOLDER [-v]

A folder holds `001.txt` … (first line `# kind of office; period: 2024-Q3`) and `labels.csv`, as README describes. Of a
folder of the name `unseen` nothing but counts is shown. An office that is no commune stands under a commune's cover, only
so that it can be read: to say that its figures are of another level is right, too.
"""

from __future__ import annotations

import argparse
import csv
import re
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.voices.counting import Gold, Tally, tally
from cchc_analysis.parsing.text.items import read_items
from cchc_analysis.parsing.text.statements import read_statements
from cchc_analysis.periods import Period
from cchc_analysis.reading import Cell, Paragraph, TableRow, read_document

# What stands above a passage, so that it is met as the body of a report.
COVER = "ỦY BAN NHÂN DÂN\nXÃ ĐOAN HÙNG\n\nSố: 74/BC-UBND\n\nBÁO CÁO\nCông tác cải cách hành chính\n\n"
RESULTS = "II. KẾT QUẢ THỰC HIỆN\n"
_COMMUNE = re.compile(r"# (?:UBND )?(?:commune|ward|township|special zone|xã|phường|thị trấn|đặc khu)", re.IGNORECASE)
_PERIOD = re.compile(r"period:\s*([\w-]+)")
_MONTHS = re.compile(r"(\d{4})-(\d{1,2})M")


def main() -> None:
    """Read the command line, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-v", action="store_true", help="each miss, of a seen folder")
    given = parser.parse_args()
    total = Tally(Counter(), [])
    for file, gold in sorted(golds(given.folder).items()):
        total.add(tally(file, gold, _leniently(given.folder / file, gold)))
    counts = total.counts
    shown = counts["right"] + counts["scope"] + counts["trap"] + counts["wrong"]
    print(
        f"recall {counts['found']}/{counts['asked']} = {counts['found'] / (counts['asked'] or 1):.1%}, "
        f"precision {counts['right']}/{shown} = {counts['right'] / (shown or 1):.1%}, traps taken {counts['trap']}, "
        f"scope errors {counts['scope']}, other wrong values {counts['wrong']}"
    )
    if given.v and given.folder.name != "unseen":
        print("\n".join(total.details))


def golds(folder: Path) -> dict[str, list[Gold]]:
    """Return the labels of each passage; their lines are those of the passage."""
    found: dict[str, list[Gold]] = {}
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            text = (folder / row["file"]).read_text(encoding="utf-8")
            line = text[: text.index(row["fragment"])].count("\n") + 1
            gold = Gold(row["measure"], float(row["value"]), row["scope"], row["note"] or "", line, row["fragment"])
            found.setdefault(row["file"], []).append(gold)
    return found


def _leniently(path: Path, gold: list[Gold]) -> list[dict[str, Any]]:
    """Return what is read of one passage without windows, which have no labels; of an office above communes in any scope."""
    rows = [row for row in statements(path) if "window" not in row["measure"]]
    if _COMMUNE.match(path.read_text(encoding="utf-8")):
        return rows
    scopes = {(label.measure, label.value): label.scope for label in gold}
    return [row | {"scope": scopes.get((row["measure"], row["value"]), row["scope"])} for row in rows]


def statements(path: Path) -> list[dict[str, Any]]:
    """Return what the package reads in one passage, with the lines of the passage."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n")
    match = _PERIOD.search(head)
    if match is None:
        raise ValueError(f"{path.name}: no period in its first line")
    name = _MONTHS.sub(lambda months: f"{months[1]}-{int(months[2])}M", match[1])
    for above in (COVER, COVER + RESULTS):
        with tempfile.TemporaryDirectory() as made:
            whole = Path(made) / path.name
            whole.write_text(above + body, encoding="utf-8")
            document = read_document(whole)
        blocks = tuple(map(_row, document.blocks))
        items = read_items(replace(document, blocks=blocks))
        if any(item.section for item in items):
            break
    rows = read_statements(items, Period.parse(name))
    return [row | {"source_line": row["source_line"] - above.count("\n") + 1} for row in rows]


def _row(block: Paragraph | TableRow) -> Paragraph | TableRow:
    """Return a line with bars as the row of a table that it stands for."""
    if isinstance(block, TableRow) or "|" not in block.text:
        return block
    return TableRow(tuple(Cell(text.strip()) for text in block.text.strip(" |").split("|")), block.place)


if __name__ == "__main__":
    main()

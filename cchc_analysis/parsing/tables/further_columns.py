"""Columns that a program adds to form 06: parts of a column of the form, sums, percentages; and those that nobody knows.

What is received by post is added to what is received in person, as the form counts the two together. Sums and percentages are
compared with their parts and never used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cchc_analysis.catalogue import Edition
from cchc_analysis.errors import first_rows
from cchc_analysis.findings import Finding
from cchc_analysis.names import squeeze
from cchc_analysis.numerals import is_blank
from cchc_analysis.parsing.tables.cells import to_number
from cchc_analysis.parsing.tables.head import words as shared_words
from cchc_analysis.parsing.tables.printed_rates import judge
from cchc_analysis.reading import Cell, TableRow


@dataclass(frozen=True)
class FurtherColumns:
    """The columns beyond an edition's: those added to an indicator, those compared, their words, and the unknown ones."""

    added: dict[int, str]
    compared: dict[int, dict[str, Any]]
    words: dict[int, str]
    unknown: tuple[str, ...]


def begins(text: str, words: str) -> bool:
    """Return whether a folded text begins with one of the words that | parts; an empty one stands for an empty text."""
    return any(f"{text} ".startswith(f"{word} ") for word in words.split("|"))


def find_further(
    edition: Edition, grid: Sequence[Sequence[str]], words: Sequence[Sequence[str]], taken: set[int]
) -> FurtherColumns:
    """Return the columns of a head beyond those of the edition, by its group above and its own word.

    Parameters
    ----------
    grid, words : the rows of the head, folded and as printed.
    taken : the columns that are the edition's own.
    """
    added: dict[int, str] = {}
    compared: dict[int, dict[str, Any]] = {}
    shown: dict[int, str] = {}
    unknown = []
    top = above = ""
    for column in range(len(grid[0])):
        if grid[0][column]:
            top, above = grid[0][column], words[0][column]
        if column in taken:
            continue
        own = [row[column] for row in grid[1:] if row[column]]
        below = [row[column] for row in words[1:] if column < len(row) and row[column]]
        printed = list(dict.fromkeys(filter(None, [above if below or grid[0][column] else "", *below])))
        shown[column] = " > ".join(printed)
        group = next((group for group in edition.settings["groups"] if begins(top, group["head"])), {"also": ()})
        also = next((also for also in group.get("also", ()) if any(begins(text, also["word"]) for text in own)), None)
        if also and "adds_to" in also:
            added[column] = also["adds_to"]
        elif also:
            compared[column] = also
        elif own or (printed and grid[0][column] not in shared_words()["other_heads"]):
            unknown.append(shown[column])
    return FurtherColumns(added, compared, shown, tuple(unknown))


def add_cells(row: TableRow, columns: Sequence[int]) -> tuple[str, Fraction | None]:
    """Return the cells of some columns as printed, joined by +, and their sum: None where one of them is no number."""
    cells = [row.cells[column] if column < len(row.cells) else Cell() for column in columns]
    if all(is_blank(cell.text) for cell in cells):
        return "", None
    numbers = [_number(cell) for cell in cells]
    known = [number for number in numbers if number is not None]
    return " + ".join(squeeze(cell.text) or "…" for cell in cells), sum(known, Fraction(0)) if len(known) == len(
        cells
    ) else None


def check_further(
    further: FurtherColumns, rows: Sequence[TableRow], columns: dict[str, int], name: int
) -> list[Finding]:
    """Return findings for unknown columns, and for sums and percentages that differ from their parts."""
    findings = []
    if further.unknown:
        findings.append(Finding("table-columns-unknown", "; ".join(further.unknown)))
    for column, also in further.compared.items():
        verdicts = [(row, _verdict(row, column, also, columns, further.added)) for row in rows]
        for rule, verdict in (
            ("table-rate-share", "share"),
            ("table-rate-differs", "differs"),
            ("table-sum-differs", "sum"),
        ):
            if unlike := [row for row, found in verdicts if found == verdict]:
                names = first_rows([squeeze(row.cells[name].text) for row in unlike])
                quotes, lines = (
                    tuple(squeeze(row.text) for row in unlike[:5]),
                    tuple(row.place.line for row in unlike[:5]),
                )
                values: dict[str, object] = {"names": names}
                findings.append(Finding(rule, further.words[column], str(len(unlike)), (), quotes, lines, values))
    return findings


def _verdict(row: TableRow, column: int, also: dict[str, Any], columns: dict[str, int], added: dict[int, str]) -> str:
    parts: dict[str, Fraction | None] = {}
    for expression in [*also.get("rates", ()), *filter(None, (also.get("of"), also.get("sum")))]:
        names = expression.split(" + ")
        places = [place for name in names for place in (columns[name], *(at for at, to in added.items() if to == name))]
        parts[expression] = add_cells(row, places)[1]
    if "sum" not in also:
        return judge(row, column, "", parts, {"numerators": also["rates"], "denominator": also["of"]})
    printed = _number(row.cells[column]) if column < len(row.cells) else None
    total = parts[also["sum"]]
    return "sum" if None not in (printed, total) and printed != total else ""


def _number(cell: Cell) -> Fraction | None:
    return cell.number if cell.number is not None else to_number(squeeze(cell.text), "count", "")

"""The numbers of a table's cells, which programs, spreadsheets and people write in different ways.

A program writes 4.06 and 1234.0, a Vietnamese spreadsheet 4,06 and 1.234, a person 1 234. What a lone mark before three
digits means, the other cells of its column say; where they do not, the cell has two readings and no value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Entry
from cchc_analysis.errors import NumeralError
from cchc_analysis.names import clean, squeeze
from cchc_analysis.numerals import parse_number
from cchc_analysis.parsing.forms.rows import PrintedRow
from cchc_analysis.reading import Cell, TableRow

_LETTERS = 30
# Blanks part thousands; numbers on two lines of a cell are two.
_BLANKS = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_WHOLE = re.compile(r"(-?[0-9]+)[.,]0{1,2}")
_DECIMAL = re.compile(r"-?[0-9]+([.,])[0-9]+")
_SURE_DECIMAL = re.compile(r"-?[0-9]+([.,])(?:[0-9]{1,2}|[0-9]{4,})|-?0([.,])[0-9]+")


def decimal_mark(texts: Sequence[str]) -> str:
    """Return the mark before the decimals of a column; "" if its cells show none, or both.

    >>> decimal_mark(["4,06", "1.234"]), decimal_mark(["1.234", "12"])
    (',', '')
    """
    marks = {found[1] or found[2] for text in texts if (found := _SURE_DECIMAL.fullmatch(text))}
    return marks.pop() if len(marks) == 1 else ""


def to_number(text: str, kind: str, mark: str) -> Fraction | None:
    """Return the number that a cell writes, or None where it is none or has two readings.

    >>> to_number("1 234", "count", ""), to_number("1.234", "amount", ","), to_number("1.234", "amount", "")
    (Fraction(1234, 1), Fraction(1234, 1), None)
    """
    if len(text) > _LETTERS:
        return None
    text = text.replace(" ", "") if _BLANKS.fullmatch(text) else text
    if kind == "count" and (whole := _WHOLE.fullmatch(text)):
        return Fraction(int(whole[1]))
    if kind != "count" and (found := _DECIMAL.fullmatch(text)):
        if _SURE_DECIMAL.fullmatch(text) or mark == found[1]:
            return Fraction(text.replace(",", "."))
        if not mark:
            return None
    try:
        return parse_number(text, kind)
    except NumeralError:
        return None


def print_row(row: TableRow, entry: Entry, index: int, mark: str) -> PrintedRow:
    """Return what a row prints in the column of an entry."""
    cell = row.cells[index] if index < len(row.cells) else Cell()
    text = squeeze(cell.text)
    kind = catalogue.indicator(entry.indicator).kind
    number = cell.number if cell.number is not None else to_number(clean(cell.text).strip(), kind, mark)
    problem = "formula-without-value" if cell.is_uncalculated else ""
    if number is None and text and (len(text) > _LETTERS or _DECIMAL.fullmatch(text)):
        problem = "two-readings"
    return PrintedRow(
        entry, text, row.place, squeeze(row.text), number=number, problem=problem, is_hidden=cell.is_hidden
    )

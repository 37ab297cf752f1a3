"""Two readings of one file compared: a cell that the tables and the text layer read differently is not trusted."""

from __future__ import annotations

from dataclasses import replace

from cchc_analysis.errors import NumeralError
from cchc_analysis.names import fold, squeeze
from cchc_analysis.numerals import is_blank, parse_number
from cchc_analysis.parsing.forms.rows import Forms, PrintedRow
from cchc_analysis.reading import Cell
from cchc_analysis.reading.document import plain
from cchc_analysis.reading.marks import bare


def compare(tables: Forms, text: Forms) -> Forms:
    """Return the forms as the tables have them, with a problem on each row that the text reads as something else.

    A row that the text does not have, or cannot tell apart from its neighbours, is no contradiction: a text without
    cells says less than a table. The value is not chosen between the two: it is unreadable until a person has looked.
    """
    second = {row.entry.indicator: row for row in text.printed if not row.problem}

    def judge(row: PrintedRow) -> PrintedRow:
        other = second.get(row.entry.indicator)
        if row.problem or other is None or _key(other.raw) == _key(row.raw):
            return row
        # A text layer knows no looks: all its letters are the cell's, those that are raised or not seen among them.
        if (row.unseen or bare(row.raw) != row.raw) and _key(other.raw) == _key(bare(row.raw) + row.unseen):
            return row
        return replace(row, raw=f"{row.raw or '–'} ≠ {other.raw or '–'}", problem="readers-differ")

    return replace(tables, printed=tuple(judge(row) for row in tables.printed))


def _key(raw: str) -> str:
    return fold(raw).replace(" ", "").strip("-–—.%")


def agree(cell: Cell, kind: str) -> bool:
    """Return whether the two readings of a cell of a scan say the same; one that was read once agrees.

    So do two that are one number of the indicator's kind: a comma and a point in a rate.

    Something is printed in the cell: two readings that find nothing agree on a dash, or a speck, only if one names it.
    """
    if cell.second is None:
        return True
    first, second = squeeze(cell.text), squeeze(cell.second)
    if is_blank(first) and is_blank(second):
        return bool(first or second)
    if plain(first) == plain(second):
        return True
    try:
        return parse_number(first, kind) == parse_number(second, kind)
    except NumeralError:
        return False

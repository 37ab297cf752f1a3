"""A blank is proved, not assumed: whether an empty place of a value shows that nothing is printed for its row.

One rule for all formats. The row has all the cells of its head, the place of the value is one of them, and no other cell
of the row holds a number that neither its code, nor the catalogue's label or unit, nor a remark accounts for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cchc_analysis.catalogue import Entry
from cchc_analysis.names import fold, squeeze
from cchc_analysis.numerals import is_blank
from cchc_analysis.reading import Cell, Document, TableRow

# Formats that name each cell's column, so that a row may end before its head does.
_NAMED_COLUMNS = frozenset(("xlsx", "xls", "ods", "json"))
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
_DIGITS = re.compile(r"\d+")
# "trong năm 2023" at a label's end is a date.
_DATED = re.compile(r"(?i)(?:năm|quý|tháng|ngày|[/.-])\s*\d+(?:[/.-]\d+)*$")


def may_end_early(document: Document) -> bool:
    """Return whether rows may end before their head does: cells have columns, or the writer drops empty cells at ends."""
    if document.media in _NAMED_COLUMNS:
        return True
    rows = [
        block.cells for block in document.blocks if isinstance(block, TableRow) and block.cells[0].text[:1].isdigit()
    ]
    return document.media == "csv" and all(cells[-1].text for cells in rows)


def beside_unit(unit: str, text: str) -> str | None:
    """Return what a cell holds beside the catalogue's unit, "" if that is all, None if the unit is not in it.

    >>> beside_unit("Phiếu", "Phiếu 478"), beside_unit("%", "36,1%"), beside_unit("Văn bản", "19")
    ('478', '36,1', None)
    """
    words, many = squeeze(text).split(), len(unit.split())
    if unit == "%" and words and words[-1].endswith("%"):
        words[-1:] = [words[-1].removesuffix("%"), "%"]
    words = [word for word in words if word]
    if not many:
        return None
    if fold(" ".join(words[:many])) == fold(unit):
        return " ".join(words[many:]).lstrip(":=– ")
    return " ".join(words[:-many]).rstrip(":=– ") if fold(" ".join(words[-many:])) == fold(unit) else None


def figure_in_unit(entry: Entry, value: Cell, unit: Cell) -> str:
    """Return the figure of a cell that is unit and value in one, or "" where it is none or not just one."""
    if not (value.is_covered and unit.text) or unit.confidence is not None:
        return ""
    rest = beside_unit(entry.unit, unit.text) or ""
    return rest if _NUMBER.fullmatch(rest) else ""


def elsewhere(entry: Entry, unit: str, label: str, is_scan: bool) -> str:
    """Return a number in a row's unit, or at the end of its label, that the catalogue has not; "" if there is none."""
    known = Counter(_DIGITS.findall(entry.unit))
    strange = [number for number in _DIGITS.findall(unit) if not known[number]]
    repeated = [number for number, count in Counter(_DIGITS.findall(unit)).items() if 0 < known[number] < count]
    if strange or repeated:
        return squeeze(unit)
    words = squeeze(label)
    end = words.split()[-1:] if not is_scan and not _DATED.search(words) else []
    has_number = end and _NUMBER.fullmatch(end[0]) and end[0] not in entry.label.split()
    return end[0] if has_number else ""


def has_place(entry: Entry, cells: Sequence[Cell], at: int | None, unit_at: int | None, width: int | None) -> bool:
    """Return whether a row has a cell of its own for its value, or one for unit and value that holds the unit alone.

    Parameters
    ----------
    at, unit_at : the columns of value and unit; None where the head has none.
    width : how many cells the head has; None where nothing follows from that.
    """
    if at is None or (width is not None and len(cells) < width):
        return False
    if at >= len(cells) or not cells[at].is_covered:
        return True
    owner = next((cell for cell in reversed(cells[:at]) if not cell.is_covered), Cell())
    is_unit = unit_at is not None and unit_at < at and owner is cells[unit_at]
    return is_blank(owner.text) or (is_unit and beside_unit(entry.unit, owner.text) == "")


def is_longer(cells: Sequence[Cell], width: int | None, value_at: int | None) -> bool:
    """Return whether a comma within a figure may have parted it in two.

    The row has more cells than its head, and words behind its value; or a number, where the remarks have their place.
    """
    behind = [cell.text for cell in cells[(value_at or 0) + 1 :] if cell.text]
    return (width is not None and len(cells) > width and bool(behind)) or any(map(_NUMBER.fullmatch, behind))

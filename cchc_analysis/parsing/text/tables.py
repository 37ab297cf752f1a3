"""A table of figures within the text, told as lines of words.

Two kinds say something of the report as a whole: one with a column for each measure, of which the row of totals counts, and
one with a row for each measure, whose columns are a count and its percentage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cchc_analysis.numerals import is_blank
from cchc_analysis.reading import Paragraph, TableRow

_TOTAL = re.compile(r"(?i)^\W*(?:tổng|cộng)")
_ORDER = re.compile(r"(?:\(?\d{1,2}\)?|[A-Z]|\(\d+\)\s*=.*)?")
_NUMBER = re.compile(r"\d[\d.,]*\s?%?")
_COUNT_HEAD = re.compile(r"(?i)số lượng|kết quả|số liệu|tổng số|thực hiện|số hồ sơ|trong kỳ")
_RATE_HEAD = re.compile(r"(?i)tỷ lệ|tỉ lệ|%")
_DOSSIERS = re.compile(r"(?i)hồ sơ|\bHS\b")
_OTHER_THINGS = re.compile(r"(?i)văn bản|nhiệm vụ|phiếu|thủ tục|công chức|kiến nghị|người")


def is_table(rows: Sequence[TableRow]) -> bool:
    """Return whether some rows are a table of figures of one of the two kinds."""
    return len(rows) > 1 and (any(_is_of_figures(row) for row in rows) or _columns(rows) is not None)


def lines_of(rows: Sequence[TableRow], heading: str) -> Iterator[Paragraph]:
    """Yield what a table says of the report as a whole, a line a row.

    Rows of parts (fields, offices) are no figures of the report's own and are left out.

    Parameters
    ----------
    heading : the heading that the table stands under, which may name what it counts.
    """
    if (columns := _columns(rows)) is not None:
        yield from _by_rows(rows, columns, heading)
        return
    figures = [row for row in rows if _is_of_figures(row) and not _is_order(row)]
    heads = [row for row in rows if row.place.line < figures[0].place.line and not _is_order(row)] if figures else []
    totals = [row for row in figures if _TOTAL.match(" ".join(cell.text for cell in row.cells[:2]))]
    if not heads or len(totals or figures) != 1:
        return
    row = (totals or figures)[0]
    counted = " hồ sơ" if _DOSSIERS.search(" ".join([heading, *(head.text for head in heads)])) else ""
    words = []
    for column, cell in enumerate(row.cells):
        text = cell.text.strip()
        if _NUMBER.fullmatch(text):
            head = " ".join(_head(heads, column))
            words.append(f"{head}: {text}{'' if text.endswith('%') or '%' in head else counted}")
    yield Paragraph("; ".join(words), row.place)


def _columns(rows: Sequence[TableRow]) -> tuple[int, int | None] | None:
    """Return the columns of counts and of percentages of a table with a row for each measure, None for another table."""
    heads = [cell.text.strip() for cell in rows[0].cells]
    counts = [at for at, head in enumerate(heads) if _COUNT_HEAD.search(head) and not _RATE_HEAD.search(head)]
    rates = [at for at, head in enumerate(heads) if _RATE_HEAD.search(head)]
    # The first columns hold an order number and the row's words.
    if len(counts) != 1 or len(rates) > 1 or not 1 <= counts[0] <= 3 or any(_NUMBER.fullmatch(head) for head in heads):
        return None
    named = [
        row for row in rows[1:] if len(row.cells) > counts[0] and _NUMBER.fullmatch(row.cells[counts[0]].text.strip())
    ]
    return (counts[0], rates[0] if rates else None) if len(named) > 1 and 2 * len(named) >= len(rows) - 1 else None


def _by_rows(rows: Sequence[TableRow], columns: tuple[int, int | None], heading: str) -> Iterator[Paragraph]:
    count, rate = columns
    is_of_dossiers = bool(_DOSSIERS.search(" ".join([heading, *(row.text for row in rows)])))
    for row in rows[1:]:
        cells = [cell.text.strip() for cell in row.cells]
        label = " ".join(text for text in cells[:count] if not _ORDER.fullmatch(text))
        if len(cells) <= count or not _NUMBER.fullmatch(cells[count]) or not label:
            continue
        unit = " hồ sơ" if is_of_dossiers and not _OTHER_THINGS.search(label) else ""
        share = cells[rate].rstrip(" %") if rate is not None and len(cells) > rate else ""
        yield Paragraph(
            f"{label}: {cells[count]}{unit}" + (f" ({share}%)" if _NUMBER.fullmatch(share) else ""), row.place
        )


def _is_of_figures(row: TableRow) -> bool:
    numbers = [cell.text for cell in row.cells if re.fullmatch(r"\d[\d.,\s]*%?", cell.text.strip())]
    others = [cell.text for cell in row.cells if not is_blank(cell.text)]
    return len(numbers) >= 2 and 2 * len(numbers) >= len(others)


def _is_order(row: TableRow) -> bool:
    """Return whether a row only numbers the columns."""
    cells = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    return (
        bool(cells)
        and all(_ORDER.fullmatch(text) for text in cells)
        and cells[:2] in (["1", "2"], ["(1)", "(2)"], ["A", "1"], ["A", "B"])
    )


def _head(heads: Sequence[TableRow], column: int) -> Iterator[str]:
    """Yield the words over a column, from above; a head over several columns stands in the first of them."""
    for depth, row in enumerate(heads):
        cells = [cell.text.strip() for cell in row.cells]
        at = min(column, len(cells) - 1)
        is_last = depth == len(heads) - 1
        while at > 0 and not cells[at] and not is_last:
            at -= 1
        if cells[at]:
            yield " ".join(cells[at].split())

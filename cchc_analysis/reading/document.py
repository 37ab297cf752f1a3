"""What every reader emits: the words of a file in reading order, each with its place.

A reader interprets nothing. It knows neither forms nor numbers; it keeps what is printed and says where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest


@dataclass(frozen=True)
class Place:
    """Where words stand: enough to find them again on the user's own paper.

    `line` counts lines of a text, paragraphs and table rows of a Word file, rows of a sheet. `page` is the page of a
    text with form feeds, the number of a sheet in a workbook; a Word file does not store pages.
    """

    line: int
    page: int | None = None
    sheet: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell. `number` is the stored number of a spreadsheet cell, in the unit that `text` shows.

    `is_hidden` says that its sheet, row or column is hidden, or a zero is not shown, so that who filled in the sheet may
    never have seen it; `is_merged` that it is one with the cell above (on a scan, or with the one before), which has the
    words of both; `is_covered` that its row has no cell in this place: it is part of the cell before it, or nothing closes
    it off. `unseen` is text that the cell holds and does not show. Of a scan `confidence` is how sure the recognition is,
    0-1, `second` what a short cell gave when it was read again, and `crop` its picture, PNG in base64.
    """

    text: str = ""
    number: Fraction | None = None
    is_uncalculated: bool = False
    is_hidden: bool = False
    confidence: float | None = None
    second: str | None = None
    crop: str = ""
    is_merged: bool = False
    is_covered: bool = False
    unseen: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a Word file, or a line of a text."""

    text: str
    place: Place


@dataclass(frozen=True)
class TableRow:
    """A row of a table on its grid: a merged cell has its text once, in its first place."""

    cells: tuple[Cell, ...]
    place: Place

    @property
    def text(self) -> str:
        """The row's words on one line."""
        return " ".join(cell.text.replace("\n", " ") for cell in self.cells if cell.text)

    def joined(self, rest: Sequence[Cell]) -> TableRow:
        """Return the row with its cut-off half; two values stand side by side, which is no number."""
        halves = zip_longest(self.cells, rest, fillvalue=Cell())
        return TableRow(tuple(_whole(cell, more) for cell, more in halves), self.place)


def _whole(cell: Cell, more: Cell) -> Cell:
    if cell.text and more.text:
        sure = [half.confidence for half in (cell, more) if half.confidence is not None]
        return Cell(f"{cell.text}\n{more.text}", confidence=min(sure, default=None))
    # What is printed on a scan and could not be read is no blank.
    whole = cell if cell.text or (cell.crop and not more.text) else more
    return replace(whole, unseen=cell.unseen or more.unseen) if cell.unseen or more.unseen else whole


Block = Paragraph | TableRow
#: What stands on a page, before it has its number: its height on the page, and a line or the cells of a row.
Item = tuple[float, str | list[Cell]]


@dataclass(frozen=True)
class Document:
    """One file as read."""

    source_file: str
    sha256: str
    media: str
    reader: str
    blocks: tuple[Paragraph | TableRow, ...]
    # The same file read in a second, independent way; empty where there is none.
    second: tuple[Paragraph, ...] = ()

    @property
    def has_tables(self) -> bool:
        """Whether the file keeps cells apart; a text does not."""
        return any(isinstance(block, TableRow) for block in self.blocks)


def plain(text: str) -> str:
    """Return what two readings of a number must have in common."""
    return "".join(text.split()).rstrip(".,").casefold()


# The longest report seen has 15 pages; each costs seconds.
SCANNED_PAGES = 60

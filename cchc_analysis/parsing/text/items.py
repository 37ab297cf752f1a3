"""The running text of a report, cut into items that know their section.

An item is a paragraph, the lines from one dash to the next, or a row of figures of a table within the text. A part is
known by the words of its heading, whatever number it carries or none: II is always the results.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cchc_analysis.catalogue import wording
from cchc_analysis.numerals import is_blank
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.reading import Document, Paragraph, Place, TableRow

_PAGE_NUMBER = re.compile(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LETTERS = ("a", "b", "c", "d", "đ", "e")
# A heading is short and, without a number, in capitals; a sentence of results may hold the same words.
_HEADING, _CAPITALS = 200, 0.7
RESULTS = "II"


@dataclass(frozen=True)
class Item:
    """One item of the text; `key` is its text as phrases meet it, character by character in the same place."""

    section: str
    running: Running
    key: str
    heading: str = ""

    @property
    def text(self) -> str:
        """The item's words as printed, on one line."""
        return self.running.text

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`."""
        return self.running.place(offset)


def item_of(section: str, blocks: Iterable[Paragraph | TableRow], heading: str = "") -> Item:
    """Return the item that some blocks are."""
    running = Running(blocks)
    return Item(section, running, wording.placed(running.text), wording.placed(heading))


def read_items(document: Document) -> list[Item]:
    """Return the items of a report's text, from its first line to the signature; the cover has no section."""
    items: list[Item] = []
    blocks: list[Paragraph | TableRow] = []
    section = _Section()
    for rows, block in _grouped(_text_blocks(document)):
        if rows:
            items += _items(section.name, blocks, section.heading)
            blocks = []
            if section.is_open:
                items += _of_table(rows, section)
            else:
                blocks = list(rows)
            continue
        text = " ".join(block.text.split())
        name, heading = section.name, section.heading
        if section.starts(text):
            items += _items(name, blocks, heading)
            blocks = []
        blocks.append(block)
    return items + _items(section.name, blocks, section.heading)


def _text_blocks(document: Document) -> Iterator[Paragraph | TableRow]:
    end = _patterns()["end"]
    for block in document.blocks:
        text = " ".join(block.text.split())
        if end.match(text):
            return
        if text and not (isinstance(block, Paragraph) and _PAGE_NUMBER.fullmatch(text)):
            yield block


def _grouped(
    blocks: Iterable[Paragraph | TableRow],
) -> Iterator[tuple[list[TableRow], Paragraph | TableRow]]:
    """Yield rows that make a table of figures together, every other block alone."""
    rows: list[TableRow] = []
    for block in blocks:
        if isinstance(block, TableRow):
            rows.append(block)
            continue
        yield from _table_or_blocks(rows)
        rows = []
        yield [], block
    yield from _table_or_blocks(rows)


def _table_or_blocks(rows: Sequence[TableRow]) -> Iterator[tuple[list[TableRow], TableRow]]:
    if len(rows) > 1 and any(_is_of_figures(row) for row in rows):
        yield list(rows), rows[0]
    else:
        yield from (([], row) for row in rows)


def _is_of_figures(row: TableRow) -> bool:
    numbers = [cell.text for cell in row.cells if re.fullmatch(r"\d[\d.,\s]*%?", cell.text.strip())]
    others = [cell.text for cell in row.cells if not is_blank(cell.text)]
    return len(numbers) >= 2 and 2 * len(numbers) >= len(others)


_TOTAL = re.compile(r"(?i)^\W*(?:tổng|cộng)")
_ORDER = re.compile(r"(?:\(?\d{1,2}\)?|[A-Z]|\(\d+\)\s*=.*)?")


def _of_table(rows: Sequence[TableRow], section: _Section) -> Iterator[Item]:
    """Yield the row of totals of a table, or its only row, as words: each column's head and the figure below it.

    Rows of parts (fields, offices) are no figures of the report's own and are left out.
    """
    figures = [row for row in rows if _is_of_figures(row) and not _is_order(row)]
    heads = [row for row in rows if row.place.line < figures[0].place.line and not _is_order(row)] if figures else []
    totals = [row for row in figures if _TOTAL.match(" ".join(cell.text for cell in row.cells[:2]))]
    if not heads or len(totals or figures) != 1:
        return
    row = (totals or figures)[0]
    counted = (
        " hồ sơ" if re.search(r"(?i)hồ sơ|\bHS\b", " ".join([section.heading, *(head.text for head in heads)])) else ""
    )
    words = []
    for column, cell in enumerate(row.cells):
        text = cell.text.strip()
        if re.fullmatch(r"\d[\d.,]*%?", text):
            head = " ".join(_head(heads, column))
            words.append(f"{head}: {text}{'' if text.endswith('%') or '%' in head else counted}")
    yield item_of(section.name, [Paragraph("; ".join(words), row.place)], section.heading)


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


class _Section:
    """The part, number and letter that the text stands under; the part is what its heading says, not its number."""

    def __init__(self) -> None:
        self._marks = ["", "", ""]
        self._printed = ""
        self._is_opening = False
        self.is_open = False
        self.heading = ""

    @property
    def name(self) -> str:
        part = self._marks[0] or (RESULTS if self.is_open else "")
        return ".".join(mark for mark in (part, *self._marks[1:]) if mark)

    def starts(self, text: str) -> bool:
        """Return whether a line begins an item, and take the section that it opens, if it opens one.

        A number or letter opens a section only if it is the next one: a wrapped line may begin with any number.
        """
        patterns, key = _patterns(), wording.placed(text)
        # The line that says "như sau:" is the cover's last.
        self.is_open |= self._is_opening
        if part := self._part(text, key):
            self._marks, self.heading, self.is_open = [part, "", ""], text, True
            return True
        if not self.is_open:
            self._is_opening = patterns["opening"].search(key) is not None
            return True
        if (number := patterns["number"].match(key)) and int(number["mark"]) == int(self._marks[1] or 0) + 1:
            role = _role(key[number.end() :]) if not self._printed and len(text) <= _HEADING else ""
            self._marks = [role or self._marks[0], number["mark"], ""]
            self.heading = text
            return True
        if (letter := patterns["letter"].match(key)) and _follows(letter["mark"], self._marks[2], _LETTERS):
            self._marks[2], self.heading = letter["mark"], text
            return True
        return patterns["item"].match(key) is not None

    def _part(self, text: str, key: str) -> str:
        """Return the part that a line opens, "" if it opens none."""
        match = _patterns()["part"].match(key)
        if match is None or len(text) > _HEADING:
            return ""
        role, is_capital = _role(match["title"]), _is_capital(match["title"])
        if match["mark"]:
            if not (is_capital and role) and not _follows(match["mark"], self._printed, _ROMAN):
                return ""
            self._printed = match["mark"]
            return role or match["mark"]
        if match["word"] or (match["capital"] and is_capital):
            self._printed = self._printed or "I"
            return role
        return role if is_capital and self.is_open and not self._printed else ""


def _role(title: str) -> str:
    return next((role for role, pattern in _roles().items() if pattern.search(title)), "")


def _is_capital(title: str) -> bool:
    letters = [letter for letter in title if letter.isalpha()]
    return len(letters) > 8 and sum(map(str.isupper, letters)) >= _CAPITALS * len(letters)


def _items(section: str, blocks: Sequence[Paragraph | TableRow], heading: str) -> list[Item]:
    item = item_of(section, blocks, heading)
    return [item] if item.text else []


def _follows(mark: str, last: str, order: Sequence[str]) -> bool:
    if mark not in order:
        return False
    step = order.index(mark) - (order.index(last) if last in order else -1)
    # "c, d" and "c, đ, d" are both in use.
    return step == 1 or (step == 2 and "đ" in order and last == "d")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    texts = wording.settings()["sections"]
    flags = {"part": re.IGNORECASE, "opening": re.IGNORECASE}
    return {
        name: wording.compiled(text, f"{wording.FILE} [sections] {name}", flags.get(name, 0))
        for name, text in texts.items()
    }


@cache
def _roles() -> dict[str, re.Pattern[str]]:
    return {
        role: wording.compiled(text, f"{wording.FILE} [roles] {role}")
        for role, text in wording.settings()["roles"].items()
    }

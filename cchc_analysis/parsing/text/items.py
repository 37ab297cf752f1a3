"""The running text of a report, cut into items that know their section.

An item is a paragraph, the lines from one dash to the next, or a row of figures of a table within the text. A part is
known by the words of its heading, whatever number it carries or none: II is always the results.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cchc_analysis.catalogue import wording
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.parsing.text.tables import is_table, lines_of
from cchc_analysis.reading import Cell, Document, Paragraph, Place, TableRow

_PAGE_NUMBER = re.compile(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LETTERS = ("a", "b", "c", "d", "đ", "e")
# A heading is short and, without a number, in capitals; a sentence of results may hold the same words.
_HEADING, _CAPITALS = 200, 0.7
RESULTS = "II"
# A heading that fills its line may go on below it.
_SHORT = 65
# A line that ends so goes on below it; so does one that comes near the margin.
_OPEN, _FILLED = ",(–-", 0.75
_ORDINAL = re.compile(r"^\W*(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|\w)[.)/]|\d{4}|(?i:quý|tháng)\s+\w+")


@dataclass(frozen=True)
class Item:
    """One item of the text; `key` is its text as phrases meet it, character by character in the same place.

    below : where the text begins that stands below the item's own heading; 0 where it has none.
    """

    section: str
    running: Running
    key: str
    heading: str = ""
    below: int = 0

    @property
    def text(self) -> str:
        """The item's words as printed, on one line."""
        return self.running.text

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`."""
        return self.running.place(offset)


def item_of(section: str, blocks: Iterable[Paragraph | TableRow], heading: str = "") -> Item:
    """Return the item that some blocks are."""
    blocks = list(blocks)
    running = Running(blocks)
    below, end = 0, -1
    for head, block in pairwise(blocks):
        end += 1 + len(" ".join(head.text.split()))
        if not _is_apart(head, block):
            break
        below = end
    return Item(section, running, wording.placed(running.text), wording.placed(heading), below)


def read_items(document: Document) -> list[Item]:
    """Return the items of a report's text, from its first line to the signature; the cover has no section."""
    items: list[Item] = []
    blocks: list[Paragraph | TableRow] = []
    section = _Section()
    text_blocks = list(_text_blocks(document))
    width = max((len(block.text.strip()) for block in text_blocks), default=0)
    for rows, block in _grouped(text_blocks):
        if rows:
            items += _items(section.name, blocks, section.heading)
            blocks = []
            if section.is_open:
                items += [item_of(section.name, [line], section.heading) for line in lines_of(rows, section.heading)]
            else:
                blocks = list(rows)
            continue
        text = " ".join(block.text.split())
        name, heading = section.name, section.heading
        if section.starts(text) or (blocks and _begins_anew(blocks[-1], block, width)):
            items += _items(name, blocks, heading)
            blocks = []
        blocks.append(block)
    return items + _items(section.name, blocks, section.heading)


def _is_apart(head: Paragraph | TableRow, block: Paragraph | TableRow) -> bool:
    """Return whether a line begins anew below a heading: a short line without a stop or a figure of its own."""
    last, text = (" ".join(line.text.split()) for line in (head, block))
    if not last or not text or not text[0].isupper():
        return False
    return len(last) <= _SHORT and last[-1].isalpha() and not re.search(r"\d", _ORDINAL.sub("", last))


def _begins_anew(last: Paragraph | TableRow, block: Paragraph | TableRow, width: int) -> bool:
    """Return whether a line is a paragraph of its own: the one above, no heading, ends long before the margin."""
    above, text = last.text.strip(), block.text.strip()
    is_open = not above or above[-1] in _OPEN or len(above) > _FILLED * width
    return not is_open and text[:1].isupper() and not _is_apart(last, block)


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
        if isinstance(block, TableRow) or "\t" in block.text.strip():
            rows.append(block if isinstance(block, TableRow) else _cut(block))
            continue
        yield from _table_or_blocks(rows)
        rows = []
        yield [], block
    yield from _table_or_blocks(rows)


def _cut(line: Paragraph) -> TableRow:
    """Return a line whose columns are parted by tabs as a row."""
    return TableRow(tuple(Cell(" ".join(text.split())) for text in line.text.split("\t")), line.place)


def _table_or_blocks(rows: Sequence[TableRow]) -> Iterator[tuple[list[TableRow], TableRow]]:
    if is_table(rows):
        yield list(rows), rows[0]
    else:
        yield from (([], row) for row in rows)


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

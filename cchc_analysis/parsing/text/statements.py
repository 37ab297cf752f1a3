"""The running text of a report: its figures, intervals and claims, each with the words that prove it.

The text is cut into items (a paragraph, or the lines from one dash to the next), each of which knows its section, such as
II.2.c. An item is searched for the wordings of the catalogue; what none of them knows is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from cchc_analysis.catalogue import wording
from cchc_analysis.catalogue.wording import Wording
from cchc_analysis.errors import NumeralError
from cchc_analysis.numerals import find_dates, parse_number
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.reading import Document, Paragraph, Place, TableRow

_PAGE_NUMBER = re.compile(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
# Words of the sentence that are quoted before a figure which stands far from them.
_QUOTED = 400


@dataclass(frozen=True)
class Item:
    """One item of the text; `key` is its text as patterns meet it, character by character in the same place."""

    section: str
    running: Running
    key: str

    @property
    def text(self) -> str:
        """The item's words as printed, on one line."""
        return self.running.text

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`."""
        return self.running.place(offset)


def read_items(document: Document) -> list[Item]:
    """Return the items of a report's text, from its first line to the signature; the cover has no section."""
    items: list[Item] = []
    blocks: list[Paragraph | TableRow] = []
    marks = ["", "", ""]
    section = ""
    for block in _text_blocks(document):
        started = _starts(" ".join(block.text.split()), marks)
        if started:
            items += _item(section, blocks)
            blocks, section = [], ".".join(mark for mark in marks if mark)
        blocks.append(block)
    return items + _item(section, blocks)


def read_statements(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return what the text states as rows of the frame `statements`, without the columns that name the report.

    A wording counts only in its sections, a figure once for each measure; parts that speak of plans are left out.
    """
    skipped = tuple(wording.settings()["skipped_sections"])
    rows: list[dict[str, Any]] = []
    for item in items:
        if not item.section or item.section.split(".")[0] in skipped:
            continue
        seen: set[object] = set()
        for pattern in wording.wordings():
            if pattern.sections and item.section.split(".")[0] not in pattern.sections:
                continue
            for match in pattern.regex.finditer(item.key):
                rows += _statements(item, pattern, match, seen)
    return rows


def _text_blocks(document: Document) -> Iterator[Paragraph | TableRow]:
    end = _patterns()["end"]
    for block in document.blocks:
        text = " ".join(block.text.split())
        if end.match(text):
            return
        if text and not _PAGE_NUMBER.fullmatch(text):
            yield block


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    texts = wording.settings()["sections"]
    return {name: wording.compiled(text, f"{wording.FILE} [sections] {name}", 0) for name, text in texts.items()}


def _starts(text: str, marks: list[str]) -> bool:
    """Return whether a line begins an item, and set the marks of the section that it opens, if it opens one.

    A number or letter opens a section only if it is the next one: a wrapped line may begin with any number.
    """
    patterns, key = _patterns(), wording.placed(text)
    if (part := patterns["part"].match(key)) and _follows(part["mark"], marks[0], _ROMAN):
        marks[:] = [part["mark"], "", ""]
        return True
    if not marks[0]:
        return True
    if (number := patterns["number"].match(key)) and int(number["mark"]) == int(marks[1] or 0) + 1:
        marks[1:] = [number["mark"], ""]
        return True
    if (letter := patterns["letter"].match(key)) and _follows(letter["mark"], marks[2], ("a", "b", "c", "d", "đ", "e")):
        marks[2] = letter["mark"]
        return True
    return patterns["item"].match(key) is not None


def _follows(mark: str, last: str, order: tuple[str, ...]) -> bool:
    if mark not in order:
        return False
    step = order.index(mark) - (order.index(last) if last else -1)
    # "c, d" and "c, đ, d" are both in use.
    return step == 1 or (step == 2 and "đ" in order and last == "d")


def _item(section: str, blocks: list[Paragraph | TableRow]) -> list[Item]:
    running = Running(blocks)
    return [Item(section, running, wording.placed(running.text))] if running.text else []


def _statements(item: Item, pattern: Wording, match: re.Match[str], seen: set[object]) -> Iterator[dict[str, Any]]:
    name = pattern.measure
    if pattern.kind == "window":
        spans = {"_start": match.span("start"), "_end": match.span("end")}
        if spans["_end"] in seen:
            return
        seen.add(spans["_end"])
        values = {suffix: _day_number(item.text[slice(*span)]) for suffix, span in spans.items()}
        match_start = item.key.rfind(wording.placed("từ"), 0, spans["_start"][0])
        quote = item.text[max(match_start, match.start()) : spans["_end"][1]]
    elif pattern.kind == "share":
        spans = {"_part": match.span("part"), "_whole": match.span("whole"), "_pct": match.span("value")}
        kinds = {"_part": "count", "_whole": "count", "_pct": "rate"}
        values = {suffix: _number(item.text[slice(*span)], kinds[suffix]) for suffix, span in spans.items()}
        quote = item.text[slice(*match.span())]
    else:
        span = match.span("value") if pattern.value is None else match.span()
        if (name, span[0]) in seen:
            return
        seen.add((name, span[0]))
        printed = item.text[slice(*span)]
        spans = {"": span}
        values = {"": _number(printed, pattern.kind) if pattern.value is None else float(pattern.value)}
        quote = item.text[max(match.start(), match.end() - _QUOTED) : match.end()]
    if any(value is None for value in values.values()):
        return
    for suffix, span in spans.items():
        place = item.place(span[0])
        yield {
            "measure": name + suffix,
            "value": values[suffix],
            "unit": pattern.unit,
            "raw": item.text[slice(*span)],
            "quote": quote.strip(),
            "section": item.section,
            "source_page": place.page,
            "source_line": place.line,
        }


def _day_number(printed: str) -> float | None:
    """Return a day as the number 20230309, which sorts as days do; None where no such day exists."""
    dates = [date for _, date in find_dates(printed)]
    return float(f"{dates[0]:%Y%m%d}") if dates and dates[0] else None


def _number(printed: str, kind: str) -> float | None:
    """Return the figure that stands in the text, or None where it cannot be read for certain."""
    words = printed.split(" ", 1)
    if len(words) == 2 and words[0].casefold() in wording.settings()["words"]["approximate"]:
        printed = words[1]
    spelled = wording.spelled(printed)
    if spelled is not None:
        return float(spelled)
    try:
        return float(parse_number(printed, kind))
    except NumeralError:
        return None

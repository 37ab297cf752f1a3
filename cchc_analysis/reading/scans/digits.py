"""Which digits a cell holds: what its readings agree on, and what the shapes of its document confirm."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from cchc_analysis.reading.document import Cell, plain
from cchc_analysis.reading.scans.picture import Gray
from cchc_analysis.reading.scans.stacked import text_of
from cchc_analysis.reading.scans.tesseract import Word

# Short cells are read in the size in which digits are this many pixels high. Of 660 numbers in 24 layouts 11 are misread so,
# 27 at 31 pixels; with the ways of `cells` none is, and two are left open.
HEIGHT = 25
_IN_DOUBT = 0.4  # the confidence of a number on which not all readings agree
FIRM = 0.7  # a reading this sure is not outvoted
_NUMBER = re.compile(r"\d[\d.]*%?")


_Reading = tuple[str, float]  # a text, and how sure it is
_Choice = tuple[str, float, str | None]  # a text, how sure it is, and what it was read as otherwise


@dataclass
class Part:
    """A piece of the page that is read by itself: a cell, or what stands above, between or below the tables.

    `digits` is how many pixels high the digits of its page are, `by_glyphs` the number that its marks make if they are
    those of other numbers of the document.
    """

    image: Gray
    is_short: bool = False
    digits: float = HEIGHT
    words: list[Word] = field(default_factory=list)
    again: list[list[Word]] = field(default_factory=list)
    by_glyphs: str | None = None


def cell_of(part: Part | None) -> Cell:
    """Return a cell with what its readings agree on; where they do not, with two of them, and none holds."""
    if part is None:
        return Cell(confidence=1.0)  # nothing is printed
    readings = [
        (text_of(found), min((word.confidence for word in found), default=0.0)) for found in (part.words, *part.again)
    ]
    (first, _), *others = readings
    if part.by_glyphs is not None:
        text, confidence, second = _confirmed(part.by_glyphs, readings)
    elif others and plain(first) != plain(others[0][0]):
        text, confidence, second = _voted(readings)
    else:
        text, confidence, second = first, max(level for _, level in readings), others[0][0] if others else None
    return Cell(text, confidence=confidence, second=second, crop=_crop(part.image) if part.is_short else "")


def _confirmed(by_glyphs: str, readings: Sequence[_Reading]) -> _Choice:
    """Return what a cell is whose marks are those of other numbers.

    A reading that gives the same number holds; no sure one may speak against it. Without such a one the number is in doubt,
    and where another number is read surely none holds.
    """
    same = [(text, level) for text, level in readings if _number(text) == _number(by_glyphs)]
    against = max((level for text, level in readings if _number(text) not in ("", _number(by_glyphs))), default=0.0)
    if not same:
        return (readings[0][0] if against >= FIRM else by_glyphs), _IN_DOUBT, by_glyphs
    confidence = max(level for _, level in same)
    return by_glyphs, min(confidence, _IN_DOUBT) if against >= FIRM else confidence, _unlike(by_glyphs, same)


def _voted(readings: Sequence[_Reading]) -> _Choice:
    """Return what a cell is on which the first two readings differ.

    Two that give the same number hold against others that give none, and three against one that is unsure; neither for
    certain.
    """
    votes = [(number, text, level) for text, level in readings if (number := _number(text))]
    numbers = [number for number, _, _ in votes]
    best = max(numbers, key=numbers.count, default="")
    against = [level for number, _, level in votes if number != best]
    sure = [level for _, level in readings]
    if numbers.count(best) > 1 and (not against or (numbers.count(best) > 2 and max(against) < FIRM)):
        same = [(text, level) for number, text, level in votes if number == best]
        return same[0][0], min(_IN_DOUBT, max(sure)), _unlike(same[0][0], same[1:])
    first, *others = (text for text, _ in readings)
    return first, min(sure), next((text for text in others if text and plain(text) != plain(first)), "")


def _number(text: str) -> str:
    """Return the number that a reading gives, with points alone; of another text nothing."""
    found = plain(text).replace(",", ".")
    return found if _NUMBER.fullmatch(found) else ""


def _unlike(chosen: str, same: Sequence[_Reading]) -> str:
    """Return the reading of the same number that has another comma or point: whether it is one, its kind decides."""
    return next((text for text, _ in same if plain(text) != plain(chosen)), chosen)


def _crop(image: Gray) -> str:
    """Return a cell's picture as PNG in base64, small: gray in 8 steps, two thirds of its size."""
    small = Image.fromarray(image)
    small = small.resize((max(small.width * 2 // 3, 1), max(small.height * 2 // 3, 1)), Image.Resampling.LANCZOS)
    small = small.quantize(8)
    content = io.BytesIO()
    small.save(content, "PNG", optimize=True)
    return base64.b64encode(content.getvalue()).decode()

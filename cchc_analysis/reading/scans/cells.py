"""The pieces of a page that are read by themselves, and what several readings of a short cell agree on."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

from cchc_analysis.reading.document import Cell, plain
from cchc_analysis.reading.scans.glyphs import learn, pictures
from cchc_analysis.reading.scans.picture import Gray
from cchc_analysis.reading.scans.stacked import read_stacked, resized, text_of
from cchc_analysis.reading.scans.tesseract import OTHER, Word

_INK = 128  # darker than that is a mark
_IN_DOUBT = 0.4  # the confidence of a number on which not all readings agree
_FIRM = 0.7  # a reading this sure is not outvoted
_NUMBER = re.compile(r"\d[\d.]*%?")
_Reading = tuple[str, float]  # a text, and how sure it is
_Choice = tuple[str, float, str | None]  # a text, how sure it is, and what it was read as otherwise


# Short cells are read in the size in which digits are this many pixels high. Of 660 numbers in 24 layouts 11 are misread so,
# 27 at 31 pixels; with the ways below none is, and two are left open.
_HEIGHT = 25
_MARKS = 70  # per cent of the marks in short cells are no higher than digits


@dataclass(frozen=True)
class _Way:
    """A way to read numbers once more. Two models in other sizes err in other places."""

    language: str
    height: int
    only_digits: bool


_WAYS = (_Way(OTHER, 28, False), _Way(OTHER, 22, True), _Way(OTHER, 31, True))


@dataclass
class Part:
    """A piece of the page that is read by itself: a cell, or what stands above, between or below the tables.

    `digits` is how many pixels high the digits of its page are, `by_glyphs` the number that its marks make if they are
    those of other numbers of the document.
    """

    image: Gray
    is_short: bool = False
    digits: float = _HEIGHT
    words: list[Word] = field(default_factory=list)
    again: list[list[Word]] = field(default_factory=list)
    by_glyphs: str | None = None


def read(parts: Sequence[Part], dpi: float, name: str) -> None:
    """Read parts as they are, and give each its words."""
    for part, found in zip(parts, read_stacked([part.image for part in parts], dpi, name), strict=True):
        part.words = found


def read_short(short: Sequence[Part], dpi: float, name: str) -> None:
    """Read the short cells of a document; what may be a number by another model, and by the digits of the document itself.

    What all that leaves open is read in two more ways.
    """
    images = [resized(part.image, _HEIGHT / part.digits) for part in short]
    for part, found in zip(short, read_stacked(images, dpi, name), strict=True):
        part.words = found
    numbers = [part for part in short if _may_be_number(part)]
    _read_again(numbers, _WAYS[0], dpi, name)
    marks = [pictures(part.image, part.digits) for part in numbers]
    glyphs = learn([(_agreed(part), own) for part, own in zip(numbers, marks, strict=True)])
    for at, (part, own) in enumerate(zip(numbers, marks, strict=True)):
        part.by_glyphs = glyphs.read(own, at)
    for way in _WAYS[1:]:
        still_open = [part for part in numbers if part.by_glyphs is None and not _is_settled(part)]
        _read_again(still_open, way, dpi, name)


def _read_again(parts: Sequence[Part], way: _Way, dpi: float, name: str) -> None:
    images = [resized(part.image, way.height / part.digits) for part in parts]
    for part, found in zip(parts, read_stacked(images, dpi, name, way.language, way.only_digits), strict=True):
        part.again.append(found)


def _agreed(part: Part) -> str:
    """Return what two models read alike, and both are sure of; otherwise nothing."""
    first, second = part.words, part.again[0]
    is_sure = min((word.confidence for word in (*first, *second)), default=0.0) >= _FIRM
    return text_of(first) if is_sure and text_of(first) == text_of(second) else ""


def digit_height(short: Sequence[Part]) -> float:
    """Return how many pixels high the digits of a page's short cells are."""
    heights = [mark[0].stop - mark[0].start for part in short for mark in ndimage.find_objects(_marks(part.image))]
    return float(np.percentile(heights, _MARKS)) if heights else _HEIGHT


def _marks(image: Gray) -> Any:
    return ndimage.label(image < _INK)[0]


def _may_be_number(part: Part) -> bool:
    text = text_of(part.words)
    letters = sum(letter.isalpha() for letter in text)
    return letters < 2 or min(word.confidence for word in part.words) < 0.7


def sureness(parts: Sequence[Part]) -> float:
    """Return the confidence of the median word; of a page without words 0."""
    found = [word.confidence for part in parts for word in part.words]
    return float(np.median(found)) if found else 0.0


def _is_settled(part: Part) -> bool:
    return plain(text_of(part.words)) == plain(text_of(part.again[0]))


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
        return (readings[0][0] if against >= _FIRM else by_glyphs), _IN_DOUBT, by_glyphs
    confidence = max(level for _, level in same)
    return by_glyphs, min(confidence, _IN_DOUBT) if against >= _FIRM else confidence, _unlike(by_glyphs, same)


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
    if numbers.count(best) > 1 and (not against or (numbers.count(best) > 2 and max(against) < _FIRM)):
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

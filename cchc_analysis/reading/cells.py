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
from cchc_analysis.reading.picture import Gray
from cchc_analysis.reading.recognise import OTHER, Word
from cchc_analysis.reading.stacked import read_stacked, resized, text_of

_INK = 128  # darker than that is a mark
_IN_DOUBT = 0.4  # the confidence of a number on which not all readings agree
_FIRM = 0.7  # a reading this sure is not outvoted
_NUMBER = re.compile(r"\d[\d.,]*%?")


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
    """A piece of the page that is read by itself: a cell, or what stands above, between or below the tables."""

    image: Gray
    is_short: bool = False
    words: list[Word] = field(default_factory=list)
    again: list[list[Word]] = field(default_factory=list)


def read(parts: Sequence[Part], dpi: float, name: str) -> None:
    """Read parts as they are, and give each its words."""
    for part, found in zip(parts, read_stacked([part.image for part in parts], dpi, name), strict=True):
        part.words = found


def read_short(short: Sequence[Part], dpi: float, name: str) -> None:
    """Read short cells in one size, what may be a number in another way, and what that leaves open in two more."""
    height = _digit_height(short)
    images = [resized(part.image, _HEIGHT / height) for part in short]
    for part, found in zip(short, read_stacked(images, dpi, name), strict=True):
        part.words = found
    numbers = [part for part in short if _may_be_number(part)]
    for way in _WAYS:
        still_open = [part for part in numbers if not part.again or not _is_settled(part)]
        images = [resized(part.image, way.height / height) for part in still_open]
        for part, found in zip(still_open, read_stacked(images, dpi, name, way.language, way.only_digits), strict=True):
            part.again.append(found)


def _digit_height(short: Sequence[Part]) -> float:
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
    """Return a cell with what its readings agree on.

    A number that the first two give holds. Where they differ, two that give the same number hold against others that give
    none, and three against one that is unsure; neither for certain. Otherwise two of the texts are given, and none holds.
    """
    if part is None:
        return Cell(confidence=1.0)
    crop = _crop(part.image) if part.is_short else ""
    readings = [part.words, *part.again]
    texts = [text_of(found) for found in readings]
    sure = [min((word.confidence for word in found), default=0.0) for found in readings]
    if len(texts) == 1 or _is_settled(part):
        return Cell(texts[0], confidence=max(sure), second=texts[1] if len(texts) > 1 else None, crop=crop)
    votes = [(plain(text), text, confidence) for text, confidence in zip(texts, sure, strict=True)]
    votes = [
        (number.replace(",", "."), text, confidence) for number, text, confidence in votes if _NUMBER.fullmatch(number)
    ]
    keys = [vote[0] for vote in votes]
    best = max(keys, key=keys.count, default="")
    against = [confidence for key, _, confidence in votes if key != best]
    if keys.count(best) > 1 and (not against or (keys.count(best) > 2 and max(against) < _FIRM)):
        chosen, *others = (text for key, text, _ in votes if key == best)
        # Whether a comma and a point are one number, its kind decides.
        second = next((text for text in others if plain(text) != plain(chosen)), chosen)
        return Cell(chosen, confidence=min(_IN_DOUBT, max(sure)), second=second, crop=crop)
    other = next((text for text in texts[1:] if text and plain(text) != plain(texts[0])), "")
    return Cell(texts[0], confidence=min(sure), second=other, crop=crop)


def _crop(image: Gray) -> str:
    """Return a cell's picture as PNG in base64, small: gray in 8 steps, two thirds of its size."""
    small = Image.fromarray(image)
    small = small.resize((max(small.width * 2 // 3, 1), max(small.height * 2 // 3, 1)), Image.Resampling.LANCZOS)
    small = small.quantize(8)
    content = io.BytesIO()
    small.save(content, "PNG", optimize=True)
    return base64.b64encode(content.getvalue()).decode()

"""The pieces of a page that are read by themselves, and what several readings of a short cell agree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from cchc_analysis.reading.document import plain
from cchc_analysis.reading.scans.digits import FIRM, HEIGHT, Part
from cchc_analysis.reading.scans.glyphs import learn, pictures
from cchc_analysis.reading.scans.picture import Gray
from cchc_analysis.reading.scans.stacked import read_stacked, resized, text_of
from cchc_analysis.reading.scans.tesseract import OTHER

_INK = 128  # darker than that is a mark


_MARKS = 70  # per cent of the marks in short cells are no higher than digits


@dataclass(frozen=True)
class _Way:
    """A way to read numbers once more. Two models in other sizes err in other places."""

    language: str
    height: int
    only_digits: bool


_WAYS = (_Way(OTHER, 28, False), _Way(OTHER, 22, True), _Way(OTHER, 31, True))


def read(parts: Sequence[Part], dpi: float, name: str) -> None:
    """Read parts as they are, and give each its words."""
    for part, found in zip(parts, read_stacked([part.image for part in parts], dpi, name), strict=True):
        part.words = found


def read_short(short: Sequence[Part], dpi: float, name: str) -> None:
    """Read the short cells of a document; what may be a number by another model, and by the digits of the document itself.

    What all that leaves open is read in two more ways.
    """
    images = [resized(part.image, HEIGHT / part.digits) for part in short]
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
    is_sure = min((word.confidence for word in (*first, *second)), default=0.0) >= FIRM
    return text_of(first) if is_sure and text_of(first) == text_of(second) else ""


def digit_height(short: Sequence[Part]) -> float:
    """Return how many pixels high the digits of a page's short cells are."""
    heights = [mark[0].stop - mark[0].start for part in short for mark in ndimage.find_objects(_marks(part.image))]
    return float(np.percentile(heights, _MARKS)) if heights else HEIGHT


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

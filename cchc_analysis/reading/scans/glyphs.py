"""The digits of one scan as it prints them.

A document repeats its ten digits some hundred times in one type. Those of numbers on which two models of Tesseract agree are
known; a number whose every mark is nearly the same picture as known ones, and as no others, is read without Tesseract. That
is independent of it, and errs neither where digits stand alone nor where it sees a colon for a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from cchc_analysis.reading.scans.picture import Gray

MARKS = frozenset("0123456789.,%")
# Marks are compared as pictures in which digits are so many pixels high, their centres of mass laid on each other.
_HEIGHT = 24
_ROWS, _COLUMNS = 40, 32
# Of the same mark in one document the best likeness was 0.98 to 1 (3,159 marks, eight reports in four types); of two marks
# at most 0.94: 5 and 6, a point and a comma.
_ALIKE, _APART = 0.97, 0.03
_EACH = 30  # of one mark are enough
_INK = 150
# In shares of the height of digits: the most between two marks of one number, and the side of what is less than dust.
_GAP, _DUST = 0.5, 0.06

Features = NDArray[np.float32]


@dataclass(frozen=True)
class Glyphs:
    """Known marks: what they are, their pictures (one a row, of length 1), and which number each is from."""

    marks: NDArray[np.str_]
    pictures: Features
    sources: NDArray[np.intp]

    def read(self, number: Features | None, source: int = -1) -> str | None:
        """Return the number whose marks are these pictures; None if one of them is like no known mark, or like two.

        Parameters
        ----------
        source : the number that they are themselves from, which does not count.
        """
        if number is None or not len(self.marks):
            return None
        likeness = np.max([shifted @ self.pictures.T for shifted in _shifted(number)], axis=0)
        likeness[:, self.sources == source] = -1
        text = ""
        for row in likeness:
            mark = self.marks[row.argmax()]
            others = row[self.marks != mark]
            if row.max() < _ALIKE or row.max() - others.max(initial=-1) < _APART:
                return None
            text += str(mark)
        return text


def learn(numbers: Sequence[tuple[str, Features | None]]) -> Glyphs:
    """Return the marks of numbers whose texts are known; of one that is like another's marks, none."""
    known = _collect(dict(enumerate(numbers)))
    return _collect(
        {at: (text, own) for at, (text, own) in enumerate(numbers) if text and known.read(own, at) in (None, text)}
    )


def _collect(numbers: dict[int, tuple[str, Features | None]]) -> Glyphs:
    found: dict[str, list[tuple[NDArray[np.float32], int]]] = {}
    for source, (text, own) in numbers.items():
        if own is not None and len(own) == len(text) and MARKS.issuperset(text):
            for mark, picture in zip(text, own, strict=True):
                found.setdefault(mark, []).append((picture, source))
    known = [(mark, *item) for mark, items in found.items() for item in items[:_EACH]]
    marks, rows, sources = zip(*known, strict=True) if known else ((), (), ())
    return Glyphs(np.array(marks, str), np.array(rows, np.float32), np.array(sources, np.intp))


def pictures(image: Gray, digits: float) -> Features | None:
    """Return the marks of a cell from left to right; None where they are no number in one piece.

    Parameters
    ----------
    digits : how many pixels high digits are.
    """
    boxes = _boxes(image, digits)
    gaps = [right[0] - left[1] for left, right in pairwise(boxes)]
    if not boxes or max(gaps, default=0) > _GAP * digits:
        return None
    found = [_picture(image, box, _HEIGHT / digits) for box in boxes]
    return None if any(picture is None for picture in found) else np.array(found, np.float32)


def _boxes(image: Gray, digits: float) -> list[tuple[int, int, int, int]]:
    """Return left, right, top and bottom of each mark; pieces above each other are one."""
    labels, _ = ndimage.label(image < _INK, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())
    pieces = sorted(
        (columns.start, columns.stop, rows.start, rows.stop)
        for size, (rows, columns) in zip(sizes[1:], ndimage.find_objects(labels), strict=True)
        if size >= (_DUST * digits) ** 2
    )
    boxes: list[tuple[int, int, int, int]] = []
    for left, right, top, bottom in pieces:
        if boxes:
            before = boxes[-1]
            shared = min(before[1], right) - left
            if shared > 0.5 * min(before[1] - before[0], right - left):
                boxes[-1] = (before[0], max(before[1], right), min(before[2], top), max(before[3], bottom))
                continue
        boxes.append((left, right, top, bottom))
    return boxes


def _picture(image: Gray, box: tuple[int, int, int, int], scale: float) -> Features | None:
    left, right, top, bottom = box
    piece = Image.fromarray(image[max(top - 2, 0) : bottom + 2, max(left - 2, 0) : right + 2])
    width, height = max(round(piece.width * scale), 1), max(round(piece.height * scale), 1)
    if width > _COLUMNS or height > _ROWS:
        return None
    ink = 255 - np.asarray(piece.resize((width, height), Image.Resampling.LANCZOS), np.float32)
    middle, centre = ndimage.center_of_mass(ink)
    row = int(np.clip(round(_ROWS / 2 - middle), 0, _ROWS - height))
    column = int(np.clip(round(_COLUMNS / 2 - centre), 0, _COLUMNS - width))
    canvas = np.zeros((_ROWS, _COLUMNS), np.float32)
    canvas[row : row + height, column : column + width] = ink
    canvas = ndimage.gaussian_filter(canvas, 1)
    flat = canvas.ravel()
    return flat / np.linalg.norm(flat)


def _shifted(number: Features) -> list[Features]:
    """Return pictures as they are, and moved by a pixel in each direction."""
    canvases = number.reshape(-1, _ROWS, _COLUMNS)
    return [
        np.roll(canvases, (down, right), (1, 2)).reshape(len(number), -1) for down in (-1, 0, 1) for right in (-1, 0, 1)
    ]

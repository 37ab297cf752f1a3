"""Pieces of a page laid under each other, so that one call reads all of them and none runs into its neighbour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image

from cchc_analysis.names import clean
from cchc_analysis.reading.scans.picture import Gray
from cchc_analysis.reading.scans.tesseract import AT_A_TIME, LANGUAGE, Word, words

_MARGIN = 0.1  # inches around each piece
# In pixels. What is no higher than a page's pieces is read at once, other than that in sheets; Tesseract takes 32,767.
_PAGE, _SHEET = 8_000, 15_000


def read_stacked(
    images: Sequence[Gray], dpi: float, name: str, language: str = LANGUAGE, only_digits: bool = False
) -> list[list[Word]]:
    """Return the words of each of several images, read as few sheets; boxes are those of the image itself."""
    margin = round(_MARGIN * dpi)
    ends = np.cumsum([len(image) + margin for image in images])
    if not len(ends):
        return []
    count = 1 if ends[-1] <= _PAGE else max(AT_A_TIME, math.ceil(ends[-1] / _SHEET))
    cuts = [0, *np.searchsorted(ends, [ends[-1] * k / count for k in range(1, count)]).tolist(), len(images)]

    def read_sheet(first: int, last: int) -> list[list[Word]]:
        return _read_sheet(images[first:last], dpi, name, language, only_digits) if last > first else []

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return [found for sheet in pool.map(read_sheet, cuts[:-1], cuts[1:]) for found in sheet]


def _read_sheet(images: Sequence[Gray], dpi: float, name: str, language: str, only_digits: bool) -> list[list[Word]]:
    margin = round(_MARGIN * dpi)
    height = sum(len(image) + margin for image in images) + margin
    sheet = np.full((height, max(image.shape[1] for image in images) + 2 * margin), 255, np.uint8)
    starts, at = [], margin
    for image in images:
        sheet[at : at + len(image), margin : margin + image.shape[1]] = image
        starts.append(at)
        at += len(image) + margin
    found: list[list[Word]] = [[] for _ in images]
    for word in words(sheet, dpi, name, language, only_digits):
        index = int(np.searchsorted(starts, word.centre[1] + margin / 2, side="right")) - 1
        if index >= 0:
            top = starts[index]
            box = (word.box[0] - margin, word.box[1] - top, word.box[2] - margin, word.box[3] - top)
            found[index].append(Word(word.text, word.line, box, word.confidence))
    return found


def resized(image: Gray, scale: float) -> Gray:
    """Return an image in another size."""
    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.LANCZOS))


def lines_of(found: Sequence[Word]) -> list[list[Word]]:
    """Return words by their lines, from top to bottom."""
    grouped: dict[tuple[int, int, int], list[Word]] = {}
    for word in found:
        grouped.setdefault(word.line, []).append(word)
    return sorted(grouped.values(), key=lambda line: sum(word.centre[1] for word in line) / len(line))


def text_of(found: Sequence[Word]) -> str:
    """Return words as text, a line a line."""
    lines = (" ".join(word.text for word in sorted(line, key=lambda word: word.box[0])) for line in lines_of(found))
    return clean("\n".join(lines)).strip()

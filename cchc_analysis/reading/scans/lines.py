"""Figures in lines of running text that were recognised more than once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cchc_analysis.reading.scans.picture import Gray
from cchc_analysis.reading.scans.stacked import read_stacked, resized, text_of
from cchc_analysis.reading.scans.tesseract import Word

FIGURE = re.compile(r"\d+(?:[.,/]\d+)*")
_SIZES = (0.8, 1.3)  # in which a line is read again
_EDGE = 6  # pixels around a line


@dataclass
class Line:
    """A line of running text: how far from the top of its page, its picture if there are figures in it, and what it gave
    when it was read again.
    """

    top: int
    text: str
    image: Gray | None
    again: list[str] = field(default_factory=list)


def cut_line(top: int, image: Gray, found: Sequence[Word]) -> Line:
    """Return the line of some words in an image that begins at `top`."""
    text = text_of(found)
    left, upper = (min(word.box[at] for word in found) for at in (0, 1))
    right, lower = (max(word.box[at] for word in found) for at in (2, 3))
    rows, columns = slice(max(upper - _EDGE, 0), lower + _EDGE), slice(max(left - _EDGE, 0), right + _EDGE)
    return Line(top + upper, text, image[rows, columns].copy() if FIGURE.search(text) else None)


def settle_lines(lines: Sequence[Line], dpi: float, name: str) -> None:
    """Read lines with figures again until two readings have the same ones, and give them the text that holds."""
    still_open = [line for line in lines if line.image is not None]
    for scale in _SIZES:
        images = [resized(line.image, scale) for line in still_open if line.image is not None]
        for line, found in zip(still_open, read_stacked(images, dpi, name), strict=True):
            line.again.append(text_of(found).replace("\n", " "))
        still_open = [line for line in still_open if figures(line.again[-1]) != figures(line.text)]
    for line in still_open:
        line.text = settle(line.text, line.again)


def figures(text: str) -> list[str]:
    """Return the figures of a line.

    >>> figures("từ 10/12/2022 là 1.500, đạt 36,1%")
    ['10/12/2022', '1.500', '36,1']
    """
    return FIGURE.findall(text)


def settle(text: str, others: Sequence[str]) -> str:
    """Return a line whose figures two further readings give otherwise: each as two of the three have it.

    One that no other reading has is shown as question marks: that is a figure nobody can take for one.

    >>> settle("đến ngày 09/3/2033", ["đến ngày 09/3/2023", "đên ngày 09/3/2023"])
    'đến ngày 09/3/2023'
    >>> settle("số 716, trong đó 679", ["số 718, trong đó 679", "số 776, trong đó 679"])
    'số ???, trong đó 679'
    """
    own, found = figures(text), [figures(other) for other in others]
    is_aligned = all(len(other) == len(own) for other in found)
    position = -1

    def settled(match: re.Match[str]) -> str:
        nonlocal position
        position += 1
        if not is_aligned:
            return match[0] if any(match[0] in other for other in found) else _unknown(match[0])
        votes = [match[0], *(other[position] for other in found)]
        best = max(votes, key=votes.count)
        return best if votes.count(best) > 1 else _unknown(match[0])

    return FIGURE.sub(settled, text)


def _unknown(figure: str) -> str:
    return re.sub(r"\d", "?", figure)

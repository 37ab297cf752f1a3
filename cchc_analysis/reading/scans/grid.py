"""The ruled grid of a page image: where its tables are and what each of their cells covers.

Lines are found by their length alone, so that no letter becomes one; a line that the scanner broke counts as whole where
more than half of it is there. Where a line between two cells is missing they are one, merged cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Mask = NDArray[np.bool_]
Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels

# In inches, so that they hold at any resolution. A row of one line is 0.2 high; the tallest letter of a title 0.15.
_LINE, _COLUMN_LINE = 0.35, 0.19
_SAME = 0.05  # lines closer than this are one
_GAP = 0.02  # a break in a line that is no break
_WIDTH = 4.0  # of the smallest table; a stamp's frame has words beside it, which belong to the page
_THERE = 0.5  # of a line between two cells, for it to part them
_WHOLE = 0.85  # of the height of one row, for a line down to be one
_SHARE = 0.2  # of the table's side, for a line to be one: letters that touch a line are less


@dataclass(frozen=True)
class Table:
    """One ruled table: `cells[i][j]` is the box whose first row and column are i and j, None inside a merged cell."""

    box: Box
    cells: tuple[tuple[Box | None, ...], ...]


@dataclass(frozen=True)
class _Line:
    """Pieces of a line that lie on one height (or, of a column line, one width)."""

    at: int
    pieces: tuple[tuple[int, int], ...]

    def covers(self, start: int, end: int, share: float = _THERE) -> bool:
        there = sum(max(0, min(end, stop) - max(start, begin)) for begin, stop in self.pieces)
        return there >= share * (end - start)


def _long(dark: Mask, length: float, gap: float) -> Mask:
    """Return the pixels of runs along x that are at least `length` long; neither a small slope nor a gap ends a run."""
    thick = ndimage.maximum_filter1d(dark.view(np.uint8), 3, axis=0)
    gap = int(gap) | 1
    closed = ndimage.minimum_filter1d(ndimage.maximum_filter1d(thick, gap, axis=1), gap, axis=1)
    size = int(length) | 1
    opened = ndimage.maximum_filter1d(ndimage.minimum_filter1d(closed, size, axis=1), size, axis=1)
    return opened.astype(bool)


def find_tables(dark: Mask, dpi: float) -> tuple[list[Table], Mask]:
    """Return the ruled tables of a page from top to bottom, and the pixels of their lines."""
    # No gap is closed in lines down: the dots above and below an ị would make it one.
    across, down = _long(dark, _LINE * dpi, _GAP * dpi), _long(dark.T, _COLUMN_LINE * dpi, 0).T
    joined, _ = ndimage.label(ndimage.binary_dilation(across | down, iterations=2), np.ones((3, 3)))
    tables, ruled = [], np.zeros_like(dark)
    for number, where in enumerate(ndimage.find_objects(joined), start=1):
        top, left = where[0].start, where[1].start
        if where[1].stop - left < _WIDTH * dpi:
            continue
        own = joined[where] == number
        rows = _lines(across[where] & own, top, left, dpi)
        columns = [
            line
            for line in _lines((down[where] & own).T, left, top, dpi)
            if any(line.covers(above.at, below.at, _WHOLE) for above, below in pairwise(rows))
        ]
        # One cell is no table but a frame around a page.
        if len(rows) > 1 and len(columns) > 1 and len(rows) + len(columns) > 4:
            box = (columns[0].at, rows[0].at, columns[-1].at, rows[-1].at)
            tables.append(Table(box, _cells(rows, columns)))
            # The neighbouring closed rows of letters are no lines of a table, long as they are.
            ruled[where] |= own
    return sorted(tables, key=lambda table: table.box[1]), ruled


def _lines(mask: Mask, offset: int, start: int, dpi: float) -> list[_Line]:
    """Return the lines along x of a mask in order: pieces that lie near one height are one line."""
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    pieces: list[tuple[float, int, int]] = []
    for y, x in ndimage.find_objects(labels):
        pieces.append(((y.start + y.stop - 1) / 2 + offset, x.start + start, x.stop + start))
    groups: list[list[tuple[float, int, int]]] = []
    for piece in sorted(pieces):
        if groups and piece[0] - _middle(groups[-1]) < _SAME * dpi:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    found = [_Line(round(_middle(group)), tuple(_union((begin, end) for _, begin, end in group))) for group in groups]
    return [line for line in found if line.covers(start, start + mask.shape[1], _SHARE)]


def _middle(pieces: list[tuple[float, int, int]]) -> float:
    weight = sum(end - begin for _, begin, end in pieces)
    return sum(at * (end - begin) for at, begin, end in pieces) / weight


def _union(pieces: Any) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(pieces):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _cells(rows: list[_Line], columns: list[_Line]) -> tuple[tuple[Box | None, ...], ...]:
    """Return the cells between lines; a cell grows to the right, then down, over lines that are not there."""
    down, right = len(rows) - 1, len(columns) - 1
    taken = np.zeros((down, right), bool)
    cells: list[list[Box | None]] = [[None] * right for _ in range(down)]
    for i in range(down):
        for j in range(right):
            if taken[i, j]:
                continue
            last_row, last_column = i, j
            while last_column + 1 < right and not columns[last_column + 1].covers(rows[i].at, rows[i + 1].at):
                last_column += 1
            left, end = columns[j].at, columns[last_column + 1].at
            while last_row + 1 < down and not rows[last_row + 1].covers(left, end):
                last_row += 1
            taken[i : last_row + 1, j : last_column + 1] = True
            cells[i][j] = (left, rows[i].at, end, rows[last_row + 1].at)
    return tuple(map(tuple, cells))

"""One page of a scan: the cells of its ruled grid and the lines around it, cut out and read.

All pieces are laid under each other before they are read: on the page itself lines of neighbouring cells run into each other.
What is short, and may be a number, is only cut out here: it is read more than once (`cells`), for all pages together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cchc_analysis.reading.document import Cell, Item
from cchc_analysis.reading.scans.cells import digit_height, read, sureness
from cchc_analysis.reading.scans.digits import Part, cell_of
from cchc_analysis.reading.scans.grid import Box, Table, find_tables
from cchc_analysis.reading.scans.lines import Line, cut_line
from cchc_analysis.reading.scans.picture import Gray, flatten, straighten
from cchc_analysis.reading.scans.stacked import lines_of
from cchc_analysis.reading.scans.tesseract import Word

# At which pages are rendered: 1.5 times the usual 200, without which lone digits are misread.
DPI = 300
# The median word of a page. Seen: 0.97 on a page like another, 0.57 upside down, 0.43 on its side.
LEGIBLE = 0.7
_DARK = 200
# In inches: what is smaller is dust; a cell of one line and no more than this is short.
_DUST, _SHORT, _ONE_LINE = 0.013, 1.0, 0.3
# What is smaller and has no letter so near is a speck: the points of print of 12 pt are 0.019 wide and touch their figures.
_SPECK, _BESIDE = 0.02, 0.05
# A dash: how many times wider than high, the most that it is high in inches, how much of its box is ink.
_FLAT, _STROKE, _SOLID = 2.0, 0.03, 0.6
# Worn print: so many levels darker than paper on the mean of 5 pixels square. Of 64 blank cells on very grainy paper none had
# more than 4 pixels that are 20 darker, and none was 30 darker.
_FAINT, _FAINT_PIXELS, _HALO = 30, 20, 8


@dataclass(frozen=True)
class Page:
    """What a page holds: `cells[table, row, column]` are the pieces of its tables, None where nothing is printed.

    Of a page that is not legible it is nothing: what its forms lack is then found missing.
    """

    tables: Sequence[Table] = ()
    cells: Mapping[tuple[int, int, int], Part | None] = field(default_factory=dict)
    lines: Sequence[Line] = ()
    is_legible: bool = False

    @property
    def short(self) -> list[Part]:
        """The short cells that are still to be read, column by column, so that like stands below like."""
        by_column = sorted(self.cells, key=lambda key: (key[0], key[2], key[1]))
        return [part for key in by_column if (part := self.cells[key]) and part.is_short and not part.words]

    def items(self) -> list[Item]:
        """Return the lines and table rows from top to bottom."""
        found: list[Item] = [(line.top, line.text) for line in self.lines]
        for number, table in enumerate(self.tables):
            for i, row in enumerate(table.cells):
                tops = [box[1] for box in row if box is not None]
                if tops:
                    cells = [
                        Cell(confidence=1.0, is_merged=True) if box is None else cell_of(self.cells[number, i, j])
                        for j, box in enumerate(row)
                    ]
                    found.append((min(tops), cells))
        return sorted(found, key=lambda item: item[0])


def read_page(gray: Gray, name: str) -> Page:
    """Cut a page image of `DPI` in pieces and read its labels and lines."""
    gray, _ = straighten(gray)
    page = flatten(gray, DPI)
    tables, ruled = find_tables(page < _DARK, DPI)
    page[ruled] = 255
    page[_specks(page < _DARK)] = 255
    ink = _without_dust(page < _DARK)
    cells = {
        (number, i, j): _cut(page, ink, box)
        for number, table in enumerate(tables)
        for i, row in enumerate(table.cells)
        for j, box in enumerate(row)
        if box is not None
    }
    edges = [0, *(edge for table in tables for edge in (table.box[1], table.box[3])), page.shape[0]]
    strips = [(top, page[top:bottom]) for top, bottom in zip(edges[::2], edges[1::2], strict=True)]
    around = [(top, Part(strip)) for top, strip in strips if ink[top : top + len(strip)].any()]
    long = [part for _, part in around] + [part for part in cells.values() if part and not part.is_short]
    read(long, DPI, name)
    if sureness(long) < LEGIBLE:
        return Page()
    lines = [cut_line(top, part.image, words) for top, part in around for words in lines_of(part.words)]
    short = [part for part in cells.values() if part and part.is_short]
    height = digit_height(short)
    for part in short:
        part.digits = height
    for part in long:
        # Else each keeps the whole page.
        part.image = np.empty((0, 0), np.uint8)
    return Page(tables, cells, lines, True)


def _specks(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what stands by itself and is too small for a letter: a point or an accent stands beside its letters."""
    labels, _ = ndimage.label(dark, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())
    is_large = sizes >= (_SPECK * DPI) ** 2
    is_large[0] = False
    beside = np.unique(
        labels[ndimage.maximum_filter(is_large[labels].view(np.uint8), 2 * round(_BESIDE * DPI) + 1) > 0]
    )
    is_kept = is_large.copy()
    is_kept[beside] = True
    return dark & ~is_kept[labels]


def _without_dust(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    labels, _ = ndimage.label(dark, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())
    keep = sizes >= (_DUST * DPI) ** 2
    keep[0] = False
    return keep[labels]


def _cut(page: Gray, ink: NDArray[np.bool_], box: Box) -> Part | None:
    """Return what is printed inside a cell, None if nothing is."""
    inset = round(0.015 * DPI)
    left, top, right, bottom = box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset
    inside = ink[top:bottom, left:right]
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    if not len(rows):
        return Part(page[top:bottom, left:right].copy(), True) if _is_faint(page[top:bottom, left:right]) else None
    dash = _dash(inside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], rows[0], len(inside) - 1 - rows[-1])
    if dash:
        around = page[top:bottom, left:right].copy()
        around[max(rows[0] - _HALO, 0) : rows[-1] + _HALO, max(columns[0] - _HALO, 0) : columns[-1] + _HALO] = 255
        dash = [] if _is_faint(around) else dash
    edge = 4
    top, bottom = max(top + rows[0] - edge, top), min(top + rows[-1] + 1 + edge, bottom)
    left, right = max(left + columns[0] - edge, left), min(left + columns[-1] + 1 + edge, right)
    is_short = right - left <= _SHORT * DPI and bottom - top <= _ONE_LINE * DPI
    piece = page[top:bottom, left:right]
    return Part(piece.copy(), True, words=dash) if is_short or dash else Part(piece)


def _is_faint(piece: Gray) -> bool:
    """Return whether something stands where no ink was found: worn print, of which a blank must not be made."""
    level = ndimage.uniform_filter(piece.astype(np.float32), 5)
    return bool(level.size) and int((level < np.median(level) - _FAINT).sum()) > _FAINT_PIXELS


def _dash(ink: NDArray[np.bool_], above: int, below: int) -> list[Word]:
    """Return the word for a dash alone in its cell, told by its shape: what reads words takes it for dirt.

    Parameters
    ----------
    above, below : pixels between the ink and the edges of the cell, where what is left of a ruled line would be.
    """
    height, width = ink.shape
    is_flat = width >= _FLAT * height and height <= _STROKE * DPI and width <= _ONE_LINE * DPI
    is_inside = min(above, below) > _STROKE * DPI
    if is_flat and is_inside and ink.mean() > _SOLID:
        return [Word("–", (0, 0, 0), (0, 0, width, height), 1.0)]
    return []

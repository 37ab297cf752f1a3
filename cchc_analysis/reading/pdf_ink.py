"""What a PDF page shows, as a viewer draws it: whether there is ink in a place where the text has letters, or has none.

Form fields, typed remarks, stamps and drawn digits show without being text; hidden, white and covered letters are text
without showing. Both are found by looking at the drawn page, whatever program has made it.
"""

from __future__ import annotations

import io
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]

_SCALE = 100 / 72
# Levels of 255 between ink and its ground: the palest print that is seen, and what is no highlight but fills a cell.
_SEEN, _FILLED = 20, 70
# Points inside the lines of a cell, and how many dark pixels are more than a speck.
_INSET, _PIXELS = 3.0, 4


class Ink:
    """The drawn pages of a PDF; each is drawn when it is first asked for."""

    def __init__(self, path: Path | io.BytesIO) -> None:
        import pypdfium2

        # Of what lies in the memory a copy is opened: another library reads it at the same time.
        own = io.BytesIO(path.getvalue()) if isinstance(path, io.BytesIO) else path
        self._document = pypdfium2.PdfDocument(own)
        self._document.init_forms()
        self._drawn: tuple[int, NDArray[np.uint8]] = (0, np.zeros((0, 0), np.uint8))

    def __enter__(self) -> Ink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._document.close()

    def shows(self, page: Any, box: Box) -> bool:
        """Return whether anything is seen in the place of a letter."""
        part = self._part(page, _within(box, 0.1))
        return part.size == 0 or int(part.max()) - int(part.min()) >= _SEEN

    def is_filled(self, page: Any, box: Box) -> bool:
        """Return whether a cell without text holds something all the same."""
        left, top, right, bottom = box
        if right - left < 3 * _INSET or bottom - top < 2.5 * _INSET:
            return False
        part = self._part(page, (left + _INSET, top + _INSET, right - _INSET, bottom - _INSET))
        return bool(part.size) and int((part < int(np.median(part)) - _FILLED).sum()) >= _PIXELS

    def _part(self, page: Any, box: Box) -> NDArray[np.uint8]:
        picture = self._picture(page)
        x0, y0 = page.bbox[0], page.bbox[1]
        left, top, right, bottom = (
            round(side * _SCALE) for side in (box[0] - x0, box[1] - y0, box[2] - x0, box[3] - y0)
        )
        return picture[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]

    def _picture(self, page: Any) -> NDArray[np.uint8]:
        if self._drawn[0] != page.page_number:
            shown = self._document[page.page_number - 1]
            width, height = shown.get_size()
            # A page that is cropped is drawn in other places than its text says: of it nothing follows.
            is_whole = abs(width - page.width) < 1 and abs(height - page.height) < 1 and width * height < 4_000_000
            picture = np.zeros((0, 0), np.uint8)
            if is_whole:
                picture = np.asarray(shown.render(scale=_SCALE, grayscale=True).to_pil().convert("L"))
            self._drawn = (page.page_number, picture)
        return self._drawn[1]


def _within(box: Box, share: float) -> Box:
    left, top, right, bottom = box
    x, y = share * (right - left), share * (bottom - top)
    return left + x, top + y, right - x, bottom - y

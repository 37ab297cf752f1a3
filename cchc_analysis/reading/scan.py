"""Scanned pages: the cells of the ruled grid and the lines around it, recognised by Tesseract.

Each cell is cut out and all are laid under each other before they are read: on the page itself lines of neighbouring cells
run into each other. What may be a number is read once more, larger and in other company; the reader gives both readings and
chooses none.
"""

from __future__ import annotations

import base64
import io
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.document import Block, Cell, Item, plain
from cchc_analysis.reading.figures import FIGURE, figures, settle
from cchc_analysis.reading.pdf import Pdf, add_items
from cchc_analysis.reading.picture import Gray, flatten, straighten
from cchc_analysis.reading.recognise import Word
from cchc_analysis.reading.ruling import Box, find_tables
from cchc_analysis.reading.stacked import lines_of, read_stacked, resized, text_of

# At which pages are rendered: 1.5 times the usual 200, without which lone digits are misread.
DPI = 300
# A3 at 300 dpi has 17; a sheet this large takes 1 GB of memory on its way.
MEGAPIXELS = 40
AT_A_TIME = 2
_PAPER_WIDTH = 8.27  # inches, of A4: pictures rarely say how large their paper was
_IN_DOUBT = 0.4  # the confidence of a number that one of three readings missed
_NUMBER = re.compile(r"\d[\d.,]*%?")
_LEGIBLE = 0.5  # the median word of a page; of pages that lie on their side it is 0.2
_DARK = 200
# In inches: what is smaller is dust; a cell of one line and no more than this is short.
_DUST, _SHORT, _ONE_LINE = 0.013, 1.0, 0.3
_SMALLER, _LARGER = 0.8, 1.3  # sizes in which a number is read again


@dataclass
class _Part:
    """A piece of the page that is read by itself: a cell, or what stands above, between or below the tables."""

    image: Gray
    is_short: bool = False
    words: list[Word] = field(default_factory=list)
    again: list[list[Word]] = field(default_factory=list)


def read_pdf_pages(path: Path, numbers: Sequence[int], name: str) -> dict[int, list[Item]]:
    """Return what stands on some pages of a PDF that are pictures.

    Raises
    ------
    ReadError : a page larger than a sheet of paper, or without anything that can be read.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:

        def render(number: int) -> Gray:
            page = document[number - 1]
            width, height = (side / 72 * DPI for side in page.get_size())
            _hold(width, height, f"{name} page {number}")
            return np.asarray(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))

        return dict(zip(numbers, _read_all(render, numbers, name), strict=True))
    finally:
        document.close()


def read_image(path: Path, name: str) -> Pdf:
    """Return what stands on a picture of a page, or on each of several in one file.

    Raises
    ------
    ReadError : damaged, larger than a sheet of paper, or without anything that can be read.
    """
    from cchc_analysis.reading.sandbox import SCANNED_PAGES

    try:
        with Image.open(path, formats=("PNG", "JPEG", "TIFF")) as image:
            count = getattr(image, "n_frames", 1)
            if count > SCANNED_PAGES:
                raise ReadError(
                    name,
                    f"{count} pictures",
                    f"at most {SCANNED_PAGES}",
                    "send the report alone",
                    rule="file-too-large",
                )

            def render(number: int) -> Gray:
                image.seek(number - 1)
                _hold(*image.size, f"{name} page {number}")
                gray = image.convert("L")
                scale = DPI * _PAPER_WIDTH / min(gray.size)
                size = (round(gray.width * scale), round(gray.height * scale))
                _hold(*size, f"{name} page {number}")
                return np.asarray(gray.resize(size, Image.Resampling.BICUBIC))

            numbers = range(1, count + 1)
            pages = _read_all(render, numbers, name)
    except ReadError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ReadError(
            name, "a damaged picture", "a whole PNG, JPEG or TIFF file", "ask for the file again", rule="file-damaged"
        ) from error
    blocks: list[Block] = []
    for number, items in zip(numbers, pages, strict=True):
        add_items(blocks, number, items)
    return Pdf(tuple(blocks), (), tuple(numbers))


def _hold(width: float, height: float, where: str) -> None:
    if width * height > MEGAPIXELS * 1e6:
        raise ReadError(
            where, f"a picture of {width:.0f} × {height:.0f} pixels", f"at most {MEGAPIXELS} megapixels",
            "scan it at 200 to 300 dpi", rule="file-too-large",
        )  # fmt: skip


def _read_all(render: Callable[[int], Gray], numbers: Sequence[int], name: str) -> list[list[Item]]:
    """Return the items of pages, two of them read at a time; libraries that draw them draw one at a time.

    Raises
    ------
    ReadError : no page has anything that can be read.
    """
    drawing = threading.Lock()

    def read(number: int) -> tuple[list[Item], float]:
        with drawing:
            gray = render(number)
        return read_page(gray, name)

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        pages = list(pool.map(read, numbers))
    if not any(sure >= _LEGIBLE for _, sure in pages):
        raise ReadError(
            name, f"{len(pages)} pages on which no print can be recognised", "upright scans of printed pages",
            "scan it again at 200 dpi or more, or send the .docx", rule="file-picture",
        )  # fmt: skip
    return [items for items, _ in pages]


def read_page(gray: Gray, name: str) -> tuple[list[Item], float]:
    """Return the lines and table rows of a page image of `DPI` from top to bottom, and how surely its words are read."""
    gray, _ = straighten(gray)
    page = flatten(gray, DPI)
    tables, ruled = find_tables(page < _DARK, DPI)
    page[ruled] = 255
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
    around = [(top, _Part(strip)) for top, strip in strips if ink[top : top + len(strip)].any()]
    parts = [part for part in cells.values() if part is not None]
    _read([part for _, part in around] + [part for part in parts if not part.is_short], name)
    # Column by column, so that like stands below like.
    by_column = sorted(cells, key=lambda key: (key[0], key[2], key[1]))
    short = [part for key in by_column if (part := cells[key]) is not None and part.is_short]
    _read(short, name)
    numbers = [part for part in short if _may_be_number(part)]
    _read_again(numbers, name, _SMALLER)
    _read_again([part for part in numbers if text_of(part.words) != text_of(part.again[0])], name, _LARGER)
    found: list[Item] = []
    lines = [(top, part.image, line) for top, part in around for line in lines_of(part.words)]
    texts = _settle_figures([(image, line) for _, image, line in lines], name)
    found += [
        (top + min(word.box[1] for word in line), text) for (top, _, line), text in zip(lines, texts, strict=True)
    ]
    for number, table in enumerate(tables):
        for i, row in enumerate(table.cells):
            out = [_cell(cells.get((number, i, j))) for j in range(len(row))]
            tops = [box[1] for box in row if box is not None]
            if tops:
                found.append((min(tops), out))
    sure = [word.confidence for part in (*parts, *(part for _, part in around)) for word in part.words]
    return sorted(found, key=lambda item: item[0]), float(np.median(sure)) if sure else 0.0


def _without_dust(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    labels, _ = ndimage.label(dark, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())
    keep = sizes >= (_DUST * DPI) ** 2
    keep[0] = False
    return keep[labels]


def _cut(page: Gray, ink: NDArray[np.bool_], box: Box) -> _Part | None:
    """Return what is printed inside a cell, None if nothing is."""
    inset = round(0.015 * DPI)
    left, top, right, bottom = box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset
    inside = ink[top:bottom, left:right]
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    if not len(rows):
        return None
    edge = 4
    top, bottom = max(top + rows[0] - edge, top), min(top + rows[-1] + 1 + edge, bottom)
    left, right = max(left + columns[0] - edge, left), min(left + columns[-1] + 1 + edge, right)
    is_short = right - left <= _SHORT * DPI and bottom - top <= _ONE_LINE * DPI
    return _Part(page[top:bottom, left:right], is_short)


def _read(parts: Sequence[_Part], name: str) -> None:
    """Read parts as they are, and give each its words."""
    for part, found in zip(parts, read_stacked([part.image for part in parts], DPI, name), strict=True):
        part.words = found


def _read_again(parts: Sequence[_Part], name: str, scale: float) -> None:
    """Read parts as numbers, in another size, and give each the words of this reading."""
    images = [resized(part.image, scale) for part in parts]
    for part, found in zip(parts, read_stacked(images, DPI, name, numbers=True), strict=True):
        part.again.append(found)


def _settle_figures(lines: Sequence[tuple[Gray, list[Word]]], name: str) -> list[str]:
    """Return the text of lines, those with figures read again until two readings have the same ones."""
    texts = [text_of(line) for _, line in lines]
    open_lines = [index for index, text in enumerate(texts) if FIGURE.search(text)]
    others: dict[int, list[str]] = {index: [] for index in open_lines}
    for scale in (_SMALLER, _LARGER):
        cut = [resized(_cut_line(*lines[index]), scale) for index in open_lines]
        for index, found in zip(open_lines, read_stacked(cut, DPI, name), strict=True):
            others[index].append(text_of(found).replace("\n", " "))
        open_lines = [index for index in open_lines if figures(others[index][-1]) != figures(texts[index])]
    return [settle(text, others[index]) if index in open_lines else text for index, text in enumerate(texts)]


def _cut_line(image: Gray, line: Sequence[Word]) -> Gray:
    edge = round(0.02 * DPI)
    left, top = (max(min(word.box[at] for word in line) - edge, 0) for at in (0, 1))
    right, bottom = (max(word.box[at] for word in line) + edge for at in (2, 3))
    return image[top:bottom, left:right]


def _may_be_number(part: _Part) -> bool:
    text = text_of(part.words)
    letters = sum(letter.isalpha() for letter in text)
    return letters < 2 or min(word.confidence for word in part.words) < 0.7


def _cell(part: _Part | None) -> Cell:
    """Return a cell with what its readings agree on.

    Of three readings two that give the same number hold against one that gives none, but not for certain; against one that
    gives another number they do not hold, and both numbers are given.
    """
    if part is None:
        return Cell(confidence=1.0)
    crop = _crop(part.image) if part.is_short else ""
    readings = [part.words, *part.again]
    texts = [text_of(found) for found in readings]
    sure = [min((word.confidence for word in found), default=0.0) for found in readings]
    if len(texts) < 3 or plain(texts[0]) == plain(texts[1]):
        return Cell(texts[0], confidence=max(sure[:2]), second=texts[1] if len(texts) > 1 else None, crop=crop)
    numbers = {plain(text) for text in texts if _NUMBER.fullmatch(plain(text))}
    agreed = [text for text in texts if sum(plain(text) == plain(other) for other in texts) > 1]
    if len(numbers) == 1 and agreed and plain(agreed[0]) in numbers:
        return Cell(agreed[0], confidence=min(_IN_DOUBT, max(sure)), second=agreed[0], crop=crop)
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

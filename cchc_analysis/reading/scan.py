"""Scanned pages: the cells of the ruled grid and the lines around it, recognised by Tesseract.

Each cell is cut out and all are laid under each other before they are read: on the page itself lines of neighbouring cells
run into each other. What may be a number is read again by another model (`cells`); figures in running text, too (`figures`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.cells import Part, cell_of, read, read_short, sureness
from cchc_analysis.reading.document import Item
from cchc_analysis.reading.figures import FIGURE, figures, settle
from cchc_analysis.reading.pdf import Pdf, to_blocks
from cchc_analysis.reading.picture import Gray, flatten, straighten
from cchc_analysis.reading.recognise import Word, quarter_turns
from cchc_analysis.reading.ruling import Box, find_tables
from cchc_analysis.reading.stacked import lines_of, read_stacked, resized, text_of

# At which pages are rendered: 1.5 times the usual 200, without which lone digits are misread.
DPI = 300
# A3 at 300 dpi has 17. Two A4 pages at a time, of 9 each, take 450 MB.
MEGAPIXELS = 20
AT_A_TIME = 2
_PAPER_WIDTH = 8.27  # inches, of A4: pictures rarely say how large their paper was
# The median word of a page. Seen: 0.97 on a page like another, 0.57 upside down, 0.43 on its side.
_LEGIBLE = 0.7
_DARK = 200
# In inches: what is smaller is dust; a cell of one line and no more than this is short.
_DUST, _SHORT, _ONE_LINE = 0.013, 1.0, 0.3
# A dash: how many times wider than high, the most that it is high in inches, how much of its box is ink.
_FLAT, _STROKE, _SOLID = 2.0, 0.03, 0.6


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
    return Pdf(to_blocks(dict(zip(numbers, pages, strict=True))), (), tuple(numbers))


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

    def read_one(number: int) -> tuple[list[Item], float]:
        with drawing:
            gray = render(number)
        items, sure = read_page(gray, name)
        if sure < _LEGIBLE and (quarters := quarter_turns(gray, DPI)):
            return read_page(np.ascontiguousarray(np.rot90(gray, -quarters)), name)
        return items, sure

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        pages = list(pool.map(read_one, numbers))
    if not any(sure >= _LEGIBLE for _, sure in pages):
        raise ReadError(
            name, f"{len(pages)} pages on which no print can be recognised", "upright scans of printed pages",
            "scan it again at 200 dpi or more, or send the .docx", rule="file-picture",
        )  # fmt: skip
    return [items for items, _ in pages]


def read_page(gray: Gray, name: str) -> tuple[list[Item], float]:
    """Return the lines and table rows of a page image of `DPI` from top to bottom, and how surely its words are read.

    Of a page that is not legible nothing is returned: what its forms lack is then found missing.
    """
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
    around = [(top, Part(strip)) for top, strip in strips if ink[top : top + len(strip)].any()]
    parts = [part for part in cells.values() if part is not None and not part.words]
    long = [part for _, part in around] + [part for part in parts if not part.is_short]
    read(long, DPI, name)
    sure = sureness(long)
    if sure < _LEGIBLE:
        return [], sure
    # Column by column, so that like stands below like.
    by_column = sorted(cells, key=lambda key: (key[0], key[2], key[1]))
    short = [part for key in by_column if (part := cells[key]) is not None and part.is_short and not part.words]
    read_short(short, DPI, name)
    lines = [(top, part.image, line) for top, part in around for line in lines_of(part.words)]
    texts = _settle_figures([(image, line) for _, image, line in lines], name)
    found: list[Item] = [
        (top + min(word.box[1] for word in line), text) for (top, _, line), text in zip(lines, texts, strict=True)
    ]
    for number, table in enumerate(tables):
        for i, row in enumerate(table.cells):
            out = [cell_of(cells.get((number, i, j))) for j in range(len(row))]
            tops = [box[1] for box in row if box is not None]
            if tops:
                found.append((min(tops), out))
    return sorted(found, key=lambda item: item[0]), sure


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
        return None
    dash = _dash(inside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], rows[0], len(inside) - 1 - rows[-1])
    edge = 4
    top, bottom = max(top + rows[0] - edge, top), min(top + rows[-1] + 1 + edge, bottom)
    left, right = max(left + columns[0] - edge, left), min(left + columns[-1] + 1 + edge, right)
    is_short = right - left <= _SHORT * DPI and bottom - top <= _ONE_LINE * DPI
    return Part(page[top:bottom, left:right], is_short or bool(dash), dash)


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


def _settle_figures(lines: Sequence[tuple[Gray, list[Word]]], name: str) -> list[str]:
    """Return the text of lines, those with figures read again until two readings have the same ones."""
    texts = [text_of(line) for _, line in lines]
    open_lines = [index for index, text in enumerate(texts) if FIGURE.search(text)]
    others: dict[int, list[str]] = {index: [] for index in open_lines}
    for scale in (0.8, 1.3):
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

"""Scans: the pages of a PDF that are pictures, and files of pictures.

What is read a page at a time are its labels and lines (`page`). Short cells and figures in running text, which are read more
than once, are read for all pages together: a start of Tesseract costs as much as some fifty of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.blocks import Pdf, to_blocks
from cchc_analysis.reading.document import Item
from cchc_analysis.reading.scans.cells import read_short
from cchc_analysis.reading.scans.lines import settle_lines
from cchc_analysis.reading.scans.page import DPI, Page, read_page
from cchc_analysis.reading.scans.picture import Gray
from cchc_analysis.reading.scans.tesseract import AT_A_TIME, quarter_turns

# A3 at 300 dpi has 17. Two A4 pages at a time, of 9 each, take 450 MB.
MEGAPIXELS = 20
# Tesseract takes no picture higher than twice that.
LONGEST = 15_000
_PAPER_WIDTH = 8.27  # inches, of A4: pictures rarely say how large their paper was


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
    from cchc_analysis.reading.document import SCANNED_PAGES

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
    if width * height > MEGAPIXELS * 1e6 or max(width, height) > LONGEST:
        raise ReadError(
            where,
            f"a picture of {width:.0f} × {height:.0f} pixels",
            f"at most {MEGAPIXELS} megapixels, and {LONGEST:,} pixels on a side",
            "scan it at 200 to 300 dpi",
            rule="file-too-large",
        )


def _read_all(render: Callable[[int], Gray], numbers: Sequence[int], name: str) -> list[list[Item]]:
    """Return the items of pages, two of them read at a time; libraries that draw them draw one at a time.

    Raises
    ------
    ReadError : no page has anything that can be read.
    """
    drawing = threading.Lock()

    def read_one(number: int) -> Page:
        with drawing:
            gray = render(number)
        page = read_page(gray, name)
        if not page.is_legible and (quarters := quarter_turns(gray, DPI)):
            return read_page(np.ascontiguousarray(np.rot90(gray, -quarters)), name)
        return page

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        pages = list(pool.map(read_one, numbers))
    if not any(page.is_legible for page in pages):
        raise ReadError(
            name,
            f"{len(pages)} pages on which no print can be recognised",
            "upright scans of printed pages",
            "scan it again at 200 dpi or more, or send the .docx",
            rule="file-picture",
        )
    read_short([part for page in pages for part in page.short], DPI, name)
    settle_lines([line for page in pages for line in page.lines], DPI, name)
    return [page.items() for page in pages]

"""PDF files with a text layer: tables on their ruled grid first, the text layer as a second opinion.

Two independent libraries read the same page, one by its lines, one by the order of its text; where they differ the
cell is not trusted (see `cchc_analysis.parsing.opinion`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean, fold
from cchc_analysis.reading.document import Block, Cell, Item, Paragraph, Place, TableRow
from cchc_analysis.reading.repeated import without_repeats

READER = "pdf-tables 2"
# The real report has 15 pages. Each page costs a tenth of a second, so that this bounds the time, too.
PAGES = 200
# A page with less than this has no text layer: a scan may carry a stamp of a program or a page number.
PAGE_LETTERS = 20
# A picture that covers this share of a page is the page.
PAGE_SHARE = 0.8
# A page without text but with so many drawn shapes has its letters drawn.
DRAWN_LETTERS = 200
# "- 12 -": a line no longer than this at the edge of a page is its number.
_PAGE_NUMBER = 6
# The halves of a cut row have at most so many lines between them: page numbers below and above, repeated heads.
_BETWEEN = 6


@dataclass(frozen=True)
class Pdf:
    """A PDF as read: its blocks, the lines of its text layer, and which pages were, or must be, recognised as pictures."""

    blocks: tuple[Block, ...] = ()
    lines: tuple[Paragraph, ...] = ()
    pictures: tuple[int, ...] = ()


def read_pdf(path: Path, name: str, recognise: bool = False) -> Pdf:
    """Return the blocks of a PDF, and the lines of its text layer.

    Parameters
    ----------
    recognise : read pages that are pictures, too. Without it a file that has such pages gives their numbers and no more.

    Raises
    ------
    ReadError : damaged, encrypted, or longer than any report.
    """
    texts, pictures = _text_layer(path, name)
    if pictures and not recognise:
        return Pdf(pictures=pictures)
    pages = [text.replace("\r\n", "\n").replace("\r", "\n").split("\n") for text in texts]
    lines: list[Paragraph] = []
    for page, printed in enumerate(without_repeats(pages, str), start=1):
        if page not in pictures:
            for line in printed:
                lines.append(Paragraph(clean(line.replace("\f", "")), Place(len(lines) + 1, page)))
    recognised: dict[int, list[Item]] = {}
    if pictures:
        from cchc_analysis.reading import scan

        recognised = scan.read_pdf_pages(path, pictures, name)
    return Pdf(_tables(path, name, recognised), tuple(lines), pictures)


def _text_layer(path: Path, name: str) -> tuple[list[str], tuple[int, ...]]:
    """Return the text of each page, and the numbers of those that are pictures."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ReadError(
                name, "an encrypted PDF", "a document without a password", "save it without one", rule="file-encrypted"
            ) from error
        raise _damaged(name) from error
    try:
        if len(document) > PAGES:
            raise ReadError(
                name, f"{len(document)} pages", f"at most {PAGES}", "send the report alone", rule="file-too-large"
            )
        if not len(document):
            raise _damaged(name)
        texts = [page.get_textpage().get_text_range() for page in document]
        is_blank = [len("".join(text.split())) < PAGE_LETTERS for text in texts]
        pictures = [number for number, page in enumerate(document, start=1) if _is_picture(page, is_blank[number - 1])]
        return texts, tuple(pictures)
    except pypdfium2.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()


def _is_picture(page: Any, is_blank: bool) -> bool:
    """Return whether a page is one picture, whatever text a scanner has hidden behind it, or only looks like text."""
    from pypdfium2 import raw

    width, height = page.get_size()
    drawn = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH])
    for count, item in enumerate(drawn, start=1):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            raw.FPDFPageObj_GetBounds(item.raw, left, bottom, right, top)
            share = (right.value - left.value) * (top.value - bottom.value) / (width * height or 1)
            if is_blank or share >= PAGE_SHARE:
                return True
        if is_blank and count >= DRAWN_LETTERS:
            return True
    return False


def _damaged(name: str) -> ReadError:
    return ReadError(name, "a damaged PDF", "a whole PDF file", "ask for the file again", rule="file-damaged")


def _tables(path: Path, name: str, recognised: dict[int, list[Item]]) -> tuple[Block, ...]:
    """Return the blocks of all pages, of those that are pictures as they were recognised."""
    import pdfplumber

    pages: dict[int, list[Item]] = {}
    try:
        with pdfplumber.open(path) as document:
            for number, page in enumerate(document.pages, start=1):
                pages[number] = recognised[number] if number in recognised else _items(page)
                page.close()
    except ReadError:
        raise
    except Exception as error:
        # pdfminer raises whatever a wrong byte leads to, down to KeyError: there is no base class to name.
        raise _damaged(name) from error
    return to_blocks(pages)


def _items(page: Any) -> list[Item]:
    """Return what a page prints, from top to bottom."""
    tables = page.find_tables()

    def is_outside(item: dict[str, Any]) -> bool:
        if "top" not in item:
            return True
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in (table.bbox for table in tables))

    found: list[Item] = [
        (line["top"], line["text"]) for line in page.filter(is_outside).extract_text_lines(return_chars=False)
    ]
    for table in tables:
        for row, cells in zip(table.rows, table.extract(), strict=True):
            found.append((row.bbox[1], [Cell(clean(cell or "").strip()) for cell in cells]))
    return sorted(found, key=lambda item: item[0])


def to_blocks(pages: Mapping[int, Sequence[Item]]) -> tuple[Block, ...]:
    """Return the lines and table rows of pages, by their numbers, each row that the end of a page has cut put together."""
    blocks: list[Block] = []
    kept = without_repeats([*pages.values()], lambda item: item[1] if isinstance(item[1], str) else "0")
    for number, items in zip(pages, kept, strict=True):
        _add_items(blocks, number, items)
    return tuple(blocks)


def _add_items(blocks: list[Block], number: int, items: Sequence[Item]) -> None:
    """Add the lines and table rows of a page to those of the pages before it."""
    # Only a row that stands first on its page, after a page number and repeated heads, can be the rest of a cut one.
    may_be_cut = True
    for _, item in items:
        if isinstance(item, str):
            may_be_cut &= len(item.strip()) <= _PAGE_NUMBER
            blocks.append(Paragraph(clean(item), Place(len(blocks) + 1, number)))
            continue
        is_head = _is_head(item)
        if not (may_be_cut and not is_head and _joins(blocks, item)):
            blocks.append(TableRow(tuple(item), Place(len(blocks) + 1, number)))
        may_be_cut &= is_head


def _is_head(cells: Sequence[Cell]) -> bool:
    return any(
        fold(cell.text) in ("stt", "tt", "so tt", "dvt", "ghi chu")
        or fold(cell.text).startswith(("don vi tinh", "ket qua thong ke"))
        for cell in cells
    )


def _joins(blocks: list[Block], cells: Sequence[Cell]) -> bool:
    """Add a row without a code at the top of a page to the row above that the page's end has cut; say whether it did.

    In a narrow column the last point of a code stands by itself.
    """
    if cells[0].text.strip(" .,") or not any(cell.text for cell in cells):
        return False
    for at in range(len(blocks) - 1, max(len(blocks) - 1 - _BETWEEN, -1), -1):
        above = blocks[at]
        if isinstance(above, TableRow):
            if len(above.cells) != len(cells):
                return False
            if _is_head(above.cells):
                continue
            blocks[at] = above.joined(cells)
            return True
        if len(above.text.strip()) > _PAGE_NUMBER:
            return False
    return False

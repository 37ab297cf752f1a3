"""PDF files with a text layer: tables on their ruled grid first, the text layer as a second opinion.

Two independent libraries read the same page, one by its lines, one by the order of its text; where they differ the
cell is not trusted (see `cchc_analysis.parsing.forms.second_reading`).
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean
from cchc_analysis.reading.blocks import Pdf, to_blocks
from cchc_analysis.reading.document import Block, Cell, Item, Paragraph, Place
from cchc_analysis.reading.pdf_ink import Ink
from cchc_analysis.reading.pdf_letters import as_seen, is_within
from cchc_analysis.reading.pdf_notes import Notes, flatten, without_frames
from cchc_analysis.reading.repeated import without_repeats
from cchc_analysis.reading.word_text import PICTURE

READER = "pdf-tables 3"
# The real report has 15 pages. Each page costs a tenth of a second, so that this bounds the time, too.
PAGES = 200
# A page with less than this has no text layer: a scan may carry a stamp of a program or a page number.
PAGE_LETTERS = 20
# Pictures that cover this share of a page are the page; so are those that cover less, where most of its text lies under them.
PAGE_SHARE, COVERED_SHARE = 0.8, 0.3
# A page without text but with so many drawn shapes has its letters drawn.
DRAWN_LETTERS = 200
# Of letters without a name more than this share; so many letters tell.
_NAMELESS, _LETTERS = 0.1, 4_000
# Points by which the edges of the cells of a row may differ.
_SAME_LINE = 2


def read_pdf(path: Path, name: str, recognise: bool = False) -> Pdf:
    """Return the blocks of a PDF, and the lines of its text layer.

    Parameters
    ----------
    recognise : read pages that are pictures, too. Without it a file that has such pages gives their numbers and no more.

    Raises
    ------
    ReadError : damaged, encrypted, or longer than any report.
    """
    shown, texts, pictures, notes = _text_layer(path, name)
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
        from cchc_analysis.reading.scans import reader

        recognised = reader.read_pdf_pages(path, pictures, name)
    return Pdf(_tables(shown, name, recognised, notes), tuple(lines), pictures)


def _text_layer(path: Path, name: str) -> tuple[Path | io.BytesIO, list[str], tuple[int, ...], Notes]:
    """Return the file as viewers show it, the text of each page, and the numbers of those that are pictures."""
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
        shown: Path | io.BytesIO = path
        if notes := flatten(document):
            shown = io.BytesIO()
            document.save(shown)
            document.close()
            document = pypdfium2.PdfDocument(shown)
        texts = [page.get_textpage().get_text_range() for page in document]
        pictures = [number for number, page in enumerate(document, start=1) if _is_picture(page, texts[number - 1])]
        return shown, texts, tuple(pictures), notes
    except pypdfium2.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()


def _is_picture(page: Any, text: str) -> bool:
    """Return whether a page is pictures, whole or in strips, whatever text a scanner has hidden under them.

    A page without a text layer is one if it shows a picture at all, or draws its letters.
    """
    from pypdfium2 import raw

    width, height = page.get_size()
    is_blank = _letters(text) < PAGE_LETTERS
    covered, hidden = 0.0, 0
    drawn = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH])
    layer = None if is_blank else page.get_textpage()
    for count, item in enumerate(drawn, start=1):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            raw.FPDFPageObj_GetBounds(item.raw, left, bottom, right, top)
            box = max(left.value, 0), max(bottom.value, 0), min(right.value, width), min(top.value, height)
            covered += max(box[2] - box[0], 0) * max(box[3] - box[1], 0) / (width * height or 1)
            if layer is None or covered >= PAGE_SHARE:
                return True
            hidden += _letters(layer.get_text_bounded(*box))
        elif is_blank and count >= DRAWN_LETTERS:
            return True
    return (covered >= COVERED_SHARE and hidden >= _letters(text) / 2) or (layer is not None and _is_nameless(layer))


def _is_nameless(layer: Any) -> bool:
    """Return whether fonts do not say which letters they draw, so that no program can read the text."""
    from pypdfium2 import raw

    count = min(raw.FPDFText_CountChars(layer.raw), _LETTERS)
    return sum(raw.FPDFText_HasUnicodeMapError(layer.raw, at) == 1 for at in range(count)) > _NAMELESS * count


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _damaged(name: str) -> ReadError:
    return ReadError(name, "a damaged PDF", "a whole PDF file", "ask for the file again", rule="file-damaged")


def _tables(shown: Path | io.BytesIO, name: str, recognised: dict[int, list[Item]], notes: Notes) -> tuple[Block, ...]:
    """Return the blocks of all pages, of those that are pictures as they were recognised."""
    import pdfplumber

    pages: dict[int, list[Item]] = {}
    try:
        with pdfplumber.open(shown) as document, Ink(shown) as ink:
            for number, page in enumerate(document.pages, start=1):
                pages[number] = recognised[number] if number in recognised else _items(without_frames(page, notes), ink)
                page.close()
    except ReadError:
        raise
    except Exception as error:
        # pdfminer raises whatever a wrong byte leads to, down to KeyError: there is no base class to name.
        raise _damaged(name) from error
    return to_blocks(pages)


def _items(page: Any, ink: Ink) -> list[Item]:
    """Return what a page prints, from top to bottom."""
    page, unseen = as_seen(page, ink)
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
        found += _rows(table, unseen, page, ink)
    return sorted(found, key=lambda item: item[0])


def _rows(table: Any, unseen: Sequence[dict[str, Any]], page: Any, ink: Ink) -> list[Item]:
    """Return the rows of a table; where lines are missing, a place is part of the cell before or above, or of none.

    `unseen` are letters of the page that do not show.
    """
    texts = [[clean(text or "").strip() for text in cells] for cells in table.extract()]
    boxes = [row.cells for row in table.rows]
    filled = {box: text for row, words in zip(boxes, texts, strict=True) for box, text in zip(row, words, strict=True)}
    columns = [next((row[at] for row in boxes if row[at] is not None), None) for at in range(len(boxes[0]))]

    def cell(row: Any, at: int, text: str) -> Cell:
        column = columns[at]
        if (box := row.cells[at]) is not None:
            hidden = "".join(letter["text"] for letter in unseen if is_within(letter, box))
            # What shows and is no text, such as a stamp or drawn digits, is no blank.
            return Cell(text or (PICTURE if ink.is_filled(page, box) else ""), unseen=hidden)
        if column is None:
            return Cell(text)
        left, _, right, _ = column
        x, y = (left + right) / 2, (row.bbox[1] + row.bbox[3]) / 2
        for (x0, top, x1, bottom), words in filled.items():
            if x0 <= x <= x1 and top <= y <= bottom:
                is_above = top < row.bbox[1] - _SAME_LINE
                return Cell(is_merged=is_above and bool(words), is_covered=not is_above)
        return Cell(is_covered=True)

    filled.pop(None, None)
    rows = zip(table.rows, texts, strict=True)
    return [(row.bbox[1], [cell(row, at, text) for at, text in enumerate(words)]) for row, words in rows]

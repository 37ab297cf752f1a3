"""PDF files with a text layer: tables on their ruled grid first, the text layer as a second opinion.

Two independent libraries read the same page, one by its lines, one by the order of its text; where they differ the
cell is not trusted (see `cchc_analysis.parsing.opinion`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean, fold
from cchc_analysis.reading.document import Cell, Paragraph, Place, TableRow

READER = "pdf-tables 1"
# The real report has 15 pages. Each page costs a tenth of a second, so that this bounds the time, too.
PAGES = 200
# A page with less than this has no text layer: a scan may carry a stamp of a program or a page number.
PAGE_LETTERS = 20
# "- 12 -": a line no longer than this at the edge of a page is its number.
_PAGE_NUMBER = 6


def read_pdf(path: Path, name: str) -> tuple[tuple[Paragraph | TableRow, ...], tuple[Paragraph, ...]]:
    """Return the blocks of a PDF, and the lines of its text layer.

    Raises
    ------
    ReadError : damaged, encrypted, longer than any report, or with pages that are only pictures.
    """
    texts = _text_layer(path, name)
    blank = [number for number, text in enumerate(texts, start=1) if len("".join(text.split())) < PAGE_LETTERS]
    if blank and _has_pictures(path, blank):
        raise ReadError(
            f"{name} page {blank[0]}", f"{len(blank)} of {len(texts)} pages without text (a scan)", "a text layer",
            "send the file that was printed, .docx or .xlsx", rule="file-scan",
        )  # fmt: skip
    lines: list[Paragraph] = []
    for page, text in enumerate(texts, start=1):
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            lines.append(Paragraph(clean(line.replace("\f", "")), Place(len(lines) + 1, page)))
    return _tables(path, name), tuple(lines)


def _text_layer(path: Path, name: str) -> list[str]:
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
        return [page.get_textpage().get_text_range() for page in document]
    except pypdfium2.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()


def _has_pictures(path: Path, pages: list[int]) -> bool:
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    document = pypdfium2.PdfDocument(path)
    try:
        return any(
            next(iter(document[page - 1].get_objects(filter=[FPDF_PAGEOBJ_IMAGE])), None) is not None for page in pages
        )
    finally:
        document.close()


def _damaged(name: str) -> ReadError:
    return ReadError(name, "a damaged PDF", "a whole PDF file", "ask for the file again", rule="file-damaged")


def _tables(path: Path, name: str) -> tuple[Paragraph | TableRow, ...]:
    import pdfplumber

    blocks: list[Paragraph | TableRow] = []
    try:
        with pdfplumber.open(path) as document:
            for number, page in enumerate(document.pages, start=1):
                _add_page(blocks, number, page)
                page.close()
    except ReadError:
        raise
    except Exception as error:
        # pdfminer raises whatever a wrong byte leads to, down to KeyError: there is no base class to name.
        raise _damaged(name) from error
    return tuple(blocks)


def _add_page(blocks: list[Paragraph | TableRow], number: int, page: Any) -> None:
    """Add what a page prints, from top to bottom."""
    tables = page.find_tables()

    def is_outside(item: dict[str, Any]) -> bool:
        if "top" not in item:
            return True
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in (table.bbox for table in tables))

    found: list[tuple[float, list[str] | str]] = [
        (line["top"], line["text"]) for line in page.filter(is_outside).extract_text_lines(return_chars=False)
    ]
    for table in tables:
        for row, cells in zip(table.rows, table.extract(), strict=True):
            found.append((row.bbox[1], [clean(cell or "").strip() for cell in cells]))
    found.sort(key=lambda item: item[0])
    # Only a row that stands first on its page, after a page number and repeated heads, can be the rest of a cut one.
    may_be_cut = True
    for _, item in found:
        if isinstance(item, str):
            may_be_cut &= len(item.strip()) <= _PAGE_NUMBER
            blocks.append(Paragraph(clean(item), Place(len(blocks) + 1, number)))
            continue
        is_head = _is_head(item)
        if not (may_be_cut and not is_head and _joins(blocks, item)):
            blocks.append(TableRow(tuple(Cell(text) for text in item), Place(len(blocks) + 1, number)))
        may_be_cut &= is_head


def _is_head(cells: list[str]) -> bool:
    return any(
        fold(cell) in ("stt", "tt", "so tt") or fold(cell).startswith(("don vi tinh", "ket qua thong ke"))
        for cell in cells
    )


def _joins(blocks: list[Paragraph | TableRow], cells: list[str]) -> bool:
    """Add a row without a code at the top of a page to the row above that the page's end has cut; say whether it did."""
    if cells[0] or not any(cells):
        return False
    for at in range(len(blocks) - 1, max(len(blocks) - 5, -1), -1):
        above = blocks[at]
        if isinstance(above, TableRow):
            if len(above.cells) != len(cells):
                return False
            if _is_head([cell.text for cell in above.cells]):
                continue
            joined = (
                Cell("\n".join(text for text in (cell.text, more) if text))
                for cell, more in zip(above.cells, cells, strict=True)
            )
            blocks[at] = TableRow(tuple(joined), above.place)
            return True
        if len(above.text.strip()) > _PAGE_NUMBER:
            return False
    return False

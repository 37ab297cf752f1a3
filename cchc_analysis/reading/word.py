"""Word documents (.docx): paragraphs and the cells of tables on their grid, as a reader of the accepted text sees them.

The XML is walked here because the common libraries lose figures in silence: python-docx drops what stands in tracked
insertions and content controls, so that a reviewed report looks like an honest blank one.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from lxml import etree

from cchc_analysis.names import clean
from cchc_analysis.reading.document import Cell, Paragraph, Place, TableRow
from cchc_analysis.reading.safe_zip import read_part
from cchc_analysis.reading.word_beside import Beside, Recognise
from cchc_analysis.reading.word_looks import unseen_text, write_looks
from cchc_analysis.reading.word_text import INTO, PICTURE, W, boxes, has_picture, is_joined, text_of

READER = "word-grid 5"
_STYLES = "word/styles.xml"


def read_word(
    package: zipfile.ZipFile, name: str, recognise: Recognise | None = None
) -> tuple[Paragraph | TableRow, ...]:
    """Return the paragraphs and table rows of a document in reading order; `recognise` reads its pictures of tables."""
    body = read_part(package, "word/document.xml", name).find(f"{W}body")
    if body is None:
        return ()
    styles = read_part(package, _STYLES, name) if _STYLES in package.namelist() else None
    write_looks(body, styles)
    beside = Beside(package, body, name, recognise)
    return tuple(block(Place(number)) for number, block in enumerate(_blocks(body, beside), start=1))


class _Words:
    """A block that waits for its number."""

    def __init__(self, cells: list[Cell] | str) -> None:
        self.cells = cells

    def __call__(self, place: Place) -> Paragraph | TableRow:
        if isinstance(self.cells, str):
            return Paragraph(self.cells, place)
        return TableRow(tuple(self.cells), place)


def _children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield children of one tag, also those inside controls, insertions and other wrappers."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in INTO:
            yield from _children(child, tag)


def _blocks(parent: etree._Element, beside: Beside | None = None) -> Iterator[_Words]:
    begun = ""
    for child in parent:
        if beside:
            yield from map(_Words, beside.before.get(child, ()))
        if child.tag == f"{W}p":
            begun += text_of(child)
            if not is_joined(child):
                yield _Words(clean(begun))
                begun = ""
            for box in boxes(child):
                yield from _blocks(box, beside)
        elif child.tag == f"{W}tbl":
            yield from _rows(child)
        elif child.tag in INTO:
            yield from _blocks(child, beside)
        if beside:
            yield from map(_Words, beside.behind.get(child, ()))
    if begun:
        yield _Words(clean(begun))


def _rows(table: etree._Element) -> Iterator[_Words]:
    # Where a cell with words may be merged downwards.
    open_columns: set[int] = set()
    for row in _children(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        cells = [Cell()] * _number(properties, "gridBefore", 0)
        after = _number(properties, "gridAfter", 0)
        nested: list[etree._Element] = []
        for cell in _children(row, f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            if properties is not None and properties.find(f"{W}cellDel") is not None:
                continue
            is_continued = _continues(properties)
            text = "" if is_continued else _cell_text(cell)
            if not is_continued:
                open_columns = open_columns | {len(cells)} if text else open_columns - {len(cells)}
            is_merged = is_continued and len(cells) in open_columns
            covered = [Cell(is_covered=True)] * (_number(properties, "gridSpan", 1) - 1)
            unseen = "" if text or is_continued else clean(unseen_text(cell))
            cells += [Cell(text, is_merged=is_merged, unseen=unseen), *covered]
            nested += _children(cell, f"{W}tbl")
            for box in boxes(cell):
                nested += _children(box, f"{W}tbl")
        yield _Words(cells + [Cell(is_covered=True)] * after)
        for inner in nested:
            yield from _rows(inner)


def _cell_text(cell: etree._Element) -> str:
    lines = [line for line in _lines(cell) if line]
    return "\n".join(lines) or (PICTURE if has_picture(cell) else "")


def _lines(parent: etree._Element) -> Iterator[str]:
    begun = ""
    for paragraph in _children(parent, f"{W}p"):
        begun += text_of(paragraph)
        if not is_joined(paragraph):
            yield clean(begun).strip()
            begun = ""
        for box in boxes(paragraph):
            yield from _lines(box)
    yield clean(begun).strip()


def _number(properties: etree._Element | None, tag: str, default: int) -> int:
    found = None if properties is None else properties.find(f"{W}{tag}")
    value = "" if found is None else found.get(f"{W}val", "")
    # A grid wider than this is no form; the bound keeps a hostile span from filling the memory.
    return min(int(value), 64) if value.isdigit() else default


def _continues(properties: etree._Element | None) -> bool:
    """Return whether a cell is the continuation of one merged downwards, whose text stands above."""
    merge = None if properties is None else properties.find(f"{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") != "restart"

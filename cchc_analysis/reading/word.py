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
from cchc_analysis.reading.package import read_part

READER = "word-grid 1"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Wrappers that are part of the accepted text, and what is not part of it.
_INTO = {
    f"{_W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple")
}
_INTO |= {f"{_MC}AlternateContent", f"{_MC}Choice"}
_PAST = {f"{_W}{tag}" for tag in ("del", "moveFrom", "delText", "instrText", "sdtPr", "pPr", "rPr", "txbxContent")}
_PAST |= {f"{_MC}Fallback"}
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}


def read_word(package: zipfile.ZipFile, name: str) -> tuple[Paragraph | TableRow, ...]:
    """Return the paragraphs and table rows of a document in reading order."""
    body = read_part(package, "word/document.xml", name).find(f"{_W}body")
    if body is None:
        return ()
    return tuple(block(Place(number)) for number, block in enumerate(_blocks(body), start=1))


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
        elif child.tag in _INTO:
            yield from _children(child, tag)


def _blocks(parent: etree._Element) -> Iterator[_Words]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield _Words(clean(_text(child)))
        elif child.tag == f"{_W}tbl":
            yield from _rows(child)
        elif child.tag in _INTO:
            yield from _blocks(child)


def _rows(table: etree._Element) -> Iterator[_Words]:
    for row in _children(table, f"{_W}tr"):
        properties = row.find(f"{_W}trPr")
        if properties is not None and properties.find(f"{_W}del") is not None:
            continue
        cells = [Cell()] * _number(properties, "gridBefore", 0)
        nested: list[etree._Element] = []
        for cell in _children(row, f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            text = "" if _continues(properties) else _cell_text(cell)
            cells += [Cell(text)] + [Cell()] * (_number(properties, "gridSpan", 1) - 1)
            nested += _children(cell, f"{_W}tbl")
        yield _Words(cells)
        for inner in nested:
            yield from _rows(inner)


def _cell_text(cell: etree._Element) -> str:
    lines = (clean(_text(paragraph)).strip() for paragraph in _children(cell, f"{_W}p"))
    return "\n".join(line for line in lines if line)


def _text(element: etree._Element) -> str:
    parts = []
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag not in _PAST and not isinstance(child, etree._Comment):
            parts.append(_text(child))
    return "".join(parts)


def _number(properties: etree._Element | None, tag: str, default: int) -> int:
    found = None if properties is None else properties.find(f"{_W}{tag}")
    value = "" if found is None else found.get(f"{_W}val", "")
    # A grid wider than this is no form; the bound keeps a hostile span from filling the memory.
    return min(int(value), 64) if value.isdigit() else default


def _continues(properties: etree._Element | None) -> bool:
    """Return whether a cell is the continuation of one merged downwards, whose text stands above."""
    merge = None if properties is None else properties.find(f"{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") != "restart"

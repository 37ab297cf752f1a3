"""What lies over the cells of a workbook: text boxes and pictures, which every viewer shows, and notes, which some show.

The words of a box are those of the cell that it lies on. A picture over an empty cell is a picture in it, so that no blank is
read under it; the words of a note are text that does not show.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from cchc_analysis.names import clean
from cchc_analysis.reading.document import Cell
from cchc_analysis.reading.safe_zip import read_part
from cchc_analysis.reading.word_text import PICTURE

_X = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# A form has few; what covers more cells than these is a background.
_SHAPES, _CELLS = 500, 2_000


@dataclass
class Over:
    """What lies over the cells of a sheet, by their rows and columns from 1."""

    words: dict[tuple[int, int], str] = field(default_factory=dict)
    pictures: set[tuple[int, int]] = field(default_factory=set)

    def on(self, cell: Cell, place: tuple[int, int], note: str = "") -> Cell:
        """Return the cell of a place with what lies over it."""
        words = self.words.get(place, "")
        if words:
            return replace(cell, text=f"{cell.text}\n{words}" if cell.text else words, number=None)
        if cell.text or cell.number is not None:
            return cell
        if place in self.pictures and not cell.is_covered:
            return replace(cell, text=PICTURE)
        return replace(cell, unseen=cell.unseen or note)


def shapes(path: Path, name: str) -> Mapping[str, Over]:
    """Return what lies over the cells of each sheet, by the sheets' names."""
    found: dict[str, Over] = {}
    with zipfile.ZipFile(path) as package:
        parts = set(package.namelist())
        sheets = _targets(package, "xl/workbook.xml", name, parts)
        for sheet in read_part(package, "xl/workbook.xml", name).iter(f"{_S}sheet"):
            part = sheets.get(sheet.get(f"{_R}id", ""), "")
            over = found[sheet.get("name", "")] = Over()
            for target in _targets(package, part, name, parts).values():
                if "/drawings/" in f"/{target}" and target.endswith(".xml"):
                    _add(over, read_part(package, target, name))
    return found


def _targets(package: zipfile.ZipFile, part: str, name: str, parts: set[str]) -> dict[str, str]:
    folder, own = posixpath.split(part)
    relations = f"{folder}/_rels/{own}.rels"
    if relations not in parts:
        return {}
    found = {}
    for relation in read_part(package, relations, name).iter(_RELATION):
        target = relation.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if relation.get("TargetMode") != "External" and whole in parts:
            found[relation.get("Id", "")] = whole
    return found


def _add(over: Over, drawing: etree._Element) -> None:
    for anchor in [*drawing][:_SHAPES]:
        begin, end = _place(anchor.find(f"{_X}from")), _place(anchor.find(f"{_X}to"))
        if begin is None:
            continue
        end = end or begin
        words = clean(" ".join(text.text or "" for text in anchor.iter(f"{_A}t"))).strip()
        if words:
            # The middle of a box is where it is read; of two cells it is said to lie on the first.
            middle = ((begin[0] + end[0]) // 2, (begin[1] + end[1]) // 2)
            over.words[middle] = f"{over.words.get(middle, '')} {words}".strip()
        elif anchor.find(f"{_X}pic") is not None or anchor.find(f"{_X}graphicFrame") is not None:
            cells = [(row, at) for row in range(begin[0], end[0] + 1) for at in range(begin[1], end[1] + 1)][:_CELLS]
            over.pictures |= set(cells)


def _place(found: etree._Element | None) -> tuple[int, int] | None:
    try:
        row, column = (
            (int(found.findtext(f"{_X}{side}", "")) for side in ("row", "col")) if found is not None else (-1, -1)
        )
    except ValueError:
        return None
    return (row + 1, column + 1) if row >= 0 and column >= 0 else None

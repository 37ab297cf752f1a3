"""A made-up report as a file: plain text, Word or Excel, the same bytes whenever it is written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Entry
from cchc_analysis.errors import NumeralError
from cchc_analysis.numerals import parse_number
from cchc_analysis.simulate.paper import EDITION, Paper
from cchc_analysis.units import MADE_UP_MARK

_HEADINGS = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số lượng/ Tỷ lệ", "Ghi chú")
_FIXED = (2024, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def to_text(paper: Paper) -> bytes:
    """Return the report as UTF-8 text, a row of the forms a line."""
    lines = [*paper.head(), *paper.body(), *paper.enclosure()]
    for form, title in _forms():
        lines += [f"Biểu mẫu {form}", title, *_HEADINGS]
        lines += [
            " ".join(filter(None, (f"{entry.code}.", entry.label, entry.unit, paper.cells[entry.indicator])))
            for entry in _entries(form)
        ]
    return ("\n".join(lines) + "\n").encode()


def to_word(paper: Paper) -> bytes:
    """Return the report as a Word document, a table a form."""
    import docx

    document = docx.Document()
    document.core_properties.title = MADE_UP_MARK
    for line in (*paper.head(), *paper.body(), *paper.enclosure()):
        document.add_paragraph(line)
    for form, title in _forms():
        document.add_paragraph(f"Biểu mẫu {form}")
        document.add_paragraph(title)
        rows = [_HEADINGS, *((*_row(entry), paper.cells[entry.indicator], "") for entry in _entries(form))]
        table = document.add_table(rows=len(rows), cols=len(_HEADINGS))
        table.style = "Table Grid"
        # One walk over the cells: asking a table for each cell by row and column walks it anew every time.
        for cell, text in zip(table._cells, (text for row in rows for text in row), strict=True):
            if text:
                cell.paragraphs[0].add_run(text)
    return _packed(document.save)


def to_sheet(paper: Paper) -> bytes:
    """Return the report as a workbook: a sheet for the text, a sheet a form, numbers as numbers."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.properties.title = MADE_UP_MARK
    sheet: Any = workbook.active
    sheet.title = "Bìa"
    for line in (*paper.head(), *paper.body(), *paper.enclosure()):
        sheet.append([line])
    for form, title in _forms():
        sheet = workbook.create_sheet(f"Biểu mẫu {form}")
        for row in ([f"Biểu mẫu {form}"], [title], list(_HEADINGS)):
            sheet.append(row)
        for entry in _entries(form):
            sheet.append([*_row(entry), _number(paper.cells[entry.indicator], entry), None])
    return _packed(workbook.save)


def _number(text: str, entry: Entry) -> float | str | None:
    """Return a cell's text as the number that a workbook would hold; what is no number stays text."""
    if not text:
        return None
    try:
        value = parse_number(text, catalogue.indicator(entry.indicator).kind)
    except NumeralError:
        return text
    return int(value) if value.denominator == 1 else float(value)


def _forms() -> list[tuple[str, str]]:
    titles = catalogue.editions()[EDITION].titles
    return [(form, title["vi"]) for form, title in titles.items()]


def _entries(form: str) -> tuple[Entry, ...]:
    return tuple(catalogue.editions()[EDITION].form(form))


def _row(entry: Entry) -> tuple[str, str, str]:
    return f"{entry.code}.", entry.label, entry.unit


def _packed(save: Callable[[io.BytesIO], Any]) -> bytes:
    """Return a package without the hour at which it was written."""
    written, fixed = io.BytesIO(), io.BytesIO()
    save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>2024-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


FORMATS: dict[str, Callable[[Paper], bytes]] = {"docx": to_word, "xlsx": to_sheet, "txt": to_text}

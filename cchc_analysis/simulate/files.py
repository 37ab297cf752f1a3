"""A made-up report as a file of each format; those written here are the same bytes whenever they are written.

.doc, .xls and .pdf are what LibreOffice makes of the Word file and the workbook; a scan is the pages of that PDF as pictures.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Entry
from cchc_analysis.communes.registry import MADE_UP_MARK
from cchc_analysis.errors import NumeralError
from cchc_analysis.numerals import parse_number
from cchc_analysis.simulate.layout import PLAIN, UPPER_HEAD, Layout
from cchc_analysis.simulate.package import pack, together
from cchc_analysis.simulate.paper import Paper, forms
from cchc_analysis.simulate.word import to_word

_PAGE_LINES = 48


def to_text(paper: Paper, layout: Layout = PLAIN) -> bytes:
    """Return the report as UTF-8 text: a row of the forms a line, or broken as text taken from a page is."""
    width = layout.line_width
    lines = [*paper.head(), *layout.body(paper.body()), *paper.enclosure()]
    lines = [part for line in lines for part in (textwrap.wrap(line, width * 2) if width else [line])]
    for form, title, entries in forms():
        lines += [layout.title.format(form), title, *([UPPER_HEAD] if layout.has_upper_head else []), *layout.heads]
        for entry in entries:
            code, label = _words(entry, layout)
            after = " ".join(filter(None, (entry.unit, paper.cells[entry.indicator] or layout.blank)))
            line = " ".join(filter(None, (code, label, after)))
            lines += [line] if not width or len(line) <= width else [code, *textwrap.wrap(label, width), after]
    lines = [layout.type_text(line) for line in lines if line]
    if not layout.has_page_numbers:
        return ("\n".join(lines) + "\n").encode()
    pages = [lines[at : at + _PAGE_LINES] for at in range(0, len(lines), _PAGE_LINES)]
    printed = ["\n".join([*page, str(number)]) for number, page in enumerate(pages, start=1)]
    return f"\n\f{MADE_UP_MARK}\n".join(printed).encode() + b"\n"


def to_sheet(paper: Paper, layout: Layout = PLAIN) -> bytes:
    """Return the report as a workbook: the text and each form on a sheet of its own or all on one, numbers as numbers."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.properties.title = MADE_UP_MARK
    sheet: Any = workbook.active
    sheet.title = "Báo cáo" if layout.on_one_sheet else "Bìa"
    left = [None] * layout.left_columns
    for line in (*paper.head(), *layout.body(paper.body()), *paper.enclosure()):
        sheet.append([*left, layout.type_text(line)])
    for form, title, entries in forms():
        if layout.on_one_sheet:
            sheet.append([])
        else:
            sheet = workbook.create_sheet(layout.title.format(form))
        sheet.append([*left, layout.title.format(form)])
        sheet.append([*left, title])
        _add_heads(sheet, layout)
        for entry in entries:
            code, label = _words(entry, layout)
            value, shown = _store(paper.cells[entry.indicator], entry, layout)
            number = layout.codes_are_numbers and code.strip(".").count(".") <= 1 and "," not in code
            first: Any = (
                (float(code.strip(".")) if "." in code.strip(".") else int(code.strip("."))) if number else code
            )
            sheet.append([*left, first, layout.type_text(label), layout.type_text(entry.unit), value, None])
            if shown:
                sheet.cell(sheet.max_row, layout.left_columns + 4).number_format = shown
    for sheet in workbook.worksheets:
        sheet.oddHeader.center.text = MADE_UP_MARK
    return pack(workbook.save)


def to_csv(paper: Paper, layout: Layout = PLAIN) -> bytes:
    """Return the report as a table in text, every line as wide as the forms, as a spreadsheet saves it."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=layout.delimiter, lineterminator="\n")

    def add(*cells: str) -> None:
        writer.writerow([layout.type_text(cell) for cell in (*cells, *[""] * (5 - len(cells)))])

    for line in (*paper.head(), *layout.body(paper.body()), *paper.enclosure()):
        add(line)
    for form, title, entries in forms():
        add(layout.title.format(form))
        add(title)
        add(*layout.heads)
        for entry in entries:
            add(*_words(entry, layout), entry.unit, paper.cells[entry.indicator] or layout.blank)
    return written.getvalue().encode("utf-8-sig")


def to_archive(paper: Paper, layout: Layout = PLAIN) -> bytes:
    """Return a zip file that holds the report as a Word document."""
    return together([(archived_name(paper), to_word(paper, layout))])


def archived_name(paper: Paper) -> str:
    """Return the name of the document in the zip file."""
    return f"{paper.unit.code.lower()}.docx"


def to_printable(paper: Paper, layout: Layout = PLAIN) -> bytes:
    """Return the Word document that is printed: its changes are accepted, or the page would show what is struck out."""
    return to_word(paper, replace(layout, is_tracked=False))


def to_old_word(paper: Paper, layout: Layout = PLAIN) -> bytes:
    """Return the Word document that is saved as .doc, which has no content controls: LibreOffice would put into their text
    what is struck out.
    """
    return to_word(paper, replace(layout, has_controls=False))


def _words(entry: Entry, layout: Layout) -> tuple[str, str]:
    return layout.codes.get(entry.indicator, f"{entry.code}."), layout.labels.get(entry.indicator, entry.label)


def _add_heads(sheet: Any, layout: Layout) -> None:
    left = [None] * layout.left_columns
    if not layout.has_upper_head:
        sheet.append([*left, *layout.heads])
        return
    code, label, *others = layout.heads
    sheet.append([*left, code, label, UPPER_HEAD, None, None])
    sheet.append([*left, None, None, *others])
    row, column = sheet.max_row - 1, layout.left_columns + 1
    for at in (column, column + 1):
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=at, end_column=at)
    sheet.merge_cells(start_row=row, end_row=row, start_column=column + 2, end_column=column + 4)


def _store(text: str, entry: Entry, layout: Layout) -> tuple[float | str | None, str]:
    """Return a cell's text as a workbook holds it, and its number format if it has one of its own."""
    if not text:
        return layout.blank or None, ""
    kind = catalogue.indicator(entry.indicator).kind
    try:
        value = parse_number(text, kind)
    except NumeralError:
        return text, ""
    if layout.numbers_are_text:
        return layout.type_text(text), ""
    if kind == "rate" and layout.percent_formats:
        return float(value / 100), "0.00%"
    return int(value) if value.denominator == 1 else float(value), ""


# Each format: what is written here, and the formats that it then goes through.
FORMATS: dict[str, tuple[Callable[[Paper, Layout], bytes], tuple[str, ...]]] = {
    "docx": (to_word, ()),
    "xlsx": (to_sheet, ()),
    "txt": (to_text, ()),
    "csv": (to_csv, ()),
    "zip": (to_archive, ()),
    "doc": (to_old_word, ("doc",)),
    "xls": (to_sheet, ("xls",)),
    "pdf": (to_printable, ("pdf",)),
    "scan": (to_printable, ("pdf", "scan")),
}

# What LibreOffice makes each of its formats from.
SOURCES = {"doc": ".docx", "pdf": ".docx", "xls": ".xlsx"}

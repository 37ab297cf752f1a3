"""Spreadsheets (.xlsx, .csv): a row of cells a row, with the stored number beside the text that the cell shows.

The number format decides what a percentage means: 100 % is stored as 1.0. Formulas are never evaluated.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean
from cchc_analysis.reading.document import Cell, Paragraph, Place, TableRow
from cchc_analysis.reading.package import DAMAGE

READER = "sheet 1"
# A form has 30 rows and a portal table 160; a cell at the far corner of a sheet would otherwise never end.
ROWS, COLUMNS = 5_000, 50


def read_workbook(path: Path, name: str) -> tuple[Paragraph | TableRow, ...]:
    """Return the sheets of a workbook, one after the other, each after a paragraph with its name.

    Raises
    ------
    ReadError : damaged, or a sheet larger than any form.
    """
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of extensions that it drops (validation, conditional formats): no cell is among them.
            warnings.simplefilter("ignore")
            # From an open file: openpyxl would judge a path by its name.
            with path.open("rb") as file:
                shown = openpyxl.load_workbook(file, data_only=True)
            with path.open("rb") as file:
                written = openpyxl.load_workbook(file)
    except (*DAMAGE, TypeError, AttributeError, AssertionError, SyntaxError) as error:
        raise ReadError(
            name, "a damaged workbook", "a whole .xlsx file", "save it again and retry", rule="file-damaged"
        ) from error
    blocks: list[Paragraph | TableRow] = []
    for number, sheet in enumerate(shown.worksheets, start=1):
        if sheet.max_row > ROWS or sheet.max_column > COLUMNS:
            raise ReadError(
                f"{name}, sheet {sheet.title!r}",
                f"{sheet.max_row} rows and {sheet.max_column} columns",
                f"at most {ROWS} and {COLUMNS}",
                "delete what lies outside the forms",
                rule="file-too-large",
            )
        blocks.append(Paragraph(clean(sheet.title), Place(0, number, sheet.title)))
        formulas = written[sheet.title]
        for row in sheet.iter_rows():
            cells = [_cell(cell, formulas[cell.coordinate].value) for cell in row]
            while cells and not cells[-1].text:
                cells.pop()
            if cells:
                blocks.append(TableRow(tuple(cells), Place(row[0].row, number, sheet.title)))
    return tuple(blocks)


def read_csv(text: str, name: str) -> tuple[TableRow, ...]:
    """Return the rows of a table in text; the delimiter is the one its first line uses most."""
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows = []
    try:
        for cells in reader:
            if any(cells):
                rows.append(TableRow(tuple(Cell(clean(cell).strip()) for cell in cells), Place(reader.line_num)))
    except csv.Error as error:
        raise ReadError(
            f"{name} line {reader.line_num}",
            "a broken row",
            "comma-separated text",
            "save it again as CSV",
            rule="file-damaged",
            lines=(reader.line_num,),
        ) from error
    return tuple(rows)


def _cell(cell: Any, written: object) -> Cell:
    value = cell.value
    if value is None:
        is_formula = isinstance(written, str) and written.startswith("=")
        return Cell(written, is_uncalculated=True) if is_formula and isinstance(written, str) else Cell()
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = value.strftime("%d/%m/%Y") if isinstance(value, dt.datetime | dt.date) else str(value)
        return Cell(clean(text).strip())
    return _number(value, cell.number_format or "General")


def _number(value: int | float, number_format: str) -> Cell:
    """Return a stored number as its format shows it, and exactly, in the unit that is shown."""
    shown = Fraction(str(value))
    pattern = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.split(";")[0])
    is_percent = "%" in pattern
    if is_percent:
        shown *= 100
    decimals = re.search(r"[0#]\.([0#]+)", pattern)
    if re.search(r"[0#]", pattern):
        text = f"{float(shown):,.{len(decimals[1]) if decimals else 0}f}"
        text = text if "," in pattern else text.replace(",", "")
    else:
        text = repr(value).removesuffix(".0") if not is_percent else f"{float(shown):g}"
    return Cell(text.translate(str.maketrans(",.", ".,")) + ("%" if is_percent else ""), shown)

"""Spreadsheets (.xlsx, .csv): a row of cells a row, with the stored number beside the text that the cell shows.

The number format decides what a percentage means: 100 % is stored as 1.0. Formulas are never evaluated.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean
from cchc_analysis.reading.document import Cell, Paragraph, Place, TableRow
from cchc_analysis.reading.safe_zip import DAMAGE
from cchc_analysis.reading.sheet_looks import conditions, look
from cchc_analysis.reading.sheet_shapes import Over, shapes

READER = "sheet 5"
# A form has 30 rows and a portal table 160; a cell at the far corner of a sheet would otherwise never end.
ROWS, COLUMNS = 5_000, 50
# In letters and points: a column or row that is narrower shows nothing.
_NO_WIDTH, _NO_HEIGHT = 0.5, 1.5


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
                written = openpyxl.load_workbook(file, rich_text=True)
    except (*DAMAGE, TypeError, AttributeError, AssertionError, SyntaxError) as error:
        raise ReadError(
            name, "a damaged workbook", "a whole .xlsx file", "save it again and retry", rule="file-damaged"
        ) from error
    blocks: list[Paragraph | TableRow] = []
    over = shapes(path, name)
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
        blocks += _rows(sheet, written[sheet.title], over.get(sheet.title, Over()), number)
    return tuple(blocks)


def _rows(sheet: Any, formulas: Any, over: Over, number: int) -> Iterator[TableRow]:
    """Yield the rows of a sheet, each cell as it is seen."""
    hidden, merged, covered, rules = _hidden_columns(sheet), _merged(sheet), _covered(sheet), conditions(sheet)
    no_zeros = sheet.sheet_view.showZeros is False
    for row in sheet.iter_rows():
        is_hidden = sheet.sheet_state != "visible" or _is_hidden_row(sheet, row[0].row)
        cells = []
        for cell in row:
            content, place = formulas[cell.coordinate].value, (cell.row, cell.column)
            note = clean(cell.comment.text).strip() if cell.comment and cell.comment.text else ""
            found = over.on(look(_cell(cell, content), cell, content, rules), place, note)
            is_out = is_hidden or cell.column in hidden or (no_zeros and found.number == 0)
            found = replace(found, is_hidden=found.is_hidden or is_out)
            cells.append(replace(found, is_merged=place in merged, is_covered=place in covered))
        while cells and not (cells[-1].text or cells[-1].is_merged or cells[-1].is_covered or cells[-1].unseen):
            cells.pop()
        if cells:
            yield TableRow(tuple(cells), Place(row[0].row, number, sheet.title))


def _hidden_columns(sheet: Any) -> set[int]:
    """Return the hidden columns of a sheet; neighbours that are alike are written as one range."""
    hidden: set[int] = set()
    for column in sheet.column_dimensions.values():
        if column.min and (column.hidden or (column.customWidth and column.width < _NO_WIDTH)):
            hidden |= set(range(column.min, min(column.max, COLUMNS) + 1))
    return hidden


def _is_hidden_row(sheet: Any, number: int) -> bool:
    row = sheet.row_dimensions[number]
    return bool(row.hidden) or (row.ht is not None and row.ht < _NO_HEIGHT)


def _covered(sheet: Any) -> set[tuple[int, int]]:
    """Return the places that are part of a filled cell before them in their row."""
    return {
        (row, column)
        for area in sheet.merged_cells.ranges
        if sheet.cell(area.min_row, area.min_col).value is not None
        for row in range(area.min_row, min(area.max_row, ROWS) + 1)
        for column in range(area.min_col + 1, min(area.max_col, COLUMNS) + 1)
    }


def _merged(sheet: Any) -> set[tuple[int, int]]:
    """Return the places that are one with a filled cell above them."""
    return {
        (row, area.min_col)
        for area in sheet.merged_cells.ranges
        if sheet.cell(area.min_row, area.min_col).value is not None
        for row in range(area.min_row + 1, min(area.max_row, ROWS) + 1)
    }


def read_csv(text: str, name: str) -> tuple[TableRow, ...]:
    """Return the rows of a table in text, parted by the comma, semicolon or tab that parts most in rows of one width."""
    hint = re.match(r"sep=(.)\r?\n", text)
    if hint:
        text = text[hint.end() :]
    rows = []
    reader = csv.reader(io.StringIO(text), delimiter=hint[1] if hint else _delimiter(text))
    try:
        for cells in reader:
            if any(cells):
                line = reader.line_num + bool(hint)
                rows.append(TableRow(tuple(Cell(clean(cell).strip()) for cell in cells), Place(line)))
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


def is_table(text: str) -> bool:
    """Return whether every line of a text is parted by as many tabs or semicolons, as a table copied from a sheet is.

    >>> is_table("xã;a;b\\nĐà Bắc;1;2"), is_table("Kính gửi: a; b; c\\nxã Đà Bắc báo cáo")
    (True, False)
    """
    lines = [line for line in text.splitlines() if line.strip()]
    counts = [{line.count(mark) for line in lines} for mark in "\t;"]
    return len(lines) > 1 and any(len(count) == 1 and min(count) > 1 for count in counts)


def _delimiter(text: str) -> str:
    """Return what parts the cells: a report's first lines have none, and its words hold commas and semicolons, too.

    A Vietnamese spreadsheet parts by semicolons, and each of its rows may hold one decimal comma.
    """
    return max(",;\t", key=lambda delimiter: _regular_marks(text, delimiter))


def _regular_marks(text: str, delimiter: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(io.StringIO(text), delimiter=delimiter):
            widths[len(cells)] += len(cells) > 1
    except csv.Error:
        # The reading itself names the line.
        return 0
    return max((rows * (width - 1) for width, rows in widths.items()), default=0)


def _cell(cell: Any, written: object) -> Cell:
    value = cell.value
    if value is None:
        # A formula over several cells is an object that holds its text.
        formula = getattr(written, "text", written)
        is_formula = isinstance(formula, str) and formula.startswith("=")
        return Cell(str(formula), is_uncalculated=True) if is_formula else Cell()
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
    # A comma after the last digit shows thousands: 1500000 as "#,##0," is 1.500.
    thousands = re.search(r"[0#?](,+)(?![0#?,])", pattern)
    if thousands:
        shown /= 1000 ** len(thousands[1])
    decimals = re.search(r"[0#]\.([0#]+)", pattern)
    if re.search(r"[0#]", pattern):
        text = f"{float(shown):,.{len(decimals[1]) if decimals else 0}f}"
        text = text if re.search(r"[0#?],[0#?]", pattern) else text.replace(",", "")
    else:
        text = repr(value).removesuffix(".0") if not is_percent else f"{float(shown):g}"
    return Cell(text.translate(str.maketrans(",.", ".,")) + ("%" if is_percent else ""), shown)

"""What a number format leaves out; the looks of whole cells are in `test_sheet`."""

from fractions import Fraction

import openpyxl
import pytest

from cchc_analysis.reading import Cell
from cchc_analysis.reading.sheet_looks import look


@pytest.mark.parametrize(
    ("value", "number_format", "is_seen"),
    [
        (5, "General", True),
        (5, "#,##0", True),
        (5, ";;;", False),
        (-5, "0;;0", False),
        (5, '0;-0;"–"', True),
        (5, '"số" 0', True),
        (5, '"số"', False),
        (5, "[>100]0;0.0", True),
    ],
)
def test_a_number_that_its_format_leaves_out(value, number_format, is_seen):
    cell = openpyxl.Workbook().active.cell(1, 1, value)
    cell.number_format = number_format
    found = look(Cell("5", Fraction(value)), cell, value, {})
    assert found == (Cell("5", Fraction(value)) if is_seen else Cell(unseen="5"))


@pytest.mark.parametrize("number_format", ["#", "#,###", "0;-0;", '0;-0;"-"', ";;;"])
def test_a_zero_that_is_left_out_counts_and_is_hidden(number_format):
    cell = openpyxl.Workbook().active.cell(1, 1, 0)
    cell.number_format = number_format
    assert look(Cell("0", Fraction(0)), cell, 0, {}) == Cell("0", Fraction(0), is_hidden=True)

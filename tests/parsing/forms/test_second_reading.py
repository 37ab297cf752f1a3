"""Two readings of a cell agree or do not."""

import pytest

from cchc_analysis.parsing.forms.second_reading import agree
from cchc_analysis.reading.document import Cell


@pytest.mark.parametrize(
    ("kind", "first", "second", "same"),
    [
        ("rate", "36,1", "36,1", True),
        ("rate", "36,1", "361", False),
        ("rate", "36,1", "36.1", True),
        ("count", "7", "", False),
        ("count", "", "", False),
        ("count", "-", "", True),
        ("count", "", "0", False),
        ("count", "1.500", "1.500.", True),
        ("count", "1.500", "1,500", True),
        ("amount", "1.500", "1,500", False),
        ("choice", "Có", None, True),
    ],
)
def test_two_readings_of_a_cell_agree_or_do_not(kind, first, second, same):
    assert agree(Cell(first, confidence=0.9, second=second, crop="x"), kind) is same

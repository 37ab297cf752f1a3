"""Whether an empty place of a value is a blank."""

import pytest

from cchc_analysis import catalogue
from cchc_analysis.parsing.forms.places import beside_unit, elsewhere, has_place, is_longer
from cchc_analysis.reading import Cell

ENTRIES = {(entry.form, entry.code): entry for entry in catalogue.editions()["commune-2023"].entries}
SHEETS = ENTRIES["1", "5.1"]


@pytest.mark.parametrize(
    ("unit", "text", "rest"),
    [
        ("Phiếu", "Phiếu 478", "478"),
        ("Phiếu", "478 phiếu", "478"),
        ("Phiếu", "Phiếu", ""),
        ("Phiếu", "Phiếu: 478", "478"),
        ("%", "36,1%", "36,1"),
        ("Có = 1; Không = 0", "Có = 1; Không = 0 1", "1"),
        ("Văn bản", "19", None),
        ("", "19", None),
    ],
)
def test_what_stands_beside_the_unit(unit, text, rest):
    assert beside_unit(unit, text) == rest


def cells(*texts, covered=()):
    return [Cell(text, is_covered=at in covered) for at, text in enumerate(texts)]


def test_the_place_of_a_value_is_one_of_its_rows_cells():
    assert has_place(SHEETS, cells("5.1.", "Số phiếu", "Phiếu", "", ""), 3, 2, 5)
    assert not has_place(SHEETS, cells("5.1.", "Số phiếu", "Phiếu", ""), 3, 2, 5)
    assert has_place(SHEETS, cells("5.1.", "Số phiếu", "Phiếu"), 3, 2, None)
    assert not has_place(SHEETS, cells("5.1.", "Số phiếu", "Phiếu", ""), None, 2, 4)
    assert has_place(SHEETS, cells("5.1.", "Số phiếu", "Phiếu", "", "", covered=[3]), 3, 2, 5)
    assert not has_place(SHEETS, cells("5.1.", "Số phiếu", "Tờ ?", "", "", covered=[3]), 3, 2, 5)
    assert not has_place(SHEETS, cells("5.1.", "Số phiếu Phiếu", "", "", "", covered=[2, 3]), 3, 2, 5)


def test_numbers_of_a_row_that_nothing_accounts_for():
    label = SHEETS.label
    assert elsewhere(SHEETS, "Phiếu", label, False) == ""
    assert elsewhere(SHEETS, "Phiếu 478", label, False) == "Phiếu 478"
    assert elsewhere(SHEETS, "Phiếu", f"{label} 478", False) == "478"
    assert elsewhere(SHEETS, "Phiếu", f"{label} năm 2023", False) == ""


def test_a_row_longer_than_its_head():
    assert is_longer(cells("2.", "Tỷ lệ", "%", "36", "1", ""), 5, 3)
    assert not is_longer(cells("2.", "Tỷ lệ", "%", "36", "", ""), 5, 3)
    assert not is_longer(cells("2.", "Tỷ lệ", "%", "36", "x"), 5, 3)
    assert is_longer(cells("2.", "Tỷ lệ", "%", "36", "1"), 5, 3)

"""Digits that are marks."""

from cchc_analysis.reading.marks import raised, struck


def test_marks_make_no_number_of_the_digits_beside_them():
    assert struck("7 0") == "7\u0336 0\u0336"
    assert "709" + raised("12", "superscript") == "709¹²"
    assert raised("2", "subscript") == "₂"
    assert raised("2", "baseline") == "2"

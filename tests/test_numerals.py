import datetime as dt
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_analysis.errors import NumeralError
from cchc_analysis.numerals import decimals, find_dates, format_date, format_number, is_blank, parse_number


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "...", "…", "\u00a0", "/", "-/-", "____"])
def test_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "00", "-1", "không", "x", "%"])
def test_not_blank(text):
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("0", "count", 0),
        ("07", "count", 7),
        ("709", "count", 709),
        ("1.500", "count", 1500),
        ("1.000", "count", 1000),
        ("1.234.567", "count", 1234567),
        ("-3", "count", -3),
        ("\u22123", "count", -3),
        ("1.500", "amount", 1500),
        ("1.500,5", "amount", Fraction(3001, 2)),
        ("1,5", "amount", Fraction(3, 2)),
        ("36,1", "rate", Fraction(361, 10)),
        ("97.23%", "rate", Fraction(9723, 100)),
        ("97.23 %", "rate", Fraction(9723, 100)),
        ("100%", "rate", 100),
        # Above a hundred it would be no rate; below it has three decimals.
        ("1.500", "rate", Fraction(3, 2)),
        ("2", "choice", 2),
    ],
)
def test_numbers(text, kind, value):
    assert parse_number(text, kind) == value


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("7,09", "count", "found no certain number; expected a whole number such as 1.500"),
        ("1.50", "amount", "found no certain number; expected 1.500 or 1,5"),
        ("1.50", "count", "found no certain number; expected a whole number such as 1.500"),
        ("1,5", "choice", "found no certain number; expected one of the printed options"),
        ("1.2.3", "count", "found no certain number; expected a whole number such as 1.500"),
        ("0.500", "count", "found no certain number; expected a whole number such as 1.500"),
        ("0 1", "choice", "found no single number; expected one number"),
        ("1 500", "count", "found no single number; expected one number"),
        ("709 716", "count", "found no single number; expected one number"),
        ("709/716", "count", "found no single number; expected one number"),
        ("khoảng 20", "count", "found no single number; expected one number"),
        ("20%", "count", "found no single number; expected one number"),
        ("", "count", "found no single number; expected one number"),
        ("1e5", "count", "found no single number; expected one number"),
        ("٣", "count", "found no single number; expected one number"),
    ],
)
def test_what_is_no_certain_number(text, kind, expected):
    with pytest.raises(NumeralError, match=f"^{re.escape(f'cell {text!r}: {expected}; correct the cell.')}$"):
        parse_number(text, kind)


@given(st.integers(0, 10**9))
def test_a_count_is_read_as_it_is_printed(number):
    for text in (str(number), format_number(number), format_number(number, None, "en")):
        assert parse_number(text, "count") == number


@given(st.integers(0, 10000))
def test_a_rate_is_read_as_it_is_printed(hundredths):
    exact = Fraction(hundredths, 100)
    for language in ("vi", "en"):
        assert parse_number(format_number(exact, 2, language), "rate") == exact


@given(st.text(max_size=12), st.sampled_from(["count", "amount", "rate", "choice"]))
def test_wild_text_is_a_number_or_an_error(text, kind):
    try:
        value = parse_number(text, kind)
    except NumeralError:
        return
    assert any(c.isdigit() for c in text)
    assert kind not in ("count", "choice") or value.denominator == 1


@pytest.mark.parametrize(
    ("text", "count"), [("36,1", 1), ("97.23%", 2), ("100", 0), ("1.500", 0), ("0,00", 2), ("1.500,25", 2)]
)
def test_decimals(text, count):
    assert decimals(text) == count


def test_dates():
    text = "ngày 13 tháng 03 năm 2022, từ 10/12/2022 đến 9/3/2023 và 31/02/2023"
    assert find_dates(text) == [
        ("13 tháng 03 năm 2022", dt.date(2022, 3, 13)),
        ("10/12/2022", dt.date(2022, 12, 10)),
        ("9/3/2023", dt.date(2023, 3, 9)),
        ("31/02/2023", None),
    ]
    assert find_dates("số 74/2022, 508/UBND") == []


@pytest.mark.parametrize(
    ("value", "places", "vietnamese", "english"),
    [
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234567, None, "1.234.567", "1,234,567"),
        (97.2344, 2, "97,23", "97.23"),
        (100, 2, "100,00", "100.00"),
        (0, None, "0", "0"),
        (-0.001, None, "0", "0"),
        (None, None, "", ""),
        (float("nan"), 2, "", ""),
    ],
)
def test_format_number(value, places, vietnamese, english):
    assert format_number(value, places) == vietnamese
    assert format_number(value, places, "en") == english


def test_format_date():
    assert format_date(dt.date(2023, 3, 9)) == "09/03/2023"
    assert format_date(None) == ""

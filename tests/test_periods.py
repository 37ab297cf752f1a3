import re

import pytest

from cchc_analysis.errors import CchcError
from cchc_analysis.periods import Period

PARTS = ("Q1", "Q2", "H1", "Q3", "9M", "Q4", "Y")


@pytest.mark.parametrize("part", PARTS)
def test_written_and_read(part):
    assert str(Period.parse(f"2023-{part}")) == f"2023-{part}"


@pytest.mark.parametrize(
    "text", ["", "2023", "2023-3", "2023-Q5", "2023-q1", "Q1-2023", "1923-Q1", "2023-Q1 ", "2023-03"]
)
def test_any_other_way_is_an_error(text):
    message = (
        f"period {text!r}: found no period; expected 2023-Q1, 2023-H1, 2023-9M or 2023-Y; "
        "write the year, a hyphen and Q1, Q2, Q3, Q4, H1, 9M or Y."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        Period.parse(text)


def test_order():
    written = [f"{year}-{part}" for year in (2022, 2023) for part in PARTS]
    assert [str(period) for period in sorted(Period.parse(text) for text in reversed(written))] == written


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2023-Q1", "2022-Q4"),
        ("2023-Q2", "2023-Q1"),
        ("2023-Q4", "2023-Q3"),
        ("2023-H1", "2022-H1"),
        ("2023-9M", "2022-9M"),
        ("2023-Y", "2022-Y"),
    ],
)
def test_previous(text, before):
    assert str(Period.parse(text).previous()) == before


def test_cumulative_and_last_month():
    periods = [Period.parse(f"2023-{part}") for part in PARTS]
    assert [period.part for period in periods if period.is_cumulative] == ["H1", "9M", "Y"]
    assert [period.last_month[1] for period in periods] == [3, 6, 6, 9, 9, 12, 12]


def test_last_day():
    """Communes of before the reform still exist on the last day of June 2025, those of today from the day after."""
    days = [Period.parse(f"2025-{part}").last_day.strftime("%d/%m") for part in PARTS]
    assert days == ["31/03", "30/06", "30/06", "30/09", "30/09", "31/12", "31/12"]


@pytest.mark.parametrize(
    ("part", "vietnamese", "english"),
    [
        ("Q1", "Quý I năm 2023", "First quarter of 2023"),
        ("Q4", "Quý IV năm 2023", "Fourth quarter of 2023"),
        ("H1", "6 tháng đầu năm 2023", "First half of 2023"),
        ("9M", "9 tháng đầu năm 2023", "First nine months of 2023"),
        ("Y", "Năm 2023", "Year 2023"),
    ],
)
def test_labels(part, vietnamese, english):
    period = Period(2023, part)
    assert (period.label(), period.label("en")) == (vietnamese, english)

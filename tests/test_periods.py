import re

import pytest

from cchc_analysis.errors import CchcError
from cchc_analysis.periods import Period

PARTS = ("M01", "Q1", "4M", "M06", "Q2", "H1", "M08", "Q3", "9M", "10M", "Q4", "Y")


@pytest.mark.parametrize("part", PARTS)
def test_written_and_read(part):
    assert str(Period.parse(f"2023-{part}")) == f"2023-{part}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023",
        "2023-3",
        "2023-Q5",
        "2023-q1",
        "Q1-2023",
        "1923-Q1",
        "2023-Q1 ",
        "2023-03",
        "2023-M13",
        "2023-M8",
        "2023-3M",
        "2023-6M",
        "2023-W32",
    ],
)
def test_any_other_way_is_an_error(text):
    message = (
        f"period {text!r}: found no period; expected 2023-Q1, 2023-H1, 2023-9M, 2023-Y or 2023-M08; "
        "write the year, a hyphen and Q1, Q2, Q3, Q4, H1, 9M, Y or M01 to M12."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        Period.parse(text)


def test_order():
    written = [f"{year}-{part}" for year in (2022, 2023) for part in PARTS]
    assert [str(period) for period in sorted(Period.parse(text) for text in reversed(written))] == written


def test_cumulative_and_last_month():
    periods = [Period.parse(f"2023-{part}") for part in PARTS]
    assert [period.part for period in periods if period.is_cumulative] == ["4M", "H1", "9M", "10M", "Y"]
    assert [period.last_month[1] for period in periods] == [1, 3, 4, 6, 6, 6, 8, 9, 9, 10, 12, 12]
    assert [period.months for period in periods] == [1, 3, 4, 1, 3, 6, 1, 3, 9, 10, 3, 12]


def test_last_day():
    """Communes of before the reform still exist on the last day of June 2025, those of today from the day after."""
    days = [Period.parse(f"2025-{part}").last_day.strftime("%d/%m") for part in PARTS]
    assert days == [
        "31/01",
        "31/03",
        "30/04",
        "30/06",
        "30/06",
        "30/06",
        "31/08",
        "30/09",
        "30/09",
        "31/10",
        "31/12",
        "31/12",
    ]


@pytest.mark.parametrize(
    ("part", "vietnamese", "english"),
    [
        ("Q1", "Quý I năm 2023", "First quarter of 2023"),
        ("Q4", "Quý IV năm 2023", "Fourth quarter of 2023"),
        ("H1", "6 tháng đầu năm 2023", "First half of 2023"),
        ("9M", "9 tháng đầu năm 2023", "First nine months of 2023"),
        ("Y", "Năm 2023", "Year 2023"),
        ("M08", "Tháng 8 năm 2023", "August 2023"),
        ("10M", "10 tháng đầu năm 2023", "First ten months of 2023"),
    ],
)
def test_labels(part, vietnamese, english):
    period = Period(2023, part)
    assert (period.label(), period.label("en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("one", "other", "overlap", "alike"),
    [
        ("2026-M08", "2026-Q3", True, False),
        ("2026-M06", "2026-Q3", False, False),
        ("2026-M06", "2026-M07", False, True),
        ("2026-10M", "2026-M10", True, False),
        ("2026-10M", "2025-10M", False, True),
        ("2026-9M", "2026-Q4", False, False),
    ],
)
def test_which_periods_share_a_month_and_which_compare(one, other, overlap, alike):
    one, other = Period.parse(one), Period.parse(other)
    assert one.overlaps(other) == other.overlaps(one) == overlap
    assert one.is_like(other) == other.is_like(one) == alike

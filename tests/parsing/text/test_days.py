"""Days that no calendar has, and figures as of a day that has not come."""

import datetime as dt

import pytest

from cchc_analysis.parsing.text.days import read_days
from tests.made_up import item

END, DATED = dt.date(2023, 3, 9), dt.date(2023, 3, 13)


def found(sentence, section="II.2", end=END, dated=DATED):
    return [
        (told.finding.rule, told.finding.found)
        for told in read_days([item(section, sentence)], end, dated)
        if told.finding
    ]


@pytest.mark.parametrize(
    "printed", ["31/02/2023", "30/13/2022", "ngày 31 tháng 4 năm 2023".removeprefix("ngày "), "29/02/2023"]
)
def test_a_day_that_does_not_exist(printed):
    assert found(f"họp ngày {printed} tại trụ sở") == [("sentence-no-such-day", printed)]


def test_a_day_that_exists():
    assert found("họp ngày 29/02/2024, 28/02/2023 tại trụ sở") == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tính đến thời điểm 09/6/2023 đã hoàn thành 13 nhiệm vụ", "09/06/2023"),
        ("tính đến hết ngày 14 tháng 3 năm 2023", "14/03/2023"),
        # Signed on 13/3, which is the last day that it can know.
        ("Tính đến ngày 13/3/2023", None),
        ("Dự kiến đến ngày 30/6/2023 hoàn thành", None),
    ],
)
def test_figures_are_not_told_as_of_a_day_to_come(sentence, expected):
    assert found(sentence) == ([("sentence-day-ahead", expected)] if expected else [])


def test_a_report_signed_too_early_in_a_wrong_year_knows_its_own_data():
    assert found("Tính đến thời điểm 09/3/2023", dated=dt.date(2022, 3, 13)) == []


def test_plans_speak_of_days_to_come_and_a_report_without_days_knows_none():
    assert found("Tính đến 30/6/2023 phấn đấu hoàn thành", "IV.1") == []
    assert found("Tính đến 30/6/2023 đã hoàn thành", end=None, dated=None) == []

"""Which span a report holds, told from the commune's other reports of the year."""

import pytest

from cchc_analysis import check
from tests.made_up import report, together

HALF = {"period": "2023-H1", "start": "10/12/2022", "end": "09/06/2023", "dated": "13/06/2023"}
AUTUMN = {"period": "2023-Q3", "start": "10/06/2023", "end": "09/09/2023", "dated": "13/09/2023"}
YEAR = {"period": "2023-Y", "start": "10/12/2022", "end": "09/12/2023", "dated": "13/12/2023"}
SPRING = {"period": "2023-Q2", "start": "10/03/2023", "end": "09/06/2023", "dated": "13/06/2023"}


def rules(*reports):
    made = [report({"dossiers_resolved": count}, **period) for count, period in reports]
    found = check(together(*made))
    return set(found["rule"]) & {"cumulative-holds-part", "quarter-holds-year"}


@pytest.mark.parametrize(("count", "is_asked"), [("709", True), ("734", True), ("1.000", False), ("700", False)])
def test_a_half_year_adds_the_second_quarter_to_the_first(count, is_asked):
    # Less than the first quarter alone is another rule's.
    assert rules(("709", {}), (count, HALF)) == ({"cumulative-holds-part"} if is_asked else set())


def test_few_dossiers_may_well_come_in_one_quarter():
    # 29 let expect 29.
    assert rules(("29", {}), ("30", HALF)) == set()
    assert rules(("30", {}), ("31", HALF)) == {"cumulative-holds-part"}


def test_a_year_is_held_against_the_nine_months_that_are_there():
    # 1,400 + 700 in nine months let expect 700; a quarter of them are 175.
    parts = ("1.400", HALF), ("700", AUTUMN)
    assert rules(*parts, ("2.274", YEAR)) == {"cumulative-holds-part"}
    assert rules(*parts, ("2.275", YEAR)) == set()


def test_a_third_quarter_is_held_against_the_half_year_or_its_quarters():
    # 700 + 700 let expect 700: 1,400 + 350.
    assert rules(("700", {}), ("700", SPRING), ("1.750", AUTUMN)) == {"quarter-holds-year"}
    assert rules(("700", {}), ("700", SPRING), ("1.749", AUTUMN)) == set()


def test_a_second_quarter_may_well_be_twice_the_first():
    assert rules(("700", {}), ("1.500", SPRING)) == set()


def test_other_counts_than_dossiers_come_in_one_part_of_the_year():
    found = check(together(report({"survey_sheets": "478"}), report({"survey_sheets": "478"}, **HALF)))
    assert "cumulative-holds-part" not in set(found["rule"])


def test_all_flows_of_dossiers_are_one_finding():
    counts = {"dossiers_resolved": "709", "dossiers_resolved_on_time": "706"}
    more = {"dossiers_resolved": "734", "dossiers_resolved_on_time": "730"}
    found = check(together(report(counts), report(more, **HALF)))
    (row,) = found[found["rule"] == "cumulative-holds-part"].to_dict("records")
    assert row["indicators"] == ["dossiers_resolved", "dossiers_resolved_on_time"]
    assert "734 hồ sơ cho cả 6 tháng đầu năm 2023" in row["message"]
    assert "25 trong 3 tháng còn lại" in row["message"]

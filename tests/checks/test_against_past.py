"""A commune against its own past: which reports count, and what luck may do."""

from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from cchc_analysis import check
from cchc_analysis.checks.against_others import find_far_rates
from cchc_analysis.checks.against_past import Count, common_variation, find_unusual, predicted
from cchc_analysis.checks.past import own_past, with_past
from cchc_analysis.checks.sheets import Figure, read_sheets
from tests.made_up import is_found, report, together

HALF = {"period": "2023-H1", "start": "10/12/2022", "end": "09/06/2023", "dated": "13/06/2023"}
YEAR = {"period": "2023-Y", "start": "10/12/2022", "end": "09/12/2023", "dated": "13/12/2023"}
AUTUMN = {"period": "2023-Q3", "start": "10/06/2023", "end": "09/09/2023", "dated": "13/09/2023"}


@pytest.mark.parametrize(
    ("count", "earlier", "chance"),
    [
        (11, [2, 3, 4, 3], 0.005001),
        (12, [2, 3, 4, 3], 0.001956),
        (13, [2, 3, 4, 3], 0.000738),
        (4, [0, 0, 0, 0], 0.003200),
        (5, [0, 0, 0, 0], 0.000640),
    ],
)
def test_left_out_poisson(count, earlier, chance):
    assert predicted(count, earlier) == pytest.approx(chance, abs=5e-7)


def test_a_commune_that_scatters_is_given_room():
    assert predicted(60, [20, 22, 18, 20]) < 0.002
    assert predicted(60, [5, 42, 11, 22]) > 0.002


def test_too_short_a_history_says_nothing():
    past = [report({"dossiers_resolved": "3"}, period=f"{year}-Q1") for year in (2020, 2021, 2022)]
    assert check(together(*past, report({"dossiers_resolved": "300"}))).empty


def test_a_code_that_another_commune_took_over_has_no_past():
    before = {"plan_tasks_completed": "13"}
    same = together(report(before), report({"plan_tasks_completed": "12"}, **HALF))
    other = together(report(before), report({"plan_tasks_completed": "12"}, commune="Xã Nam Thanh Miện", **HALF))
    assert is_found(check(same), "year-to-date-falls")
    assert check(other).empty


def test_history_may_be_given_apart():
    before, now = report({"plan_tasks_completed": "13"}), report({"plan_tasks_completed": "12"}, **HALF)
    (found,) = check(now, before).itertuples()
    assert found.rule == "year-to-date-falls"
    assert found.period == "2023-H1"
    assert found.message_en == (
        "“Plan tasks completed” (form 1, 2.2) prints 12 tasks, less than “Plan tasks completed” (report: First quarter "
        "of 2023): 13 tasks, though it adds up from the year's start. Which is right?"
    )


def test_a_year_holds_its_half_and_its_third_quarter_but_no_part_twice():
    parts = [
        report({"survey_sheets": "40"}),
        report({"survey_sheets": "90"}, **HALF),
        report({"survey_sheets": "50"}, **AUTUMN),
    ]
    # 90 + 50 = 140; the first quarter is in the half already.
    assert check(together(*parts, report({"survey_sheets": "140"}, **YEAR))).empty
    assert is_found(check(together(*parts, report({"survey_sheets": "139"}, **YEAR))), "cumulative-below-parts")


def test_dossiers_carried_over_are_not_added_up():
    parts = [report({"dossiers_received": "900"}, **HALF), report({"dossiers_received": "500"}, **AUTUMN)]
    assert check(together(*parts, report({"dossiers_received": "1.390"}, **YEAR))).empty


def test_carried_over_needs_adjoining_days():
    before = report({"prose.dossiers_pending": "7"})
    assert check(together(before, report({"prose.dossiers_carried_over": "5"}, **AUTUMN))).empty


def counted(sheet, count, *earlier):
    return Count(
        sheet,
        Figure("survey_sheets", Fraction(count), str(count), form="1", code="5.1", edition="commune-2023"),
        count,
        earlier,
    )


def test_of_many_communes_some_lie_far_out_by_luck():
    # 12 after 2, 3, 4, 3 has the chance 0.001956: enough alone, not as the farthest of a hundred.
    far, quiet = counted(0, 12, 2, 3, 4, 3), [counted(number, 3, 2, 3, 4, 3) for number in range(1, 100)]
    assert [sheet for sheet, _ in find_unusual([far])] == [0]
    assert list(find_unusual([far, *quiet])) == []
    assert [sheet for sheet, _ in find_unusual([counted(0, 30, 2, 3, 4, 3), *quiet])] == [0]


def test_communes_together_tell_how_widely_counts_vary():
    # Each: mean 30, variance 800/3; (800/3 - 30) / 900 = 0.263
    assert common_variation([(10, 30, 30, 50)] * 10) == pytest.approx(0.262963, abs=1e-6)
    assert common_variation([(10, 30, 30, 50)] * 9) == 0
    assert common_variation([(30, 30, 30, 30)] * 10) == 0
    assert predicted(60, [29, 30, 31, 30]) < 0.002 < predicted(60, [29, 30, 31, 30], 0.263)


def test_few_communes_are_not_compared(quarter):
    from cchc_analysis import totals

    assert find_far_rates(totals.rates(quarter)) == {}


def test_the_real_communes_differ_too_much_among_themselves_to_accuse_one(portal):
    assert not is_found(check(portal), "peers-differ")


def test_a_wrong_quarter_is_one_finding_in_the_half_year_after_it():
    names = ("survey_sheets", "legal_documents_reviewed", "staff_recruited")
    before, now = (report(dict.fromkeys(names, raw), **days) for raw, days in (("40", {}), ("30", HALF)))
    (found,) = check(now, before).itertuples()
    assert found.rule == "cumulative-below-parts"
    assert found.message_en.endswith(
        "Which is right? So do: “Legal documents reviewed” (form 2, 3.1), “Civil servants and public employees recruited” "
        "(form 5, 2)."
    )
    assert len(found.quotes) == len(found.source_lines) == 3


def test_findings_do_not_depend_on_the_order_in_which_reports_come():
    """Half a year, a quarter inside it and a copy: whichever is read first, the same is said of each."""
    figures = {"plan_tasks_completed": "13", "dossiers_resolved": "679", "dossiers_resolved_on_time": "700"}
    reports = [report(figures), report(figures | {"plan_tasks_completed": "12"}, **HALF), report(figures, **AUTUMN)]
    orders = [check(together(*order)) for order in (reports, reports[::-1], reports[1:] + reports[:1])]
    said = [sorted(map(repr, found[["period", "rule", "message"]].itertuples(index=False))) for found in orders]
    assert said[0]
    assert said[0] == said[1] == said[2]


def test_a_sheet_is_never_changed():
    before, sheet = read_sheets(together(report({"plan_tasks": "36"}), report({"plan_tasks": "36"}, **HALF)))
    names = set(sheet.figures)
    past = own_past(sheet, [before, sheet])
    assert past == [before]
    whole = with_past(sheet, past)
    assert whole.get("earlier.plan_tasks").periods == (before.period,)
    assert set(sheet.figures) == names
    with pytest.raises(FrozenInstanceError):
        sheet.figures = {}

"""Quarters derived from cumulative reports: flows only, one territory, nothing negative."""

import re

import pandas as pd
import pytest

from cchc_analysis.errors import CchcError
from cchc_analysis.periods import Period
from cchc_analysis.totals import rates
from cchc_analysis.totals.quarters import add_quarters, derive, flows, require_flow
from tests.small_frames import SUCCESSORS, frames_of, known, three


def values(frames):
    return frames.observations.set_index(["commune_code", "indicator"])["value"].to_dict()


def test_the_second_quarter_is_the_half_less_the_first():
    """Form 06 of the statistics note: resolved 709 in Q1 and 1,407 in H1, so 698 in Q2; the rate follows from its parts."""
    frames = derive(known(Q1={"A": three(705, 709)}, H1={"A": three(1400, 1407)}), Period(2023, "Q2"), SUCCESSORS)
    assert values(frames) == {("A", "dossiers_resolved"): 698, ("A", "dossiers_resolved_on_time"): 695}
    assert set(frames.observations["status"]) == {"derived"}
    assert set(frames.observations["period"]) == {"2023-Q2"}
    assert frames.observations["source_line"].isna().all()
    (row,) = rates(frames).itertuples()
    assert (row.numerator, row.denominator) == (695, 698)


def test_the_fourth_quarter():
    """Year 100, half 40, third quarter 25: 35."""
    year = known(Q1={"A": three(9, 10)}, H1={"A": three(38, 40)}, Q3={"A": three(24, 25)}, Y={"A": three(95, 100)})
    assert values(derive(year, Period(2023, "Q4"), SUCCESSORS)) == {
        ("A", "dossiers_resolved"): 35,
        ("A", "dossiers_resolved_on_time"): 33,
    }
    with_nine = year | known(_9M={"A": three(60, 64)})
    assert values(derive(with_nine, Period(2023, "Q4"), SUCCESSORS))["A", "dossiers_resolved"] == 36


def test_stocks_and_year_to_date_figures_are_never_subtracted():
    own = {"plan_tasks_completed": 5, "staff_present": 20, "dossiers_received": 716, "disbursement_done": 10}
    frames = derive(known(Q1={"A": own}, H1={"A": own}), Period(2023, "Q2"), SUCCESSORS)
    assert len(frames.observations) == 0
    assert not set(flows()) & {*own, "portal_dossiers_received", "portal_dossiers_in_time", "on_time_rate"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("plan_tasks_completed", "a year-to-date figure (form 1, code 2.2)"),
        ("staff_present", "a stock (form 4, code 2.2)"),
        (
            "on_time_rate",
            "rate (form 3, code 3.3 = 3.3.2 / 3.3.1; on time among resolved; not the QĐ 766/QĐ-TTg progress index)",
        ),
    ],
)
def test_asked_for_by_name_they_are_refused(name, found):
    message = (
        f"indicator {name!r}: found {found}; expected a flow, whose periods add up; "
        "compare its periods; do not add or subtract them."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        require_flow([name])


def test_the_portals_periods_are_neither_subtracted_nor_added(portal):
    """An open dossier is counted again in the next period: the nine months less the third quarter is not the half."""
    for name in ("portal_dossiers_received", "portal_dossiers_in_time"):
        message = rf"^indicator '{name}': found a stock \(.*counted again in the next period.*\); expected a flow"
        with pytest.raises(CchcError, match=message):
            derive({}, Period(2026, "Q2"), SUCCESSORS, [name])
        with pytest.raises(CchcError, match=message):
            add_quarters([portal], [name])


def test_a_negative_difference_is_a_finding_and_no_figure():
    frames = derive(known(Q1={"A": three(5, 10)}, H1={"A": three(6, 8)}), Period(2023, "Q2"), SUCCESSORS)
    assert values(frames) == {("A", "dossiers_resolved_on_time"): 1}
    (finding,) = frames.findings.itertuples()
    assert (finding.rule, finding.commune_code, finding.indicators) == ("quarter-negative", "A", ["dossiers_resolved"])
    assert finding.message == (
        "Hồ sơ TTHC đã giải quyết xong: số lũy kế 2023-H1 (8) nhỏ hơn tổng các kỳ trước (10), "
        "nên không suy ra được 2023-Q2. Đề nghị kiểm tra các báo cáo của năm."
    )


def test_a_blank_gives_no_quarter():
    frames = derive(
        known(Q1={"A": three(None, 10), "B": three(1, 1)}, H1={"A": three(6, 12)}), Period(2023, "Q2"), SUCCESSORS
    )
    assert values(frames) == {("A", "dossiers_resolved"): 2}


def test_without_its_reports_a_quarter_is_not_derived():
    assert derive(known(Q1={"A": three(1, 2)}), Period(2023, "Q2"), SUCCESSORS) is None
    assert derive(known(Q2={"A": three(1, 2)}, Q1={}, H1={}), Period(2023, "Q2"), SUCCESSORS) is None
    assert derive(known(H1={}, Y={}), Period(2023, "H1"), SUCCESSORS) is None


def test_a_code_that_passed_to_another_commune_is_not_subtracted():
    """00001 is another territory since July 2025; 00003 is the same."""
    half, third = (
        {code: three(5, 10) for code in ("00001", "00003")},
        {code: three(1, 2) for code in ("00001", "00003")},
    )
    year = known(year=2025, H1=half, Q3=third, Y={"00001": three(50, 60), "00003": three(8, 15)})
    frames = derive(year, Period(2025, "Q4"), SUCCESSORS)
    assert values(frames) == {("00003", "dossiers_resolved"): 3, ("00003", "dossiers_resolved_on_time"): 2}


def test_adding_quarters():
    parts = [frames_of({"A": three(5, 10), "B": three(1, 1)}, "2023-Q1"), frames_of({"A": three(6, 12)}, "2023-Q2")]
    table = add_quarters(parts, ["dossiers_resolved"]).set_index("commune_code")
    assert table.loc["A", ["value", "periods"]].tolist() == [22, 2]
    assert pd.isna(table.loc["B", "value"])
    with pytest.raises(
        CchcError, match=r"^period 2023-H1: found it contains 2023-Q1; expected periods apart; take one"
    ):
        add_quarters([parts[0], frames_of({"A": three(6, 12)}, "2023-H1")], ["dossiers_resolved"])


def test_periods_that_share_a_quarter():
    periods = {part: Period(2026, part) for part in ("Q1", "Q2", "H1", "Q3", "9M", "Q4", "Y")}
    pairs = {(a, b) for a in periods for b in periods if a != b and periods[a].overlaps(periods[b])}
    assert pairs == {
        pair
        for a, b in [
            ("Q1", "H1"),
            ("Q1", "9M"),
            ("Q1", "Y"),
            ("Q2", "H1"),
            ("Q2", "9M"),
            ("Q2", "Y"),
            ("H1", "9M"),
            ("H1", "Y"),
            ("Q3", "9M"),
            ("Q3", "Y"),
            ("9M", "Y"),
            ("Q4", "Y"),
        ]
        for pair in ((a, b), (b, a))
    }
    assert not Period(2025, "Y").overlaps(Period(2026, "Y"))

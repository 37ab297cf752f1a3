"""What may be compared with what, over derived quarters and merges."""

import pytest

from cchc_analysis import store
from cchc_analysis.analyst.weights import read_weights
from cchc_analysis.comparing.trends import breaks, changes, history, last_comparable, load_history, pool_by_period
from cchc_analysis.periods import Period
from tests.small_frames import SUCCESSORS, frames_of, known, three
from tests.weight_tables import successor_weights

RATE = "on_time_rate"


def one(over, under):
    return {"00003": three(over, under)}


def test_a_quarter_compares_with_the_quarter_before_derived_if_need_be():
    """Q2 = 570/600 less 285/300 = 285/300; Q3 has 240/300."""
    past = history(known(Q1=one(285, 300), H1=one(570, 600), Q3=one(240, 300)), Period(2023, "Q3"), SUCCESSORS)
    assert [str(period) for period in past.periods] == ["2023-Q1", "2023-Q2", "2023-H1", "2023-Q3"]
    before, table = changes(past, RATE)
    assert str(before) == "2023-Q2"
    (row,) = table.itertuples()
    assert (row.numerator_before, row.denominator_before, row.numerator_after, row.verdict) == (285, 300, 240, "worse")


def test_a_cumulative_period_compares_with_the_same_of_another_year():
    parts = known(year=2022, H1=one(270, 300), Y=one(500, 600)) | known(Q1=one(140, 150), H1=one(285, 300))
    past = history(parts, Period(2023, "H1"), SUCCESSORS)
    assert last_comparable(past, RATE) == Period(2022, "H1")
    assert changes(past, RATE)[1]["verdict"].tolist() == ["improved"]


def test_what_was_done_since_new_year_compares_with_the_same_quarter_of_another_year():
    """36 of 40 in December and 10 of 40 in March are no fall; 8 of 40 in the March before are what 10 stand beside."""
    plan = {at: {"plan_tasks_completed": done, "plan_tasks": 40} for at, done in (("Q1", 8), ("Q3", 28), ("Q4", 36))}
    parts = {Period(2022, at): frames_of({"00003": own}, f"2022-{at}") for at, own in plan.items()}
    parts[Period(2023, "Q1")] = frames_of({"00003": {"plan_tasks_completed": 10, "plan_tasks": 40}}, "2023-Q1")
    past = history(parts, Period(2023, "Q1"), SUCCESSORS)
    assert last_comparable(past, "plan_completion_rate") == Period(2022, "Q1")
    del parts[Period(2022, "Q1")]
    assert last_comparable(history(parts, Period(2023, "Q1"), SUCCESSORS), "plan_completion_rate") is None


def test_periods_that_hold_each_other_never_compare():
    past = history(known(Q1=one(1, 2), H1=one(2, 4)), Period(2023, "H1"), SUCCESSORS)
    assert last_comparable(past, RATE) is None
    assert changes(past, RATE) is None


def test_the_real_portal_has_nothing_to_compare_with(root, tmp_path):
    """The nine months hold the third quarter: a period without a comparable one, whatever lies in the folder."""
    import shutil

    data = tmp_path / "data"
    shutil.copytree(root / "data" / "raw", data / "raw")
    for text in ("2026-Q3", "2026-9M"):
        store.update(data, Period.parse(text))
    past = load_history(Period(2026, "9M"), data)
    assert [str(period) for period in past.periods] == ["2026-Q3", "2026-9M"]
    assert last_comparable(past, "portal_in_time_rate") is None
    shares = pool_by_period(past.series[past.series["indicator"] == "portal_in_time_rate"]).set_index("period")["share"]
    assert shares.to_dict() == pytest.approx({"2026-Q3": 0.9131, "2026-9M": 0.9272}, abs=5e-5)


def test_a_merge_is_added_up_and_marked():
    """00001 and 00002 (5/10 and 85/90) are one commune since July 2025: 90/100 before, 95/100 after."""
    before = frames_of({"00001": three(5, 10), "00002": three(85, 90), "00004": three(3, 3)}, "2025-Q1")
    after = frames_of({"00001": three(95, 100)}, "2025-Q3")
    past = history({Period(2025, "Q1"): before, Period(2025, "Q3"): after}, Period(2025, "Q3"), SUCCESSORS)
    _, table = changes(past, RATE)
    row = table.set_index("commune_code").loc["00001"]
    assert (row["numerator_before"], row["denominator_before"], row["verdict"]) == (90, 100, "same")
    assert past.series.set_index(["period", "commune_code"])["is_merged"].to_dict() == {
        ("2025-Q1", "00001"): True,
        ("2025-Q3", "00001"): False,
    }
    assert breaks(pool_by_period(past.series)) == [(1, "merge")]
    assert past.gaps[["commune_code", "reason", "period"]].values.tolist() == [
        ["00004", "split", "2025-Q1"],
        ["00005", "split", "2025-Q1"],
    ]


def test_a_new_edition_is_a_break():
    past = history(known(Q1=one(1, 2), Q3=one(2, 4)), Period(2023, "Q3"), SUCCESSORS)
    points = pool_by_period(past.series)
    assert breaks(points) == []
    assert breaks(points.assign(edition=["a", "b"])) == [(1, "edition")]


def test_weighted_counts_are_not_tested(tmp_path):
    weights = read_weights(successor_weights(tmp_path, "00004,00004,0.35", "00004,00005,0.65"), SUCCESSORS)
    before = frames_of({"00004": three(41, 100)}, "2025-Q1")
    after = frames_of({"00004": three(95, 100)}, "2025-Q3")
    past = history({Period(2025, "Q1"): before, Period(2025, "Q3"): after}, Period(2025, "Q3"), SUCCESSORS, weights)
    assert changes(past, RATE)[1]["verdict"].tolist() == ["unknown"]


def test_all_blank_and_zero_denominators_leave_no_rate():
    past = history(known(Q1=one(None, None), Q3=one(0, 0)), Period(2023, "Q3"), SUCCESSORS)
    assert len(pool_by_period(past.series)) == 0
    assert breaks(pool_by_period(past.series)) == []
    assert changes(past, RATE) is None

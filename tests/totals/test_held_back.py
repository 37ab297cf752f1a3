"""Known wrong is in no total: parts above wholes, what findings hold back, sets that are the same everywhere."""

import pytest

from cchc_analysis.findings import to_findings
from cchc_analysis.totals import totals
from cchc_analysis.totals.doubtful import ranges
from cchc_analysis.totals.held_back import held_back, without_wrong
from tests.small_frames import frames_of, three

IMPOSSIBLE = {"A": three(995, 1000), "B": three(6100, 610), "C": three(95, 100)}


def finding(rule, commune, indicators, *, explained=False):
    row = {"rule": rule, "severity": "verify", "commune_code": commune, "period": "2023-Q1", "indicators": indicators}
    words = {"found": "1", "expected": "2", "message": "", "message_en": "", "quotes": [], "source_lines": []}
    return row | words | {"report_id": f"{commune}-2023-Q1-0", "fingerprint": "0", "explained": explained}


def test_a_part_above_its_whole_is_in_no_rate_and_no_sum():
    """995/1000 and 95/100 are 1090/1100 = 99.09 %; with 6100/610 it would be 420.5 %."""
    table = totals(frames_of(IMPOSSIBLE)).set_index("indicator")
    rate = table.loc["on_time_rate"]
    assert rate["value"] == pytest.approx(99.0909, abs=1e-4)
    assert (rate["numerator"], rate["denominator"], rate["communes"], rate["held_back"]) == (1090, 1100, 2, "Xã B")
    assert table.loc["dossiers_resolved", ["value", "communes", "held_back"]].tolist() == [1100, 2, "Xã B"]


def test_what_is_held_back_is_in_doubt():
    found = ranges(frames_of(IMPOSSIBLE)).set_index("indicator")
    assert found.loc["dossiers_resolved", "doubtful"] == 1
    assert found.loc["dossiers_resolved", "least"] == 1100
    assert found.loc["dossiers_resolved", "most"] != found.loc["dossiers_resolved", "most"]


def test_an_explained_figure_counts_again():
    explained = to_findings([finding("part-above-whole", "B", ["dossiers_resolved_on_time"], explained=True)])
    out = held_back(frames_of(IMPOSSIBLE).replace(findings=explained))
    assert out.sum() == 1  # the whole, which nobody has explained
    both = to_findings(
        [finding("part-above-whole", "B", ["dossiers_resolved_on_time", "dossiers_resolved"], explained=True)]
    )
    assert not held_back(frames_of(IMPOSSIBLE).replace(findings=both)).any()


def test_money_whose_unit_is_in_question_is_in_no_total():
    money = {
        code: {"disbursement_done": done, "disbursement_plan": 100.0}
        for code, done in {"A": 40.0, "B": 917_000_000.0}.items()
    }
    asked = to_findings([finding("money-unit", "B", ["disbursement_done"])])
    table = totals(frames_of(money).replace(findings=asked)).set_index("indicator")
    assert table.loc["disbursement_done", ["value", "held_back"]].tolist() == [40, "Xã B"]
    assert table.loc["disbursement_plan", ["value", "held_back"]].tolist() == [200, ""]
    assert table.loc["disbursement_rate", "value"] == 40


def test_more_than_a_plan_may_be_done():
    frames = frames_of({"A": {"plan_tasks": 36, "plan_tasks_completed": 40}})
    assert not held_back(frames).any()
    assert without_wrong(frames) is frames


def test_a_set_that_is_the_same_in_every_commune_is_not_added():
    frames = frames_of({code: {"procedures_local_authority": count} for code, count in (("A", 140), ("B", 138))})
    (row,) = totals(frames).itertuples()
    assert (row.value != row.value, row.lowest, row.highest, row.communes) == (True, 138, 140, 2)

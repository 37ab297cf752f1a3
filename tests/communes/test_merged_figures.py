"""Merged communes are added, split ones are not compared, and a sum without one of its communes is no sum."""

import re

import pytest

from cchc_analysis.analyst.weights import read_weights
from cchc_analysis.communes.merged_figures import on_todays_map, territories
from cchc_analysis.errors import CchcError
from cchc_analysis.totals import rates
from tests.small_frames import SUCCESSORS, frames_of, three
from tests.weight_tables import successor_weights

REPORTED = {
    "00001": three(5, 10),
    "00002": three(85, 90),
    "00003": three(7, 7),
    "00004": three(40, 100),
    "00005": three(9, 10),
}


def by_commune(frames):
    found = rates(frames)
    found = found[found["indicator"] == "on_time_rate"].set_index("commune_code")
    return found[["numerator", "denominator"]].T.to_dict("list")


def test_kinds_of_territory():
    kinds = territories(SUCCESSORS).set_index("commune_code")["territory"].to_dict()
    assert kinds == {"00001": "merged", "00003": "same", "00004": "split", "00005": "split"}


def test_whole_merges_add_numerators_and_denominators():
    """5/10 and 85/90 become 90/100; the split commune and its successors have no value and are named."""
    frames, gaps = on_todays_map(frames_of(REPORTED), SUCCESSORS)
    assert by_commune(frames) == {"00001": [90, 100], "00003": [7, 7]}
    status = frames.observations.set_index(["commune_code", "indicator"])["status"]
    assert status["00001", "dossiers_resolved"] == "derived"
    assert status["00003", "dossiers_resolved"] == "reported"
    assert gaps[["commune_code", "reason"]].values.tolist() == [["00004", "split"], ["00005", "split"]]
    assert gaps["names"].tolist() == ["Xã Cát", "Xã Cát, Xã Dương Cũ"]


def test_a_blank_makes_the_sum_blank_and_not_smaller():
    frames, _ = on_todays_map(frames_of(REPORTED | {"00002": three(None, 90)}), SUCCESSORS)
    row = frames.observations.set_index(["commune_code", "indicator"]).loc[("00001", "dossiers_resolved_on_time")]
    assert row["status"] == "blank"
    assert row["value"] != row["value"]


def test_a_commune_that_did_not_report_makes_its_successor_incomplete():
    frames, gaps = on_todays_map(frames_of({"00001": three(5, 10)}), SUCCESSORS)
    assert len(frames.observations) == 0
    assert gaps.values.tolist() == [["00001", "Xã An", "incomplete", "Xã An Nam"]]


def test_a_unit_without_successor_is_named():
    _, gaps = on_todays_map(frames_of({"99999": three(5, 10)}), SUCCESSORS)
    assert gaps.values.tolist() == [["99999", "Xã 99999", "unknown", "Xã 99999"]]


def test_today_stays_as_it_is():
    today = frames_of(REPORTED, "2026-Q1")
    frames, gaps = on_todays_map(today, SUCCESSORS)
    assert frames is today
    assert len(gaps) == 0


def test_weights_divide_a_split_commune(tmp_path):
    """Xã Dương gets 30 % of 40/100, and the whole of 9/10: 21/40."""
    weights = read_weights(successor_weights(tmp_path, "00004,00004,0.7", "00004,00005,0.3"), SUCCESSORS)
    frames, gaps = on_todays_map(frames_of(REPORTED), SUCCESSORS, weights)
    assert by_commune(frames)["00005"] == pytest.approx([21, 40])
    assert by_commune(frames)["00004"] == pytest.approx([28, 70])
    assert len(gaps) == 0
    assert territories(SUCCESSORS, weights).set_index("commune_code").loc["00005", "territory"] == "weighted"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["00004,00004,0.7", "00004,00005,0.2"], "00004 adds up to 0.9"),
        (["00004,00004,1"], "00004 goes to 00004, the table says 00004, 00005"),
        (["77777,00004,1"], "77777 goes to 00004, the table says none"),
    ],
)
def test_weights_that_do_not_add_up(tmp_path, rows, found):
    message = (
        f"weights.csv: found {found}; expected for each commune every successor once, the weights adding up to 1; "
        "correct the rows."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        read_weights(successor_weights(tmp_path, *rows), SUCCESSORS)


def test_a_weight_in_percent(tmp_path):
    message = "weights.csv: found line 2 '70'; expected a share between 0 and 1, such as 0.4; correct the weights."
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        read_weights(successor_weights(tmp_path, "00004,00004,70"), SUCCESSORS)


def test_weights_without_a_column(tmp_path):
    path = tmp_path / "weights.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CchcError, match=r"^weights\.csv: found no column old_code, new_code, weight among "):
        read_weights(path, SUCCESSORS)

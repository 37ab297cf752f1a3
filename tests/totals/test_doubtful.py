"""How far doubtful cells may move a total, worked by hand on three communes."""

from dataclasses import replace

import pytest

from cchc_analysis.observations import TidyFrames
from cchc_analysis.totals.doubtful import doubtful, ranges
from tests.three_communes import contradicted, district


@pytest.fixture
def three(quarter):
    return lambda figures, findings=(): district(quarter, figures, findings)


def row(frames, indicator):
    found = ranges(frames).set_index("indicator").loc[indicator]
    return tuple(None if value != value else value for value in found)


RESOLVED, ON_TIME, RATE = "dossiers_resolved", "dossiers_resolved_on_time", "on_time_rate"


def test_nothing_in_doubt_has_no_range(three):
    assert row(three({RESOLVED: (100, 50, None)}), RESOLVED) == (0, None, None)


def test_an_unreadable_count_has_no_most(three):
    # 100 + 50 + anything from 0.
    assert row(three({RESOLVED: (100, 50, "?")}), RESOLVED) == (1, 150, None)


def test_a_part_is_at_most_its_whole_and_a_rate_keeps_the_weight_of_its_denominator(three):
    frames = three({RESOLVED: (100, 50, 50), ON_TIME: (90, 40, "?")})
    # 90 + 40 + 0 to 50; over 100 + 50 + 50 = 200: 130 / 200 = 65 %, 180 / 200 = 90 %.
    assert row(frames, ON_TIME) == (1, 130, 180)
    assert row(frames, RATE) == (1, 65, 90)
    assert row(frames, RESOLVED) == (0, None, None)


def test_a_rate_over_an_unreadable_denominator_may_be_anything(three):
    frames = three({RESOLVED: (100, 50, "?"), ON_TIME: (90, 40, 30)})
    assert row(frames, RATE) == (1, None, None)
    assert row(frames, ON_TIME) == (0, None, None)


def test_a_doubtful_part_of_a_blank_is_outside_the_total_and_its_range(three):
    frames = three({RESOLVED: (100, 50, None), ON_TIME: (90, 40, "?")})
    assert row(frames, RATE) == (0, None, None)
    assert row(frames, ON_TIME) == (1, 130, None)


def test_a_contradicted_figure_is_in_doubt_until_it_is_explained(three):
    findings = [contradicted("11284", ON_TIME)]
    frames = three({RESOLVED: (100, 50, 50), ON_TIME: (90, 40, 50)}, findings)
    # 90 + 50 + 0 to 50.
    assert row(frames, ON_TIME) == (1, 140, 190)
    explained = replace(frames, findings=frames.findings.assign(explained=True))
    assert row(explained, ON_TIME) == (0, None, None)
    remark = replace(frames, findings=frames.findings.assign(severity="note"))
    assert not doubtful(remark).any()


def test_a_blank_that_a_finding_names_is_not_in_doubt(three):
    frames = three({RESOLVED: (100, None, 50)}, [contradicted("11284", RESOLVED)])
    assert row(frames, RESOLVED) == (0, None, None)


def test_nothing_adds_up_nowhere(quarter):
    nothing = TidyFrames.concat([])
    assert ranges(nothing).empty

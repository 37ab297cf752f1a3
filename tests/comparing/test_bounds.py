"""A total says who is missing, how far they could move it, and what it is without the doubtful cells."""

import dataclasses

import pandas as pd
import pytest

from cchc_analysis.comparing.bounds import bounded_rates
from cchc_analysis.comparing.trends import history
from cchc_analysis.findings import Finding, finding_rows, to_findings
from cchc_analysis.periods import Period
from tests.small_frames import SUCCESSORS, frames_of, three

ROLL_UP = frames_of({"A": three(5, 10), "B": three(990, 1000), "C": three(None, None)}, "2026-Q1")
ROSTER = pd.DataFrame({"commune_code": ["A", "B", "C"], "commune": ["Xã A", "Xã B", "Xã C"]})


def past(**denominators):
    """Return the history of the roll-up, a quarter before which had the denominators given."""
    before = frames_of({code: three(0, n) for code, n in denominators.items()}, "2025-Q4")
    return history({Period(2025, "Q4"): before, Period(2026, "Q1"): ROLL_UP}, Period(2026, "Q1"), SUCCESSORS)


def test_the_worked_roll_up():
    """A 5/10, B 990/1,000, C blank (300 last time): 98.51 %, 2 of 3, 77.10 % of volume, 75.95-98.85 %."""
    (row,) = bounded_rates(ROLL_UP, past(A=11, B=900, C=300), ROSTER).itertuples()
    assert (row.numerator, row.denominator, row.communes, row.expected, row.missing) == (995, 1010, 2, 3, "Xã C")
    found = (row.value_pct, 100 * row.volume_share, row.lower_pct, row.upper_pct)
    assert found == pytest.approx((98.51, 77.10, 75.95, 98.85), abs=0.005)
    assert (row.unbounded, row.doubtful) == (0, 0)


def test_a_missing_commune_that_was_never_known_leaves_the_range_open():
    for known in (None, past(A=11, B=900)):
        (row,) = bounded_rates(ROLL_UP, known, ROSTER).itertuples()
        assert row.value_pct == pytest.approx(98.5149, abs=1e-4)
        assert row.unbounded == 1
        assert row.lower_pct != row.lower_pct
        assert row.volume_share != row.volume_share


def test_a_commune_without_a_report_is_missing_too():
    roster = pd.concat([ROSTER, pd.DataFrame({"commune_code": ["D"], "commune": ["Xã D"]})])
    (row,) = bounded_rates(ROLL_UP, past(C=300, D=100), roster).itertuples()
    assert (row.missing, row.expected) == ("Xã C, Xã D", 4)
    assert row.lower_pct == pytest.approx(100 * 995 / 1410)


def test_nothing_missing_is_no_range():
    whole = frames_of({"A": three(5, 10), "B": three(0, 0)})
    (row,) = bounded_rates(whole, None, ROSTER.head(2)).itertuples()
    assert (row.value_pct, row.lower_pct, row.upper_pct, row.volume_share, row.missing) == (50, 50, 50, 1, "")


def test_the_total_without_doubtful_cells():
    """B's numerator is to be verified: 5/10 remains."""
    found = [
        Finding(
            "quarter-negative",
            "x",
            "",
            ("dossiers_resolved_on_time",),
            values={"label": "", "later": "", "period": "", "value_later": "", "value_earlier": ""},
        )
    ]
    doubted = dataclasses.replace(ROLL_UP, findings=to_findings(finding_rows(found, "B", "2026-Q1", "B-2026-Q1-0")))
    (row,) = bounded_rates(doubted, None, ROSTER).itertuples()
    assert (row.doubtful, row.without_pct) == (1, 50)
    assert row.value_pct == pytest.approx(98.5149, abs=1e-4)


def test_all_blank_has_no_value_and_no_nan_in_its_words():
    (row,) = bounded_rates(frames_of({"A": three(None, None)}), None, ROSTER.head(1)).itertuples()
    assert row.value_pct != row.value_pct
    assert (row.communes, row.missing) == (0, "Xã A")


def test_the_real_communes(portal):
    (row,) = bounded_rates(portal).itertuples()
    assert (row.numerator, row.denominator, row.communes, row.expected) == (345_211, 378_085, 148, 148)
    assert row.value_pct == pytest.approx(91.31, abs=0.005)
    assert row.lower_pct == row.upper_pct == row.value_pct

"""Worked figures of the project's statistics note, computed with scipy 1.17.1."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_analysis.errors import CchcError
from cchc_analysis.inference.counts import count_change_p, is_odd, left_out_p, mcnemar_p, poisson_interval, run_chart

SERIES = [41, 38, 44, 40, 43, 39, 42, 37, 45, 40, 41, 43]


def test_counts_of_two_periods():
    """98 in 90 days, 113 in 91: p = 0.3709."""
    assert count_change_p([3, 0], [9, 6]) == pytest.approx([0.1460, 0.0312], abs=1e-4)
    assert count_change_p(98, 113, 91 / 181)[0] == pytest.approx(0.3709, abs=1e-4)
    assert count_change_p(0, 0)[0] == 1
    assert math.isnan(count_change_p(None, 3)[0])


@pytest.mark.parametrize(
    ("history", "count", "p", "odd"),
    [
        ([2, 3, 4, 3], 11, 0.005001, False),
        ([2, 3, 4, 3], 12, 0.001956, True),
        ([2, 3, 4, 3], 13, 0.000738, True),
        ([0, 0, 0, 0], 4, 0.003200, False),
        ([0, 0, 0, 0], 5, 0.000640, True),
    ],
)
def test_a_count_against_its_own_past(history, count, p, odd):
    assert left_out_p(history, count) == pytest.approx(p, abs=1e-6)
    assert is_odd(history, count) is odd


def test_a_short_history_says_nothing():
    assert math.isnan(left_out_p([2, 3, None, 3], 100))
    assert not is_odd([2, 3, None, 3], 100)
    assert not is_odd([2, 3, 4, 3], None)


def test_yes_and_no_in_two_quarters():
    assert mcnemar_p(12, 3) == pytest.approx(0.0352, abs=1e-4)
    assert mcnemar_p(5, 1) == pytest.approx(0.2188, abs=1e-4)


def test_limits_of_a_run_chart():
    chart = run_chart(SERIES)
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx((41.0833, 30.4433, 51.7233), abs=1e-4)
    assert not chart.is_trial
    assert chart.signals == ()
    trial = run_chart(SERIES[:6])
    assert (trial.lower, trial.upper) == pytest.approx((30.1933, 51.4733), abs=1e-4)
    assert trial.is_trial


def test_a_short_series_never_fires():
    assert run_chart([1] * 10 + [1000]).signals == ()
    assert run_chart([]).is_trial
    assert math.isnan(run_chart([None, None]).mean)
    assert run_chart([5]).mean == 5


def test_a_point_outside_and_a_run_after_the_baseline():
    assert run_chart([*SERIES, 90], baseline=12).signals == (12,)
    assert run_chart([*SERIES, *[42] * 8], baseline=12).signals == (19,)
    assert run_chart([*SERIES, *[42] * 7, None, 42], baseline=12).signals == (20,)


@given(st.integers(0, 5000))
def test_a_poisson_interval_holds_its_count(count):
    lower, upper = poisson_interval(count)
    assert lower[0] <= count <= upper[0]


@pytest.mark.parametrize("count", [-1, 2.5, math.inf])
def test_counts_that_cannot_be(count):
    with pytest.raises(
        CchcError, match=r"^counts: found \[.+\]; expected whole counts, 0 or more; correct or blank them\.$"
    ):
        poisson_interval(count)

"""How sure a count is, and whether a series of counts says more than luck.

Exact tests: counts of a commune are small, and what fails at 0 fails where it matters. Missing counts give missing results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cchc_analysis.catalogue import method
from cchc_analysis.errors import CchcError
from cchc_analysis.inference.intervals import LEVEL, Floats, as_share

# From here on a run chart may speak of a trend; before, its limits are on trial.
FEWEST_POINTS = method("run_points").whole
RUN = method("run_length").whole  # later points on one side of the baseline
LIMITS = method("run_limits").value  # in mean moving ranges
FEWEST_QUARTERS = method("odd_periods").whole
ODD = method("odd_chance").value
LEAST_CASES = method("odd_distance").value


def poisson_interval(count: Any, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the exact interval of each count (Garwood, Biometrika 1936;28:437).

    >>> lower, upper = poisson_interval([0, 98])
    >>> upper.round(4).tolist()
    [3.6889, 119.4306]
    """
    x = _whole(count)
    tail = (1 - as_share("level", level)) / 2
    return np.where(x == 0, 0.0, stats.gamma.ppf(tail, x)), stats.gamma.isf(tail, x + 1)


def count_change_p(before: Any, after: Any, share: float = 0.5) -> Floats:
    """Return the two-sided p that two counts come from one rate, given their sum.

    Parameters
    ----------
    share : of the exposure that lies in the second period, such as its days over the days of both.

    Notes
    -----
    Given x₁ + x₂, the second is Binomial(x₁ + x₂, share). Tết falls in the first quarter: prefer the same quarter of the
    year before.

    >>> count_change_p([3, 0], [9, 6]).round(4).tolist()
    [0.146, 0.0312]
    """
    old, new = np.broadcast_arrays(_whole(before), _whole(after))
    share = as_share("share", share)
    return np.array([_binomial_p(x, n, share) for x, n in zip(new, old + new, strict=True)], dtype=float)


def _binomial_p(x: float, n: float, share: float) -> float:
    if np.isnan(n):
        return np.nan
    return 1.0 if n == 0 else float(stats.binomtest(int(x), int(n), share).pvalue)


def left_out_p(history: Sequence[float], count: float) -> float:
    """Return how odd a count is for a commune, given its earlier quarters, the count itself left out of them.

    Given the total of m + 1 quarters, the new one is Binomial(total, 1/(m + 1)); p is twice the smaller tail. NaN with
    fewer than four earlier quarters: the history is too short. See `is_odd` for the verdict.

    >>> round(left_out_p([2, 3, 4, 3], 12), 6)
    0.001956
    """
    known = [value for value in history if pd.notna(value)]
    if len(known) < FEWEST_QUARTERS or pd.isna(count):
        return np.nan
    past, new = float(_whole(known).sum()), float(_whole(count)[0])
    total = stats.binom(past + new, 1 / (len(known) + 1))
    return float(min(1.0, 2 * min(total.cdf(new), total.sf(new - 1))))


def is_odd(history: Sequence[float], count: float) -> bool:
    """Return whether a count deserves the word *bất thường*: p ≤ 0.002, and at least 3 away from the mean of its past."""
    p = left_out_p(history, count)
    known = [value for value in history if pd.notna(value)]
    return bool(p <= ODD and abs(count - float(np.mean(known))) >= LEAST_CASES)


def mcnemar_p(gained: int, lost: int) -> float:
    """Return the exact two-sided p that communes changed a yes/no answer in both directions alike.

    >>> round(mcnemar_p(12, 3), 4), round(mcnemar_p(5, 1), 4)
    (0.0352, 0.2188)
    """
    return float(count_change_p(gained, lost)[0])


@dataclass(frozen=True)
class RunChart:
    """A series with its limits: `signals` are positions outside them or at the end of a run, `is_trial` forbids a verb."""

    mean: float
    lower: float
    upper: float
    is_trial: bool
    signals: tuple[int, ...]


def run_chart(values: Sequence[float], baseline: int | None = None) -> RunChart:
    """Return the XmR limits of a series of one definition and one territory: start it anew at every break.

    Parameters
    ----------
    values : in order of time, missing allowed.
    baseline : how many of the first values the limits rest on; all by default.

    Notes
    -----
    Mean ± 2.66 × mean moving range. A run needs points later than the baseline: a run against a series' own mean cannot
    count. Under 12 points the limits are on trial and there are no signals. Nelson 1982.
    """
    series = np.asarray([np.nan if pd.isna(value) else value for value in values], dtype=float)
    known = series[~np.isnan(series)]
    base = known if baseline is None else known[:baseline]
    if base.size < 2:
        return RunChart(float(base.mean()) if base.size else np.nan, np.nan, np.nan, True, ())
    mean, spread = float(base.mean()), LIMITS * float(np.abs(np.diff(base)).mean())
    is_trial = known.size < FEWEST_POINTS
    signals: list[int] = []
    if not is_trial:
        signals = [int(i) for i in np.flatnonzero(np.abs(series - mean) > spread)]
        later = [int(i) for i in np.flatnonzero(~np.isnan(series))[base.size :]]
        for end in range(RUN, len(later) + 1):
            sides = np.sign(series[later[end - RUN : end]] - mean)
            if abs(sides.sum()) == RUN:
                signals.append(later[end - 1])
    return RunChart(mean, mean - spread, mean + spread, is_trial, tuple(sorted(set(signals))))


def _whole(count: Any) -> Floats:
    given = pd.Series(np.atleast_1d(np.asarray(count, dtype=object))).astype("Float64")
    counts = given.to_numpy(dtype=float, na_value=np.nan)
    known = counts[~np.isnan(counts)]
    if (known < 0).any() or np.isinf(known).any() or (known % 1 > 0).any():
        raise CchcError("counts", f"{known.tolist()[:5]}", "whole counts, 0 or more", "correct or blank them")
    return counts

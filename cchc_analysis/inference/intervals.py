"""How sure a rate is: intervals and exact tests for counts out of counts.

The counts are all of a commune's cases, not a sample. An interval answers another question: which ways of working could
have had this result by the ordinary luck of few cases? Cases are taken as independent; where they are not (one sick
officer delays thirty at once), the truth is wider. `dispersion` measures by how much.

A rate needs both parts and a denominator above 0. Without them every result is missing, never 0.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.special import gammaln

from cchc_analysis.catalogue import method
from cchc_analysis.errors import CchcError, FrameError, first_rows
from cchc_analysis.inference.pooled import pool

Floats: TypeAlias = NDArray[np.float64]

# Below this many cases the normal curve behind Wilson's interval is a poor likeness of the binomial.
FEW_CASES = method("few_cases").whole
TAIL = method("target_tail").value
LEVEL = method("interval_level").value
_TABLES = 200_000


def wilson(numerator: Any, denominator: Any, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return Wilson's score interval of each share.

    Parameters
    ----------
    numerator, denominator : whole counts, one or many; missing allowed.
    level : the confidence, between 0 and 1.

    Returns
    -------
    lower, upper : shares, 0-1, one-dimensional; NaN where a part is missing or the denominator is 0.

    Raises
    ------
    CchcError : counts that cannot be (see `find_impossible`), or a level outside 0-1.

    Notes
    -----
    Wilson, JASA 1927;22:209. Needs no correction near 0 or 1, where the usual p ± 1.96 s.e. leaves the scale.

    >>> lower, upper = wilson(18, 19)
    >>> round(float(lower[0]), 4), round(float(upper[0]), 4)
    (0.7536, 0.9906)
    """
    x, n = as_counts(numerator, denominator)
    share, z = x / n, stats.norm.isf((1 - as_share("level", level)) / 2)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    # In exact arithmetic the interval holds its share and stays within 0-1; rounding must not break that.
    return np.clip(middle - half, 0, share), np.clip(middle + half, share, 1)


def clopper_pearson(numerator: Any, denominator: Any, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the exact interval of each share: every rate that a test at (1 - level)/2 a side would not reject.

    Parameters, result and errors as for `wilson`. Clopper and Pearson, Biometrika 1934;26:404.
    """
    x, n = as_counts(numerator, denominator)
    tail = (1 - as_share("level", level)) / 2
    lower = np.where(x == 0, 0.0, stats.beta.ppf(tail, x, n - x + 1))
    upper = np.where(x == n, 1.0, stats.beta.isf(tail, x + 1, n - x))
    return np.minimum(lower, x / n), np.maximum(upper, x / n)


def newcombe(
    numerator: Any, denominator: Any, base_numerator: Any, base_denominator: Any, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Return Newcombe's interval of the difference, share minus base share.

    Parameters and errors as for `wilson`; lower and upper lie between -1 and 1. Method 10 of Newcombe, Stat Med
    1998;17:873: the distances to the two Wilson limits, squared and added.
    """
    x, n = as_counts(numerator, denominator)
    base_x, base_n = as_counts(base_numerator, base_denominator)
    (lower, upper), (base_lower, base_upper) = wilson(x, n, level), wilson(base_x, base_n, level)
    share, base = x / n, base_x / base_n
    return (
        share - base - np.hypot(share - lower, base_upper - base),
        share - base + np.hypot(upper - share, base - base_lower),
    )


def fisher_mid_p(numerator: Any, denominator: Any, base_numerator: Any, base_denominator: Any) -> Floats:
    """Return the two-sided mid-p of Fisher's test that two shares come from one rate.

    Parameters and errors as for `wilson`. With the total of successes given, the p is the chance of the tables less
    likely than the observed one plus half of that of the equally likely; NaN where either share has no value.
    """
    x, n = as_counts(numerator, denominator)
    base_x, base_n = as_counts(base_numerator, base_denominator)
    x, n, base_x, base_n = np.broadcast_arrays(x, n, base_x, base_n)
    p = np.full(x.size, np.nan)
    known = np.flatnonzero(~np.isnan(n) & ~np.isnan(base_n))
    least, most = np.maximum(0, x + base_x - base_n), np.minimum(n, x + base_x)
    tables = (most - least + 1)[known].astype(np.int64)
    # As many communes at once as have some hundred thousand tables between them: memory stays small at any size.
    for part in np.split(known, np.flatnonzero(np.diff(np.cumsum(tables) // _TABLES)) + 1):
        if part.size:
            p[part] = _mid_p(x[part], n[part], base_x[part], base_n[part], least[part], most[part])
    return p


def _mid_p(x: Floats, n: Floats, base_x: Floats, base_n: Floats, least: Floats, most: Floats) -> Floats:
    """Return the mid-p of each pair of shares; all their tables lie one after the other."""
    tables = (most - least + 1).astype(np.int64)
    start = np.cumsum(tables) - tables
    of, total = np.repeat(np.arange(x.size), tables), x + base_x
    k = np.arange(of.size) - start[of] + least[of]
    # Logarithms of the tables' weights; scipy's hypergeom takes a second for 20,000 cases.
    weight = -gammaln([k + 1, n[of] - k + 1, total[of] - k + 1, (base_n - total)[of] + k + 1]).sum(axis=0)
    apart = weight - weight[start + (x - least).astype(np.int64)][of]
    chance = np.exp(weight - np.maximum.reduceat(weight, start)[of])
    # Equally likely tables differ in the last digits only; R's fisher.test allows the same 1e-7.
    counted = np.where(apart < -1e-7, chance, np.where(np.abs(apart) <= 1e-7, chance / 2, 0))
    return np.asarray(np.add.reduceat(counted, start) / np.add.reduceat(chance, start))


def exact_tails(numerator: Any, denominator: Any, target: float) -> tuple[Floats, Floats]:
    """Return P(X ≤ x) and P(X ≥ x) for X binomial with `denominator` cases at rate `target`, a share.

    Counts, missing values and errors as for `wilson`.
    """
    x, n = as_counts(numerator, denominator)
    target = as_share("target", target, closed=True)
    return stats.binom.cdf(x, n, target), stats.binom.sf(x - 1, n, target)


def interval(rates: pd.DataFrame) -> pd.DataFrame:
    """Return the rates with their 95 % intervals.

    Parameters
    ----------
    rates : a row per commune; reads `commune_code`, `commune`, `numerator`, `denominator` (whole counts).

    Returns
    -------
    The same rows in the same order with `share`, `lower`, `upper` (0-1, NaN where there is no rate) and `method`:
    "clopper_pearson" where x = 0, x = n or n < 20, "wilson" elsewhere, "none" without a rate.

    Raises
    ------
    FrameError : a column is missing. CchcError : counts that cannot be, naming the first communes.
    """
    x, n = rate_counts(rates)
    (lower, upper), (exact_lower, exact_upper) = wilson(x, n), clopper_pearson(x, n)
    is_exact = (x == 0) | (x == n) | (n < FEW_CASES)
    return rates.assign(
        share=x / n,
        lower=np.where(is_exact, exact_lower, lower),
        upper=np.where(is_exact, exact_upper, upper),
        method=np.select([np.isnan(n), is_exact], ["none", "clopper_pearson"], "wilson"),
    )


def against_target(rates: pd.DataFrame, target: float) -> pd.DataFrame:
    """Return the rates judged against a fixed target.

    Parameters
    ----------
    rates : as for `interval`.
    target : the rate asked for, a share 0-1.

    Returns
    -------
    The same rows in the same order with `share`, `p_below` = P(X ≤ x), `p_above` = P(X ≥ x), each at the target, and
    `verdict`: "below" or "above" where its p is at most 0.025, "unclear" where neither is, "unknown" without a rate.

    Raises
    ------
    FrameError, CchcError : as for `interval`; a target outside 0-1.
    """
    x, n = rate_counts(rates)
    p_below, p_above = exact_tails(x, n, target)
    verdict = np.select([np.isnan(n), p_below <= TAIL, p_above <= TAIL], ["unknown", "below", "above"], "unclear")
    return rates.assign(share=x / n, p_below=p_below, p_above=p_above, verdict=verdict)


def dispersion(rates: pd.DataFrame, trim: float = method("winsor_share").value) -> tuple[float, float]:
    """Return phi and tau2: how far the communes scatter around their pooled rate beyond luck.

    phi is about 1 when luck explains all; tau2 is the variance to add on the scale of asin √share. NaN below two
    communes with a rate. Around the pooled rate whatever a funnel's centre: communes that all miss a target together
    do not differ from each other.

    Notes
    -----
    z = 2√n (asin √r - asin √p), drawn in to its `trim` and 1 - `trim` quantiles so that outliers do not excuse
    themselves; phi = mean z²; tau2 = max(0, (K phi - (K - 1)) / (ΣW - ΣW²/ΣW)), W = 4n. Spiegelhalter 2005; the
    arrangement is FunnelPlotR's.
    """
    x, n = (counts[~np.isnan(counts)] for counts in rate_counts(rates))
    if n.size < 2:
        return np.nan, np.nan
    z = 2 * np.sqrt(n) * (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(pool(x, n).share)))
    phi, weight = float((np.clip(z, *np.quantile(z, [trim, 1 - trim])) ** 2).mean()), 4 * n
    tau2 = (n.size * phi - (n.size - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    return phi, max(0.0, float(tau2))


def find_impossible(rates: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose counts cannot be: negative, not whole, or a numerator above its denominator.

    Such a row is a finding about the report. Every comparison refuses it; blank its parts to compare the others.
    """
    x, n = (_floats(rates[column]) for column in ("numerator", "denominator"))
    return rates[_impossible(x, n)]


def rate_counts(rates: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return numerator and denominator of each commune as `as_counts` does, errors naming the communes."""
    absent = [c for c in ("commune_code", "commune", "numerator", "denominator") if c not in rates]
    if absent:
        raise FrameError("rates", f"no column {', '.join(absent)}", "a row per commune with both counts", "add it")
    if "indicator" in rates and rates["indicator"].nunique() > 1:
        names = ", ".join(sorted(map(str, rates["indicator"].dropna().unique())))
        raise FrameError("rates", names, "one definition in one comparison", "compare each by itself")
    labels = [f"{code} {name}" for code, name in zip(rates["commune_code"], rates["commune"], strict=True)]
    return as_counts(rates["numerator"], rates["denominator"], labels)


def as_counts(numerator: Any, denominator: Any, labels: list[str] | None = None) -> tuple[Floats, Floats]:
    """Return both counts as floats of one length, NaN in both where they make no rate; refuse what cannot be.

    Without `labels` the error numbers the rows from 1.
    """
    x, n = np.broadcast_arrays(_floats(numerator), _floats(denominator))
    wrong = np.flatnonzero(_impossible(x, n))
    if wrong.size:
        rows = [f"{labels[i] if labels else f'row {i + 1}'}: {x[i]:.15g} of {n[i]:.15g}" for i in wrong]
        raise CchcError(
            "rates", first_rows(rows), "whole counts, the numerator at most the denominator", "correct or blank them"
        )
    has_rate = ~np.isnan(x) & (n > 0)
    return np.where(has_rate, x, np.nan), np.where(has_rate, n, np.nan)


def as_share(name: str, value: float, closed: bool = False) -> float:
    """Return a parameter that must lie between 0 and 1, the ends allowed if `closed`; refuse another."""
    if not (0 < value < 1 or (closed and value in (0, 1))):
        raise CchcError(name, f"{value!r}", "a share between 0 and 1", "divide a percent by 100")
    return float(value)


def _floats(values: Any) -> Floats:
    return np.asarray(pd.Series(values).astype("Float64").to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)


def _impossible(x: Floats, n: Floats) -> NDArray[np.bool_]:
    fraction = [np.mod(count, 1, where=np.isfinite(count), out=np.zeros_like(count)) for count in (x, n)]
    return (x > n) | (x < 0) | (n < 0) | np.isinf(x) | np.isinf(n) | (fraction[0] > 0) | (fraction[1] > 0)

"""Which differences between communes, or between two periods, are more than luck.

Every comparison takes `rates`, a row per commune with `commune_code`, `commune`, `numerator` and `denominator` (whole
counts, missing allowed) of one indicator in one period, and returns the same rows in the same order with columns added.
A commune without a rate keeps its row: its numbers are missing and its verdict is "unknown". Verdicts are keys; their
words are the catalogue's. A missing column is a `FrameError`; counts that cannot be are a `CchcError` that names the
communes (see `inference.intervals.find_impossible`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from cchc_analysis.catalogue import method
from cchc_analysis.errors import CchcError, FrameError, first_rows
from cchc_analysis.inference.intervals import (
    Floats,
    as_counts,
    as_share,
    dispersion,
    fisher_mid_p,
    newcombe,
    rate_counts,
)
from cchc_analysis.inference.pooled import pool
from cchc_analysis.periods import Period

FEWEST_PEERS = method("fewest_peers").whole
OVERDISPERSED = method("overdispersed").value
MIXED = method("mixed").value
LEAST_POINTS = method("least_points").value
ALPHA = method("change_alpha").value
# True rates drawn for ranks: as often as asked for few communes, less often for many, never less than the fewest.
DRAWS = method("rank_draws").whole
MOST_DRAWN = method("most_drawn").whole
FEWEST_DRAWS = method("fewest_draws").whole
RANK_TAIL = method("rank_tail").value

# What a rise and a fall are called, by the catalogue's polarity of the indicator.
_CHANGES = {"up": ("improved", "worse"), "down": ("worse", "improved"), "none": ("higher", "lower")}


@dataclass(frozen=True)
class FunnelResult:
    """A funnel worked out: `rows` as `Funnel` describes, and what is needed to draw and to explain it.

    `center` is the share the limits stand around; `phi` and `tau2` are as in `dispersion`. `curve` has the limits over
    a grid of `n`, columns as in `rows`; the exact ones are interpolated between counts, so the line has no teeth and
    leaves every commune on its side. With too few communes phi and tau2 are NaN and the curve is empty.
    """

    rows: pd.DataFrame
    center: float
    phi: float
    tau2: float
    curve: pd.DataFrame

    @property
    def is_adjusted(self) -> bool:
        """Whether the verdicts rest on the adjusted limits."""
        return self.phi > OVERDISPERSED

    @property
    def is_mixed(self) -> bool:
        """Whether the scatter is so wide that definition and case mix come into question before any commune."""
        return self.phi > MIXED


@dataclass(frozen=True)
class Funnel:
    """Judges communes against limits that widen as cases get fewer, so that none is picked for being small.

    Parameters
    ----------
    center : share to draw the limits around; None for the pooled rate of the communes given.
    watch, act : the two levels. A commune between them deserves a look, one outside `act` differs.

    Notes
    -----
    Called with `rates`, returns a `FunnelResult` whose rows have `share`; the exact binomial limits `watch_lower`,
    `watch_upper`, `act_lower`, `act_upper`, the last shares inside (a count is outside when its tail is at most half of
    1 - level); the same four as `adjusted_watch_lower`, `adjusted_watch_upper`, `adjusted_lower`, `adjusted_upper`,
    sin²(asin √center ± z √(1/(4n) + tau2)) but never inside the exact ones, as luck is never less than binomial; and
    `verdict`:

    - "low", "high": outside the act limits; "watch_low", "watch_high": outside the watch limits only;
    - "same": inside; "unknown": no rate; "few", for all: fewer than ten communes have a rate, none is judged.

    The exact limits decide, or where phi > 1.5 the adjusted ones. Spiegelhalter, Stat Med 2005;24:1185.
    """

    center: float | None = None
    watch: float = method("funnel_watch").value
    act: float = method("funnel_act").value

    def __post_init__(self) -> None:
        if self.center is not None:
            as_share("center", self.center, closed=True)
        if as_share("watch", self.watch) >= as_share("act", self.act):
            raise CchcError("funnel", f"watch {self.watch}, act {self.act}", "watch below act", "swap them")

    def __call__(self, rates: pd.DataFrame) -> FunnelResult:
        x, n = rate_counts(rates)
        share, sizes = x / n, n[~np.isnan(n)]
        center = _moments(x, n)[0] if self.center is None else float(self.center)
        if sizes.size < FEWEST_PEERS:
            nowhere = self._limits(np.full_like(n, np.nan), center, np.nan)
            curve = pd.DataFrame(columns=["n", *nowhere], dtype=float)
            return FunnelResult(rates.assign(share=share, **nowhere, verdict="few"), center, np.nan, np.nan, curve)
        phi, tau2 = dispersion(rates)
        limits = self._limits(n, center, tau2)
        act, watch = ("adjusted", "adjusted_watch") if phi > OVERDISPERSED else ("act", "watch")
        sides = [(share < limits[f"{name}_lower"], share > limits[f"{name}_upper"]) for name in (act, watch)]
        verdict = np.select(
            [np.isnan(n), *sides[0], *sides[1]], ["unknown", "low", "high", "watch_low", "watch_high"], default="same"
        )
        grid = np.unique(np.geomspace(max(1, 0.9 * sizes.min()), 1.05 * sizes.max(), 200).round())
        curve = pd.DataFrame({"n": grid, **self._limits(grid, center, tau2, smooth=True)})
        return FunnelResult(rates.assign(share=share, **limits, verdict=verdict), center, phi, tau2, curve)

    def _limits(self, n: Floats, center: float, tau2: float, smooth: bool = False) -> dict[str, Floats]:
        limits: dict[str, Floats] = {}
        for level, exact, adjusted in ((self.watch, "watch", "adjusted_watch"), (self.act, "act", "adjusted")):
            tail = (1 - level) / 2
            lower, upper = _exact_limits(n, center, tail, smooth)
            angle, half = np.arcsin(np.sqrt(center)), stats.norm.isf(tail) * np.sqrt(1 / (4 * n) + tau2)
            limits |= {f"{exact}_lower": lower, f"{exact}_upper": upper}
            # The scale of shares ends at the angles 0 and π/2; beyond them the sine would turn back.
            limits[f"{adjusted}_lower"] = np.minimum(np.sin(np.maximum(angle - half, 0)) ** 2, lower)
            limits[f"{adjusted}_upper"] = np.maximum(np.sin(np.minimum(angle + half, np.pi / 2)) ** 2, upper)
        return limits


def _exact_limits(n: Floats, center: float, tail: float, smooth: bool) -> tuple[Floats, Floats]:
    """Return the outermost shares with more than `tail` beyond, or the points between counts where it is reached."""
    binomial = stats.binom
    lower, upper = n - binomial.isf(tail, n, 1 - center), binomial.isf(tail, n, center)
    if smooth:
        inside, outside = binomial.cdf(lower, n, center), binomial.cdf(lower - 1, n, center)
        lower = np.maximum(lower - (inside - tail) / (inside - outside), 0)
        inside, outside = binomial.sf(upper - 1, n, center), binomial.sf(upper, n, center)
        upper = np.minimum(upper + (inside - tail) / (inside - outside), n)
    return lower / n, upper / n


def _moments(x: Floats, n: Floats) -> tuple[float, float]:
    """Return the pooled rate and the variance of the true rates around it; NaN when no commune has a rate."""
    x, n = x[~np.isnan(x)], n[~np.isnan(n)]
    if not n.size:
        return np.nan, np.nan
    pooled = pool(x, n).share
    observed = float((n * (x / n - pooled) ** 2).sum() / n.sum())
    return pooled, max(0.0, observed - pooled * (1 - pooled) / float(n.mean()))


def shrink(rates: pd.DataFrame) -> pd.DataFrame:
    """Return the rates with `estimate`, each share drawn towards the pooled rate, and `weight`, what it kept (0-1).

    For an order or a map, beside the share and its counts, which stay the official figures. Where nothing beyond luck
    was seen, every weight is 0 and every estimate the pooled rate.

    p = Σx/Σn; V = Σn(r - p)²/Σn; A = max(0, V - p(1 - p)/n̄); weight = A/(A + p(1 - p)/n). Marshall's global
    shrinkage, 1991, with the binomial variance.
    """
    x, n = rate_counts(rates)
    pooled, between = _moments(x, n)
    weight = between / (between + pooled * (1 - pooled) / n) if between > 0 else 0 * n
    return rates.assign(estimate=pooled + weight * (x / n - pooled), weight=weight)


def rank_intervals(rates: pd.DataFrame, draws: int = DRAWS, seed: int = 0, polarity: str = "up") -> pd.DataFrame:
    """Return the rates with the ranks each commune may truly hold.

    True rates are drawn from Beta(pM + x, (1 - p)M + n - x), M = p(1 - p)/A - 1, p and A as in `shrink`. Marshall and
    Spiegelhalter, BMJ 1998;316:1701.

    Parameters
    ----------
    draws, seed : how many times the true rates are drawn at most, and from which seed. A country's communes are drawn
        less often, see `MOST_DRAWN`: an end of 3,321 ranks then moves by 28 on average.
    polarity : "down" ranks the lowest rate first, "up" and "none" the highest.

    Returns
    -------
    The rows with `rank_lower` and `rank_upper`, whole, a 95 % interval among the communes with a rate, 1 = first; and
    `p_first`, `p_last`. Where nothing beyond luck was seen, every commune may hold every rank with the same chance.
    """
    _words(polarity)
    x, n = rate_counts(rates)
    used = np.flatnonzero(~np.isnan(n))
    pooled, between = _moments(x, n)
    columns = np.full((4, n.size), np.nan)
    if between > 0:
        mass = pooled * (1 - pooled) / between - 1
        a, b = pooled * mass + x[used], (1 - pooled) * mass + (n - x)[used]
        times = min(draws, max(FEWEST_DRAWS, MOST_DRAWN // used.size))
        true_rates = np.random.default_rng(seed).beta(a, b, size=(times, used.size))
        places = _places(true_rates if polarity == "down" else -true_rates)
        columns[:2, used] = places[:, [int(np.ceil(times * share)) - 1 for share in (RANK_TAIL, 1 - RANK_TAIL)]].T
        columns[2:, used] = (places == 1).mean(axis=1), (places == used.size).mean(axis=1)
    elif used.size:  # tied communes cover the same ranks and share the chance of the first and the last
        columns[:, used] = np.array([[1, used.size, 1 / used.size, 1 / used.size]]).T
    lower, upper = (pd.array(ranks, dtype="Int64") for ranks in columns[:2])
    return rates.assign(rank_lower=lower, rank_upper=upper, p_first=columns[2], p_last=columns[3])


def _places(order: Floats) -> NDArray[np.int32]:
    """Return the ranks, 1 = least, that each column's values have in their rows: a row a column, from first to last."""
    ranks = np.empty(order.shape, dtype=np.int32)
    np.put_along_axis(ranks, order.argsort(axis=1), np.arange(1, order.shape[1] + 1, dtype=np.int32)[None], axis=1)
    return np.sort(np.ascontiguousarray(ranks.T), axis=1)


def change(before: pd.DataFrame, after: pd.DataFrame, polarity: str = "up") -> pd.DataFrame:
    """Return how each commune's rate changed between two periods, and whether a verb is allowed.

    Cases of one commune are not independent: look at its own scatter over earlier periods before using the verb.

    Parameters
    ----------
    before, after : `rates` of the two periods: same definition, same territory, no period inside the other. A commune
        that stands twice in one, or has no code, is a `FrameError`.
    polarity : "up" if a higher rate is better, "down" if a lower one is, "none" if neither.

    Returns
    -------
    A row per commune, those of `after` in its order, then those only in `before`: `commune_code`, `commune`,
    `numerator_before`, `denominator_before`, `numerator_after`, `denominator_after`; `difference`, a share, after minus
    before; `lower`, `upper`, its 95 % interval (Newcombe); `p`, Fisher's mid-p; `p_adjusted`, after Benjamini and
    Hochberg over all rows as one family; `verdict`, "improved" or "worse" ("higher" or "lower" for polarity "none")
    where p_adjusted ≤ 0.05, the difference is at least 2 points and the interval is without 0, "same" elsewhere,
    "unknown" where a rate is missing.
    """
    rising, falling = _words(polarity)
    _one_definition(before, after)
    old, new = _by_code("rates before", before), _by_code("rates after", after)
    names = new.pop("commune").to_dict()
    names |= {code: name for code, name in old.pop("commune").items() if code not in names}
    old, new = old.reindex(list(names)), new.reindex(list(names))
    rows = pd.DataFrame({"commune_code": list(names), "commune": list(names.values())}, index=new.index)
    rows = rows.join([old.add_suffix("_before"), new.add_suffix("_after")]).reset_index(drop=True)
    x, n = as_counts(new["numerator"], new["denominator"])
    old_x, old_n = as_counts(old["numerator"], old["denominator"])
    lower, upper = newcombe(x, n, old_x, old_n)
    p = fisher_mid_p(x, n, old_x, old_n)
    known, adjusted = ~np.isnan(p), np.full_like(p, np.nan)
    adjusted[known] = stats.false_discovery_control(p[known])
    # Multiplied out, whole counts say exactly whether 2 points are reached; 0.95 - 0.93 falls short in floats.
    is_clear = (adjusted <= ALPHA) & (100 * np.abs(x * old_n - old_x * n) >= LEAST_POINTS * n * old_n)
    verdict = np.select([~known, is_clear & (lower > 0), is_clear & (upper < 0)], ["unknown", rising, falling], "same")
    return rows.assign(
        difference=x / n - old_x / old_n, lower=lower, upper=upper, p=p, p_adjusted=adjusted, verdict=verdict
    )


def _one_definition(before: pd.DataFrame, after: pd.DataFrame) -> None:
    """Refuse two definitions of one name (on time among resolved, on time among received) and periods in each other."""
    sides = [set(rates["indicator"].dropna()) if "indicator" in rates else set() for rates in (before, after)]
    if all(sides) and sides[0] != sides[1]:
        found = " beside ".join(", ".join(sorted(names)) for names in sides)
        raise FrameError("rates of two periods", found, "one definition", "compare each with its own past")
    if "period" in before and "period" in after:
        for old in map(Period.parse, before["period"].dropna().unique()):
            for new in map(Period.parse, after["period"].dropna().unique()):
                if old.overlaps(new) or old == new:
                    raise FrameError(
                        "rates of two periods",
                        f"{old} and {new}, which share a quarter",
                        "periods apart",
                        "choose another",
                    )


def _by_code(where: str, rates: pd.DataFrame) -> pd.DataFrame:
    rate_counts(rates)  # refuses here, where the communes can be named
    codes = rates["commune_code"]
    if wrong := [repr(code) for code in codes[codes.duplicated() | codes.isna()]]:
        raise FrameError(where, f"commune_code {first_rows(wrong)}", "each commune once, coded", "correct the rows")
    return rates.set_index("commune_code")[["commune", "numerator", "denominator"]]


def _words(polarity: str) -> tuple[str, str]:
    if polarity not in _CHANGES:
        raise CchcError("polarity", repr(polarity), "up, down or none", "take it from the catalogue's indicators")
    return _CHANGES[polarity]

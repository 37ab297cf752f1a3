"""The limits that chance keeps around a group's rate, widened where its communes truly scatter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cchc_analysis.catalogue import method
from cchc_analysis.errors import CchcError
from cchc_analysis.inference.intervals import (
    Floats,
    as_share,
    dispersion,
    rate_counts,
)
from cchc_analysis.inference.shrinkage import moments

FEWEST_PEERS = method("fewest_peers").whole


OVERDISPERSED = method("overdispersed").value


MIXED = method("mixed").value


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
    - "usual": outside the exact watch limits and inside the adjusted ones: it differs by more than luck, and by no more than
      its peers do among themselves;
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
        center = moments(x, n)[0] if self.center is None else float(self.center)
        if sizes.size < FEWEST_PEERS:
            nowhere = self._limits(np.full_like(n, np.nan), center, np.nan)
            curve = pd.DataFrame(columns=["n", *nowhere], dtype=float)
            return FunnelResult(rates.assign(share=share, **nowhere, verdict="few"), center, np.nan, np.nan, curve)
        phi, tau2 = dispersion(rates)
        limits = self._limits(n, center, tau2)
        act, watch = ("adjusted", "adjusted_watch") if phi > OVERDISPERSED else ("act", "watch")
        sides = [(share < limits[f"{name}_lower"], share > limits[f"{name}_upper"]) for name in (act, watch)]
        beyond_luck = (share < limits["watch_lower"]) | (share > limits["watch_upper"])
        verdict = np.select(
            [np.isnan(n), *sides[0], *sides[1], beyond_luck],
            ["unknown", "low", "high", "watch_low", "watch_high", "usual"],
            default="same",
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

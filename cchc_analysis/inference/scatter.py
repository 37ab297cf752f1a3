"""How far the changes of communes scatter beyond the luck of their cases, when nothing has changed for good.

Cases of one commune are not independent: a busy month, a person on leave or a broken line moves a whole quarter. What is
to be called a change must stand out from that scatter, too.
"""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from cchc_analysis.catalogue import method
from cchc_analysis.inference.intervals import Floats

# Of fewer changes nothing is known of their scatter.
_LEAST = method("scatter_changes").whole


def scatter_variance(differences: Floats, variances: Floats) -> float:
    """Return the variance of differences beyond the one that each has by chance; 0 where there is none, or too few to tell.

    Parameters
    ----------
    differences, variances : of each commune; those without a difference, or without a variance, are left out.

    Notes
    -----
    τ² with Σ (y - ȳ)² / (v + τ²) = k - 1, ȳ weighted by 1 / (v + τ²): Paule and Mandel, J Res Natl Bur Stand 1982;87:377.
    """
    is_known = (variances > 0) & ~np.isnan(differences)
    y, v = differences[is_known], variances[is_known]
    if y.size < _LEAST:
        return 0.0

    def excess(between: float) -> float:
        weights = 1 / (v + between)
        mean = (weights * y).sum() / weights.sum()
        return float((weights * (y - mean) ** 2).sum() - (y.size - 1))

    if excess(0.0) <= 0:
        return 0.0
    most = float(y.var()) + float(v.max())
    while excess(most) > 0:
        most *= 4
    return float(brentq(excess, 0.0, most))


def beyond_scatter(differences: Floats, variances: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Return for each difference its two-sided p beside chance and scatter, and half the width of its interval at 1 - alpha.

    Where the differences scatter no more than chance, p is 0 and the width too: other tests decide.
    """
    between = scatter_variance(differences, variances)
    if not between:
        return np.zeros_like(differences), np.zeros_like(differences)
    freedom = int(((variances > 0) & ~np.isnan(differences)).sum()) - 1
    deviation = np.sqrt(variances + between)
    p = 2 * stats.t.sf(np.abs(differences) / deviation, freedom)
    return p, stats.t.isf(alpha / 2, freedom) * deviation

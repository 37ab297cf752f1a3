"""Rates of few cases drawn towards the rate of all, by how much communes truly differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cchc_analysis.catalogue import method
from cchc_analysis.inference.intervals import (
    Floats,
    rate_counts,
)
from cchc_analysis.inference.pooled import pool

LEAST_POINTS = method("least_points").value


def moments(x: Floats, n: Floats) -> tuple[float, float]:
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
    pooled, between = moments(x, n)
    weight = between / (between + pooled * (1 - pooled) / n) if between > 0 else 0 * n
    return rates.assign(estimate=pooled + weight * (x / n - pooled), weight=weight)

"""Ratings by an analyst's own weights, with the range that the luck of few cases leaves."""

from __future__ import annotations

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.comparing import scores
from cchc_analysis.inference.intervals import find_impossible, interval
from cchc_analysis.observations import TidyFrames
from cchc_analysis.totals import rates


def rate_communes(frames: TidyFrames, weights: pd.DataFrame) -> pd.DataFrame:
    """Return each commune's points with the range that the luck of few cases leaves.

    Returns
    -------
    The rows of `scores.rating`, and `lower`, `upper`: the points if every rate stood at the low, the high end of its 95 %
    interval; missing without points. Rates of all parts at one end together are less likely than 5 %: the range is wide
    on purpose. And a column of points for each indicator of the weights, missing where the rate is.
    """
    found = scores.rating(frames, weights)
    own = rates(frames)
    own = own[own["indicator"].isin(weights["indicator"]) & ~(own["numerator"] > own["denominator"])]
    ranged = (
        pd.concat([_with_range(str(name), rows) for name, rows in own.groupby("indicator")])
        if len(own)
        else _with_range("", own)
    )
    given = weights.set_index("indicator")
    weight, full = (ranged["indicator"].map(given[column]).astype(float) for column in ("weight", "full_at"))
    for column in ("share", "lower", "upper"):
        ranged[column] = weight * (ranged[column] / full).clip(upper=1)
    parts = ranged.pivot(index="commune_code", columns="indicator", values="share")
    ends = ranged.groupby("commune_code")[["lower", "upper"]].sum(min_count=1)
    found = found.merge(ends, left_on="commune_code", right_index=True, how="left")
    return found.merge(
        parts.reindex(columns=list(weights["indicator"])), left_on="commune_code", right_index=True, how="left"
    )


def _with_range(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one rate with its interval; a share of money has none, and its ends are the share itself."""
    rows = rows.reset_index(drop=True)
    if name and catalogue.indicator(catalogue.indicator(name).denominator).kind == "count":
        rows.loc[find_impossible(rows).index, ["numerator", "denominator"]] = float("nan")
        return interval(rows)
    share = rows["recomputed_pct"] / 100
    return rows.assign(share=share, lower=share, upper=share)

"""Each rate of all communes, with the verdict of each among its peers."""

from __future__ import annotations

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.analyst import groups
from cchc_analysis.catalogue import method
from cchc_analysis.comparing import peer_groups
from cchc_analysis.inference.funnel_verdicts import Funnel, FunnelResult
from cchc_analysis.inference.intervals import find_impossible
from cchc_analysis.inference.ranks import rank_intervals
from cchc_analysis.inference.shrinkage import shrink
from cchc_analysis.observations import TidyFrames
from cchc_analysis.totals import rates

FEWEST = method("fewest_compared").whole


def headline_rates(frames: TidyFrames) -> pd.DataFrame:
    """Return the rates of `totals.rates` that are headline indicators, in headline order."""
    table = rates(frames)
    order = table["indicator"].map(lambda name: catalogue.indicator(name).headline)
    return table[order > 0].assign(order=order).sort_values("order", kind="stable").drop(columns="order")


def comparable_rates(frames: TidyFrames, only_headline: bool = True) -> dict[str, pd.DataFrame]:
    """Return the rates of counted cases that at least two communes have, by indicator; counts that cannot be are missing.

    Limits of chance are for counted cases; a share of money has none.
    """
    found = {}
    for name, rows in (headline_rates(frames) if only_headline else rates(frames)).groupby("indicator", sort=False):
        rows = _possible(rows.reset_index(drop=True))
        is_counted = catalogue.indicator(catalogue.indicator(str(name)).denominator).kind == "count"
        if is_counted and rows["recomputed_pct"].notna().sum() >= FEWEST:
            found[str(name)] = rows
    return found


def with_verdicts(
    rows: pd.DataFrame, groups: groups.Groups = None, is_ranked: bool = True
) -> tuple[pd.DataFrame, dict[str, FunnelResult]]:
    """Return one rate of all communes with the verdict of each among its peers, and the funnel of each group.

    Adds `peers`, `verdict`, `center` (the group's pooled share), `estimate` and `weight` (`inference.differences.shrink`,
    over all), and the rank columns of `inference.differences.rank_intervals` if `is_ranked`.

    Parameters
    ----------
    groups : an analyst's own groups or grouping, from `groups.read_groups`; by default communes are grouped by kind.
    """
    rows = peer_groups.with_peers(rows, groups=groups)
    funnels = {str(key): Funnel()(own) for key, own in rows.groupby("peers", sort=False)}
    verdicts = pd.concat([funnel.rows["verdict"] for funnel in funnels.values()])
    centers = rows["peers"].map({key: funnel.center for key, funnel in funnels.items()})
    polarity = catalogue.indicator(rows["indicator"].iloc[0]).polarity
    rows = shrink(rows)
    ranked = rank_intervals(rows, polarity=polarity) if is_ranked else rows
    return ranked.assign(verdict=verdicts.reindex(rows.index).fillna("unknown"), center=centers), funnels


def _possible(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the rate taken from those whose counts cannot be, such as 12 of 10; they keep their place."""
    impossible = find_impossible(rows).index
    rows.loc[impossible, ["numerator", "denominator", "recomputed_pct"]] = float("nan")
    return rows

"""Ranks as intervals: how far a commune's place may be luck."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cchc_analysis.catalogue import method
from cchc_analysis.inference.differences import words_of_change
from cchc_analysis.inference.intervals import (
    Floats,
    rate_counts,
)
from cchc_analysis.inference.shrinkage import moments

# True rates drawn for ranks: as often as asked for few communes, less often for many, never less than the fewest.
DRAWS = method("rank_draws").whole


MOST_DRAWN = method("most_drawn").whole


FEWEST_DRAWS = method("fewest_draws").whole


RANK_TAIL = method("rank_tail").value


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
    words_of_change(polarity)
    x, n = rate_counts(rates)
    used = np.flatnonzero(~np.isnan(n))
    pooled, between = moments(x, n)
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

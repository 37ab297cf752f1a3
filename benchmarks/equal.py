"""Communes that are all alike: how often a page would say that they differ. Each share should be at most its nominal one.

Counts are drawn from one rate, so that every word of difference is a false one; sizes are drawn once a trial, log-normal with
the given median, or those of the real 148 communes. `tests/inference/test_equal.py` is the bounded form; the figures in
`docs/statistics.md` are from this file without arguments (some minutes).
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from cchc_analysis.inference.counts import run_chart
from cchc_analysis.inference.differences import change
from cchc_analysis.inference.funnel_verdicts import Funnel
from cchc_analysis.inference.intervals import against_target
from cchc_analysis.inference.ranks import rank_intervals

PORTAL = Path(__file__).resolve().parent.parent / "data" / "raw" / "2026-Q3" / "phu-tho-progress.csv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    printed = pd.read_csv(PORTAL)
    real = printed.loc[printed["level"] == "COMMUNE", "received"].to_numpy()
    print(
        "communes, sizes          rate  outside 99.8 %  outside 95 %  changed  one or more  below  above  ranked  trend"
    )
    for label, sizes in (
        ("148, median 30", 30),
        ("148, median 250", 250),
        ("148, real", real),
        ("3321, median 250", 250),
    ):
        for rate in (0.80, 0.95, 0.99):
            count = int(label.split(",")[0])
            trials = given.trials if count < 1000 else max(2, given.trials // 20)
            found = shares(trials, count, sizes, rate, given.seed)
            cells = (
                f"{100 * found[key]:.3f} %"
                for key in ("act", "watch", "changed", "family", "below", "above", "ranked", "trend")
            )
            print(f"{label:22} {rate:6.2f}  " + "  ".join(cells), flush=True)


def shares(trials: int, communes: int, sizes: object, rate: float, seed: int) -> dict[str, float]:
    """Return how often each word of difference was said of communes that are all alike.

    act, watch : communes outside the 99.8 % and the 95 % limits of their funnel; the first is *khác hẳn*.
    changed : communes with a verb between two periods; family: comparisons with at least one verb.
    below, above : communes judged against their own true rate as a target.
    ranked : communes whose chance to be the first, or the last, reaches 0.95, or whose ranks leave out the middle one.
    trend : series of 24 periods, limits from the first 12, with a signal among the later ones, a point each.
    """
    chance = np.random.default_rng(seed)
    said: Counter[str] = Counter()
    for _ in range(trials):
        n = np.exp(chance.normal(np.log(sizes), 1.0, communes)).round() + 1 if np.isscalar(sizes) else np.asarray(sizes)
        table, later = drawn(chance, n, rate), drawn(chance, n, rate)
        verdicts = Funnel()(table).rows["verdict"]
        said["act"] += int(verdicts.isin(("low", "high")).sum())
        said["watch"] += int(verdicts.isin(("low", "high", "watch_low", "watch_high")).sum())
        changes = int((~change(table, later)["verdict"].isin(("same", "unknown"))).sum())
        said["changed"] += changes
        said["family"] += changes > 0
        targets = against_target(table, rate)["verdict"].value_counts()
        said["below"] += int(targets.get("below", 0))
        said["above"] += int(targets.get("above", 0))
        ranks, middle = rank_intervals(table), (communes + 1) / 2
        said["ranked"] += int(
            (
                (ranks["p_first"] >= 0.95)
                | (ranks["p_last"] >= 0.95)
                | (ranks["rank_lower"] > middle)
                | (ranks["rank_upper"] < middle)
            ).sum()
        )
        series = chance.binomial(n.sum().astype(int), rate, 24) / n.sum()
        signals = run_chart(list(100 * series), baseline=12).signals
        said["trend"] += sum(position >= 12 for position in signals)
    size = {"family": trials, "trend": 12 * trials}
    return {
        key: said[key] / size.get(key, trials * communes)
        for key in ("act", "watch", "changed", "family", "below", "above", "ranked", "trend")
    }


def drawn(chance, n, rate) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    """Return rates of communes that are all alike."""
    codes = [f"{i:05}" for i in range(1, len(n) + 1)]
    return pd.DataFrame(
        {"commune_code": codes, "commune": codes, "numerator": chance.binomial(n.astype(int), rate), "denominator": n}
    )


if __name__ == "__main__":
    main()

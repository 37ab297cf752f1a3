"""Totals with what they leave open: who is missing, how far they could move the rate, and what rests on doubtful cells."""

from __future__ import annotations

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.comparing.trends import History, comparable
from cchc_analysis.inference.pooled import pool
from cchc_analysis.observations import TidyFrames
from cchc_analysis.reports import commune_names
from cchc_analysis.totals import coverage, rates
from cchc_analysis.totals.doubtful import doubtful
from cchc_analysis.totals.held_back import without_wrong

BOUND_COLUMNS = [
    "indicator",
    "numerator",
    "denominator",
    "value_pct",
    "communes",
    "expected",
    "missing",
    "volume_share",
    "lower_pct",
    "upper_pct",
    "unbounded",
    "doubtful",
    "without_pct",
]


def bounded_rates(frames: TidyFrames, known: History | None = None, roster: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return each rate over all communes with its range.

    Parameters
    ----------
    known : earlier periods; a missing commune's last known denominator is taken from the latest comparable one.
    roster : `commune_code`, `commune` of all that should be in the total; by default the territory of the reports.

    Returns
    -------
    A row per rate, catalogue order: `numerator`, `denominator`, `value_pct` of the communes with both parts (a
    denominator of 0 adds nothing and leaves no gap); `communes` of `expected`, the names of the `missing`; `volume_share`,
    the share of the volume that is covered, and `lower_pct`, `upper_pct`, the total if every missing commune had 0 % or
    100 % of its last known denominator; missing where one of them (`unbounded` counts them) was never known. `doubtful`
    communes have a part in doubt (`totals.doubtful.doubtful`), `without_pct` is the total without them.
    """
    frames = without_wrong(frames)
    everyone = coverage(frames) if roster is None else roster
    names = commune_names(everyone)
    table, doubts = rates(frames), _doubts(frames)
    rows = []
    for indicator, own in table.groupby("indicator", sort=False):
        both = own.dropna(subset=["numerator", "denominator"])
        expected = {**names, **commune_names(own)}
        missing = sorted(set(expected) - set(both["commune_code"]))
        together = pool(both["numerator"], both["denominator"])
        over, under = together.numerator, together.denominator
        last = _last(known, str(indicator)).reindex(missing)
        is_doubtful = both["commune_code"].isin(doubts.get(str(indicator), set()))
        sure = both[~is_doubtful]
        open_volume = float(last.sum()) if last.notna().all() else float("nan")
        rows.append(
            (
                indicator,
                over,
                under,
                together.pct,
                len(both),
                len(expected),
                ", ".join(expected[code] for code in missing),
                _share(under, under + open_volume),
                _pct(over, under + open_volume),
                _pct(over + open_volume, under + open_volume),
                int(last.isna().sum()),
                int(is_doubtful.sum()),
                pool(sure["numerator"], sure["denominator"]).pct,
            )
        )
    return pd.DataFrame(rows, columns=BOUND_COLUMNS)


def _pct(over: float, under: float) -> float:
    return 100 * over / under if under > 0 else float("nan")


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def _last(known: History | None, indicator: str) -> pd.Series:
    """Return each commune's denominator in the latest comparable period in which it had one."""
    if known is None:
        return pd.Series(dtype=float)
    own = known.series[(known.series["indicator"] == indicator) & known.series["denominator"].notna()]
    own = own[own["period"].map(lambda period: comparable(period, known.period)).astype(bool)]
    return own.drop_duplicates("commune_code", keep="last").set_index("commune_code")["denominator"]


def _doubts(frames: TidyFrames) -> dict[str, set[str]]:
    """Return rate → communes with a part in doubt, see `totals.doubtful.doubtful`."""
    own = frames.observations.loc[doubtful(frames), ["commune_code", "indicator"]]
    return {
        name: set(own.loc[own["indicator"].isin((rate.numerator, rate.denominator)), "commune_code"])
        for name, rate in catalogue.indicators().items()
        if rate.numerator
    }

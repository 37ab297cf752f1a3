"""How far doubtful cells may move a total: cells that nobody can read, and cells that another figure contradicts.

A doubtful count may be anything from 0; one that is part of another figure is at most that figure. A rate with a doubtful
part may be anything from 0 to 100 % with the weight of its printed denominator. What has no limit is said to have none.
Blank cells are not doubtful: they are outside the total, and its coverage says so. What communes that sent nothing could
change is another question, see `bounds`.
"""

from __future__ import annotations

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.observations import TidyFrames
from cchc_analysis.totals.held_back import without_wrong

# Levels of rules from here on compare a commune with itself or with others: unusual is not contradicted.
_UNUSUAL = method("unusual_level").whole
PARTS = [
    "indicator",
    "commune_code",
    "numerator",
    "denominator",
    "is_doubtful",
    "least",
    "most",
    "weight",
    "is_open",
]


def doubtful(frames: TidyFrames) -> pd.Series:
    """Return for each observation whether it is unreadable, or printed and read by an open finding that contradicts."""
    findings = frames.findings[~frames.findings["explained"] & (frames.findings["severity"] != "note")]
    rules = catalogue.rules()
    named = {
        (row.commune_code, row.period, indicator)
        for row in findings.itertuples()
        if rules[row.rule].level < _UNUSUAL
        for indicator in row.indicators
    }
    observations = frames.observations
    is_named = pd.MultiIndex.from_frame(observations[["commune_code", "period", "indicator"]]).isin(named)
    return (observations["status"] == "unreadable") | ((observations["status"] == "reported") & is_named)


def parts(frames: TidyFrames) -> pd.DataFrame:
    """Return what each commune brings into each total and its range.

    Returns
    -------
    A row per indicator that adds up × commune that sent its form, catalogue order. `numerator` and `denominator` (rates
    only) are what `totals.totals` sums, missing where a part is. `least` and `most` are what the commune brings into the
    smallest and the largest numerator, `weight` into the denominator of both; `is_open` where there is no largest.
    """
    frames = without_wrong(frames)
    observations = frames.observations.assign(is_doubtful=doubtful(frames)).set_index(["indicator", "commune_code"])
    known = set(frames.observations["indicator"])
    table = []
    for indicator in catalogue.indicators().values():
        if indicator.adds == "sum" and indicator.indicator in known:
            table.append(_of_sum(observations, indicator, known))
        elif indicator.adds == "recompute" and {indicator.numerator, indicator.denominator} <= known:
            table.append(_of_rate(observations, indicator))
    if not table:
        return pd.DataFrame(columns=PARTS)
    return pd.concat(table, ignore_index=True)[PARTS]


def bound_of(indicator: catalogue.Indicator) -> str:
    """Return the count that a count is part of, "" if the catalogue knows none."""
    wholes = (rate.denominator for rate in catalogue.indicators().values() if rate.numerator == indicator.indicator)
    return next(wholes, "") if indicator.kind == "count" else ""


def _of_sum(observations: pd.DataFrame, indicator: catalogue.Indicator, known: set[str]) -> pd.DataFrame:
    own = observations.loc[indicator.indicator]
    rows = pd.DataFrame({"numerator": own["value"], "is_doubtful": own["is_doubtful"]})
    rows["least"] = rows["numerator"].where(~rows["is_doubtful"])
    rows["most"] = rows["least"]
    whole = bound_of(indicator)
    if whole in known:
        other = observations.loc[whole].reindex(rows.index)
        limit = other["value"].where(~other["is_doubtful"].astype("boolean").fillna(False).astype(bool))
        rows["most"] = rows["most"].where(~rows["is_doubtful"], limit)
    rows["is_open"] = rows["is_doubtful"] & rows["most"].isna()
    return rows.assign(indicator=indicator.indicator, denominator=float("nan"), weight=float("nan")).reset_index()


def _of_rate(observations: pd.DataFrame, indicator: catalogue.Indicator) -> pd.DataFrame:
    over, under = observations.loc[indicator.numerator], observations.loc[indicator.denominator]
    rows = pd.DataFrame({"over": over["value"], "under": under["value"]})
    marks = pd.DataFrame({"over": over["is_doubtful"], "under": under["is_doubtful"]}).reindex(rows.index)
    marks = marks.astype("boolean").fillna(False).astype(bool)
    has_both = rows.notna().all(axis=1)
    rows["numerator"], rows["denominator"] = rows["over"].where(has_both), rows["under"].where(has_both)
    is_there = rows[["over", "under"]].notna() | marks
    rows["is_doubtful"] = marks.any(axis=1) & is_there.all(axis=1)
    rows["least"] = rows["numerator"].where(~rows["is_doubtful"])
    rows["most"] = rows["numerator"].where(~rows["is_doubtful"], rows["under"])
    rows["weight"] = rows["denominator"].where(~rows["is_doubtful"], rows["under"])
    rows["is_open"] = rows["is_doubtful"] & rows["weight"].isna()
    return rows.assign(indicator=indicator.indicator).reset_index()


def ranges(frames: TidyFrames) -> pd.DataFrame:
    """Return the least and the most that each total can be.

    Returns
    -------
    A row per indicator of `parts`: `indicator`, `doubtful` (cells in doubt), `least`, `most`; both are missing where
    nothing is in doubt, `most` where it has no limit, and a rate without a limit has no least either.
    """
    rows = []
    for name, own in parts(frames).groupby("indicator", sort=False):
        count, least, most = int(own["is_doubtful"].sum()), None, None
        is_open = bool(own["is_open"].any())
        if count and catalogue.indicator(str(name)).adds == "sum":
            least, most = own["least"].sum(), None if is_open else own["most"].sum()
        elif count and not is_open and own["weight"].sum() > 0:
            least, most = (100 * own[side].sum() / own["weight"].sum() for side in ("least", "most"))
        rows.append((name, count, least, most))
    return pd.DataFrame(rows, columns=["indicator", "doubtful", "least", "most"]).astype(
        {"least": float, "most": float}
    )

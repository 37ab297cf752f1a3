"""Sums and rates over communes, with what they rest on.

A rate is recomputed from its parts and stands beside the printed one; the two are never mixed. Sums leave out what is
blank and say how many communes they cover. An average of rates appears nowhere.
"""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.communes import registry
from cchc_analysis.errors import FrameError
from cchc_analysis.findings import unconfirmed
from cchc_analysis.inference.pooled import pool
from cchc_analysis.numerals import decimals
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period
from cchc_analysis.reports import commune_names, ruling
from cchc_analysis.totals.held_back import held_back, without_wrong

# What a printed rate may stand for, in units of its last digit: rounded either way, or cut off.
_ROUNDED, _CUT = method("printed_rounded").exact, method("printed_cut").exact
_PLACE = ["report_id", "source_file", "source_page", "source_line"]
RATE_COLUMNS = [
    "indicator",
    "commune_code",
    "commune",
    "numerator",
    "denominator",
    "recomputed_pct",
    "reported_pct",
    "raw",
    "verdict",
    *_PLACE,
]


def coverage(frames: TidyFrames) -> pd.DataFrame:
    """Return which communes reported and which of the same district (since July 2025: province) did not.

    Returns
    -------
    A row per commune of the territory that the reports are about, in order of code: `commune_code`, `commune`,
    `district`, `province`, `is_reported`, `source_files` (joined), `doc_number`, `doc_date`. Communes are of the last day
    of the period, see `cchc_analysis.communes.registry`.
    """
    read = ruling(frames.reports)
    columns = ["commune_code", "commune", "district", "province"]
    parts = [pd.DataFrame(columns=[*columns, "source_files", "doc_number", "doc_date"])]
    for (province, district), group in read.groupby(["province", "district"], dropna=False):
        period = Period.parse(group["period"].iloc[0])
        due = registry.roster(province, None if pd.isna(district) else district, period.last_day)
        roster = pd.DataFrame([(unit.code, unit.name, unit.district, unit.province) for unit in due], columns=columns)
        by_commune = group.groupby("commune_code")
        sent = by_commune.agg(doc_number=("doc_number", "first"), doc_date=("doc_date", "max"))
        sent["source_files"] = by_commune["source_file"].agg(", ".join)
        parts.append(roster.join(sent, on="commune_code"))
    table = pd.concat(parts[1:] or parts, ignore_index=True)
    table.insert(len(columns), "is_reported", table["source_files"].notna())
    table.insert(len(columns) + 1, "source_files", table.pop("source_files").fillna(""))
    return table


def rate_parts() -> set[str]:
    """Return the indicators that `rates` reads: every rate that can be recomputed, and its parts."""
    known = [rate for rate in catalogue.indicators().values() if rate.numerator]
    return {name for rate in known for name in (rate.indicator, rate.numerator, rate.denominator)}


def rates(frames: TidyFrames) -> pd.DataFrame:
    """Return every rate whose parts are in the catalogue, recomputed beside the printed one.

    Returns
    -------
    A row per rate × commune that has a row for the rate or its parts, catalogue order, then order of code. `numerator`
    and `denominator` are missing unless reported; `recomputed_pct` is missing too where the denominator is 0.
    `reported_pct`, `raw` are the printed rate; `report_id` and the source columns its place, or the numerator's if no form
    prints the rate. `verdict` is

    - agrees : the printed rate is the recomputed one, rounded or cut off at its own decimals
    - differs : it is not
    - parts-blank : printed, and a part is not reported
    - no-denominator : printed, and the denominator is 0
    - rate-blank : not printed, and can be computed
    - unprinted : the form has no row for the rate
    - blank : neither printed nor computable

    Notes
    -----
    A number printed with d decimals stands for [v - u/2, v + u/2] rounded or [v, v + u) cut off, u = 10^-d.
    """
    observations = frames.observations
    names = commune_names(frames.reports)
    places, codes = _places(observations)
    known = [rate for rate in catalogue.indicators().values() if {rate.numerator, rate.denominator} <= places.keys()]
    if not known:
        return pd.DataFrame(columns=RATE_COLUMNS)
    nowhere = np.full(len(codes), -1)
    over, under, printed = (
        np.concatenate([places.get(getattr(rate, part), nowhere) for rate in known])
        for part in ("numerator", "denominator", "indicator")
    )
    is_row = (over >= 0) | (under >= 0)
    over, under, printed = over[is_row], under[is_row], printed[is_row]
    rate, commune = np.divmod(np.flatnonzero(is_row), len(codes))
    is_printed = np.array([rate.indicator in places for rate in known])[rate]
    value = observations["value"].array
    table = pd.DataFrame(
        {
            "indicator": pd.array([rate.indicator for rate in known], dtype="str").take(rate),
            "commune_code": codes.take(commune),
            "commune": names.reindex(codes).array.take(commune),
            "numerator": value.take(over, allow_fill=True),
            "denominator": value.take(under, allow_fill=True),
            "reported_pct": value.take(printed, allow_fill=True),
            "raw": pd.Series(observations["raw"].array.take(printed, allow_fill=True)).where(is_printed, ""),
            "is_printed": is_printed,
        }
    )
    source = np.where(is_printed, printed, over)
    for column in _PLACE:
        table[column] = observations[column].array.take(source, allow_fill=True)
    is_computable = table["denominator"].gt(0) & table["numerator"].notna()
    table["recomputed_pct"] = (100 * table["numerator"] / table["denominator"]).where(is_computable)
    table["verdict"] = _verdicts(table)
    return table[RATE_COLUMNS]


def _places(observations: pd.DataFrame) -> tuple[dict[str, NDArray[np.intp]], pd.Index]:
    """Return for each part of a rate the row of each commune, -1 without one, and the communes' codes in order."""
    rows = np.flatnonzero(observations["indicator"].isin(rate_parts()))
    commune, codes = pd.factorize(observations["commune_code"].array.take(rows), sort=True)
    indicator, names = pd.factorize(observations["indicator"].array.take(rows))
    places = np.full((len(names), len(codes)), -1)
    places[indicator, commune] = rows
    if (places >= 0).sum() != len(rows):
        periods = ", ".join(sorted(set(observations["period"])))
        raise FrameError(
            "frame observations", f"the periods {periods}", "one period", "compute the rates of each alone"
        )
    return dict(zip(names, places, strict=True)), pd.Index(codes)


def _verdicts(table: pd.DataFrame) -> pd.Series:
    has_parts = table["numerator"].notna() & table["denominator"].notna()
    has_rate, is_printed = has_parts & table["denominator"].ne(0), table["is_printed"].astype(bool)
    has_printed = is_printed & table["reported_pct"].notna()
    verdict = pd.Series("blank", table.index)
    verdict[has_rate] = "rate-blank"
    verdict[has_rate & ~is_printed] = "unprinted"
    verdict[has_printed & ~has_parts] = "parts-blank"
    verdict[has_printed & has_parts] = "no-denominator"
    both = table[has_printed & has_rate]
    unit = 10.0 ** -both["raw"].map({raw: _decimals(raw) for raw in both["raw"].unique()}).astype(float)
    away = 100 * both["numerator"] / both["denominator"] - both["reported_pct"]
    low, high = -float(_ROUNDED) * unit, float(_CUT) * unit
    agrees = away.ge(low) & away.lt(high)
    # Floats tell all but those at the very edge of what a printed number may stand for; there fractions do.
    margin = 1e-9 * (1 + both["reported_pct"].abs())
    edge = both[(away - low).abs().le(margin) | (away - high).abs().le(margin)]
    for row in edge.itertuples():
        exact = Fraction(str(row.numerator)) * 100 / Fraction(str(row.denominator))
        agrees[row.Index] = is_printed_as(row.raw, exact, row.reported_pct)
    verdict[both.index] = agrees.map({True: "agrees", False: "differs"})
    return verdict


def _decimals(raw: str) -> int:
    return decimals(re.sub(r"[^\d.,]", "", raw))


def is_printed_as(raw: str, exact: Fraction, reported: float) -> bool:
    """Return whether a number printed as `raw` may stand for the exact one.

    >>> is_printed_as("36,1", Fraction(1300, 36), 36.1), is_printed_as("94,8", Fraction(67900, 711), 94.8)
    (True, False)
    """
    value = Fraction(str(reported))
    unit = Fraction(1, 10 ** _decimals(raw))
    return value - _ROUNDED * unit <= exact <= value + _ROUNDED * unit or value <= exact < value + _CUT * unit


def totals(frames: TidyFrames, expected: int | None = None) -> pd.DataFrame:
    """Return each indicator over all communes that reported it.

    Parameters
    ----------
    expected : how many communes should be in each total; by default those that sent the edition.

    Returns
    -------
    A row per indicator that adds up (a count or an amount by sum, a rate from its summed parts), catalogue order, and one
    without a value for each that counts the same set in every commune, with the `lowest` and `highest` of them:
    `indicator`, `value` (a rate in percent), `numerator`, `denominator` (rates only), `communes` (how many are in it),
    `expected`, `unconfirmed`, how many of its figures were read from scans and not confirmed, and `held_back`, the names
    of the communes whose figures are known to be wrong and not in it, see `held_back`. A rate takes a commune in only with
    both parts, a denominator of 0 adds nothing.
    A value is missing where no commune reported.
    """
    names_out = _names_held_back(frames)
    frames = without_wrong(frames)
    observations = frames.observations
    by_indicator = observations.groupby("indicator")
    values = by_indicator["value"]
    sent, sums, counts = (
        found.to_dict() for found in (by_indicator["commune_code"].nunique(), values.sum(min_count=1), values.count())
    )
    recomputed = {str(name): own for name, own in rates(frames).groupby("indicator", sort=False)}
    waiting = observations.loc[unconfirmed(frames), "indicator"].value_counts()
    rows = []
    for indicator in catalogue.indicators().values():
        name = indicator.indicator
        if indicator.adds == "sum" and name in sent:
            rows.append((name, sums[name], None, None, counts[name], expected or sent[name]))
        elif indicator.adds == "same" and name in sent:
            rows.append((name, None, None, None, counts[name], expected or sent[name]))
        elif indicator.adds == "recompute" and name in recomputed:
            own = recomputed[name]
            both = own["numerator"].notna() & own["denominator"].notna()
            all_of = pool(own["numerator"], own["denominator"])
            parts = (all_of.numerator, all_of.denominator) if both.any() else (None, None)
            rows.append((name, all_of.pct, *parts, both.sum(), expected or len(own)))
    ends = {str(name): (own.min(), own.max()) for name, own in values if catalogue.indicator(str(name)).adds == "same"}
    columns = ["indicator", "value", "numerator", "denominator", "communes", "expected"]
    table = pd.DataFrame(rows, columns=columns).astype({"value": float, "numerator": float, "denominator": float})
    return table.assign(
        unconfirmed=[_waiting(name, waiting) for name in table["indicator"]],
        held_back=[", ".join(_of_parts(name, names_out)) for name in table["indicator"]],
        lowest=[ends.get(name, (float("nan"),))[0] for name in table["indicator"]],
        highest=[ends.get(name, (float("nan"),))[-1] for name in table["indicator"]],
    )


def _names_held_back(frames: TidyFrames) -> dict[str, list[str]]:
    """Return indicator → names of the communes whose figure of it is held back."""
    names = commune_names(frames.reports)
    own = frames.observations.loc[held_back(frames), ["indicator", "commune_code"]]
    return {str(name): [names[code] for code in codes] for name, codes in own.groupby("indicator")["commune_code"]}


def _of_parts(name: str, names: dict[str, list[str]]) -> list[str]:
    indicator = catalogue.indicator(name)
    own = (indicator.numerator, indicator.denominator) if indicator.adds == "recompute" else (name,)
    return list(dict.fromkeys(commune for part in own for commune in names.get(part, [])))


def _waiting(name: str, waiting: pd.Series) -> int:
    """Return how many unconfirmed figures are in a total: of the indicator itself, or of both parts of a rate."""
    indicator = catalogue.indicator(name)
    own = (indicator.numerator, indicator.denominator) if indicator.adds == "recompute" else (name,)
    return int(sum(waiting.get(part, 0) for part in own))


def headline(frames: TidyFrames, expected: int | None = None) -> pd.DataFrame:
    """Return the totals of the few indicators that a quarter opens with, in the catalogue's order."""
    table = totals(frames, expected)
    order = table["indicator"].map(lambda name: catalogue.indicator(name).headline)
    return table[order > 0].assign(order=order).sort_values("order").drop(columns="order").reset_index(drop=True)


def status_counts(frames: TidyFrames) -> pd.DataFrame:
    """Return how many rows of each form have which status: a row per edition × form, a column per status.

    Section titles are left out: they have no cell to fill.
    """
    kinds = frames.observations["indicator"].map(lambda name: catalogue.indicator(name).kind)
    observations = frames.observations[kinds != "section"]
    counts = observations.groupby(["edition", "form", "status"], sort=False).size().unstack(fill_value=0)
    return counts.reindex(columns=["reported", "blank", "absent", "unreadable"], fill_value=0).reset_index()


def is_few(indicator: str, denominator: float) -> bool:
    """Return whether a rate rests on fewer than 20 counted cases: it is shown as counts, a percentage would mislead."""
    from cchc_analysis.inference.intervals import FEW_CASES

    kind = catalogue.indicator(catalogue.indicator(indicator).denominator).kind
    return kind == "count" and not denominator >= FEW_CASES

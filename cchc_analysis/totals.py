"""Sums and rates over communes, with what they rest on.

A rate is recomputed from its parts and stands beside the printed one; the two are never mixed. Sums leave out what is
blank and say how many communes they cover. An average of rates appears nowhere.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

import pandas as pd

from cchc_analysis import catalogue, units
from cchc_analysis.numerals import decimals
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period
from cchc_analysis.recognised import unconfirmed

RATE_COLUMNS = [
    "indicator", "commune_code", "commune", "numerator", "denominator", "recomputed_pct", "reported_pct", "raw", "verdict",
    "report_id", "source_file", "source_page", "source_line",
]  # fmt: skip


def coverage(frames: TidyFrames) -> pd.DataFrame:
    """Return which communes reported and which of the same district (since July 2025: province) did not.

    Returns
    -------
    A row per commune of the territory that the reports are about, in order of code: `commune_code`, `commune`,
    `district`, `province`, `is_reported`, `source_files` (joined), `doc_number`, `doc_date`. Communes are of the last day
    of the period, see `cchc_analysis.units`.
    """
    read = frames.reports[frames.reports["status"] == "read"]
    rows = []
    for (province, district), group in read.groupby(["province", "district"], dropna=False):
        period = Period.parse(group["period"].iloc[0])
        day = dt.date(*period.last_month, 28)
        for unit in units.roster(province, None if pd.isna(district) else district, day):
            own = group[group["commune_code"] == unit.code]
            rows.append(
                {
                    "commune_code": unit.code,
                    "commune": unit.name,
                    "district": unit.district,
                    "province": unit.province,
                    "is_reported": len(own) > 0,
                    "source_files": ", ".join(own["source_file"]),
                    "doc_number": next((number for number in own["doc_number"] if pd.notna(number)), None),
                    "doc_date": own["doc_date"].max() if len(own) else pd.NaT,
                }
            )
    columns = [
        "commune_code",
        "commune",
        "district",
        "province",
        "is_reported",
        "source_files",
        "doc_number",
        "doc_date",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"is_reported": bool})


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
    names = frames.reports.drop_duplicates("commune_code").set_index("commune_code")["commune"]
    observations = frames.observations.set_index(["indicator", "commune_code"]).sort_index()
    present = set(frames.observations["indicator"])
    parts = []
    for rate in catalogue.indicators().values():
        if not (rate.numerator and {rate.numerator, rate.denominator} <= present):
            continue
        printed = observations.loc[rate.indicator] if rate.indicator in present else None
        over, under = observations.loc[rate.numerator], observations.loc[rate.denominator]
        rows = pd.DataFrame({"numerator": over["value"], "denominator": under["value"]})
        place = over if printed is None else printed
        rows["reported_pct"] = float("nan") if printed is None else printed["value"]
        rows["raw"] = "" if printed is None else printed["raw"]
        rows = rows.join(place[["report_id", "source_file", "source_page", "source_line"]])
        rows["is_printed"] = printed is not None
        rows.insert(0, "indicator", rate.indicator)
        parts.append(rows.reset_index())
    if not parts:
        return pd.DataFrame(columns=RATE_COLUMNS)
    table = pd.concat(parts, ignore_index=True)
    table["commune"] = table["commune_code"].map(names)
    is_computable = table["denominator"].gt(0) & table["numerator"].notna()
    table["recomputed_pct"] = (100 * table["numerator"] / table["denominator"]).where(is_computable)
    table["verdict"] = [_verdict(row) for row in table.itertuples()]
    return table[RATE_COLUMNS]


def _verdict(row: object) -> str:
    is_printed, raw, reported = row.is_printed, row.raw, row.reported_pct  # type: ignore[attr-defined]
    over, under = row.numerator, row.denominator  # type: ignore[attr-defined]
    has_parts = pd.notna(over) and pd.notna(under)
    if not is_printed:
        return "unprinted" if has_parts and under else "blank"
    if pd.isna(reported):
        return "rate-blank" if has_parts and under else "blank"
    if not has_parts:
        return "parts-blank"
    if under == 0:
        return "no-denominator"
    return "agrees" if is_printed_as(raw, Fraction(str(over)) * 100 / Fraction(str(under)), reported) else "differs"


def is_printed_as(raw: str, exact: Fraction, reported: float) -> bool:
    """Return whether a number printed as `raw` may stand for the exact one.

    >>> is_printed_as("36,1", Fraction(1300, 36), 36.1), is_printed_as("94,8", Fraction(67900, 711), 94.8)
    (True, False)
    """
    value = Fraction(str(reported))
    unit = Fraction(1, 10 ** decimals(re.sub(r"[^\d.,]", "", raw)))
    return value - unit / 2 <= exact <= value + unit / 2 or value <= exact < value + unit


def totals(frames: TidyFrames, expected: int | None = None) -> pd.DataFrame:
    """Return each indicator over all communes that reported it.

    Parameters
    ----------
    expected : how many communes should be in each total; by default those that sent the edition.

    Returns
    -------
    A row per indicator that adds up (a count or an amount by sum, a rate from its summed parts), catalogue order:
    `indicator`, `value` (a rate in percent), `numerator`, `denominator` (rates only), `communes` (how many are in it),
    `expected`, and `unconfirmed`, how many of its figures were read from scans and not confirmed. A rate takes a commune in
    only with both parts, a denominator of 0 adds nothing.
    A value is missing where no commune reported.
    """
    observations = frames.observations
    by_indicator = observations.groupby("indicator")
    sent = by_indicator["commune_code"].nunique()
    recomputed = rates(frames)
    waiting = observations.loc[unconfirmed(frames), "indicator"].value_counts()
    rows = []
    for indicator in catalogue.indicators().values():
        name = indicator.indicator
        if indicator.adds == "sum" and name in sent.index:
            values = by_indicator.get_group(name)["value"]
            rows.append((name, values.sum(min_count=1), None, None, values.notna().sum(), expected or sent[name]))
        elif indicator.adds == "recompute" and (recomputed["indicator"] == name).any():
            own = recomputed[recomputed["indicator"] == name]
            both = own.dropna(subset=["numerator", "denominator"])
            over, under = both["numerator"].sum(min_count=1), both["denominator"].sum(min_count=1)
            rows.append((name, 100 * over / under if under > 0 else None, over, under, len(both), expected or len(own)))
    columns = ["indicator", "value", "numerator", "denominator", "communes", "expected"]
    table = pd.DataFrame(rows, columns=columns).astype({"value": float, "numerator": float, "denominator": float})
    return table.assign(unconfirmed=[_waiting(name, waiting) for name in table["indicator"]])


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
    from cchc_analysis.intervals import FEW_CASES

    kind = catalogue.indicator(catalogue.indicator(indicator).denominator).kind
    return kind == "count" and not denominator >= FEW_CASES

"""Quarters that no report is written for, derived from cumulative ones.

There is no report for Q2 and none for Q4: the six-month and the annual report are cumulative (guidance 581/BNV-CCHC). The
second quarter of a flow is H1 less Q1, the fourth the year less H1 and Q3. Stocks, year-to-date figures and counts of which
a period counts some again are never subtracted: the catalogue says which indicators are flows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.communes.merged_figures import is_before
from cchc_analysis.communes.successors import unchanged
from cchc_analysis.errors import CchcError
from cchc_analysis.findings import Finding, finding_rows, to_findings
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames, to_frame
from cchc_analysis.periods import Period


def require_flow(indicators: Iterable[str]) -> None:
    """Refuse indicators whose periods may not be added or subtracted.

    Raises
    ------
    CchcError : one is no counted or paid flow; says what it is and where that is known from.
    """
    for name in indicators:
        known = catalogue.indicator(name)
        if known.time != "flow" or known.adds != "sum":
            kind = known.kind if known.adds != "sum" else {"ytd": "a year-to-date figure"}.get(known.time, "a stock")
            raise CchcError(
                f"indicator {name!r}",
                f"{kind} ({known.source})",
                "a flow, whose periods add up",
                "compare its periods; do not add or subtract them",
            )


def flows() -> list[str]:
    """Return the indicators whose periods add and subtract, in catalogue order."""
    return [name for name, known in catalogue.indicators().items() if known.time == "flow" and known.adds == "sum"]


def add_quarters(parts: Sequence[TidyFrames], indicators: Sequence[str]) -> pd.DataFrame:
    """Return each commune's sum over periods that follow each other, missing where one period has no value.

    Returns
    -------
    A row per commune × indicator: `commune_code`, `indicator`, `value`, `periods` (how many have a value).

    Raises
    ------
    CchcError : an indicator is no flow, or one period contains another.
    """
    require_flow(indicators)
    periods = sorted(Period.parse(text) for part in parts for text in set(part.observations["period"]))
    for earlier, later in pairwise(periods):
        if earlier.overlaps(later):
            raise CchcError(f"period {later}", f"it contains {earlier}", "periods apart", "take one of them")
    rows = pd.concat([part.observations for part in parts], ignore_index=True)
    values = rows[rows["indicator"].isin(indicators)].groupby(["commune_code", "indicator"], sort=False)["value"]
    count = values.count()
    total = values.sum(min_count=1).where(count == len(parts))
    return pd.DataFrame({"value": total, "periods": count}).reset_index()


def derive(
    known: dict[Period, TidyFrames], wanted: Period, successors: pd.DataFrame, indicators: Sequence[str] | None = None
) -> TidyFrames | None:
    """Return a quarter derived from the cumulative reports of its year; None where they are not there.

    Parameters
    ----------
    known : frames of the periods at hand, as reported. A reported quarter is never derived.
    indicators : by default all flows. One that is no flow is refused.

    Returns
    -------
    Frames whose observations have status "derived", a row per commune × flow that has a value in every report needed, of
    one form edition. A difference below 0 is a finding and no observation. Across 1 July 2025 only communes whose
    territory did not change are derived: a code may have passed to another commune.
    """
    require_flow(indicators or ())
    if wanted in known:
        return None
    for later, *earlier in catalogue.settings("periods")["derived"].get(wanted.part, ()):
        periods = [Period(wanted.year, part) for part in (later, *earlier)]
        if all(period in known for period in periods):
            return _difference(wanted, [(period, known[period]) for period in periods], successors, indicators)
    return None


def _difference(
    wanted: Period, parts: list[tuple[Period, TidyFrames]], successors: pd.DataFrame, indicators: Sequence[str] | None
) -> TidyFrames:
    (later, frames), earlier = parts[0], parts[1:]
    keys = ["commune_code", "indicator", "edition"]
    rows = frames.observations[frames.observations["indicator"].isin(indicators or flows())]
    rows = rows.assign(taken=0.0)
    for period, before in earlier:
        values = before.observations[[*keys, "value", "source_file"]]
        rows = rows.merge(values, on=keys, suffixes=("", "_before"), validate="one_to_one")
        if is_before(period) != is_before(later):
            rows = rows[rows["commune_code"].isin(unchanged(successors))]
        rows["taken"] += rows.pop("value_before")
        rows["source_file"] = rows["source_file"] + "; " + rows.pop("source_file_before")
    rows = rows.assign(total=rows["value"], value=rows["value"] - rows["taken"]).dropna(subset=["value"])
    negative = rows[rows["value"] < 0]
    found = []
    for row in negative.itertuples():
        labels: dict[str, object] = {
            "label": catalogue.indicator(row.indicator).label_vi,
            "later": str(later),
            "period": str(wanted),
            "value_later": format_number(row.total, None, "vi"),
            "value_earlier": format_number(row.taken, None, "vi"),
        }
        finding = Finding("quarter-negative", f"{row.total:g}", f"{row.taken:g}", (row.indicator,), values=labels)
        found += finding_rows([finding], row.commune_code, str(wanted), row.report_id)
    rows = rows[rows["value"] >= 0].assign(
        period=str(wanted), status="derived", raw="", source_page=pd.NA, source_line=pd.NA, confidence=float("nan")
    )
    reports = frames.reports[frames.reports["report_id"].isin(rows["report_id"])].assign(
        period=str(wanted), period_start=pd.NaT, period_end=pd.NaT
    )
    columns = list(frames.observations.columns)
    observations = to_frame(rows[columns].to_dict("records"), "observations")
    return TidyFrames(to_frame(reports.to_dict("records"), "reports"), observations, to_findings(found))

"""Rates over periods, and what changed since the last period that may be compared.

A period compares with an earlier one of its own kind that shares no quarter with it: a quarter with a quarter, a
cumulative report, or a figure of the year to date, with the same one of another year. Quarters without a report are
derived; communes before July 2025 are put on today's map, and the break is marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cchc_analysis import catalogue, store
from cchc_analysis.analyst.weights import read_weights
from cchc_analysis.communes.merged_figures import is_before, on_todays_map
from cchc_analysis.communes.successors import COLUMNS, load_successors
from cchc_analysis.errors import NothingToDo
from cchc_analysis.inference.differences import change
from cchc_analysis.inference.intervals import find_impossible
from cchc_analysis.inference.pooled import has_rate
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period
from cchc_analysis.reports import ReportId
from cchc_analysis.totals import rates
from cchc_analysis.totals.quarters import derive

SERIES_COLUMNS = [
    "period",
    "indicator",
    "commune_code",
    "commune",
    "numerator",
    "denominator",
    "is_derived",
    "edition",
    "is_merged",
]


@dataclass(frozen=True)
class History:
    """What is known of earlier periods, on today's map.

    `series` has a row per period × rate × commune, periods in order, the current one last: `SERIES_COLUMNS`, where
    `is_derived` marks a quarter made from cumulative reports and `is_merged` a commune made of several. `gaps` are the
    communes that could not be brought onto today's map, with the `period` added to the columns of `on_todays_map`.
    """

    period: Period
    series: pd.DataFrame
    gaps: pd.DataFrame

    @property
    def periods(self) -> list[Period]:
        """The periods of the series, in order."""
        return sorted({Period.parse(text) for text in self.series["period"]})


def load_history(period: Period, data: Path | str | None = None) -> History:
    """Return the rates of a period and of all earlier ones that have been read.

    The analyst's weights of split communes are taken from `units/weights.csv` of the data folder, if it is there.
    """
    data = store.data_folder(data)
    known = {period: store.load(period, data)}
    for earlier in store.periods(data):
        if earlier < period:
            try:
                known[earlier] = store.load(earlier, data)
            except NothingToDo:  # not read yet
                continue
    if not any(is_before(at) for at in known):
        return history(known, period, pd.DataFrame(columns=COLUMNS))
    successors = load_successors(data)
    weights = data / "units" / "weights.csv"
    return history(known, period, successors, read_weights(weights, successors) if weights.is_file() else None)


def history(
    known: Mapping[Period, TidyFrames],
    period: Period,
    successors: pd.DataFrame,
    weights: pd.DataFrame | None = None,
) -> History:
    """Return the history up to a period from frames as reported; see `load_history`."""
    reported = {at: frames for at, frames in known.items() if not period < at}
    every = dict(reported)
    for year in {at.year for at in reported}:
        for part in catalogue.settings("periods")["derived"]:
            wanted = Period(year, part)
            frames = derive(reported, wanted, successors) if wanted < period else None
            if frames is not None and len(frames.observations):
                every[wanted] = frames
    rows, gaps = [], []
    for at in sorted(every):
        mapped, missing = on_todays_map(every[at], successors, weights)
        gaps.append(missing.assign(period=str(at)))
        rows.append(_series(mapped, at, is_derived=at not in reported, is_mapped=is_before(at)))
    return History(period, pd.concat(rows, ignore_index=True), pd.concat(gaps, ignore_index=True))


def _series(frames: TidyFrames, period: Period, is_derived: bool, is_mapped: bool) -> pd.DataFrame:
    found = rates(frames)
    editions = frames.observations.drop_duplicates("indicator").set_index("indicator")["edition"]
    numerators = found["indicator"].map(lambda name: catalogue.indicator(name).numerator)
    ids = frames.observations["report_id"].unique()
    merged = {own.commune_code for own in map(ReportId.parse, ids) if own.is_on_todays_map}
    return found.assign(
        period=str(period),
        is_derived=is_derived,
        edition=numerators.map(editions),
        is_merged=is_mapped & found["commune_code"].isin(merged),
    )[SERIES_COLUMNS]


def last_comparable(known: History, indicator: str) -> Period | None:
    """Return the latest earlier period that a rate may be compared with; None if there is none.

    A quarter compares with the quarter before it that has data, a cumulative period with the same one of the latest
    year before, and so does a rate of what has been done since New Year: in March less is done than in December. Periods
    that share a quarter never compare.
    """
    own = known.series[(known.series["indicator"] == indicator) & known.series["numerator"].notna()]
    candidates = [Period.parse(text) for text in own["period"].unique() if comparable(text, known.period)]
    if catalogue.indicator(indicator).time == "ytd":
        candidates = [at for at in candidates if at.part == known.period.part]
    return max(candidates, default=None)


def comparable(period: str, current: Period) -> bool:
    """Return whether a period lies before the current one, is of its kind and shares no quarter with it."""
    at = Period.parse(period)
    return at < current and not at.overlaps(current) and at.is_like(current)


def changes(known: History, indicator: str) -> tuple[Period, pd.DataFrame] | None:
    """Return the last comparable period and each commune's change since (`inference.differences.change`); None without one.

    Counts that cannot be, and counts with an analyst's weights, which are no whole numbers, are not tested: their
    verdict is "unknown".
    """
    before = last_comparable(known, indicator)
    if before is None:
        return None
    own = known.series[known.series["indicator"] == indicator]
    old, new = (_testable(own[own["period"] == str(at)]) for at in (before, known.period))
    return before, change(old, new, polarity=catalogue.indicator(indicator).polarity)


def pool_by_period(series: pd.DataFrame) -> pd.DataFrame:
    """Return the rate of all communes together by period: `period`, `numerator`, `denominator`, `communes`, `share`,
    `is_derived`, `edition`. A commune enters with both parts only."""
    both = series[has_rate(series["numerator"], series["denominator"])]
    table = both.groupby("period").agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        communes=("commune_code", "nunique"),
        is_derived=("is_derived", "any"),
        edition=("edition", "first"),
    )
    order = sorted(table.index, key=Period.parse)
    table = table.loc[order].reset_index()
    return table.assign(share=table["numerator"] / table["denominator"])


def breaks(points: pd.DataFrame) -> list[tuple[int, str]]:
    """Return the places in a series where a break is to be drawn: position of the first point after it, and its key.

    "merge" between the last period before July 2025 and the first after it, "edition" where the form changes.
    """
    found = []
    rows = list(points.itertuples())
    for position in range(1, len(rows)):
        last, row = rows[position - 1], rows[position]
        if is_before(Period.parse(last.period)) and not is_before(Period.parse(row.period)):
            found.append((position, "merge"))
        if last.edition != row.edition:
            found.append((position, "edition"))
    return found


def _testable(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.reset_index(drop=True)
    rows.loc[find_impossible(rows).index, ["numerator", "denominator"]] = float("nan")
    return rows


def comparable_points(points: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the points of the period's own kind: single quarters, or the same cumulative part of each year."""
    parts = points["period"].map(Period.parse)
    alike = [at.is_like(period) for at in parts]
    return points[np.array(alike, dtype=bool)].reset_index(drop=True)

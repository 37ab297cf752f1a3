"""Scores of QĐ 766/QĐ-TTg from what the data feed, and ratings by an analyst's own table of weights.

A score of part of the components is shown as their points over the points they can give, never as the whole. How sure each
rule is stands in the catalogue (`qd766.toml`): the decision's annex has not been seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cchc_analysis import catalogue
from cchc_analysis.analyst.rating import WHOLE
from cchc_analysis.catalogue.lexicon import measures
from cchc_analysis.catalogue.wording import settings
from cchc_analysis.errors import CatalogueError
from cchc_analysis.observations import TidyFrames, is_own
from cchc_analysis.reports import ruling
from cchc_analysis.totals import rates

SCORE_COLUMNS = [
    "commune_code",
    "commune",
    "group",
    "component",
    "sure",
    "possible",
    "numerator",
    "denominator",
    "stated_pct",
    "points",
    "basis",
]
_FIGURES = ("sure", "numerator", "denominator", "stated_pct", "points", "basis")
# Indicator or measure → the value of each commune.
Figures: TypeAlias = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Component:
    """One component of the score; see the head of `qd766.toml`."""

    key: str
    vi: str
    en: str
    points: float
    full_at: float
    sure: str
    empty: str
    parts: tuple[tuple[str, str], ...]
    group: str
    group_vi: str
    group_en: str
    stated: tuple[tuple[tuple[str, ...], str], ...] = ()
    stated_pct: tuple[str, ...] = ()
    stated_sure: str = ""

    def label(self, language: str = "vi") -> str:
        """Return the component's name in a language."""
        return self.en if language == "en" else self.vi


@cache
def components() -> tuple[Component, ...]:
    """Return the components of the score in the order of the decision."""
    found = tuple(_components())
    total = sum(component.points for component in found)
    if total != WHOLE:
        raise CatalogueError("qd766.toml", f"{total:g} points", "100 points in all", "correct the points")
    return found


def _components() -> Iterator[Component]:
    for group in catalogue.settings("qd766")["group"]:
        for row in group["component"]:
            parts = tuple((over, under) for over, under in row["parts"])
            for name in (name for pair in parts for name in pair):
                catalogue.indicator(name)
            if {row["sure"], row.get("stated_sure", "A")} - {"A", "B", "C"} or row["empty"] not in (
                "none",
                "zero",
                "full",
            ):
                raise CatalogueError(
                    "qd766.toml", f"{row['key']!r}", "sure A, B or C; empty none, zero or full", "correct it"
                )
            stated = tuple((tuple(over), under) for over, under in row.get("stated", ()))
            stated_pct = tuple(row.get("stated_pct", ()))
            if unknown := {*stated_pct, *(name for over, under in stated for name in (*over, under))} - measures():
                raise CatalogueError(
                    "qd766.toml", f"{sorted(unknown)[0]!r}", "a measure of statements.toml", "correct it"
                )
            yield Component(
                **{**row, "parts": parts, "stated": stated, "stated_pct": stated_pct},
                group=group["key"],
                group_vi=group["vi"],
                group_en=group["en"],
            )


def points(component: Component, numerator: Any, denominator: Any) -> Any:
    """Return the points of a component, one or many, NaN where its data do not give any.

    points × min(1, ratio / full_at); a numerator above its denominator is a finding and gives no points.

    >>> by_key = {component.key: component for component in components()}
    >>> float(points(by_key["handled-on-time"], 2541, 2618).round(2))
    19.41
    """
    over, under = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    of_nothing = {"none": np.nan, "zero": 0.0, "full": component.points}[component.empty]
    with np.errstate(divide="ignore", invalid="ignore"):
        earned = component.points * np.minimum(1.0, over / under / component.full_at)
    return np.where((over >= 0) & (over <= under), np.where(under == 0, of_nothing, earned), np.nan)[()]


def score(frames: TidyFrames) -> pd.DataFrame:
    """Return the points of each commune in each component of QĐ 766.

    Returns
    -------
    A row per commune × component, communes in order of code, all 21 components each: `SCORE_COLUMNS`. `possible` are the
    component's points; `points` is missing, never 0, where the data do not feed it.
    `basis` is "form" or "text", by where the figures stand; a text that states a figure in two ways, or more handled than
    received, feeds nothing. `stated_pct`
    is the percentage that a text states without counts. `sure` is that of the figures: a text may count something else.
    """
    read = ruling(frames.reports).drop_duplicates("commune_code").sort_values("commune_code")
    needed = {name for component in components() for pair in component.parts for name in pair}
    values = frames.observations[frames.observations["indicator"].isin(needed)]
    values = values.pivot(index="commune_code", columns="indicator", values="value").reindex(read["commune_code"])
    said = certain_statements(frames).reindex(read["report_id"])
    tables = [{str(name): table[name].to_numpy() for name in table} for table in (values, said)]
    found = [_figures(component, len(read), *tables) for component in components()]
    # Components lie one below the other, communes side by side; the frame has a commune's components together.
    columns = {name: np.array(rows).T.ravel() for name, rows in zip(_FIGURES, zip(*found, strict=True), strict=True)}
    keys = {
        column: [getattr(component, name) for component in components()] * len(read)
        for column, name in {"group": "group", "component": "key", "possible": "points"}.items()
    }
    communes = read[["commune_code", "commune"]]
    communes = communes.loc[communes.index.repeat(len(components()))].reset_index(drop=True)
    return communes.assign(**keys, **columns)[SCORE_COLUMNS]


def _figures(component: Component, count: int, values: Figures, said: Figures) -> tuple[NDArray[Any], ...]:
    """Return `_FIGURES` of each commune in one component, from the first source that has its figures whole."""
    numerator, denominator, percent = np.full((3, count), np.nan)
    basis = np.full(count, "", dtype=object)
    sources: list[tuple[str, Figures, tuple[str, ...], str]]
    sources = [("form", values, (over,), under) for over, under in component.parts]
    sources += [("text", said, over, under) for over, under in component.stated]
    for name, table, terms, whole in sources:
        if {*terms, whole} <= table.keys():
            # A sum lacking one of its terms would be a smaller figure.
            top, bottom = np.sum([table[term] for term in terms], axis=0), table[whole]
            is_first = (basis == "") & ~np.isnan(top) & ~np.isnan(bottom)
            numerator[is_first], denominator[is_first], basis[is_first] = top[is_first], bottom[is_first], name
    for measure in component.stated_pct:
        if measure in said:
            is_first = (basis == "") & ~np.isnan(said[measure])
            percent[is_first], basis[is_first] = said[measure][is_first], "text"
    is_percent = ~np.isnan(percent)
    earned = points(component, np.where(is_percent, percent, numerator), np.where(is_percent, 100, denominator))
    sure = np.where(basis == "text", component.stated_sure or component.sure, component.sure)
    return sure, numerator, denominator, percent, earned, basis


def certain_statements(frames: TidyFrames) -> pd.DataFrame:
    """Return what each report's text states exactly and without contradicting itself, a row per report, a column per measure.

    "Trên 95 %" is no 95 %.
    """
    rows = frames.statements
    rows = rows[rows["scope"].map(is_own).astype(bool)]
    is_exact = ~rows["raw"].str.casefold().str.startswith(tuple(settings()["words"]["approximate"]))
    rows = rows.loc[is_exact, ["report_id", "measure", "value"]].drop_duplicates()
    rows = rows[~rows.duplicated(["report_id", "measure"], keep=False)]
    return rows.pivot(index="report_id", columns="measure", values="value")


def as_printed(earned: Any) -> Any:
    """Return points to a hundredth, a half upwards, as the portal prints them.

    >>> as_printed([19.4118, 2.005, 1.1749])
    array([19.41,  2.01,  1.17])
    """
    # A half stored as a little less is a half: no figure of counts lies so near to one without being it.
    return np.floor(np.asarray(earned, dtype=float) * 100 + 0.5 + 1e-9) / 100


def summary(scores: pd.DataFrame) -> pd.DataFrame:
    """Return a row per commune: `points`, `possible` of the components that are fed, `share` of 100, `possible_sure` (A).

    Two communes compare only where the same components are fed; `components` lists them. What is added are the points as
    they are printed, to a hundredth each, as the portal adds them.
    """
    fed = scores[scores["points"].notna()]
    fed = fed.assign(points=as_printed(fed["points"]))
    groups = fed.groupby(["commune_code", "commune"])
    table = groups.agg(points=("points", "sum"), possible=("possible", "sum"), components=("component", tuple))
    sure = fed[fed["sure"] == "A"].groupby(["commune_code", "commune"])["possible"].sum()
    everyone = pd.MultiIndex.from_frame(scores[["commune_code", "commune"]].drop_duplicates())
    table = table.reindex(everyone)
    table["possible"] = table["possible"].fillna(0.0)
    table["possible_sure"] = sure.reindex(everyone).fillna(0.0)
    table["share"] = table["possible"] / WHOLE
    return table.reset_index()


def rating(frames: TidyFrames, weights: pd.DataFrame) -> pd.DataFrame:
    """Return communes rated by an analyst's weights: `points` earned over `possible`, and what is `missing`.

    weight × min(1, rate / full_at), rates recomputed from their parts. A rate without value adds neither points nor
    possible points: a commune is not punished, nor rewarded, for a blank, and the two numbers show it. Communes come in
    order of code: an order by points would follow the weights.
    """
    table = rates(frames)
    given = weights.set_index("indicator")
    own = table[table["indicator"].isin(given.index)]
    own = own[~(own["numerator"] > own["denominator"])]
    share = (own["recomputed_pct"] / 100).to_numpy()
    weight, full = (own["indicator"].map(given[column]).to_numpy() for column in ("weight", "full_at"))
    own = own.assign(
        points=weight * (share / full).clip(max=1), possible=pd.Series(weight, own.index).where(~pd.isna(share))
    )
    communes = table[["commune_code", "commune"]].drop_duplicates().sort_values("commune_code")
    sums = own.groupby("commune_code")[["points", "possible"]].sum(min_count=1)
    result = communes.merge(sums, left_on="commune_code", right_index=True, how="left")
    fed = own.dropna(subset=["points"]).groupby("commune_code")["indicator"].agg(set)
    missing = [
        ", ".join(name for name in given.index if name not in fed.get(code, set())) for code in result["commune_code"]
    ]
    return result.assign(possible=result["possible"].fillna(0.0), missing=missing).reset_index(drop=True)

"""Whole sections of a page: a sentence, the picture it rests on, and the table behind both."""

from __future__ import annotations

from html import escape

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.charts import plot_funnel
from cchc_analysis.compare import Funnel, FunnelResult
from cchc_analysis.display import Html, join, paragraph
from cchc_analysis.intervals import find_impossible
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.tables import comparison
from cchc_analysis.totals import rates


def headline_rates(frames: TidyFrames) -> pd.DataFrame:
    """Return the rates of `totals.rates` that are headline indicators, in headline order."""
    table = rates(frames)
    order = table["indicator"].map(lambda name: catalogue.indicator(name).headline)
    return table[order > 0].assign(order=order).sort_values("order", kind="stable").drop(columns="order")


def compare_communes(frames: TidyFrames, language: str = "vi") -> Html:
    """Return a section for each headline rate that at least two communes have: sentence, funnel, table.

    Communes keep the order of their codes; nothing is ranked, because most differences between neighbours are luck.
    """
    parts = []
    for name, rows in headline_rates(frames).groupby("indicator", sort=False):
        indicator = catalogue.indicator(str(name))
        rows = _possible(rows.reset_index(drop=True))
        # Limits of chance are for counted cases; a share of money has none.
        if catalogue.indicator(indicator.denominator).kind == "count" and rows["recomputed_pct"].notna().sum() >= 2:
            parts += _section(indicator.indicator, rows, frames, language)
    if not parts:
        known = frames.observations["commune_code"].nunique()
        return paragraph(word("nothing-to-compare", language, communes=known), "coverage")
    return join(parts)


def _possible(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the rate taken from those whose counts cannot be, such as 12 of 10; they keep their place."""
    impossible = find_impossible(rows).index
    rows.loc[impossible, ["numerator", "denominator", "recomputed_pct"]] = float("nan")
    return rows


def _section(indicator: str, rows: pd.DataFrame, frames: TidyFrames, language: str) -> list[Html]:
    funnel = Funnel()(rows)
    label = catalogue.indicator(indicator).label(language)
    parts = [Html(f"<h2>{escape(label)}</h2>"), paragraph(_summary(label, rows, funnel, language))]
    if len(funnel.curve):
        if funnel.is_adjusted:
            parts.append(
                paragraph(word("overdispersed", language, phi=format_number(funnel.phi, 1, language)), "muted")
            )
        if funnel.is_mixed:
            parts.append(paragraph(word("mixed", language), "muted"))
        parts.append(Html(plot_funnel(funnel, indicator, frames, language).html))
    parts.append(comparison(rows, funnel.rows, language))
    return parts


def _summary(label: str, rows: pd.DataFrame, funnel: FunnelResult, language: str) -> str:
    counts = funnel.rows["verdict"].value_counts()
    apart = {verdict: int(counts.get(verdict, 0)) for verdict in ("low", "high")}
    both = rows.dropna(subset=["recomputed_pct"])
    return word(
        "comparison-summary",
        language,
        label=label,
        pooled=format_number(100 * funnel.center, 2, language),
        numerator=format_number(both["numerator"].sum(), None, language),
        denominator=format_number(both["denominator"].sum(), None, language),
        same=len(both) - apart["low"] - apart["high"],
        **apart,
    )

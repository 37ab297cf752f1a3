"""Charts: a prepared frame in, a figure out, shown with the words that say what it shows.

The unit stands on the axis, source and coverage stand below; what is missing is drawn as missing; colour never speaks
alone. Fixed margins instead of a layout engine: the page draws each figure once.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.inference.pooled import pool
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.charts.figures import (
    BLUE,
    INK,
    VERMILION,
    Chart,
    _axes,
    _finish,
    _percent_axis,
    readable,
    source,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_rates(rates: pd.DataFrame, frames: TidyFrames, language: str = "vi") -> Chart:
    """Return the rates of a quarter: one commune's printed beside recomputed, or the spread over many communes.

    Parameters
    ----------
    rates : as from `totals.rates`; a rate that no commune has is not drawn.
    """
    many = rates["commune_code"].nunique() > 1
    return _plot_spread(rates, frames, language) if many else _plot_printed(rates, frames, language)


def _labels(ax: Axes, names: list[str], language: str) -> None:
    labels = ["\n".join(textwrap.wrap(catalogue.indicator(name).label(language), 34)) for name in names]
    ax.set_yticks(range(len(names)), labels)
    ax.set_ylim(max(len(names), 1) - 0.5, -0.5)
    ax.set_xlim(-3, 103)
    ax.set_xlabel(word("chart-rate", language), fontsize=9)
    _percent_axis(ax, language)


def _plot_printed(rates: pd.DataFrame, frames: TidyFrames, language: str) -> Chart:
    shown = rates.dropna(subset=["recomputed_pct", "reported_pct"], how="all").reset_index(drop=True)
    height = 1.35 + 0.42 * max(len(shown), 1)
    figure, ax = _axes(7.6, height, left=0.36, right=0.97, top=1 - 0.42 / height, bottom=0.85 / height)
    rows = shown.index.to_numpy()
    differs = shown["verdict"] == "differs"
    ax.hlines(
        rows[differs], shown.loc[differs, "reported_pct"], shown.loc[differs, "recomputed_pct"], color=VERMILION, lw=2
    )
    ax.plot(
        shown["recomputed_pct"],
        rows,
        "o",
        ms=9,
        mfc="none",
        mec=BLUE,
        mew=1.8,
        label=word("chart-recomputed", language),
    )
    ax.plot(shown["reported_pct"], rows, "D", ms=4.5, color=VERMILION, label=word("chart-printed", language))
    _labels(ax, list(shown["indicator"]), language)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=8.5)
    note = source(frames, rates["commune_code"].nunique(), language)
    _finish(figure, note)
    agree = int((shown["verdict"] == "agrees").sum())
    alt = word("alt-rates", language, count=len(shown), agree=agree, differ=int(differs.sum()), source=note)
    return Chart(figure, alt, readable(shown, language), language)


def _plot_spread(rates: pd.DataFrame, frames: TidyFrames, language: str) -> Chart:
    import seaborn as sns

    shown = rates.dropna(subset=["recomputed_pct"])
    names = list(dict.fromkeys(shown["indicator"]))
    height = 1.25 + 0.55 * max(len(names), 1)
    figure, ax = _axes(7.6, height, left=0.36, right=0.97, top=1 - 0.4 / height, bottom=0.85 / height)
    # Spread by the golden ratio instead of by chance: the same figures give the same picture.
    spread = (shown.groupby("indicator").cumcount() * 0.618034 % 1 - 0.5) * 0.56
    rows = shown["indicator"].map(names.index).astype(float) + spread
    sns.scatterplot(x=shown["recomputed_pct"], y=rows, ax=ax, color=BLUE, alpha=0.45, s=13, linewidth=0, zorder=1)
    by_rate = shown.groupby("indicator")
    pooled = {name: pool(own["numerator"], own["denominator"]).pct for name, own in by_rate}
    for row, name in enumerate(names):
        ax.plot([pooled[name]] * 2, [row - 0.36, row + 0.36], color=INK, lw=2.4, solid_capstyle="butt")
        value = format_number(pooled[name], 1, language)
        ax.annotate(value, (pooled[name], row - 0.38), ha="center", va="bottom", fontsize=7.5, color=INK)
    _labels(ax, names, language)
    ax.set_ylabel("")
    note = source(frames, shown["commune_code"].nunique(), language)
    _finish(figure, note)
    alt = word("alt-spread", language, count=len(names), source=note)
    return Chart(figure, alt, readable(shown, language), language)

"""Funnels: communes by cases and rate, within the limits that chance keeps."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.charts.figures import (
    BLUE,
    GREY,
    INK,
    VERMILION,
    Chart,
    _axes,
    _finish,
    readable,
    source,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cchc_analysis.inference.funnel_verdicts import FunnelResult


_MULTIPLES = 3  # small funnels in a row


def plot_multiples(
    tables: Mapping[str, tuple[pd.DataFrame, dict[str, FunnelResult]]], frames: TidyFrames, language: str = "vi"
) -> Chart:
    """Return a small picture for each rate, on one scale of percent, so that fields of work can be seen side by side.

    Parameters
    ----------
    tables : rate → all communes with verdicts and each group's funnel, as from `comparing.headline_rates.with_verdicts`.
    """
    rows = -(-len(tables) // _MULTIPLES)
    height = 1.75 * rows + 0.8
    figure, first = _axes(7.6, height, left=0.07, right=0.98, top=1 - 0.42 / height, bottom=0.87 / height)
    first.remove()
    grid = figure.subplots(rows, _MULTIPLES, sharey=True, squeeze=False, gridspec_kw={"hspace": 0.75, "wspace": 0.12})
    for ax in grid.flat[len(tables) :]:
        ax.set_axis_off()
    for ax, (name, (communes, funnels)) in zip(grid.flat, tables.items(), strict=False):
        _small_funnel(ax, name, communes, funnels, language)
    for ax in grid[:, 0]:
        ax.set_ylabel("%", fontsize=7)
    note = source(frames, frames.observations["commune_code"].nunique(), language)
    _finish(figure, f"{word('multiples-note', language)} {note}")
    drawn = [communes.assign(indicator=name) for name, (communes, _) in tables.items()]
    data = readable(pd.concat(drawn).dropna(subset=["recomputed_pct"]), language)
    return Chart(figure, word("alt-multiples", language, count=len(tables), source=note), data, language)


def _small_funnel(ax: Axes, name: str, communes: pd.DataFrame, funnels: dict[str, FunnelResult], language: str) -> None:
    shown = communes.dropna(subset=["recomputed_pct"])
    for funnel in funnels.values():
        curve = funnel.curve
        if len(curve):
            _draw_limits(ax, funnel, 0.14)
            ax.hlines(100 * funnel.center, curve["n"].min(), curve["n"].max(), color=INK, lw=0.8)
    apart = shown["verdict"].isin(("low", "high"))
    ax.plot(
        shown.loc[~apart, "denominator"], shown.loc[~apart, "recomputed_pct"], "o", ms=2.2, color=BLUE, alpha=0.6, mew=0
    )
    ax.plot(shown.loc[apart, "denominator"], shown.loc[apart, "recomputed_pct"], "D", ms=3.4, color=VERMILION)
    ax.set_xscale("log")
    ax.set_ylim(-4, 104)
    title = "\n".join(textwrap.wrap(catalogue.indicator(name).label(language), 38))
    ax.set_title(title, fontsize=7, color=INK, loc="left", pad=3)
    _plain_ticks(ax, shown["denominator"], language)


def _plain_ticks(ax: Axes, cases: pd.Series, language: str) -> None:
    from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

    ends = sorted({float(cases.min()), float(cases.max())}) if len(cases) else []
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.xaxis.set_major_locator(FixedLocator(ends))
    ax.set_xticklabels([format_number(value, None, language) for value in ends], fontsize=6.5)
    ax.tick_params(labelsize=6.5, length=2, colors=INK)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def plot_funnel(funnel: FunnelResult, indicator: str, frames: TidyFrames, language: str = "vi") -> Chart:
    """Return a funnel: each commune's rate over its number of cases, with the limits that chance alone would keep.

    Parameters
    ----------
    funnel : from `inference.differences.Funnel`; its shares are drawn in percent.
    """
    known = catalogue.indicator(indicator)
    rows = funnel.rows.dropna(subset=["share"])
    figure, ax = _axes(7.6, 4.3, left=0.09, right=0.97, top=0.9, bottom=0.2)
    ax.grid(axis="y", color="#E3E6EA")
    curve = funnel.curve
    _draw_limits(ax, funnel, 0.16, word("chart-limits-adjusted" if funnel.is_adjusted else "chart-limits", language))
    pooled = format_number(100 * funnel.center, 2, language)
    ax.axhline(100 * funnel.center, color=INK, lw=1.2, label=word("chart-pooled", language, value=pooled))
    apart = rows["verdict"].isin(("low", "high"))
    _draw_communes(ax, rows, apart, language)
    _name_apart(
        ax, rows[apart].sort_values("share"), float((rows["denominator"].min() * rows["denominator"].max()) ** 0.5)
    )
    _case_axis(ax, language)
    ax.set_xlim(curve["n"].min(), curve["n"].max())
    ax.set_xlabel(
        word("chart-cases", language, label=catalogue.indicator(known.denominator).label(language)), fontsize=9
    )
    ax.set_ylabel(word("chart-rate", language), fontsize=9)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=4, frameon=False, fontsize=8, handletextpad=0.4)
    note = source(frames, len(rows), language)
    _finish(figure, note)
    counts = rows["verdict"].value_counts()
    words: dict[str, Any] = {verdict: int(counts.get(verdict, 0)) for verdict in ("low", "high")}
    same = len(rows) - words["low"] - words["high"]
    alt = word("alt-funnel", language, label=known.label(language), same=same, pooled=pooled, source=note, **words)
    return Chart(figure, alt, readable(rows, language), language)


def _draw_limits(ax: Axes, funnel: FunnelResult, alpha: float, label: str | None = None) -> None:
    """Shade where chance alone would keep the rates: by the limits that are adjusted for spread, where they are."""
    limits, curve = "adjusted" if funnel.is_adjusted else "act", funnel.curve
    lower, upper = 100 * curve[f"{limits}_lower"], 100 * curve[f"{limits}_upper"]
    ax.fill_between(curve["n"], lower, upper, color=GREY, alpha=alpha, lw=0, label=label)


def _draw_communes(ax: Axes, rows: pd.DataFrame, apart: pd.Series, language: str) -> None:
    """Mark each commune, those that the limits tell apart by shape and colour."""
    cases, shares = rows["denominator"], 100 * rows["share"]
    alike = word("chart-commune", language)
    ax.plot(cases[~apart], shares[~apart], "o", ms=4, color=BLUE, alpha=0.6, mew=0, label=alike)
    if apart.any():
        ax.plot(cases[apart], shares[apart], "D", ms=6, color=VERMILION, label=word("chart-apart", language))


def _name_apart(ax: Axes, rows: pd.DataFrame, middle: float) -> None:
    """Write names on the inner side of their marks, where there is room, each a line away from one at its height."""
    low, high = ax.get_ylim()
    taken: list[float] = []
    for row in rows.itertuples():
        height = 100 * row.share
        crowd = sum(abs(height - other) < 0.05 * (high - low) for other in taken)
        taken.append(height)
        side, align = (-6, "right") if row.denominator > middle else (6, "left")
        ax.annotate(
            row.commune,
            (row.denominator, height),
            xytext=(side, -3 + 9 * (crowd % 3)),
            textcoords="offset points",
            fontsize=8,
            ha=align,
        )


def _case_axis(ax: Axes, language: str) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, None, language)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, None, language)))

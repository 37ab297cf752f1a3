"""Pictures of many things at once: all indicators by commune, small funnels, run charts."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.charts import BLUE, GREY, INK, VERMILION, Chart, _axes, _finish, readable, source
from cchc_analysis.counts import run_chart
from cchc_analysis.display import Html, join
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.trends import breaks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cchc_analysis.compare import FunnelResult

_STATES = ("blank", "absent", "unreadable")
_PAD = 3.5  # points between a heatmap and its words
_MOST_COMMUNES = 200  # of a picture: one of 1,500 took 1.1 GB to draw, and no browser shows it whole
_MULTIPLES = 3  # small funnels in a row


def heat_values(frames: TidyFrames) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a heatmap shows: a table of places 0-1 and one of states, indicators down, communes across.

    A rate's place is its share; any other number's is its place between the least and the most of the communes, on a
    logarithmic scale from 1. A cell without a value has no place, and a state that says why. Titles of sections and
    choices, whose numbers are names, are left out.
    """
    kinds = {name: known.kind for name, known in catalogue.indicators().items()}
    rows = frames.observations[frames.observations["indicator"].map(kinds).isin(("count", "amount", "rate"))]
    used = set(rows["indicator"])
    order = [name for name in kinds if name in used]
    grid = {
        column: rows.pivot(index="indicator", columns="commune_code", values=column).reindex(order)
        for column in ("value", "status")
    }
    values = grid["value"].astype(float)
    is_rate = np.array([kinds[name] == "rate" for name in order], dtype=bool)
    # On the scale of log(1 + count) zero has a place; shares outside 0-100 are findings and stay at the edge.
    logs = np.log1p(values.clip(lower=0))
    spread = (logs.max(axis=1) - logs.min(axis=1)).replace(0, np.nan)
    places = logs.sub(logs.min(axis=1), axis=0).div(spread, axis=0).where(spread.notna(), 0.5, axis=0)
    places = places.where(values.notna())
    places.loc[is_rate] = (values.loc[is_rate] / 100).clip(0, 1)
    return places, grid["status"].fillna("absent")


def heatmaps(frames: TidyFrames, language: str = "vi") -> Html:
    """Return all indicators of all communes, in order of code, in as many pictures as their number asks for."""
    codes = np.sort(frames.observations["commune_code"].unique())
    parts = np.array_split(codes, max(1, -(-len(codes) // _MOST_COMMUNES)))
    return join(Html(plot_heatmap(frames, language, part).html) for part in parts)


def plot_heatmap(frames: TidyFrames, language: str = "vi", communes: Collection[str] | None = None) -> Chart:
    """Return all indicators of communes as one picture, in which what is missing is seen to be missing.

    Parameters
    ----------
    communes : codes of those that are drawn, by default all; the scales are those of all.
    """
    from matplotlib.patches import Patch

    places, states = heat_values(frames)
    if communes is not None:
        is_drawn = places.columns.isin(list(communes))
        places, states = places.loc[:, is_drawn], states.loc[:, is_drawn]
    cells = _cells(frames, places, states, language)
    names = frames.reports.drop_duplicates("commune_code").set_index("commune_code")["commune"]
    labels = [catalogue.indicator(name).label(language) for name in places.index]
    drawn = [names.get(code, code) for code in places.columns]
    is_turned = len(drawn) > len(labels)  # the longer side goes down the page
    if is_turned:
        places, states = places.T, states.T
    across, down = (labels, drawn) if is_turned else (drawn, labels)
    left = 2.6 if not is_turned else 1.5
    width, head = 7.6, 0.042 * max((len(text) for text in across), default=1) + 0.15
    height = head + 0.125 * max(len(down), 4) + 0.85
    figure, ax = _axes(width, height, left=left / width, right=0.985, top=1 - head / height, bottom=0.72 / height)
    ax.grid(False)
    shown = ax.imshow(
        places.to_numpy(dtype=float), aspect="auto", cmap="Blues", vmin=-0.12, vmax=1.1, interpolation="nearest"
    )
    counts = {}
    for state, mark in zip(_STATES, ("/////", "", "xxxxx"), strict=True):
        marked = np.argwhere(states.to_numpy() == state)
        counts[state] = len(marked)
        _mark(ax, marked, mark)
    # Words instead of labelled ticks, each of which would be made of marks and a line of the grid, too.
    ax.set_xticks([])
    ax.set_yticks([])
    above, high, middle = ax.get_xaxis_text2_transform(_PAD)
    beside, centre, end = ax.get_yaxis_text1_transform(_PAD)
    for x, text in enumerate(across):
        ax.text(x, 1, text, transform=above, va=high, ha=middle, rotation=90, fontsize=5.5, color=INK)
    for y, text in enumerate(down):
        ax.text(0, y, text, transform=beside, va=centre, ha=end, fontsize=5.5, color=INK)
    for spine in ax.spines.values():
        spine.set_visible(False)
    bar = figure.add_axes((left / width, 0.55 / height, 0.25, 0.08 / height))
    figure.colorbar(shown, cax=bar, orientation="horizontal", ticks=[0, 1])
    bar.set_xticklabels([word("heat-least", language), word("heat-most", language)], fontsize=6.5)
    bar.tick_params(length=0, pad=2)
    least, most = bar.get_xticklabels()
    least.set_horizontalalignment("left")
    most.set_horizontalalignment("right")
    marks = [
        Patch(facecolor="white", edgecolor=GREY, hatch="/////", label=word("blank", language)),
        Patch(facecolor="#EEF0F2", edgecolor=GREY, label=word("absent", language)),
        Patch(facecolor="white", edgecolor=VERMILION, hatch="xxxxx", label=word("unreadable", language)),
    ]
    figure.legend(
        handles=[patch for patch, state in zip(marks, _STATES, strict=True) if counts[state]], loc="lower right",
        bbox_to_anchor=(0.985, 0.36 / height), ncols=3, frameon=False, fontsize=6.5,
    )  # fmt: skip
    note = source(frames, len(drawn), language)
    _finish(figure, note)
    filled = int(places.notna().to_numpy().sum())
    alt = word("alt-heat", language, indicators=len(labels), communes=len(drawn), filled=filled, source=note, **counts)
    return Chart(figure, alt, cells, language)


def _cells(frames: TidyFrames, places: pd.DataFrame, states: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return a heatmap's cells as a table, a row a commune; a cell without a value holds the word for its state."""
    values = frames.observations.pivot(index="indicator", columns="commune_code", values="value").astype(object)
    words = {state: word(state, language) for state in _STATES}
    values = values.reindex_like(places).where(places.notna(), states.map(lambda state: words.get(state, state)))
    cells = values.T.set_axis([catalogue.indicator(name).label(language) for name in places.index], axis=1)
    names = frames.reports.drop_duplicates("commune_code").set_index("commune_code")["commune"]
    head = pd.DataFrame({"commune_code": cells.index, "commune": cells.index.map(names)}, index=cells.index)
    return pd.concat([readable(head, language), cells], axis=1)


def _mark(ax: Axes, cells: Any, hatch: str) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    squares = [Rectangle((x - 0.5, y - 0.5), 1, 1) for y, x in cells]
    collection = PatchCollection(squares, facecolor="white" if hatch else "#EEF0F2", linewidth=0)
    collection.set_hatch(hatch)
    collection.set_edgecolor(VERMILION if hatch == "xxxxx" else GREY)
    ax.add_collection(collection)


def plot_multiples(
    tables: Mapping[str, tuple[pd.DataFrame, dict[str, FunnelResult]]], frames: TidyFrames, language: str = "vi"
) -> Chart:
    """Return a small picture for each rate, on one scale of percent, so that fields of work can be seen side by side.

    Parameters
    ----------
    tables : rate → all communes with their verdicts and the funnel of each peer group, as from `sections.judged`.
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
        limits = "adjusted" if funnel.is_adjusted else "act"
        curve = funnel.curve
        if len(curve):
            ax.fill_between(
                curve["n"], 100 * curve[f"{limits}_lower"], 100 * curve[f"{limits}_upper"], color=GREY, alpha=0.14, lw=0
            )
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


def plot_runs(points: Mapping[str, pd.DataFrame], frames: TidyFrames, language: str = "vi") -> Chart:
    """Return a run chart for each rate: a point per period, the line cut at every break, derived quarters hollow.

    Parameters
    ----------
    points : rate → rows as from `trends.pooled`, periods of one kind in order.

    Notes
    -----
    Trial limits (XmR) rest on the points after the last break and are drawn from five of them on; nothing is said of a
    trend under twelve.
    """
    height = 1.75 * len(points) + 0.5
    figure, first = _axes(7.6, height, left=0.09, right=0.97, top=1 - 0.3 / height, bottom=0.75 / height)
    first.remove()
    axes = figure.subplots(len(points), 1, squeeze=False, gridspec_kw={"hspace": 0.75})[:, 0]
    for ax, (name, rows) in zip(axes, points.items(), strict=True):
        _run(ax, rows.reset_index(drop=True), language)
        ax.set_title(catalogue.indicator(name).label(language), fontsize=8, color=INK, loc="left", pad=4)
    note = source(frames, frames.observations["commune_code"].nunique(), language)
    _finish(figure, f"{word('runs-note', language)} {note}")
    data = readable(pd.concat([rows.assign(indicator=name) for name, rows in points.items()]), language)
    return Chart(figure, word("alt-runs", language, count=len(points), source=note), data, language)


def _run(ax: Axes, rows: pd.DataFrame, language: str) -> None:
    cuts = breaks(rows)
    edges = [0, *sorted({position for position, _ in cuts}), len(rows)]
    share = 100 * rows["share"]
    for start, end in pairwise(edges):
        ax.plot(range(start, end), share[start:end], "-", color=BLUE, lw=1.2, zorder=1)
    for position, key in cuts:
        ax.axvline(position - 0.5, color=VERMILION, lw=1, ls="--")
        ax.annotate(
            word(f"break-{key}", language), (position - 0.5, 1), xycoords=("data", "axes fraction"), xytext=(3, -2),
            textcoords="offset points", fontsize=6.5, color=VERMILION, va="top",
        )  # fmt: skip
    derived = rows["is_derived"].to_numpy(dtype=bool)
    positions = np.arange(len(rows))
    ax.plot(positions[~derived], share[~derived], "o", ms=4.5, color=BLUE)
    ax.plot(positions[derived], share[derived], "o", ms=4.5, mfc="white", mec=BLUE, zorder=3)
    last = edges[-2]
    limits = run_chart(list(share[last:]))
    low, high = float(share.min()), float(share.max())
    if len(rows) - last >= 5:
        low, high = min(low, max(limits.lower, 0)), max(high, min(limits.upper, 100))
        for value in (limits.lower, limits.mean, limits.upper):
            ax.hlines(min(max(value, 0), 100), last - 0.2, len(rows) - 0.8, color=GREY, lw=0.8, ls=":")
    for position, value in enumerate(share):
        ax.annotate(
            format_number(value, 1, language), (position, value), xytext=(0, 5), textcoords="offset points", fontsize=6.5,
            ha="center", color=INK,
        )  # fmt: skip
    ax.set_xticks(positions, [str(text) for text in rows["period"]], fontsize=7)
    ax.set_xlim(-0.5, max(len(rows) - 0.5, 0.5))
    room = max(1.0, 0.2 * (high - low))
    bottom, top = max(-2, low - room), min(104, high + room)
    # The words of a break stand above every point.
    ax.set_ylim(bottom, top + (0.25 * (top - bottom) if cuts else 0))
    ax.set_yticks([tick for tick in ax.get_yticks() if bottom <= tick <= min(top, 100)])
    ax.set_ylabel("%", fontsize=7)
    ax.tick_params(labelsize=7, length=2, colors=INK)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)

"""Heatmaps: all indicators of all communes at once, in which what is missing is seen to be missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.charts.figures import GREY, INK, VERMILION, Chart, _axes, _finish, readable, source
from cchc_analysis.pages.markup import Html, join
from cchc_analysis.reports import commune_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage


_STATES = ("blank", "absent", "unreadable")
_PAD = 3.5  # points between a heatmap and its words
_MOST_COMMUNES = 200  # of a picture: one of 1,500 took 1.1 GB to draw, and no browser shows it whole


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
    places, states = heat_values(frames)
    if communes is not None:
        is_drawn = places.columns.isin(list(communes))
        places, states = places.loc[:, is_drawn], states.loc[:, is_drawn]
    cells = _cells(frames, places, states, language)
    names = commune_names(frames.reports)
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
    shades = ax.imshow(
        places.to_numpy(dtype=float), aspect="auto", cmap="Blues", vmin=-0.12, vmax=1.1, interpolation="nearest"
    )
    counts = _mark_missing(ax, states)
    _name_sides(ax, across, down)
    for spine in ax.spines.values():
        spine.set_visible(False)
    _draw_scale(figure, shades, (left / width, 0.55 / height, 0.25, 0.08 / height), language)
    _draw_legend(figure, counts, 0.36 / height, language)
    note = source(frames, len(drawn), language)
    _finish(figure, note)
    filled = int(places.notna().to_numpy().sum())
    alt = word("alt-heat", language, indicators=len(labels), communes=len(drawn), filled=filled, source=note, **counts)
    return Chart(figure, alt, cells, language)


def _mark_missing(ax: Axes, states: pd.DataFrame) -> dict[str, int]:
    """Mark the cells of each state without a value, and return how many there are."""
    counts = {}
    for state, mark in zip(_STATES, ("/////", "", "xxxxx"), strict=True):
        marked = np.argwhere(states.to_numpy() == state)
        counts[state] = len(marked)
        _mark(ax, marked, mark)
    return counts


def _name_sides(ax: Axes, across: Sequence[str], down: Sequence[str]) -> None:
    """Write words instead of labelled ticks, each of which would be made of marks and a line of the grid, too."""
    ax.set_xticks([])
    ax.set_yticks([])
    above, high, middle = ax.get_xaxis_text2_transform(_PAD)
    beside, centre, end = ax.get_yaxis_text1_transform(_PAD)
    for x, text in enumerate(across):
        ax.text(x, 1, text, transform=above, va=high, ha=middle, rotation=90, fontsize=5.5, color=INK)
    for y, text in enumerate(down):
        ax.text(0, y, text, transform=beside, va=centre, ha=end, fontsize=5.5, color=INK)


def _draw_scale(figure: Figure, shades: AxesImage, place: tuple[float, float, float, float], language: str) -> None:
    """Draw the scale of shades with the words for its ends."""
    bar = figure.add_axes(place)
    figure.colorbar(shades, cax=bar, orientation="horizontal", ticks=[0, 1])
    bar.set_xticklabels([word("heat-least", language), word("heat-most", language)], fontsize=6.5)
    bar.tick_params(length=0, pad=2)
    least, most = bar.get_xticklabels()
    least.set_horizontalalignment("left")
    most.set_horizontalalignment("right")


def _draw_legend(figure: Figure, counts: dict[str, int], height: float, language: str) -> None:
    """Say what the marks of the states mean that there are."""
    from matplotlib.patches import Patch

    marks = [
        Patch(facecolor="white", edgecolor=GREY, hatch="/////", label=word("blank", language)),
        Patch(facecolor="#EEF0F2", edgecolor=GREY, label=word("absent", language)),
        Patch(facecolor="white", edgecolor=VERMILION, hatch="xxxxx", label=word("unreadable", language)),
    ]
    figure.legend(
        handles=[patch for patch, state in zip(marks, _STATES, strict=True) if counts[state]],
        loc="lower right",
        bbox_to_anchor=(0.985, height),
        ncols=3,
        frameon=False,
        fontsize=6.5,
    )


def _cells(frames: TidyFrames, places: pd.DataFrame, states: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return a heatmap's cells as a table, a row a commune; a cell without a value holds the word for its state."""
    values = frames.observations.pivot(index="indicator", columns="commune_code", values="value").astype(object)
    words = {state: word(state, language) for state in _STATES}
    values = values.reindex_like(places).where(places.notna(), states.map(lambda state: words.get(state, state)))
    cells = values.T.set_axis([catalogue.indicator(name).label(language) for name in places.index], axis=1)
    names = commune_names(frames.reports)
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

"""Run charts: one rate over the periods."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.comparing.trends import breaks
from cchc_analysis.inference.counts import run_chart
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.charts.figures import BLUE, GREY, INK, VERMILION, Chart, _axes, _finish, readable, source

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
            word(f"break-{key}", language),
            (position - 0.5, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2),
            textcoords="offset points",
            fontsize=6.5,
            color=VERMILION,
            va="top",
        )
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
            format_number(value, 1, language),
            (position, value),
            xytext=(0, 5),
            textcoords="offset points",
            fontsize=6.5,
            ha="center",
            color=INK,
        )
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

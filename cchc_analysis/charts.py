"""Charts: a prepared frame in, a figure out, shown with the words that say what it shows.

The unit stands on the axis, source and coverage stand below; what is missing is drawn as missing; colour never speaks
alone. Fixed margins instead of a layout engine: the page draws each figure once.
"""

from __future__ import annotations

import base64
import io
import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.display import csv_link
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cchc_analysis.compare import FunnelResult

# Okabe and Ito's palette, safe for colour-blind readers; each colour also has a shape of its own.
_COLOURS = 192  # of a picture's palette
BLUE, VERMILION, GREY, INK = "#0072B2", "#D55E00", "#8A8F98", "#22262B"


@dataclass(frozen=True)
class Chart:
    """A figure with its alternative text and its data, drawn once, as a picture inside the page.

    `data` is what is drawn, a row a mark; its columns are headed in the page's language.
    """

    figure: Figure
    alt: str
    data: pd.DataFrame
    language: str

    @property
    def html(self) -> str:
        """The figure as an element of a page."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        drawn = io.BytesIO()
        # A chart has few colours: a palette of them makes the picture a third as heavy, and looks the same.
        few = (
            Image.fromarray(np.asarray(canvas.buffer_rgba()))
            .convert("RGB")
            .quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        )
        few.save(drawn, format="png", optimize=True)
        picture = base64.b64encode(drawn.getvalue()).decode("ascii")
        saved = csv_link(self.data, self.alt, word("save-chart", self.language), self.language).html
        return f'<figure><img alt="{escape(self.alt)}" src="data:image/png;base64,{picture}">{saved}</figure>'

    def _repr_html_(self) -> str:
        return self.html


# What the columns of a chart's data are called on paper.
_HEADS = {
    "period": "period",
    "commune_code": "code",
    "commune": "commune",
    "indicator": "indicator",
    "numerator": "numerator",
    "denominator": "denominator",
    "recomputed_pct": "recomputed",
    "reported_pct": "as-printed-pct",
    "estimate_pct": "estimate-head",
}


def readable(rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return what a chart draws as a reader's table: known columns alone, headed and named in their language.

    A `share` between 0 and 1 is given in percent.
    """
    if "share" in rows:
        rows = rows.assign(recomputed_pct=100 * rows["share"])
    shown = rows[[name for name in _HEADS if name in rows]]
    if "indicator" in shown:
        shown = shown.assign(indicator=[catalogue.indicator(name).label(language) for name in shown["indicator"]])
    return shown.rename(columns={name: word(key, language) for name, key in _HEADS.items()})


def _axes(width: float, height: float, **margins: float) -> tuple[Figure, Axes]:
    import seaborn as sns
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=150)
    with sns.axes_style(
        "ticks", {"axes.grid": True, "axes.grid.axis": "x", "grid.color": "#E3E6EA", "axes.edgecolor": GREY}
    ):
        ax = figure.subplots()
    figure.subplots_adjust(**margins)
    sns.despine(ax=ax, left=True)
    ax.tick_params(colors=INK, labelsize=9)
    return figure, ax


def source(frames: TidyFrames, communes: int, language: str = "vi") -> str:
    """Return the line below a chart: how many communes, which files, and whether the figures are made up."""
    files = sorted(set(frames.reports.loc[frames.reports["status"] == "read", "source_file"]))
    named = ", ".join(files[:3]) + (f" +{len(files) - 3}" if len(files) > 3 else "")
    key = "chart-source-simulated" if frames.reports["is_simulated"].any() else "chart-source"
    return word(key, language, communes=format_number(communes, None, language), files=named)


def _finish(figure: Figure, note: str) -> None:
    figure.text(0.01, 0.01, "\n".join(textwrap.wrap(note, 110)), fontsize=7.5, color="#5B626B", va="bottom")


def _percent_axis(ax: Axes, language: str) -> None:
    from matplotlib.ticker import FuncFormatter

    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, None, language)))


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
    pooled = 100 * shown.groupby("indicator")["numerator"].sum() / shown.groupby("indicator")["denominator"].sum()
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


def plot_funnel(funnel: FunnelResult, indicator: str, frames: TidyFrames, language: str = "vi") -> Chart:
    """Return a funnel: each commune's rate over its number of cases, with the limits that chance alone would keep.

    Parameters
    ----------
    funnel : from `compare.Funnel`; its shares are drawn in percent.
    """
    known = catalogue.indicator(indicator)
    rows = funnel.rows.dropna(subset=["share"])
    figure, ax = _axes(7.6, 4.3, left=0.09, right=0.97, top=0.9, bottom=0.2)
    ax.grid(axis="y", color="#E3E6EA")
    limits = "adjusted" if funnel.is_adjusted else "act"
    curve = funnel.curve
    ax.fill_between(
        curve["n"], 100 * curve[f"{limits}_lower"], 100 * curve[f"{limits}_upper"], color=GREY, alpha=0.16, lw=0,
        label=word("chart-limits-adjusted" if funnel.is_adjusted else "chart-limits", language),
    )  # fmt: skip
    pooled = format_number(100 * funnel.center, 2, language)
    ax.axhline(100 * funnel.center, color=INK, lw=1.2, label=word("chart-pooled", language, value=pooled))
    apart = rows["verdict"].isin(("low", "high"))
    ax.plot(
        rows.loc[~apart, "denominator"],
        100 * rows.loc[~apart, "share"],
        "o",
        ms=4,
        color=BLUE,
        alpha=0.6,
        mew=0,
        label=word("chart-commune", language),
    )
    if apart.any():
        ax.plot(
            rows.loc[apart, "denominator"],
            100 * rows.loc[apart, "share"],
            "D",
            ms=6,
            color=VERMILION,
            label=word("chart-apart", language),
        )
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
            row.commune, (row.denominator, height), xytext=(side, -3 + 9 * (crowd % 3)), textcoords="offset points",
            fontsize=8, ha=align,
        )  # fmt: skip


def _case_axis(ax: Axes, language: str) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, None, language)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, None, language)))

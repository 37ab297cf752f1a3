"""What every chart shares: its colours, its axes, its source line, its picture."""

from __future__ import annotations

import base64
import io
import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.markup import csv_link
from cchc_analysis.reports import ruling

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


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
    files = sorted(set(ruling(frames.reports)["source_file"]))
    named = ", ".join(files[:3]) + (f" +{len(files) - 3}" if len(files) > 3 else "")
    key = "chart-source-simulated" if frames.reports["is_simulated"].any() else "chart-source"
    return word(key, language, communes=format_number(communes, None, language), files=named)


def _finish(figure: Figure, note: str) -> None:
    figure.text(0.01, 0.01, "\n".join(textwrap.wrap(note, 110)), fontsize=7.5, color="#5B626B", va="bottom")


def _percent_axis(ax: Axes, language: str) -> None:
    from matplotlib.ticker import FuncFormatter

    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, None, language)))

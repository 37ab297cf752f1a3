"""One rate over the territory: outlines of communes where the analyst has them, a tile for each commune where not.

The shade is the estimate drawn towards the pooled rate, never the raw rate: on a map of raw rates the smallest communes
stand out by luck. The scale darkens all the way, so that it also reads in grey; its middle is the pooled rate. A thick
edge and a sign mark the communes that the limits tell apart, and nothing else on a map says that two communes differ.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import cache
from math import ceil, cos, radians
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import settings, word
from cchc_analysis.charts import GREY, INK, VERMILION, Chart, _axes, _finish, readable, source
from cchc_analysis.geography import Rings
from cchc_analysis.names import fold
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIGNS = {"low": "▼", "high": "▲"}
_MOST_COLUMNS = 12
_WIDTH, _TILE = 7.6, 0.46  # inches: of a picture, and the height of a tile
_FOOT, _HEAD = 0.95, 0.12


def plot_map(
    rows: pd.DataFrame,
    outlines: Mapping[str, Rings] | None,
    silent: pd.DataFrame,
    frames: TidyFrames,
    language: str = "vi",
) -> Chart:
    """Return a map of one rate, or a grid of tiles in the order of codes.

    Parameters
    ----------
    rows : rates with `estimate` (as from `compare.shrink`) and `verdict`.
    outlines : from `geography.load_outlines`; where it has none of the communes, tiles are drawn.
    silent : `commune_code`, `commune` of those that sent nothing; they are drawn as missing.
    """
    columns = ["commune_code", "commune", "numerator", "denominator", "estimate", "verdict"]
    drawn = pd.concat([rows[columns], silent[["commune_code", "commune"]]], ignore_index=True)
    drawn = drawn.drop_duplicates("commune_code").sort_values("commune_code", ignore_index=True)
    drawn["estimate"] = drawn["estimate"].where(drawn["denominator"] > 0)
    known = [code for code in drawn["commune_code"] if (outlines or {}).get(code)]
    shapes = {code: (outlines or {})[code] for code in known}
    both = drawn.dropna(subset=["estimate"])
    pooled = float(both["numerator"].sum() / both["denominator"].sum())
    norm = _norm(both["estimate"], pooled)
    figure = _outlined(drawn, shapes, norm) if known else _tiled(drawn, norm)
    _legend(figure, drawn, norm, pooled, language)
    note = source(frames, len(both), language)
    lost = drawn.loc[~drawn["commune_code"].isin(known), "commune"] if known else []
    if len(lost):
        note += ". " + word("map-lost", language, count=len(lost), names=_some(list(lost)))
    _finish(figure, note)
    counts = drawn["verdict"].value_counts()
    key = "alt-map" if known else "alt-tiles"
    alt = word(
        key, language, label=catalogue.indicator(rows["indicator"].iloc[0]).label(language),
        low=int(counts.get("low", 0)), high=int(counts.get("high", 0)), missing=int(drawn["estimate"].isna().sum()),
        pooled=format_number(100 * pooled, 2, language), source=note,
    )  # fmt: skip
    whole = drawn["denominator"].where(drawn["denominator"] > 0)
    data = readable(drawn.assign(share=drawn["numerator"] / whole, estimate_pct=100 * drawn["estimate"]), language)
    return Chart(figure, alt, data, language)


def unmatched(rows: pd.DataFrame, outlines: Mapping[str, Rings], language: str = "vi") -> str:
    """Return what the file of outlines and the communes of a period do not have in common; "" if nothing."""
    codes = set(rows["commune_code"])
    lost = rows.loc[~rows["commune_code"].isin([code for code in outlines if outlines[code]])]
    named = [f"{row.commune} ({row.commune_code})" for row in lost.itertuples()]
    other = [code for code in outlines if code not in codes]
    parts = []
    if len(lost) == len(rows):
        parts.append(word("map-none", language))
    elif named:
        parts.append(word("map-lost", language, count=len(named), names=_some(named)) + ".")
    if other and len(lost) < len(rows):
        parts.append(word("map-other", language, count=len(other), codes=_some(other)))
    return " ".join(parts)


def _some(names: list[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f" +{len(names) - most}" if len(names) > most else "")


def _norm(estimates: pd.Series, pooled: float) -> Any:
    from matplotlib.colors import TwoSlopeNorm

    # Half a point at least on each side: a hair's breadth is not drawn as wide as a gulf.
    reach = max(float((estimates - pooled).abs().max()), 0.005)
    return TwoSlopeNorm(pooled, pooled - reach, pooled + reach)


@cache
def _scale() -> Any:
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    # Its light part, on which dark names and edges are read everywhere.
    return ListedColormap(colormaps["YlGnBu"](np.linspace(0.04, 0.58, 256)))


def _look(row: Any, norm: Any) -> dict[str, Any]:
    if pd.isna(row.estimate):
        return {"facecolor": "white", "edgecolor": GREY, "hatch": "/////", "linewidth": 0.6}
    if row.verdict in _SIGNS:
        return {"facecolor": _scale()(norm(row.estimate)), "edgecolor": VERMILION, "linewidth": 2.2, "zorder": 3}
    return {"facecolor": _scale()(norm(row.estimate)), "edgecolor": GREY, "linewidth": 0.4}


def _tiled(drawn: pd.DataFrame, norm: Any) -> Any:
    from matplotlib.patches import Rectangle

    columns = min(_MOST_COLUMNS, max(6, ceil(len(drawn) ** 0.5 * 1.3)))
    lines = ceil(len(drawn) / columns)
    height = _HEAD + _TILE * lines + _FOOT
    figure, ax = _bare(height)
    size = 5.6 if columns > 8 else 7.5
    for place, row in enumerate(drawn.itertuples()):
        x, y = place % columns, place // columns
        ax.add_patch(Rectangle((x + 0.05, y + 0.06), 0.9, 0.88, **_look(row, norm)))
        text = short_name(row.commune, 11 if columns > 8 else 16)
        if sign := _SIGNS.get(row.verdict):
            text = f"{sign} {text}" if "\n" in text else f"{sign}\n{text}"
        ax.text(
            x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=size, color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6} if pd.isna(row.estimate) else None, zorder=4,
        )  # fmt: skip
    ax.set_xlim(0, columns)
    ax.set_ylim(lines, 0)
    return figure


def _outlined(drawn: pd.DataFrame, shapes: Mapping[str, Rings], norm: Any) -> Any:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points = np.array([point for rings in shapes.values() for ring in rings for point in ring])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    # Degrees of longitude are shorter than those of latitude, by the cosine of the latitude.
    squeeze = cos(radians((south + north) / 2))
    span = max((north - south) / max((east - west) * squeeze, 1e-9), 0.3)
    height = min(_WIDTH * 0.9 * span, 8.0) + _HEAD + _FOOT
    figure, ax = _bare(height)
    for row in drawn[drawn["commune_code"].isin(list(shapes))].itertuples():
        rings = shapes[row.commune_code]
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        # Not add_patch, which looks at each point for limits that are set below: seconds for a province.
        ax.add_artist(PathPatch(path, **_look(row, norm)))
        if row.verdict in _SIGNS:
            x, y = np.mean(max(rings, key=len), axis=0)
            ax.annotate(
                f"{_SIGNS[row.verdict]} {short_name(row.commune, 30)}", (x, y), ha="center", va="center", fontsize=6.5,
                zorder=5, color=INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
            )  # fmt: skip
    edge = 0.02 * max(east - west, north - south, 1e-6)
    ax.set_xlim(west - edge, east + edge)
    ax.set_ylim(south - edge, north + edge)
    ax.set_aspect(1 / squeeze)
    return figure


def _bare(height: float) -> tuple[Any, Axes]:
    figure, ax = _axes(_WIDTH, height, left=0.01, right=0.99, top=1 - _HEAD / height, bottom=_FOOT / height)
    ax.grid(False)
    ax.set_axis_off()
    return figure, ax


def _legend(figure: Any, drawn: pd.DataFrame, norm: Any, pooled: float, language: str) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.patches import Patch

    height = figure.get_figheight()
    bar = figure.add_axes((0.02, 0.68 / height, 0.34, 0.11 / height))
    # The shades reach as far on both sides; no share lies beyond 0 and 100 %.
    ends = max(norm.vmin, 0.0), pooled, min(norm.vmax, 1.0)
    figure.colorbar(ScalarMappable(norm, _scale()), cax=bar, orientation="horizontal", ticks=ends)
    bar.set_xlim(ends[0], ends[-1])
    bar.set_xticklabels([format_number(100 * value, 1, language) for value in ends], fontsize=7)
    bar.set_title(word("map-scale", language), fontsize=7, color=INK, loc="left", pad=3)
    bar.tick_params(length=2, pad=1)
    marks = []
    for verdict, sign in _SIGNS.items():
        if (drawn["verdict"] == verdict).any():
            label = f"{sign} {word(f'verdict-{verdict}', language)}"
            marks.append(Patch(facecolor="white", edgecolor=VERMILION, linewidth=2, label=label))
    if drawn["estimate"].isna().any():
        marks.append(Patch(facecolor="white", edgecolor=GREY, hatch="/////", label=word("verdict-unknown", language)))
    if marks:
        figure.legend(
            handles=marks, loc="lower right", bbox_to_anchor=(0.99, 0.42 / height), ncols=3, frameon=False, fontsize=7.5
        )


def short_name(name: str, width: int) -> str:
    """Return a commune's name for a small place: the kind as initials (none for xã), two lines at most.

    >>> short_name("Phường Việt Trì", 16), short_name("Xã Yên Lạc", 16)
    ('P. Việt Trì', 'Yên Lạc')
    """
    for kind in settings("peers")["kinds"]:
        words, length = name.split(), len(kind["word"].split())
        rest = " ".join(words[length:])
        if rest and fold(" ".join(words[:length])) == fold(kind["word"]):
            name = f"{kind['short']} {rest}".strip()
            break
    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder="…")) or name

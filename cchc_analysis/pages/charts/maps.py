"""One rate over the territory: outlines of communes where the analyst has them, a tile for each commune where not.

The shade is the estimate drawn towards the pooled rate, never the raw rate: on a map of raw rates the smallest communes
stand out by luck. The scale darkens all the way, so that it also reads in grey; its middle is the pooled rate. A thick
edge and a sign mark the communes that the limits tell apart, and nothing else on a map says that two communes differ.

Written as SVG rather than drawn: hundreds of names cost a drawing library seconds, and here they stay text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from math import ceil, cos, radians
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.analyst.outlines import Rings
from cchc_analysis.catalogue import word
from cchc_analysis.comparing.peer_groups import without_kind
from cchc_analysis.inference.pooled import pool
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.charts.figures import GREY, INK, VERMILION, readable, source
from cchc_analysis.pages.markup import Html, csv_link
from cchc_analysis.pages.pieces import piece

_SIGNS = {"low": "▼", "high": "▲"}
_MOST_COLUMNS = 12
# Hundredths of an inch: the width of a picture, the height of a tile, of the scale and legend, of a line of the source.
_WIDTH, _TILE, _FOOT, _LINE = 760, 46, 64, 13
# Where the scale starts, and how wide it is.
_LEFT, _WIDE = 15, 258
# Outlines are drawn on a grid, of more points on a coarser one: a province of 200,000 would weigh megabytes.
_FINE, _COARSE, _MANY_POINTS = 0.1, 1, 20_000
_SHOWN = 1100  # CSS pixels across where there is room: names stay legible

# What is drawn of a commune: its shape as an SVG path, its name's lines, and where their middle stands.
_Place = tuple[str, list[str], tuple[float, float]]


def plot_map(
    rows: pd.DataFrame,
    outlines: Mapping[str, Rings] | None,
    silent: pd.DataFrame,
    frames: TidyFrames,
    language: str = "vi",
) -> Html:
    """Return a map of one rate, or a grid of tiles in the order of codes; `frame` is what it draws.

    Parameters
    ----------
    rows : rates with `estimate` (as from `inference.differences.shrink`) and `verdict`.
    outlines : from `analyst.outlines.load_outlines`; where it has none of the communes, tiles are drawn.
    silent : `commune_code`, `commune` of those that sent nothing; they are drawn as missing.
    """
    drawn = _communes(rows, silent)
    known = [code for code in drawn["commune_code"] if (outlines or {}).get(code)]
    both = drawn.dropna(subset=["estimate"])
    pooled = pool(both["numerator"], both["denominator"]).share
    # Half a point at least on each side: a hair's breadth is not drawn as wide as a gulf.
    reach = max(float((both["estimate"] - pooled).abs().max()), 0.005)
    note = source(frames, len(both), language)
    lost = drawn.loc[~drawn["commune_code"].isin(known), "commune"] if known else []
    if len(lost):
        note += ". " + word("map-lost", language, count=len(lost), names=_some(list(lost)))
    name = rows["indicator"].iloc[0]
    alt = _alt(drawn, name, bool(known), pooled, note, language)
    shown = drawn[drawn["commune_code"].isin(known)] if known else drawn
    places, low = _place_outlines(shown, outlines or {}) if known else _place_tiles(shown)
    notes = textwrap.wrap(note, 118)
    data = _table(drawn, language)
    size = 10 if known or len(shown) <= 36 else 8.4
    picture = piece(
        "map",
        width=_WIDTH,
        high=low + _FOOT + _LINE * len(notes),
        low=low,
        shown=_SHOWN,
        alt=alt,
        hatch=f"hatch-{name}",
        gradient=f"scale-{name}",
        stops=_stops(pooled, reach),
        communes=_shapes(shown, places, lambda estimate: 0.5 + (estimate - pooled) / (2 * reach)),
        names=[_spans(lines, *middle, size) for _, lines, middle in places if lines],
        name_size=size,
        scale=word("map-scale", language),
        left=_LEFT,
        wide=_WIDE,
        ends=_scale_ends(_ends(pooled, reach), language),
        marks=_marks(shown, language),
        notes=[(low + _FOOT + _LINE * number, line) for number, line in enumerate(notes)],
        ink=INK,
        grey=GREY,
        vermilion=VERMILION,
        saved=csv_link(data, alt, word("save-chart", language), language),
    )
    return Html(picture, data)


def _communes(rows: pd.DataFrame, silent: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn: a row for each commune in the order of codes; one without cases has no estimate."""
    columns = ["commune_code", "commune", "numerator", "denominator", "estimate", "verdict"]
    drawn = pd.concat([rows[columns], silent[["commune_code", "commune"]]], ignore_index=True)
    drawn = drawn.drop_duplicates("commune_code").sort_values("commune_code", ignore_index=True)
    drawn["estimate"] = drawn["estimate"].where(drawn["denominator"] > 0)
    return drawn


def _table(drawn: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return what is drawn as a reader's table."""
    whole = drawn["denominator"].where(drawn["denominator"] > 0)
    return readable(drawn.assign(share=drawn["numerator"] / whole, estimate_pct=100 * drawn["estimate"]), language)


def _alt(drawn: pd.DataFrame, name: str, is_outlined: bool, pooled: float, note: str, language: str) -> str:
    """Return what a map shows, in words."""
    counts = drawn["verdict"].value_counts()
    return word(
        "alt-map" if is_outlined else "alt-tiles",
        language,
        label=catalogue.indicator(name).label(language),
        low=int(counts.get("low", 0)),
        high=int(counts.get("high", 0)),
        missing=int(drawn["estimate"].isna().sum()),
        pooled=format_number(100 * pooled, 2, language),
        source=note,
    )


def mismatches(rows: pd.DataFrame, outlines: Mapping[str, Rings], language: str = "vi") -> str:
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


@cache
def _scale() -> Any:
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    # Its light part, on which dark names and edges are read everywhere.
    return ListedColormap(colormaps["YlGnBu"](np.linspace(0.04, 0.58, 256)))


def _shade(place: float) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in _scale()(float(place))[:3])


def _ends(pooled: float, reach: float) -> tuple[float, float, float]:
    """Return least, middle and most of the scale: as far on both sides, but no share lies beyond 0 and 100 %."""
    return max(pooled - reach, 0.0), pooled, min(pooled + reach, 1.0)


def _stops(pooled: float, reach: float, stops: int = 16) -> list[tuple[str, str]]:
    """Return the stops of the scale: place and shade."""
    least, _, most = _ends(pooled, reach)
    least, most = (0.5 + (end - pooled) / (2 * reach) for end in (least, most))
    return [(f"{n / stops:g}", _shade(place)) for n, place in enumerate(np.linspace(least, most, stops + 1))]


def _shapes(
    drawn: pd.DataFrame, places: list[_Place], place_of: Callable[[float], float]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the communes without a rate, those that are alike, and above their edges those that the limits tell apart.

    Of each kind the shapes, a path with its shade; "" for none.
    """
    paths = np.array([path for path, _, _ in places], dtype=object)
    missing, apart = drawn["estimate"].isna(), drawn["verdict"].isin(list(_SIGNS))
    return [
        (
            kind,
            [
                (path, "" if pd.isna(estimate) else _shade(place_of(estimate)))
                for path, estimate in zip(paths[which], drawn.loc[which, "estimate"], strict=True)
            ],
        )
        for kind, which in (("missing", missing), ("alike", ~missing & ~apart), ("apart", ~missing & apart))
    ]


def _spans(lines: list[str], x: float, y: float, size: float) -> list[tuple[str, str, str]]:
    """Return the lines of a name, each with its place."""
    first = y + 0.35 * size - 0.6 * size * (len(lines) - 1)
    return [(f"{x:.5g}", f"{first + 1.2 * size * number:.5g}", line) for number, line in enumerate(lines)]


def _place_tiles(drawn: pd.DataFrame) -> tuple[list[_Place], int]:
    """Return a tile for each commune, and where the last row of them ends."""
    columns = min(_MOST_COLUMNS, max(6, ceil(len(drawn) ** 0.5 * 1.3)))
    wide = _WIDTH / columns
    places = []
    for number, row in enumerate(drawn.itertuples()):
        x, y = number % columns * wide, 12 + number // columns * _TILE
        lines = short_name(row.commune, 11 if columns > 8 else 16).split("\n")
        if sign := _SIGNS.get(row.verdict):
            lines = [f"{sign} {lines[0]}", *lines[1:]] if len(lines) > 1 else [sign, *lines]
        tile = f"M{x + 0.05 * wide:.5g} {y + 3}h{0.9 * wide:.5g}v{_TILE - 6}h{-0.9 * wide:.5g}z"
        places.append((tile, lines, (x + wide / 2, y + _TILE / 2)))
    return places, 12 + ceil(len(drawn) / columns) * _TILE


def _place_outlines(drawn: pd.DataFrame, outlines: Mapping[str, Rings]) -> tuple[list[_Place], int]:
    """Return the outlines, with names where the limits tell a commune apart, and where the southernmost ends."""
    points = np.array([point for code in drawn["commune_code"] for ring in outlines[code] for point in ring])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    # Degrees of longitude are shorter than those of latitude, by the cosine of the latitude.
    squeeze = cos(radians((south + north) / 2))
    wide, tall = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    unit = min(0.9 * _WIDTH / wide, 800 / tall)
    left = (_WIDTH - wide * unit) / 2

    def at(ring: Any) -> Any:
        return (np.asarray(ring) - (west, north)) * (squeeze * unit, -unit) + (left, 12)

    grid = _FINE if len(points) < _MANY_POINTS else _COARSE
    places: list[_Place] = []
    for row in drawn.itertuples():
        rings = outlines[row.commune_code]
        sign = _SIGNS.get(row.verdict)
        lines = " ".join([sign, *short_name(row.commune, 30).split("\n")]) if sign else ""
        x, y = at(max(rings, key=len)).mean(axis=0)
        places.append(("".join(_ring(at(ring), grid) for ring in rings), [lines] if lines else [], (x, y)))
    return places, ceil(12 + tall * unit)


def _ring(points: Any, grid: float) -> str:
    """Return a ring as an SVG path on a grid, by steps; one smaller than the grid is a dot.

    Two communes share each point of their border, and so they do on the grid.
    """
    steps = np.rint(points / grid).astype(int)
    moves = np.diff(steps, axis=0)
    moves = moves[moves.any(axis=1)]
    if len(moves) < 2:
        moves = np.array([[1, 0], [0, 1], [-1, 0]])
    start, *others = (f"{x * grid:g} {y * grid:g}" for x, y in (steps[0], *moves))
    return f"M{start}l{' '.join(others)}z"


def _scale_ends(ends: tuple[float, float, float], language: str) -> list[tuple[str, str, str]]:
    """Return the marks of the scale: place, side of its words, words."""
    return [
        (
            f"{_LEFT + _WIDE * (end - ends[0]) / (ends[-1] - ends[0]):.5g}",
            anchor,
            format_number(100 * end, 1, language),
        )
        for end, anchor in zip(ends, ("start", "middle", "end"), strict=True)
    ]


def _marks(drawn: pd.DataFrame, language: str) -> list[tuple[str, bool]]:
    """Return the legend: its words, and whether they are of communes without a rate."""
    marks = [
        (f"{sign} {word(f'verdict-{verdict}', language)}", False)
        for verdict, sign in _SIGNS.items()
        if (drawn["verdict"] == verdict).any()
    ]
    return [*marks, (word("verdict-unknown", language), True)] if drawn["estimate"].isna().any() else marks


def short_name(name: str, width: int) -> str:
    """Return a commune's name for a small place: the kind as initials (none for xã), two lines at most.

    >>> short_name("Phường Việt Trì", 16), short_name("Xã Yên Lạc", 16)
    ('P. Việt Trì', 'Yên Lạc')
    """
    name = " ".join(part for part in without_kind(name) if part)
    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder="…")) or name

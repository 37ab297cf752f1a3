"""One rate over the territory: outlines of communes where the analyst has them, a tile for each commune where not.

The shade is the estimate drawn towards the pooled rate, never the raw rate: on a map of raw rates the smallest communes
stand out by luck. The scale darkens all the way, so that it also reads in grey; its middle is the pooled rate. A thick
edge and a sign mark the communes that the limits tell apart, and nothing else on a map says that two communes differ.

Written as SVG rather than drawn: hundreds of names cost a drawing library seconds, and here they stay text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import escape
from math import ceil, cos, radians
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.analyst.outlines import Rings
from cchc_analysis.catalogue import settings, word
from cchc_analysis.inference.pooled import pool
from cchc_analysis.names import fold
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.charts.figures import GREY, INK, VERMILION, readable, source
from cchc_analysis.pages.markup import Html, csv_link

_SIGNS = {"low": "▼", "high": "▲"}
_MOST_COLUMNS = 12
# Hundredths of an inch: the width of a picture, the height of a tile, of the scale and legend, of a line of the source.
_WIDTH, _TILE, _FOOT, _LINE = 760, 46, 64, 13
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
    columns = ["commune_code", "commune", "numerator", "denominator", "estimate", "verdict"]
    drawn = pd.concat([rows[columns], silent[["commune_code", "commune"]]], ignore_index=True)
    drawn = drawn.drop_duplicates("commune_code").sort_values("commune_code", ignore_index=True)
    drawn["estimate"] = drawn["estimate"].where(drawn["denominator"] > 0)
    known = [code for code in drawn["commune_code"] if (outlines or {}).get(code)]
    both = drawn.dropna(subset=["estimate"])
    pooled = pool(both["numerator"], both["denominator"]).share
    # Half a point at least on each side: a hair's breadth is not drawn as wide as a gulf.
    reach = max(float((both["estimate"] - pooled).abs().max()), 0.005)
    note = source(frames, len(both), language)
    lost = drawn.loc[~drawn["commune_code"].isin(known), "commune"] if known else []
    if len(lost):
        note += ". " + word("map-lost", language, count=len(lost), names=_some(list(lost)))
    counts = drawn["verdict"].value_counts()
    name = rows["indicator"].iloc[0]
    alt = word(
        "alt-map" if known else "alt-tiles",
        language,
        label=catalogue.indicator(name).label(language),
        low=int(counts.get("low", 0)),
        high=int(counts.get("high", 0)),
        missing=int(drawn["estimate"].isna().sum()),
        pooled=format_number(100 * pooled, 2, language),
        source=note,
    )
    shown = drawn[drawn["commune_code"].isin(known)] if known else drawn
    places, low = _outlined(shown, outlines or {}) if known else _tiled(shown)
    notes = textwrap.wrap(note, 118)
    high = low + _FOOT + _LINE * len(notes)
    hatch, gradient = f"hatch-{name}", f"scale-{name}"
    parts = [
        f'<figure><svg viewBox="0 0 {_WIDTH} {high}" width="{_SHOWN}" style="max-width:100%;height:auto" role="img" '
        f'aria-label="{escape(alt)}" fill="{INK}"><defs>{_hatch(hatch)}{_gradient(gradient, pooled, reach)}</defs>'
        f'<rect width="{_WIDTH}" height="{high}" fill="#fff"/>',
        *_shapes(shown, places, hatch, lambda estimate: 0.5 + (estimate - pooled) / (2 * reach)),
        *_names(shown, places, 10 if known or len(shown) <= 36 else 8.4),
        *_legend(shown, low, _ends(pooled, reach), hatch, gradient, language),
        *(
            f'<text x="8" y="{low + _FOOT + _LINE * number}" font-size="10.5" fill="#5B626B">{escape(line)}</text>'
            for number, line in enumerate(notes)
        ),
        "</svg>",
    ]
    whole = drawn["denominator"].where(drawn["denominator"] > 0)
    data = readable(drawn.assign(share=drawn["numerator"] / whole, estimate_pct=100 * drawn["estimate"]), language)
    saved = csv_link(data, alt, word("save-chart", language), language).html
    return Html(f"{''.join(parts)}{saved}</figure>", data)


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


def _hatch(name: str) -> str:
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/>'
        f'<path d="M-1 1l2-2M0 6l6-6M5 7l2-2" stroke="{GREY}"/></pattern>'
    )


def _gradient(name: str, pooled: float, reach: float, stops: int = 16) -> str:
    least, _, most = _ends(pooled, reach)
    least, most = (0.5 + (end - pooled) / (2 * reach) for end in (least, most))
    shades = [_shade(place) for place in np.linspace(least, most, stops + 1)]
    marks = "".join(f'<stop offset="{n / stops:g}" stop-color="{shade}"/>' for n, shade in enumerate(shades))
    return f'<linearGradient id="{name}">{marks}</linearGradient>'


def _shapes(drawn: pd.DataFrame, places: list[_Place], hatch: str, place_of: Callable[[float], float]) -> Iterator[str]:
    """Yield the communes without a rate, those that are alike, and above their edges those that the limits tell apart."""
    shapes = [path for path, _, _ in places]
    missing, apart = drawn["estimate"].isna(), drawn["verdict"].isin(list(_SIGNS))
    for which, look in (
        (missing, f'fill="url(#{hatch})" stroke="{GREY}" stroke-width="0.8"'),
        (~missing & ~apart, f'stroke="{GREY}" stroke-width="0.6"'),
        (~missing & apart, f'stroke="{VERMILION}" stroke-width="3"'),
    ):
        yield f'<g class="communes" fill-rule="evenodd" {look}>'
        for shape, estimate in zip(np.array(shapes, dtype=object)[which], drawn.loc[which, "estimate"], strict=True):
            fill = "" if pd.isna(estimate) else f' fill="{_shade(place_of(estimate))}"'
            yield f'<path d="{shape}"{fill}/>'
        yield "</g>"


def _names(drawn: pd.DataFrame, places: list[_Place], size: float) -> Iterator[str]:
    """Yield the names, with a white edge that keeps them legible on hatches and borders."""
    yield (
        f'<g class="names" font-size="{size}" text-anchor="middle" stroke="#fff" stroke-width="2" '
        'stroke-opacity="0.7" paint-order="stroke">'
    )
    for _, lines, (x, y) in places:
        first = y + 0.35 * size - 0.6 * size * (len(lines) - 1)
        spans = "".join(
            f'<tspan x="{x:.5g}" y="{first + 1.2 * size * number:.5g}">{escape(line)}</tspan>'
            for number, line in enumerate(lines)
        )
        yield f"<text>{spans}</text>" if spans else ""
    yield "</g>"


def _tiled(drawn: pd.DataFrame) -> tuple[list[_Place], int]:
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


def _outlined(drawn: pd.DataFrame, outlines: Mapping[str, Rings]) -> tuple[list[_Place], int]:
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


def _legend(
    drawn: pd.DataFrame, low: int, ends: tuple[float, float, float], hatch: str, gradient: str, language: str
) -> Iterator[str]:
    left, wide = 15, 258
    yield f'<g class="scale" font-size="9.5"><text x="{left}" y="{low + 16}">{escape(word("map-scale", language))}</text>'
    yield f'<rect x="{left}" y="{low + 21}" width="{wide}" height="11" fill="url(#{gradient})" stroke="{GREY}"/>'
    for end, anchor in zip(ends, ("start", "middle", "end"), strict=True):
        x = left + wide * (end - ends[0]) / (ends[-1] - ends[0])
        yield f'<path d="M{x:.5g} {low + 32}v3" stroke="{INK}"/><text x="{x:.5g}" y="{low + 45}" text-anchor="{anchor}">'
        yield f"{format_number(100 * end, 1, language)}</text>"
    yield '</g><g class="legend" font-size="10.5" text-anchor="end" stroke-width="2.5" fill="none">'
    marks = [
        (f"{sign} {word(f'verdict-{verdict}', language)}", f'stroke="{VERMILION}"')
        for verdict, sign in _SIGNS.items()
        if (drawn["verdict"] == verdict).any()
    ]
    if drawn["estimate"].isna().any():
        marks.append((word("verdict-unknown", language), f'fill="url(#{hatch})" stroke="{GREY}" stroke-width="0.8"'))
    for number, (text, look) in enumerate(marks):
        y = low + 18 + 17 * number
        yield f'<text x="{_WIDTH - 42}" y="{y}" fill="{INK}">{escape(text)}</text>'
        yield f'<path d="M{_WIDTH - 34} {y - 9}h24v10h-24z" {look}/>'
    yield "</g>"


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

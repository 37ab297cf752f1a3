"""Each commune of a period among its peers, worked out once for all of them.

The picture is written as SVG rather than drawn: but for its own marks it is the same on the pages of a whole group, and a
page of it takes no longer than the sentences below it.
"""

from __future__ import annotations

import os
import textwrap
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cchc_analysis import catalogue, store
from cchc_analysis.analyst.groups import Groups, load_groups
from cchc_analysis.catalogue import word
from cchc_analysis.comparing import peer_groups
from cchc_analysis.comparing.headline_rates import comparable_rates, with_verdicts
from cchc_analysis.inference.pooled import pool
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages import sentences
from cchc_analysis.pages.charts.figures import BLUE, GREY, INK, VERMILION, readable, source
from cchc_analysis.pages.markup import Html, csv_link, paragraph
from cchc_analysis.pages.pieces import piece
from cchc_analysis.pages.slots import FILLED, place
from cchc_analysis.periods import Period

# The picture, in hundredths of an inch: its width, where 0 and 100 % stand, the height of a rate's row and of the head.
_WIDTH, _ZERO, _HUNDRED, _ROW, _HEAD = 760, 287, 724, 50, 42
# Dots lie on so many heights of a row, in steps of so many hundredths across: those that cover each other are one.
_HEIGHTS, _STEP = 17, 2
# In several strokes, so that dots that half cover each other grow darker.
_STROKES = 4


@dataclass(frozen=True)
class _Group:
    """What the picture of a peer group has on each of its pages, and each commune's dots."""

    frame: Html
    dots: list[tuple[str, str]]
    positions: dict[str, int]
    saved: Html


class Among:
    """All communes of a period, each with its place among its peers.

    Parameters
    ----------
    frames : of all communes of the period.
    groups : an analyst's own groups, from `analyst.groups.load_groups`; by default communes are grouped by kind.
    """

    def __init__(self, frames: TidyFrames, language: str = "vi", groups: Groups = None) -> None:
        self._frames, self._language = frames, language
        self._formed = paragraph(word(f"peers-by-{peer_groups.how(groups)}", language), "muted")
        tables = {name: with_verdicts(rows, groups)[0] for name, rows in comparable_rates(frames).items()}
        self._counts = {name: int(rows["recomputed_pct"].notna().sum()) for name, rows in tables.items()}
        self._own: dict[str, list[Any]] = {}
        self._groups: dict[tuple[tuple[str, str], ...], _Group] = {}
        self._rows = pd.concat(list(tables.values())) if tables else pd.DataFrame()
        if tables:
            whole = self._rows["denominator"].where(self._rows["denominator"] > 0)
            # A commune without cases has no size, and so no group by size.
            self._rows = self._rows.assign(
                share=self._rows["numerator"] / whole, peers=self._rows["peers"].fillna("all")
            )
        for row in self._rows.itertuples():
            self._own.setdefault(str(row.commune_code), []).append(row)

    def of(self, code: str) -> Html:
        """Return where a commune stands among its peers: the picture, and a sentence for each headline rate."""
        own = self._own.get(code)
        if not own:
            return paragraph(word("among-none", self._language), "coverage")
        key = tuple((row.indicator, row.peers) for row in own)
        if key not in self._groups:
            self._groups[key] = self._group(key)
        group = self._groups[key]
        strokes = [
            "".join(dot for holder, dot in group.dots[start::_STROKES] if holder != code) for start in range(_STROKES)
        ]
        marks = [
            (_across(row.share), group.positions[row.indicator])
            for row in own
            if row.indicator in group.positions and pd.notna(row.share)
        ]
        said = [(catalogue.indicator(row.indicator).label(self._language), self._sentence(row)) for row in own]
        values = {"group": group, "strokes": strokes, "marks": marks, "sentences": said, "vermilion": VERMILION}
        return Html(piece("among", formed=self._formed, **values))

    def _sentence(self, row: Any) -> str:
        language = self._language
        said = sentences.against_peers(row, row.center, peer_groups.label(row.peers, language), language)
        count = self._counts[row.indicator]
        kind = sentences.rank_group(row, count)
        if kind != "unknown":
            group = "" if kind == "middle" else f" ({word(f'rank-{kind}', language)})"
            said += " " + word(
                "among-rank", language, lower=row.rank_lower, upper=row.rank_upper, count=count, group=group
            )
        return said

    def _group(self, key: tuple[tuple[str, str], ...]) -> _Group:
        rows = pd.concat(
            [self._rows[(self._rows["indicator"] == name) & (self._rows["peers"] == group)] for name, group in key]
        ).dropna(subset=["share"])
        names = list(dict.fromkeys(rows["indicator"]))
        positions = {name: _HEAD + _ROW * number + _ROW // 2 for number, name in enumerate(names)}
        # Spread by the golden ratio instead of by chance: the same figures give the same picture.
        spread = rows.groupby("indicator").cumcount() * 0.618034 % 1
        dots: dict[tuple[int, int], tuple[str, str]] = {}
        for name, code, share, at in zip(rows["indicator"], rows["commune_code"], rows["share"], spread, strict=True):
            x = round(_across(share) / _STEP) * _STEP
            y = positions[name] + round((at - 0.5) * (_HEIGHTS - 1)) * 25 // (_HEIGHTS - 1)
            holder = "" if (x, y) in dots else str(code)  # of several, whose dot stays on the page of each
            dots[x, y] = holder, f"M{x} {y}h0"
        note = source(self._frames, rows["commune_code"].nunique(), self._language)
        alt = word("alt-among", self._language, count=len(names), source=note)
        saved = csv_link(readable(rows, self._language), alt, word("save-chart", self._language), self._language)
        return _Group(self._frame(rows, positions, note, alt), list(dots.values()), positions, saved)

    def _frame(self, rows: pd.DataFrame, positions: dict[str, int], note: str, alt: str) -> Html:
        """Return the picture's beginning: labels, axis, pooled rates, legend and source."""
        language, low = self._language, _HEAD + _ROW * len(positions)
        notes = textwrap.wrap(note, 118)
        rates = []
        for name, y in positions.items():
            lines = textwrap.wrap(catalogue.indicator(name).label(language), 36)
            starts = [f"{y + 4 + 15 * number - 7.5 * (len(lines) - 1):g}" for number in range(len(lines))]
            both = rows[rows["indicator"] == name]
            x = _across(pool(both["numerator"], both["denominator"]).share)
            rates.append({"x": x, "y": y, "lines": list(zip(starts, lines, strict=True))})
        picture = piece(
            "among_frame",
            width=_WIDTH,
            high=low + 54 + 13 * len(notes),
            low=low,
            head=_HEAD,
            zero=_ZERO,
            hundred=_HUNDRED,
            alt=alt,
            ticks=[(_across(tick / 100), format_number(tick, None, language)) for tick in range(0, 101, 20)],
            rates=rates,
            axis=word("chart-rate", language),
            peer=word("one-peer", language),
            commune=word("this-commune", language),
            pooled=word("pooled-bar", language),
            notes=[(low + 58 + 13 * number, line) for number, line in enumerate(notes)],
            ink=INK,
            blue=BLUE,
            grey=GREY,
            vermilion=VERMILION,
        )
        return Html(picture)


def _across(share: float) -> int:
    """Return where a share stands across the picture; one that cannot be stays at its edge."""
    return round(_ZERO + (_HUNDRED - _ZERO) * min(max(share, -0.03), 1.03))


def among_peers(period: Period, code: str, language: str = "vi") -> Html:
    """Return the section of a commune's page on its place among its peers.

    In `cchc run` it is empty at first: the run, which knows all communes, fills it in, and renews it when another commune
    changes.
    """
    if os.environ.get(FILLED) == "later":
        return Html(place(code))
    frames = store.load(period)
    groups = load_groups(frames.reports["commune_code"].dropna())
    return Html(place(code, Among(frames, language, groups).of(code).html))

"""A commune's earlier reports, and a report's sheet with their figures for rules to name.

Only reports of the same commune and the same forms are compared: a code that a merged commune took over is another one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.checks.sheets import PAST, Figure, Sheet
from cchc_analysis.names import fold
from cchc_analysis.numerals import format_number

# Names that no later report holds against its own.
_NO_FIGURE = ("cited.", "report.", *(f"{when}." for when in PAST))


def own_past(sheet: Sheet, past: Iterable[Sheet]) -> list[Sheet]:
    """Return the earlier sheets of a report's commune, in order of period."""
    report = sheet.report
    key = report.commune_code, fold(report.commune), report.edition
    own = [
        other
        for other in past
        if (other.report.commune_code, fold(other.report.commune), other.report.edition) == key
        and other.period < sheet.period
    ]
    return sorted(own, key=lambda other: other.period)


def with_past(sheet: Sheet, past: list[Sheet]) -> Sheet:
    """Return a sheet that also holds the figures of its commune's earlier reports, under the names of `sheets.PAST`.

    Parameters
    ----------
    past : see `own_past`.
    """
    figures = {**sheet.figures, **{figure.name: [figure] for figure in _past_figures(sheet, past)}}
    return replace(sheet, figures=figures, held={})


def _past_figures(sheet: Sheet, past: list[Sheet]) -> Iterator[Figure]:
    """Yield the figures of earlier reports; of several under one name the last rules."""
    start = sheet.report.period_start
    if pd.notna(start):
        for other in past:
            end = other.report.period_end
            if pd.notna(end) and other.report.period_start <= end and end + dt.timedelta(days=1) == start:
                yield from summed("adjoining", [other])
    same_year = {other.period.part: other for other in past if other.period.year == sheet.period.year}
    for other in same_year.values():
        yield from summed("earlier", [other])
    if not sheet.period.is_cumulative:
        return
    made_of = catalogue.settings("periods")["made_of"].get(sheet.period.part, [])
    inside = disjoint(list(same_year), made_of)
    sources = [same_year[part] for part in inside]
    yield from summed("parts", sources)
    yield from summed("largest", sources, total=False)
    if any(set(inside) == set(parts) for parts in made_of):
        yield from summed("whole", sources, needs_all=True)


def disjoint(parts: Sequence[str], made_of: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the most of a span that reports without overlap cover, the coarsest that do."""
    best: tuple[str, ...] = ()
    for whole in made_of:
        present = tuple(part for part in whole if part in parts)
        if len(present) == len(whole):
            return present
        if not best and present:
            best = present
    return best


def summed(when: str, sources: list[Sheet], total: bool = True, needs_all: bool = False) -> Iterator[Figure]:
    """Yield the figures of reports under a name of `PAST`: their sum, or the largest of them."""
    # What the forms print goes before what the text says of the same thing.
    names = dict.fromkeys(
        name
        for source in sources
        for name in source.figures
        if not name.startswith(_NO_FIGURE)
        and name.removeprefix("prose.") not in (catalogue.indicators() if "." in name else ())
    )
    for name in names:
        own = [(source, figure) for source in sources if (figure := source.get(name)) and figure.value is not None]
        if not own or (needs_all and len(own) < len(sources)):
            continue
        values = [figure.value for _, figure in own if figure.value is not None]
        value = sum(values, Fraction(0)) if total else max(values)
        raw = own[0][1].raw if len(own) == 1 else format_number(value)
        yield replace(
            own[0][1],
            name=f"{when}.{own[0][1].indicator}",
            value=value,
            raw=raw,
            line=None,
            periods=tuple(source.period for source, _ in own),
        )

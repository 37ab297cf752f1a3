"""What a report's text states: its figures by their clauses, its intervals and claims, each with the words that prove it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cchc_analysis.catalogue import wording
from cchc_analysis.catalogue.wording import Wording
from cchc_analysis.errors import NumeralError
from cchc_analysis.numerals import find_dates, parse_number
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.meaning import Figure
from cchc_analysis.parsing.text.scopes import OWN
from cchc_analysis.parsing.text.whole_text import figures_by_item
from cchc_analysis.periods import Period

# Words of the sentence that are quoted before a figure which stands far from them.
_QUOTED = 400
_PERCENT = re.compile("%|phần trăm", re.IGNORECASE)
# Parts of a whole in per cent, each rounded to a tenth.
_ALL = Fraction("100.1")


@dataclass(frozen=True)
class Stated:
    """One statement: its row of the frame `statements`, and where its figure stands in the item's text."""

    item: Item
    start: int
    end: int
    row: dict[str, Any]


def read_statements(items: Iterable[Item], period: Period | None = None) -> list[dict[str, Any]]:
    """Return what the text states as rows of the frame `statements`, without the columns that name the report.

    See `find_statements`.
    """
    return [stated.row for stated in find_statements(items, period)]


def find_statements(items: Iterable[Item], period: Period | None = None, level: str = "commune") -> list[Stated]:
    """Return what the text states, in its order.

    A wording counts only in its sections, a figure once for each measure; parts that speak of plans are left out.

    Parameters
    ----------
    period : the report's own, beside which a span of time in the text is the report's or another's.
    level : that of the issuer, beside which "cấp xã" is its own or another's.
    """
    found: list[Stated] = []
    for item, figures in figures_by_item(list(items_that_tell(items)), period, level):
        seen: set[object] = set()
        for figure in _without_parts(figures):
            found += _of_figure(item, figure)
        for pattern in wording.wordings():
            if pattern.sections and item.section.split(".")[0] not in pattern.sections:
                continue
            for match in pattern.regex.finditer(item.key):
                found += _of_wording(item, pattern, match, seen)
    return found


def items_that_tell(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items that tell what is: not the cover, not the plans."""
    skipped = tuple(wording.settings()["skipped_sections"])
    for item in items:
        if item.section and item.section.split(".")[0] not in skipped:
            yield item


def _without_parts(figures: Sequence[Figure]) -> Iterator[Figure]:
    """Yield figures without the share of those resolved on the day, where the share of the early ones is told beside it.

    "Trước hạn đạt 98,7 %; đúng hạn đạt 1,3 %" are two parts, and neither is the share of all that were in time.
    """
    early = [value for figure in figures if (value := _share(figure, "dossiers_resolved_early")) is not None]
    for figure in figures:
        on_time = _share(figure, "dossiers_resolved_by_deadline")
        if on_time is None or all(other + on_time > _ALL for other in early):
            yield figure


def _share(figure: Figure, measure: str) -> Fraction | None:
    is_so = figure.token.kind == "percent" and figure.measure is not None and figure.measure.name == measure
    return figure.token.value if is_so else None


def _of_figure(item: Item, figure: Figure) -> Iterator[Stated]:
    measure, token = figure.measure, figure.token
    if measure is None or token.value is None:
        return
    named = [(measure.rate if token.kind == "percent" else measure.name, token, figure.scope, figure.end)]
    if measure.also_left and figure.facts.get("act") == "left" and token.kind == "count":
        named.append((measure.also_left, token, figure.scope, figure.end))
    if figure.whole is not None and token.kind == "count":
        own = figure.whole.measure
        name = measure.whole or (own.name if own is not None and own.name != measure.name else "")
        scope = figure.scope if figure.whole.scope == OWN else figure.whole.scope
        named.append((name, figure.whole.token, scope, figure.whole.end))
    for name, printed, scope, end in named:
        if name and printed.value is not None:
            place = item.place(printed.start)
            if printed.kind == "percent":
                end = _PERCENT.search(item.key, printed.end).end()  # type: ignore[union-attr]
            row = {
                "measure": name,
                "value": float(printed.value),
                "unit": "%" if printed.kind == "percent" else measure.unit,
                "raw": item.text[printed.start : printed.end],
                "scope": scope,
                "quote": item.text[max(figure.start, printed.end - _QUOTED) : end].strip(),
                "section": item.section,
                "sentence": figure.sentence,
                "source_page": place.page,
                "source_line": place.line,
            }
            yield Stated(item, printed.start, printed.end, row)


def _of_wording(item: Item, pattern: Wording, match: re.Match[str], seen: set[object]) -> Iterator[Stated]:
    name = pattern.measure
    if pattern.kind == "window":
        spans = {"_start": match.span("start"), "_end": match.span("end")}
        if spans["_end"] in seen:
            return
        seen.add(spans["_end"])
        values = {suffix: _day_number(item.text[slice(*span)]) for suffix, span in spans.items()}
        match_start = item.key.rfind(wording.placed("từ"), 0, spans["_start"][0])
        quote = item.text[max(match_start, match.start()) : spans["_end"][1]]
    elif pattern.kind == "share":
        spans = {"_part": match.span("part"), "_whole": match.span("whole"), "_pct": match.span("value")}
        kinds = {"_part": "count", "_whole": "count", "_pct": "rate"}
        values = {suffix: _number(item.text[slice(*span)], kinds[suffix]) for suffix, span in spans.items()}
        quote = item.text[slice(*match.span())]
    else:
        span = match.span("value") if pattern.value is None else match.span()
        if (name, span[0]) in seen:
            return
        seen.add((name, span[0]))
        printed = item.text[slice(*span)]
        spans = {"": span}
        values = {"": _number(printed, pattern.kind) if pattern.value is None else float(pattern.value)}
        quote = item.text[max(match.start(), match.end() - _QUOTED) : match.end()]
    if any(value is None for value in values.values()):
        return
    for suffix, span in spans.items():
        place = item.place(span[0])
        row = {
            "measure": name + suffix,
            "value": values[suffix],
            "unit": pattern.unit,
            "raw": item.text[slice(*span)],
            "scope": OWN,
            "quote": quote.strip(),
            "section": item.section,
            "sentence": None,
            "source_page": place.page,
            "source_line": place.line,
        }
        yield Stated(item, *span, row)


def _day_number(printed: str) -> float | None:
    """Return a day as the number 20230309, which sorts as days do; None where no such day exists."""
    dates = [date for _, date in find_dates(printed)]
    return float(f"{dates[0]:%Y%m%d}") if dates and dates[0] else None


def _number(printed: str, kind: str) -> float | None:
    """Return the figure that stands in the text, or None where it cannot be read for certain."""
    words = printed.split(" ", 1)
    if len(words) == 2 and words[0].casefold() in wording.settings()["words"]["approximate"]:
        printed = words[1]
    spelled = wording.spelled(printed)
    if spelled is not None:
        return float(spelled)
    try:
        return float(parse_number(printed, kind))
    except NumeralError:
        return None

"""What a report says of itself once more: its period in opening, closing and annex, what follows it in the plans, its number.

Whoever writes a report over the one before forgets one of these places. The words that begin each are rows of
`catalogue/periods.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cchc_analysis import catalogue
from cchc_analysis.findings import Finding
from cchc_analysis.names import squeeze
from cchc_analysis.numerals import find_dates
from cchc_analysis.parsing.cover.titles import PLANS, YEAR, find_periods
from cchc_analysis.parsing.forms.rows import form_number
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document

# The part of the text that holds the plans; its heading says for when.
_PLANNED = "IV"
# Letters of a heading or sentence within which it names its period.
_WITHIN = 300


@dataclass(frozen=True)
class Span:
    """Months of a year that words name, as printed; `year` is None where none stands behind them."""

    first: int
    last: int
    year: int | None
    printed: str
    at: int
    is_year: bool = False

    def holds(self, year: int, month: int) -> bool:
        """Return whether a month lies in the span."""
        return self.year in (None, year) and self.first <= month <= self.last

    def ends_as(self, period: Period) -> bool:
        """Return whether the span ends with a period: the second quarter and the first half do."""
        return (self.year or period.year, self.last) == period.last_month


def find_repeats(
    document: Document, items: Sequence[Item], period: Period, title: tuple[str, int] | None, number: str | None
) -> list[Finding]:
    """Return what is said another way than in the head of the report: a finding a rule, with all places of it.

    Parameters
    ----------
    title : its words, which may name the plans' time, and the line on which it stands.
    number : number and symbol of the report; None where it has none.
    """
    found: dict[str, Finding] = {}
    for finding in _find(document, items, period, title, number):
        first = found.setdefault(finding.rule, finding)
        if first is not finding:
            quotes, lines = first.quotes + finding.quotes, first.lines + finding.lines
            found[finding.rule] = replace(first, quotes=quotes, lines=lines)
    return list(found.values())


def _find(
    document: Document, items: Sequence[Item], period: Period, title: tuple[str, int] | None, number: str | None
) -> Iterator[Finding]:
    if title:
        yield from _of_plans(title[0], title[1], period, is_heading=False)
    planned = next((item for item in items if item.section.split(".")[0] == _PLANNED), None)
    if planned:
        yield from _of_plans(planned.text[: planned.below or _WITHIN], planned.place(0).line, period, is_heading=True)
    for item in items:
        for pattern in _patterns("told"):
            for match in pattern.finditer(item.text):
                line = item.place(match.start("told")).line
                yield from _of_own("cover-text-period", match["told"][:_WITHIN], line, period)
                yield from _of_plans(match["told"][:_WITHIN], line, period, is_heading=False)
    yield from _of_annex(document, period, number)


def _of_own(rule: str, words: str, line: int, period: Period) -> Iterator[Finding]:
    """Yield a finding where none of the periods that words name before the plans is the report's own."""
    spans = [span for span in _spans(words) if not span.printed.casefold().startswith("tháng")]
    plans = PLANS.search(words, spans[0].at) if spans else None
    own = [span for span in spans if plans is None or span.at < plans.start()]
    own = [span for span in own if not span.is_year] or [span for span in own if span.year != period.year]
    if own and not any(span.ends_as(period) for span in own):
        yield Finding(rule, own[0].printed, period.label(), (), (squeeze(words),), (line,))


def _of_plans(words: str, line: int, period: Period, *, is_heading: bool) -> Iterator[Finding]:
    """Yield a finding where none of the times that plans name holds the month after the report's period."""
    spans = _spans(words)
    begin: re.Match[str] | None = PLANS.search(words, 0 if is_heading else spans[0].at if spans else 0)
    planned = [span for span in spans if begin and span.at > begin.start()]
    year, month = period.last_month
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    # A year alone may be that of a goal: this one or the next.
    planned = [span for span in planned if not span.is_year or span.year not in (year, year + 1)]
    if planned and not any(span.holds(*following) for span in planned):
        yield Finding("cover-plans-period", planned[0].printed, period.label(), (), (squeeze(words),), (line,))


def _of_annex(document: Document, period: Period, number: str | None) -> Iterator[Finding]:
    """Yield findings on what stands between the annex's own heading and its first form."""
    (begin,), (enclosed,) = _patterns("annex"), _patterns("enclosed")
    is_begun, is_told = False, False
    for block in document.blocks:
        if form_number(block.text):
            return
        text = squeeze(block.text)
        is_begun |= begin.match(text) is not None
        if not is_begun:
            continue
        match = enclosed.search(text)
        own = re.match(r"0*(\d+)", number or "")
        if match and own and match["number"].lstrip("0") != own[1] and not is_told:
            is_told = True
            yield Finding("cover-annex-number", match["number"], str(number), (), (text,), (block.place.line,))
        yield from _of_own("cover-annex-period", text[: match.start()] if match else text, block.place.line, period)


def _spans(words: str) -> list[Span]:
    """Return the spans of months that words name, in their order: periods, and the last months of a year."""
    found = []
    for day, _ in find_dates(words):
        words = words.replace(day, " " * len(day))
    for start, end, part in find_periods(words):
        first, last = Period(2000, part).days
        year = YEAR.search(words, start)
        found.append(
            Span(
                first.month, last.month, int(year[0]) if year else None, _printed(words, start, end), start, part == "Y"
            )
        )
    for match in _patterns("last_months")[0].finditer(words):
        text = match["count"].casefold()
        count = int(text) if text.isdigit() else catalogue.settings("periods")["numbers"].get(text, 0)
        year = YEAR.search(words, match.start())
        found.append(
            Span(13 - count, 12, int(year[0]) if year else None, _printed(words, *match.span()), match.start())
        )
    return sorted(found, key=lambda span: span.at)


def _printed(words: str, start: int, end: int) -> str:
    """Return a period as printed, with the year that stands right behind it."""
    year = re.match(r"(?i)[\s,/-]*(?:năm\s+)?20\d\d", words[end:])
    return squeeze(words[start:end] + (year[0] if year else ""))


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    texts = catalogue.settings("periods")["repeats"][name]
    return tuple(re.compile(text, re.IGNORECASE) for text in ([texts] if isinstance(texts, str) else texts))

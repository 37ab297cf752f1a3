"""Days in the running text: intervals, and the documents it cites."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method, wording
from cchc_analysis.checks.drafts import Draft, texts
from cchc_analysis.checks.prose import by_measure
from cchc_analysis.checks.sheets import Sheet
from cchc_analysis.numerals import format_date

# A basis older than this at the period's end is a standing instruction or a wrong year.
_OLD = dt.timedelta(days=method("basis_days").whole)


@dataclass(frozen=True)
class Window:
    """An interval that the text names; `measure` says of what, "window" of anything else."""

    measure: str
    start: dt.date
    end: dt.date
    quote: str
    line: int

    def __str__(self) -> str:
        return f"{format_date(self.start)}–{format_date(self.end)}"

    @property
    def witness(self) -> tuple[str, int]:
        """The words and their line."""
        return self.quote, self.line


def find_wrong_windows(sheet: Sheet) -> Iterator[Draft]:
    """Yield drafts for intervals that end before they start, and for those outside the report's own.

    A reversed interval is held against the report's own with its year repaired, if one change of a year brings it there.
    Intervals of something else than the period's figures are only checked for their order.
    """
    start, end = _given(sheet.report.period_start), _given(sheet.report.period_end)
    own = Window("", start, end, "", 0) if start and end and start <= end else None
    for window in windows(sheet):
        if start and end and start > end and (window.start, window.end) == (start, end):
            # The head's own interval, repeated with its mistake: found there.
            continue
        repaired: Window | None = window
        if window.start > window.end:
            repaired = _repaired(window, own) if own else None
            repair: dict[str, str] | str = ""
            if repaired:
                repair = texts(lambda language, w=repaired: " " + catalogue.word("finding-repair", language, window=w))
            yield Draft(
                "interval-reversed",
                str(window),
                "",
                witnesses=[window.witness],
                values={"quote": window.quote, "repair": repair},
            )
        if (
            own
            and repaired
            and window.measure != "window"
            and not (own.start <= repaired.start <= repaired.end <= own.end)
        ):
            yield Draft(
                "interval-outside",
                str(repaired),
                str(own),
                witnesses=[window.witness],
                values={"quote": window.quote},
                topic=window.measure,
            )


def windows(sheet: Sheet) -> list[Window]:
    """Return the intervals that a report's text names, in its order."""
    starts, ends = by_measure(sheet, "_start"), by_measure(sheet, "_end")
    return [
        Window(measure, _day(first.value), _day(last.value), first.quote, int(first.source_line))
        for measure, rows in starts.items()
        for first, last in zip(rows, ends[measure], strict=True)
    ]


def confirmed(sheet: Sheet) -> Iterator[tuple[str, str, int]]:
    """Yield both ends of each interval of the report's figures that lies within the report's own."""
    start, end = _given(sheet.report.period_start), _given(sheet.report.period_end)
    for window in windows(sheet):
        if start and end and window.measure != "window" and start <= window.start <= window.end <= end:
            yield from ((window.measure + suffix, window.quote, window.line) for suffix in ("_start", "_end"))


def find_below_register(sheet: Sheet) -> Iterator[Draft]:
    """Yield a draft where the text counts fewer documents in an interval than a number already used in it.

    An interval that covers a year from its first day must hold every number of that year; which registers a commune keeps
    is not known, so one number alone is the bound.
    """
    issued = sheet.get("prose.documents_issued")
    if issued is None or issued.value is None:
        return
    for window in windows(sheet):
        if window.measure != "documents_window":
            continue
        inside = [
            row
            for row in sheet.directives
            if row.number.isdigit()
            and (day := _given(row.date))
            and window.start <= day <= window.end
            and window.start <= dt.date(day.year, 1, 1)
            and row.section
            and not is_of_others(row)
        ]
        highest = max(inside, key=lambda row: int(row.number), default=None)
        if highest is not None and int(highest.number) > issued.value:
            yield Draft(
                "documents-below-register",
                issued.bare,
                _named(highest),
                (issued,),
                [window.witness, _witness(highest)],
                {"window": str(window)},
                window.measure,
            )


def find_wrong_directives(sheet: Sheet) -> Iterator[Draft]:
    """Yield drafts for documents later than the report, with two symbols or two dates, or out of order."""
    dated = [row for row in sheet.directives if pd.notna(row.date)]
    issued = _given(sheet.report.doc_date)
    later = [row for row in dated if issued and _date(row) > issued]
    if later:
        last = max(later, key=lambda row: row.date)
        yield Draft(
            "directive-after-report",
            _named(last),
            format_date(issued),
            witnesses=[_witness(last)],
            values={"count": str(len(later))},
        )
    for rows in _groups(dated, lambda row: (row.kind, row.number, row.date), lambda row: row.symbol.casefold()):
        yield Draft(
            "directive-other-symbol",
            ", ".join(f"{row.number}/{row.symbol}" for row in rows),
            "",
            witnesses=[_witness(row) for row in rows],
            values={"number": rows[0].number, "date": format_date(_date(rows[0]))},
        )
    own = [row for row in dated if not is_of_others(row)]
    for rows in _groups(own, lambda row: (row.number, row.symbol.casefold(), row.date.year), lambda row: row.date):
        yield Draft(
            "directive-two-dates",
            ", ".join(format_date(_date(row)) for row in rows),
            "",
            witnesses=[_witness(row) for row in rows],
            values={"number": f"{rows[0].number}/{rows[0].symbol}"},
            topic=_register(rows[0]),
        )
    yield from _out_of_order(dated)


def find_old_or_early(sheet: Sheet) -> Iterator[Draft]:
    """Yield notes on a basis of long ago, and on words that reach past the day on which the data close."""
    end = _given(sheet.report.period_end)
    if end is None:
        return
    for row in sheet.directives:
        if not row.section and pd.notna(row.date) and _date(row) < end - _OLD:
            yield Draft("basis-old", _named(row), "", witnesses=[_witness(row)])
    months = sheet.get("prose.months_of_year")
    if months and months.value and 1 <= months.value <= 12 and end.year == sheet.period.year:
        following = dt.date(end.year + months.value // 12, int(months.value) % 12 + 1, 1)
        if end < following - dt.timedelta(days=1):
            yield Draft("months-beyond-end", months.bare, format_date(end), (months,), values={"quote": months.words})


def is_of_others(row: Any) -> bool:
    """Return whether a document is said to be another authority's, which numbers its own."""
    pattern = _of_others()
    return pattern.match(wording.placed(row.subject)) is not None


@cache
def _of_others() -> re.Pattern[str]:
    return wording.compiled(wording.settings()["directives"]["of_others"], f"{wording.FILE} [directives] of_others")


def _out_of_order(dated: list[Any]) -> Iterator[Draft]:
    """Yield a draft for each neighbouring pair of a register whose dates fall while the numbers rise.

    Only the documents that the report lists as its own: another authority's carry the same symbols.
    """
    registers: dict[str, list[Any]] = defaultdict(list)
    listed_in = wording.settings()["directives"]["listed_in"]
    for row in dated:
        if row.section == listed_in and row.number.isdigit():
            registers[_register(row)].append(row)
    for register, rows in registers.items():
        rows.sort(key=lambda row: (int(row.number), row.date))
        for lower, higher in pairwise(rows):
            if int(lower.number) < int(higher.number) and lower.date > higher.date:
                yield Draft(
                    "directive-order",
                    _named(higher),
                    _named(lower),
                    witnesses=[_witness(higher), _witness(lower)],
                    topic=register,
                )


def _register(row: Any) -> str:
    return f"{row.symbol.casefold()} {row.date.year}"


def _groups(rows: list[Any], key: Callable[[Any], Any], differs: Callable[[Any], Any]) -> Iterator[list[Any]]:
    """Yield the first row of each variant, for every key that has more than one."""
    groups: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for row in rows:
        if row.number.isdigit():
            groups[key(row)].setdefault(differs(row), row)
    yield from (list(variants.values()) for variants in groups.values() if len(variants) > 1)


def _named(row: Any) -> str:
    return f"{row.number}/{row.symbol} ({format_date(_date(row))})"


def _witness(row: Any) -> tuple[str, int]:
    return row.quote, int(row.source_line)


def _repaired(window: Window, own: Window) -> Window | None:
    """Return a reversed interval with one year changed so that it runs forward and meets the report's own.

    None where no change or more than one does it: the words do not say which year is meant.
    """
    fits = []
    for years in (-2, -1, 1, 2):
        for start, end in (
            (_moved(window.start, years), window.end),
            (window.start, _moved(window.end, years)),
        ):
            if start and end and start <= end and start <= own.end and own.start <= end and (end - start).days <= 366:
                fits.append(Window(window.measure, start, end, window.quote, window.line))
    return fits[0] if len(fits) == 1 else None


def _moved(day: dt.date, years: int) -> dt.date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return None


def _day(value: float) -> dt.date:
    return dt.datetime.strptime(f"{int(value)}", "%Y%m%d").date()


def _given(value: Any) -> dt.date | None:
    return None if pd.isna(value) else value.date()


def _date(row: Any) -> dt.date:
    return row.date.date()

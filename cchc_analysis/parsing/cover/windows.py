"""The days that a report's data cover, and the period that such days can be of.

A period is a label and provinces set their own cut-offs, so its days may lie some weeks before the calendar's; but both
ends lie there. December to June is no second quarter, one August no third.
"""

from __future__ import annotations

import datetime as dt
import re

from cchc_analysis import catalogue
from cchc_analysis.findings import Finding
from cchc_analysis.numerals import find_dates, format_date
from cchc_analysis.parsing.cover.dates import Quote
from cchc_analysis.parsing.cover.heads import Head
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.periods import Period, parts

_DATE = r"\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{4})?|\d{1,2}\s*tháng\s*\d{1,2}(?:\s*năm\s*\d{4})?"
_FROM_TO = (
    rf"[^().;\d]{{0,40}}?từ\s+(?:ngày\s+)?({_DATE})\s*(?:,\s*)?(?:(?:[-–]\s*)?đến|[-–])\s*"
    rf"(?:hết\s+)?(?:ngày\s+)?({_DATE})"
)
_BELOW_TITLE = re.compile(rf"(?i)(?:số\s+liệu|kỳ\s+báo\s+cáo|thời\s+gian|thời\s+điểm|\(){_FROM_TO}")
_ANYWHERE = re.compile(rf"(?i)số\s+liệu{_FROM_TO}")
# Lines below the beginning of a title in which any days are those of its data.
_NEAR = 10
_YEARLESS = re.compile(r"(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})")
_NAMED_LIKE = ("H1", "9M", "Y", "Q1", "Q2", "Q3", "Q4")


def read_window(head: Head) -> tuple[dt.date | None, dt.date | None, Quote | None]:
    """Return the first and last day of the data, and where they stand; None for what is not printed in full.

    A first day without its year is of the year in which the last one makes it earlier: "từ 15/12 đến 14/3/2026".
    """
    near = Running(head.lines[head.title : head.title + _NEAR] if head.title is not None else ())
    for running, pattern in ((near, _BELOW_TITLE), (head.running, _ANYWHERE)):
        if match := pattern.search(running.text):
            break
    else:
        return None, None, None
    first, last = (_day(printed) for printed in match.groups())
    if first is None and last is not None and (short := _YEARLESS.fullmatch(match[1])):
        first = _before(int(short[1]), int(short[2]), last)
    if first is None or last is None:
        return None, None, None
    return first, last, (match[0], running.place(match.start()).line)


def _day(printed: str) -> dt.date | None:
    dates = find_dates(printed)
    return dates[0][1] if dates else None


def _before(day: int, month: int, last: dt.date) -> dt.date | None:
    for year in (last.year, last.year - 1):
        try:
            date = dt.date(year, month, day)
        except ValueError:
            return None
        if date <= last:
            return date
    return None


def fits(start: dt.date, end: dt.date, period: Period, since: dt.date | None = None) -> bool:
    """Return whether data of these days can be what a period is reported with; both ends decide.

    A commune that was made on the day `since` begins its first report there.

    >>> half = dt.date(2022, 12, 15), dt.date(2023, 6, 14)
    >>> [fits(*half, Period(2023, part)) for part in ("Q2", "H1")]
    [False, True]
    """
    limits = catalogue.settings("periods")["window"]
    first, last = period.days
    if since is not None and start == since:
        first = max(first, since)
    early = [(first - start).days, (last - end).days]
    return all(-limits["late_days"] <= days <= limits["early_days"] for days in early)


def choose(named: tuple[Period, ...], start: dt.date | None, end: dt.date | None) -> tuple[Period, bool]:
    """Return which of the periods that a title names is meant, and whether anything said so."""
    if len(named) == 1:
        return named[0], True
    fitting = [period for period in named if start and end and fits(start, end, period)]
    return (fitting[0], True) if len(fitting) == 1 else (named[0], False)


def check_window(
    period: Period, start: dt.date | None, end: dt.date | None, quote: Quote | None, since: dt.date | None = None
) -> list[Finding]:
    """Return a finding for data days that end before they start, or that are not those of the period; see `fits`."""
    if start is None or end is None or quote is None:
        return []
    found = []
    if start > end:
        found.append(Finding("cover-interval-reversed", format_date(end), format_date(start), (), quote[:1], quote[1:]))
    year, month = period.last_month
    if abs((end.year - year) * 12 + end.month - month) > 1:
        found.append(Finding("cover-interval-period", format_date(end), period.label(), (), quote[:1], quote[1:]))
    elif start <= end and not fits(start, end, period, since):
        like = _like(start, end)
        values: dict[str, object] = {"like": f" ({like.label()})" if like else ""}
        window = f"{format_date(start)}–{format_date(end)}"
        found.append(Finding("cover-window-period", window, period.label(), (), quote[:1], quote[1:], values))
    return found


def _like(start: dt.date, end: dt.date) -> Period | None:
    """Return the period that days are of, those that reports are written for before others."""
    order = [*_NAMED_LIKE, *(part for part in parts() if part not in _NAMED_LIKE)]
    fitting = (Period(year, part) for part in order for year in (end.year, end.year + 1))
    return next((period for period in fitting if fits(start, end, period)), None)

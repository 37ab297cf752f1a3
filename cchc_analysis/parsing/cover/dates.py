"""Number and day of a report, and days on it that contradict each other.

Everything is kept as written. Dates that contradict each other are noted, never corrected: a year is often mistyped, and
only the commune can say which.
"""

from __future__ import annotations

import datetime as dt
import re

from cchc_analysis import catalogue
from cchc_analysis.findings import Finding
from cchc_analysis.numerals import find_dates, format_date
from cchc_analysis.parsing.cover.heads import UPPER, Head
from cchc_analysis.parsing.text.running import Running

Quote = tuple[str, int]
_SYMBOL = r"BC(?:\s?[-–]\s?[\w.]+(?:[-–]\w+)*)?"
_NUMBER = re.compile(rf"(?<![Cc]áo )(?<!CÁO )[Ss][ốỐ]\s*:?\s*(\d+[a-z]?)\s*/\s*({_SYMBOL})")
_PLACE = rf"(?<!\w)((?:[{UPPER}][a-zà-ỹđ’']*\s+){{0,4}}[{UPPER}][a-zà-ỹđ’']*)"
_DAY = r"ngày\s*(\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}|\d{1,2}\s?[/.]\s?\d{1,2}\s?[/.]\s?\d{4})"
_ISSUED = re.compile(rf"{_PLACE}\s*,\s*{_DAY}")
# Above the title every day is that of issue, whatever stands before it.
_ISSUED_ABOVE = re.compile(rf"(?<!từ )(?:{_PLACE}\s*,?\s*)?{_DAY}")
_SIGNED = re.compile(r"(?i)ngày ký\s*:?\s*(\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{4})")
_ENCLOSED = re.compile(
    r"(?i)kèm theo báo cáo số\s*(\d+)\s*/\s*(BC[-–][\w-]+)\s*,?\s*ngày\s+(\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{4})"
)


def read_number(head: Head) -> tuple[str | None, Quote | None]:
    """Return number and symbol as "74/BC-UBND", and where they stand."""
    for lines in (Running(head.above), head.running):
        if match := _NUMBER.search(lines.text):
            symbol = re.sub(r"\s*([-–])\s*", "-", match[2])
            return f"{match[1]}/{symbol}", (match[0], lines.place(match.start()).line)
    return None, None


def read_day(head: Head) -> tuple[dt.date | None, Quote | None]:
    """Return the day of issue, None for one that does not exist, and where it stands."""
    above = Running(head.above)
    for lines, pattern in ((above, _ISSUED_ABOVE), (head.running, _ISSUED), (head.running, _SIGNED)):
        if match := pattern.search(lines.text):
            day = find_dates(match[match.re.groups])[0][1]
            return day, (match[0], lines.place(match.start()).line)
    return None, None


def check_days(
    number: str | None,
    day: dt.date | None,
    start: dt.date | None,
    end: dt.date | None,
    quotes: dict[str, Quote],
    whole: Running,
) -> list[Finding]:
    """Return a finding for a day of issue that is before the data end, or unlike the one on the appendix."""
    enclosed = _ENCLOSED.search(whole.text)
    second = find_dates(enclosed[3])[0][1] if enclosed and f"{enclosed[1]}/{enclosed[2]}" == number else None
    shown = [quotes[name] for name in ("date", "interval") if name in quotes]
    if enclosed and second and second != day:
        shown.append((enclosed[0], whole.place(enclosed.start()).line))
    texts, lines = tuple(text for text, _ in shown), tuple(line for _, line in shown)
    if day and end and day < end:
        # Many are signed some days before the cut-off, with estimates to its day; none before what they report begins.
        is_within = start is None or min(start, end) <= day
        rule = "cover-date-in-interval" if is_within else "cover-date-before-end"
        return [Finding(rule, format_date(day), format_date(end), (), texts, lines)]
    latest = dt.timedelta(days=catalogue.settings("periods")["window"]["issued_days"])
    if day and end and day > end + latest:
        return [Finding("cover-date-late", format_date(day), format_date(end), (), texts, lines)]
    if day and second and second != day:
        return [Finding("cover-two-dates", format_date(day), format_date(second), (), texts, lines)]
    return []

"""Reporting periods: written 2023-Q1, 2023-H1, 2023-9M or 2023-Y, and no other way.

A period is a label. The days it covers are data of each report, because provinces set their own cut-offs
(Bộ Nội vụ's guidance 581/BNV-CCHC proposes 15/12-14/3 for a first quarter).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from cchc_analysis.errors import CchcError

_WRITTEN = re.compile(r"(20\d\d)-(Q[1-4]|H1|9M|Y)")
# The last quarter a part reaches, and how many quarters it spans: orders periods within a year.
_SPANS = {"Q1": (1, 1), "Q2": (2, 1), "H1": (2, 2), "Q3": (3, 1), "9M": (3, 3), "Q4": (4, 1), "Y": (4, 4)}
_LABELS = {
    "vi": {
        "Q1": "Quý I năm {}",
        "Q2": "Quý II năm {}",
        "H1": "6 tháng đầu năm {}",
        "Q3": "Quý III năm {}",
        "9M": "9 tháng đầu năm {}",
        "Q4": "Quý IV năm {}",
        "Y": "Năm {}",
    },
    "en": {
        "Q1": "First quarter of {}",
        "Q2": "Second quarter of {}",
        "H1": "First half of {}",
        "Q3": "Third quarter of {}",
        "9M": "First nine months of {}",
        "Q4": "Fourth quarter of {}",
        "Y": "Year {}",
    },
}


@dataclass(frozen=True)
class Period:
    """One reporting period: a label, not an interval of days; write `Period.parse("2023-Q1")`.

    Attributes
    ----------
    year : such as 2023.
    part : "Q1" to "Q4", "H1" (six months), "9M" (nine months) or "Y"; all but quarters are cumulative.

    >>> Period.parse("2023-Q1") < Period.parse("2023-H1") < Period.parse("2023-Y")
    True
    """

    year: int
    part: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that is written as `text`; anything but the one form is an error."""
        written = _WRITTEN.fullmatch(str(text))
        if not written:
            raise CchcError(
                f"period {text!r}",
                "no period",
                "2023-Q1, 2023-H1, 2023-9M or 2023-Y",
                "write the year, a hyphen and Q1, Q2, Q3, Q4, H1, 9M or Y",
            )
        return cls(int(written[1]), written[2])

    def __str__(self) -> str:
        return f"{self.year}-{self.part}"

    def __lt__(self, other: Period) -> bool:
        return (self.year, *_SPANS[self.part]) < (other.year, *_SPANS[other.part])

    @property
    def is_cumulative(self) -> bool:
        """Whether the period starts at New Year and spans more than one quarter."""
        return _SPANS[self.part][1] > 1

    @property
    def last_month(self) -> tuple[int, int]:
        """The year and calendar month in which the period nominally ends."""
        return self.year, 3 * _SPANS[self.part][0]

    @property
    def last_day(self) -> dt.date:
        """The last calendar day of the period: the one on which a commune must exist, since printed days are often wrong.

        >>> Period.parse("2025-H1").last_day
        datetime.date(2025, 6, 30)
        """
        year, month = self.last_month
        return dt.date(year, month, calendar.monthrange(year, month)[1])

    def previous(self) -> Period:
        """Return the period of the same length just before: the year before for a cumulative one."""
        if self.is_cumulative or self.part == "Q1":
            part = "Q4" if self.part == "Q1" else self.part
            return Period(self.year - 1, part)
        return Period(self.year, f"Q{int(self.part[1]) - 1}")

    def overlaps(self, other: Period) -> bool:
        """Return whether the two share a quarter: figures of such periods neither add up nor compare.

        >>> Period.parse("2026-9M").overlaps(Period.parse("2026-Q3"))
        True
        """
        (end, span), (other_end, other_span) = _SPANS[self.part], _SPANS[other.part]
        return self.year == other.year and end - span < other_end and other_end - other_span < end

    def label(self, language: str = "vi") -> str:
        """Return the period in words.

        >>> Period.parse("2023-Q1").label()
        'Quý I năm 2023'
        """
        return _LABELS[language][self.part].format(self.year)

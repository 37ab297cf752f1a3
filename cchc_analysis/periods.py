"""Reporting periods: written 2023-Q1, 2023-H1, 2023-9M, 2023-Y or 2023-M08, and no other way.

A period is a label. The days it covers are data of each report, because provinces set their own cut-offs
(Bộ Nội vụ's guidance 581/BNV-CCHC proposes 15/12-14/3 for a first quarter).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from cchc_analysis.errors import CchcError

_QUARTERS = ("I", "II", "III", "IV")
_ORDINALS = ("First", "Second", "Third", "Fourth")
_NUMBERS = {2: "two", 4: "four", 5: "five", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# The first and the last calendar month of each part: quarters, months, and so many months from January, of which three, six
# and twelve are written Q1, H1 and Y.
_SPANS = (
    {f"Q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)}
    | {"H1": (1, 6), "Y": (1, 12)}
    | {f"{n}M": (1, n) for n in _NUMBERS}
    | {f"M{n:02}": (n, n) for n in range(1, 13)}
)
_LABELS = {
    "vi": {"H1": "6 tháng đầu năm {}", "Y": "Năm {}"}
    | {f"Q{n}": f"Quý {roman} năm {{}}" for n, roman in enumerate(_QUARTERS, start=1)}
    | {f"{n}M": f"{n} tháng đầu năm {{}}" for n in _NUMBERS}
    | {f"M{n:02}": f"Tháng {n} năm {{}}" for n in range(1, 13)},
    "en": {"H1": "First half of {}", "Y": "Year {}"}
    | {f"Q{n}": f"{ordinal} quarter of {{}}" for n, ordinal in enumerate(_ORDINALS, start=1)}
    | {f"{n}M": f"First {words} months of {{}}" for n, words in _NUMBERS.items()}
    | {f"M{n:02}": f"{month} {{}}" for n, month in enumerate(_MONTHS, start=1)},
}
_WRITTEN = re.compile(rf"(20\d\d)-({'|'.join(_SPANS)})")


@dataclass(frozen=True)
class Period:
    """One reporting period: a label, not an interval of days; write `Period.parse("2023-Q1")`.

    Attributes
    ----------
    year : such as 2023.
    part : "Q1" to "Q4", "M01" to "M12", "H1" (six months), "9M", "10M" (so many months from January) or "Y"; all but quarters
        and months are cumulative.

    >>> Period.parse("2023-Q1") < Period.parse("2023-H1") < Period.parse("2023-M08") < Period.parse("2023-Y")
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
                "2023-Q1, 2023-H1, 2023-9M, 2023-Y or 2023-M08",
                "write the year, a hyphen and Q1, Q2, Q3, Q4, H1, 9M, Y or M01 to M12",
            )
        return cls(int(written[1]), written[2])

    def __str__(self) -> str:
        return f"{self.year}-{self.part}"

    def __lt__(self, other: Period) -> bool:
        return (self.year, *self._order) < (other.year, *other._order)

    @property
    def _order(self) -> tuple[int, int]:
        """By the month in which they end, the longer after the shorter."""
        first, last = _SPANS[self.part]
        return last, last - first

    @property
    def is_cumulative(self) -> bool:
        """Whether the period is the year so far, and no quarter or month on its own."""
        return self.part[0] not in "QM"

    @property
    def months(self) -> int:
        """How many calendar months the period nominally spans."""
        first, last = _SPANS[self.part]
        return last - first + 1

    @property
    def last_month(self) -> tuple[int, int]:
        """The year and calendar month in which the period nominally ends."""
        return self.year, _SPANS[self.part][1]

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first and the last calendar day of the period; what a report covers, it says itself.

        >>> [f"{day:%d/%m/%Y}" for day in Period.parse("2023-M02").days]
        ['01/02/2023', '28/02/2023']
        """
        first, last = _SPANS[self.part]
        following = dt.date(self.year + last // 12, last % 12 + 1, 1)
        return dt.date(self.year, first, 1), following - dt.timedelta(days=1)

    def is_like(self, other: Period) -> bool:
        """Return whether two compare: single ones of one length, or the same cumulative part of each year."""
        if self.is_cumulative or other.is_cumulative:
            return self.part == other.part
        return self.months == other.months

    @property
    def last_day(self) -> dt.date:
        """The last calendar day of the period: the one on which a commune must exist, since printed days are often wrong.

        >>> Period.parse("2025-H1").last_day
        datetime.date(2025, 6, 30)
        """
        return self.days[1]

    def overlaps(self, other: Period) -> bool:
        """Return whether the two share a month: figures of such periods neither add up nor compare.

        >>> Period.parse("2026-9M").overlaps(Period.parse("2026-Q3"))
        True
        """
        (first, last), (other_first, other_last) = _SPANS[self.part], _SPANS[other.part]
        return self.year == other.year and first <= other_last and other_first <= last

    def label(self, language: str = "vi") -> str:
        """Return the period in words.

        >>> Period.parse("2023-Q1").label()
        'Quý I năm 2023'
        """
        return _LABELS[language][self.part].format(self.year)


def parts() -> tuple[str, ...]:
    """Return every part that a period may have."""
    return tuple(_SPANS)

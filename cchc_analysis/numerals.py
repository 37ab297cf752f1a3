"""Vietnamese numbers and dates in text.

Reports mix conventions on one page: `1.500` is one thousand five hundred, `36,1` has a decimal comma, `97.23%`
a decimal point, `07` is seven. What cannot be decided is an error that says why, never a guess.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

from cchc_analysis.errors import NumeralError
from cchc_analysis.names import clean

_BLANK = re.compile(r"[\s\-‐‑‒–—―_.…·/\\]*")
# No figure of a report has so many digits; thousands of them would be no number to Python either.
_NUMBER = re.compile(r"([+\-−–]?)([0-9][0-9.,]{0,40})")
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,"}
_WORDED_DATE = re.compile(r"(?i)(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})")
_SLASHED_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})(?!\d)")


def is_blank(text: str) -> bool:
    """Return whether a cell is empty: nothing, or only dashes and dots.

    >>> [is_blank(text) for text in ("", " – ", "0", "...")]
    [True, True, False, True]
    """
    return _BLANK.fullmatch(clean(text)) is not None


def parse_number(text: str, kind: str) -> Fraction:
    """Return the number a cell prints, exactly.

    Parameters
    ----------
    text : the cell as printed, without its unit; a `%` after the number is allowed for a rate.
    kind : "count", "amount", "rate" or "choice". It decides what a separator can mean: a count has no fraction,
        a rate is not above a hundred.

    Raises
    ------
    NumeralError : no number, more than one, or a number with two readings.

    Examples
    --------
    >>> parse_number("1.500", "amount"), parse_number("36,1", "rate"), parse_number("97.23%", "rate")
    (Fraction(1500, 1), Fraction(361, 10), Fraction(9723, 100))
    """
    printed = clean(text).strip()
    # No blank groups digits here: "709 716" is as likely two numbers as one.
    match = _NUMBER.fullmatch(printed.removesuffix("%").rstrip() if kind == "rate" else printed)
    if not match:
        raise NumeralError(f"cell {printed!r}", "no single number", "one number", "correct the cell")
    readings = _readings(match[2])
    if kind in ("count", "choice"):
        readings = {value for value in readings if value.denominator == 1}
    if kind == "rate" and len(readings) > 1:
        readings = {value for value in readings if value <= 100}
    if len(readings) > 1 and (kind == "count" or (kind == "amount" and "," not in match[2])):
        # A lone dot before three digits groups thousands in Vietnamese; NĐ 30/2020 prints amounts so. A count printed
        # 1.000 or 1,000 has no other sensible reading.
        readings = {max(readings)}
    if kind != "rate" and not _GROUPED["."].fullmatch(match[2]) and re.fullmatch(r"\d+\.\d+", match[2]):
        readings = set()
    if len(readings) != 1:
        expected = {"count": "a whole number such as 1.500", "choice": "one of the printed options"}.get(
            kind, "1.500 or 1,5"
        )
        raise NumeralError(f"cell {printed!r}", "no certain number", expected, "correct the cell")
    value = readings.pop()
    return -value if match[1] in ("-", "−", "–") else value


def _readings(digits: str) -> set[Fraction]:
    """Return every number that `digits` with its dots and commas can stand for."""
    readings = set()
    for group, decimal in ((".", ","), (",", ".")):
        whole, mark, fraction = digits.partition(decimal)
        if mark and not re.fullmatch(r"\d+", fraction):
            continue
        if whole.isdigit():
            readings.add(Fraction(f"{whole}.{fraction or 0}"))
        elif _GROUPED[group].fullmatch(whole) and not whole.startswith("0"):
            readings.add(Fraction(f"{whole.replace(group, '')}.{fraction or 0}"))
    return readings


def decimals(text: str) -> int:
    """Return how many decimals a printed number shows, which says how far it may be rounded.

    >>> [decimals(text) for text in ("36,1", "97.23%", "100", "1.500")]
    [1, 2, 0, 0]
    """
    digits = re.sub(r"[^\d.,]", "", text)
    if _GROUPED["."].fullmatch(digits) or not re.search(r"[.,]", digits):
        return 0
    return len(re.split(r"[.,]", digits)[-1])


def find_dates(text: str) -> list[tuple[str, dt.date | None]]:
    """Return every date in a text, day first, as printed and as a date; None where no such day exists.

    >>> find_dates("từ ngày 10/12/2022 đến ngày 31/02/2023")
    [('10/12/2022', datetime.date(2022, 12, 10)), ('31/02/2023', None)]
    """
    found = []
    for pattern in (_WORDED_DATE, _SLASHED_DATE):
        for match in pattern.finditer(text):
            day, month, year = (int(part) for part in match.groups())
            try:
                date = dt.date(year, month, day)
            except ValueError:
                date = None
            found.append((match.start(), match[0], date))
    return [(printed, date) for _, printed, date in sorted(found, key=lambda item: item[0])]


def format_number(value: float | Fraction | None, places: int | None = None, language: str = "vi") -> str:
    """Return a number as a reader expects it: 1.234,5 in Vietnamese, 1,234.5 in English; "" for none.

    `places` fixes the decimals; without it whole numbers show none and others up to two.

    >>> format_number(1234.5), format_number(1234.5, 2, "en"), format_number(None)
    ('1.234,5', '1,234.50', '')
    """
    if value is None or value != value:
        return ""
    text = f"{float(value):,.{2 if places is None else places}f}"
    if places is None:
        text = text.rstrip("0").rstrip(".")
    if language == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return "0" if text == "-0" else text


def format_date(date: dt.date | None) -> str:
    """Return a date as Vietnam writes it, 09/03/2023; "" for none."""
    return date.strftime("%d/%m/%Y") if date is not None and date == date else ""

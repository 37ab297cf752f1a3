"""Whose a figure is, and of when: the report's own, or of another level, another year, a part, a plan."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_analysis.catalogue import wording
from cchc_analysis.parsing.text.parts import to_the_point
from cchc_analysis.parsing.text.token import Token
from cchc_analysis.periods import Period

OWN = "own"
FIELD = "part:field"
# Own or another level's, as the report's issuer is a commune or not.
COMMUNE_LEVEL = "commune_level"
# Of words that put the parts told before together again.
WHOLE = "whole"
_APART, _OTHER = "part:apart", "part:other"
# What tells which part is meant: "riêng trực tuyến 45" are all that were filed online.
_TELLS_WHICH = ("channel", "timing", "state", "topic")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def scope_of_time(token: Token, period: Period | None) -> str:
    """Return the scope of a span of time beside the report's own period; "" where it says nothing of a figure.

    >>> from cchc_analysis.catalogue.wording import placed
    >>> from cchc_analysis.parsing.text.tokens import tokens
    >>> half = Period.parse("2024-H1")
    >>> [scope_of_time(tokens(placed(text))[0], half) for text in ("quý II", "6 tháng đầu năm 2024", "năm 2023")]
    ['part:period', 'own', 'last_year']
    """
    if period is None or token.period is None:
        return ""
    said = {name: value.casefold() for name, value in token.period.items() if value}
    year = int(said.get("year") or said.get("bare") or period.year)
    if year != period.year:
        return "last_year" if year < period.year else "plan"
    own = _months(period)
    if "quarter" in said:
        quarter = _ROMAN.get(said["quarter"]) or int(said["quarter"])
        months = range(3 * quarter - 2, 3 * quarter + 1)
    elif "until" in said:
        # "Đến hết tháng 9" ends where a report for September, its quarter or its nine months does: these are its own.
        return OWN if int(said["until"]) == own[-1] else "part:period"
    elif "last" in said:
        months = range(13 - (int(said["last"]) if said["last"].isdigit() else wording.spelled(said["last"]) or 0), 13)
    elif "months" in said:
        count = int(said["months"]) if said["months"].isdigit() else wording.spelled(said["months"]) or 0
        months = range(1, count + 1)
    elif "month" in said:
        months = range(int(said["month"]), int(said["month"]) + 1)
    else:
        return ""
    if months == own:
        return OWN
    return "cumulative" if len(months) > len(own) else "part:period"


def scope_of(part: Sequence[Token], period: Period | None, *, is_head: bool = False) -> str:
    """Return the scope that some words name, "" for none: a foreign one rules over the report's own."""
    found = []
    for token in to_the_point(part):
        if token.kind == "period":
            found.append(scope_of_time(token, period))
        for fact in token.facts:
            if fact.facet == "scope" and (is_head or not fact.leads):
                is_own = fact.value == WHOLE or (fact.value == "cumulative" and is_since_new_year(period))
                found.append(OWN if is_own else fact.value)
    foreign = [scope for scope in found if scope not in ("", OWN, _APART)]
    if _APART in found and not any(token.says(facet) for token in part for facet in _TELLS_WHICH):
        foreign.insert(0, _OTHER)
    if foreign == [_OTHER] and any(token.kind == "period" for token in part) and OWN in found:
        return OWN  # "riêng quý III" in the report of the third quarter
    return foreign[0] if foreign else OWN if OWN in found else ""


def is_since_new_year(period: Period | None) -> bool:
    """Return whether a report's own figures are those since New Year: its running totals are its own."""
    return period is not None and _months(period).start == 1


def _months(period: Period) -> range:
    first, last = period.days
    return range(first.month, last.month + 1)

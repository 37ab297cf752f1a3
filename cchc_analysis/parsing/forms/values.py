"""From what a cell prints to a value and its status: reported, blank or unreadable. There is no guess among them."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Entry
from cchc_analysis.errors import NumeralError
from cchc_analysis.findings import Finding
from cchc_analysis.names import fold
from cchc_analysis.numerals import is_blank, parse_number
from cchc_analysis.parsing.forms.rows import PrintedRow

# A figure with a note's number by hand, as a raised digit or two.
_RAISED = re.compile(r"([0-9][0-9.,]*) ?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}")


def read_value(row: PrintedRow) -> tuple[float | None, str, list[Finding]]:
    """Return value, status and findings of one printed row."""
    entry = row.entry
    kind = catalogue.indicator(entry.indicator).kind
    if row.problem:
        return None, "unreadable", [_finding(row, f"cell-{row.problem}")]
    if is_blank(row.raw) and row.number is None:
        return None, "blank", [_finding(row, "cell-unseen", row.unseen)] if row.unseen else []
    raised: list[Finding] = []
    if note := _RAISED.fullmatch(row.raw):
        raised = [_finding(row, "cell-raised", expected=note[1])]
        row = replace(row, raw=note[1])
    if kind == "amount" and row.printed_unit and fold(row.printed_unit) != fold(entry.unit):
        finding = _finding(row, "cell-other-unit", found=row.printed_unit, expected=entry.unit)
        return None, "unreadable", [finding]
    try:
        value = _number(row, kind)
    except NumeralError as error:
        return None, "unreadable", [_finding(row, "cell-unreadable", expected=error.expected)]
    if entry.options and value not in entry.options:
        options = "; ".join(f"{number} = {word}" for number, word in entry.options.items())
        return None, "unreadable", [_finding(row, "cell-option", expected=options)]
    findings = raised + ([_finding(row, "cell-in-section")] if kind == "section" else [])
    if row.note and row.printed_unit is None:
        findings.append(_finding(row, "cell-extra-words", found=row.note))
    return float(value), "reported", findings


def _number(row: PrintedRow, kind: str) -> Fraction:
    chosen = _option(row.entry, row.raw)
    if chosen is not None:
        return Fraction(chosen)
    kind = "count" if kind == "section" else kind
    if row.number is None:
        return parse_number(row.raw, kind)
    if kind in ("count", "choice") and row.number.denominator != 1:
        raise NumeralError(f"cell {row.raw!r}", "a fraction", "a whole number", "correct the cell")
    return row.number


def _option(entry: Entry, raw: str) -> int | None:
    """Return the option whose word is printed instead of its number."""
    matches = [number for number, word in entry.options.items() if fold(word) == fold(raw)]
    return matches[0] if len(matches) == 1 else None


def _finding(row: PrintedRow, rule: str, found: str | None = None, expected: str = "") -> Finding:
    entry = row.entry
    return Finding(
        rule,
        row.raw if found is None else found,
        expected,
        (entry.indicator,),
        (row.quote,),
        (row.place.line,),
        {"form": entry.form, "code": entry.code, "label": entry.label},
    )

"""What a table prints twice: percentages beside their parts, and one figure in two columns. It is compared, never used."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from cchc_analysis.catalogue import Entry
from cchc_analysis.errors import first_rows
from cchc_analysis.findings import Finding
from cchc_analysis.names import squeeze
from cchc_analysis.numerals import decimals
from cchc_analysis.parsing.tables.authority import Authority
from cchc_analysis.parsing.tables.cells import print_row, to_number
from cchc_analysis.parsing.tables.head import Head
from cchc_analysis.reading import TableRow

# Programs print up to two decimals of a percentage, some of them cut and not rounded: 93,3 for 93,38.
_DECIMALS = 2


def check_again(head: Head, marks: dict[int, str], rows: Sequence[tuple[TableRow, Authority]]) -> list[Finding]:
    """Return a finding for each column that differs from the one that says the same."""
    findings = []
    for column, entry in head.again.items():
        first = head.columns[entry.indicator]
        unlike = [
            row
            for row, _ in rows
            if _number(row, entry, column, marks[column]) not in (None, _number(row, entry, first, marks[first]))
        ]
        if unlike:
            values: dict[str, object] = {"label": entry.label, "names": _names(unlike, head)}
            quotes, lines = _places(unlike)
            findings.append(
                Finding(
                    "table-columns-differ",
                    head.words[column],
                    head.words[first],
                    (entry.indicator,),
                    quotes,
                    lines,
                    values,
                )
            )
    return findings


def check_rates(head: Head, marks: dict[int, str], rows: Sequence[tuple[TableRow, Authority]]) -> list[Finding]:
    """Return a finding for each column of percentages that is written as shares, or differs from its parts."""
    entries = {entry.indicator: entry for entry in head.edition.entries}
    findings = []
    for column, number in head.rates.items():
        rate = head.edition.settings["rates"][number]
        shares, unlike = [], []
        for row, _ in rows:
            parts = {
                name: print_row(row, entries[name], head.columns[name], marks[head.columns[name]]).number
                for name in (*rate["numerators"], rate["denominator"])
                if name in head.columns
            }
            verdict = judge(row, column, marks[column], parts, rate)
            shares += [row] if verdict == "share" else []
            unlike += [row] if verdict == "differs" else []
        for rule, found in (("table-rate-share", shares), ("table-rate-differs", unlike)):
            if found:
                quotes, lines = _places(found)
                values: dict[str, object] = {"names": _names(found, head)}
                findings.append(Finding(rule, head.words[column], str(len(found)), (), quotes, lines, values))
    return findings


def judge(row: TableRow, column: int, mark: str, parts: dict[str, Fraction | None], rate: dict[str, Any]) -> str:
    """Return whether a printed percentage "agrees" with its parts, "differs", is a "share", or cannot be told: ""."""
    cell = row.cells[column] if column < len(row.cells) else None
    if cell is None or not cell.text:
        return ""
    text = squeeze(cell.text)
    printed = cell.number if cell.number is not None else to_number(text.removesuffix("%").strip(), "rate", mark)
    under = parts.get(rate["denominator"])
    over = [parts[name] for name in rate["numerators"] if parts.get(name) is not None]
    if printed is None:
        return "differs"
    if not under or not over:
        return ""
    rounded = Fraction(1, 10 ** min(_DECIMALS, decimals(text.removesuffix("%"))))
    exact = [Fraction(100) * part / under for part in over if part is not None]
    if any(abs(printed - value) < rounded for value in exact):
        return "agrees"
    if printed <= 1 and any(abs(100 * printed - value) <= 1 for value in exact):
        return "share"
    return "differs"


def _number(row: TableRow, entry: Entry, column: int, mark: str) -> Fraction | None:
    return print_row(row, entry, column, mark).number


def _names(rows: Sequence[TableRow], head: Head) -> str:
    return first_rows([squeeze(row.cells[head.unit].text) for row in rows])


def _places(rows: Sequence[TableRow]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    return tuple(squeeze(row.text) for row in rows[:5]), tuple(row.place.line for row in rows[:5])

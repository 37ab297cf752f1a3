"""Whether the rows of a table add up to its row of totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition, Entry
from cchc_analysis.findings import Finding
from cchc_analysis.names import squeeze
from cchc_analysis.numerals import format_number
from cchc_analysis.reading import TableRow


def check_total(
    edition: Edition,
    number: Callable[[TableRow, Entry], Fraction | None],
    total: TableRow | None,
    communes: Sequence[TableRow],
    others: Sequence[TableRow],
) -> list[Finding]:
    """Return a finding for each column whose rows do not add up to the printed total, or one that there is none.

    The total may be of all authorities or of the communes alone. A blank may be anything: rows with one can only add up to
    too much.
    """
    if total is None:
        return [Finding("table-without-total", str(len(communes)))]
    findings = []
    for entry in edition.entries:
        printed = number(total, entry) if catalogue.indicator(entry.indicator).adds == "sum" else None
        own = [number(row, entry) for row in communes]
        every = own + [number(row, entry) for row in others]
        known = sum((value for value in every if value is not None), Fraction(0))
        if printed is None or (None in every and printed > known):
            continue
        if printed == known or (None not in own and printed == sum(value for value in own if value is not None)):
            continue
        values: dict[str, object] = {"label": entry.label}
        quote, line = squeeze(total.text), total.place.line
        findings.append(
            Finding("table-total", _shown(printed), _shown(known), (entry.indicator,), (quote,), (line,), values)
        )
    return findings


def _shown(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else format_number(number)

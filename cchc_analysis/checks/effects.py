"""How much of a total a finding may move: what orders findings that are equally sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.checks.drafts import Draft
from cchc_analysis.checks.relations import Side
from cchc_analysis.checks.sheets import Sheet

Totals = Mapping[tuple[str, str], Fraction]


def sum_up(sheets: Iterable[Sheet]) -> Totals:
    """Return the sum of each indicator that adds up over communes, by period and indicator."""
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for sheet in sheets:
        for name, indicator in catalogue.indicators().items():
            if indicator.adds == "sum" and (figure := sheet.get(name)) and figure.value is not None:
                found[sheet.report.period, name] += figure.value
    return found


def effect(draft: Draft, sheet: Sheet, totals: Totals) -> float:
    """Return the share of a total by which the two sides of a broken relation differ; 0 where nothing is summed.

    A rate counts as the cases by which it is off, over the communes' common denominator.
    """
    relation = draft.relation
    if relation is None or not (isinstance(relation.left, Side) and isinstance(relation.right, Side)):
        return 0.0
    left, right = relation.left.value(sheet.get), relation.right.value(sheet.get)
    if left is None or right is None:
        return 0.0
    difference = abs(left - right)
    summed = [name for name in relation.names if totals.get((sheet.report.period, name))]
    if not summed:
        return 0.0
    if relation.operator == "≈":
        summed = summed[-1:]
        cases = sheet.get(summed[0])
        difference *= (cases.value or 0 if cases else 0) / Fraction(100)
    return float(max(difference / totals[sheet.report.period, name] for name in summed))

"""How sure a broken relation is, once it is known what reports rightly do: certain, a question, or nothing at all.

A sum is certain only where its parts are known to be all of them. What may save a relation are the facts of
`practice.toml` that its rule names; where the further parts that a report names make up exactly what is lacking, the
report is right, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue.practice import Fact, facts, parts
from cchc_analysis.checks.drafts import Doubt, texts
from cchc_analysis.checks.relations import Relation, Side
from cchc_analysis.checks.sheets import Sheet

# What is lacking is held against sums of so many of the named figures: more would add up to anything.
_MOST_ADDED = 3
EXPLAINED = Doubt({})


def doubt(rule: catalogue.Rule, relation: Relation, sheet: Sheet) -> Doubt | None:
    """Return what makes a relation that does not hold no more than a question; None where nothing does.

    `EXPLAINED` where the report itself says what is lacking.
    """
    for key in rule.practice:
        if (tell := _TOLD.get(key)) and (found := tell(facts()[key], relation, sheet)):
            return found
    return None


def _further_part(fact: Fact, relation: Relation, sheet: Sheet) -> Doubt | None:
    names = {name.rsplit(".", 1)[-1] for name in relation.names}
    named = [row for row in sheet.further if row.part not in parts() or parts()[row.part].of & names]
    told = {part.measure: part for part in parts().values() if part.measure}
    stated = [row for row in sheet.statements if row.measure in told and told[row.measure].of & names and row.value]
    # Of two mentions with one figure the second is the first again.
    counted = {(row.part, row.value): Fraction(str(row.value)) for row in named if row.value == row.value}
    counted |= {(told[row.measure].key, row.value): Fraction(str(row.value)) for row in stated}
    values = list(counted.values())
    named += stated
    named += [row for row in sheet.apart if row.scope.startswith("part") and row.measure in names]
    if not named:
        return None
    sums = {sum(own, Fraction(0)) for count in range(1, _MOST_ADDED + 1) for own in combinations(values, count)}
    # The total of a sum in the text stands on the left: a further part makes it more than the others, never less.
    is_sum = all(name.startswith("prose.") for name in relation.names)
    if any((gap if is_sum else abs(gap)) in sums for gap in _gaps(relation, sheet)):
        return EXPLAINED
    return _said(fact, named[0].quote, _line(named[0]))


def _gaps(relation: Relation, sheet: Sheet) -> Iterator[Fraction]:
    """Yield by how much the sides of a relation differ; of a total that is one of several, from each."""
    compared: Any = relation
    while isinstance(compared.right, Relation):
        compared = compared.right
    if not isinstance(compared.left, Side):
        return
    left = compared.left.value(sheet.get)
    rights = compared.right.values(sheet.get) or [compared.right.value(sheet.get)]
    yield from (left - right for right in rights if left is not None and right is not None)


def _in_other_sentences(fact: Fact, relation: Relation, sheet: Sheet) -> Doubt | None:
    """Return a doubt unless one sentence has all the figures: two may speak of different dossiers and not say so."""
    said = [{figure.sentence for figure in sheet.figures.get(name, ())} for name in relation.names if sheet.get(name)]
    return None if set.intersection(*said) - {None} else _said(fact)


def _unknown_row(fact: Fact, relation: Relation, sheet: Sheet) -> Doubt | None:
    return _said(fact, *sheet.unknown[0]) if sheet.unknown else None


def _off_by(fact: Fact, relation: Relation, sheet: Sheet) -> Doubt | None:
    return _said(fact) if any(abs(gap) <= fact.within for gap in _gaps(relation, sheet)) else None


def _exceeded(fact: Fact, relation: Relation, sheet: Sheet) -> Doubt | None:
    is_above = relation.operator == "<=" and relation.names[0] in fact.indicators
    return _said(fact) if is_above else None


_TOLD: Mapping[str, Callable[[Fact, Relation, Sheet], Doubt | None]] = {
    "further-part": _further_part,
    "in-other-sentences": _in_other_sentences,
    "unknown-row": _unknown_row,
    "total-off-by-one": _off_by,
    "plan-exceeded": _exceeded,
}


def _said(fact: Fact, quote: str = "", line: int | None = None) -> Doubt:
    words = {"vi": fact.vi, "en": fact.en}
    return Doubt(texts(lambda language: words[language].format(quote=quote)), [(quote, line)] if quote else ())


def _line(row: Any) -> int | None:
    return None if pd.isna(row.source_line) else int(row.source_line)

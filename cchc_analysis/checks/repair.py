"""The smallest change of one report that would make its broken rules hold, as a question; it is never made.

A change is one cell with another number, or two neighbouring rows with their figures exchanged. It counts only if it breaks
nothing that held, and is asked about only if no other does as much: what two cells could explain alike is left open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.checks.drafts import Draft, texts
from cchc_analysis.checks.engine import Case, cases, is_in_scope, rate_relation
from cchc_analysis.checks.figures import Figure, Sheet
from cchc_analysis.checks.relations import Lookup, Relation, Side
from cchc_analysis.checks.slips import slips
from cchc_analysis.findings import SEVERITIES
from cchc_analysis.numerals import format_number

_COMPARED = ("==", "≈", "<=", ">=", "<", ">", "in")


@dataclass(frozen=True)
class Change:
    """Figures that would stand instead.

    `kind` is a kind of slip, "rows" for two rows exchanged, "solved" for a number that the broken relation itself asks for.
    """

    kind: str
    figures: Mapping[str, Figure]


def with_repairs(drafts: list[Draft], sheet: Sheet) -> list[Draft]:
    """Return the drafts, one cause one draft: what one change would mend is folded under the surest, which asks for it."""
    broken = [draft for draft in drafts if _relation(draft)]
    changes: dict[int, tuple[Change, list[Draft]]] = {}
    gone: set[int] = set()
    for draft in sorted(broken, key=lambda draft: SEVERITIES.index(catalogue.rules()[draft.rule].severity)):
        if id(draft) in gone:
            continue
        if found := _best_change(draft, [other for other in broken if id(other) not in gone], sheet):
            changes[id(draft)] = found
            gone |= {id(other) for other in found[1] if other is not draft}
    result = []
    for draft in drafts:
        if id(draft) in changes:
            change, mended = changes[id(draft)]
            others = [other for other in mended if other is not draft]
            draft = replace(draft, repair=_question(change), folded=(*draft.folded, *others))
        if id(draft) not in gone:
            result.append(draft)
    return result


def _relation(draft: Draft) -> Relation | None:
    """Return the relation that a draft says is broken; a note says of none that it is."""
    relation, is_note = draft.relation, catalogue.rules()[draft.rule].severity == "note"
    return relation if relation and relation.operator in _COMPARED and not is_note else None


def _best_change(draft: Draft, broken: list[Draft], sheet: Sheet) -> tuple[Change, list[Draft]] | None:
    """Return the one change that mends a draft and most of the others, with those it mends; None if several do."""
    scored: list[tuple[int, bool, Change, list[Draft]]] = []
    seen: set[tuple[tuple[str, str], ...]] = set()
    relation = draft.relation
    if relation is None:
        return None
    for change in _changes(relation, sheet):
        key = tuple(sorted((name, figure.raw) for name, figure in change.figures.items()))
        if key in seen:
            continue
        seen.add(key)
        mended = _mended(change, draft, broken, sheet)
        if mended:
            scored.append((len(mended), change.kind != "digit", change, mended))
    if not scored:
        return None
    best = max(score[:2] for score in scored)
    leaders = [score for score in scored if score[:2] == best]
    if len(leaders) != 1:
        return None
    _, _, change, mended = leaders[0]
    return change, mended


def _changes(relation: Relation, sheet: Sheet) -> Iterator[Change]:
    own = [figure for name in relation.names if (figure := sheet.get(name)) and _is_own(figure)]
    for figure in own:
        is_rate = _kind(figure) == "rate"
        for value in _solutions(relation, figure, sheet):
            text = format_number(value, 2 if is_rate and value.denominator != 1 else None)
            yield Change(
                _slip_of(figure, value, is_rate) or "solved", {figure.name: replace(figure, value=value, raw=text)}
            )
        if figure.value is not None and relation.operator != "≈":
            for kind, value, text in slips(figure.value, is_rate):
                yield Change(kind, {figure.name: replace(figure, value=value, raw=text)})
    for figure in own:
        for other in _neighbours(figure, sheet):
            yield Change("rows", {
                figure.name: replace(figure, value=other.value, raw=other.raw, status=other.status),
                other.name: replace(other, value=figure.value, raw=figure.raw, status=figure.status),
            })  # fmt: skip


def _slip_of(figure: Figure, value: Fraction, is_rate: bool) -> str:
    if figure.value is None:
        return ""
    return next((kind for kind, slip, _ in slips(figure.value, is_rate) if slip == value), "")


def _solutions(relation: Relation, figure: Figure, sheet: Sheet) -> Iterator[Fraction]:
    """Yield the number that a relation asks of one of its figures, where it asks for one."""
    if relation.operator not in ("==", "≈") or not (
        isinstance(relation.left, Side) and isinstance(relation.right, Side)
    ):
        return
    values = []
    for trial in (Fraction(1), Fraction(2)):
        given = _lookup(sheet, {figure.name: replace(figure, value=trial, raw=str(trial))})
        left, right = relation.left.value(given), relation.right.value(given)
        if left is None or right is None:
            return
        values.append(left - right)
    # Two points give the line a + bx, or a + b/x where the figure divides; what is none of them does not hold later.
    slope = values[1] - values[0]
    roots = [1 - values[0] / slope] if slope else []
    if far := values[0] + 2 * slope:
        roots.append(2 * slope / far)
    is_rate = _kind(figure) == "rate"
    for root in roots:
        if (is_rate and 0 <= root <= 100) or (not is_rate and root >= 0 and root.denominator == 1):
            yield root
        elif not is_rate and relation.operator == "≈" and root >= 0:
            yield Fraction(round(root))


def _mended(change: Change, draft: Draft, broken: list[Draft], sheet: Sheet) -> list[Draft]:
    """Return the broken drafts that a change mends; none if it does not mend `draft`, or breaks what held."""
    given = _lookup(sheet, change.figures)
    mended = []
    for other in broken:
        relation = other.relation
        if relation and set(relation.names) & set(change.figures) and relation.holds(given, other.missing) is True:
            mended.append(other)
    if draft not in mended:
        return []
    for name in change.figures:
        for case in _touching().get(name, ()):
            if not is_in_scope(case.rule, sheet):
                continue
            before = case.relation.holds(sheet.get, case.rule.missing)
            if before is not False and case.relation.holds(given, case.rule.missing) is False:
                return []
            # A figure that agrees with others elsewhere has its witness already.
            if before is True and case.relation.operator in ("==", "≈") and case.relation.holds(given) is not True:
                return []
    return mended


@cache
def _touching() -> Mapping[str, tuple[Case, ...]]:
    """Return, for each name, the cases that read it; what only notes is left out."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case in (*cases(), *_rate_cases()):
        if case.rule.severity != "note":
            for name in case.relation.names:
                found[name].append(case)
    return {name: tuple(own) for name, own in found.items()}


def _rate_cases() -> Iterator[Case]:
    rule = next(rule for rule in catalogue.rules().values() if rule.verdict == "differs")
    for rate in catalogue.indicators().values():
        if rate.numerator:
            yield Case(rule, rate_relation(rate))


def _lookup(sheet: Sheet, figures: Mapping[str, Figure]) -> Lookup:
    return lambda name: figures.get(name) or sheet.get(name)


def _is_own(figure: Figure) -> bool:
    return not figure.periods and not figure.name.startswith(("cited.", "report."))


def _kind(figure: Figure) -> str:
    known = catalogue.indicators().get(figure.indicator)
    return known.kind if known else ("rate" if figure.name.endswith(("_rate", "_pct")) else "count")


def _neighbours(figure: Figure, sheet: Sheet) -> Iterator[Figure]:
    """Yield the figures of the rows above and below in the same form that carry one of the same unit."""
    if not figure.form:
        return
    rows = [entry for entry in catalogue.editions()[figure.edition].entries if entry.form == figure.form]
    place = next(i for i, entry in enumerate(rows) if entry.indicator == figure.name)
    for entry in rows[max(0, place - 1) : place] + rows[place + 1 : place + 2]:
        other = sheet.get(entry.indicator)
        if (
            other
            and other.status in ("reported", "blank")
            and _kind(other) == _kind(figure)
            and other.value != figure.value
        ):
            yield other


def _question(change: Change) -> dict[str, str]:
    def ask(language: str) -> str:
        figures = list(change.figures.values())
        places = [figure.place(language) for figure in figures]
        if change.kind == "rows":
            return " " + word("repair-rows", language, first=places[0], second=places[1])
        why = "" if change.kind == "solved" else f" ({word(f'slip-{change.kind}', language)})"
        value = figures[0].printed(language)
        return " " + word("repair-cell", language, place=places[0], value=value, why=why)

    return texts(ask)

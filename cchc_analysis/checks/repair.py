"""The smallest change of one report that would make its broken rules hold, as a question; it is never made.

Rules that are broken and share a figure are one group. A change mends a group if all its rules hold after it and nothing is
broken that held. One cell with another number, or rows exchanged or slid, is the smallest change; only where none mends the
group, two cells anywhere in it are tried. What more would take is left open. Of several equally small changes all are
named, or, if they are many, only that they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method, word
from cchc_analysis.checks.drafts import Draft, texts
from cchc_analysis.checks.mends import Change, changes, lookup, own_figures, solved
from cchc_analysis.checks.relations import Lookup, Relation
from cchc_analysis.checks.rules import Case, cases, is_in_scope, rate_relation
from cchc_analysis.checks.sheets import Sheet
from cchc_analysis.findings import SEVERITIES

# What is strictly more or less is a matter of words, not of figures mistyped.
_COMPARED = ("==", "≈", "<=", ">=", "in")
# More alternatives than a reader can weigh are only counted; more starting points than these take too long to pair.
_MOST_NAMED = method("repair_named").whole
_NAMED = ("swap", "zero", "separator")
_MOST_STARTS = method("repair_starts").whole


def with_repairs(drafts: list[Draft], sheet: Sheet) -> list[Draft]:
    """Return the drafts, one cause one draft: what one change would mend is folded under the surest, which asks for it."""
    changed: dict[int, Draft] = {}
    gone: set[int] = set()
    for group in _groups([draft for draft in drafts if _relation(draft)], sheet):
        for root, others, question in _repairs(group, sheet):
            changed[id(root)] = replace(root, repair=question, folded=(*root.folded, *others))
            gone |= {id(other) for other in others}
    return [changed.get(id(draft), draft) for draft in drafts if id(draft) not in gone]


def _relation(draft: Draft) -> Relation | None:
    """Return the relation that a draft says is broken; a note says of none that it is."""
    relation, is_note = draft.relation, catalogue.rules()[draft.rule].severity == "note"
    return relation if relation and relation.operator in _COMPARED and not is_note else None


def _groups(broken: list[Draft], sheet: Sheet) -> list[list[Draft]]:
    """Return the drafts joined wherever two share a figure of the report's own, each group the surest first."""
    groups: list[tuple[set[str], list[Draft]]] = []
    for draft in broken:
        names, own = {figure.name for figure in own_figures(_of(draft), sheet)}, [draft]
        apart = []
        for other_names, other in groups:
            if names & other_names:
                names, own = names | other_names, [*other, *own]
            else:
                apart.append((other_names, other))
        groups = [*apart, (names, own)]
    return [
        sorted(own, key=lambda draft: SEVERITIES.index(catalogue.rules()[draft.rule].severity)) for _, own in groups
    ]


def _of(draft: Draft) -> Relation:
    if draft.relation is None:
        raise ValueError(draft.rule)
    return draft.relation


def _repairs(group: list[Draft], sheet: Sheet) -> Iterator[tuple[Draft, list[Draft], Mapping[str, str]]]:
    """Yield a draft of the group, those that fold under it, and the question that it asks."""
    if single := _leaders(_unique(change for draft in group for change in changes(_of(draft), sheet)), group, sheet):
        # What is only too much or too little asks for no number: one of several that would do is a guess.
        if len(single) == 1 or any(_of(draft).operator in ("==", "≈") for draft in group):
            yield group[0], group[1:], _question(single)
        return
    pairs = _likeliest(_leaders(_unique(_pairs(group, sheet)), group, sheet)) if len(group) > 1 else []
    if len(pairs) != 1:
        if pairs:
            yield group[0], [], _question(pairs)
        return
    (pair,) = pairs
    mended = [[draft for draft in group if _holds(draft, lookup(sheet, part.figures))] for part in pair.parts]
    if sum(map(len, mended)) == len(group) and not {id(draft) for draft in mended[0]} & {
        id(draft) for draft in mended[1]
    }:
        # Two slips that have nothing to do with each other: each is asked where it shows.
        for part, own in zip(pair.parts, mended, strict=True):
            yield own[0], own[1:], _question([part])
    else:
        yield group[0], [], _question([pair])


def _unique(found: Iterable[Change]) -> Iterator[Change]:
    seen = set()
    for change in found:
        if change.key not in seen:
            seen.add(change.key)
            yield change


def _leaders(found: Iterable[Change], group: Sequence[Draft], sheet: Sheet) -> list[Change]:
    """Return the changes that mend a group; those that a relation asks for, if there are any."""
    mending = [change for change in found if _mends(change, group, sheet)]
    return [change for change in mending if change.is_asked] or mending


def _pairs(group: Sequence[Draft], sheet: Sheet) -> Iterator[Change]:
    """Yield changes of two cells: one that mends a rule of the group, and what the rest then asks of another."""
    starts = []
    for change in _unique(change for draft in group for change in changes(_of(draft), sheet)):
        if len(change.figures) == 1 and change.is_asked:
            given = lookup(sheet, change.figures)
            rest = [draft for draft in group if not _holds(draft, given)]
            if len(rest) < len(group):
                starts.append((len(rest), change, rest))
    starts.sort(key=lambda start: start[0])
    for _, change, rest in starts[:_MOST_STARTS]:
        for draft in rest:
            for figure in own_figures(_of(draft), sheet):
                if figure.name in change.figures:
                    continue
                for second in solved(_of(draft), figure, sheet, change.figures):
                    yield Change("both", {**change.figures, **second.figures}, parts=(change, second))


def _likeliest(pairs: list[Change]) -> list[Change]:
    """Return the pairs with the most slips of a known kind: any two numbers that fit are a weaker guess."""
    named = [sum(part.kind in _NAMED for part in pair.parts) for pair in pairs]
    return [pair for pair, count in zip(pairs, named, strict=True) if count == max(named)]


def _holds(draft: Draft, given: Lookup) -> bool:
    return _of(draft).holds(given, draft.missing) is True


def _mends(change: Change, group: Sequence[Draft], sheet: Sheet) -> bool:
    """Return whether a change makes every rule of a group hold, and breaks none that held."""
    given = lookup(sheet, change.figures)
    held = [_of(draft).holds(given, draft.missing) for draft in group]
    # Of rows that slid the last is blank again, and what it was held against is open.
    if False in held or True not in held or (None in held and change.kind != "shift"):
        return False
    for name in change.figures:
        for case in _touching().get(name, ()):
            if not is_in_scope(case.rule, sheet):
                continue
            before = case.relation.holds(sheet.get, case.rule.missing)
            if before is not False and case.relation.holds(given, case.rule.missing) is False:
                return False
            # A figure that agrees with others elsewhere has its witness already.
            if before is True and case.relation.operator in ("==", "≈") and case.relation.holds(given) is not True:
                return False
    return True


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


def _question(found: Sequence[Change]) -> Mapping[str, str]:
    """Return the question for one change, or for several of which any would do."""
    if len(found) > _MOST_NAMED:
        return texts(lambda language: " " + word("repair-many", language, count=len(found)))

    def ask(language: str) -> str:
        key = "repair-several" if len(found) > 1 else "repair-one"
        if key == "repair-one" and found[0].kind in ("rows", "shift"):
            key = "repair-one-rows"
        joined = f"; {word('repair-or', language)} ".join(_words(change, language) for change in found)
        return " " + word(key, language, change=joined)

    return texts(ask)


def _words(change: Change, language: str) -> str:
    figures = list(change.figures.values())
    places = [figure.place(language) for figure in figures]
    if change.kind == "rows":
        return word("repair-rows", language, first=places[0], second=places[1])
    if change.kind == "shift":
        return word("repair-shift", language, first=places[0], last=places[-1])
    if change.parts:
        on_paper = sorted(change.parts, key=lambda part: [figure.line or 0 for figure in part.figures.values()])
        return f" {word('repair-and', language)} ".join(_words(part, language) for part in on_paper)
    why = "" if change.kind == "solved" else f" ({word(f'slip-{change.kind}', language)})"
    return word("repair-cell", language, place=places[0], value=figures[0].printed(language), why=why)

"""The figures of an item, each read by its clause: what is counted, what happened to it, and whose and of when it is.

What a clause does not say itself it has from before: the thing counted and the act from the clause in front, a percentage its
meaning from the figure it follows, a bracket its scope from the figure that opened it. A clause with a word that nobody knows
inherits nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cchc_analysis.catalogue.lexicon import lexicon
from cchc_analysis.parsing.text.figureless import all_of_it, denied
from cchc_analysis.parsing.text.inherited import TOLD, inherited, kept, settled
from cchc_analysis.parsing.text.meaning import Figure, Known
from cchc_analysis.parsing.text.parts import (
    Clause,
    Part,
    clauses,
    facts_of,
    parts,
    plans_ahead,
    unit_of,
    unit_of_part,
    with_answers,
)
from cchc_analysis.parsing.text.scopes import FIELD, OWN, WHOLE, scope_of
from cchc_analysis.parsing.text.tokens import tokens
from cchc_analysis.periods import Period

# Facets that a clause has from the clauses before it, where it is silent.
_INHERITED = ("act", "task_of", "topic", "quality")
# Facets that say what happened, or of what: a clause that has one can be quoted without those before it.
_SUBJECT = {"act", "task_of", "topic", "deed", "standing", "conduct"}
# A longer clause before a colon is a sentence of its own and not the head of what follows.
_HEAD = 12


def figures(key: str, period: Period | None = None, known: Known | None = None) -> list[Figure]:
    """Return the figures of an item's text, which `placed` has gone through, in order.

    Parameters
    ----------
    period : the report's own; a span of time is the report's or another's beside it.
    known : what the items before have left; it is changed to what this one leaves.
    """
    known = Known() if known is None else known
    found: list[Figure] = []
    read = with_answers(list(clauses(tokens(key))))
    for clause, plan in zip(read, plans_ahead(read), strict=True):
        known.plan = plan
        found += _read(clause, known, period)
    return found


def _read(clause: Clause, known: Known, period: Period | None) -> Iterator[Figure]:
    if clause.tokens and not known.start:
        known.start = clause.tokens[0].start
    if _SUBJECT & facts_of(clause.tokens).keys():
        known.subject = clause.tokens[0].start
    if clause.figures:
        for part in parts(clause):
            figure = _figure(part, clause, known, period)
            _learn(figure, known, is_certain=part.is_certain)
            if part.is_certain:
                yield figure
    else:
        yield from denied(clause, known, period)
        yield from all_of_it(clause, known)
        _remember(clause, known, period)
    _close(clause, known, period)


def _figure(part: Part, clause: Clause, known: Known, period: Period | None) -> Figure:
    token = part.figure
    # What a percentage is of stands behind it; what it says, before.
    is_of = token.kind == "percent" and not known.is_fresh and (bool(part.before) or not part.names_whole)
    # Behind "14.882/14.901 hồ sơ đã nhận" stands what the whole is, where the part is told before.
    is_of = is_of or (token.whole is not None and bool(TOLD & facts_of(part.before).keys()))
    said = [*part.before, token, *part.behind[: part.units]] if is_of else part.tokens
    facts, scope, unit = facts_of(said), scope_of(said, period), unit_of_part(part, said)
    if any(before.says("mark", "change") for before in part.before):
        facts["change"] = "change"
    is_carried = facts.get("act") == "carried_over"
    if known.is_fresh and not is_carried and (led := scope_of(part.before, period)) not in ("", OWN):
        known.sentence_scope = led
    elif any(word.says("scope", WHOLE) for word in part.before):
        known.sentence_scope = OWN
    last = known.last
    if last is not None and part.is_known and not TOLD & facts.keys() and _follows(part, scope, unit, known):
        return replace(
            last,
            token=token,
            scope=scope or last.scope,
            end=part.end,
            zero=False,
            whole=_whole(part, known, period),
            rides=True,
        )
    unit = unit or kept(facts, known)
    is_total = any(word.says("mark", "whole") for word in part.before)
    said_itself = set(facts)
    if is_total and not TOLD & facts.keys():
        facts |= known.head
    if unit == "tasks" and "task_of" not in facts:
        facts |= {"task_of": known.plan} if known.plan else {}
    if unit == "results" and "topic" not in facts and {"act", "timing"} & facts.keys():
        unit = "dossiers"  # "528 kết quả đã trả": results given out are dossiers resolved
    own = facts
    facts = settled(inherited(own, unit, known, clause), known)
    if facts.get("act") == "carried_over" and scope != "plan":
        scope = ""
    if facts.keys() & {"standing"}:
        scope = ""
    scope = scope or _base(known, clause, part, facts)
    if scope.startswith("part:") and scope != "part:period" and unit not in lexicon().parted:
        scope = OWN
    return Figure(
        token,
        unit,
        facts,
        scope,
        clause.tokens[0].start
        if scope == OWN and facts == own and unit_of_part(part, said)
        else known.quoted_from(scope),
        part.end,
        known.sentence,
        _whole(part, known, period),
        is_part=token.whole is not None,
        is_total=is_total,
        is_bare=is_total and not TOLD & said_itself,
    )


def _follows(part: Part, scope: str, unit: str, known: Known) -> bool:
    """Return whether a figure that says nothing may have its meaning from the last one."""
    last = known.last
    if last is None or unit not in ("", last.unit):
        return False
    if part.figure.kind == "percent":
        return not known.is_fresh
    if last.token.kind == "percent" and (part.figure.whole is not None or known.is_after_percent):
        return not known.is_fresh  # "đạt 77,8 % (42/54 nhiệm vụ)", "chiếm 81,1 % (189 hồ sơ)"
    # "Cùng kỳ: 45" may begin a sentence; a part that does is told of something of its own.
    return scope not in ("", last.scope) and not (known.is_fresh and scope.startswith("part:"))


def _whole(part: Part, known: Known, period: Period | None) -> Figure | None:
    """Return what is said of the figure that another one is out of; nothing is inherited."""
    if part.whole is None:
        token = part.figure.whole
        is_said = any(TOLD & {fact.facet for fact in word.facts} for word in part.before)
        facts = facts_of(part.behind) if is_said else {}
        return (
            Figure(token, unit_of(part.behind) or known.unit, facts, OWN, known.start, token.end)
            if token is not None
            else None
        )
    whole = part.whole
    facts = facts_of(whole.tokens)
    if not whole.is_certain:
        facts["change"] = "unknown"
    unit = unit_of(whole.tokens) or unit_of(part.tokens) or known.unit
    if facts.keys() & {"timing"}:
        facts = settled(facts, known)
    return Figure(whole.figure, unit, facts, scope_of(whole.tokens, period) or OWN, known.start, whole.end)


def _base(known: Known, clause: Clause, part: Part, facts: dict[str, str]) -> str:
    """Return the scope of a figure whose clause names none."""
    if any(token.says("mark", "whole") for token in part.before) and not clause.depth and not known.is_fresh:
        known.sentence_scope = known.item_scope
        return known.item_scope
    if clause.depth and known.brackets and known.brackets[-1] is not None:
        return known.brackets[-1].scope
    last = known.last
    if not known.is_fresh and last is not None and last.scope.startswith("part:") and "timing" in facts:
        return last.scope
    return known.sentence_scope


def _learn(figure: Figure, known: Known, *, is_certain: bool) -> None:
    known.last, known.is_fresh = figure if is_certain else None, False
    known.counted = figure.unit
    if figure.unit and figure.unit != "other":
        known.unit = figure.unit
    for name in _INHERITED:
        if name in figure.facts:
            known.facts[name] = figure.facts[name]


def _remember(clause: Clause, known: Known, period: Period | None) -> None:
    """Keep what a clause without a figure says for those after it."""
    facts = facts_of(clause.tokens)
    for name in _INHERITED:
        if name in facts:
            known.facts[name] = facts[name]
    if unit := unit_of([token for token in clause.tokens if not token.says("unit", "again")]):
        known.unit = unit
    scope = scope_of(clause.tokens, period, is_head=clause.end == ":")
    # "Thuộc các lĩnh vực đất đai, hộ tịch, chứng thực": fields named in a row behind a figure are those it is of.
    is_listed = scope == FIELD and not known.is_fresh and clause.end == ","
    if scope and not clause.depth and not is_listed:
        known.sentence_scope = scope
        if clause.end == ":" and known.is_fresh and len(clause.tokens) <= _HEAD:
            known.item_scope = scope
    if clause.end == ":":
        known.head = {"act": facts["act"]} if "act" in facts else {}


def _close(clause: Clause, known: Known, period: Period | None) -> None:
    known.is_after_percent = clause.end == "(" and bool(clause.tokens) and clause.tokens[-1].kind == "percent"
    if clause.end in ("(", "["):
        known.brackets.append(known.last if not known.is_fresh else None)
    elif clause.end in (")", "]") and known.brackets:
        # After a bracket the figure that it explains counts again.
        known.last = known.brackets.pop() or known.last
    elif clause.end == ".":
        known.stop()
    elif clause.end == ":" and clause.figures and (scope := scope_of(clause.tokens, period, is_head=True)):
        known.sentence_scope = scope

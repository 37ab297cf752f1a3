"""Clauses without a figure that tell one all the same: there is none of something, or all of the one before is so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from cchc_analysis.parsing.text.inherited import inherited, kept, settled
from cchc_analysis.parsing.text.meaning import Figure, Known
from cchc_analysis.parsing.text.parts import Clause, facts_of
from cchc_analysis.parsing.text.scopes import scope_of
from cchc_analysis.parsing.text.token import Token
from cchc_analysis.periods import Period


def denied(clause: Clause, known: Known, period: Period | None) -> Iterator[Figure]:
    """Yield a zero where a clause without a figure says that there is none of what it names."""
    at = next((place for place, token in enumerate(clause.tokens) if token.says("mark", "negation")), None)
    if at is None:
        return
    # "Quá hạn không có" denies what stands before it.
    words = clause.tokens[at:] if any(_says_more(token) for token in clause.tokens[at:]) else clause.tokens
    facts, unit = (
        facts_of(words),
        next(
            (
                token.fact("unit")
                for token in words
                if token.says("unit") and token.fact("unit") not in ("other", "again")
            ),
            "",
        ),
    )
    facts = settled(inherited(facts, unit, known, clause), known)
    token = replace(words[0], end=words[-1].end, kind="count", value=Fraction(0))
    scope = scope_of(clause.tokens, period) or known.sentence_scope
    yield Figure(
        token, unit or kept(facts, known), facts, scope, known.quoted_from(scope), token.end, known.sentence, zero=True
    )


def all_of_it(clause: Clause, known: Known) -> Iterator[Figure]:
    """Yield the figure before once more where a clause says how all of it stand: "420 hồ sơ, đều đúng hẹn"."""
    last, facts = known.last, facts_of(clause.tokens)
    if (
        last is None
        or known.is_fresh
        or last.token.kind != "count"
        or last.facts.get("act") not in ("resolved", "pending", "left")
        or "timing" in last.facts
        or facts.keys() != {"timing"}
        or not any(token.says("mark", "all") for token in clause.tokens)
        or any(token.is_unknown or token.says("mark", "negation") for token in clause.tokens)
    ):
        return
    facts = settled({**last.facts, **facts}, known)
    is_open, was_open = (own.get("act") in ("pending", "left") for own in (facts, last.facts))
    if is_open == was_open:
        facts |= {"act": "pending"} if is_open else {}
        yield replace(last, facts=facts, end=clause.tokens[-1].end, whole=None, is_total=False, is_bare=False)


def _says_more(token: Token) -> bool:
    return any(fact.facet not in ("mark", "scope") for fact in token.facts) or token.is_unknown

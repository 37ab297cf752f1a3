"""The figures of a text, each read by its clause: what is counted, what happened to it, and whose and of when it is.

A clause ends at a comma, a semicolon, a bracket or a stop, and at an *and* between two figures. What it does not say
itself it has from before: the thing counted and the act from the clause in front, a percentage its meaning from the
figure it follows, a bracket its scope from the figure that opened it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from cchc_analysis.catalogue.lexicon import Measure, lexicon
from cchc_analysis.parsing.text.scopes import OWN, is_since_new_year, scope_of_time
from cchc_analysis.parsing.text.tokens import Token, tokens
from cchc_analysis.periods import Period

_ENDS = {",", ";", ".", "(", ")", ":", "[", "]", "–", "-", "+", "•", "=", "…"}
# Facets that a clause has from the clauses before it, where it is silent.
_INHERITED = ("act", "task_of")
_TOLD = {"act", "timing", "channel", "state", "topic", "deed", "standing", "conduct", "quality", "change"}


@dataclass(frozen=True)
class Figure:
    """A figure with what its clause says of it; `start` is where the words that it is read by begin.

    `zero` is set where words deny that there are any: the figure is 0 and its token the denial.
    """

    token: Token
    unit: str
    facts: dict[str, str]
    scope: str
    start: int
    zero: bool = False

    @property
    def measure(self) -> Measure | None:
        """The measure that the figure is, if the catalogue knows one; a change is none, a denial only where 0 is said so."""
        if "change" in self.facts:
            return None
        found = lexicon().measure(self.facts, self.unit)
        return found if found is None or found.zero or not self.zero else None


@dataclass
class _Clause:
    """The tokens between two marks, and the mark that ends them."""

    tokens: list[Token] = field(default_factory=list)
    end: str = ""
    depth: int = 0

    @property
    def figures(self) -> list[Token]:
        return [token for token in self.tokens if token.is_figure]


@dataclass
class _Known:
    """What clauses leave behind: facts, the thing counted, scopes of the sentence and of the item, the last figure."""

    facts: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    item_scope: str = OWN
    sentence_scope: str = OWN
    last: Figure | None = None
    is_fresh: bool = True
    start: int = 0
    brackets: list[Figure | None] = field(default_factory=list)


def figures(key: str, period: Period | None = None, heading: str = "") -> list[Figure]:
    """Return the figures of an item's text, which `placed` has gone through, in order.

    Parameters
    ----------
    period : the report's own; a span of time is the report's or another's beside it.
    heading : the heading that the item stands under, whose subject its clauses share.
    """
    known = _Known()
    for token in tokens(heading):
        known.facts.update({fact.facet: fact.value for fact in token.facts if fact.facet == "task_of"})
    found: list[Figure] = []
    for clause in _clauses(tokens(key)):
        found += _read(clause, known, period)
    return _with_early(found)


def _clauses(found: Sequence[Token]) -> Iterator[_Clause]:
    clause, depth = _Clause(), 0
    for at, token in enumerate(found):
        is_end = token.kind == "mark" and token.text in _ENDS
        if is_end and token.text in ":=-–" and _is_bound(found, at):
            continue
        if is_end or _is_between(found, at, clause):
            clause.end = token.text
            yield clause
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
            clause = _Clause(depth=max(depth, 0))
            continue
        clause.tokens.append(token)
    yield clause


def _is_bound(found: Sequence[Token], at: int) -> bool:
    """Return whether a colon only introduces the figure that follows it at once; a hyphen stands within a name."""
    if found[at].text in "-–":
        before, after = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
        return (
            before is not None and after is not None and before.end == found[at].start and after.start == found[at].end
        )
    return at + 1 < len(found) and found[at + 1].is_figure and found[at].text == ":"


def _is_between(found: Sequence[Token], at: int, clause: _Clause) -> bool:
    """Return whether an *and* parts two figures of one enumeration."""
    if found[at].text.casefold() not in ("và", "còn", "với", "cùng") or not clause.figures:
        return False
    for token in found[at + 1 :]:
        if token.is_figure:
            return True
        if token.kind == "mark" and token.text in _ENDS:
            return False
    return False


def _read(clause: _Clause, known: _Known, period: Period | None) -> Iterator[Figure]:
    if clause.tokens and not known.start:
        known.start = clause.tokens[0].start
    parts = list(_parts(clause))
    for part in parts:
        yield from _figure(part, clause, known, period)
    if not clause.figures:
        yield from _denied(clause, known, period)
        _remember(clause, known, period)
    _close(clause, known)


def _parts(clause: _Clause) -> Iterator[list[Token]]:
    """Yield the tokens around each figure of a clause: those behind it are its own up to the next figure's words."""
    at = [place for place, token in enumerate(clause.tokens) if token.is_figure]
    if len(at) < 2:
        if at:
            yield clause.tokens
        return
    # With words behind the last figure, each figure's words follow it; else they go before.
    trails = len(clause.tokens) > at[-1] + 1 and any(
        fact.facet != "unit" for token in clause.tokens[at[-1] + 1 :] for fact in token.facts
    )
    start = 0
    for place, following in zip(at, [*at[1:], len(clause.tokens)], strict=True):
        end = following if trails else place + 1
        while end < following and clause.tokens[end].says("unit"):
            end += 1
        if following == len(clause.tokens):
            end = following
        yield clause.tokens[start:end]
        start = end


def _figure(part: Sequence[Token], clause: _Clause, known: _Known, period: Period | None) -> Iterator[Figure]:
    at = next(place for place, token in enumerate(part) if token.is_figure)
    token = part[at]
    # What a percentage is of stands behind it; what it says, before.
    said = part[: at + 1] if token.kind == "percent" and not known.is_fresh and (at or not _names(part)) else part
    facts, scope, unit = _facts(said), _scope(part, period, is_head=False), _unit(said, at)
    if any(before.says("mark", "change") for before in part[:at]):
        facts["change"] = "change"
    is_silent = not _TOLD & facts.keys()
    if scope not in ("", OWN) and known.is_fresh and _scope(part[:at], period, is_head=False):
        known.sentence_scope = scope
    follows = scope if token.kind == "count" else not known.is_fresh
    if is_silent and known.last is not None and follows and unit in ("", known.last.unit):
        figure = replace(known.last, token=token, scope=scope or known.last.scope, zero=False)
    else:
        unit = unit or _kept(facts, known)
        facts = _settled(_inherited(facts, unit, known), known)
        if facts.get("act") == "carried_over" and scope != "plan":
            scope = ""
        figure = Figure(token, unit, facts, scope or _base(known, clause, facts), known.start)
    _learn(figure, known)
    yield figure


def _names(part: Sequence[Token]) -> bool:
    """Return whether the words behind a percentage say what it is of: "100 % hồ sơ đạt mức hài lòng"."""
    return any(token.says(facet) for token in part for facet in ("quality", "timing", "channel", "topic"))


def _inherited(facts: dict[str, str], unit: str, known: _Known) -> dict[str, str]:
    """Return facts with those that the clauses before have left: an act for its parts, a plan for its tasks."""
    names = {"task_of"} | ({"act"} if {"timing", "state"} & facts.keys() else set())
    if unit in ("results", "components", "transactions"):
        names.add("topic")
    return {name: known.facts[name] for name in names & known.facts.keys()} | facts


def _kept(facts: dict[str, str], known: _Known) -> str:
    """Return the thing counted before, if what is said can be said of it; else dossiers, where only they can be meant."""
    if not facts or set(lexicon().facets.get(known.unit, ())) & facts.keys():
        return known.unit
    return "dossiers" if {"act", "timing", "channel", "topic"} & facts.keys() else known.unit


def _facts(part: Sequence[Token]) -> dict[str, str]:
    """Return what a clause says; of two acts the more certain one: what is still open is no result."""
    facts: dict[str, str] = {}
    for token in part:
        for fact in token.facts:
            if fact.facet in ("unit", "mark", "scope"):
                continue
            if fact.facet == "act" and _RANK.get(facts.get("act", ""), 0) > _RANK.get(fact.value, 0):
                continue
            if fact.facet == "timing" and {facts.get("timing"), fact.value} in (
                {"early", "on_the_day"},
                {"early", "by_deadline"},
            ):
                facts["timing"] = "by_deadline"
                continue
            facts[fact.facet] = fact.value
    return facts


_RANK = {"received": 1, "resolved": 2, "new": 3, "pending": 4, "carried_over": 5}


def _settled(facts: dict[str, str], known: _Known) -> dict[str, str]:
    """Return facts with the act that a timing implies: early ones are resolved, those in time are still open."""
    timing = facts.get("timing")
    if timing == "in_time":
        facts["act"] = "pending"
    elif timing in ("early", "on_the_day", "by_deadline") and facts.get("act") != "resolved":
        facts["act"] = "resolved"
    elif timing == "late" and facts.get("act") not in ("resolved", "pending"):
        facts["act"] = "pending" if known.facts.get("act") == "pending" else "resolved"
    if "channel" in facts and "act" in facts and facts["act"] not in ("received", "new"):
        del facts["act"]
    return facts


def _unit(part: Sequence[Token], at: int) -> str:
    """Return what a figure counts: the unit behind it, else the last one before; a strange word behind it is none of ours."""
    is_count = part[at].kind != "percent"
    for token in part[at + 1 : at + 2]:
        if token.says("unit") and (is_count or token.fact("unit") != "other"):
            return token.fact("unit")
        if is_count and token.kind == "word" and token.text.casefold() not in _JOINING:
            return "other"
    before = [token.fact("unit") for token in part[:at] if token.says("unit") and token.fact("unit") != "other"]
    behind = [token.fact("unit") for token in part[at + 1 :] if token.says("unit") and token.fact("unit") != "other"]
    return before[-1] if before else behind[0] if behind else ""


_JOINING = {
    "là",
    "được",
    "đã",
    "đang",
    "trong",
    "tại",
    "có",
    "do",
    "qua",
    "bằng",
    "và",
    "thuộc",
    "của",
    "theo",
    "đều",
    "cả",
    "đạt",
    "chiếm",
    "số",
    "tổng",
    "với",
    "ở",
    "cho",
    "nhiệm",
}


def _scope(part: Sequence[Token], period: Period | None, is_head: bool) -> str:
    """Return the scope that a clause names: a foreign one rules over the report's own."""
    found = []
    for token in part:
        if token.kind == "period":
            found.append(scope_of_time(token, period))
        for fact in token.facts:
            if fact.facet == "scope" and (is_head or not fact.leads):
                found.append(OWN if fact.value == "cumulative" and is_since_new_year(period) else fact.value)
    foreign = [scope for scope in found if scope not in ("", OWN)]
    if foreign == ["part:other"] and any(token.kind == "period" for token in part) and OWN in found:
        return OWN  # "riêng quý III" in the report of the third quarter
    return foreign[0] if foreign else OWN if OWN in found else ""


def _base(known: _Known, clause: _Clause, facts: dict[str, str] | None = None) -> str:
    """Return the scope of a figure whose clause names none."""
    if clause.depth and known.brackets:
        return known.brackets[-1].scope if known.brackets[-1] else known.sentence_scope
    last = known.last
    if facts and not known.is_fresh and last is not None and last.scope.startswith("part:") and "timing" in facts:
        return last.scope
    return known.sentence_scope


def _learn(figure: Figure, known: _Known) -> None:
    known.last, known.is_fresh = figure, False
    if figure.unit:
        known.unit = figure.unit
    for name in (*_INHERITED, "topic"):
        if name in figure.facts:
            known.facts[name] = figure.facts[name]


def _denied(clause: _Clause, known: _Known, period: Period | None) -> Iterator[Figure]:
    """Yield a zero where a clause without a figure says that there is none of what it names."""
    at = next((place for place, token in enumerate(clause.tokens) if token.says("mark", "negation")), None)
    if at is None:
        return
    denied = clause.tokens[at:]
    facts = _facts(denied)
    unit = next((token.fact("unit") for token in denied if token.says("unit") and token.fact("unit") != "other"), "")
    facts = _settled(_inherited(facts, unit, known), known)
    token = replace(denied[0], end=denied[-1].end, kind="count", value=Fraction(0))
    scope = _scope(clause.tokens, period, is_head=False) or _base(known, clause, facts)
    yield Figure(token, unit or _kept(facts, known), facts, scope, known.start, zero=True)


def _remember(clause: _Clause, known: _Known, period: Period | None) -> None:
    """Keep what a clause without a figure says for those after it."""
    facts = _facts(clause.tokens)
    for name in (*_INHERITED, "topic"):
        if name in facts:
            known.facts[name] = facts[name]
    if units := [token.fact("unit") for token in clause.tokens if token.says("unit") and token.fact("unit") != "other"]:
        known.unit = units[-1]
    if scope := _scope(clause.tokens, period, is_head=clause.end == ":"):
        known.sentence_scope = scope
        if clause.end == ":":
            known.item_scope = scope


def _close(clause: _Clause, known: _Known) -> None:
    if clause.end in ("(", "["):
        known.brackets.append(known.last)
    elif clause.end in (")", "]") and known.brackets:
        # After a bracket the figure that it explains counts again.
        known.last = known.brackets.pop() or known.last
    elif clause.end == ".":
        known.sentence_scope, known.start, known.brackets, known.is_fresh = known.item_scope, 0, [], True
    elif clause.end == ":" and (scope := _scope(clause.tokens, None, is_head=True)):
        known.sentence_scope = known.item_scope = scope


def _with_early(found: Sequence[Figure]) -> list[Figure]:
    """Return figures with *on time* meaning *by the deadline* where no early ones are told apart."""
    counted = {
        figure.scope for figure in found if figure.facts.get("timing") == "early" and figure.token.kind == "count"
    }
    result = []
    for figure in found:
        if (
            figure.facts.get("timing") == "on_the_day"
            and figure.scope not in counted
            and figure.token.kind != "percent"
        ):
            figure = replace(figure, facts={**figure.facts, "timing": "by_deadline"})
        result.append(figure)
    return result

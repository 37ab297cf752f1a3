"""The tokens of a text cut into clauses, and a clause into parts: one figure each, with the words that are said of it.

A clause ends at a comma, a semicolon, a bracket, a stop, or an *and* between two figures. Words between two figures belong to
the one before where nothing else is said of it, else to the one behind; a unit always belongs to the figure before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cchc_analysis.catalogue.lexicon import lexicon
from cchc_analysis.parsing.text.token import Token

_ENDS = {",", ";", ".", "(", ")", ":", "[", "]", "–", "-", "+", "•", "=", "…"}
# Facets that do not tell which figure is meant.
_SILENT = ("unit", "mark", "scope")


@dataclass
class Clause:
    """The tokens between two marks, and the mark that ends them."""

    tokens: list[Token] = field(default_factory=list)
    end: str = ""
    depth: int = 0

    @property
    def figures(self) -> list[Token]:
        return [token for token in self.tokens if token.is_figure]


@dataclass(frozen=True)
class Part:
    """A figure with the words before and behind it; `whole` is the part of the figure that it is out of."""

    before: Sequence[Token]
    figure: Token
    behind: Sequence[Token]
    whole: Part | None = None

    @property
    def tokens(self) -> Sequence[Token]:
        return [*self.before, self.figure, *to_the_point(self.behind)]

    @property
    def end(self) -> int:
        """Where the figure ends with its unit, if that stands behind it."""
        return self.behind[0].end if self.behind and self.behind[0].says("unit") else self.figure.end

    @property
    def units(self) -> int:
        """How many of the words behind are units, from the figure on."""
        return next((at for at, token in enumerate(self.behind) if not token.says("unit")), len(self.behind))

    @property
    def names_whole(self) -> bool:
        """Whether the words behind a percentage say what it is of: "100 % hồ sơ đạt mức hài lòng"."""
        facets = ("quality", "timing", "channel", "topic")
        return any(token.says(facet) for token in self.behind for facet in facets)

    @property
    def is_certain(self) -> bool:
        """Whether no word that nobody knows stands where it may change what is said of the figure."""
        before = _unknown_to(reversed(self.before))
        behind = _unknown_to(self.behind)
        return (
            (before == "said" and behind != "unknown")
            or before == behind == ""
            or (before in ("", "unknown") and behind == "said")
        )

    @property
    def is_known(self) -> bool:
        """Whether each word is known."""
        return not any(token.is_unknown for token in self.tokens)


def clauses(found: Sequence[Token]) -> Iterator[Clause]:
    """Yield the clauses of a text."""
    clause, depth, has_figure = Clause(), 0, False
    next_figure = _next_figures(found)
    for at, token in enumerate(found):
        is_end = token.kind == "mark" and token.text in _ENDS
        if is_end and token.text in ":=-–" and _is_bound(found, at):
            continue
        is_and = token.says("mark", "and") and has_figure and next_figure[at]
        if is_end or is_and:
            clause.end = token.text if is_end else ","
            yield clause
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
            clause, has_figure = Clause(depth=max(depth, 0)), False
            continue
        clause.tokens.append(token)
        has_figure |= token.is_figure
    yield clause


def with_answers(read: list[Clause]) -> list[Clause]:
    """Return clauses with *Hồ sơ quá hạn: không* as the one clause that denies what it names."""
    result: list[Clause] = []
    for clause in read:
        is_answer = bool(clause.tokens) and all(token.says("mark", "negation") for token in clause.tokens)
        if is_answer and result and result[-1].end == ":" and not result[-1].figures:
            clause = replace(clause, tokens=[*clause.tokens, *result.pop().tokens])
        result.append(clause)
    return result


def plans_ahead(read: Sequence[Clause]) -> list[str]:
    """Return for each clause whose tasks its sentence names from there on: "hoàn thành 13/36 nhiệm vụ, đạt 36 % kế hoạch"."""
    plans, named = [""] * len(read), ""
    for at in range(len(read) - 1, -1, -1):
        named = facts_of(read[at].tokens).get("task_of") or ("" if read[at].end == "." else named)
        plans[at] = named
    return plans


def parts(clause: Clause) -> Iterator[Part]:
    """Yield the parts of a clause in order."""
    places = [at for at, token in enumerate(clause.tokens) if token.is_figure]
    if not places:
        return
    before = list(clause.tokens[: places[0]])
    waiting: Part | None = None
    for place, following in zip(places, [*places[1:], len(clause.tokens)], strict=True):
        gap = clause.tokens[place + 1 : following]
        is_last = following == len(clause.tokens)
        behind, rest, is_out_of = (list(gap), [], False) if is_last else _shared(before, gap)
        part = Part(before, clause.tokens[place], behind)
        if waiting is not None:
            part = Part(waiting.before, waiting.figure, waiting.behind, part)
            waiting = None
        if is_out_of:
            waiting = part
        else:
            yield part if part.whole else _with_head(part)
        before = rest
    if waiting is not None:
        yield waiting


def _shared(before: Sequence[Token], gap: Sequence[Token]) -> tuple[list[Token], list[Token], bool]:
    """Return the words between two figures as those of the first, those of the second, and whether it is out of that."""
    if gap and (gap[-1].text == "/" or gap[-1].says("mark", "of")):
        return list(gap[:-1]), [], True
    units = 0
    while units < len(gap) and gap[units].says("unit"):
        units += 1
    for at, token in enumerate(gap):
        if at >= units and token.says("mark", "begin"):
            return list(gap[:at]), list(gap[at + 1 :]), False
        if at >= units and token.says("mark", "of"):
            return list(gap[:at]), list(gap[at + 1 :]), True
    is_told = any(fact.facet not in _SILENT for token in before for fact in token.facts)
    cut = units if is_told else len(gap)
    return list(gap[:cut]), list(gap[cut:]), False


def _with_head(part: Part) -> Part:
    """Return a part whose words before name first the part and then the whole: "hồ sơ đúng hạn trên tổng số hồ sơ là 5/7"."""
    at = next((at for at, token in enumerate(part.before) if token.says("mark", "of")), None)
    if at is None or part.figure.whole is None:
        return part
    return Part(part.before[:at], part.figure, part.behind, Part(part.before[at + 1 :], part.figure.whole, part.behind))


def _unknown_to(tokens: Iterator[Token] | Sequence[Token]) -> str:
    """Return "said" where the nearest word that is more than neutral says something, "unknown" where nobody knows it."""
    for token in tokens:
        if token.is_unknown:
            return "unknown"
        if token.says("mark", "aside"):
            return ""
        if any(fact.facet not in _SILENT for fact in token.facts) or _tells(token):
            return "said"
    return ""


def _tells(token: Token) -> bool:
    """Return whether a unit says all that is to be said of its figure: documents that arrived."""
    return token.says("unit") and lexicon().facets.get(token.fact("unit")) == () and not token.says("unit", "other")


def to_the_point(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the words behind a figure up to a reason or a purpose, which say nothing of it."""
    at = next((at for at, token in enumerate(tokens) if token.says("mark", "aside")), len(tokens))
    return tokens[:at]


def _next_figures(found: Sequence[Token]) -> list[bool]:
    """Return for each token whether a figure follows before the clause ends."""
    result, follows = [False] * len(found), False
    for at in range(len(found) - 1, -1, -1):
        result[at] = follows
        token = found[at]
        follows = token.is_figure or (follows and not (token.kind == "mark" and token.text in _ENDS))
    return result


def _is_bound(found: Sequence[Token], at: int) -> bool:
    """Return whether a colon only introduces the figure that follows it at once; a hyphen stands within a name."""
    if found[at].text in "-–":
        before, after = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
        return (
            before is not None and after is not None and before.end == found[at].start and after.start == found[at].end
        )
    return at + 1 < len(found) and found[at + 1].is_figure and found[at].text == ":"


def unit_of(tokens: Sequence[Token]) -> str:
    """Return the thing that the last unit among some tokens names, "" for none."""
    return next(
        (
            token.fact("unit")
            for token in reversed(tokens)
            if token.says("unit") and token.fact("unit") not in ("other", "again")
        ),
        "",
    )


def unit_of_part(part: Part, said: Sequence[Token]) -> str:
    """Return what a figure counts: the unit behind it, else the last one before; a strange word behind it is none of ours."""
    is_count = part.figure.kind != "percent"
    named = unit_of(part.before)
    for token in part.behind[:1]:
        if token.says("unit") and (is_count or token.fact("unit") != "other"):
            unit = token.fact("unit")
            if unit == "documents" and named in ("documents_in", "documents_out", "steering", "legal"):
                return named
            return "" if unit == "again" else unit
        if is_count and token.is_unknown:
            return "other"
    if part.whole is not None and is_count and (unit := unit_of(part.whole.tokens)):
        return unit
    return named or unit_of([token for token in said if token not in part.before])


def takes(unit: str, facets: set[str]) -> bool:
    """Return whether some facets can be said of a unit."""
    return bool(set(lexicon().facets.get(unit, ())) & facets)


# Of two acts in one clause the more certain one: what is still open is no result. Of equal ones the last.
_RANK = {"left": 1, "received": 2, "resolved": 2, "new": 3, "pending": 4, "carried_over": 5}


_EARLY_AND_ON_TIME = ({"early", "on_the_day"}, {"early", "by_deadline"})


def facts_of(part: Sequence[Token]) -> dict[str, str]:
    """Return what a clause says; of two acts the more certain one."""
    facts: dict[str, str] = {}
    for token in part:
        for fact in token.facts:
            if fact.facet in ("unit", "mark", "scope"):
                continue
            if fact.facet == "act" and _RANK.get(facts.get("act", ""), 0) > _RANK.get(fact.value, 0):
                continue
            if fact.facet == "timing" and {facts.get("timing"), fact.value} in _EARLY_AND_ON_TIME:
                facts["timing"] = "by_deadline"
                continue
            # Of two standings neither is meant alone: "125 thủ tục thuộc thẩm quyền niêm yết".
            is_other = fact.facet == "standing" and facts.get("standing", fact.value) != fact.value
            facts[fact.facet] = "several" if is_other else fact.value
    return facts

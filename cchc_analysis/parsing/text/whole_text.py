"""The figures of a whole text, item after item: what a list's items have from its head, and what only the whole decides.

*On time* means on the day where the early ones are told apart, else by the deadline. What is said twice in one item with
two values is a total and a part of it, of which nobody knows which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from cchc_analysis.catalogue.lexicon import lexicon
from cchc_analysis.parsing.text.figures_by_clause import figures
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.meaning import Figure, Known
from cchc_analysis.parsing.text.parts import facts_of, unit_of
from cchc_analysis.parsing.text.scopes import COMMUNE_LEVEL, OWN
from cchc_analysis.parsing.text.tokens import tokens
from cchc_analysis.periods import Period

_MARK = re.compile(r"\s*([-+*•–])")


@dataclass
class _List:
    """The heads of nested lists: the mark of the items below each, and what they have from it."""

    section: str = ""
    marks: list[str] = field(default_factory=list)
    heads: list[Known] = field(default_factory=list)
    last: Known = field(default_factory=Known)

    def known(self, item: Item) -> Known:
        """Return what an item has from the head of its list, and take it as the head of what follows."""
        mark = match[1] if (match := _MARK.match(item.key)) else ""
        if item.section != self.section:
            self.section, self.marks, self.heads, self.last = item.section, [], [], _of_heading(item)
        if mark in self.marks:
            at = self.marks.index(mark)
            del self.marks[at + 1 :], self.heads[at + 1 :]
        else:
            self.marks.append(mark)
            self.heads.append(self.last)
        head = self.heads[-1]
        unit = self.last.unit or head.unit
        self.last = Known(dict(head.facts), unit, head.item_scope, head.item_scope, head=dict(head.head))
        return self.last


def figures_by_item(
    items: Sequence[Item], period: Period | None, level: str = "commune"
) -> list[tuple[Item, list[Figure]]]:
    """Return some items in their order, each with its figures; `level` is that of the report's issuer."""
    lists = _List()
    found: list[tuple[Item, Figure]] = []
    sentence = 0
    for item in items:
        known = lists.known(item)
        known.sentence = sentence = sentence + 1
        own = [*figures(item.key[: item.below], period, known)] if item.below else []
        known.stop()
        own += figures(" " * item.below + item.key[item.below :], period, known)
        sentence = known.sentence
        # Only a head that ends with a colon says whose the figures below are.
        if not item.key.rstrip().endswith(":"):
            known.head = {}
            known.item_scope = lists.heads[-1].item_scope
        found += [(item, figure) for figure in own]
    figures_of: dict[int, list[Figure]] = {}
    for item, figure in _once(_sums(_on_time(_new(_alone(_of_communes(found, level)))))):
        figures_of.setdefault(id(item), []).append(figure)
    return [(item, figures_of.get(id(item), [])) for item in items]


def _of_heading(item: Item) -> Known:
    words = tokens(item.heading)
    facts = {name: value for name, value in facts_of(words).items() if name == "task_of"}
    return Known(facts, unit_of([token for token in words if token.says("unit", "dossiers")]))


def _name(figure: Figure) -> str:
    return found.name if (found := figure.measure) is not None else ""


def _of_communes(found: list[tuple[Item, Figure]], level: str) -> list[tuple[Item, Figure]]:
    """Return figures with those of the communes' level as the issuer's own where it is a commune."""
    scope = OWN if level == "commune" else "other_level"
    return [(item, replace(figure, scope=scope) if figure.scope == COMMUNE_LEVEL else figure) for item, figure in found]


def _alone(found: list[tuple[Item, Figure]]) -> list[tuple[Item, Figure]]:
    """Return figures with those of one system as the office's own where the text gives no others: it has but one."""
    counts = [figure for _, figure in found if figure.token.kind == "count" and "topic" not in figure.facts]
    named = Counter((figure.scope, name) for figure in counts if figure.unit == "dossiers" and (name := _name(figure)))
    if any(scope == OWN for scope, _ in named):
        return found
    alone = {scope for scope, _ in named} & lexicon().whole_if_alone
    alone -= {scope for (scope, _), count in named.items() if count > 1}
    return [(item, replace(figure, scope=OWN) if figure.scope in alone else figure) for item, figure in found]


def _new(found: list[tuple[Item, Figure]]) -> list[tuple[Item, Figure]]:
    """Return figures with those received beside carried-over ones read as new ones, where a total stands apart or none."""
    result = list(found)
    for at, (item, figure) in enumerate(found):
        if figure.token.kind != "count" or _name(figure) != "dossiers_received" or not at or figure.is_total:
            continue
        before, after = found[at - 1][1], found[at + 1][1] if at + 1 < len(found) else None
        is_total = any(
            _name(other) == "dossiers_received" and other.scope == figure.scope and other.sentence == figure.sentence
            for _, other in found[max(0, at - 4) : at]
        )
        is_behind = _name(before) == "dossiers_carried_over" and found[at - 1][0].section == item.section
        is_before = is_total and after is not None and _name(after) == "dossiers_carried_over"
        if is_behind or is_before:
            result[at] = (item, replace(figure, facts={**figure.facts, "act": "new"}))
    named = {_name(figure) for _, figure in result if figure.scope == OWN}
    if "dossiers_new" in named and "dossiers_received" not in named:
        # Where the office's own are the new ones, those beside them are too.
        result = [
            (
                item,
                replace(figure, facts={**figure.facts, "act": "new"})
                if _name(figure) == "dossiers_received"
                else figure,
            )
            for item, figure in result
        ]
    return result


def _sums(found: list[tuple[Item, Figure]]) -> list[tuple[Item, Figure]]:
    """Return figures with a bare total named by its parts, where those told before it add up to it."""
    result = []
    said: dict[tuple[str, str, str], Fraction] = {}
    for item, figure in found:
        if figure.is_bare and figure.unit == "dossiers":
            for whole, parts in lexicon().sums:
                own = [said[key] for name in parts if (key := (item.section, name, figure.scope)) in said]
                if len(own) == len(parts) and sum(own, Fraction(0)) == figure.token.value:
                    figure = replace(figure, facts=lexicon().facts(whole))
                    break
        if figure.token.kind == "count" and (name := _name(figure)) and figure.token.value is not None:
            said[item.section, name, figure.scope] = figure.token.value
        result.append((item, figure))
    return result


def _on_time(found: list[tuple[Item, Figure]]) -> list[tuple[Item, Figure]]:
    """Return figures with *on time* meaning *by the deadline* where no early ones of the same scope are told apart.

    Beside early ones a percentage that follows those of the day is theirs, and no rate of punctuality.
    """
    early = [figure for _, figure in found if figure.facts.get("timing") == "early"]
    counted = {figure.scope for figure in early if figure.token.kind == "count"}
    shares = {(figure.sentence, figure.scope) for figure in early if figure.token.kind == "percent"}
    result = []
    for item, figure in found:
        is_share = figure.scope in counted if figure.rides else (figure.sentence, figure.scope) in shares
        if is_share and figure.token.kind == "percent" and figure.facts.get("timing") == "on_the_day":
            figure = replace(figure, facts={**figure.facts, "change": "share"})
        elif figure.facts.get("timing") == "on_the_day" and (
            figure.scope not in counted or (figure.token.kind == "percent" and not figure.rides)
        ):
            figure = replace(figure, facts={**figure.facts, "timing": "by_deadline"})
        result.append((item, figure))
    return result


def _once(found: list[tuple[Item, Figure]]) -> Iterator[tuple[Item, Figure]]:
    """Yield figures without a second count of one thing in one item that differs from the first, or from the total."""
    said: dict[tuple[int, str, str], Figure] = {}
    for item, figure in found:
        if figure.is_total and figure.token.kind == "count" and (name := _name(figure)):
            said.setdefault((id(item), name, figure.scope), figure)
    for item, figure in found:
        measure = figure.measure
        if measure is not None and item.section.split(".")[0] in measure.not_in:
            continue
        if figure.token.kind == "count" and (name := _name(figure)):
            first = said.setdefault((id(item), name, figure.scope), figure)
            if first.token.value != figure.token.value:
                continue
        yield item, figure

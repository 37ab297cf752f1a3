"""A finding of the checks before it is worded: what a rule read, and what it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cchc_analysis import catalogue
from cchc_analysis.checks.relations import Relation
from cchc_analysis.checks.sheets import Figure, Sheet
from cchc_analysis.findings import MESSAGES, fingerprint

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Doubt:
    """Why something that does not hold is not certain: `texts` is what its finding adds, `witnesses` the words."""

    texts: Texts
    witnesses: Sequence[tuple[str, int | None]] = ()


@dataclass(frozen=True)
class Draft:
    """One finding. `found`, `expected` and `values` are texts by language; plain text serves both.

    `figures` are all that the rule read, `witnesses` further words with their lines. Findings of one `topic` may fold under
    each other. `relation` is what does not hold, `repair` the question that would mend it, `folded` what it would mend too.
    `doubt` is why it only asks, though its rule is certain.
    """

    rule: str
    found: str | Texts = ""
    expected: str | Texts = ""
    figures: Sequence[Figure] = ()
    witnesses: Sequence[tuple[str, int | None]] = ()
    values: Mapping[str, str | Texts] = field(default_factory=dict)
    topic: str = ""
    relation: Relation | None = None
    missing: str = "skip_any"
    repair: str | Texts = ""
    doubt: Doubt | None = None
    folded: Sequence[Draft] = ()


def texts(make: Any) -> dict[str, str]:
    """Return what `make(language)` gives for each language."""
    return {language: make(language) for language in catalogue.LANGUAGES}


def places(figures: Iterable[Figure]) -> dict[str, str]:
    """Return where figures stand, joined, in each language."""
    figures = list(figures)
    return texts(lambda language: ", ".join(figure.place(language) for figure in figures))


def fold(drafts: list[Draft], others: Iterable[Mapping[str, Any]]) -> tuple[list[Draft], dict[str, list[Draft]]]:
    """Return the drafts that stand for themselves, and under each rule's name those that its finding explains.

    Parameters
    ----------
    others : findings on the same report that were made before, as rows; they explain drafts of any topic.
    """
    before = {row["rule"] for row in others}
    kept: list[Draft] = []
    folded: dict[str, list[Draft]] = {}
    for draft in drafts:
        roots = catalogue.rules()[draft.rule].folds_under
        explained = {other.rule for other in drafts if other.rule in roots and explains(other, draft)}
        root = next((root for root in roots if root in before or root in explained), None)
        if root is None:
            kept.append(draft)
        else:
            folded.setdefault(root, []).append(draft)
    return kept, folded


def gather(drafts: list[Draft]) -> list[Draft]:
    """Return drafts where a rule that goes through many figures has one finding a report, however many it broke.

    A quarter entered wrong leaves every cumulative figure after it wrong: the first stands for all, which it names.
    """
    kept: list[Draft] = []
    of_rule: dict[str, list[Draft]] = {}
    for draft in drafts:
        if catalogue.rules()[draft.rule].each and catalogue.rules()[draft.rule].level >= 5:
            of_rule.setdefault(draft.rule, []).append(draft)
        else:
            kept.append(draft)
    for own in of_rule.values():
        first, others = own[0], own[1:]
        if others:
            cells = places(figure for other in others for figure in other.figures if not figure.periods)
            also = texts(
                lambda language, cells=cells: " " + catalogue.word("finding-also", language, cells=cells[language])
            )
            first = replace(first, repair=also, folded=(*first.folded, *others), topic=first.rule)
        kept.append(first)
    return kept


def explains(root: Draft, draft: Draft) -> bool:
    """Return whether a finding may explain another.

    It rests on all the other's figures; or the topic is the same, with a figure in common where both rest on figures.
    """
    names = [{figure.name for figure in own.figures} for own in (root, draft)]
    if all(names) and names[1] <= names[0]:
        return True
    return root.topic == draft.topic and (not all(names) or bool(names[0] & names[1]))


def to_row(draft: Draft, sheet: Sheet, folded: Sequence[Draft] = ()) -> dict[str, Any]:
    """Return a draft as a row of the frame `findings`, with the words of those that fold under it."""
    rule = catalogue.rules()[draft.rule]
    quotes = witnesses([draft, *draft.folded, *folded])
    found, expected = (text if isinstance(text, str) else text["vi"] for text in (draft.found, draft.expected))
    names = [figure.name for figure in draft.figures if figure.name in catalogue.indicators()]
    messages = {}
    for language in catalogue.LANGUAGES:
        values = {"found": draft.found, "expected": draft.expected, **draft.values}
        given = {name: text if isinstance(text, str) else text[language] for name, text in values.items()}
        repair = draft.repair if isinstance(draft.repair, str) else draft.repair[language]
        doubt = draft.doubt.texts[language] if draft.doubt else ""
        messages[MESSAGES[language]] = rule.message(given, language) + repair + doubt
    return {
        "rule": draft.rule,
        "severity": severity(draft, sheet),
        "commune_code": sheet.report.commune_code,
        "period": sheet.report.period,
        "indicators": list(dict.fromkeys(names)),
        "found": found,
        "expected": expected,
        "quotes": [quote for quote, _ in quotes],
        "source_lines": [line for _, line in quotes],
        "explained": False,
        **messages,
        "report_id": sheet.report.report_id,
        "fingerprint": fingerprint(draft.rule, found, expected, *_read_by(draft)),
    }


def severity(draft: Draft, sheet: Sheet) -> str:
    """Return how sure a draft is: what a picture was read for, and what practice may explain, only asks."""
    given = catalogue.rules()[draft.rule].severity
    return "verify" if given == "error" and (sheet.is_recognised or draft.doubt) else given


def _read_by(draft: Draft) -> list[str]:
    """Return the printed values that a draft rests on; of words without figures, the words."""
    figures = [f"{figure.name}={figure.raw}" for own in (draft, *draft.folded) for figure in own.figures]
    return figures or [quote for quote, _ in draft.witnesses]


def witnesses(drafts: Iterable[Draft]) -> list[tuple[str, int]]:
    """Return the words that drafts rest on, each with its line, each once."""
    pairs = []
    for draft in drafts:
        pairs += [(figure.quote, figure.line) for figure in draft.figures]
        pairs += list(draft.witnesses)
        pairs += list(draft.doubt.witnesses) if draft.doubt else []
    given = list(dict.fromkeys((quote, line) for quote, line in pairs if quote and line is not None))
    # Of words within words on one line the longer are enough.
    return [
        (quote, line)
        for quote, line in given
        if not any(line == other_line and quote != other and quote in other for other, other_line in given)
    ]

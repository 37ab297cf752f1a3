"""Rules whose comparison is written in the catalogue: relations between figures, and what became of each printed rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from cchc_analysis import catalogue, totals
from cchc_analysis.catalogue import Rule
from cchc_analysis.catalogue.scope import ANY
from cchc_analysis.checks import certainty
from cchc_analysis.checks.drafts import Draft, places, texts
from cchc_analysis.checks.relations import Relation, Side, parse
from cchc_analysis.checks.sheets import Figure, Sheet, known_names
from cchc_analysis.communes import registry
from cchc_analysis.errors import CatalogueError, CchcError
from cchc_analysis.numerals import format_number

# Rules of reading and of derived quarters: their findings come with the frames.
GIVEN = ("structure.toml", "files.toml", "sentences.toml", "quarters.toml")
# What `totals.rates` counts as agreeing, and a reader may take for all or none.
_ROUNDED = "rounded-to-all"


@dataclass(frozen=True)
class Case:
    """One relation of one rule."""

    rule: Rule
    relation: Relation
    topic: str = ""


@cache
def cases() -> tuple[Case, ...]:
    """Return every case of every rule, parsed.

    Raises
    ------
    CatalogueError : a relation that cannot be read, or a name that the catalogue does not know; names file and rule.
    """
    found = []
    for rule in catalogue.rules().values():
        where = rule.where
        _check_communes(rule)
        for topic, text in _written(rule):
            relation = parse(text, where)
            check_names(relation.names, where)
            found.append(Case(rule, relation, topic))
    return tuple(found)


def _check_communes(rule: Rule) -> None:
    """Raise if a rule's scope names a commune that did not exist when it begins to hold."""
    bound = rule.scope.first or rule.scope.until
    for code in rule.scope.codes:
        days = [bound.last_day] if bound else [registry.REFORM, registry.REFORM - dt.timedelta(days=1)]
        for number, day in enumerate(days, start=1):
            try:
                registry.by_code(code, day, rule.where)
                break
            except CchcError as error:
                if number == len(days):
                    raise CatalogueError(rule.where, error.found, error.expected, error.action) from None


def check_names(names: tuple[str, ...], where: str) -> None:
    """Raise CatalogueError if the catalogue does not know a name; suggests the nearest."""
    for name in names:
        if name not in known_names():
            import difflib

            near = difflib.get_close_matches(name, known_names(), n=1)
            hint = f"use {near[0]!r}" if near else "see indicators.csv and statements.toml"
            raise CatalogueError(where, f"no figure {name!r}", "names of the catalogue", hint)


def _written(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield each case of a rule, with the indicator it is about where the rule goes through several."""
    if not rule.each:
        yield from (("", case) for case in rule.cases)
        return
    for name, indicator in catalogue.indicators().items():
        if rule.each == indicator.kind or (rule.each == indicator.time and indicator.kind in ("count", "amount")):
            yield from ((name, case.replace("{each}", name)) for case in rule.cases)


def is_in_scope(rule: Rule, sheet: Sheet) -> bool:
    """Return whether a rule holds for a report."""
    report = sheet.report
    return rule.scope is ANY or rule.scope.holds(report.edition, report.commune_code, report.commune, sheet.period)


def find_broken(sheet: Sheet) -> Iterator[Draft]:
    """Yield a draft for each case that does not hold in a report."""
    for case in cases():
        # A table of a few columns has no figure of most cases.
        is_about = any(map(sheet.get, case.relation.names)) and is_in_scope(case.rule, sheet)
        if is_about:
            sheet.held[id(case)] = case.relation.holds(sheet.get, case.rule.missing)
        if sheet.held.get(id(case)) is False:
            doubt = certainty.doubt(case.rule, case.relation, sheet) if case.rule.practice else None
            if doubt is not certainty.EXPLAINED:
                yield replace(_draft(case, sheet), doubt=doubt)


def verdicts(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Yield (rule, relation, verdict) for each case: agrees, contradicts, or unknown where figures are missing."""
    words = {True: "agrees", False: "contradicts", None: "unknown"}
    for case in cases():
        if not is_in_scope(case.rule, sheet):
            continue
        yield case.rule.rule, case.relation.text, words[case.relation.holds(sheet.get, case.rule.missing)]


def _draft(case: Case, sheet: Sheet) -> Draft:
    relation = case.relation
    figures = [figure for name in relation.names if (figure := sheet.get(name))]
    compared = relation.right if isinstance(relation.right, Relation) else relation
    if relation.operator == "implies":
        left, right = relation.left.names, compared.left.names
    else:
        left, right = relation.left.names, relation.right.names
    values: dict[str, Any] = {figure.name.replace(".", "_"): figure.bare for figure in figures}
    values |= {"left": places(_of(sheet, left)), "right": places(_of(sheet, right))}
    values["quote"] = next((figure.words for figure in figures if figure.words), "")
    found, expected = (_rendered(side, sheet) for side in (compared.left, compared.right))
    return Draft(
        case.rule.rule,
        found,
        expected,
        figures,
        values=values,
        topic=case.topic,
        relation=relation,
        missing=case.rule.missing,
    )


def _of(sheet: Sheet, names: tuple[str, ...]) -> list[Figure]:
    return [figure for name in names if (figure := sheet.get(name))]


def _rendered(side: Side | Relation, sheet: Sheet) -> dict[str, str]:
    while isinstance(side, Relation):
        side = side.left
    return texts(lambda language: side.render(sheet.get, language))


def find_rates(sheet: Sheet, rates: list[Any]) -> Iterator[Draft]:
    """Yield a draft for each printed or missing rate whose verdict a rule names.

    Parameters
    ----------
    rates : the report's rows of `cchc_analysis.totals.rates`.
    """
    by_verdict = {rule.verdict: rule for rule in catalogue.rules().values() if rule.verdict}
    for row in rates:
        rate = catalogue.indicator(row.indicator)
        verdict = _ROUNDED if row.verdict == "agrees" and _is_rounded(sheet, rate) else row.verdict
        if verdict not in by_verdict:
            continue
        figures = _of(sheet, (rate.indicator, rate.numerator, rate.denominator))
        over, under = (sheet.get(name) for name in (rate.numerator, rate.denominator))
        expected: dict[str, str] | str = ""
        if over and under and over.value is not None and under.value:
            share = 100 * over.value / under.value
            expected = texts(lambda language, share=share: f"{format_number(share, 2, language)} %")
        values: dict[str, Any] = {
            "left": places(figures[:1]),
            "numerator": over.bare if over else "",
            "denominator": under.bare if under else "",
            "other": _other_pair(sheet, figures[0], rate) if row.verdict == "differs" else "",
        }
        relation = rate_relation(rate) if row.verdict == "differs" else None
        yield Draft(
            by_verdict[verdict].rule,
            texts(figures[0].printed),
            expected,
            figures,
            values=values,
            relation=relation,
            topic=rate.indicator,
        )


def rate_relation(rate: catalogue.Indicator) -> Relation:
    """Return what a rate has to do with its parts."""
    return parse(f"{rate.indicator} ≈ 100 * {rate.numerator} / {rate.denominator}", "indicators.csv")


def _is_rounded(sheet: Sheet, rate: catalogue.Indicator) -> bool:
    """Return whether a rate is printed as all or none and is not."""
    printed, over, under = (sheet.get(name) for name in (rate.indicator, rate.numerator, rate.denominator))
    if not (printed and over and under and printed.bare in ("0", "100")):
        return False
    return over.value != (0 if printed.bare == "0" else under.value)


def _other_pair(sheet: Sheet, printed: Figure, rate: catalogue.Indicator) -> dict[str, str] | str:
    """Return the sentence that names the one other pair of counts which gives a printed rate, or nothing.

    One part stays, the other is any count of the form's own unit that the report gives; a numerator of 0 explains nothing.
    """
    over, under = sheet.get(rate.numerator), sheet.get(rate.denominator)
    if over is None or under is None or printed.value is None:
        return ""
    units = [catalogue.indicator(figure.name).unit_vi for figure in (over, under)]
    pairs: dict[tuple[Fraction, Fraction], tuple[Figure, Figure]] = {}
    for name, figures in sheet.figures.items():
        known = catalogue.indicators().get(name)
        if known is None or known.kind != "count":
            continue
        for pair, unit in (((figures[0], under), units[0]), ((over, figures[0]), units[1])):
            num, den = pair[0].value, pair[1].value
            if known.unit_vi != unit or not num or not den or num > den or (num, den) == (over.value, under.value):
                continue
            if totals.is_printed_as(printed.raw, 100 * num / den, float(printed.value)):
                pairs.setdefault((num, den), pair)
    if len(pairs) != 1:
        return ""
    (pair,) = pairs.values()
    return texts(
        lambda language: (
            " "
            + catalogue.word(
                "finding-other-pair",
                language,
                rate=printed.bare,
                numerator=pair[0].bare,
                denominator=pair[1].bare,
                places=", ".join(figure.place(language) for figure in pair),
            )
        )
    )

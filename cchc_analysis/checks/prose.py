"""Figures of the running text against each other, where a relation between two names does not say it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from cchc_analysis import catalogue
from cchc_analysis.catalogue.lexicon import kinds
from cchc_analysis.catalogue.wording import compiled, placed
from cchc_analysis.checks.drafts import Draft, texts
from cchc_analysis.checks.rules import check_names
from cchc_analysis.checks.sheets import Figure, Sheet
from cchc_analysis.numerals import format_number
from cchc_analysis.totals import is_printed_as

_SHARES = {"share": "text-share-differs", "share_reached": "text-share-reached-differs"}


def find_wrong_shares(sheet: Sheet) -> Iterator[Draft]:
    """Yield a draft for each fraction in the text that does not give the percentage printed with it."""
    for measure, rule in _SHARES.items():
        parts = (sheet.figures.get(f"prose.{measure}_{name}", []) for name in ("part", "whole", "pct"))
        for part, whole, percent in zip(*parts, strict=True):
            share = _share(part, whole)
            if share is not None and percent.value is not None and not _is(percent, share):
                yield Draft(
                    rule,
                    f"{percent.bare} %",
                    _percent(share),
                    (part, whole, percent),
                    values={"numerator": part.bare, "denominator": whole.bare},
                )


def find_parts_above_whole(sheet: Sheet) -> Iterator[Draft]:
    """Yield a draft for each fraction with a percentage whose part is more than its whole, unless it is of a plan."""
    for measure in _SHARES:
        parts = (sheet.figures.get(f"prose.{measure}_{name}", []) for name in ("part", "whole", "pct"))
        for part, whole, percent in zip(*parts, strict=True):
            is_above = part.value is not None and whole.value is not None and part.value > whole.value
            if is_above and not _plan().search(placed(part.words)):
                found = f"{part.bare}/{whole.bare} = {percent.bare} %"
                yield Draft("text-share-above-whole", found, "", (part, whole, percent))


@cache
def _plan() -> re.Pattern[str]:
    return compiled("{plan}", "statements.toml [macros] plan")


def confirmed(sheet: Sheet) -> Iterator[str | tuple[str, str, int]]:
    """Yield the measures whose percentage is that of the phrase's own number, and each fraction that gives its own."""
    for measure in _SHARES:
        parts = (sheet.figures.get(f"prose.{measure}_{name}", []) for name in ("part", "whole", "pct"))
        for part, whole, percent in zip(*parts, strict=True):
            share = _share(part, whole)
            if share is not None and percent.value is not None and _is(percent, share):
                for figure in (part, whole, percent):
                    yield figure.indicator, figure.words, figure.line or 0
    for _, row in _percentages():
        rate, numerator, own = (sheet.get(name) for name in (row["rate"], row["numerator"], row["denominators"][0]))
        if rate and numerator and own and rate.value is not None:
            share = _share(numerator, own)
            if share is not None and _is(rate, share):
                yield from (figure.indicator for figure in (rate, numerator))


def find_wrong_percentages(sheet: Sheet) -> Iterator[Draft]:
    """Yield a draft for each percentage that is not of the number of its own phrase.

    The denominators of a rule are tried in order; the first is the phrase's own. One that fits is named.
    """
    for rule, row in _percentages():
        rate, numerator = sheet.get(row["rate"]), sheet.get(row["numerator"])
        found = [figure for name in row["denominators"] if (figure := sheet.get(name))]
        own = sheet.get(row["denominators"][0])
        if rate is None or rate.value is None or numerator is None or own is None:
            continue
        share = _share(numerator, own)
        if share is None or _is(rate, share):
            continue
        others = [figure for figure in found[1:] if (fit := _share(numerator, figure)) is not None and _is(rate, fit)]
        yield Draft(
            rule.rule if others else rule.otherwise,
            f"{rate.bare} %",
            _percent(share),
            (rate, numerator, own, *others[:1]),
            values={
                "numerator": numerator.bare,
                "denominator": own.bare,
                "other": others[0].bare if others else "",
            },
        )


def find_two_figures(sheet: Sheet) -> Iterator[Draft]:
    """Yield a draft for each measure to which the text gives figures that differ."""
    # A fraction or an interval is one of many; a claim has no figure.
    single = {f"prose.{measure}" for measure, kind in kinds().items() if kind in ("count", "rate")}
    for name, figures in sheet.figures.items():
        if name not in single:
            continue
        by_value: dict[Fraction, Figure] = {}
        for figure in figures:
            if figure.value is not None:
                by_value.setdefault(figure.value, figure)
        if len(by_value) > 1:
            different = list(by_value.values())
            found = texts(lambda language, different=different: ", ".join(f.printed(language) for f in different))
            yield Draft("text-says-two-figures", found, "", different)


@cache
def _percentages() -> tuple[tuple[catalogue.Rule, Any], ...]:
    found = []
    for rule in catalogue.rules().values():
        for row in rule.percentages:
            check_names((row["rate"], row["numerator"], *row["denominators"]), rule.where)
            found.append((rule, row))
    return tuple(found)


def _share(part: Figure, whole: Figure) -> Fraction | None:
    if part.value is None or not whole.value:
        return None
    return 100 * part.value / whole.value


def _is(percent: Figure, share: Fraction) -> bool:
    return is_printed_as(percent.bare, share, float(percent.value or 0))


def _percent(share: Fraction) -> dict[str, str]:
    return texts(lambda language: f"{format_number(share, 2, language)} %")


def by_measure(sheet: Sheet, ending: str) -> dict[str, list[Any]]:
    """Return the statements whose measure ends so, by measure without the ending, in the text's order."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in sheet.statements:
        if row.measure.endswith(ending):
            found[row.measure.removesuffix(ending)].append(row)
    return found

"""A report against the commune's earlier ones: copies, and counts unlike the commune's own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.checks.drafts import Draft, texts
from cchc_analysis.checks.sheets import Figure, Sheet
from cchc_analysis.numerals import format_number

# Reports of the same kind that a count is predicted from, the chance below which it is asked about, and the least distance
# from their mean.
FEWEST_EARLIER = method("past_reports").whole
UNUSUAL = method("past_unusual").value
LEAST_DISTANCE = method("past_distance").value
_FALSE = method("past_false").value
# Fewer communes do not tell how widely counts vary.
FEWEST_COMMUNES = method("past_communes").whole
# Above this the earlier counts scatter more than Poisson counts do.
_OVERDISPERSED = method("past_overdispersed").value
COPIED = method("copied_chance").value
# Smaller counts repeat by chance, and so does a single one.
LEAST_COPIED = method("copied_least").whole
_FEWEST_COPIED = method("copied_figures").whole


def find_copied(sheet: Sheet, past: list[Sheet]) -> Iterator[Draft]:
    """Yield a draft where more counts repeat the report before, or the last of the same span, than chance would repeat.

    Only flows of ten or more count, one of several equal ones in the report: a total repeats its only part.

    Notes
    -----
    Two Poisson counts of mean m are equal with chance e^(-2m) I0(2m): 0.0898 for 10, 0.0282 for 100. The product over the
    equal ones, times the number of ways to choose them among all, bounds the chance of as many repeats.
    """
    same_part = [other for other in past if other.period.part == sheet.period.part]
    same_span = [
        other
        for other in past
        if (other.period.is_cumulative and sheet.period.is_cumulative) or other.period.is_like(sheet.period)
    ]
    for before in (*past[-1:], *same_span[-1:], *same_part[-1:]):
        if draft := _copied(sheet, before):
            yield draft
            return


def _copied(sheet: Sheet, before: Sheet) -> Draft | None:
    pairs: dict[Fraction, tuple[Figure, Figure]] = {}
    for name, figure, value in _flows(sheet):
        other = before.get(name)
        if other and other.value is not None and min(value, other.value) >= LEAST_COPIED:
            pairs.setdefault(value, (figure, other))
    equal = [figure for figure, other in pairs.values() if figure.value == other.value]
    if len(equal) < _FEWEST_COPIED:
        return None
    chance = math.prod(_chance_of_repeat(float(figure.value or 0)) for figure in equal)
    if chance * math.comb(len(pairs), len(equal)) >= COPIED:
        return None
    return Draft(
        "copied-quarter",
        str(len(equal)),
        "",
        equal,
        values={
            "period": texts(before.period.label),
            "cells": texts(lambda language: ", ".join(f"{f.place(language)} {f.bare}" for f in equal)),
        },
    )


@dataclass(frozen=True)
class Count:
    """One flow of a report beside those of the commune's earlier reports, itself never among them."""

    sheet: int
    figure: Figure
    count: int
    earlier: tuple[int, ...]


def counts_with_past(number: int, sheet: Sheet, past: list[Sheet]) -> Iterator[tuple[str, Count]]:
    """Yield indicator and count of each flow that has enough earlier reports of the same span to be held against."""
    baseline = [other for other in past if other.period.is_like(sheet.period)]
    if len(baseline) < FEWEST_EARLIER:
        return
    for name, figure, value in _flows(sheet):
        earlier = tuple(
            int(other.value)
            for source in baseline
            if (other := source.get(name)) and other.value is not None and other.value >= 0
        )
        if len(earlier) >= FEWEST_EARLIER:
            yield name, Count(number, figure, int(value), earlier)


def find_unusual(counts: list[Count]) -> Iterator[tuple[int, Draft]]:
    """Yield sheet number and draft of each count that its commune's earlier ones make unlikely.

    Parameters
    ----------
    counts : of one indicator and period, over all communes at hand.

    Notes
    -----
    A few earlier counts do not tell how widely a commune's counts vary, all communes' together do: the variation is the
    larger of the commune's own and the common one. Of many counts some lie far out by luck: Benjamini and Hochberg at 5 %.
    """
    variation = common_variation([count.earlier for count in counts])
    ranked: list[tuple[float, Count]] = []
    for count in counts:
        if abs(count.count - sum(count.earlier) / len(count.earlier)) >= LEAST_DISTANCE:
            chance = predicted(count.count, count.earlier, variation)
            if chance < UNUSUAL:
                ranked.append((chance, count))
    ranked.sort(key=lambda item: item[0])
    passing = [rank for rank, (chance, _) in enumerate(ranked, start=1) if chance <= _FALSE * rank / len(counts)]
    for _, count in ranked[: max(passing, default=0)]:
        series = ", ".join(format_number(value) for value in count.earlier)
        yield (
            count.sheet,
            Draft(
                "history-unusual",
                texts(count.figure.printed),
                series,
                [count.figure],
                values={"left": texts(count.figure.place)},
                topic=count.figure.name,
            ),
        )


def common_variation(series: Sequence[Sequence[int]]) -> float:
    """Return the squared coefficient of variation beyond luck that many communes' earlier counts have in common.

    By moments, Σ(s² - m) / Σm² over communes with mean m and variance s²; 0 with fewer than ten.
    """
    if len(series) < FEWEST_COMMUNES:
        return 0.0
    beyond, squares = 0.0, 0.0
    for counts in series:
        mean, variance = _moments(counts)
        beyond, squares = beyond + variance - mean, squares + mean * mean
    return max(0.0, beyond / squares) if squares else 0.0


def _moments(counts: Sequence[int]) -> tuple[float, float]:
    mean = sum(counts) / len(counts)
    return mean, sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)


def predicted(count: int, earlier: Sequence[int], variation: float = 0.0) -> float:
    """Return the two-sided chance of a count as far out as this one, given earlier ones of the same process.

    Parameters
    ----------
    variation : the squared coefficient of variation beyond luck that is known from elsewhere.

    Notes
    -----
    Given the total of m + 1 equal Poisson counts, the last is Binomial(total, 1/(m + 1)); twice the smaller tail. With
    variation, the commune's own or the given one, it is negative binomial.

    >>> [round(predicted(count, [2, 3, 4, 3]), 6) for count in (11, 12)], round(predicted(5, [0, 0, 0, 0]), 6)
    ([0.005001, 0.001956], 0.00064)
    """
    # Imported here: a report on its own has no history, and scipy takes as long to load as a report to read.
    from scipy import stats

    periods, total = len(earlier), sum(earlier)
    whole, share = total + count, 1 / (periods + 1)
    poisson = min(stats.binom.cdf(count, whole, share), stats.binom.sf(count - 1, whole, share))
    mean, variance = _moments(earlier)
    if mean and variance > _OVERDISPERSED * mean:
        variation = max(variation, (variance - mean) / mean**2)
    if not mean or not variation:
        return min(1.0, 2 * float(poisson))
    # The mean itself is uncertain by a share 1/m of the scatter.
    size = mean / ((1 + mean * variation) * (1 + 1 / periods) - 1)
    spread = stats.nbinom(size, size / (size + mean))
    return min(1.0, 2 * float(max(poisson, min(spread.cdf(count), spread.sf(count - 1)))))


def _flows(sheet: Sheet) -> Iterator[tuple[str, Figure, Fraction]]:
    """Yield the counts that a period adds to nothing but itself: name, figure, value."""
    for name, indicator in catalogue.indicators().items():
        if indicator.time == "flow" and indicator.kind == "count":
            figure = sheet.get(name)
            if figure and figure.value is not None and figure.value >= 0:
                yield name, figure, figure.value


def _chance_of_repeat(mean: float) -> float:
    from scipy import special

    return float(special.ive(0, 2 * mean))

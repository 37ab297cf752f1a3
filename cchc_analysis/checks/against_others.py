"""Figures that a commune's own past or other communes make unlikely: units of money, and rates far from the common one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.checks.drafts import Draft, texts
from cchc_analysis.checks.sheets import Sheet
from cchc_analysis.numerals import format_number

# Thousand and million đồng taken for each other, or either for đồng: about these.
_FACTORS = (Fraction(10**3), Fraction(10**6))
_MONEY = ("disbursement_plan", "disbursement_done")
# A plan is set once a year and moves less than what is spent of it: its unit shows within a wider factor.
_WIDE = dict(zip(_MONEY, (method("money_planned").exact, method("money_spent").exact), strict=True))
# Fewer communes have no middle to speak of.
_FEWEST = method("money_communes").whole
_ALL = "all periods"
Amounts = Mapping[tuple[str, str], Mapping[str, Sequence[Fraction]]]


def wrong_units(sheet: Sheet, found: Amounts) -> frozenset[str]:
    """Return the amounts of a report that lie about 10³ or 10⁶ times from the median of the communes of its period.

    Parameters
    ----------
    found : every commune's amounts, see `amounts`.
    """
    now = found.get((sheet.report.period, sheet.report.edition), {})
    own = {name: figure.value for name in _MONEY if (figure := sheet.get(name)) and figure.value}
    return frozenset(name for name, value in own.items() if _factor(name, value, _median(now.get(name, ()))))


def find_money_units(sheet: Sheet, past: list[Sheet], found: Amounts) -> Iterator[Draft]:
    """Yield a draft for each amount of money whose unit is doubtful: held against the commune's own past, or without one
    against the communes' median.

    Parameters
    ----------
    found : every commune's amounts, see `amounts`. Those of all periods also tell which of two reports of a commune has the
        wrong unit, the one that is farther from their median: in one period all communes may have changed theirs.
    """
    edition = sheet.report.edition
    now, ever = found.get((sheet.report.period, edition), {}), found.get((_ALL, edition), {})
    sure = [(source, wrong_units(source, found)) for source in past]
    for name in _MONEY:
        figure = sheet.get(name)
        if figure is None or not figure.value:
            continue
        own = [
            other.value for source, wrong in sure if name not in wrong and (other := source.get(name)) and other.value
        ]
        basis, word = (median(own), "own-past") if own else (_median(now.get(name, ())), "peers-median")
        middle = _median(ever.get(name, ()))
        if own and basis and middle and _apart(figure.value, middle) < _apart(basis, middle):
            continue
        if basis is not None and (factor := _factor(name, figure.value, basis)):
            yield Draft(
                "money-unit",
                texts(figure.printed),
                texts(lambda language, b=basis: format_number(b, None, language)),
                [figure],
                values={
                    "left": texts(figure.place),
                    "factor": texts(lambda language, f=factor: format_number(f, None, language)),
                    "basis": texts(lambda language, w=word: catalogue.word(w, language)),
                },
                topic=name,
            )


def _factor(name: str, value: Fraction, basis: Fraction | None) -> Fraction | None:
    """Return the factor between units by which an amount is off, None where it is of the basis' own unit."""
    # What is spent starts near 0 each year.
    if not basis or (name != _MONEY[0] and value < basis):
        return None
    wide = _WIDE[name]
    return next((factor for factor in _FACTORS if factor / wide <= _apart(value, basis) <= factor * wide), None)


def _apart(one: Fraction, other: Fraction) -> Fraction:
    """Return the factor between two amounts, whichever is larger."""
    return max(one / other, other / one)


def _median(values: Sequence[Fraction]) -> Fraction | None:
    return median(values) if len(values) >= _FEWEST else None


def amounts(sheets: list[Sheet]) -> Amounts:
    """Return the amounts of money of all communes by period, or of all periods, edition and indicator; no 0, no blanks."""
    found: dict[tuple[str, str], dict[str, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for sheet in sheets:
        for name in _MONEY:
            figure = sheet.get(name)
            if figure and figure.value:
                for period in (sheet.report.period, _ALL):
                    found[period, sheet.report.edition][name].append(figure.value)
    return found


def find_far(sheet: Sheet, rates: list[Any], far: dict[tuple[str, str, str], float]) -> Iterator[Draft]:
    """Yield a draft for each recomputed rate of a report that lies far from the communes' common one.

    Parameters
    ----------
    rates : the report's rows of `totals.rates`.
    far : common shares by period, indicator and commune, see `find_far_rates`.
    """
    for row in rates:
        common = far.get((sheet.report.period, row.indicator, row.commune_code))
        if common is None:
            continue
        rate = catalogue.indicator(row.indicator)
        figures = [figure for name in (rate.numerator, rate.denominator) if (figure := sheet.get(name))]
        share = 100 * Fraction(str(row.numerator)) / Fraction(str(row.denominator))
        yield Draft(
            "peers-differ",
            _percent(share),
            _percent(100 * common),
            figures,
            values={
                "left": texts(rate.label),
                "numerator": figures[0].bare,
                "denominator": figures[1].bare,
            },
            topic=row.indicator,
        )


def _percent(value: float | Fraction) -> dict[str, str]:
    return texts(lambda language: f"{format_number(value, 2, language)} %")


def find_far_rates(rates: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the common share, for each indicator and commune whose recomputed rate lies outside the act limits.

    Parameters
    ----------
    rates : the rows of `totals.rates` of one period.

    Notes
    -----
    The judgement is `inference.differences.Funnel`'s: exact limits, widened where the communes scatter; fewer than ten are
    not judged, and where they scatter far too widely for one population no commune is.
    """
    if rates["commune_code"].nunique() < _FEWEST:
        return {}
    # Imported here: with few communes nothing is judged, and scipy takes as long to load as a report to read.
    from cchc_analysis.inference.funnel_verdicts import FEWEST_PEERS, Funnel
    from cchc_analysis.inference.intervals import find_impossible

    found: dict[tuple[str, str], float] = {}
    for name, rows in rates.groupby("indicator", sort=False):
        if catalogue.indicator(str(name)).polarity == "none" or len(rows) < FEWEST_PEERS:
            continue
        rows = rows[rows["denominator"].gt(0) | rows["denominator"].isna()]
        rows = rows[~rows["commune_code"].isin(find_impossible(rows)["commune_code"])]
        result = Funnel()(rows)
        if result.is_mixed:
            continue
        for row in result.rows[result.rows["verdict"].isin(("low", "high"))].itertuples():
            found[str(name), row.commune_code] = result.center
    return found

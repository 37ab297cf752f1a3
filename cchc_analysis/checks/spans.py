"""What a report's span must hold beside the commune's other reports of the year: the months before, or not.

A six-month report that adds next to nothing to the first quarter holds the second quarter alone; a third quarter as large as
the half year and its own share holds the year so far. Dossiers flow steadily enough to tell, other counts do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.checks.drafts import Draft, Texts, places, texts
from cchc_analysis.checks.past import disjoint, summed
from cchc_analysis.checks.sheets import Figure, Sheet
from cchc_analysis.numerals import format_number

LEAST = method("span_least").whole
REST = method("span_rest").exact
OVER = method("span_over").exact
_UNIT = "dossiers_resolved"
# Months from January → the part of the year that they are.
_SO_FAR = {3: "Q1", 6: "H1", 9: "9M"}


def find_spans(sheet: Sheet, past: Sequence[Sheet]) -> Iterator[Draft]:
    """Yield a draft where a cumulative report holds its last part alone, or a quarter the year so far.

    Parameters
    ----------
    past : the commune's earlier sheets in order.

    Notes
    -----
    With b in the m months before and the same pace, k further months bring e = b k / m. A cumulative count is asked about
    below b + e span_rest, a single one from b + e span_over on; e must be span_least at least.
    """
    same_year = {other.period.part: other for other in past if other.period.year == sheet.period.year}
    if sheet.period.is_cumulative:
        sources = [same_year[part] for part in disjoint(list(same_year), _made_of(sheet.period.part))]
        rule = "cumulative-holds-part"
    else:
        sources = _so_far(sheet, same_year)
        rule = "quarter-holds-year"
    before = {figure.indicator: figure for figure in summed("parts", sources)}
    months = sum(source.period.months for source in sources)
    further = sheet.period.months - (months if sheet.period.is_cumulative else 0)
    share = Fraction(further, months or 1)
    found = [(figure, before[name]) for name in _dossiers() if name in before and (figure := sheet.get(name))]
    pairs = [pair for pair in found if _is_odd(*pair, share, rule)]
    if further > 0 and pairs:
        yield _draft(rule, sheet, pairs, further)


def _is_odd(figure: Figure, before: Figure, share: Fraction, rule: str) -> bool:
    if figure.value is None or before.value is None or before.value * share < LEAST:
        return False
    rest, expected = figure.value - before.value, before.value * share
    return 0 <= rest < REST * expected if rule == "cumulative-holds-part" else rest >= OVER * expected


def _so_far(sheet: Sheet, same_year: dict[str, Sheet]) -> list[Sheet]:
    """Return the reports that cover the year up to a quarter, from the third on: by then no growth of one looks like it."""
    part = _SO_FAR.get(sheet.period.days[0].month - 1)
    if part is None or part == "Q1" or sheet.period.months != 3:
        return []
    if part in same_year:
        return [same_year[part]]
    return next(
        ([same_year[one] for one in parts] for parts in _made_of(part) if set(parts) <= set(same_year)),
        [],
    )


def _made_of(part: str) -> Sequence[Sequence[str]]:
    found: Sequence[Sequence[str]] = catalogue.settings("periods")["made_of"].get(part, [])
    return found


@cache
def _dossiers() -> tuple[str, ...]:
    """Return the flows of dossiers."""
    unit = catalogue.indicator(_UNIT).unit_vi
    return tuple(
        name
        for name, known in catalogue.indicators().items()
        if known.time == "flow" and known.kind == "count" and known.unit_vi == unit
    )


def _draft(rule: str, sheet: Sheet, pairs: Sequence[tuple[Figure, Figure]], further: int) -> Draft:
    (now, before), *_ = pairs
    rest = (now.value or Fraction(0)) - (before.value or Fraction(0))
    figures = [figure for pair in pairs for figure in pair]
    values: dict[str, str | Texts] = {
        "left": places([now]),
        "right": places([before]),
        "period": texts(sheet.period.label),
        "rest": texts(lambda language: format_number(rest, None, language)),
        "months": str(further),
    }
    return Draft(rule, texts(now.printed), texts(before.printed), figures, values=values, topic=now.name)

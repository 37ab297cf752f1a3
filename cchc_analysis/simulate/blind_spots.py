"""Faults that no reader of a commune's reports could know of, told from what is true and never by running the checks."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.simulate.paper import Paper

# What adds up to what, in the forms.
_SUMS = (
    (
        "service_units",
        "service_units_autonomous_full",
        "service_units_autonomous_recurrent",
        "service_units_autonomous_partial",
        "service_units_state_funded",
    ),
    (
        "service_units_autonomous_partial",
        "service_units_autonomous_70_100",
        "service_units_autonomous_30_70",
        "service_units_autonomous_10_30",
    ),
    (
        "staff_recruited",
        "civil_servants_recruited",
        "civil_servants_recruited_special",
        "commune_officials_promoted",
        "public_employees_recruited",
        "public_employees_recruited_special",
    ),
    ("procedures_online_level_3_4", "procedures_online_level_3", "procedures_online_level_4"),
)
# Kinds that change figures of the forms alone; what dates, names and sentences say stands elsewhere in the report.
_OF_CELLS = (
    "digits-swapped",
    "digit-dropped",
    "extra-zero",
    "zero-for-blank",
    "blank-for-zero",
    "rows-shifted",
    "other-denominator",
    "rate-of-before",
)


def why_hidden(kind: str, paper: Paper, true: Mapping[str, Fraction | None], before: Paper | None) -> str:
    """Return why nobody could know of a fault: "rounding", "first-report" or "chance"; "" where somebody could.

    rounding : a rate that is printed as its own parts may be, rounded or cut off.
    first-report : no figure or sentence repeats the rows, and no earlier report shows what the commune writes there.
    chance : no figure or sentence repeats the rows, and they move by chance as far as the fault moved them: by no more than
        three times the root of the larger figure, the spread of a Poisson count.
    """
    changed = {name for name, value in paper.values.items() if value != true.get(name)}
    if kind not in _OF_CELLS or not changed:
        return ""
    known = catalogue.indicators()
    if all(known[name].kind == "rate" for name in changed):
        return "rounding" if all(_is_rounding(paper, name) for name in changed) else ""
    if any(_is_repeated(paper, name, true) for name in changed) or any(_sum_differs(paper, total) for total in _SUMS):
        return ""
    if before is None:
        return "first-report"
    return "chance" if all(_is_chance(paper.values[name], true.get(name), name) for name in changed) else ""


def _is_rounding(paper: Paper, name: str) -> bool:
    known, printed = catalogue.indicator(name), paper.values[name]
    over, under = paper.values.get(known.numerator), paper.values.get(known.denominator)
    if printed is None or over is None or not under:
        return False
    places = len(paper.cells[name].partition(",")[2])
    return abs(printed - 100 * over / under) < Fraction(1, 10**places)


def _is_repeated(paper: Paper, name: str, true: Mapping[str, Fraction | None]) -> bool:
    """Return whether a rate or a sentence of the same report tells what a row was."""
    rates = (rate for rate in catalogue.indicators().values() if name in (rate.numerator, rate.denominator))
    return name in paper.states() or any(true.get(rate.indicator) is not None for rate in rates)


def _sum_differs(paper: Paper, names: tuple[str, ...]) -> bool:
    values = [paper.values.get(name) for name in names]
    return None not in values and values[0] != sum(filter(None, values[1:]))


def _is_chance(printed: Fraction | None, true: Fraction | None, name: str) -> bool:
    """Return whether a flow moves so far from one period to the next by itself; other rows stay, or only rise."""
    if printed is None or true is None or catalogue.indicator(name).time != "flow":
        return False
    return (printed - true) ** 2 <= 9 * max(printed, true)

"""Known faults, planted in a made-up report before it is printed: what a tired hand does to a figure, a date or a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from cchc_analysis import catalogue
from cchc_analysis.numerals import format_date, format_number
from cchc_analysis.simulate.paper import EDITION, Paper


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, where it stands, what would be true and what is printed.

    `hidden` says why no reader of the reports could know of it, "" where one could: it is worked out from what is true.
    """

    kind: str
    where: str
    true: str
    printed: str
    hidden: str = ""

    @property
    def is_detectable(self) -> bool:
        """Whether anything that a commune has reported speaks against what is printed."""
        return not self.hidden


def plant(paper: Paper, before: Paper | None, rng: np.random.Generator) -> Fault | None:
    """Change one thing of a paper, its values with it, and say what; None where the kind drawn finds nothing to change.

    Parameters
    ----------
    before : the commune's report of the period before, for figures that are left over from it.
    """
    kinds = list(KINDS)
    kind = kinds[int(rng.integers(len(kinds)))]
    true = dict(paper.values)
    found = KINDS[kind](paper, before, rng)
    return Fault(kind, *found, _hidden(kind, paper, true, before)) if found else None


_Found = tuple[str, str, str] | None


def _swap_digits(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    def change(value: int) -> int:
        digits = str(value)
        at = int(rng.integers(len(digits) - 1))
        return int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])

    return _change_count(paper, rng, 10, change)


def _drop_digit(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    return _change_count(paper, rng, 10, lambda value: value // 10)


def _extra_zero(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    return _change_count(paper, rng, 1, lambda value: value * 10)


def _unit_of_money(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    plan, done = "disbursement_plan", "disbursement_done"
    true = f"{paper.cells[plan]}; {paper.cells[done]}"
    for name in (plan, done):
        _set(paper, name, (paper.values[name] or Fraction(0)) * 1000)
    return _where(plan), true, f"{paper.cells[plan]}; {paper.cells[done]}"


def _zero_for_blank(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    names = [
        name
        for name, value in paper.values.items()
        if value is None and catalogue.indicator(name).kind == "count" and name in paper.cells
    ]
    return _set_one(paper, names, rng, Fraction(0))


def _blank_for_zero(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    names = [
        name
        for name, value in paper.values.items()
        if value == 0 and catalogue.indicator(name).kind == "count" and name in paper.cells
    ]
    return _set_one(paper, names, rng, None)


def _rows_shifted(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    entries = [
        entry for entry in catalogue.editions()[EDITION].entries if paper.values.get(entry.indicator) is not None
    ]
    pairs = [
        (upper.indicator, lower.indicator)
        for upper, lower in pairwise(entries)
        if upper.form == lower.form
        and catalogue.indicator(upper.indicator).kind == catalogue.indicator(lower.indicator).kind == "count"
        and paper.values[upper.indicator] != paper.values[lower.indicator]
    ]
    upper, lower = pairs[int(rng.integers(len(pairs)))]
    true = f"{paper.cells[upper]}; {paper.cells[lower]}"
    paper.cells[upper], paper.cells[lower] = paper.cells[lower], paper.cells[upper]
    paper.values[upper], paper.values[lower] = paper.values[lower], paper.values[upper]
    return f"{_where(upper)}; {_where(lower)}", true, f"{paper.cells[upper]}; {paper.cells[lower]}"


def _rate_of_before(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    if before is None:
        return None
    names = [
        name
        for name in ("on_time_rate", "online_dossier_rate", "plan_completion_rate", "disbursement_rate")
        if before.values[name] != paper.values[name]
    ]
    return _set_one(paper, names, rng, lambda name: before.values[name])


def _other_denominator(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    online, resolved = paper.values["dossiers_received_online"], paper.values["dossiers_resolved"]
    if not online or not resolved or online > resolved:
        return None
    return _set_one(paper, ["online_dossier_rate"], rng, round(100 * online / resolved, 2))


def _copied(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    if before is None:
        return None
    paper.cells, paper.values, paper.facts = dict(before.cells), dict(before.values), dict(before.facts)
    return "", "", str(before.period)


def _year_of_date(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    true = paper.date
    paper.date = _year_before(true)
    return "date", format_date(true), format_date(paper.date)


def _interval_reversed(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    true = paper.end
    paper.end = _year_before(true)
    return "interval", format_date(true), format_date(paper.end)


def _symbol(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    if not paper.letters:
        return None
    at = int(rng.integers(len(paper.letters)))
    true = paper.letters[at]
    paper.letters = [*paper.letters, replace(true, symbol=true.symbol.replace("UBND", "HĐND"))]
    return "citation", str(true), str(paper.letters[-1])


def _text_changed(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    name = ("dossiers_resolved", "dossiers_new_online", "procedures_local_authority")[int(rng.integers(3))]
    true = paper.facts[name]
    paper.facts[name] = str(int(true.replace(".", "")) + 10)
    return f"prose.{name}", true, paper.facts[name]


def _form_changed(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    return _set_one(
        paper,
        ["dossiers_resolved", "dossiers_received_online", "procedures_local_authority"],
        rng,
        lambda name: (paper.values[name] or Fraction(0)) + 10,
    )


KINDS: dict[str, Callable[[Paper, Paper | None, np.random.Generator], _Found]] = {
    "digits-swapped": _swap_digits,
    "digit-dropped": _drop_digit,
    "extra-zero": _extra_zero,
    "money-unit": _unit_of_money,
    "zero-for-blank": _zero_for_blank,
    "blank-for-zero": _blank_for_zero,
    "rows-shifted": _rows_shifted,
    "rate-of-before": _rate_of_before,
    "other-denominator": _other_denominator,
    "copied-report": _copied,
    "date-year": _year_of_date,
    "interval-reversed": _interval_reversed,
    "citation-symbol": _symbol,
    "text-changed": _text_changed,
    "form-changed": _form_changed,
}


# What adds up to what, in the forms.
_SUMS = (
    (
        "service_units", "service_units_autonomous_full", "service_units_autonomous_recurrent",
        "service_units_autonomous_partial", "service_units_state_funded",
    ),
    (
        "service_units_autonomous_partial", "service_units_autonomous_70_100", "service_units_autonomous_30_70",
        "service_units_autonomous_10_30",
    ),
    (
        "staff_recruited", "civil_servants_recruited", "civil_servants_recruited_special", "commune_officials_promoted",
        "public_employees_recruited", "public_employees_recruited_special",
    ),
    ("procedures_online_level_3_4", "procedures_online_level_3", "procedures_online_level_4"),
)  # fmt: skip
# Kinds that change figures of the forms alone; what dates, names and sentences say stands elsewhere in the report.
_OF_CELLS = (
    "digits-swapped", "digit-dropped", "extra-zero", "zero-for-blank", "blank-for-zero", "rows-shifted", "other-denominator",
    "rate-of-before",
)  # fmt: skip


def _hidden(kind: str, paper: Paper, true: Mapping[str, Fraction | None], before: Paper | None) -> str:
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


def _change_count(paper: Paper, rng: np.random.Generator, least: int, change: Callable[[int], int]) -> _Found:
    names = [
        name
        for name, value in paper.values.items()
        if value is not None and value >= least and catalogue.indicator(name).kind == "count" and name in paper.cells
    ]
    name = names[int(rng.integers(len(names)))]
    value = int(paper.values[name] or 0)
    changed = change(value)
    return None if changed == value else _set_one(paper, [name], rng, Fraction(changed))


def _set_one(
    paper: Paper,
    names: list[str],
    rng: np.random.Generator,
    value: Fraction | Callable[[str], Fraction | None] | None,
) -> _Found:
    """Print another value in one of some rows, drawn by chance; None where there is none to draw from."""
    if not names:
        return None
    name = names[int(rng.integers(len(names)))]
    new = value(name) if callable(value) else value
    if new == paper.values[name]:
        return None
    true = paper.cells[name]
    _set(paper, name, new)
    return _where(name), true, paper.cells[name]


def _set(paper: Paper, name: str, value: Fraction | None) -> None:
    paper.values[name] = value
    rate = catalogue.indicator(name).kind == "rate"
    paper.cells[name] = "" if value is None else format_number(value, None if rate else 0)


def _where(name: str) -> str:
    entry = next(entry for entry in catalogue.editions()[EDITION].entries if entry.indicator == name)
    return f"{entry.form}:{entry.code}"


def _year_before(date: dt.date) -> dt.date:
    return date.replace(year=date.year - 1, day=min(date.day, 28))

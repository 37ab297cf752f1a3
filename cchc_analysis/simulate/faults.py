"""Known faults, planted in a made-up report before it is printed: what a tired hand does to a figure, a date or a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from cchc_analysis import catalogue
from cchc_analysis.numerals import format_date, format_number
from cchc_analysis.simulate.blind_spots import why_hidden
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
    return Fault(kind, *found, why_hidden(kind, paper, true, before)) if found else None


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


def _shift_rows(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
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


def _copy(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    if before is None:
        return None
    paper.cells, paper.values, paper.facts = dict(before.cells), dict(before.values), dict(before.facts)
    return "", "", str(before.period)


def _year_of_date(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    true = paper.date
    paper.date = _year_before(true)
    return "date", format_date(true), format_date(paper.date)


def _reverse_interval(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
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


def _change_text(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
    name = ("dossiers_resolved", "dossiers_new_online", "procedures_local_authority")[int(rng.integers(3))]
    true = paper.facts[name]
    paper.facts[name] = str(int(true.replace(".", "")) + 10)
    return f"prose.{name}", true, paper.facts[name]


def _change_form(paper: Paper, before: Paper | None, rng: np.random.Generator) -> _Found:
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
    "rows-shifted": _shift_rows,
    "rate-of-before": _rate_of_before,
    "other-denominator": _other_denominator,
    "copied-report": _copy,
    "date-year": _year_of_date,
    "interval-reversed": _reverse_interval,
    "citation-symbol": _symbol,
    "text-changed": _change_text,
    "form-changed": _change_form,
}


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

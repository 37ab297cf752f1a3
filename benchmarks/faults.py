"""Faults to plant in made-up reports: each takes a commune's reports and returns one of them with one thing wrong.

None where a report has no place for the fault, as an amount without a dot for a dot taken for a comma.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from consistent import ENTRIES, Made, printed_rate

from cchc_analysis import catalogue
from cchc_analysis.numerals import format_number, parse_number

RATES = {name: rate for name, rate in catalogue.indicators().items() if rate.numerator}
# Cells that something else in the report repeats, adds up to or is a rate of.
TIED = (
    "plan_tasks",
    "plan_tasks_completed",
    "dossiers_received",
    "dossiers_received_online",
    "dossiers_resolved",
    "dossiers_resolved_on_time",
    "procedures_local_authority",
    "staff_posts_assigned",
    "staff_present",
    "procedures_eligible_level_3",
    "procedures_online_level_3",
    "procedures_eligible_level_4",
    "procedures_online_level_4",
    "procedures_online_level_3_4",
    "procedures_integrated",
    "disbursement_plan",
    "disbursement_done",
)
SAID = (
    "plan_tasks",
    "plan_tasks_completed",
    "dossiers_received",
    "dossiers_new",
    "dossiers_new_online",
    "dossiers_new_direct",
    "dossiers_carried_over",
    "dossiers_resolved",
    "dossiers_resolved_early",
    "dossiers_resolved_on_the_day",
    "dossiers_resolved_late",
    "dossiers_pending",
    "dossiers_pending_in_time",
    "dossiers_pending_overdue",
    "share_part",
    "share_whole",
    "procedures_local_authority",
    "staff_posts_assigned",
    "staff_present",
    "staff_officials",
    "staff_civil_servants",
)
Rng = np.random.Generator
Fault = Callable[[list[Made], Rng], Made | None]


def _pick(rng: Rng, names: list[str]) -> str | None:
    return str(rng.choice(names)) if names else None


def _number(raw: str) -> int:
    return int(parse_number(raw, "amount"))


def _in_cell(change: Callable[[int, Rng], int | None], names: tuple[str, ...] = TIED, said: bool = False) -> Fault:
    """Return a fault that writes another number into one cell, or into one sentence."""

    def fault(past: list[Made], rng: Rng) -> Made | None:
        made = past[-1]
        given = made.said if said else made.cells
        for name in rng.permutation([name for name in names if given.get(name)]):
            value = change(_number(given[name]), rng)
            if value is not None and value != _number(given[name]):
                new = given | {str(name): format_number(value)}
                return replace(made, **{"said" if said else "cells": new})
        return None

    return fault


def swap(value: int, rng: Rng) -> int | None:
    digits = str(value)
    if len(digits) < 2:
        return None
    i = int(rng.integers(0, len(digits) - 1))
    return int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])


def drop(value: int, rng: Rng) -> int | None:
    digits = str(value)
    i = int(rng.integers(0, len(digits)))
    return int(digits[:i] + digits[i + 1 :]) if len(digits) > 1 else None


def mistype(value: int, rng: Rng) -> int | None:
    digits, i = str(value), int(rng.integers(0, len(str(value))))
    return int(digits[:i] + str(rng.integers(0, 10)) + digits[i + 1 :])


def separator(past: list[Made], rng: Rng) -> Made | None:
    # A count has no decimals, so 1,409 is read as 1.409 and nothing is lost; an amount may have.
    made = past[-1]
    name = _pick(rng, [name for name in ("disbursement_plan", "disbursement_done") if "." in made.cells[name]])
    if name is None:
        return None
    return replace(made, cells=made.cells | {name: made.cells[name].replace(".", ",").rstrip("0").rstrip(",")})


def rows_shifted(past: list[Made], rng: Rng) -> Made | None:
    made, order = past[-1], [entry.indicator for entry in ENTRIES]
    pairs = [(a, b) for a, b in itertools.pairwise(order) if a in TIED and b in TIED and made.cells[a] != made.cells[b]]
    a, b = pairs[int(rng.integers(0, len(pairs)))]
    return replace(made, cells=made.cells | {a: made.cells[b], b: made.cells[a]})


def to_blank(past: list[Made], rng: Rng) -> Made | None:
    printed = [rate for rate in RATES.values() if past[-1].cells.get(rate.indicator)]
    parts = [name for rate in printed for name in (rate.indicator, rate.numerator, rate.denominator)]
    name = _pick(rng, [name for name in parts if past[-1].cells.get(name)])
    return replace(past[-1], cells=past[-1].cells | {name: ""}) if name else None


def to_zero(past: list[Made], rng: Rng) -> Made | None:
    name = _pick(rng, [name for name in TIED if past[-1].cells[name] not in ("", "0")])
    return replace(past[-1], cells=past[-1].cells | {name: "0"}) if name else None


def old_rate(past: list[Made], rng: Rng) -> Made | None:
    made, before = past[-1], past[-3]
    name = _pick(rng, [name for name in RATES if made.cells.get(name) and made.cells[name] != before.cells.get(name)])
    return replace(made, cells=made.cells | {name: before.cells[name]}) if name else None


def other_denominator(past: list[Made], rng: Rng) -> Made | None:
    made = past[-1]
    over, under = (_number(made.cells[name]) for name in ("dossiers_received_online", "dossiers_received"))
    wrong = printed_rate(over, under + _number(made.said["dossiers_carried_over"]), 2)
    if parse_number(wrong, "rate") == parse_number(printed_rate(over, under, 2), "rate"):
        return None
    where = "cells" if rng.random() < 0.5 else "said"
    name = "online_dossier_rate" if where == "cells" else "dossiers_new_online_rate"
    return replace(made, **{where: getattr(made, where) | {name: wrong}})


def year_to_date(past: list[Made], rng: Rng) -> Made | None:
    made = past[-1]
    return replace(made, cells=made.cells | {"survey_sheets": format_number(4 * _number(made.cells["survey_sheets"]))})


def copied(past: list[Made], rng: Rng) -> Made | None:
    return replace(past[-1], cells=past[-3].cells, said=past[-3].said)


def money(past: list[Made], rng: Rng) -> Made | None:
    made, factor = past[-1], int(rng.choice([1000, 1_000_000]))
    names = ("disbursement_plan", "disbursement_done")
    return replace(made, cells=made.cells | {name: format_number(_number(made.cells[name]) * factor) for name in names})


def wrong_year(past: list[Made], rng: Rng) -> Made | None:
    return replace(past[-1], dated=_moved(past[-1].dated, -1))


def reversed_interval(past: list[Made], rng: Rng) -> Made | None:
    made = past[-1]
    return replace(made, windows={int(rng.choice([2, 3, 6])): (made.start, _moved(made.end, -1))})


def other_interval(past: list[Made], rng: Rng) -> Made | None:
    made = past[-1]
    return replace(
        made, windows={int(rng.choice([3, 6])): (made.start, made.end + dt.timedelta(days=int(rng.integers(1, 9))))}
    )


def other_symbol(past: list[Made], rng: Rng) -> Made | None:
    ((number, _, day),) = past[-1].cited
    return replace(past[-1], cited=((number, "KH-BCĐ", day),))


def other_day(past: list[Made], rng: Rng) -> Made | None:
    ((number, symbol, day),) = past[-1].cited
    return replace(past[-1], cited=((number, symbol, day + dt.timedelta(days=int(rng.integers(1, 4)))),))


def other_number(past: list[Made], rng: Rng) -> Made | None:
    made, i = past[-1], int(rng.integers(1, 5))
    number, symbol, day = made.documents[i]
    documents = (*made.documents[:i], (made.documents[i - 1][0] - 1, symbol, day), *made.documents[i + 1 :])
    return None if made.cited[0][0] == number else replace(made, documents=documents)


def half_year_too_small(past: list[Made], rng: Rng) -> Made | None:
    # 2022-H1 beside 2022-Q1, in a row that nothing in the report repeats.
    quarter = _number(past[2].cells["survey_sheets"])
    return replace(past[3], cells=past[3].cells | {"survey_sheets": format_number(int(rng.integers(0, quarter)))})


def plan_changed(past: list[Made], rng: Rng) -> Made | None:
    # 2022-Q3 after 2022-H1: another plan, and everything that rests on it changed with it.
    made = past[4]
    plan, done = (
        _number(made.cells["plan_tasks"]) + int(rng.integers(1, 9)),
        _number(made.cells["plan_tasks_completed"]),
    )
    both = {"plan_tasks": format_number(plan), "plan_completion_rate": printed_rate(done, plan, 2)}
    return replace(made, cells=made.cells | both, said=made.said | both | {"plan_activities": format_number(plan + 9)})


def too_few_documents(past: list[Made], rng: Rng) -> Made | None:
    made = past[-1]
    highest = made.documents[-1][0]
    count = format_number(int(rng.integers(9, highest)))
    said = {"documents_issued": count, "documents_sent_electronically": count}
    # The sentence counts from New Year, as a register does.
    window = (dt.date(made.end.year, 1, 1), made.end)
    return replace(made, said=made.said | said, windows={2: window})


def _moved(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year + years)


FAULTS: dict[str, Fault] = {
    "digits swapped": _in_cell(swap),
    "digit dropped": _in_cell(drop),
    "digit mistyped": _in_cell(mistype),
    "extra zero": _in_cell(lambda value, rng: value * 10),
    "dot for comma": separator,
    "rows shifted": rows_shifted,
    "part of a sum": _in_cell(mistype, ("procedures_online_level_3", "procedures_online_level_4")),
    "value to blank": to_blank,
    "value to 0": to_zero,
    "rate of an earlier quarter": old_rate,
    "rate over another denominator": other_denominator,
    "year to date in a quarter": year_to_date,
    "quarter copied": copied,
    "half-year below its quarter": half_year_too_small,
    "plan changed within the year": plan_changed,
    "money × 1,000 or 1,000,000": money,
    "year of the report's date": wrong_year,
    "interval reversed": reversed_interval,
    "interval not the report's": other_interval,
    "symbol of a citation": other_symbol,
    "date of a citation": other_day,
    "number of a citation": other_number,
    "fewer documents than numbers": too_few_documents,
    "sentence changed, form kept": _in_cell(mistype, SAID, said=True),
    "sentence's digits swapped": _in_cell(swap, SAID, said=True),
}

"""Plant faults in made-up consistent reports and count which the checks see: recall by kind of fault and by rule.

One fault a report, the communes' earlier reports beside it. A fault is seen when the report has a finding that it did not
have without the fault. False alarms are findings on reports without any. `-o docs/checks.md` writes the tables.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from consistent import ENTRIES, Made, commune, frames, printed_rate

from cchc_analysis import catalogue, check
from cchc_analysis.checks.engine import cases
from cchc_analysis.intervals import wilson
from cchc_analysis.numerals import format_number, parse_number

RATES = {name: rate for name, rate in catalogue.indicators().items() if rate.numerator}
# Cells that something else in the report repeats, adds up to or is a rate of.
TIED = (
    "plan_tasks", "plan_tasks_completed", "dossiers_received", "dossiers_received_online", "dossiers_resolved",
    "dossiers_resolved_on_time", "procedures_local_authority", "staff_posts_assigned", "staff_present",
    "procedures_eligible_level_3", "procedures_online_level_3", "procedures_eligible_level_4", "procedures_online_level_4",
    "procedures_online_level_3_4", "procedures_integrated", "disbursement_plan", "disbursement_done",
)  # fmt: skip
SAID = (
    "plan_tasks", "plan_tasks_completed", "dossiers_received", "dossiers_new", "dossiers_new_online", "dossiers_new_direct",
    "dossiers_carried_over", "dossiers_resolved", "dossiers_resolved_early", "dossiers_resolved_on_the_day",
    "dossiers_resolved_late", "dossiers_pending", "dossiers_pending_in_time", "dossiers_pending_overdue", "share_part",
    "share_whole", "procedures_local_authority", "staff_posts_assigned", "staff_present", "staff_officials",
    "staff_civil_servants",
)  # fmt: skip
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
    pairs = [
        (a, b) for a, b in itertools.pairwise(order)
        if a in TIED and b in TIED and made.cells[a] != made.cells[b]
    ]  # fmt: skip
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=200)
    parser.add_argument("--faults", type=int, default=120, help="of each kind")
    parser.add_argument("--seed", type=int, default=20230314)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    communes = [commune(f"{20000 + number}", rng) for number in range(given.communes)]
    past = frames(made for reports in communes for made in reports[:-1])
    now = frames(reports[-1] for reports in communes)
    started = time.perf_counter()
    clean = check(now, past)
    seconds = time.perf_counter() - started
    silent = pd.concat([clean, check(past)])
    known = clean.groupby("commune_code")["fingerprint"].agg(set).to_dict()
    kinds, rules, missed = [], defaultdict(Counter), []
    for kind, fault in FAULTS.items():
        chosen = rng.permutation(given.communes)
        planted = [made for number in chosen if (made := fault(communes[number], rng))][: given.faults]
        found = check(frames(planted), past)
        new = found[
            [
                print_ not in known.get(code, ())
                for code, print_ in zip(found.commune_code, found.fingerprint, strict=True)
            ]
        ]
        seen = new.groupby("commune_code")["rule"].agg(set).to_dict()
        surest = new.groupby("commune_code")["severity"].agg(
            lambda own: min(own, key=["error", "verify", "note"].index)
        )
        kinds.append((kind, len(planted), len(seen), Counter(surest)))
        for names in seen.values():
            rules_of_kind = Counter(names)
            for name, count in rules_of_kind.items():
                rules[name][kind] += count
        missed += [(kind, made) for made in planted if made.code not in seen]
    text = report(given, seconds, kinds, rules, silent)
    print(text)
    for kind, made in missed[:40]:
        before = next(reports[-1] for reports in communes if reports[-1].code == made.code)
        changes = [
            (name, before.cells.get(name), raw) for name, raw in made.cells.items() if raw != before.cells.get(name)
        ]
        changes += [(name, before.said[name], raw) for name, raw in made.said.items() if raw != before.said[name]]
        print("missed:", kind, made.code, changes[:3], made.windows, made.cited)
    if given.output:
        given.output.write_text(text, encoding="utf-8")


def report(given, seconds, kinds, rules, silent) -> str:  # type: ignore[no-untyped-def]
    """Return the tables as Markdown."""
    reports = given.communes * 7
    alarms = Counter(zip(silent["rule"], silent["severity"], strict=True))
    planted, seen = (sum(row[i] for row in kinds) for i in (1, 2))
    lines = [
        "# How well the checks see planted faults",
        "",
        f"Made by `.venv/bin/python benchmarks/checks.py -o docs/checks.md`: {planted:,} faults, one a report, over "
        f"{given.communes} made-up communes with six earlier reports each, all simulated, seed {given.seed}. "
        f"{given.communes} reports checked against their past in {seconds:.1f} s.",
        "",
        f"Seen: {seen:,} of {planted:,}, {_interval(seen, planted)}. On {reports:,} reports without a fault: "
        f"{_alarms(alarms, 'error', reports)} *Sai chắc chắn*, {_alarms(alarms, 'verify', reports)} *Cần xác minh*.",
        "",
        "| fault | planted | seen | recall, 95 % interval | surest: error / verify / note |",
        "|---|---:|---:|---|---|",
    ]
    for kind, count, caught, surest in kinds:
        lines.append(
            f"| {kind} | {count} | {caught} | {_interval(caught, count)} | "
            f"{surest['error']} / {surest['verify']} / {surest['note']} |"
        )
    lines += ["", "| rule | severity | faults that it saw | false alarms | precision |", "|---|---|---:|---:|---|"]
    for name, rule in catalogue.rules().items():
        wrong, right = alarms[name, rule.severity], sum(rules[name].values())
        if rule.severity != "note" and (wrong or right):
            lines.append(f"| `{name}` | {rule.severity} | {right} | {wrong} | {_interval(right, right + wrong)} |")
    lines += [
        "",
        "What is not seen: a count mistyped by so little that the rate printed beside it still holds; a rate and its parts "
        "changed alike; and these rows of the forms, which no rule holds against anything in the same report:",
        "",
        ", ".join(f"{entry.form}:{entry.code}" for entry in ENTRIES if entry.indicator in _unreached()) + ".",
    ]
    return "\n".join([*lines, ""])


def _unreached() -> set[str]:
    """Return the indicators that only their own range, the past or nothing is held against."""
    own = [case for case in cases() if not case.rule.each and case.rule.level < 5]
    names = {name for case in own for name in case.relation.names if len(set(case.relation.names)) > 1}
    names |= {name for rate in RATES.values() for name in (rate.indicator, rate.numerator, rate.denominator)}
    return {entry.indicator for entry in ENTRIES if catalogue.indicator(entry.indicator).kind != "section"} - names


def _alarms(alarms: Counter[tuple[str, str]], severity: str, reports: int) -> str:
    count = sum(number for (_, own), number in alarms.items() if own == severity)
    return f"{count} ({100 * wilson(count, reports)[1].item():.2f} % of reports at most)"


def _interval(part: int, whole: int) -> str:
    if not whole:
        return "–"
    low, high = (100 * limit.item() for limit in wilson(part, whole))
    return f"{100 * part / whole:.1f} % ({low:.1f}–{high:.1f})"


if __name__ == "__main__":
    main()

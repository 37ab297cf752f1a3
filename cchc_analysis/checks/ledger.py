"""The ledger of checks: for each rule × report whether it found something, ran, or could not run, and what it lacked.

Silence is no clean bill: a report of which nothing was understood has nothing to contradict. What a rule reads are the
names of its cases; a rule without cases says it by `needs`: figures, or `text`, `window` (an interval in the text),
`directives`, `interval` and `date` (of the cover), `past.N` (N earlier reports of the commune), `others.N` (N other communes
of the period and edition); `a|b` is either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue.wording import settings
from cchc_analysis.checks.relations import Relation
from cchc_analysis.checks.rules import GIVEN, Case, cases, is_in_scope
from cchc_analysis.checks.sheets import PAST, Sheet
from cchc_analysis.observations import COLUMNS

# Which rules of reading are about the other layout, or about pictures alone, by what their names begin with.
_NOT_OF = {"forms": ("table-",), "table": ("cover-", "form-", "row-", "file-name-", "sentence-")}
_OF_SCANS = ("cell-scan", "report-scanned")
_EARLIER = "earlier_reports"


@dataclass
class Reading:
    """What the ledger needs to know of one report: its sheet, the rules that found something, what stands beside it."""

    sheet: Sheet
    found: set[str]
    rates: list[Any]
    past: int
    others: int = 0
    lacking: dict[str, str] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        """Whether it is a row of a table, which has neither cover nor text."""
        edition = catalogue.editions().get(self.sheet.report.edition)
        return edition is not None and edition.layout == "table"


def ledger(readings: Iterable[Reading]) -> pd.DataFrame:
    """Return the frame `checks`: a row per report and rule, reports in their order, rules in the catalogue's."""
    readings = list(readings)
    alike = Counter((reading.sheet.report.period, reading.sheet.report.edition) for reading in readings)
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS["checks"]}
    for reading in readings:
        report = reading.sheet.report
        reading.others = alike[report.period, report.edition] - 1
        for rule in catalogue.rules().values():
            outcome, reason, missing = _outcome(rule, reading)
            row = (rule.rule, report.report_id, report.commune_code, report.period, outcome, reason, missing)
            for values, value in zip(columns.values(), row, strict=True):
                values.append(value)
    return pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})


def _outcome(rule: catalogue.Rule, reading: Reading) -> tuple[str, str, str]:
    if rule.rule in reading.found:
        return "found", "", ""
    if not is_in_scope(rule, reading.sheet):
        return "not_run", "not_in_scope", ""
    if rule.file in GIVEN:
        is_other = rule.rule.startswith(_NOT_OF["table" if reading.is_table else "forms"])
        if is_other or (rule.rule.startswith(_OF_SCANS) and not reading.sheet.is_recognised):
            return "not_run", "not_in_scope", ""
        return "run", "", ""
    if rule.verdict:
        return _of_rates(rule, reading)
    lacking = list(_lacking(rule, reading))
    if not lacking or not all(lacking):
        # Of a rule that goes through many figures the names would be most of the form.
        return "run", "", "" if rule.each else _joined(name for own in lacking for name in own)
    names = dict.fromkeys(name for own in lacking for name in own)
    if _EARLIER in names:
        # Whatever else it lacks, that comes first.
        return "not_run", "missing", _EARLIER
    if all(any(_why(name, reading) == "not_in_edition" for name in own) for own in lacking):
        reason = "not_in_edition"
    else:
        reason = "unreadable" if any(_why(name, reading) == "unreadable" for name in names) else "missing"
    return "not_run", reason, _joined(name for name in names if _why(name, reading) == reason)


def _joined(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _of_rates(rule: catalogue.Rule, reading: Reading) -> tuple[str, str, str]:
    """Return whether a rule on what became of the printed rates had a rate to look at."""
    compared = rule.verdict in ("differs", "rounded-to-all")
    if any(row.verdict in ("agrees", "differs") or (row.verdict != "blank" and not compared) for row in reading.rates):
        return "run", "", ""
    return "not_run", "missing" if reading.rates else "not_in_edition", ""


def _lacking(rule: catalogue.Rule, reading: Reading) -> Iterator[list[str]]:
    """Yield what each comparison of a rule lacks; nothing for one that could be made."""
    for case in _cases()[rule.rule]:
        yield _lacking_of(case, reading)
    for row in _percentages(rule):
        yield [name for name in (row["rate"], row["numerator"], row["denominators"][0]) if _why(name, reading)]
    if rule.needs:
        yield [name for name in rule.needs if all(_why(part, reading) for part in name.split("|"))]


@cache
def _cases() -> Mapping[str, list[Case]]:
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases():
        found[case.rule.rule].append(case)
    return found


def _percentages(rule: catalogue.Rule) -> tuple[Mapping[str, Any], ...]:
    """Return the percentages that a rule compares, its own or those of the rule that hands it over."""
    handed = (other for other in catalogue.rules().values() if other.otherwise == rule.rule)
    return rule.percentages or next((other.percentages for other in handed), ())


def _lacking_of(case: Case, reading: Reading) -> list[str]:
    sheet, relation = reading.sheet, case.relation
    if sheet.held.get(id(case)) is not None:
        return []
    lacking = list(
        dict.fromkeys(
            _EARLIER if _is_past(name) and not reading.past else name for name in relation.names if _why(name, reading)
        )
    )
    if not lacking or (relation.operator in ("implies", "requires") and _is_idle(relation, reading)):
        return []
    return lacking


def _is_idle(relation: Relation, reading: Reading) -> bool:
    """Return whether a condition is known not to hold, so that nothing follows from it."""
    if any(_why(name, reading) for name in relation.left.names):
        return False
    return not isinstance(relation.left, Relation) or relation.left.holds(reading.sheet.get) is not True


def _is_past(name: str) -> bool:
    return name.split(".", 1)[0] in PAST and "." in name


def _why(name: str, reading: Reading) -> str:
    """Return why a name gives no figure, "" if it gives one."""
    if name not in reading.lacking:
        reading.lacking[name] = _unread(name, reading)
    return reading.lacking[name]


def _unread(name: str, reading: Reading) -> str:
    sheet = reading.sheet
    if name == _EARLIER:
        return "missing"
    found = sheet.get(name)
    if found is not None and found.value is not None:
        return ""
    where, _, rest = name.rpartition(".")
    if name in _OF_REPORT:
        is_there = _OF_REPORT[name](sheet)
    elif where in ("past", "others"):
        is_there = getattr(reading, where) >= int(rest)
    elif where == "prose" and rest in _claims():
        # Words that are not there make no claim, where the part of the text that could hold them is understood at all.
        sections = _claims()[rest]
        is_there = any(not sections or row.section.split(".")[0] in sections for row in sheet.statements)
    else:
        is_there = False
    if is_there:
        return ""
    is_of_text = where in ("prose", "cited") or name in _OF_REPORT
    if (reading.is_table and is_of_text) or (not where and name in catalogue.indicators() and found is None):
        return "not_in_edition"
    return "unreadable" if found is not None and found.status == "unreadable" else "missing"


_OF_REPORT: Mapping[str, Any] = {
    "text": lambda sheet: bool(sheet.statements),
    "window": lambda sheet: any(row.measure.endswith("window_start") for row in sheet.statements),
    "directives": lambda sheet: bool(sheet.directives),
    "interval": lambda sheet: pd.notna(sheet.report.period_end),
    "date": lambda sheet: pd.notna(sheet.report.doc_date),
}


@cache
def _claims() -> Mapping[str, tuple[str, ...]]:
    """Return the parts of the text in which each claim may stand; none for anywhere."""
    return {row["measure"]: tuple(row.get("sections", ())) for row in settings()["statement"] if row["kind"] == "claim"}

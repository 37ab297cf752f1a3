"""What communes answered about findings: two tables beside the documents, which people may also edit by hand.

`data/explanations.csv` : a finding that is explained folds and is counted apart, and is open again as soon as its
    fingerprint changes: the rule, its version, or a value that it read. It is never deleted.
`data/corrections.csv` : a figure that a commune says would be right. It is listed beside the finding and changes nothing:
    the report's own figure rules until the commune sends a corrected report.

Both are UTF-8 with a header. A table that a spreadsheet saved with semicolons and days such as 03/04/2023 is read too.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.communes import registry
from cchc_analysis.errors import CchcError
from cchc_analysis.files import write_whole
from cchc_analysis.formulas import guard, unguard
from cchc_analysis.numerals import find_dates
from cchc_analysis.periods import Period

EXPLANATIONS = "explanations.csv"
CORRECTIONS = "corrections.csv"
# What identifies the finding that a row is about.
KEY = ["commune_code", "period", "rule", "fingerprint"]
COLUMNS = {
    EXPLANATIONS: [*KEY, "reason", "text", "answered_by", "answered_on", "document", "expires"],
    CORRECTIONS: [*KEY, "indicators", "found", "corrected", "text", "answered_by", "answered_on", "document"],
}
# Why a finding is no mistake, or whose mistake it was; the position is the number that a commune writes on its sheet.
REASONS = (
    "definition",
    "revised-figure",
    "other-period",
    "other-denominator",
    "typing-error",
    "not-applicable",
    "our-error",
    "other",
)
_DAYS = ("answered_on", "expires")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def keys(findings: pd.DataFrame) -> pd.MultiIndex:
    """Return the key of each finding, as the two tables write it; a finding on a whole file has no commune."""
    return pd.MultiIndex.from_arrays(
        [findings["commune_code"].fillna(""), findings["period"].fillna(""), findings["rule"], findings["fingerprint"]],
        names=KEY,
    )


def explain(findings: pd.DataFrame, explanations: pd.DataFrame, day: dt.date | None = None) -> pd.DataFrame:
    """Return findings with `explained` set where an explanation of the same fingerprint holds on a day (today)."""
    today = (day or dt.date.today()).isoformat()
    holding = explanations[(explanations["expires"] == "") | (explanations["expires"] >= today)]
    explained = keys(findings).isin(pd.MultiIndex.from_frame(holding[KEY]))
    return findings.assign(explained=explained)


def read_table(path: Path) -> pd.DataFrame:
    """Return the rows of `explanations.csv` or `corrections.csv`, days as 2023-04-03; no rows if there is no such file.

    Raises
    ------
    CchcError : columns other than those of the table, or a row with an unknown commune, rule, reason or period, a
        fingerprint that is none, a day that does not exist, or that answers a finding twice. Names file and line.
    """
    columns = COLUMNS[path.name]
    if not path.exists():
        return pd.DataFrame(columns=columns, dtype="str")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CchcError(
            path.name, f"a byte that is not UTF-8 at {error.start}", "UTF-8 text", "save it as CSV UTF-8"
        ) from error
    head = text.split("\n", 1)[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=";" if head.count(";") > head.count(",") else ",")
    rows: list[list[str]] = []
    lines: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(reader):
        where = f"{path.name} line {reader.line_num}"
        if number == 0:
            if [name.strip() for name in row] != columns:
                raise CchcError(where, f"columns {', '.join(row)}", ", ".join(columns), "restore the first line")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(columns):
            raise CchcError(where, f"{len(row)} cells", f"{len(columns)} cells", "put texts with commas into quotes")
        values = dict(zip(columns, (unguard(cell.strip()) for cell in row), strict=True))
        _check(values, where)
        key = tuple(values[name] for name in KEY)
        if key in lines:
            raise CchcError(
                where, "a finding answered before", f"one answer, line {lines[key]}", "delete one of the two"
            )
        lines[key] = reader.line_num
        rows.append(list(values.values()))
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _check(values: dict[str, str], where: str) -> None:
    """Raise if a row cannot be used; write its days as 2023-04-03."""
    try:
        period = Period.parse(values["period"])
    except CchcError as error:
        raise CchcError(where, f"period {values['period']!r}", error.expected, error.action) from error
    rules = catalogue.rules()
    if values["rule"] not in rules:
        near = difflib.get_close_matches(values["rule"], rules, n=1)
        raise CchcError(
            where, f"rule {values['rule']!r}", "a rule of the catalogue", f"use {near[0]!r}" if near else "correct it"
        )
    if not _FINGERPRINT.fullmatch(values["fingerprint"]):
        raise CchcError(where, f"fingerprint {values['fingerprint']!r}", "16 digits 0-9, a-f", "copy it from the sheet")
    if values["commune_code"]:
        registry.by_code(values["commune_code"], period.last_day, where)
    if values.get("reason", REASONS[0]) not in REASONS:
        raise CchcError(where, f"reason {values['reason']!r}", ", ".join(REASONS), "use one of them")
    for name in set(_DAYS) & set(values):
        values[name] = read_day(values[name], f"{where}, {name}", may_lack=name == "expires")


def read_day(text: str, where: str, may_lack: bool = False) -> str:
    """Return a day written 2023-04-03 or 03/04/2023, day first, as 2023-04-03."""
    if not text and may_lack:
        return ""
    try:
        if _ISO.fullmatch(text):
            return dt.date.fromisoformat(text).isoformat()
        ((printed, day),) = find_dates(text)
        if day is None or printed != text:
            raise ValueError(text)
        return day.isoformat()
    except ValueError as error:
        raise CchcError(where, f"{text!r}", "a day such as 03/04/2023", "write day/month/year") from error


def merge_rows(path: Path, rows: Sequence[dict[str, str]]) -> tuple[list[dict[str, str]], int]:
    """Return a table's rows with answers added, and how many are new; one that is already there stays as it is.

    Raises
    ------
    CchcError : the table or an answer cannot be used, or the finding is answered in another way already.
    """
    table = read_table(path).to_dict("records")
    known = {tuple(row[name] for name in KEY): row for row in table}
    new = []
    for row in rows:
        values = {column: row.get(column, "") for column in COLUMNS[path.name]}
        _check(values, path.name)
        key = tuple(values[name] for name in KEY)
        if key not in known:
            known[key] = values
            new.append(values)
        elif known[key] != values:
            raise CchcError(
                path.name,
                f"another answer to {values['rule']} of {values['commune_code']}",
                f"one answer to {key[3]}",
                "delete the row that no longer holds",
            )
    return [*table, *new], len(new)


def write_table(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write a table in one step; with a mark that tells Excel it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS[path.name])
    writer.writerows([guard(row[column]) for column in COLUMNS[path.name]] for row in rows)
    write_whole(path, text.getvalue().encode("utf-8-sig"))


def add_rows(path: Path, rows: Sequence[dict[str, str]]) -> int:
    """Add answers to a table, all or, where one cannot be added, none; return how many were new."""
    merged, new = merge_rows(path, rows)
    if new:
        write_table(path, merged)
    return new

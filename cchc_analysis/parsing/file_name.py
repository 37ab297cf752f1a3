"""The name of a report's file against the report: a name is never believed, and one that says something else is a question.

Whoever drops forty files into a folder easily takes the one of last quarter, or of the commune next door, under a name that
is right for what they meant.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from cchc_analysis.communes import registry
from cchc_analysis.communes.registry import Unit
from cchc_analysis.findings import Finding
from cchc_analysis.names import fold
from cchc_analysis.periods import Period

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_PARTS = (
    ("Q", re.compile(r"\b(?:quy|q)\s?(iv|iii|ii|i|[1-4])\b")),
    ("H1", re.compile(r"\b(?:(?:6|sau) ?thang|h1)\b")),
    ("9M", re.compile(r"\b(?:(?:9|chin) ?thang|9m)\b")),
)
_YEAR = re.compile(r"\b20\d\d\b")
# "13.03.2023" says when a report was signed, not what it is about.
_DATE = re.compile(r"\b\d{1,2} \d{1,2} 20\d\d\b|\b20\d\d \d{1,2} \d{1,2}\b|\bngay \d[\d ]*|\b\d{8}\b")
_KIND = re.compile(r"^(?:xa|phuong|thi tran|dac khu|huyen|quan|thi xa|tinh|thanh pho) ")


def check_name(source_file: str, unit: Unit, period: Period, day: dt.date, also: Collection[str] = ()) -> list[Finding]:
    """Return a finding for a period and one for a commune that the file's name says and the report does not.

    Parameters
    ----------
    source_file : the name to look at; folders above it are not part of it.
    unit, period : what the report itself says.
    day : a day on which the commune exists, to know the names of the others.
    also : parts of the year that the report's title names beside its period, as in "quý II và 6 tháng".
    """
    name = source_file.rsplit("/", 1)[-1]
    words = _words(name)
    shown: dict[str, object] = {"file": name}
    findings = []
    if (said := _said_period(words, {period.part, *also}, period)) is not None:
        findings.append(Finding("file-name-period", said, period.label(), values=shown))
    if (other := _said_commune(words, unit, day)) is not None:
        findings.append(Finding("file-name-commune", other, unit.name, values=shown))
    return findings


def _words(name: str) -> str:
    """Return a name's words, folded: "BaoCaoQuyI_2023.docx" is written without blanks."""
    stem = name.rsplit(".", 1)[0].replace("_", " ")
    return fold(re.sub(r"(?<=[a-zà-ỹđ])(?=[A-ZĐ])", " ", stem))


def _said_period(words: str, own: Collection[str], period: Period) -> str | None:
    """Return the period that a name says, if it is another one."""
    words = _DATE.sub(" ", words)
    found = []
    for part, pattern in _PARTS:
        for match in pattern.finditer(words):
            number = _ROMAN.get(match[1], match[1]) if part == "Q" else ""
            found.append((match.start(), part + number))
    years = _YEAR.findall(words)
    # A title names the next period, too; a name that has the right one among others says nothing wrong.
    is_part = not found or any(part in own for _, part in found)
    is_year = not years or str(period.year) in years
    if is_part and is_year:
        return None
    said = [] if is_part else [Period(period.year, min(found)[1]).label().split(" năm ")[0]]
    return " ".join([*said, *(f"năm {year}" for year in years if said or not is_year)])


def _said_commune(words: str, unit: Unit, day: dt.date) -> str | None:
    """Return the commune of the same province that a name says, if it is another one."""
    places = {_short(place) for place in (unit.district, unit.province) if place}
    said = {}
    for other in registry.roster(unit.province, None, day):
        key = _short(other.name)
        # A name of one word may be any word; with its kind before it, it is a commune.
        keys = {key, key.replace(" ", "")} if " " in key else {fold(other.name)}
        if key not in places and any(f" {form} " in f" {words} " for form in keys):
            said[key] = other.name
    own = _short(unit.name)
    # "Chi Lăng" is also the beginning of "Chi Lăng Nam".
    others = [key for key in said if key != own and (own not in said or own in key)]
    return said[max(others, key=len)] if others else None


def _short(place: str) -> str:
    return _KIND.sub("", fold(place))

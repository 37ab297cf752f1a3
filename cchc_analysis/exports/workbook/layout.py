"""Where each figure stands in the consolidated workbook: the same row on every commune's sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Entry, Indicator
from cchc_analysis.comparing.peer_groups import without_kind
from cchc_analysis.names import squeeze
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.form_tables import form_title
from cchc_analysis.reports import commune_names, ruling

# Excel's limit, and the signs that it forbids in the name of a sheet.
_NAME_LENGTH = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
# The row below the head, on every sheet; rows count from 1.
FIRST_ROW = 6


@dataclass(frozen=True)
class Line:
    """One row of a form; `at` is its row on communes' sheets, `below` on the form's own sheet."""

    entry: Entry
    indicator: Indicator
    is_printed: bool
    at: int
    below: int


@dataclass(frozen=True)
class Form:
    """One form: its title, the name of its sheet, the row of its title on communes' sheets, and its lines."""

    edition: str
    number: str
    title: str
    sheet: str
    at: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Layout:
    """The forms of a period, and the sheet of each commune by code, in order."""

    forms: tuple[Form, ...]
    communes: dict[str, str]

    @property
    def rows(self) -> dict[str, int]:
        """The row of each indicator on communes' sheets."""
        return {line.indicator.indicator: line.at for form in self.forms for line in form.lines}


def lay_out(frames: TidyFrames, reserved: tuple[str, ...], language: str = "vi") -> Layout:
    """Return the layout of a period's workbook; sheets named in `reserved` are taken."""
    taken = list(reserved)
    forms, at = [], FIRST_ROW
    for name in frames.observations["edition"].drop_duplicates():
        edition = catalogue.editions()[name]
        for number in edition.titles:
            entries = [(entry, True) for entry in edition.form(number)]
            entries += [(entry, False) for entry in _added_rates(edition.form(number), edition, language)]
            lines = tuple(
                Line(entry, catalogue.indicator(entry.indicator), is_printed, at + 1 + index, FIRST_ROW + index)
                for index, (entry, is_printed) in enumerate(entries)
            )
            title = form_title(name, number, language)
            short = catalogue.word("form-number", language, number=number) if number.isdigit() else title
            taken.append(sheet_name(short, taken))
            forms.append(Form(name, number, title, taken[-1], at, lines))
            at += 1 + len(lines)
    communes = {}
    for code, name in sorted(commune_names(ruling(frames.reports)).items()):
        taken.append(sheet_name(f"{code} {without_kind(name)[1]}", taken))
        communes[code] = taken[-1]
    return Layout(tuple(forms), communes)


def _added_rates(entries: tuple[Entry, ...], edition: catalogue.Edition, language: str) -> list[Entry]:
    """Return a row for each rate that a form has both parts of and no edition of this name prints."""
    here = {entry.indicator for entry in entries}
    printed = {entry.indicator for entry in edition.entries}
    return [
        Entry(entries[0].form, "", rate.label(language), "%", {}, rate.indicator)
        for rate in catalogue.indicators().values()
        if rate.numerator and {rate.numerator, rate.denominator} <= here and rate.indicator not in printed
    ]


def sheet_name(text: str, taken: list[str]) -> str:
    """Return a name that Excel accepts and that no other sheet has, whatever its case.

    >>> sheet_name("Tỷ lệ [a/b]: " + "x" * 40, []), sheet_name("A", ["a"])
    ('Tỷ lệ a b xxxxxxxxxxxxxxxxxxxxx', 'A 2')
    """
    name = squeeze(_FORBIDDEN.sub(" ", text)).strip("'")[:_NAME_LENGTH].rstrip("' ")
    known = {other.casefold() for other in taken}
    number = 1
    found = name
    while found.casefold() in known:
        number += 1
        found = f"{name[: _NAME_LENGTH - 1 - len(str(number))].rstrip()} {number}"
    return found


def reports_of(frames: TidyFrames) -> pd.DataFrame:
    """Return the reports that rule, by commune."""
    return ruling(frames.reports).set_index("commune_code").sort_index()

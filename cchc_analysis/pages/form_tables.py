"""One commune's forms as tables: each cell in one of its states, with its line, and how many are filled."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cchc_analysis import catalogue, findings
from cchc_analysis.catalogue import word
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import file_name, line_address
from cchc_analysis.pages.markup import Cell, Head, Html, join, number, table


def forms(frames: TidyFrames, language: str = "vi") -> Html:
    """Return one commune's forms, row by row, with the four states of a cell and the line each stands on."""
    parts = []
    for edition_name, own in frames.observations.groupby("edition", sort=False):
        edition = catalogue.editions()[edition_name]
        known = own.set_index("indicator")
        rows, groups = [], {}
        flagged = {name for names in frames.findings["indicators"] for name in names}
        waiting = set(own.loc[findings.unconfirmed(frames).reindex(own.index), "indicator"])
        crops = dict(zip(frames.scans["indicator"], frames.scans["crop"], strict=True))
        for position, entry in enumerate(edition.entries):
            if position == 0 or entry.form != edition.entries[position - 1].form:
                groups[position] = form_title(edition_name, entry.form, language)
            row = known.loc[entry.indicator]
            address = line_address(row)
            rows.append(
                [
                    *([Cell(entry.code)] if edition.layout == "forms" else []),
                    Cell(catalogue.indicator(entry.indicator).label(language) if language == "en" else entry.label),
                    _with_crop(
                        value_cell(row, entry, language, is_flagged=entry.indicator in flagged),
                        crops.get(entry.indicator, ""),
                        entry.indicator in waiting,
                        language,
                    ),
                    Cell(_unit(entry, language)),
                    Cell(str(row["source_line"]) if address else "", "num source", href=address),
                ]
            )
        heads: list[Head] = [
            *([word("code", language)] if edition.layout == "forms" else []),
            word("indicator", language),
            (word("value", language), "num"),
            word("unit", language),
            (word("line-head", language), "num"),
        ]
        caption = f"{edition.title(language)} · {file_name(own['source_file'].iloc[0])}"
        parts.append(table(heads, rows, caption, groups=groups, frame=own))
    return join(parts)


def _with_crop(cell: Cell, crop: str, is_waiting: bool, language: str) -> Cell:
    """Return a value's cell with its picture on the scan; once it is confirmed the number stands alone."""
    if not crop or not (is_waiting or cell.kind == "unreadable"):
        return cell
    mark = word("ocr", language) if is_waiting else ""
    return replace(cell, picture=crop, about=word("ocr-crop", language), mark=mark)


def value_cell(row: pd.Series, entry: catalogue.Entry, language: str, is_flagged: bool = False) -> Cell:
    """Return an observation's value as a cell: the number, or the word for its state."""
    indicator = catalogue.indicator(entry.indicator)
    if row["status"] in ("blank", "absent") and indicator.kind == "section":
        return Cell("")
    if row["status"] == "unreadable":
        return Cell(row["raw"] or word("unreadable", language), "unreadable")
    if row["status"] in ("blank", "absent"):
        return Cell(word(row["status"], language), row["status"])
    kind = "num flag" if is_flagged else "num"
    if entry.options:
        options = indicator.options_en if language == "en" else entry.options
        return Cell(f"{row['value']:.0f} = {options[int(row['value'])]}", kind, row["value"])
    return Cell(format_number(row["value"], None, language), kind, row["value"])


def form_title(edition: str, form: str, language: str) -> str:
    """Return a form's title with its number where it has one."""
    title = catalogue.editions()[edition].titles[form][language]
    return word("form-title", language, number=form, title=title) if form.isdigit() else title


def _unit(entry: catalogue.Entry, language: str) -> str:
    if entry.options:
        return ""
    return catalogue.indicator(entry.indicator).unit(language) if language == "en" else entry.unit


def blanks(counts: pd.DataFrame, language: str = "vi") -> Html:
    """Return how many rows of each form are filled, blank, missing and unreadable."""
    rows = [
        [
            Cell(form_title(row.edition, row.form, language)),
            *(number(getattr(row, status), language) for status in ("reported", "blank", "absent", "unreadable")),
        ]
        for row in counts.itertuples()
    ]
    heads: list[Head] = [
        word("form", language),
        *((word(f"{status}-head", language), "num") for status in counts.columns[2:]),
    ]
    return table(heads, rows, word("blanks-caption", language), frame=counts)

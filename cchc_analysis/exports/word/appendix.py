"""A draft of the appendix that the office owes: the forms as printed, with the totals, in Word.

Its tables are those of a commune's report, so that this package, and whoever receives it, reads it as one. A total of
blanks is a blank. The draft says of each total in its note how many communes are in it where not all are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis import catalogue, totals
from cchc_analysis.catalogue import Edition, Entry, word
from cchc_analysis.exports.word import style
from cchc_analysis.files import write_whole
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period

_WIDTHS = (14, 80, 25, 23, 23)
_SIZE = 12
# One entry of a form: what stands in the column of figures, and its note.
Figures = Mapping[str, tuple[str, str]]


def consolidated_figures(frames: TidyFrames, edition: Edition) -> dict[str, tuple[str, str]]:
    """Return indicator → (total as printed, note) for an edition's rows; what does not add up stays blank."""
    expected = len(totals.coverage(frames))
    table = totals.totals(frames, expected).set_index("indicator")
    found = {}
    for entry in edition.entries:
        if entry.indicator not in table.index:
            continue
        row = table.loc[entry.indicator]
        if pd.notna(row["lowest"]):
            # Where all agree it is the set's own count; where not, nobody's is.
            ends = list(dict.fromkeys(format_number(row[end]) for end in ("lowest", "highest")))
            note = word("same-set-each", range="–".join(ends)) if row["expected"] > 1 else ""
            found[entry.indicator] = ends[0] if len(ends) == 1 else "", note
        if pd.isna(row["value"]):
            continue
        note = ""
        if row["communes"] < row["expected"]:
            note = word("covers", communes=int(row["communes"]), expected=int(row["expected"]))
        if row["held_back"]:
            note = "; ".join(text for text in (note, word("without", names=row["held_back"])) if text)
        found[entry.indicator] = _format(entry, float(row["value"])), note
    return found


def _format(entry: Entry, value: float) -> str:
    kind = catalogue.indicator(entry.indicator).kind
    if kind == "amount" and not value.is_integer():
        # 1234,5 with its thousands parted may be read as no other number.
        return format_number(round(value, 2), 2)
    if kind == "rate" and 99.99 < value < 100:
        # "100" says all; what is not all is cut off instead of rounded.
        return format_number(99.99)
    return format_number(value)


def write_appendix(frames: TidyFrames, period: Period, edition: Edition, path: Path) -> Path:
    """Write the appendix of an edition with forms, filled in with the totals over the frames' communes; return its path."""
    figures = consolidated_figures(frames, edition)
    title = word("appendix-title")
    document = style.new_document(title, "vi")
    if frames.reports["is_simulated"].any():
        _write_centred(document, word("simulated").upper(), bold=True)
    _write_centred(document, title.upper(), bold=True)
    _write_centred(document, word("appendix-about", period=period.label()), italic=True)
    covered = totals.coverage(frames)
    reported = int(covered["is_reported"].sum())
    _write_centred(document, word("appendix-draft", reported=reported, expected=len(covered)), italic=True)
    if len(missing := list(covered.loc[~covered["is_reported"], "commune"])):
        text = f"{word('not-reported', count=len(missing))}: {', '.join(missing)}."
        style.write(document.add_paragraph(), text, size=_SIZE)
    for number, titles in edition.titles.items():
        head = _write_centred(document, word("form-number", number=number), bold=True)
        head.paragraph_format.space_before = style.GAP
        head.paragraph_format.keep_with_next = True
        _write_centred(document, titles["vi"], bold=True).paragraph_format.keep_with_next = True
        _add_form(document, edition.form(number), figures)
    return write_whole(path, document.save)


def _write_centred(document: Any, text: str, *, bold: bool = False, italic: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = style.CENTRE
    return style.write(paragraph, text, bold=bold, italic=italic)


def _add_form(document: Any, entries: tuple[Entry, ...], figures: Figures) -> None:
    heads = [word(key) for key in ("stt", "appendix-label", "unit", "appendix-value", "note-head")]
    table = style.add_table(document, heads, _WIDTHS, _SIZE)
    for entry in entries:
        row = table.add_row()
        style.keep_whole(row)
        value, note = figures.get(entry.indicator, ("", ""))
        is_section = catalogue.indicator(entry.indicator).kind == "section"
        for index, text in enumerate((f"{entry.code}.", entry.label, entry.unit, value, note)):
            paragraph = row.cells[index].paragraphs[0]
            if index != 1:
                paragraph.alignment = style.RIGHT if index == 3 else style.CENTRE
            style.write(paragraph, text, bold=is_section, size=_SIZE if index < 4 else 10)
    style.set_widths(table, _WIDTHS)

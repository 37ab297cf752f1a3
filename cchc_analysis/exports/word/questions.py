"""Question sheets: one Word document a commune with its open findings, quoted, and empty cells for the answers.

A sheet asks at most ten questions, the surest first, on one page of paper: the more there are, the smaller they are set
and the shorter the report is quoted. It names no other commune and no score. Each question carries the
finding's fingerprint and a check sum of its own words, and the sheet one over all questions, so that a filled sheet whose
questions are not those that were sent is noticed when it is read back, see `cchc_analysis.exports.answers`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.answers.explanations import KEY, REASONS, keys
from cchc_analysis.catalogue import editions, word
from cchc_analysis.exports.word import style
from cchc_analysis.exports.word.excerpts import excerpts, numbers
from cchc_analysis.files import write_whole
from cchc_analysis.findings import message
from cchc_analysis.names import slug, squeeze
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period
from cchc_analysis.reports import ruling

# A sheet that asks for more is put aside; the rest is asked once these are answered.
MOST = 10
_SMALL = 6.5
# Enough of the report to find the place; the analyst's page has them all.
_QUOTES = 3
_WIDTHS = (10, 91, 104, 22, 15, 39)
# Up to so many questions, one quotes the report with so many characters.
_ROOM = ((3, 500), (5, 260), (7, 170), (MOST, 100))
# Sizes in points, the largest that fits one page is taken; what a page holds beside its questions, and is high, in mm.
_SIZES = (11, 10.5, 10, 9.5, 9, 8.5)
_FRAME, _PAGE = 52, 198
# Width of a letter and height of a line in mm a point, on the safe side.
_LETTER, _LINE = 0.15, 0.41


@dataclass(frozen=True)
class Question:
    """One question as it stands on the sheet."""

    rule: str
    fingerprint: str
    severity: str
    where: str
    quotes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Sheet:
    """The questions to one commune about one period; `more` findings are left for another sheet."""

    commune_code: str
    commune: str
    period: Period
    doc_number: str
    questions: tuple[Question, ...]
    more: int
    is_simulated: bool

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.commune_code}-{slug(self.commune)}.docx"


def find_questions(frames: TidyFrames, corrections: pd.DataFrame, language: str = "vi") -> list[Sheet]:
    """Return a sheet for each commune with open findings that ask for something, in order of code.

    A finding that a commune has answered with a corrected figure is not asked again while it waits for the corrected
    report; remarks (`note`) are never asked.
    """
    findings = frames.findings
    is_waiting = keys(findings).isin(pd.MultiIndex.from_frame(corrections[KEY]))
    asked = findings[~findings["explained"] & (findings["severity"] != "note") & ~is_waiting]
    read = ruling(frames.reports)
    sheets = []
    for (code, period), reports in read.groupby(["commune_code", "period"]):
        own = asked[(asked["commune_code"] == code) & (asked["period"] == period)].drop_duplicates(
            ["rule", "fingerprint"]
        )
        if own.empty:
            continue
        room = next(room for most, room in _ROOM if min(len(own), MOST) <= most)
        questions = tuple(_question(row, frames, language, room) for row in own.head(MOST).itertuples())
        numbers = dict.fromkeys(reports["doc_number"].dropna())
        sheets.append(
            Sheet(
                str(code),
                reports["commune"].iloc[0],
                Period.parse(str(period)),
                ", ".join(numbers),
                questions,
                len(own) - len(questions),
                bool(reports["is_simulated"].any()),
            )
        )
    return sheets


def _size(sheet: Sheet, language: str) -> float:
    """Return the largest size in which a sheet's questions fit one page."""
    return next((size for size in _SIZES if _FRAME + _height(sheet, language, size) <= _PAGE), _SIZES[-1])


def _height(sheet: Sheet, language: str, size: float) -> float:
    """Return about how high the rows of a sheet's questions are, in mm."""

    def lines(text: str, width: float) -> int:
        return math.ceil(len(text) * _LETTER * size / (width - 4))

    height = 0.0
    for question in sheet.questions:
        left = lines(question.where, _WIDTHS[1]) + lines(" · ".join(question.quotes), _WIDTHS[1])
        right = lines(f"{word(question.severity, language)}. {question.text}", _WIDTHS[2])
        height += max(left * _LINE * size + _LINE * _SMALL, right * _LINE * size) + 0.3
    return height


def _question(row: Any, frames: TidyFrames, language: str, room: int) -> Question:
    places = []
    edition = frames.reports.loc[frames.reports["report_id"] == row.report_id, "edition"]
    if len(edition) and pd.notna(edition.iloc[0]):
        codes: dict[str, list[str]] = {}
        for entry in editions()[edition.iloc[0]].entries:
            if entry.indicator in row.indicators:
                codes.setdefault(entry.form, []).append(entry.code)
        places = [word("sheet-place", language, form=form, code=", ".join(own)) for form, own in codes.items()]
    if len(row.source_lines):
        lines = ", ".join(str(line) for line in dict.fromkeys(row.source_lines))
        places.append(word("line", language, line=lines))
    quotes = [squeeze(quote) for quote in dict.fromkeys(row.quotes)]
    said = message(row, language)
    more = [word("sheet-more-places", language, count=len(quotes) - _QUOTES)] if len(quotes) > _QUOTES else []
    quotes = excerpts(quotes[:_QUOTES], numbers(said), room - len("".join(more)))
    return Question(
        row.rule,
        row.fingerprint,
        row.severity,
        _capital("; ".join(places)) or word("sheet-whole", language),
        tuple([f"“{quote}”" for quote in quotes] + more),
        said,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def digest(parts: Sequence[str], length: int) -> str:
    """Return a check sum of words, whatever their spacing."""
    return hashlib.sha256("\0".join(squeeze(part) for part in parts).encode()).hexdigest()[:length]


def seal(commune_code: str, period: str, codes: Sequence[str]) -> str:
    """Return the sheet's own code: whose, of when, how many questions, and a check sum over their codes."""
    return f"{commune_code}/{period}/{len(codes)}/{digest([commune_code, period, *codes], 12)}"


def write_sheet(sheet: Sheet, folder: Path, language: str = "vi") -> Path:
    """Write one question sheet and return its path."""
    title = word("sheet-title", language)
    size = _size(sheet, language)
    document = style.new_document(title, language, landscape=True, size=size)
    style.tighten(document)
    if sheet.is_simulated:
        head = document.add_paragraph()
        head.alignment = style.CENTRE
        style.write(head, word("simulated", language).upper(), bold=True)
    head = document.add_paragraph()
    head.alignment = style.CENTRE
    style.write(head, title.upper(), bold=True, size=13)
    head = document.add_paragraph()
    head.alignment = style.CENTRE
    about = [sheet.commune, sheet.period.label(language)]
    about += [word("sheet-report", language, number=sheet.doc_number)] if sheet.doc_number else []
    style.write(head, " · ".join(about), bold=True)
    please = style.write(document.add_paragraph(), word("sheet-please", language, count=len(sheet.questions)))
    please.paragraph_format.space_after = style.NARROW
    for severity in dict.fromkeys(question.severity for question in sheet.questions):
        ask = word(f"sheet-ask-{severity}", language)
        style.write(please, " " + word("sheet-ask", language, severity=word(severity, language), ask=ask), bold=True)
    codes = _add_questions(document, sheet, language, size)
    reasons = "; ".join(f"{number} = {word(f'reason-{name}', language)}" for number, name in enumerate(REASONS, 1))
    below = style.write(
        document.add_paragraph(), word("sheet-reasons", language, reasons=reasons), italic=True, size=size - 0.5
    )
    below.paragraph_format.space_before = style.NARROW
    if sheet.more:
        style.write(document.add_paragraph(), word("sheet-more", language, count=sheet.more))
    signature = document.add_table(rows=0, cols=2)
    signature.style, signature.autofit, signature.alignment = "Table Grid", False, style.MIDDLE
    for key in ("sheet-name", "sheet-day", "sheet-document"):
        cells = signature.add_row().cells
        style.write(cells[0].paragraphs[0], word(key, language), bold=True, size=size)
    style.set_widths(signature, (62, sum(_WIDTHS) - 62))
    code = f"{word('sheet-code', language)}: {seal(sheet.commune_code, str(sheet.period), codes)}"
    style.write(document.add_paragraph(), code, size=_SMALL, grey=True)
    return write_whole(folder / sheet.name, document.save)


def _add_questions(document: Any, sheet: Sheet, language: str, size: float) -> list[str]:
    heads = ("sheet-number", "sheet-where", "sheet-what", "sheet-corrected", "sheet-reason", "sheet-explanation")
    table = style.add_table(document, [word(key, language) for key in heads], _WIDTHS, size)
    codes = []
    for number, question in enumerate(sheet.questions, 1):
        row = table.add_row()
        style.keep_whole(row)
        cells = row.cells
        style.write(cells[0].paragraphs[0], str(number), size=size).alignment = style.CENTRE
        style.write(cells[1].paragraphs[0], question.where, bold=True, size=size)
        if question.quotes:
            style.write(cells[1].add_paragraph(), " · ".join(question.quotes), italic=True, size=size)
        what = cells[2].paragraphs[0]
        style.write(what, f"{word(question.severity, language)}. ", bold=True, size=size)
        style.write(what, question.text, size=size)
        check = digest([str(number), cells[1].text, cells[2].text, sheet.commune_code, str(sheet.period)], 8)
        codes.append(f"{question.rule}/{question.fingerprint}-{check}")
        style.write(
            cells[1].add_paragraph(), f"{word('sheet-question-code', language)}: {codes[-1]}", size=_SMALL, grey=True
        )
    style.set_widths(table, _WIDTHS)
    return codes

"""`consolidated.xlsx`: the forms for the whole, one sheet a form, and every commune's figures, one sheet a commune.

Every total is a formula over all sheets between two that mark begin and end, so that a figure changed there is followed and
a commune's sheet may be added. Those two have names that need no quotation marks: LibreOffice cannot read a quoted range of
sheets, and Excel cannot read the way in which LibreOffice quotes one. Each formula also carries
the result that `totals` and `ranges` give, for programs that show a workbook without computing it; a test holds that both
are equal. Blanks stay blank: no formula turns one into a zero.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cchc_analysis import findings, totals
from cchc_analysis.catalogue import word
from cchc_analysis.exports.workbook.commune_sheet import HELPERS, write_commune
from cchc_analysis.exports.workbook.front_sheets import write_cover, write_findings
from cchc_analysis.exports.workbook.layout import FIRST_ROW, Form, Line, lay_out, reports_of
from cchc_analysis.exports.workbook.styles import Styles, fit_row, set_page
from cchc_analysis.files import write_whole
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period
from cchc_analysis.reports import commune_names
from cchc_analysis.totals import doubtful
from cchc_analysis.totals.held_back import held_back, without_wrong

_WIDTHS = (7, 50, 12, 13, 8, 11, 11, 34)
_HEADS = ("stt", "indicator", "unit", "value-or-rate", "communes-in-it", "least", "most", "note-head")
# The sheets around those of the communes.
BEGIN, END = "Bat_dau", "Ket_thuc"
# So many communes are named in a note; more are counted.
_NAMED = 5
_MISSING = 10


def write_workbook(
    frames: TidyFrames, period: Period, path: Path, corrections: pd.DataFrame, language: str = "vi"
) -> Path:
    """Write the consolidated workbook of a period and return its path.

    Parameters
    ----------
    corrections : rows of `corrections.csv`; those of this period are listed on the first sheet and change nothing.
    """
    return write_whole(path, lambda new: _write(frames, period, new, corrections, language))


def _write(frames: TidyFrames, period: Period, path: Path, corrections: pd.DataFrame, language: str) -> None:
    reserved = (word("sheet-cover", language), word("sheet-findings", language), BEGIN, END)
    layout = lay_out(frames, reserved, language)
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), safe) as book:
        book.set_calc_mode("auto")
        book.set_properties(
            {"title": word("book-title", language, period=period.label(language)), "author": "cchc_analysis"}
        )
        styles = Styles(book)
        covered = totals.coverage(frames)
        write_cover(book.add_worksheet(reserved[0]), styles, frames, period, layout, covered, corrections, language)
        write_findings(book.add_worksheet(reserved[1]), styles, frames, language)
        table = totals.totals(frames, len(covered)).set_index("indicator")
        limits = doubtful.ranges(frames).set_index("indicator")
        for form in layout.forms:
            sheet = book.add_worksheet(form.sheet)
            _write_form(sheet, styles, form, frames, period, table, limits, covered, language)
        brought = doubtful.parts(frames).set_index(["commune_code", "indicator"])
        sound = without_wrong(frames)
        observed = sound.observations.assign(
            is_doubtful=doubtful.doubtful(sound),
            is_waiting=findings.unconfirmed(frames),
            is_held_back=held_back(frames),
        ).set_index(["commune_code", "indicator"])
        recomputed = totals.rates(sound).set_index(["commune_code", "indicator"])["recomputed_pct"].astype(float)
        reports = reports_of(frames)
        book.add_worksheet(BEGIN).write_string(0, 0, word("book-begin", language, end=END), styles.plain)
        for code, name in layout.communes.items():
            sheet = book.add_worksheet(name)
            own = observed.loc[code]
            parts, rates = _of(brought, code), _of(recomputed, code)
            write_commune(sheet, styles, layout, reports.loc[[code]], own, parts, rates, period, language)
        book.add_worksheet(END).write_string(0, 0, word("book-end", language, begin=BEGIN), styles.plain)


def _of(table: Any, code: str) -> Any:
    return table.loc[code] if code in table.index.get_level_values(0) else table.iloc[0:0].droplevel(0)


def _write_form(
    sheet: Worksheet,
    styles: Styles,
    form: Form,
    frames: TidyFrames,
    period: Period,
    table: pd.DataFrame,
    limits: pd.DataFrame,
    covered: pd.DataFrame,
    language: str,
) -> None:
    set_page(sheet, _WIDTHS, FIRST_ROW - 1, form.title)
    sheet.write_string(0, 0, form.title, styles.title)
    sheet.write_string(1, 0, period.label(language), styles.plain)
    reported = word("coverage", language, reported=int(covered["is_reported"].sum()), expected=len(covered))
    if frames.reports["is_simulated"].any():
        reported = f"{word('simulated', language).upper()}. {reported}"
    sheet.write_string(2, 0, f"{reported}. {word('book-how', language)}", styles.plain)
    missing = list(covered.loc[~covered["is_reported"], "commune"])
    if missing:
        head = word("not-reported", language, count=len(missing))
        named = ", ".join(missing) if len(missing) <= _MISSING else word("book-see-cover", language)
        sheet.write_string(3, 0, f"{head}: {named}.", styles.plain)
    for column, key in enumerate(_HEADS):
        sheet.write_string(FIRST_ROW - 2, column, word(key, language), styles.head)
    own = frames.observations[frames.observations["edition"] == form.edition]
    names = commune_names(covered)
    for line in form.lines:
        row, indicator = line.below - 1, line.indicator
        sheet.write_string(row, 0, line.entry.code if form.number.isdigit() else "", styles.centre)
        sheet.write_string(row, 1, line.entry.label, styles.label(indicator.kind == "section"))
        sheet.write_string(row, 2, "" if line.entry.options else line.entry.unit, styles.centre)
        total = table.loc[indicator.indicator] if indicator.indicator in limits.index else None
        if total is None:
            for column in range(3, 7):
                sheet.write_blank(row, column, None, styles.empty)
            same = word("same-set" if indicator.adds == "same" else "book-no-total", language)
            note = "" if indicator.kind == "section" else same
        else:
            limit = limits.loc[indicator.indicator]
            _write_total(sheet, styles, line, total, limit, language)
            note = _note(own, line, names, limit, total["held_back"], language)
        sheet.write_string(row, 7, note, styles.note)
        fit_row(sheet, row, (line.entry.label, "" if line.entry.options else line.entry.unit, note), (50, 12, 38))


def _write_total(sheet: Worksheet, styles: Styles, line: Line, total: Any, limit: Any, language: str) -> None:
    def over(column: str) -> str:
        return f"{BEGIN}:{END}!{column}{line.at}"

    row, is_rate, unknown = line.below - 1, line.indicator.adds == "recompute", word("book-no-limit", language)
    number, count, integer = styles.number(total["value"], 2 if is_rate else None), styles.number(0, 0), HELPERS
    doubt, weight = f"SUM({over(integer['doubt'])})", f"SUM({over(integer['weight'])})"
    least, most = f"SUM({over(integer['least'])})", f"SUM({over(integer['most'])})"
    is_open = f"SUM({over(integer['open'])})>0"
    if is_rate:
        under = f"SUM({over(integer['denominator'])})"
        formula = f'=IF({under}>0,100*SUM({over(integer["numerator"])})/{under},"")'
        counted = f"=COUNT({over(integer['numerator'])})"
        lower = f'=IF({doubt}=0,"",IF({is_open},"{unknown}",IF({weight}>0,100*{least}/{weight},"")))'
        upper = f'=IF({doubt}=0,"",IF({is_open},"{unknown}",IF({weight}>0,100*{most}/{weight},"")))'
    else:
        formula = f'=IF(COUNT({over("D")})=0,"",SUM({over("D")}))'
        counted = f"=COUNT({over('D')})"
        lower = f'=IF({doubt}=0,"",{least})'
        upper = f'=IF({doubt}=0,"",IF({is_open},"{unknown}",{most}))'
    sheet.write_formula(row, 3, formula, number, formula_result(total["value"]))
    sheet.write_formula(row, 4, counted, count, int(total["communes"]))
    unlimited = unknown if limit["doubtful"] else ""
    sheet.write_formula(row, 5, lower, number, formula_result(limit["least"], unlimited if is_rate else ""))
    sheet.write_formula(row, 6, upper, number, formula_result(limit["most"], unlimited))


def formula_result(value: float | None, otherwise: str = "") -> float | str:
    """Return a formula's result as the file keeps it: a missing one is an empty text, never a zero."""
    return otherwise if value is None or pd.isna(value) else float(value)


def _note(own: pd.DataFrame, line: Line, names: dict[str, str], limit: Any, held_back: str, language: str) -> str:
    """Return whose figure is not in a total, and how many cells of it are in doubt."""
    wanted = [line.indicator.indicator]
    if line.indicator.adds == "recompute":
        wanted = [line.indicator.numerator, line.indicator.denominator]
    rows = own[own["indicator"].isin(wanted)]
    lacking = [names[code] for code in dict.fromkeys(rows.loc[rows["value"].isna(), "commune_code"]) if code in names]
    notes = []
    if lacking:
        more = [word("book-more", language, count=len(lacking) - _NAMED)] if len(lacking) > _NAMED else []
        notes.append(word("book-lacking", language, names=", ".join(lacking[:_NAMED] + more)))
    if held_back:
        notes.append(word("book-without", language, names=held_back))
    if limit["doubtful"]:
        notes.append(word("book-doubtful", language, count=int(limit["doubtful"])))
    return " ".join(notes)

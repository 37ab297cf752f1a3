"""A commune's own sheet: its figures as printed, and beside them, hidden, what each brings into the totals."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from cchc_analysis.catalogue import word
from cchc_analysis.exports.workbook.layout import FIRST_ROW, Layout, Line
from cchc_analysis.exports.workbook.styles import Styles, fit_row, set_page
from cchc_analysis.numerals import decimals, format_date
from cchc_analysis.periods import Period
from cchc_analysis.totals import doubtful

_WIDTHS = (7, 62, 16, 15, 12, 8, 34)
_HEADS = ("stt", "indicator", "unit", "value-or-rate", "recomputed", "doubtful-head", "note-head")
# The hidden columns: see `totals.doubtful.parts`, whose columns they are.
HELPERS = {
    "numerator": "H",
    "denominator": "I",
    "least": "J",
    "most": "K",
    "open": "L",
    "weight": "M",
    "doubt": "N",
}


def write_commune(
    sheet: Worksheet,
    styles: Styles,
    layout: Layout,
    reports: pd.DataFrame,
    observed: pd.DataFrame,
    brought: pd.DataFrame,
    recomputed: pd.Series,
    period: Period,
    language: str,
) -> None:
    """Write a commune's sheet.

    Parameters
    ----------
    reports : the commune's reports that rule.
    observed : its observations by indicator, with `is_doubtful`.
    brought : its rows of `totals.doubtful.parts` by indicator.
    recomputed : its rates of `totals.rates`, in percent, by indicator.
    """
    name = reports["commune"].iloc[0]
    set_page(sheet, _WIDTHS, FIRST_ROW - 1, f"{name}, {period.label(language)}")
    sheet.write_string(0, 0, name, styles.title)
    about = [period.label(language)]
    for report in reports.itertuples():
        printed = [report.doc_number if pd.notna(report.doc_number) else "", format_date(report.doc_date)]
        about.append(" ".join([report.source_file.rsplit("/", 1)[-1], *(text for text in printed if text)]))
    if reports["is_simulated"].any():
        about.insert(0, word("simulated", language).upper())
    sheet.write_string(1, 0, " · ".join(about), styles.plain)
    sheet.write_string(2, 0, word("book-commune", language), styles.plain)
    for column, key in enumerate(_HEADS):
        sheet.write_string(FIRST_ROW - 2, column, word(key, language), styles.head)
    rows = layout.rows
    for form in layout.forms:
        sheet.merge_range(form.at - 1, 0, form.at - 1, 6, "", styles.group)
        sheet.write_string(form.at - 1, 0, form.title, styles.group)
        for line in form.lines:
            _write_line(sheet, styles, line, observed, form.number.isdigit(), language)
            _write_helpers(sheet, styles, line, rows, brought, recomputed)
    sheet.set_column(7, 13, None, styles.hidden, {"hidden": True})


def _write_line(
    sheet: Worksheet, styles: Styles, line: Line, observed: pd.DataFrame, has_code: bool, language: str
) -> None:
    row, entry, indicator = line.at - 1, line.entry, line.indicator
    own = observed.loc[indicator.indicator] if indicator.indicator in observed.index else None
    sheet.write_string(row, 0, entry.code if has_code else "", styles.centre)
    sheet.write_string(row, 1, entry.label, styles.label(indicator.kind == "section"))
    sheet.write_string(row, 2, entry.unit, styles.centre)
    note, is_doubtful = "", own is not None and bool(own["is_doubtful"])
    if own is None:
        sheet.write_blank(row, 3, None, styles.empty)
        note = word("absent" if line.is_printed else "book-unprinted", language)
    elif own["status"] == "unreadable":
        sheet.write_string(row, 3, own["raw"], styles.unreadable)
        note = word("held-back" if own["is_held_back"] else "unreadable", language)
    elif pd.isna(own["value"]):
        sheet.write_blank(row, 3, None, styles.empty if own["status"] == "absent" else styles.blank)
        note = "" if indicator.kind == "section" else word(own["status"], language)
    else:
        places = decimals(own["raw"]) if indicator.kind == "rate" else None
        sheet.write_number(row, 3, own["value"], styles.number(own["value"], places, is_doubtful))
        note = entry.options.get(int(own["value"]), "") if entry.options else ""
    if is_doubtful and own is not None and own["status"] == "reported":
        note = "; ".join(text for text in (note, word("book-contradicted", language)) if text)
    if own is not None and own["is_waiting"]:
        note = "; ".join(text for text in (note, word("ocr", language)) if text)
    if is_doubtful:
        sheet.write_number(row, 5, 1, styles.mark)
    else:
        sheet.write_blank(row, 5, None, styles.blank)
    sheet.write_string(row, 6, note, styles.note)
    fit_row(sheet, row, (entry.label, entry.unit, note), (62, 16, 38))


def _write_helpers(
    sheet: Worksheet, styles: Styles, line: Line, rows: dict[str, int], brought: pd.DataFrame, recomputed: pd.Series
) -> None:
    """Write the formulas of a row, each with the result that `totals.doubtful.parts` and `totals.rates` give."""
    at, indicator = line.at, line.indicator
    has_parts = bool(indicator.numerator) and {indicator.numerator, indicator.denominator} <= set(rows)
    own = brought.loc[indicator.indicator] if indicator.indicator in brought.index else None
    formulas: dict[str, str] = {}
    if has_parts:
        over, under = rows[indicator.numerator], rows[indicator.denominator]
        formulas = _of_rate(at, over, under) if indicator.adds == "recompute" else {}
        both = f"AND(ISNUMBER(D{over}),ISNUMBER(D{under}))"
        rate = f'=IF({both},IF(D{under}>0,100*D{over}/D{under},""),"")'
        result = recomputed.get(indicator.indicator)
        sheet.write_formula(at - 1, 4, rate, styles.number(None, 2), "" if pd.isna(result) else float(result))
    else:
        sheet.write_blank(at - 1, 4, None, styles.blank)
    if indicator.adds == "sum":
        formulas = _of_sum(at, rows.get(doubtful.bound_of(indicator)))
    for name, formula in formulas.items():
        if formula:
            column = ord(HELPERS[name]) - ord("A")
            sheet.write_formula(at - 1, column, formula, styles.hidden, "" if own is None else _result(own, name))


def _of_rate(at: int, over: int, under: int) -> dict[str, str]:
    both = f"AND(ISNUMBER(D{over}),ISNUMBER(D{under}))"
    there = f"OR(ISNUMBER(D{over}),F{over}=1),OR(ISNUMBER(D{under}),F{under}=1),OR(F{over}=1,F{under}=1)"
    printed = f'IF(ISNUMBER(D{under}),D{under},"")'
    return {
        "numerator": f'=IF({both},D{over},"")',
        "denominator": f'=IF({both},D{under},"")',
        "doubt": f'=IF(AND({there}),1,"")',
        "least": f'=IF(N{at}=1,"",H{at})',
        "most": f"=IF(N{at}=1,{printed},H{at})",
        "weight": f"=IF(N{at}=1,{printed},I{at})",
        "open": f'=IF(AND(N{at}=1,M{at}=""),1,"")',
    }


def _of_sum(at: int, whole: int | None) -> dict[str, str]:
    limit = f'IF(AND(ISNUMBER(D{whole}),F{whole}<>1),D{whole},"")' if whole else '""'
    return {
        "doubt": f'=IF(F{at}=1,1,"")',
        "least": f'=IF(AND(ISNUMBER(D{at}),N{at}<>1),D{at},"")',
        "most": f"=IF(N{at}=1,{limit},J{at})",
        "open": f'=IF(AND(N{at}=1,K{at}=""),1,"")',
    }


def _result(own: Any, name: str) -> float | str:
    if name in ("doubt", "open"):
        return 1 if own["is_doubtful" if name == "doubt" else "is_open"] else ""
    return "" if pd.isna(own[name]) else float(own[name])

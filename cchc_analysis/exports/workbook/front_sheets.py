"""The first two sheets of the workbook: what it rests on, and what in it is still open."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from cchc_analysis import __version__
from cchc_analysis.catalogue import word
from cchc_analysis.checks.coverage import is_telling
from cchc_analysis.exports.workbook.layout import Layout
from cchc_analysis.exports.workbook.styles import Styles, fit_row, set_page
from cchc_analysis.findings import message
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period
from cchc_analysis.reports import commune_names, ruling

# A text over both columns of the first sheet breaks less often than one in a narrow column.
_MERGED = 1.15


def write_cover(
    sheet: Worksheet,
    styles: Styles,
    frames: TidyFrames,
    period: Period,
    layout: Layout,
    covered: pd.DataFrame,
    corrections: pd.DataFrame,
    language: str,
) -> None:
    """Write who is in the totals and who is not, how they are made, which corrections wait, and links to all sheets."""
    set_page(sheet, (26, 88), 1, period.label(language), frozen_columns=0)
    sheet.write_string(0, 0, word("book-title", language, period=period.label(language)), styles.title)
    at = 2
    missing = covered.loc[~covered["is_reported"], "commune"]
    lines = [word("coverage", language, reported=int(covered["is_reported"].sum()), expected=len(covered))]
    if frames.reports["is_simulated"].any():
        lines.insert(0, f"{word('simulated', language).upper()}.")
    if len(missing):
        lines.append(f"{word('not-reported', language, count=len(missing))}: {', '.join(missing)}.")
    lines += [word(key, language) for key in ("book-totals", "book-ranges", "book-edit")]
    for text in lines:
        sheet.merge_range(at, 0, at, 1, "", styles.wrapped)
        sheet.write_string(at, 0, text, styles.wrapped)
        fit_row(sheet, at, [text], [114 * _MERGED])
        at += 1
    waiting = corrections[corrections["period"] == str(period)]
    if len(waiting):
        listed = [
            (
                row.commune_code,
                word(
                    "book-correction",
                    language,
                    rule=row.rule,
                    found=row.found or "–",
                    corrected=row.corrected,
                    who=row.answered_by,
                    day=row.answered_on,
                ),
            )
            for row in waiting.itertuples()
        ]
        at = _write_rows(sheet, styles, at + 1, word("book-corrections", language), listed)
    sources = ruling(frames.reports).drop_duplicates("source_file")
    files = [(source.sha256[:16], source.source_file) for source in sources.head(200).itertuples()]
    at = _write_rows(sheet, styles, at + 1, word("source", language), files)
    sheet.write_string(at + 1, 0, word("book-sheets", language), styles.bold)
    at += 2
    links = [(word("sheet-findings", language), "")]
    links += [(form.sheet, form.title) for form in layout.forms]
    names = commune_names(covered)
    links += [(name, names.get(code, "")) for code, name in layout.communes.items()]
    for name, title in links:
        target = name.replace("'", "''")
        sheet.write_url(at, 0, f"internal:'{target}'!A1", styles.link, name)
        sheet.write_string(at, 1, title, styles.plain)
        at += 1
    made = word("made-with", language, version=__version__, hash=frames.hash[:16])
    sheet.write_string(at + 1, 0, made, styles.plain)


def _write_rows(sheet: Worksheet, styles: Styles, row: int, title: str, rows: list[tuple[str, str]]) -> int:
    sheet.write_string(row, 0, title, styles.bold)
    for name, text in rows:
        row += 1
        sheet.write_string(row, 0, name, styles.text)
        sheet.write_string(row, 1, text, styles.text)
    return row + 1


def write_findings(sheet: Worksheet, styles: Styles, frames: TidyFrames, language: str) -> None:
    """Write the open findings, the surest first, remarks left out."""
    set_page(sheet, (24, 16, 60, 60), 1, word("sheet-findings", language), frozen_columns=1)
    for column, key in enumerate(("commune", "severity-head", "sheet-what", "sheet-where")):
        sheet.write_string(0, column, word(key, language), styles.head)
    names = commune_names(frames.reports)
    found = frames.findings[~frames.findings["explained"] & (frames.findings["severity"] != "note")]
    for row, finding in enumerate(found.itertuples(), 1):
        sheet.write_string(row, 0, names.get(finding.commune_code, ""), styles.text)
        sheet.write_string(row, 1, word(finding.severity, language), styles.text)
        said, quotes = message(finding, language), "\n".join(finding.quotes)[:1000]
        sheet.write_string(row, 2, said, styles.text)
        sheet.write_string(row, 3, quotes, styles.note)
        fit_row(sheet, row, (said, quotes), (60, 66))
    if found.empty:
        silence = "no-findings" if is_telling(frames) else "few-rules-ran"
        sheet.write_string(1, 0, word(silence, language), styles.plain)

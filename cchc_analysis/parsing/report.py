"""One file to tidy frames: read it, find who and when, and give every row of the catalogue its value and status."""

from __future__ import annotations

import traceback
from pathlib import Path

from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.findings import Finding, finding_rows, to_findings
from cchc_analysis.observations import TidyFrames, to_frame
from cchc_analysis.parsing.cover import Given, check_one, read_cover
from cchc_analysis.parsing.cover.repeats import find_repeats
from cchc_analysis.parsing.file_name import check_name
from cchc_analysis.parsing.forms.by_edition import read_forms
from cchc_analysis.parsing.forms.scans import scan_findings, scanned_lines
from cchc_analysis.parsing.frame_rows import observe, period_text, report_row
from cchc_analysis.parsing.tables.form_06 import read_columns
from cchc_analysis.parsing.tables.form_06_heads import find_head, refuse_wrong_head
from cchc_analysis.parsing.tables.frames import table_frames
from cchc_analysis.parsing.tables.head import find_heads, refuse_strange_table
from cchc_analysis.parsing.tables.portal import read_tables
from cchc_analysis.parsing.text.directives import read_directives
from cchc_analysis.parsing.text.figures import read_figures
from cchc_analysis.parsing.text.further_parts import read_further_parts
from cchc_analysis.parsing.text.items import read_items
from cchc_analysis.parsing.text.sentences import read_sentences
from cchc_analysis.parsing.text.statements import find_statements
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document, html, pdf, read_document, records, sheet, text, word
from cchc_analysis.reading.apart.seconds import within
from cchc_analysis.reading.scans import tesseract
from cchc_analysis.reports import ReportId

# Readers of this version; what another one read is read again.
READERS = (text.READER, word.READER, sheet.READER, records.READER, html.READER, pdf.READER, tesseract.READER)


def read_report(
    path: Path | str,
    period: Period | None = None,
    source_file: str | None = None,
    commune: str | None = None,
    edition: str | None = None,
) -> TidyFrames:
    """Return the tidy frames of one file: a commune's report, or a portal table of many communes.

    Parameters
    ----------
    path : a .docx, .doc, .pdf, .xlsx, .xls, .csv, .json, .txt, .png, .jpg or .tif file.
    period : what the file is filed under. A report that names another is an error; a portal table names none and needs it.
    source_file : the name to keep for the file; by default its own.
    commune : code or name of the commune of a report that does not name it; one that names another is an error.
    edition : the edition of its forms; by default the one that fits most rows.

    Returns
    -------
    `TidyFrames`, with findings of reading only; `cchc_analysis.check` makes the rest.

    Raises
    ------
    ReadError : the file is no report, or takes more time than any report; says where, what was found and what to do.
    """
    name = source_file or Path(path).name
    try:
        with within(name):
            return _frames(path, period, source_file, commune, edition)
    except (CchcError, OSError):
        raise
    except Exception as error:
        # A fault of ours costs this file, not the files beside it; where it lies is what a report of it needs.
        *_, last = traceback.extract_tb(error.__traceback__)
        where = f"{Path(last.filename).name} line {last.lineno}"
        found = f"what its reader fails on ({type(error).__name__}, {where})"
        raise CchcError(name, found, "a report that can be read", "report it as a fault, with the file") from error


def _frames(
    path: Path | str, period: Period | None, source_file: str | None, commune: str | None, edition: str | None
) -> TidyFrames:
    document = read_document(path, source_file)
    if heads := find_heads(document):
        tables = read_tables(document, heads)
        return TidyFrames.concat([table_frames(document, table, period, at > 0) for at, table in enumerate(tables)])
    if head := find_head(document):
        return table_frames(document, read_columns(document, head, period), period)
    return _report_frames(document, Given(period, commune, edition))


def refusal(source_file: str, sha256: str, period: Period | None, error: CchcError) -> TidyFrames:
    """Return the frames of a file that could not be used: one report row, one finding that says why."""
    report_id = str(ReportId.of(sha256))
    if not isinstance(error, ReadError):
        error = ReadError(
            error.where, error.found, error.expected, error.action, rule="file-refused", place=error.where
        )
    row = report_row(report_id, source_file, sha256, "", "", "refused") | {"period": period_text(period)}
    finding = Finding(
        error.rule, error.found, error.expected, lines=error.lines, values=error.values | {"file": source_file}
    )
    return TidyFrames(
        to_frame([row], "reports"),
        to_frame([], "observations"),
        to_findings(finding_rows([finding], None, period_text(period), report_id)),
    )


def _report_frames(document: Document, given: Given) -> TidyFrames:
    check_one(document)
    try:
        forms = read_forms(document, given.edition)
    except ReadError as error:
        if error.rule == "file-no-forms":
            refuse_wrong_head(document)
            refuse_strange_table(document)
        raise
    cover = read_cover(document, given)
    period, unit, name = cover.period, cover.unit, document.source_file
    report_id = str(ReportId.of(document.sha256, period, unit.code))
    row = report_row(report_id, name, document.sha256, document.media, document.reader, "read") | {
        "commune_code": unit.code,
        "commune": unit.name,
        "issuer_level": cover.issuer_level,
        "district": unit.district,
        "province": unit.province,
        "period": str(period),
        "period_start": cover.start,
        "period_end": cover.end,
        "doc_number": cover.number,
        "doc_date": cover.date,
        "edition": forms.edition.name,
        "given": " ".join([*cover.given, *(["edition"] if given.edition else [])]),
        "is_simulated": cover.is_simulated,
    }
    observations, findings = observe(forms, report_id, name, unit.code, str(period))
    if cover.code not in (None, unit.code):
        quote, line = cover.quotes["code"]
        values: dict[str, object] = {"commune": unit.name}
        findings.append(Finding("cover-code", str(cover.code), unit.code, (), (quote,), (line,), values))
    if cover.issuer_level == "commune":
        findings += check_name(name, unit, period, cover.day, cover.named)
    items = read_items(document)
    statements = find_statements(items, period, cover.issuer_level)
    sentences = read_sentences(items, statements, period, cover.end, cover.date)
    findings += [told.finding for told in sentences if told.finding]
    findings += find_repeats(document, items, period, cover.quotes.get("period"), cover.number)
    findings += scan_findings(forms)
    found, lines = (
        finding_rows([*cover.findings, *findings], unit.code, str(period), report_id),
        list(scanned_lines(document, forms)),
    )
    if lines:
        # Of what was recognised in a picture nothing is certain.
        found = [row | {"severity": "verify" if row["severity"] == "error" else row["severity"]} for row in found]
    spans = [(one.item, one.start, one.end) for one in statements]
    spans += [(told.item, *span) for told in sentences for span in told.spans]
    source = {"commune_code": unit.code, "period": str(period), "report_id": report_id, "source_file": name}
    return TidyFrames(
        to_frame([row], "reports"),
        to_frame(observations, "observations"),
        to_findings(found),
        to_frame([source | stated.row for stated in statements], "statements"),
        to_frame([source | named for named in read_directives(items, cover.number)], "directives"),
        to_frame([source | line for line in lines], "scans"),
        further_parts=to_frame([source | named for named in read_further_parts(items)], "further_parts"),
        figures=to_frame([source | figure for figure in read_figures(items, spans)], "figures"),
    )

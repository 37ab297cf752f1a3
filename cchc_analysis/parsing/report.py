"""One file to tidy frames: read it, find who and when, and give every row of the catalogue its value and status."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition
from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.findings import Finding, finding_rows, to_findings
from cchc_analysis.observations import TidyFrames, to_frame
from cchc_analysis.parsing.cover import Given, check_one, read_cover
from cchc_analysis.parsing.file_name import check_name
from cchc_analysis.parsing.forms.differences import form_findings
from cchc_analysis.parsing.forms.in_tables import read_grid
from cchc_analysis.parsing.forms.in_text import is_in_column_order, read_lines
from cchc_analysis.parsing.forms.rows import Forms, PrintedRow
from cchc_analysis.parsing.forms.scanned import scan_findings, scanned_lines
from cchc_analysis.parsing.forms.second_reading import compare
from cchc_analysis.parsing.forms.values import read_value
from cchc_analysis.parsing.tables.communes import find_units
from cchc_analysis.parsing.tables.form_06 import find_head, read_columns
from cchc_analysis.parsing.tables.head import find_heads, refuse_strange_table
from cchc_analysis.parsing.tables.portal import Table, read_tables
from cchc_analysis.parsing.text.directives import read_directives
from cchc_analysis.parsing.text.further_parts import read_further_parts
from cchc_analysis.parsing.text.items import read_items
from cchc_analysis.parsing.text.statements import read_statements
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document, Paragraph, TableRow, pdf, read_document, records, sheet, text, word
from cchc_analysis.reading.scans import tesseract
from cchc_analysis.reports import ReportId

# Readers of this version; what another one read is read again.
READERS = (text.READER, word.READER, sheet.READER, records.READER, pdf.READER, tesseract.READER)
# A row of an edition is taken for granted on the form's own title; an edition that explains less than this of the printed
# rows is another one.
_KNOWN_SHARE = 0.5


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
    ReadError : the file is no report; says where, what was found and what to do.
    """
    document = read_document(path, source_file)
    if heads := find_heads(document):
        tables = read_tables(document, heads)
        return TidyFrames.concat([_table_frames(document, table, period, at > 0) for at, table in enumerate(tables)])
    if head := find_head(document):
        return _table_frames(document, read_columns(document, head, period), period)
    return _report_frames(document, Given(period, commune, edition))


def refusal(source_file: str, sha256: str, period: Period | None, error: CchcError) -> TidyFrames:
    """Return the frames of a file that could not be used: one report row, one finding that says why."""
    report_id = str(ReportId.of(sha256))
    if not isinstance(error, ReadError):
        error = ReadError(
            error.where, error.found, error.expected, error.action, rule="file-refused", place=error.where
        )
    row = _report_row(report_id, source_file, sha256, "", "", "refused") | {"period": _text(period)}
    finding = Finding(
        error.rule, error.found, error.expected, lines=error.lines, values=error.values | {"file": source_file}
    )
    return TidyFrames(
        to_frame([row], "reports"),
        to_frame([], "observations"),
        to_findings(finding_rows([finding], None, _text(period), report_id)),
    )


def _report_frames(document: Document, given: Given) -> TidyFrames:
    check_one(document)
    forms = _read_forms(document, given.edition)
    cover = read_cover(document, given)
    period, unit, name = cover.period, cover.unit, document.source_file
    report_id = str(ReportId.of(document.sha256, period, unit.code))
    row = _report_row(report_id, name, document.sha256, document.media, document.reader, "read") | {
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
    observations, findings = _observe(forms, report_id, name, unit.code, str(period))
    if cover.code not in (None, unit.code):
        quote, line = cover.quotes["code"]
        values: dict[str, object] = {"commune": unit.name}
        findings.append(Finding("cover-code", str(cover.code), unit.code, (), (quote,), (line,), values))
    if cover.issuer_level == "commune":
        findings += check_name(name, unit, period, cover.day)
    findings += scan_findings(forms)
    found, lines = (
        finding_rows([*cover.findings, *findings], unit.code, str(period), report_id),
        list(scanned_lines(document, forms)),
    )
    if lines:
        # Of what was recognised in a picture nothing is certain.
        found = [row | {"severity": "verify" if row["severity"] == "error" else row["severity"]} for row in found]
    items = read_items(document)
    source = {"commune_code": unit.code, "period": str(period), "report_id": report_id, "source_file": name}
    return TidyFrames(
        to_frame([row], "reports"),
        to_frame(observations, "observations"),
        to_findings(found),
        to_frame([source | stated for stated in read_statements(items, period)], "statements"),
        to_frame([source | named for named in read_directives(items, cover.number)], "directives"),
        to_frame([source | line for line in lines], "scans"),
        further_parts=to_frame([source | named for named in read_further_parts(items)], "further_parts"),
    )


def _read_forms(document: Document, given: str | None) -> Forms:
    if document.second and not document.has_tables:
        # A PDF without rules has no cells: its own text keeps rows together better than words put into lines by their place.
        document = replace(document, blocks=document.second, second=tuple(map(_line, document.blocks)))
    read = read_grid if document.has_tables else read_lines
    editions = [edition for edition in catalogue.editions().values() if edition.layout == "forms"]
    if given is not None:
        names = [edition.name for edition in editions]
        if given not in names:
            raise CchcError("--edition", repr(given), f"one of {', '.join(names)}", "correct it")
        editions = [catalogue.editions()[given]]
    forms = max((read(document, edition) for edition in editions), key=lambda forms: len(forms.printed))
    name = document.source_file
    if not forms.seen:
        refuse_strange_table(document)
        raise ReadError(
            name, "no title 'Biểu mẫu …'", "the appendix with its forms", "add the appendix", rule="file-no-forms"
        )
    if document.reader == tesseract.READER and not document.second and not document.has_tables:
        # Words of one line on a picture may be of several rows: an empty place among them is no blank.
        raise ReadError(
            name,
            "a scan without the lines of its tables",
            "forms whose lines can be seen",
            "scan it again, darker, or send the .docx",
            rule="file-scan-lines",
        )
    if twice := [form for form, count in Counter(forms.seen).items() if count > 1]:
        raise ReadError(
            name, f"form {twice[0]} twice", "each form once", "keep the appendix that holds", rule="file-forms-twice"
        )
    if len(forms.printed) < _KNOWN_SHARE * (len(forms.printed) + len(forms.unknown)) or not forms.printed:
        raise ReadError(
            name,
            f"{len(forms.printed)} known rows and {len(forms.unknown)} others",
            "an edition of the catalogue",
            "add the edition, see README",
            rule="file-unknown-edition",
        )
    if not document.has_tables and is_in_column_order(document, forms.edition):
        raise ReadError(
            name,
            "a text that runs down the columns of its tables",
            "the rows of the forms line by line",
            "send the .docx or .xlsx",
            rule="file-column-order",
        )
    second = replace(document, blocks=document.second)
    if document.second and not is_in_column_order(second, forms.edition):
        return compare(forms, read_lines(second, forms.edition))
    return forms


def _line(block: Paragraph | TableRow) -> Paragraph:
    return Paragraph(block.text, block.place)


def _observe(
    forms: Forms, report_id: str, source_file: str, commune_code: str, period: str
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return an observation for every row of the edition, printed or not, and the findings on their reading."""
    printed = {row.entry.indicator: row for row in forms.printed}
    rows, findings = [], form_findings(forms)
    for entry in forms.edition.entries:
        row = printed.get(entry.indicator)
        value, status, problems = read_value(row) if row else (None, "absent", [])
        findings += problems
        rows.append(
            _observation(entry, row, value, status, report_id, source_file, commune_code, period, forms.edition)
        )
    return rows, findings


def _table_frames(document: Document, table: Table, period: Period | None, is_further: bool = False) -> TidyFrames:
    """Return the frames of a table; a further one of the same file is told apart by its form."""
    if period is None:
        raise ReadError(
            document.source_file,
            "a table without a period",
            "a period such as 2026-Q3",
            "put it into a folder of that name, or give --period",
            rule="table-no-period",
        )
    # A file may hold tables of several kinds: each has ids of its own.
    kind = next(iter(table.edition.titles)) if is_further else ""
    reports, observations, problems, further = [], [], [], []
    units, shared = find_units(document, table, period)
    for unit, printed in units:
        report_id = str(ReportId.of(document.sha256, period, unit.code, kind))
        row = _report_row(report_id, document.source_file, document.sha256, document.media, document.reader, "read")
        reports.append(
            row
            | {
                "commune_code": unit.code,
                "commune": unit.name,
                "issuer_level": "commune",
                "district": unit.district,
                "province": unit.province,
                "period": str(period),
                "edition": table.edition.name,
                "given": "period",
            }
        )
        forms = Forms(table.edition, printed.cells, (), tuple(table.edition.titles))
        observed, found = _observe(forms, report_id, document.source_file, unit.code, str(period))
        observations += observed
        # That a table lacks a column is said once.
        found = [finding for finding in found if finding.rule != "row-missing"]
        problems += finding_rows([*found, *printed.findings], unit.code, str(period), report_id)
        source = {"commune_code": unit.code, "period": str(period), "report_id": report_id}
        further += [source | _further_column(document, words, line) for words, line in table.further]
    return TidyFrames(
        to_frame(reports, "reports"),
        to_frame(observations, "observations"),
        to_findings(
            finding_rows(
                [*table.findings, *shared], None, str(period), str(ReportId.of(document.sha256, period, None, kind))
            )
            + problems
        ),
        further_parts=to_frame(further, "further_parts"),
    )


def _further_column(document: Document, words: str, line: int) -> dict[str, Any]:
    return {
        "part": "unknown-column",
        "value": None,
        "raw": "",
        "quote": words,
        "source_file": document.source_file,
        "source_page": None,
        "source_line": line,
    }


def _report_row(report_id: str, source_file: str, sha256: str, media: str, reader: str, status: str) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "source_file": source_file,
        "sha256": sha256,
        "media": media,
        "reader": reader,
        "status": status,
        "given": "",
        "is_simulated": False,
    }


def _observation(
    entry: catalogue.Entry,
    row: PrintedRow | None,
    value: float | None,
    status: str,
    report_id: str,
    source_file: str,
    commune_code: str,
    period: str,
    edition: Edition,
) -> dict[str, Any]:
    return {
        "commune_code": commune_code,
        "period": period,
        "indicator": entry.indicator,
        "value": value,
        "unit": catalogue.indicator(entry.indicator).unit_vi,
        "status": status,
        "raw": row.raw if row else "",
        "form": entry.form,
        "code": entry.code,
        "edition": edition.name,
        "report_id": report_id,
        "source_file": source_file,
        "source_page": row.place.page if row else None,
        "source_line": row.place.line if row else None,
        "confidence": row.confidence if row else None,
    }


def _text(period: Period | None) -> str | None:
    return None if period is None else str(period)

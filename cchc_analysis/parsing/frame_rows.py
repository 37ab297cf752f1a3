"""Rows of the frames of one document, as its parts were read."""

from __future__ import annotations

from typing import Any

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition
from cchc_analysis.findings import Finding
from cchc_analysis.parsing.forms.differences import form_findings
from cchc_analysis.parsing.forms.rows import Forms, PrintedRow
from cchc_analysis.parsing.forms.values import read_value
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document


def observe(
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
            observation_row(entry, row, value, status, report_id, source_file, commune_code, period, forms.edition)
        )
    return rows, findings


def further_column(document: Document, words: str, line: int) -> dict[str, Any]:
    """Return what `further_parts` says of a table's column that no edition has."""
    return {
        "part": "unknown-column",
        "value": None,
        "raw": "",
        "quote": words,
        "source_file": document.source_file,
        "source_page": None,
        "source_line": line,
    }


def report_row(report_id: str, source_file: str, sha256: str, media: str, reader: str, status: str) -> dict[str, Any]:
    """Return what `reports` says of any file, whatever is in it."""
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


def observation_row(
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
    """Return an observation of one row of the edition, as printed or absent."""
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


def period_text(period: Period | None) -> str | None:
    """Return a period as frames write it; None without one."""
    return None if period is None else str(period)

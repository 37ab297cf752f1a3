"""The frames of a table of many communes: a report for each."""

from __future__ import annotations

from cchc_analysis.errors import ReadError
from cchc_analysis.findings import finding_rows, to_findings
from cchc_analysis.observations import TidyFrames, to_frame
from cchc_analysis.parsing.forms.rows import Forms
from cchc_analysis.parsing.frame_rows import further_column, observe, report_row
from cchc_analysis.parsing.tables.communes import find_units
from cchc_analysis.parsing.tables.portal import Table
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document
from cchc_analysis.reports import ReportId


def table_frames(document: Document, table: Table, period: Period | None, is_further: bool = False) -> TidyFrames:
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
        row = report_row(report_id, document.source_file, document.sha256, document.media, document.reader, "read")
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
        observed, found = observe(forms, report_id, document.source_file, unit.code, str(period))
        observations += observed
        # That a table lacks a column is said once.
        found = [finding for finding in found if finding.rule != "row-missing"]
        problems += finding_rows([*found, *printed.findings], unit.code, str(period), report_id)
        source = {"commune_code": unit.code, "period": str(period), "report_id": report_id}
        further += [source | further_column(document, words, line) for words, line in table.further]
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

"""Findings with the words that prove them, and the document as read, so that a reader gets from a figure to its words.

Each line of a document has an address on its commune's page. Every place that a finding or a figure names points there.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cchc_analysis.catalogue import word
from cchc_analysis.checks.coverage import is_telling
from cchc_analysis.findings import SEVERITIES, count_findings, message
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import anchor, commune_page, file_name, is_of_commune, line_pages, source_files
from cchc_analysis.pages.markup import Html, paragraph
from cchc_analysis.pages.pieces import piece
from cchc_analysis.reports import commune_names

# The first look: what an analyst can act on in a morning. The rest folds.
FIRST_FINDINGS = 10


def findings(frames: TidyFrames, language: str = "vi", first: int = FIRST_FINDINGS, links: bool = False) -> Html:
    """Return findings, the surest first: at most `first` open, the rest folded, each with the words that prove it.

    Explained ones fold apart, below all that is open.
    `links` names each commune and points to its page, for pages about many that stand beside the folder of communes.
    """
    if frames.findings.empty:
        return paragraph(word("no-findings" if is_telling(frames) else "few-rules-ran", language))
    counts = count_findings(frames.findings)
    summary = " · ".join(
        f"{word(severity, language)}: {format_number(counts[severity], 0, language)}" for severity in SEVERITIES
    )
    names = commune_names(frames.reports)
    files, pages = source_files(frames), line_pages(frames)
    is_explained = frames.findings["explained"]
    explained, items = (
        [_finding(row, names, files, pages, language, links) for row in rows.itertuples()]
        for rows in (frames.findings[is_explained], frames.findings[~is_explained])
    )
    open_, rest = items[:first], items[first:]
    shown = piece(
        "findings",
        summary=summary,
        open=open_,
        rest=rest,
        more=word("more-findings", language, count=format_number(len(rest), 0, language)),
        explained=explained,
        answered=word("explained-findings", language, count=format_number(len(explained), 0, language)),
        line_words=word("line", language, line="\0").split("\0"),
    )
    return Html(shown, frames.findings)


def _finding(
    row: Any,
    names: pd.Series,
    files: dict[str, str],
    pages: dict[tuple[str, int], set[int]],
    language: str,
    links: bool,
) -> dict[str, Any]:
    """Return what the template `findings` shows of one."""
    name = names[row.commune_code] if links and row.commune_code in names.index else ""
    page = commune_page(row.commune_code, name) if name else ""
    # A finding on a whole table, or on many communes' page without links, has no document to point into.
    is_linked = bool(page or not links) and is_of_commune(row)
    return {
        "severity": row.severity,
        "label": word(row.severity, language),
        "name": name,
        "page": page,
        "message": message(row, language),
        "quotes": row.quotes,
        "file": file_name(files.get(row.report_id, "")),
        "lines": [
            (line, f"{page}#{anchor(row.report_id, line, pages.get((row.report_id, line), ()))}" if is_linked else "")
            for line in row.source_lines
        ],
    }

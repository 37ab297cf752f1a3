"""Findings with the words that prove them, and the document as read, so that a reader gets from a figure to its words.

Each line of a document has an address on its commune's page. Every place that a finding or a figure names points there.
"""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from cchc_analysis.catalogue import word
from cchc_analysis.checks.coverage import is_telling
from cchc_analysis.findings import SEVERITIES, count_findings
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import anchor, commune_page, file_name, line_pages, source_files
from cchc_analysis.pages.markup import Html, folded, paragraph

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
    names = frames.reports.dropna(subset=["commune_code"]).drop_duplicates("commune_code").set_index("commune_code")
    files, pages = source_files(frames), line_pages(frames)
    is_explained = frames.findings["explained"]
    explained, items = (
        [_finding(row, names, files, pages, language, links) for row in rows.itertuples()]
        for rows in (frames.findings[is_explained], frames.findings[~is_explained])
    )
    shown = f"<p>{escape(summary)}</p>"
    shown += f'<ol class="findings">{"".join(items[:first])}</ol>' if items else ""
    if rest := items[first:]:
        more = f'<ol class="findings" start="{first + 1}">{"".join(rest)}</ol>'
        shown += folded(word("more-findings", language, count=format_number(len(rest), 0, language)), Html(more)).html
    if explained:
        listed = Html(f'<ol class="findings">{"".join(explained)}</ol>')
        shown += folded(
            word("explained-findings", language, count=format_number(len(explained), 0, language)), listed
        ).html
    return Html(shown, frames.findings)


def _finding(
    row: Any,
    names: pd.DataFrame,
    files: dict[str, str],
    pages: dict[tuple[str, int], set[int]],
    language: str,
    links: bool,
) -> str:
    message = row.message_en if language == "en" else row.message
    shown, page = "", ""
    if links and row.commune_code in names.index:
        name = names.loc[row.commune_code, "commune"]
        page = commune_page(row.commune_code, name)
        shown = f'<a href="{page}">{escape(name)}</a>'
    quotes = "".join(f"<blockquote>{escape(quote)}</blockquote>" for quote in row.quotes)
    source = escape(file_name(files.get(row.report_id, "")))
    if len(row.source_lines):
        # A finding on a whole table, or on many communes' page without links, has no document to point into.
        is_linked = (page or not links) and row.report_id.startswith(f"{row.commune_code}-")
        lines = [
            f'<a href="{page}#{anchor(row.report_id, line, pages.get((row.report_id, line), ()))}">{line}</a>'
            if is_linked
            else str(line)
            for line in row.source_lines
        ]
        source += " · " + word("line", language, line=", ".join(lines))
    return (
        f'<li class="finding {row.severity}"><strong>{escape(word(row.severity, language))}</strong> {shown}'
        f'<p>{escape(message)}</p>{quotes}<p class="source">{source.strip(" ·")}</p></li>'
    )

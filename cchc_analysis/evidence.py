"""Findings with the words that prove them, and the document as read, so that a reader gets from a figure to its words.

Each line of a document has an address on its commune's page. Every place that a finding or a figure names points there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.catalogue import word
from cchc_analysis.display import Html, folded, join, paragraph
from cchc_analysis.findings import SEVERITIES, count_findings
from cchc_analysis.names import slug
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.parsing.scanned import CELL
from cchc_analysis.reading import Cell, Document, Paragraph, Place, TableRow, read_document
from cchc_analysis.reading.archive import documents
from cchc_analysis.store import data_folder

# The first look: what an analyst can act on in a morning. The rest folds.
FIRST_FINDINGS = 10
_PLACED = ("observations", "statements", "directives")


def commune_page(code: str, name: str) -> str:
    """Return the address of a commune's page below the period's folder."""
    return f"communes/{code}-{slug(name)}.html"


def file_name(file: str) -> str:
    """Return a file without the folder of its period, which the page names already."""
    return file.split("/", 1)[-1]


def findings(frames: TidyFrames, language: str = "vi", first: int = FIRST_FINDINGS, links: bool = False) -> Html:
    """Return findings, the surest first: at most `first` open, the rest folded, each with the words that prove it.

    Explained ones fold apart, below all that is open.
    `links` names each commune and points to its page, for pages about many that stand beside the folder of communes.
    """
    if frames.findings.empty:
        return paragraph(word("no-findings", language))
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
            if is_linked else str(line)
            for line in row.source_lines
        ]  # fmt: skip
        source += " · " + word("line", language, line=", ".join(lines))
    return (
        f'<li class="finding {row.severity}"><strong>{escape(word(row.severity, language))}</strong> {shown}'
        f'<p>{escape(message)}</p>{quotes}<p class="source">{source.strip(" ·")}</p></li>'
    )


def finding_page(row: Any, name: str, pages: dict[tuple[str, int], set[int]]) -> str:
    """Return the address below the period's folder of the words that a commune's finding rests on, of its page without."""
    page = commune_page(row.commune_code, name)
    if not len(row.source_lines) or not row.report_id.startswith(f"{row.commune_code}-"):
        return page
    line = row.source_lines[0]
    return f"{page}#{anchor(row.report_id, line, pages.get((row.report_id, line), ()))}"


def source_files(frames: TidyFrames) -> dict[str, str]:
    """Return the file behind each `report_id` of the findings; one about a whole table has the id without a commune."""
    files = dict(zip(frames.reports["report_id"], frames.reports["source_file"], strict=True))
    return files | {report_id.split("-", 1)[1]: file for report_id, file in files.items() if "-" in report_id}


def anchor(report_id: str, line: float, pages: Iterable[float] = ()) -> str:
    """Return the address of a document's line on its commune's page; of several possible pages the first is meant.

    >>> anchor("11281-2023-Q1-0a1b2c3d", 257)
    'line-0a1b2c3d-257'
    """
    page = next((f"{int(page)}-" for page in sorted(page for page in pages if pd.notna(page))), "")
    return f"line-{report_id.rsplit('-', 1)[-1]}-{page}{int(line)}"


def line_address(row: Any, is_elsewhere: bool = False) -> str:
    """Return the address of the words behind a row of a frame: on its commune's own page, or seen from a page of many."""
    if pd.isna(row.source_line):
        return ""
    page = commune_page(row.commune_code, row.commune) if is_elsewhere else ""
    return f"{page}#{anchor(row.report_id, row.source_line, [row.source_page])}"


def source_text(frames: TidyFrames, language: str = "vi", data: Path | str | None = None) -> Html:
    """Return the documents of one commune as they were read, line by line, with the words marked that findings quote.

    Of a table of many communes only its own row is shown. A document that is no longer at hand as it was read is named and
    left out: other words would stand where these stood.
    """
    parts = []
    for report in frames.reports[frames.reports["status"] == "read"].itertuples(index=False):
        document = _recognised(frames.scans, report) or _document(
            data_folder(data) / "raw", report.source_file, report.sha256
        )
        name = file_name(report.source_file)
        if document is None:
            parts.append(paragraph(word("source-gone", language, file=name)))
            continue
        own = frames.observations[frames.observations["report_id"] == report.report_id]
        found = frames.findings[frames.findings["report_id"] == report.report_id]
        parts.append(Html(f"<h3>{escape(name)}</h3>" + _lines(document, report, own, found)))
    return join(parts)


def _lines(document: Document, report: Any, own: pd.DataFrame, found: pd.DataFrame) -> str:
    blocks: Iterable[Paragraph | TableRow] = document.blocks
    if pd.isna(report.doc_number) and document.has_tables and own["source_line"].nunique() == 1:
        # A portal table: one row a commune.
        line = int(own["source_line"].iloc[0])
        blocks = [block for block in document.blocks if block.place.line in (1, line)]
    quotes: dict[int, set[str]] = {}
    for row in found.itertuples():
        for quote, line in zip(row.quotes, row.source_lines, strict=False):
            quotes.setdefault(int(line), set()).add(" ".join(quote.split()))
    shown, seen = [], set()
    for block in blocks:
        place = block.place
        if not block.text.strip():
            continue
        address = anchor(report.report_id, place.line, () if place.page is None else (place.page,))
        # A finding may know a line without its page; the first such line answers to the number alone.
        plain = anchor(report.report_id, place.line)
        extra = "" if plain in seen or plain == address else f'<span id="{plain}"></span>'
        seen.add(plain)
        kind = ' class="quoted"' if place.line in quotes else ""
        words = _marked(block, quotes.get(place.line, set()))
        shown.append(f'<li{kind} id="{address}" value="{place.line}" dir="auto">{extra}{words}</li>')
    return f'<ol class="source-text">{"".join(shown)}</ol>'


def _marked(block: Paragraph | TableRow, quotes: set[str]) -> str:
    """Return a block's words as HTML, those that findings quote marked where they stand in this block alone."""
    if isinstance(block, TableRow):
        cells = [cell.text for cell in block.cells if cell.text.strip()]
        return " ".join(f"<span>{_marked_text(text, quotes)}</span>" for text in cells)
    return _marked_text(block.text, quotes)


def _marked_text(words: str, quotes: set[str]) -> str:
    text, shown, at = " ".join(words.split()), "", 0
    # From the left; of two that overlap the longer one, so that marks never cross.
    found = sorted((text.find(quote), -len(quote)) for quote in quotes if quote in text)
    for start, length in found:
        if start >= at:
            shown += f"{escape(text[at:start])}<mark>{escape(text[start : start - length])}</mark>"
            at = start - length
    return shown + escape(text[at:])


def line_pages(frames: TidyFrames) -> dict[tuple[str, int], set[int]]:
    """Return on which pages each line of a report stands, where its reader tells pages apart."""
    found: dict[tuple[str, int], set[int]] = {}
    for name in _PLACED:
        table = getattr(frames, name).dropna(subset=["source_page", "source_line"])
        for row in table.itertuples():
            found.setdefault((row.report_id, int(row.source_line)), set()).add(int(row.source_page))
    return found


def _recognised(scans: pd.DataFrame, report: Any) -> Document | None:
    """Return a scanned document as it was recognised when its figures were read; None if it is no scan."""
    own = scans[scans["report_id"] == report.report_id]
    blocks: list[Paragraph | TableRow] = []
    for row in own.itertuples():
        place = Place(int(row.source_line), int(row.source_page))
        cells = row.text.split(CELL)
        blocks.append(TableRow(tuple(map(Cell, cells)), place) if len(cells) > 1 else Paragraph(row.text, place))
    return Document(report.source_file, report.sha256, report.media, report.reader, tuple(blocks)) if blocks else None


@cache
def _document(raw: Path, name: str, sha256: str) -> Document | None:
    """Return a document as it was read, also one inside an archive; None if it is gone or not the same any more."""
    file = next((path for path in (raw / name, *(raw / name).parents) if path.is_file()), None)
    if file is None:
        return None
    with documents(file, file.relative_to(raw).as_posix()) as found:
        for path, shown in found:
            if shown == name and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                return read_document(path, name)
    return None

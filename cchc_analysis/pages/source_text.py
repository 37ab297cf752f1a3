"""A commune's documents as they were read, line by line, with the quoted words marked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import anchor, file_name
from cchc_analysis.pages.markup import Html, join, paragraph
from cchc_analysis.pages.pieces import piece
from cchc_analysis.parsing.forms.scans import CELL
from cchc_analysis.reading import Cell, Document, Paragraph, Place, TableRow, read_document
from cchc_analysis.reading.archive import documents
from cchc_analysis.reports import ruling
from cchc_analysis.store import data_folder


class Line(NamedTuple):
    """A line of a document as its template shows it.

    `plain` is a second address without the page, "" for none. `cells` are those of a row, or one with the words of any
    other line, each in parts: a text, and whether findings quote it.
    """

    address: str
    plain: str
    number: int
    is_quoted: bool
    is_row: bool
    cells: list[list[tuple[str, bool]]]


def source_text(frames: TidyFrames, language: str = "vi", data: Path | str | None = None) -> Html:
    """Return the documents of one commune as they were read, line by line, with the words marked that findings quote.

    Of a table of many communes only its own row is shown. A document that is no longer at hand as it was read is named and
    left out: other words would stand where these stood.
    """
    parts = []
    for report in ruling(frames.reports).itertuples(index=False):
        document = _recognition(frames.scans, report) or _document(
            data_folder(data) / "raw", report.source_file, report.sha256
        )
        name = file_name(report.source_file)
        if document is None:
            parts.append(paragraph(word("source-gone", language, file=name)))
            continue
        own = frames.observations[frames.observations["report_id"] == report.report_id]
        found = frames.findings[frames.findings["report_id"] == report.report_id]
        parts.append(Html(piece("source_text", name=name, lines=_lines(document, report, own, found))))
    return join(parts)


def _lines(document: Document, report: Any, own: pd.DataFrame, found: pd.DataFrame) -> list[Line]:
    blocks: Iterable[Paragraph | TableRow] = document.blocks
    if catalogue.editions()[report.edition].layout == "table" and own["source_line"].nunique() == 1:
        # Of a table of many communes, the head and the commune's own row.
        line = int(own["source_line"].iloc[0])
        blocks = [block for block in document.blocks if block.place.line in (1, line)]
    quotes: dict[int, set[str]] = {}
    for row in found.itertuples():
        for quote, line in zip(row.quotes, row.source_lines, strict=False):
            quotes.setdefault(int(line), set()).add(" ".join(quote.split()))
    shown: list[Line] = []
    seen: set[str] = set()
    for block in blocks:
        place = block.place
        if not block.text.strip():
            continue
        address = anchor(report.report_id, place.line, () if place.page is None else (place.page,))
        # A finding may know a line without its page; the first such line answers to the number alone.
        plain = anchor(report.report_id, place.line)
        cells = (
            [cell.text for cell in block.cells if cell.text.strip()] if isinstance(block, TableRow) else [block.text]
        )
        shown.append(
            Line(
                address,
                "" if plain in seen or plain == address else plain,
                place.line,
                place.line in quotes,
                isinstance(block, TableRow),
                [_mark(text, quotes.get(place.line, set())) for text in cells],
            )
        )
        seen.add(plain)
    return shown


def _mark(words: str, quotes: set[str]) -> list[tuple[str, bool]]:
    """Return a text in parts, those marked that findings quote, where they stand in this text alone."""
    text, at = " ".join(words.split()), 0
    shown: list[tuple[str, bool]] = []
    # From the left; of two that overlap the longer one, so that marks never cross.
    found = sorted((text.find(quote), -len(quote)) for quote in quotes if quote in text)
    for start, length in found:
        if start >= at:
            shown += [(text[at:start], False), (text[start : start - length], True)]
            at = start - length
    return [*shown, (text[at:], False)]


def _recognition(scans: pd.DataFrame, report: Any) -> Document | None:
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

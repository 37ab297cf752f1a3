"""Tables of several systems in one document, to be added: the province's program, and a ministry's own.

They are added only where each says which system it is of, and none of them holds what the others send it. Whether a dossier
stands in two of them only who sends them knows: it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cchc_analysis.catalogue import settings
from cchc_analysis.findings import Finding
from cchc_analysis.names import fold, squeeze
from cchc_analysis.parsing.forms.rows import PrintedRow
from cchc_analysis.parsing.tables.portal import Row, Table
from cchc_analysis.reading import Document, TableRow

# Lines above a table in which its system may stand.
_ABOVE = 3


def names_system(text: str) -> bool:
    """Return whether words name a system whose dossiers are its own.

    >>> [names_system(text) for text in ("Hệ thống của tỉnh", "Phần mềm hộ tịch", "Cổng Dịch vụ công quốc gia", "Lũy kế")]
    [True, True, False, False]
    """
    folded = fold(text)
    words = settings("tables")
    return _has(folded, words["systems"]) and not _has(folded, words["systems_of_all"])


def is_whole(text: str) -> bool:
    """Return whether words name the sum of several systems."""
    return _begins(fold(text), settings("tables")["systems_added"])


def _has(folded: str, words: Sequence[str]) -> bool:
    return any(f" {word} " in f" {folded} " for word in words)


def _begins(folded: str, words: Sequence[str]) -> bool:
    return any(f"{folded} ".startswith(f"{word} ") for word in words)


def label_above(document: Document, start: int, begin: int = 0) -> str:
    """Return the name of the system that stands in the lines right above a table, "" for none."""
    lines = [
        squeeze(cell.text)
        for block in document.blocks[max(begin, start - _ABOVE) : start]
        for cell in (block.cells if isinstance(block, TableRow) else [block])
        if cell.text.strip()
    ]
    return next((line for line in reversed(lines) if names_system(line)), "")


def add_tables(tables: Sequence[Table], labels: Sequence[str]) -> Table:
    """Return one table with the figures of several added, commune by commune; one that lacks a figure leaves none."""
    first = tables[0]
    names = dict.fromkeys(fold(row.commune) for table in tables for row in table.rows)
    rows = []
    for name in names:
        own = [next((row for row in table.rows if fold(row.commune) == name), None) for table in tables]
        found = [row for row in own if row is not None]
        cells = tuple(
            _added([row.cells[at] if row is not None else None for row in own]) for at in range(len(found[0].cells))
        )
        rows.append(Row(found[0].commune, cells, (), found[0].province, found[0].district))
    findings: dict[tuple[str, str, str], Finding] = {}
    for finding in (finding for table in tables for finding in table.findings):
        findings.setdefault((finding.rule, finding.found, finding.expected), finding)
    further = tuple(dict.fromkeys(words for table in tables for words in table.further))
    return replace(first, rows=tuple(rows), findings=(*findings.values(), said(labels)), further=further)


def said(labels: Sequence[str]) -> Finding:
    """Return the question about systems that were added."""
    return Finding("table-systems-added", str(len(labels)), "; ".join(labels))


def _added(cells: Sequence[PrintedRow | None]) -> PrintedRow:
    """Return the cell of a sum; blank where all are, without a number where one of them has none."""
    found = [cell for cell in cells if cell is not None]
    if all(not cell.raw for cell in found) and len(found) == len(cells):
        return found[0]
    numbers = [cell.number if cell is not None else None for cell in cells]
    known = [number for number in numbers if number is not None]
    is_whole_sum = len(known) == len(numbers)
    return replace(
        found[0],
        raw=" + ".join(cell.raw if cell is not None and cell.raw else "…" for cell in cells),
        quote=" | ".join(cell.quote for cell in found),
        number=sum(known, Fraction(0)) if is_whole_sum else None,
        problem="" if is_whole_sum else next((cell.problem for cell in found if cell.problem), "two-readings"),
        is_hidden=any(cell.is_hidden for cell in found),
    )

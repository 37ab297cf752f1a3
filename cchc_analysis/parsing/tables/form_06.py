"""Tables under a head of several rows: form 06/VPCP/KSTT, a row per commune, or per field of one commune.

Several tables of the form in one document are of several systems, or nobody knows which of them holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cchc_analysis.errors import ReadError
from cchc_analysis.findings import Finding
from cchc_analysis.names import fold, squeeze
from cchc_analysis.numerals import find_dates, format_date
from cchc_analysis.parsing.cover.heads import PROPER_NAME
from cchc_analysis.parsing.forms.rows import PrintedRow
from cchc_analysis.parsing.tables.authority import read_authority
from cchc_analysis.parsing.tables.cells import print_row
from cchc_analysis.parsing.tables.form_06_heads import Head, is_column_numbers, is_numbered_head
from cchc_analysis.parsing.tables.further_columns import add_cells, check_further
from cchc_analysis.parsing.tables.head import find_longer
from cchc_analysis.parsing.tables.portal import Row, Table
from cchc_analysis.parsing.tables.sums import check_total
from cchc_analysis.parsing.tables.systems import add_tables, label_above, said
from cchc_analysis.periods import Period
from cchc_analysis.reading import Cell, Document, Paragraph, TableRow

_ISSUER = re.compile(
    rf"(?:(?i:UBND|U[ỷy] ban nhân dân|[ỦU]y ban nhân dân)\s+|:\s*|^)((?i:xã|phường|thị trấn|đặc khu))\s+{PROPER_NAME}"
)
_PROVINCE = re.compile(rf"(?:(?i:UBND)\s+|[:,–-]\s*|^)((?i:tỉnh|thành phố))\s+{PROPER_NAME}")
_INTERVAL = re.compile(r"(?i)từ\s+(?:ngày\s+)?([\d/.\-]+)\s+đến\s+(?:hết\s+)?(?:ngày\s+)?([\d/.\-]+)")


def read_columns(document: Document, head: Head, period: Period | None) -> Table:
    """Return the communes of a table with their printed cells.

    The days that it says it covers must fit the period that it is filed under; if they do not, that is a finding. A table
    without a row of a commune is one commune's own, by field: its row of totals is the commune's.

    Raises
    ------
    ReadError : the table names no province or no commune, or has no row of totals; a second table of which nobody knows
        whether it is to be added.
    """
    if parts := _systems(document, head):
        labels = [label for label, _, _ in parts]
        return add_tables([_read(part, own, period) for _, part, own in parts], labels)
    return _read(document, head, period)


def _read(document: Document, head: Head, period: Period | None) -> Table:
    name, edition = document.source_file, head.edition
    above = list(_lines(document.blocks[: head.start]))
    province = _first(_PROVINCE, above)
    if province is None:
        raise ReadError(
            name,
            "a table without a province",
            "such as 'UBND tỉnh Phú Thọ' above it",
            "write it there",
            rule="file-province",
        )
    body = list(_body(document, head))
    named = {row: read_authority(_cell(row, head.name), "", "") for row in body}
    communes = {row: who for row, who in named.items() if who.level == "commune"}
    width = max(len(row.cells) for row in document.blocks[head.start : head.end] if isinstance(row, TableRow))
    findings = [*_check_interval(above, period), *find_longer(body, width)]
    if communes:
        rows = [(who.name, row) for row, who in communes.items()]
        others = [row for row in body if row not in communes and not _is_total(row, head)]
        if others:
            names = "; ".join(_cell(row, head.name) for row in others)
            findings.append(Finding("table-other-levels", str(len(others)), "", values={"names": names}))
        findings += _check_totals(head, body, [*communes], [row for row in others if named[row].level == "other"])
    else:
        rows = [_own(document, body, head, above)]
    findings += check_further(head.further, [row for _, row in rows], head.columns, head.name)
    findings += [said(head.systems)] if head.systems else []
    places = {row: (who.province, who.district) for row, who in communes.items()}
    printed = tuple(Row(commune, tuple(_printed(row, head)), (), *places.get(row, ("", None))) for commune, row in rows)
    line = document.blocks[head.start].place.line
    further = tuple((words, line) for words in head.further.unknown)
    return Table(edition, f"{province[1].lower()} {province[2]}", printed, tuple(findings), further)


def _check_totals(
    head: Head, body: Sequence[TableRow], communes: Sequence[TableRow], others: Sequence[TableRow]
) -> list[Finding]:
    """Return findings where the communes, or all authorities, do not add up to a row of totals, if there is one."""
    totals = [row for row in body if _is_total(row, head)]
    numbers = {row: {cell.entry.indicator: cell.number for cell in _printed(row, head)} for row in body}
    if len(totals) != 1:
        return []
    return check_total(head.edition, lambda row, entry: numbers[row][entry.indicator], totals[0], communes, others)


def _systems(document: Document, head: Head) -> list[tuple[str, Document, Head]]:
    """Return the tables of a document that has several, each under its system's name as a document of its own; none for one.

    Raises
    ------
    ReadError : one of several does not say which system it is of, or two say the same.
    """
    first = document.blocks[head.start].text
    again = [
        start
        for start, block in enumerate(document.blocks)
        if start >= head.end and isinstance(block, TableRow) and block.text == first
        if _figures_differ(document, head, start)
    ]
    if not again:
        return []
    starts = [head.start, *again]
    labels = [label_above(document, start, begin) for start, begin in zip(starts, [0, *starts], strict=False)]
    if not all(labels) or len(set(map(fold, labels))) < len(labels):
        lines = tuple(document.blocks[start].place.line for start in again)
        raise ReadError(
            f"{document.source_file} line {lines[0]}",
            "a second table of form 06",
            "one table: those of two systems added up, each under its name, or a file each",
            "add them, name their systems, or keep the one that holds",
            rule="table-tables-twice",
            lines=lines,
        )
    above = document.blocks[: head.start]
    return [
        (label, replace(document, blocks=(*above, *document.blocks[start:end])), head)
        for label, start, end in zip(labels, starts, [*again, len(document.blocks)], strict=True)
    ]


def _figures_differ(document: Document, head: Head, start: int) -> bool:
    """Return whether a head that comes again begins a table: a page break inside one goes on with other authorities."""
    first, second = (
        {fold(_cell(row, head.name)) for row in rows if isinstance(row, TableRow) and _cell(row, head.name)}
        for rows in (document.blocks[head.end : start], document.blocks[start + head.end - head.start :])
    )
    return bool(first & second - {""})


def _lines(blocks: Sequence[Paragraph | TableRow]) -> Iterator[tuple[str, int]]:
    """Yield what stands above a table, a line of a cell at a time: names there end where their line does."""
    for block in blocks:
        for text in [cell.text for cell in block.cells] if isinstance(block, TableRow) else [block.text]:
            yield from ((squeeze(line), block.place.line) for line in text.split("\n"))


def _first(pattern: re.Pattern[str], lines: Sequence[tuple[str, int]]) -> re.Match[str] | None:
    return next((found for line, _ in lines if (found := pattern.search(line))), None)


def _check_interval(lines: Sequence[tuple[str, int]], period: Period | None) -> list[Finding]:
    for text, line in lines:
        found = _INTERVAL.search(text)
        dates = find_dates(found[2]) if found else []
        if found and dates and dates[0][1] and period:
            end, (year, month) = dates[0][1], period.last_month
            if abs((end.year - year) * 12 + end.month - month) > 1:
                day = format_date(end)
                return [Finding("cover-interval-period", day, period.label(), (), (found[0],), (line,))]
    return []


def _own(
    document: Document, body: list[TableRow], head: Head, above: Sequence[tuple[str, int]]
) -> tuple[str, TableRow]:
    """Return the commune that a table by field is about, and its row of totals."""
    issuer = _first(_ISSUER, above)
    if issuer is None:
        raise ReadError(
            document.source_file,
            "no commune",
            "rows of communes, or the commune's name above the table",
            "add the reporting commune above the table",
            rule="file-commune",
        )
    totals = [row for row in body if _is_total(row, head)]
    if len(totals) != 1:
        raise ReadError(
            document.source_file,
            f"{len(totals)} rows of totals",
            "one row 'Tổng cộng'",
            "copy the table whole",
            rule="table-no-total",
        )
    return f"{issuer[1].lower()} {issuer[2]}", totals[0]


def _body(document: Document, head: Head) -> Iterator[TableRow]:
    """Yield the rows of figures; a head that comes again, and rows of one cell between groups, are none."""
    first = document.blocks[head.start]
    sheet = first.place.sheet
    for block in document.blocks[head.end :]:
        if not isinstance(block, TableRow):
            if block.place.sheet != sheet:
                return
            continue
        is_filled = sum(bool(_cell(block, column)) for column in head.columns.values())
        if is_filled and not is_column_numbers(block) and not is_numbered_head(block):
            yield block


def _is_total(row: TableRow, head: Head) -> bool:
    words = [fold(cell.text) for cell in row.cells[: head.name + 1] if cell.text]
    return any(word in head.edition.settings["total_name"].split("|") for word in words)


def _cell(row: TableRow, index: int) -> str:
    return squeeze(row.cells[index].text) if index < len(row.cells) else ""


def _printed(row: TableRow, head: Head) -> Iterator[PrintedRow]:
    for entry in head.edition.entries:
        index = head.columns[entry.indicator]
        cell = row.cells[index] if index < len(row.cells) else Cell()
        problem = "formula-without-value" if cell.is_uncalculated else ""
        own = print_row(row, entry, index, "")
        text, number = own.raw, own.number
        if more := [column for column, to in head.further.added.items() if to == entry.indicator]:
            text, number = add_cells(row, [index, *more])
            problem = problem or ("two-readings" if number is None and text else "")
        yield PrintedRow(
            entry,
            text,
            row.place,
            squeeze(row.text),
            number=number,
            problem=problem,
            is_hidden=cell.is_hidden,
        )

"""Portal tables: a row per authority, a column per indicator, as the portal answers, exports or as an analyst keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cchc_analysis.catalogue import Edition
from cchc_analysis.errors import ReadError
from cchc_analysis.findings import Finding
from cchc_analysis.names import fold, squeeze
from cchc_analysis.parsing.forms.rows import PrintedRow
from cchc_analysis.parsing.tables.authority import Authority, read_authority
from cchc_analysis.parsing.tables.cells import decimal_mark, print_row
from cchc_analysis.parsing.tables.head import Head, find_longer, find_unknown, words
from cchc_analysis.parsing.tables.printed_rates import check_again, check_rates
from cchc_analysis.parsing.tables.sums import check_total
from cchc_analysis.reading import Document, TableRow


@dataclass(frozen=True)
class Row:
    """A commune's row: its name without office and province, its cells, and what contradicts them in the row."""

    commune: str
    cells: tuple[PrintedRow, ...]
    findings: tuple[Finding, ...] = ()
    province: str = ""
    district: str | None = None


@dataclass(frozen=True)
class Table:
    """The rows of communes in a table, and the province that it is about.

    `further` are the words of counted columns that the edition has not, each with its line.
    """

    edition: Edition
    province: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    further: tuple[tuple[str, int], ...] = ()


def read_tables(document: Document, heads: Sequence[Head]) -> list[Table]:
    """Return the tables of a document, each up to the next one's head.

    Raises
    ------
    ReadError : two tables of one edition, or one of them cannot be used.
    """
    names = [head.edition.name for head in heads]
    if twice := next((name for name in names if names.count(name) > 1), None):
        lines = tuple(document.blocks[head.start].place.line for head in heads if head.edition.name == twice)
        raise ReadError(
            document.source_file,
            f"{len(lines)} tables of {twice}",
            "one of each kind",
            "keep the one that holds",
            rule="table-tables-twice",
            lines=lines,
        )
    tables = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        sheet = document.blocks[head.start].place.sheet
        end = following.start if following else len(document.blocks)
        end = next((at for at in range(head.end, end) if document.blocks[at].place.sheet != sheet), end)
        tables.append(_read_table(document, head, end))
    if unknown := find_unknown(document, heads):
        sheets, lines = tuple(sheet for sheet, _ in unknown), tuple(line for _, line in unknown)
        finding = Finding("table-sheets-unknown", "; ".join(sheets), "", (), sheets, lines)
        tables[0] = replace(tables[0], findings=(*tables[0].findings, finding))
    return tables


def _read_table(document: Document, head: Head, end: int) -> Table:
    """Return the communes of a table, which ends before the block `end`, with their printed cells.

    Raises
    ------
    ReadError : the table has no commune, says nowhere of which province it is, or has several rows of totals.
    """
    body = [block for block in document.blocks[head.end : end] if isinstance(block, TableRow) and _is_body(block, head)]
    named = [(row, _authority(row, head)) for row in body]
    total = _total(document, named)
    communes = [(row, who) for row, who in named if who.level == "commune"]
    # A city's row beside the province's is no total: it is named with the others.
    others = [(row, who) for row, who in named if who.level != "commune" and row is not total]
    province = _province(document, head, total, [who for _, who in communes])
    marks = {
        column: decimal_mark([_text(row, column) for row in body])
        for column in [*head.columns.values(), *head.again, *head.rates]
    }
    rows = []
    for row, who in communes:
        cells = tuple(
            print_row(row, entry, head.columns[entry.indicator], marks[head.columns[entry.indicator]])
            for entry in head.edition.entries
            if entry.indicator in head.columns
        )
        rows.append(Row(who.name, cells, (), *_place(who, province)))
    findings = _unused(document, head, others) + _longer(document, head, body)
    columns = head.columns
    findings += check_total(
        head.edition,
        lambda row, entry: (
            print_row(row, entry, columns[entry.indicator], marks[columns[entry.indicator]]).number
            if entry.indicator in columns
            else None
        ),
        total,
        [row for row, _ in communes],
        [row for row, who in others if who.level == "other"],
    )
    findings += check_again(head, marks, communes) + check_rates(head, marks, communes)
    return Table(head.edition, province, tuple(rows), tuple(findings))


def _is_body(row: TableRow, head: Head) -> bool:
    """Return whether a row is neither empty, nor the head again, nor words below the table."""
    columns = [*head.columns.values(), *head.again, *head.rates]
    has_figure = any(_text(row, column) for column in columns)
    name = fold(_text(row, head.unit))
    if name == fold(head.words[head.unit].split(" > ")[0]) or (not name and not has_figure):
        return False
    return has_figure or read_authority(name, "", "").level == "commune"


def _text(row: TableRow, index: int | None) -> str:
    return squeeze(row.cells[index].text) if index is not None and index < len(row.cells) else ""


def _authority(row: TableRow, head: Head) -> Authority:
    return read_authority(_text(row, head.unit), _text(row, head.level), _text(row, head.path))


def _total(document: Document, named: Sequence[tuple[TableRow, Authority]]) -> TableRow | None:
    """Return the row of the province, if there is one; of several, the one that says that it is a total."""
    rows = [(row, who) for row, who in named if who.level == "total"]
    if len(rows) > 1:
        rows = [
            (row, who) for row, who in rows if fold(who.name).split(" ")[0] in ("tinh", *words()["total_names"])
        ] or rows
    if len(rows) > 1:
        lines = tuple(row.place.line for row, _ in rows)
        raise ReadError(
            f"{document.source_file} line {lines[1]}",
            f"{len(rows)} rows of totals",
            "the province's row",
            "keep one table, or one row of totals",
            rule="table-totals-twice",
            lines=lines,
        )
    return rows[0][0] if rows else None


def _province(document: Document, head: Head, total: TableRow | None, communes: Sequence[Authority]) -> str:
    """Return the province: of the row of totals, of words above the table, or of the communes' names if they agree."""
    total_name = _authority(total, head) if total else None
    # "UBND tỉnh Phú Thọ (toàn tỉnh; 147.765 hồ sơ)": what stands in brackets is no part of the name.
    bare = total_name.name.split("(")[0].strip() if total_name else ""
    if _is_province(bare):
        return bare
    above = [
        squeeze(cell.text)
        for block in document.blocks[: head.start]
        for cell in (block.cells if isinstance(block, TableRow) else [block])
        if cell.text
    ]
    for text in above:
        for part in text.replace(":", "\n").replace(" - ", "\n").replace(" – ", "\n").split("\n"):
            who = read_authority(part, "", "")
            if _is_province(who.name):
                return who.name
    own = {fold(who.province): who.province for who in communes if who.province}
    if len(own) == 1 and all(who.province for who in communes):
        return next(iter(own.values()))
    raise ReadError(
        document.source_file,
        f"communes of {len(own)} provinces" if len(own) > 1 else "a table without a province",
        "a row 'UBND tỉnh …', or such words above the table or after each name",
        "write it there",
        rule="file-province",
    )


def _is_province(name: str) -> bool:
    return len(name) < 40 and any(fold(name).startswith(f"{kind} ") for kind in words()["province_kinds"])


def _place(who: Authority, province: str) -> tuple[str, str | None]:
    """Return the province and district of a commune: a city after its name may be either."""
    if who.province and fold(who.province).split(" ")[0] != "tinh" and fold(who.province) != fold(province):
        return province, who.district or who.province
    return who.province or province, who.district


def _unused(document: Document, head: Head, others: Sequence[tuple[TableRow, Authority]]) -> list[Finding]:
    """Return findings for rows and columns that are left out, and for a table that is a part of a longer list."""
    findings = []
    line = document.blocks[head.start].place.line
    if others:
        names = "; ".join(_text(row, head.unit) or f"(dòng {row.place.line})" for row, _ in others)
        findings.append(Finding("table-other-levels", str(len(others)), "", values={"names": names}))
    if head.unknown:
        found = "; ".join(word or f"({number})" for number, word in enumerate(head.unknown, start=1))
        findings.append(Finding("table-columns-unknown", found, "", (), (found,), (line,)))
    missing = [entry for entry in head.edition.entries if entry.indicator not in head.columns]
    if missing:
        found = "; ".join(entry.label for entry in missing)
        findings.append(Finding("table-columns-missing", found, "", tuple(entry.indicator for entry in missing)))
    return findings


def _longer(document: Document, head: Head, body: Sequence[TableRow]) -> list[Finding]:
    """Return findings for rows that reach beyond the head, and for a table that is one page of a longer list."""
    findings = find_longer(body, len(head.words))
    for block in document.blocks:
        key, _, value = block.text.rpartition(": ")
        if fold(key.rpartition(".")[2]) in words()["page_totals"] and value.isdecimal() and int(value) > len(body):
            findings.append(Finding("table-page-of-more", str(len(body)), value, (), (block.text,), (0,)))
    return findings

"""Portal tables: a row per authority, a column per indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition
from cchc_analysis.errors import ReadError
from cchc_analysis.findings import Finding
from cchc_analysis.names import squeeze
from cchc_analysis.parsing.forms.rows import PrintedRow
from cchc_analysis.reading import Document, TableRow

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Table:
    """The rows of communes in a portal table, and the province that it is about.

    `further` are the words of counted columns that the edition has not, each with its line.
    """

    edition: Edition
    province: str
    rows: tuple[tuple[str, tuple[PrintedRow, ...]], ...]
    findings: tuple[Finding, ...]
    further: tuple[tuple[str, int], ...] = ()


def find_edition(document: Document) -> tuple[Edition, int] | None:
    """Return the table edition whose every column a row of the document names, and that row's position."""
    for index, block in enumerate(document.blocks[:10]):
        if isinstance(block, TableRow):
            heads = {cell.text.strip() for cell in block.cells}
            for edition in catalogue.editions().values():
                wanted = {entry.code for entry in edition.entries} | set(edition.settings.get("key_columns", ()))
                is_one_row = edition.layout == "table" and "groups" not in edition.settings
                if is_one_row and wanted <= heads:
                    return edition, index
    return None


def read_table(document: Document, edition: Edition, head_at: int) -> Table:
    """Return the communes of a portal table with their printed cells.

    Raises
    ------
    ReadError : the table names no province, or a commune twice.
    """
    head = document.blocks[head_at]
    columns = {cell.text.strip(): index for index, cell in enumerate(head.cells)} if isinstance(head, TableRow) else {}
    body = [block for block in document.blocks[head_at + 1 :] if isinstance(block, TableRow)]
    unit, level = columns[edition.settings["unit_column"]], columns[edition.settings["level_column"]]
    totals = [row for row in body if _text(row, level) == edition.settings["total_level"]]
    communes = [row for row in body if _text(row, level) == edition.settings["commune_level"]]
    if len(totals) != 1:
        raise ReadError(
            document.source_file,
            f"{len(totals)} rows of level {edition.settings['total_level']}",
            "the province's row",
            "copy the table whole",
            rule="table-no-total",
        )
    rows = tuple(
        (_text(row, unit), tuple(_printed(row, entry, columns) for entry in edition.entries)) for row in communes
    )
    names = [name for name, _ in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ReadError(
            document.source_file,
            f"{twice[0]!r} twice",
            "each commune once",
            "delete one row",
            rule="table-twice",
            commune=twice[0],
        )
    others = [row for row in body if row not in communes and row not in totals]
    findings = _check_totals(edition, columns, totals[0], communes + others)
    if others:
        findings.append(
            Finding(
                "table-other-levels",
                str(len(others)),
                "",
                values={"names": "; ".join(_text(row, unit) for row in others)},
            )
        )
    return Table(edition, _text(totals[0], unit).removeprefix("UBND "), rows, tuple(findings))


def _text(row: TableRow, index: int) -> str:
    return squeeze(row.cells[index].text) if index < len(row.cells) else ""


def _printed(row: TableRow, entry: catalogue.Entry, columns: dict[str, int]) -> PrintedRow:
    index = columns[entry.code]
    text = _text(row, index)
    number = row.cells[index].number if index < len(row.cells) else None
    if number is None and _PLAIN.fullmatch(text):
        # The portal's export writes numbers as programs do, 4.06, whatever a Vietnamese page would print.
        number = Fraction(text)
    return PrintedRow(entry, text, row.place, squeeze(row.text), number=number)


def _check_totals(edition: Edition, columns: dict[str, int], total: TableRow, parts: list[TableRow]) -> list[Finding]:
    """Return a finding for each column whose parts do not add up to the printed total."""
    findings = []
    for entry in edition.entries:
        indicator = catalogue.indicator(entry.indicator)
        if indicator.adds != "sum":
            continue
        values = [_printed(row, entry, columns).number for row in (total, *parts)]
        known = [value for value in values if value is not None]
        if len(known) == len(values) and sum(known[1:]) != known[0]:
            findings.append(
                Finding(
                    "table-total",
                    str(known[0]),
                    str(sum(known[1:])),
                    (entry.indicator,),
                    (squeeze(total.text),),
                    (total.place.line,),
                    {"label": entry.label},
                )
            )
    return findings

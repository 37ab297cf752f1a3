"""The communes of a table's rows, by the registry on the last day of the period."""

from __future__ import annotations

from cchc_analysis.communes import registry
from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.findings import Finding
from cchc_analysis.parsing.tables.portal import Row, Table
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document


def find_units(
    document: Document, table: Table, period: Period
) -> tuple[list[tuple[registry.Unit, Row]], list[Finding]]:
    """Return the communes of a table, each once, and a finding for each row whose commune is not known.

    Raises
    ------
    ReadError : a commune twice, in whatever spelling, or no known commune at all.
    """
    day = period.last_day
    units: dict[str, tuple[registry.Unit, Row]] = {}
    unknown = []
    for row in table.rows:
        line = row.cells[0].place.line
        try:
            where = f"{document.source_file} line {line}"
            unit = registry.find(row.commune, row.province or table.province, row.district, day=day, where=where)
        except CchcError as error:
            unknown.append(
                Finding("table-unknown-commune", row.commune, error.action, (), (row.cells[0].quote,), (line,))
            )
            continue
        if unit.code in units:
            raise ReadError(
                document.source_file,
                f"{row.commune!r} twice",
                "each commune once",
                "delete one row",
                rule="table-twice",
                lines=(units[unit.code][1].cells[0].place.line, line),
                commune=row.commune,
            )
        units[unit.code] = unit, row
    if not units:
        raise ReadError(
            document.source_file,
            "no known commune",
            "the rows of communes",
            "copy the table whole",
            rule="table-no-total",
        )
    return [*units.values()], unknown

"""What became of communes on 1 July 2025: the table of successors, from the embedded default or the official file.

The default is made from the package `vietnamadminunits`: communes that went whole into one successor, and those that it
knows to be divided. Against the statistics office's table of July 2025, 9,560 of its 9,564 whole successors agree; two are
split there and two are not in it. The official table, once imported, rules.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.communes.registry import package_data
from cchc_analysis.errors import CchcError, first_rows
from cchc_analysis.files import write_whole
from cchc_analysis.names import fold, squeeze
from cchc_analysis.reading import TableRow, read_document

COLUMNS = [
    "old_code",
    "old_name",
    "old_district",
    "old_province",
    "new_code",
    "new_name",
    "new_province",
    "part",
    "note",
]
_HEAD_WITHIN = 10  # rows from the top in which the head must stand


def load_successors(data: Path | str | None = None) -> pd.DataFrame:
    """Return what became of each commune: the imported table if there is one, else the embedded default.

    Parameters
    ----------
    data : the data folder; None for the default alone.

    Returns
    -------
    A row per old commune × successor: `old_code`, `old_name`, `old_district`, `old_province`, `new_code`, `new_name`,
    `new_province`, `part` ("whole" or "part") and the `note` as printed. An old commune with several successors is "part"
    in every row. A code alone names no commune: 11284 is one commune as `old_code` and another as `new_code`.
    """
    path = imported_table(Path(data)) if data else None
    if path is None or not path.is_file():
        return _default().copy()
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def imported_table(data: Path) -> Path:
    """Return where an imported table is kept."""
    return data / "units" / "successors.csv"


def import_successors(source: Path, data: Path) -> pd.DataFrame:
    """Keep the official old-to-new table for all later work, and return it.

    Parameters
    ----------
    source : a .csv or .xlsx with the columns of the statistics office: new province, new commune, new code, old
        commune, old code, note, old district, old province, under two header lines, with a row for each province between.
    """
    table = read_official(source)
    path = imported_table(data)
    write_whole(path, table.to_csv(index=False, lineterminator="\n"))
    return table


def read_official(source: Path) -> pd.DataFrame:
    """Return the official table as `load_successors` does.

    Raises
    ------
    CchcError : the head is not found, a code has no five digits, a note says neither whole nor part, or an old commune
        stands twice with one successor; each names the rows.

    Notes
    -----
    Rows without an old or a new code have no predecessor that reported (islands that were districts, alluvial land) and
    are left out.
    """
    document = read_document(source)
    rows = [block for block in document.blocks if isinstance(block, TableRow)]
    settings = catalogue.settings("successors")
    heads = {name: fold(head) for name, head in settings["columns"].items()}
    for row in rows[:_HEAD_WITHIN]:
        found = {fold(cell.text): column for column, cell in enumerate(row.cells)}
        if set(heads.values()) <= set(found):
            head, columns = row, {name: found[text] for name, text in heads.items()}
            break
    else:
        raise CchcError(
            source.name,
            "no head of the official table",
            ", ".join(settings["columns"].values()),
            "save the table with its two header lines",
        )
    words = [(fold(note["word"]), note["part"]) for note in settings["notes"]]
    records, problems = [], []
    for row in rows[rows.index(head) + 1 :]:
        cells = {
            name: squeeze(row.cells[column].text) if column < len(row.cells) else "" for name, column in columns.items()
        }
        if not (cells["old_code"] and cells["new_code"]):
            continue
        part = next((part for word, part in words if word in fold(cells["note"])), None)
        if part is None:
            problems.append(f"line {row.place.line} note {cells['note']!r}")
        for code in ("old_code", "new_code"):
            if not (len(cells[code]) == 5 and cells[code].isdigit()):
                problems.append(f"line {row.place.line} code {cells[code]!r}")
        records.append(cells | {"part": part})
    if problems:
        raise CchcError(
            source.name,
            first_rows(problems),
            "codes of five digits, and a note that says whole or part",
            "correct the rows; in Excel, format the codes as text",
        )
    if not records:
        raise CchcError(source.name, "no row with both codes", "a row per old commune", "export the whole table")
    return _mark_parts(_without_land(pd.DataFrame(records), fold(settings["land"])), source.name)


def _without_land(table: pd.DataFrame, land: str) -> pd.DataFrame:
    """Return the table without the land that went elsewhere from a commune all of whose people went into one successor.

    What an office counts is of its people. Where another part of the commune is not said to be land alone, it is split.
    """
    is_people, is_land = table["part"] == "people", table["note"].map(lambda note: land in fold(note)).astype(bool)
    by_commune = (is_people | is_land).groupby(table["old_code"])
    is_whole = table["old_code"].map(by_commune.all() & is_people.groupby(table["old_code"]).sum().eq(1))
    table = table.assign(part=table["part"].mask(is_people & is_whole, "whole").mask(is_people & ~is_whole, "part"))
    return table[is_people | ~is_whole].reset_index(drop=True)


def _mark_parts(table: pd.DataFrame, where: str) -> pd.DataFrame:
    twice = table[table.duplicated(["old_code", "new_code"])]
    if len(twice):
        rows = [f"{row.old_code} {row.old_name} → {row.new_code}" for row in twice.itertuples()]
        raise CchcError(where, f"{first_rows(rows)} twice", "each pair once", "delete one row")
    is_split = table.duplicated("old_code", keep=False)
    table["part"] = table["part"].mask(is_split, "part")
    return table[COLUMNS].sort_values(["old_code", "new_code"], ignore_index=True)


@cache
def _default() -> pd.DataFrame:
    folder = package_data()
    converter = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(f"file:{(folder / 'dataset.db').as_posix()}?mode=ro&immutable=1", uri=True)) as db:
        old = {
            "_".join(row[:3]): row[3:]
            for row in db.execute(
                "SELECT provinceKey, districtKey, wardKey, wardCode, ward, district, province FROM admin_units_legacy"
                " WHERE wardCode IS NOT NULL"
            )
        }
        new = {
            row[:2]: row[2:]
            for row in db.execute(
                "SELECT provinceKey, wardKey, wardCode, ward, province FROM admin_units WHERE wardCode IS NOT NULL"
            )
        }
    records = [
        dict(zip(COLUMNS, (*map(squeeze, old[key]), *map(squeeze, new[province, ward]), part, ""), strict=True))
        for province, ward, key, part in _pairs(converter)
        if key in old and (province, ward) in new
    ]
    return _mark_parts(pd.DataFrame(records).drop_duplicates(["old_code", "new_code"]), "package vietnamadminunits")


def _pairs(converter: dict[str, dict[str, dict[str, list]]]) -> Iterable[tuple[str, str, str, str]]:  # type: ignore[type-arg]
    divided = converter["DICT_PROVINCE_WARD_DIVIDED"]
    split = {key for wards in divided.values() for key in wards}
    for province, wards in divided.items():
        for key, parts in wards.items():
            yield from ((province, part["newWardKey"], key, "part") for part in parts)
    for province, news in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, keys in news.items():
            yield from ((province, ward, key, "whole") for key in keys if key not in split)


def unchanged(successors: pd.DataFrame) -> frozenset[str]:
    """Return the codes whose commune is the same territory before and after: one whole predecessor of the same code."""
    alone = ~successors.duplicated("new_code", keep=False) & ~successors.duplicated("old_code", keep=False)
    same = successors["old_code"] == successors["new_code"]
    return frozenset(successors.loc[alone & same & (successors["part"] == "whole"), "old_code"])

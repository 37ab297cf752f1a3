"""The heads of tables of many communes: which column is which, by the words of the catalogue, in one row or two.

A column is taken by its words, never by its number. What no word of an edition explains is named, and an edition of which a
table lacks a column is not that table's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition, Entry
from cchc_analysis.errors import ReadError, first_rows
from cchc_analysis.findings import Finding
from cchc_analysis.names import fold, squeeze
from cchc_analysis.reading import Document, TableRow

_HEAD_ROWS = 3
# A table that has so much of an edition's columns is meant to be of it; the message says what it lacks.
_MEANT_SHARE = 0.25


@dataclass(frozen=True)
class Head:
    """Where a table of an edition has its columns.

    `columns` gives the place of each entry, `again` further places that say the same, `rates` those of printed percentages by
    their number in the edition. `unknown` are the printed words of columns that nothing explains. `end` is the first block
    below the head.
    """

    edition: Edition
    unit: int
    level: int | None
    path: int | None
    columns: dict[str, int]
    again: dict[int, Entry]
    rates: dict[int, int]
    words: tuple[str, ...]
    unknown: tuple[str, ...]
    start: int
    end: int


@cache
def words() -> dict[str, Any]:
    """Return the words that all such tables share; a list of the file is a set here."""
    return {name: frozenset(listed) for name, listed in catalogue.settings("tables").items()}


def find_heads(document: Document) -> list[Head]:
    """Return the heads of all tables of editions with a row per authority, in order; one that comes again is none.

    Raises
    ------
    ReadError : two columns of a table bear the same words.
    """
    found: list[Head] = []
    for start, head_rows, unit in _candidates(document):
        if found and start < found[-1].end:
            continue
        heads = [head for edition in _editions() if (head := _head(document, edition, start, head_rows, unit))]
        if heads:
            head = max(heads, key=lambda head: len(head.columns))
            is_again = found and (found[-1].words, _sheet(document, found[-1])) == (head.words, _sheet(document, head))
            found += [] if is_again else [head]
    return found


def find_unknown(document: Document, heads: Sequence[Head]) -> list[tuple[str, int]]:
    """Return the sheets that hold a table of authorities of no edition, beside those that are read, with the line of each."""
    known = {_sheet(document, head) for head in heads}
    found: dict[str, int] = {}
    for start, _, _ in _candidates(document):
        place = document.blocks[start].place
        if place.sheet not in known:
            found.setdefault(place.sheet, place.line)
    return list(found.items())


def _sheet(document: Document, head: Head) -> str:
    return document.blocks[head.start].place.sheet


def find_longer(body: Sequence[TableRow], width: int) -> list[Finding]:
    """Return a finding if rows reach beyond their head: columns may have slipped."""
    longer = [row for row in body if any(cell.text for cell in row.cells[width:])]
    if not longer:
        return []
    found = "; ".join(dict.fromkeys(squeeze(cell.text) for row in longer for cell in row.cells[width:] if cell.text))
    quotes, lines = tuple(squeeze(row.text) for row in longer), tuple(row.place.line for row in longer)
    return [Finding("table-row-longer", str(len(longer)), "", (), quotes, lines, {"names": found})]


def refuse_strange_table(document: Document) -> None:
    """Raise if the document is a table of authorities or of records that no edition explains, and say what it lacks."""
    for start, head_rows, unit in _candidates(document):
        printed = _printed(document, start, head_rows)
        keys = [_key(path) for path in printed]
        near = max(_editions(), key=lambda edition: _share(edition, keys))
        lacking = [entry for entry in near.entries if not entry.is_optional and not _places(entry, keys)]
        if _share(near, keys) < _MEANT_SHARE and document.media not in ("csv", "json"):
            continue
        shown = first_rows([repr(words) for words in _shown(printed, unit)], limit=8)
        raise ReadError(
            f"{document.source_file} line {document.blocks[start].place.line}",
            f"a table of communes with the columns {shown}",
            f"the columns of {near.name}, which lacks {first_rows([repr(entry.label) for entry in lacking])}",
            "name the columns as the portal does, or add the edition",
            rule="table-other-columns",
            lines=(document.blocks[start].place.line,),
            columns=shown,
        )
    if document.media in ("csv", "json"):
        first = next((block for block in document.blocks if isinstance(block, TableRow)), None)
        shown = first_rows([repr(squeeze(cell.text)) for cell in first.cells], limit=8) if first else "–"
        raise ReadError(
            document.source_file,
            f"a table with the columns {shown}" if first else "no table in it",
            "a column of communes, such as 'Cơ quan, đơn vị'",
            "name the columns as the portal does, or add the edition",
            rule="table-other-columns",
            columns=shown,
        )


def _editions() -> list[Edition]:
    every = catalogue.editions().values()
    return [edition for edition in every if edition.layout == "table" and "groups" not in edition.settings]


def _candidates(document: Document) -> Iterator[tuple[int, int, int]]:
    """Yield the first row of each possible head, how many rows it has, and the place of the column of authorities."""
    for start, block in enumerate(document.blocks):
        if not isinstance(block, TableRow):
            continue
        unit = next((i for i, cell in enumerate(block.cells) if _key(_path(cell.text)) in words()["unit_heads"]), None)
        if unit is not None:
            yield start, _height(document, start, unit), unit


def _height(document: Document, start: int, unit: int) -> int:
    """Return how many rows a head has: below its first one, rows in which no authority and no figure stands."""
    end = start + 1
    for block in document.blocks[start + 1 : start + _HEAD_ROWS]:
        if not isinstance(block, TableRow) or block.place.sheet != document.blocks[start].place.sheet:
            break
        filled = [cell for cell in block.cells if cell.text]
        has_name = unit < len(block.cells) and block.cells[unit].text
        if has_name or not filled or any(cell.number is not None or cell.text[0].isdigit() for cell in filled):
            break
        end += 1
    return end - start


def _path(text: str) -> tuple[str, ...]:
    return tuple(squeeze(part) for part in text.split(" > "))


def _key(path: Sequence[str]) -> str:
    """Return the words over a column as the catalogue writes them; a unit in brackets is left out."""
    return " > ".join(fold(_without_unit(part)) for part in path)


def _without_unit(text: str) -> str:
    before, bracket, inside = text.rstrip().removesuffix(")").rpartition("(")
    return before if bracket and fold(inside) in words()["units"] else text


def _printed(document: Document, start: int, height: int) -> list[tuple[str, ...]]:
    """Return the words over each column, from the top; the group of columns is printed over its first one alone."""
    rows = [row for row in document.blocks[start : start + height] if isinstance(row, TableRow)]
    width = max(len(row.cells) for row in rows)
    paths, above = [], ""
    for column in range(width):
        cells = [squeeze(row.cells[column].text) if column < len(row.cells) else "" for row in rows]
        above = cells[0] or (above if any(cells[1:]) else "")
        path = tuple(dict.fromkeys(filter(None, [above, *cells[1:]])))
        paths.append(_path(path[0]) if len(path) == 1 else path)
    return paths


def _places(entry: Entry, keys: Sequence[str]) -> list[int]:
    """Return the columns of an entry, those of its first words first."""
    own = [column for column, key in enumerate(keys) if key == fold(entry.code)]
    return own + [column for head in entry.heads for column, key in enumerate(keys) if _is(key, head)]


def _is(key: str, head: str) -> bool:
    """Return whether words over a column are those of the catalogue, below any group where it names none."""
    return key == head or (" > " not in head and key.endswith(f" > {head}") and head not in words()["other_columns"])


def _share(edition: Edition, keys: Sequence[str]) -> float:
    return sum(bool(_places(entry, keys)) for entry in edition.entries) / len(edition.entries)


def _shown(printed: Sequence[tuple[str, ...]], unit: int) -> list[str]:
    return [" > ".join(path) for column, path in enumerate(printed) if path and path != ("",) and column != unit]


def _head(document: Document, edition: Edition, start: int, height: int, unit: int) -> Head | None:
    printed = _printed(document, start, height)
    keys = [_key(path) for path in printed]
    columns: dict[str, int] = {}
    again: dict[int, Entry] = {}
    for entry in edition.entries:
        places = _places(entry, keys)
        if not places and not entry.is_optional:
            return None
        if twice := next((key for key in (keys[place] for place in places) if keys.count(key) > 1), None):
            _refuse_twice(document, start, twice)
        if places:
            columns[entry.indicator] = places[0]
            again |= dict.fromkeys(places[1:], entry)
    rates = {
        column: number
        for number, rate in enumerate(edition.settings.get("rates", ()))
        for column, key in enumerate(keys)
        if any(_is(key, head) or _is(key, f"{head} %") for head in rate["heads"])
    }
    level = _first(keys, "level_heads")
    named = {unit, level, *columns.values(), *again, *rates}
    words_of = tuple(" > ".join(path) for path in printed)
    unknown = tuple(
        words_of[column]
        for column, key in enumerate(keys)
        if column not in named
        and key not in words()["other_heads"]
        and not (" > " in key and key.rsplit(" > ", 1)[1] in words()["other_columns"])
        and _is_filled(document, start, start + height, column)
    )
    path = next((column for column, key in enumerate(keys) if key == "path"), None)
    return Head(edition, unit, level, path, columns, again, rates, words_of, unknown, start, start + height)


def _first(keys: Sequence[str], name: str) -> int | None:
    return next((column for column, key in enumerate(keys) if key in words()[name]), None)


def _is_filled(document: Document, start: int, end: int, column: int) -> bool:
    sheet = document.blocks[start].place.sheet
    rows = (block for block in document.blocks[end:] if isinstance(block, TableRow) and block.place.sheet == sheet)
    return any(column < len(row.cells) and row.cells[column].text for row in rows)


def _refuse_twice(document: Document, start: int, key: str) -> None:
    line = document.blocks[start].place.line
    raise ReadError(
        f"{document.source_file} line {line}",
        f"two columns {key!r}",
        "each column once",
        "delete or rename one",
        rule="table-column-twice",
        lines=(line,),
        column=key,
    )

"""The head of form 06/VPCP/KSTT: groups over columns, found by the words of both.

"Tổng số" and "Quá hạn" stand in it more than once; which is meant, the group above says. A column is taken by both words,
never by its number, and unless every column of the edition is found once and in order it is another table. Two systems may
stand beside each other under their names: then each column of one is added to that of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition
from cchc_analysis.errors import ReadError, first_rows
from cchc_analysis.names import fold, squeeze
from cchc_analysis.parsing.tables.further_columns import FurtherColumns, begins, find_further
from cchc_analysis.parsing.tables.systems import is_whole, names_system
from cchc_analysis.reading import Document, TableRow

_HEAD_ROWS = 4
_NUMBERED = ("stt", "tt")
# A table is meant to be form 06 if it names so many of its groups, or says that it is.
_MEANT_GROUPS = 2
_TITLE = re.compile(r"(?:bieu|bieu so|mau so) (?:ii )?06|vpcp kstt")
# The row of column numbers below a head: 1, 2, (3)=(4)+(5)+(6).
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?(?:\s*=[\s\d()+]*)?")


@dataclass(frozen=True)
class Head:
    """Where a table of an edition has its columns, and further ones.

    `systems` are the names of those that stand beside each other, none for one alone. `start` is the head's first block,
    `end` the first one below it.
    """

    edition: Edition
    name: int
    columns: dict[str, int]
    further: FurtherColumns
    start: int
    end: int
    systems: tuple[str, ...] = ()


def find_head(document: Document) -> Head | None:
    """Return the head of the first table that has every column of an edition, or None."""
    for start in _starts(document):
        for edition in _editions():
            if head := _head(document, edition, start):
                return head
    return None


def _editions() -> list[Edition]:
    editions = [edition for edition in catalogue.editions().values() if "groups" in edition.settings]
    return sorted(editions, key=lambda edition: len(edition.entries), reverse=True)


def is_numbered_head(row: TableRow) -> bool:
    """Return whether a row begins a head: one of its cells says that rows are numbered below."""
    return bool({fold(cell.text) for cell in row.cells} & set(_NUMBERED))


def _starts(document: Document) -> Iterator[int]:
    for start, block in enumerate(document.blocks):
        if isinstance(block, TableRow) and is_numbered_head(block):
            yield start


def refuse_wrong_head(document: Document) -> None:
    """Raise if the document is form 06 by its title or most of its groups, and say which of its columns are not found."""
    for start in _starts(document):
        above = " ".join(fold(block.text) for block in document.blocks[:start])
        edition = min(_editions(), key=lambda edition: len(edition.entries))
        grid = max(_below(_grid(document, start)[0]), key=lambda grid: _groups(edition, grid[0]))
        count = _groups(edition, grid[0])
        if count < _MEANT_GROUPS and not (_TITLE.search(above) and count):
            continue
        lacking = list(_lacking(edition, grid))
        line = document.blocks[start].place.line
        without = first_rows([repr(words) for words in lacking])
        raise ReadError(
            f"{document.source_file} line {line}",
            f"form 06/VPCP/KSTT {f'without {without}' if lacking else 'with its columns out of order'}",
            "each of its columns once, in the form's order",
            "name the columns as the form does, or add the edition",
            rule="table-other-head",
            lines=(line,),
            columns="; ".join(lacking) or "–",
        )


def _below(grid: Sequence[Sequence[str]]) -> list[Sequence[Sequence[str]]]:
    """Return a head from each of its rows on: above the groups of columns others may stand."""
    return [grid[at:] for at in range(len(grid))]


def _groups(edition: Edition, row: Sequence[str]) -> int:
    return sum(any(begins(text, group["head"]) for text in row) for group in edition.settings["groups"])


def _lacking(edition: Edition, grid: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the labels of an edition's columns that do not stand once under their group."""
    entries, width = iter(edition.entries), len(grid[0])
    for group in edition.settings["groups"]:
        first = next((at for at in range(width) if begins(grid[0][at], group["head"])), width)
        last = next((at for at in range(first + 1, width) if grid[0][at]), width)
        for word, entry in zip(group["columns"], entries, strict=False):
            if sum(any(begins(row[at], word) for row in grid[1:]) for at in range(first, last)) != 1:
                yield entry.label


def _grid(document: Document, start: int) -> tuple[list[list[str]], list[list[str]]]:
    """Return the rows of a head, each as wide as the widest: folded, and as printed."""
    rows: list[list[str]] = []
    words: list[list[str]] = []
    for block in document.blocks[start : start + _HEAD_ROWS]:
        if not isinstance(block, TableRow) or is_column_numbers(block) or (rows and _is_body(block)):
            break
        rows.append([fold(cell.text) for cell in block.cells])
        words.append([squeeze(cell.text) for cell in block.cells])
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows], words


def _head(document: Document, edition: Edition, start: int) -> Head | None:
    grid, words = _grid(document, start)
    name = next((at for at, word in enumerate(grid[0]) if begins(word, edition.settings["name_head"])), None)
    if name is None:
        return None
    end = start + len(grid)
    while end < len(document.blocks) and isinstance(row := document.blocks[end], TableRow) and is_column_numbers(row):
        end += 1
    indicators = [entry.indicator for entry in edition.entries]
    if found := _columns(edition, grid, name):
        columns = dict(zip(indicators, found, strict=True))
        return Head(edition, name, columns, find_further(edition, grid, words, {name, *found}), start, end)
    if beside := _beside(edition, grid, words, name):
        columns, further, systems = beside
        return Head(edition, name, columns, further, start, end, systems)
    return None


def _beside(
    edition: Edition, grid: Sequence[Sequence[str]], words: Sequence[Sequence[str]], name: int
) -> tuple[dict[str, int], FurtherColumns, tuple[str, ...]] | None:
    """Return the columns of systems that stand beside each other: those of the first, with the others' to be added to them.

    A group that says it is the sum of all is compared. None unless each part has every column, and a system's name above it.
    """
    starts = [at for at in range(name + 1, len(grid[0])) if grid[0][at]]
    parts: list[tuple[str, list[int]]] = []
    whole: list[int] = []
    for first, last in zip(starts, [*starts[1:], len(grid[0])], strict=False):
        own = _columns(edition, [row[first:last] for row in grid[1:]], -1) if len(grid) > 1 else None
        if own is None:
            return None
        places = [first + at for at in own]
        if is_whole(grid[0][first]):
            whole = places
        elif names_system(grid[0][first]):
            parts.append((words[0][first], places))
        else:
            return None
    if len(parts) < 2:
        return None
    indicators = [entry.indicator for entry in edition.entries]
    added = {place: indicator for _, places in parts[1:] for place, indicator in zip(places, indicators, strict=True)}
    compared = {place: {"sum": indicator} for place, indicator in zip(whole, indicators, strict=False)}
    shown = {place: entry.label for place, entry in zip(whole, edition.entries, strict=False)}
    columns = dict(zip(indicators, parts[0][1], strict=True))
    return columns, FurtherColumns(added, compared, shown, ()), tuple(label for label, _ in parts)


def _columns(edition: Edition, grid: Sequence[Sequence[str]], name: int) -> list[int] | None:
    """Return the place of each column, by its group's word and its own; None unless each stands once and in order."""
    found: list[int] = []
    in_order: list[int] = []
    at, width = name, len(grid[0])
    for group in edition.settings["groups"]:
        is_anywhere = group.get("anywhere", False)
        search = range((name if is_anywhere else at) + 1, width)
        first = next((i for i in search if begins(grid[0][i], group["head"])), None)
        if first is None:
            return None
        last = next((i for i in range(first + 1, width) if grid[0][i]), width)
        for word in group["columns"]:
            hits = [i for i in range(first, last) if any(begins(row[i], word) for row in grid[1:])]
            if len(hits) != 1:
                return None
            found += hits
            in_order += [] if is_anywhere else hits
        at = at if is_anywhere else first
    if in_order != sorted(set(in_order)) or len(set(found)) != len(edition.entries):
        return None
    return found


def is_column_numbers(row: TableRow) -> bool:
    """Return whether a row numbers the columns: every cell is 1, 2, … or a sum of such."""
    texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    return len(texts) > 3 and all(map(_COLUMN_NUMBER.fullmatch, texts)) and _rises(texts)


def _rises(texts: list[str]) -> bool:
    numbers = [int(found[0]) for text in texts if (found := re.search(r"\d+", text))]
    return all(later - earlier == 1 for earlier, later in pairwise(numbers))


def _is_body(row: TableRow) -> bool:
    return row.cells[0].text.strip().strip(".").isdigit()

"""JSON: an array of objects is a table, a row an object, a column a key; an array of arrays is a table as it stands.

Everything else is a line with its path.

An object beside an array whose keys are the array's, such as the `parent` of `children`, is a row of the same table; the
column `path` says where each row stood. What two readers would read in two ways is refused: a key twice, NaN, numbers beyond
any count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean
from cchc_analysis.reading.document import Cell, Paragraph, Place, TableRow

READER = "records 1"
# The portal's answer of a province has 163 objects of 90 keys and 300 KB.
BYTES, ROWS, COLUMNS, DEPTH, DIGITS = 5_000_000, 5_000, 200, 12, 18
# Half of a letter cannot be written into any file again.
_LONE = re.compile("[\ud800-\udfff]")
_BEGINS = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{\]"])')


def is_json(text: str) -> bool:
    """Return whether a text begins as JSON of objects or arrays does.

    >>> is_json('{"data": []}'), is_json("[Mẫu số 1] Báo cáo")
    (True, False)
    """
    return _BEGINS.match(text) is not None


def read_json(text: str, name: str) -> tuple[Paragraph | TableRow, ...]:
    """Return the tables and lines of a JSON text; the line of a row is its number among the objects of the file.

    Raises
    ------
    ReadError : broken, too large, too deep, a key twice, or a number that is none.
    """
    if len(text) > BYTES:
        _refuse(name, f"{len(text)} letters of JSON", f"at most {BYTES}", "keep one answer", "file-too-large")
    try:
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _once(pairs, name),
            parse_constant=lambda word: _refuse(name, f"the number {word}", "a number or null", "correct the value"),
            parse_int=lambda digits: _number(digits, name),
            parse_float=lambda digits: _number(digits, name),
        )
    except json.JSONDecodeError as error:
        where = f"{name} line {error.lineno}"
        _refuse(where, f"broken JSON ({error.msg})", "the portal's whole answer", "save it again", "file-damaged")
    except RecursionError:
        _refuse(name, "JSON nested without end", f"at most {DEPTH} levels", "keep the answer alone", "file-damaged")
    walk = _Walk(name)
    blocks = tuple(walk.blocks(value, "", 0))
    if not blocks:
        _refuse(name, "JSON without a record", "the portal's answer", "save it again", "file-empty")
    return blocks


def _refuse(where: str, found: str, expected: str, action: str, rule: str = "file-damaged") -> NoReturn:
    raise ReadError(where, found, expected, action, rule=rule)


def _once(pairs: list[tuple[str, Any]], name: str) -> dict[str, Any]:
    known = dict(pairs)
    if len(known) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        _refuse(name, f"the key {twice[:60]!r} twice in one object", "each key once", "delete one")
    if any(_LONE.search(text) for pair in pairs for text in pair if isinstance(text, str)):
        _refuse(name, "half of a letter (\\ud800 to \\udfff)", "Unicode text", "save it again as UTF-8")
    return known


def _number(digits: str, name: str) -> Decimal:
    mantissa, _, exponent = digits.lower().partition("e")
    if len(mantissa) > DIGITS + 2 or len(exponent) > 3 or abs(int(exponent or 0)) > DIGITS:
        _refuse(name, f"the number {digits[:24]}", f"at most {DIGITS} digits", "correct the value")
    return Decimal(digits)


class _Walk:
    """The way through a JSON value: it counts rows and knows the file's name for errors."""

    def __init__(self, name: str) -> None:
        self.name, self.line = name, 0

    def blocks(self, value: Any, path: str, depth: int) -> Iterator[Paragraph | TableRow]:
        if depth > DEPTH:
            _refuse(self.name, f"JSON more than {DEPTH} levels deep", "the portal's answer", "keep the answer alone")
        if isinstance(value, dict):
            yield from self._object(value, path, depth)
        elif isinstance(value, list) and _are_objects(value):
            yield from self._table([(path, record) for record in value], path, depth)
        elif isinstance(value, list) and value and all(map(_is_plain_list, value)):
            for row in value:
                self.line += 1
                yield TableRow(tuple(map(_cell, row)), Place(self.line, None, path))
        elif isinstance(value, list):
            for item in value:
                yield from self.blocks(item, path, depth + 1)
        elif value is not None:
            yield Paragraph(f"{path}: {_text(value)}" if path else _text(value), Place(0))

    def _object(self, value: dict[str, Any], path: str, depth: int) -> Iterator[Paragraph | TableRow]:
        under = {key: f"{path}.{key}" if path else key for key in value}
        used: set[str] = set()
        for key, records in value.items():
            if not (isinstance(records, list) and _are_objects(records)):
                continue
            keys = set(records[0])
            alike = [k for k, v in value.items() if isinstance(v, dict) and len(keys & set(v)) * 2 > len(keys)]
            rows = [(under[k], value[k]) for k in alike if k not in used] + [(under[key], record) for record in records]
            used |= {key, *alike}
            yield from self._table(rows, under[key], depth + 1)
        for key, inner in value.items():
            if key not in used:
                yield from self.blocks(inner, under[key], depth + 1)

    def _table(self, records: list[tuple[str, dict[str, Any]]], path: str, depth: int) -> Iterator[TableRow]:
        rows = list(self._rows(records, depth))
        keys = list(dict.fromkeys(key for row in rows for key in row))
        if len(keys) > COLUMNS or len(rows) > ROWS:
            _refuse(
                self.name,
                f"{len(rows)} records with {len(keys)} keys",
                f"at most {ROWS} and {COLUMNS}",
                "keep the answer alone",
                "file-too-large",
            )
        self.line += 1
        yield TableRow(tuple(Cell(clean(key)) for key in keys), Place(self.line, None, path))
        for row in rows:
            self.line += 1
            yield TableRow(tuple(_cell(row.get(key)) for key in keys), Place(self.line, None, path))

    def _rows(self, records: list[tuple[str, dict[str, Any]]], depth: int) -> Iterator[dict[str, Any]]:
        """Yield each record flat, those within it after it: an authority's own authorities have the same keys."""
        if depth > DEPTH:
            _refuse(self.name, f"JSON more than {DEPTH} levels deep", "the portal's answer", "keep the answer alone")
        for path, record in records:
            inner = {key: v for key, v in record.items() if isinstance(v, list) and _are_objects(v)}
            nested = {key: v for key, v in inner.items() if len(set(v[0]) & set(record)) * 2 > len(record)}
            flat: dict[str, Any] = {"path": path}
            for key, value in record.items():
                if key not in nested:
                    flat |= self._flat(key, value)
            yield flat
            for key, value in nested.items():
                yield from self._rows([(f"{path}.{key}", item) for item in value], depth + 1)

    def _flat(self, key: str, value: Any) -> dict[str, Any]:
        if isinstance(value, list) and _are_objects(value):
            flat: dict[str, Any] = {}
            for number, item in enumerate(value, start=1):
                group = str(item.get("code") or item.get("name") or f"{key} {number}")
                for inner, figure in item.items():
                    column = f"{group} > {inner}"
                    if column in flat:
                        _refuse(self.name, f"{group!r} twice in {key!r}", "each once", "delete one")
                    flat[column] = figure
            return flat
        if value in ([], {}):
            return {}
        if isinstance(value, dict):
            return {f"{key} > {inner}": figure for inner, figure in value.items()}
        return {key: value}


def _are_objects(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(item, dict) and item for item in value)


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and not any(isinstance(item, dict | list) for item in value)


def _cell(value: Any) -> Cell:
    if isinstance(value, Decimal):
        return Cell(_text(value), Fraction(value))
    return Cell() if value is None else Cell(clean(_text(value)).strip())


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)

"""What a child process that reads a file answers: blocks, or why it refuses, as JSON that carries nothing of its state."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from fractions import Fraction
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.document import Block, Cell, Paragraph, Place, TableRow

_MARKS = [item.name for item in fields(Cell)][2:]


def give(read: Callable[[], dict[str, Any]]) -> None:
    """Print what a reader returns, or the error that it raises."""
    try:
        answer = read()
    except ReadError as error:
        answer = {"error": (error.where, error.found, error.expected, error.action, error.rule, error.lines)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def take(content: bytes) -> dict[str, Any]:
    """Return what `give` has printed.

    Raises
    ------
    ReadError : the one that the reader raised.
    """
    answer: dict[str, Any] = json.loads(content)
    if "error" in answer:
        where, found, expected, action, rule, lines = answer["error"]
        raise ReadError(where, found, expected, action, rule=rule, lines=tuple(lines))
    return answer


def to_plain(blocks: Iterable[Block]) -> list[Any]:
    """Return blocks as lists of texts and numbers."""
    return [
        (
            block.text if isinstance(block, Paragraph) else [_plain(cell) for cell in block.cells],
            block.place.line,
            block.place.page,
            block.place.sheet,
        )
        for block in blocks
    ]


def from_plain(items: Iterable[Any]) -> tuple[Block, ...]:
    """Return the blocks of which `to_plain` has made lists."""
    return tuple(
        Paragraph(words, Place(*place)) if isinstance(words, str) else TableRow(tuple(map(_cell, words)), Place(*place))
        for words, *place in items
    )


def _plain(cell: Cell) -> tuple[Any, ...]:
    number = None if cell.number is None else str(cell.number)
    return (cell.text, number, *(getattr(cell, mark) for mark in _MARKS))


def _cell(plain: list[Any]) -> Cell:
    text, number, *marks = plain
    return Cell(text, None if number is None else Fraction(number), *marks)

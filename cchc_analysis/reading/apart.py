"""Large Office packages read in a process of their own, with limits of time and memory.

An ordinary report's XML is below 1 MB, and below `BYTES` nothing that it holds can take more than some hundred MB. Above, a
part of many small nodes, or a sheet of millions of cells, may: the child ends, and we go on. What comes back is JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.reading import sandbox
from cchc_analysis.reading.document import Cell, Paragraph, Place, TableRow

BYTES = 8_000_000
_FLAGS = [item.name for item in fields(Cell)][2:]
Blocks = tuple[Paragraph | TableRow, ...]


def read_package_apart(path: Path, name: str, seconds: float = sandbox.SECONDS) -> tuple[str, str, Blocks]:
    """Return media, reader and blocks of a package, read in a child process.

    Raises
    ------
    ReadError : what the reader says; or the child took too long or too much, or ended without an answer.
    """
    answer = json.loads(sandbox.run([sys.executable, "-m", __name__, str(path), name], name, seconds))
    if "error" in answer:
        where, found, expected, action, rule, lines = answer["error"]
        raise ReadError(where, found, expected, action, rule=rule, lines=tuple(lines))
    return answer["media"], answer["reader"], tuple(_block(*item) for item in answer["blocks"])


def _block(words: str | list[list[Any]], line: int, page: int | None, sheet: str) -> Paragraph | TableRow:
    place = Place(line, page, sheet)
    if isinstance(words, str):
        return Paragraph(words, place)
    return TableRow(
        tuple(Cell(text, None if number is None else Fraction(number), *flags) for text, number, *flags in words), place
    )


def _plain(block: Paragraph | TableRow) -> tuple[Any, ...]:
    place = (block.place.line, block.place.page, block.place.sheet)
    if isinstance(block, Paragraph):
        return (block.text, *place)
    cells = [
        (cell.text, None if cell.number is None else str(cell.number), *(getattr(cell, flag) for flag in _FLAGS))
        for cell in block.cells
    ]
    return (cells, *place)


def main(path: str, name: str) -> None:
    """Print the answer for one file as JSON."""
    from cchc_analysis.reading import read_package

    sandbox.limit_self()
    answer: dict[str, Any]
    try:
        media, reader, blocks = read_package(Path(path), name)
        answer = {"media": media, "reader": reader, "blocks": [_plain(block) for block in blocks]}
    except ReadError as error:
        answer = {"error": (error.where, error.found, error.expected, error.action, error.rule, error.lines)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Large Office packages read in a process of their own, with limits of time and memory.

An ordinary report's XML is below 1 MB, and below `BYTES` nothing that it holds can take more than some hundred MB. Above, a
part of many small nodes, or a sheet of millions of cells, may: the child ends, and we go on. What comes back is JSON.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from cchc_analysis.reading.apart import process
from cchc_analysis.reading.apart.answer import from_plain, give, take, to_plain
from cchc_analysis.reading.document import Block

BYTES = 8_000_000


def read_package_apart(path: Path, name: str, seconds: float = process.SECONDS) -> tuple[str, str, tuple[Block, ...]]:
    """Return media, reader and blocks of a package, read in a child process.

    Raises
    ------
    ReadError : what the reader says; or the child took too long or too much, or ended without an answer.
    """
    found = take(process.run([sys.executable, "-m", __name__, str(path), name], name, seconds))
    return found["media"], found["reader"], from_plain(found["blocks"])


def main(path: str, name: str) -> None:
    """Print the answer for one file as JSON."""
    from cchc_analysis.reading.modern_office import read_package

    process.limit_self()

    def read() -> dict[str, Any]:
        media, reader, blocks = read_package(Path(path), name)
        return {"media": media, "reader": reader, "blocks": to_plain(blocks)}

    give(read)


if __name__ == "__main__":
    main(*sys.argv[1:])

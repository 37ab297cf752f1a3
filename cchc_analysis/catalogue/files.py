"""The files of the catalogue, opened: where they lie, TOML as tables, and on which line a table starts."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from cchc_analysis.errors import CatalogueError

FOLDER = Path(__file__).parent


def read_toml(path: Path) -> dict[str, Any]:
    """Return a file of the catalogue.

    Raises
    ------
    CatalogueError : it is not TOML; names the line.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(path.name, str(error), "a TOML file in UTF-8", "correct the line") from None


def lines_of(path: Path, head: str) -> list[int]:
    """Return the lines on which the tables `[[head]]` of a file start, so that an error can say where a row stands."""
    text = path.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(text, start=1) if line.strip() == f"[[{head}]]"]

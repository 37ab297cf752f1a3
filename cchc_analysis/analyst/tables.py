"""Tables that analysts write themselves, beside the documents: peer groups, targets, weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cchc_analysis.errors import CchcError

_SEE = "data/units/README.md has an example"


def read_analyst_table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Return a CSV as text, a row per line, with at least the columns named.

    Raises
    ------
    CchcError : it cannot be read, or a column is missing; names those there and those expected, and where they are shown.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            head = file.readline()
        # A spreadsheet of a country with decimal commas parts columns by semicolons.
        sep = ";" if head.count(";") > head.count(",") else ","
        table = pd.read_csv(path, dtype=str, keep_default_na=False, sep=sep)
    except (OSError, ValueError) as error:
        raise CchcError(
            path.name, "no readable table", _expectation(columns), f"save it as CSV UTF-8; {_SEE}"
        ) from error
    if absent := [column for column in columns if column not in table]:
        given = ", ".join(map(repr, map(str, table.columns)))
        found = f"no column {', '.join(absent)} among {given}"
        raise CchcError(path.name, found, _expectation(columns), f"name the columns so; {_SEE}")
    return table


def _expectation(columns: Sequence[str]) -> str:
    return f"the columns {', '.join(columns)}"

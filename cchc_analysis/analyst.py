"""Tables that analysts write themselves, beside the documents: peer groups, targets, weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cchc_analysis.errors import CchcError


def read_analyst_table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Return a CSV as text, a row per line, with at least the columns named.

    Raises
    ------
    CchcError : it cannot be read, or a column is missing.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise CchcError(path.name, "no readable table", f"columns {', '.join(columns)}", "save it as CSV") from error
    if absent := [column for column in columns if column not in table]:
        raise CchcError(path.name, f"no column {', '.join(absent)}", ", ".join(columns), "add it")
    return table

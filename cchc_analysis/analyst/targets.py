"""Levels that a law or a plan asks for: a table the analyst supplies, because they differ by province and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cchc_analysis import catalogue, store
from cchc_analysis.analyst.tables import read_analyst_table
from cchc_analysis.errors import CchcError, first_rows

COLUMNS = ("indicator", "target_pct", "source")


def load_targets(data: Path | str | None = None) -> pd.DataFrame:
    """Return the targets in `units/targets.csv` of the data folder; no rows if there is no such file."""
    path = store.data_folder(data) / "units" / "targets.csv"
    return read_targets(path) if path.is_file() else pd.DataFrame(columns=["indicator", "target", "source"])


def read_targets(path: Path) -> pd.DataFrame:
    """Return an analyst's targets: `indicator`, `target` (a share 0-1), `source` (the document that sets it).

    Parameters
    ----------
    path : a CSV with `indicator`, `target_pct` (0-100, decimal point) and `source`.

    Raises
    ------
    CchcError : a column is missing, an indicator is no rate of the catalogue or stands twice, a target is no percentage,
        or no document is named.
    """
    table = read_analyst_table(path, COLUMNS)
    target = pd.to_numeric(table["target_pct"], errors="coerce") / 100
    problems = []
    for row, share in zip(table.itertuples(), target, strict=True):
        line = f"line {row.Index + 2}"
        if catalogue.indicator(row.indicator).kind != "rate":
            problems.append(f"{line} {row.indicator!r}, which is no rate")
        if not 0 <= share <= 1:
            problems.append(f"{line} target {row.target_pct!r}")
        if not row.source.strip():
            problems.append(f"{line} without a source")
    problems += [f"{name!r} twice" for name in table.loc[table["indicator"].duplicated(), "indicator"]]
    if problems:
        raise CchcError(path.name, first_rows(problems), "each rate once, 0-100, with its document", "correct the rows")
    return table.assign(target=target)[["indicator", "target", "source"]]

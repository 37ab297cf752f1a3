"""The analyst's own weights of rates, for a rating."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cchc_analysis import catalogue, store
from cchc_analysis.analyst import rating
from cchc_analysis.analyst.tables import read_analyst_table
from cchc_analysis.errors import CchcError, first_rows

WHOLE = 100.0  # points
WEIGHT_COLUMNS = ["indicator", "weight", "full_at_pct"]


def read_weights(path: Path) -> pd.DataFrame:
    """Return an analyst's table for a rating: `indicator`, `weight`, `full_at` (a share).

    Parameters
    ----------
    path : a CSV with `indicator` (a rate of the catalogue for which higher is better), `weight` (adding up to 100) and
        `full_at_pct`, the rate that earns the whole weight.

    Raises
    ------
    CchcError : a column is missing, a row cannot be used, or the weights do not add up to 100.
    """
    table = read_analyst_table(path, WEIGHT_COLUMNS)
    weight, full = (pd.to_numeric(table[column], errors="coerce") for column in ("weight", "full_at_pct"))
    problems = []
    for row, own, top in zip(table.itertuples(), weight, full, strict=True):
        known = catalogue.indicator(row.indicator)
        if not (known.kind == "rate" and known.numerator and known.polarity == "up"):
            problems.append(f"line {row.Index + 2} {row.indicator!r}, which is no computed rate with higher better")
        if not own > 0:
            problems.append(f"line {row.Index + 2} weight {row.weight!r}")
        if not 0 < top <= 100:
            problems.append(f"line {row.Index + 2} full_at_pct {row.full_at_pct!r}")
    problems += [f"{name!r} twice" for name in table.loc[table["indicator"].duplicated(), "indicator"]]
    if problems:
        raise CchcError(path.name, first_rows(problems), "each rate once, a weight above 0, 0-100", "correct the rows")
    if abs(weight.sum() - WHOLE) > 1e-6:
        raise CchcError(path.name, f"weights that add up to {weight.sum():g}", "100", "correct the weights")
    return pd.DataFrame({"indicator": table["indicator"], "weight": weight, "full_at": full / 100})


def load_weights(data: Path | str | None = None) -> pd.DataFrame | None:
    """Return the weights in `units/rating.csv` of the data folder, as `rating.read_weights`; None without such a file."""
    path = store.data_folder(data) / "units" / "rating.csv"
    return rating.read_weights(path) if path.is_file() else None

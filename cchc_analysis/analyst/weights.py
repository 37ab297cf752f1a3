"""How a split commune's cases are shared among its successors: the analyst's own table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cchc_analysis.analyst.tables import read_analyst_table
from cchc_analysis.communes.merged_figures import WEIGHT_COLUMNS
from cchc_analysis.errors import CchcError, first_rows

_ROUNDING = 1e-6  # weights are typed with a few decimals: three thirds must pass


def read_weights(path: Path, successors: pd.DataFrame) -> pd.DataFrame:
    """Return an analyst's weights: which share of a split commune's cases belongs to which successor.

    Parameters
    ----------
    path : a CSV with `old_code`, `new_code`, `weight` (0-1, decimal point), a row per successor of each commune named.

    Raises
    ------
    CchcError : a column is missing, a weight is no share, a pair is not in the table of successors, a successor is left
        out, or the weights of a commune do not add up to 1.
    """
    weights = read_analyst_table(path, WEIGHT_COLUMNS)
    numbers = pd.to_numeric(weights["weight"], errors="coerce")
    if (wrong := ~numbers.between(0, 1)).any():
        rows = [f"line {i + 2} {text!r}" for i, text in weights.loc[wrong, "weight"].items()]
        raise CchcError(path.name, first_rows(rows), "a share between 0 and 1, such as 0.4", "correct the weights")
    weights = weights[WEIGHT_COLUMNS].assign(weight=numbers)
    problems = []
    for code, group in weights.groupby("old_code"):
        wanted = set(successors.loc[successors["old_code"] == code, "new_code"])
        if group["new_code"].duplicated().any() or set(group["new_code"]) != wanted:
            given, all_of_it = ", ".join(group["new_code"]), ", ".join(sorted(wanted)) or "none"
            problems.append(f"{code} goes to {given}, the table says {all_of_it}")
        elif abs(group["weight"].sum() - 1) > _ROUNDING:
            problems.append(f"{code} adds up to {group['weight'].sum():.6g}")
    if problems:
        raise CchcError(
            path.name,
            first_rows(problems),
            "for each commune every successor once, the weights adding up to 1",
            "correct the rows",
        )
    return weights

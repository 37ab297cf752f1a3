"""The analyst's own groups of communes, or the grouping chosen for all."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import pandas as pd

from cchc_analysis import store
from cchc_analysis.analyst.tables import read_analyst_table
from cchc_analysis.errors import CchcError, first_rows

GROUPINGS = ("kind", "size", "all")


EVERYONE = "*"  # in place of a code: one grouping for all communes


# An analyst's own group of each commune by code, one of `GROUPINGS`, or None for the kind.
Groups: TypeAlias = pd.Series | str | None


def read_groups(path: Path, codes: pd.Series) -> pd.Series | str:
    """Return an analyst's own groups of communes, by code, or the grouping chosen for all.

    Parameters
    ----------
    path : a CSV with `commune_code` and `group`; or with one row, code `*`, and "kind", "size" or "all" as its group.
    codes : the communes to be compared; one that the file does not name is an error, as it would be compared with nobody.

    Raises
    ------
    CchcError : a column is missing, a commune stands twice or is left out, or a group has no name.
    """
    table = read_analyst_table(path, ("commune_code", "group"))
    if table["commune_code"].str.strip().tolist() == [EVERYONE]:
        chosen = str(table["group"].iloc[0]).strip()
        if chosen not in GROUPINGS:
            raise CchcError(path.name, f"group {chosen!r} for {EVERYONE}", " or ".join(GROUPINGS), "choose one")
        return chosen
    problems = [f"{code} twice" for code in table.loc[table["commune_code"].duplicated(), "commune_code"]]
    problems += [f"{code} without a group" for code in table.loc[table["group"].str.strip() == "", "commune_code"]]
    problems += [f"no row for {code}" for code in sorted(set(codes) - set(table["commune_code"]))]
    if problems:
        raise CchcError(path.name, first_rows(problems), "each commune once, with its group", "correct the rows")
    return table.set_index("commune_code")["group"].str.strip()


def load_groups(codes: pd.Series, data: Path | str | None = None) -> Groups:
    """Return the analyst's groups, or grouping, in `units/peers.csv` of the data folder; None if there is no such file."""
    path = store.data_folder(data) / "units" / "peers.csv"
    return read_groups(path, codes) if path.is_file() else None

"""Peer groups: communes compared with communes of their kind, their size, or the analyst's own choice.

Peers are chosen by what a commune is, never by its results.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from cchc_analysis import store
from cchc_analysis.analyst import read_analyst_table
from cchc_analysis.catalogue import settings
from cchc_analysis.errors import CchcError, FrameError, first_rows
from cchc_analysis.names import fold

GROUPINGS = ("kind", "size", "all")
EVERYONE = "*"  # in place of a code: one grouping for all communes
# An analyst's own group of each commune by code, one of `GROUPINGS`, or None for the kind.
Groups: TypeAlias = pd.Series | str | None


def by_kind(communes: pd.Series) -> pd.Series:
    """Return each commune's kind from its name: "xa", "phuong", "thi-tran", "dac-khu", or "other"."""
    kinds = {fold(kind["word"]): str(kind["key"]) for kind in settings("peers")["kinds"]}
    folded = communes.map(fold)
    return folded.map(lambda name: next((key for start, key in kinds.items() if name.startswith(f"{start} ")), "other"))


def by_size(cases: pd.Series, bands: int = 3) -> pd.Series:
    """Return bands of about as many communes each, "1" with the fewest cases; missing where the cases are.

    Equal numbers of cases share a band. With fewer communes than bands all stand in "1".
    """
    known = cases.dropna().astype(float)
    if known.nunique() < bands:
        return pd.Series("1", cases.index).where(cases.notna(), None)
    edges = np.quantile(known, np.arange(1, bands) / bands)
    band = np.searchsorted(edges, cases.fillna(0).astype(float), side="left") + 1
    return pd.Series(band.astype(str), cases.index, dtype=object).where(cases.notna(), None)


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


def with_peers(rates: pd.DataFrame, grouping: str = "kind", groups: Groups = None) -> pd.DataFrame:
    """Return the rates with `peers`, the key of each commune's group.

    Parameters
    ----------
    grouping : "kind", "size" (by the cases of this rate, three bands) or "all".
    groups : from `read_groups`; rules over `grouping`.
    """
    if absent := [column for column in ("commune_code", "commune", "denominator") if column not in rates]:
        raise FrameError("rates", f"no column {', '.join(absent)}", "a row per commune with both counts", "add it")
    if isinstance(groups, pd.Series):
        return rates.assign(peers=rates["commune_code"].map(groups))
    grouping = groups or grouping
    if grouping not in GROUPINGS:
        raise CchcError("peers", repr(grouping), " or ".join(GROUPINGS), "choose one, or give a table of your own")
    if grouping == "all":
        return rates.assign(peers="all")
    return rates.assign(peers=by_kind(rates["commune"]) if grouping == "kind" else by_size(rates["denominator"]))


def how(groups: Groups) -> str:
    """Return what communes are grouped by: "kind", "size", "all" or "own"."""
    return "own" if isinstance(groups, pd.Series) else groups or "kind"


def label(key: str, language: str = "vi") -> str:
    """Return the name of a group for a reader; an analyst's own group is its name."""
    known = {group["key"]: group for group in (*settings("peers")["kinds"], *settings("peers")["groups"])}
    return str(known[key][language]) if key in known else key

"""Peer groups: communes compared with communes of their kind, their size, or the analyst's own choice.

Peers are chosen by what a commune is, never by its results.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cchc_analysis.analyst.groups import GROUPINGS, Groups
from cchc_analysis.catalogue import method, settings
from cchc_analysis.errors import CchcError, FrameError
from cchc_analysis.names import fold


def by_kind(communes: pd.Series) -> pd.Series:
    """Return each commune's kind from its name: "xa", "phuong", "thi-tran", "dac-khu", or "other"."""
    kinds = {fold(kind["word"]): str(kind["key"]) for kind in settings("peers")["kinds"]}
    folded = communes.map(fold)
    return folded.map(lambda name: next((key for start, key in kinds.items() if name.startswith(f"{start} ")), "other"))


def without_kind(commune: str) -> tuple[str, str]:
    """Return how the kind of a commune is written where there is little room, and its name without the kind.

    >>> without_kind("Phường Việt Trì"), without_kind("Xã Yên Lạc"), without_kind("Sở Nội vụ")
    (('P.', 'Việt Trì'), ('', 'Yên Lạc'), ('', 'Sở Nội vụ'))
    """
    words = commune.split()
    for kind in settings("peers")["kinds"]:
        length = len(kind["word"].split())
        if len(words) > length and fold(" ".join(words[:length])) == fold(kind["word"]):
            return str(kind["short"]), " ".join(words[length:])
    return "", commune


def by_size(cases: pd.Series, bands: int = method("size_bands").whole) -> pd.Series:
    """Return bands of about as many communes each, "1" with the fewest cases; missing where the cases are.

    Equal numbers of cases share a band. With fewer communes than bands all stand in "1".
    """
    known = cases.dropna().astype(float)
    if known.nunique() < bands:
        return pd.Series("1", cases.index).where(cases.notna(), None)
    edges = np.quantile(known, np.arange(1, bands) / bands)
    band = np.searchsorted(edges, cases.fillna(0).astype(float), side="left") + 1
    return pd.Series(band.astype(str), cases.index, dtype=object).where(cases.notna(), None)


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

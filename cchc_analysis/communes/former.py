"""Communes that are in no list of a day because they were merged before it: into which, and until when they existed.

A commune of the list before 1 July 2025 has its successors. One that was merged earlier, in the rounds of 2018 to 2024, is
known by its name alone, as one that its successor in that list also bears.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache

import numpy as np

from cchc_analysis.communes import registry
from cchc_analysis.communes.registry import REFORM, Unit, in_full, is_place, key
from cchc_analysis.communes.successors import load_successors

# Names that a successor also bears are those of merged communes only with their kind.
_KINDS = ("xa", "phuong", "thitran")


@dataclass(frozen=True)
class Former:
    """A commune that is no more: `into` are the names of its successors, `until` its last day, None for one before 2025."""

    name: str
    into: tuple[str, ...]
    until: dt.date | None


def find_former(name: str, province: str | None, district: str | None, day: dt.date) -> Former | None:
    """Return what became of a commune that is not in the list of a day; None if no list tells, or several communes fit.

    Parameters
    ----------
    name : with its kind.
    province, district : of then or of now; None where it is not known.
    """
    name = in_full(name)
    if day >= REFORM and (found := _reformed(name, province)):
        return found
    units = [unit for unit in _merged_into().get(key(name), ()) if province is None or _lies_in(unit, province)]
    if district and len(units) > 1:
        units = [unit for unit in units if unit.district and is_place(unit.district, district)]
    if len({unit.code for unit in units}) != 1:
        return None
    unit = units[0]
    into = f"{unit.name} ({unit.district})" if unit.district else unit.name
    return Former(name, (into,), None)


def is_former(name: str) -> bool:
    """Return whether a commune of that name, with its kind, was merged before the list of June 2025."""
    return key(name) in _merged_into()


def _lies_in(unit: Unit, province: str) -> bool:
    return is_place(unit.province, province) or province in _provinces_now().get(unit.province, ())


@cache
def _provinces_now() -> Mapping[str, frozenset[str]]:
    """Return the provinces of today in which communes of each former province lie."""
    table = load_successors()
    return {old: frozenset(own["new_province"]) for old, own in table.groupby("old_province")}


def _reformed(name: str, province: str | None) -> Former | None:
    table = load_successors()
    own = table[table["old_name"].map(key) == key(name)]
    if province is not None:
        provinces = zip(own["old_province"], own["new_province"], strict=True)
        own = own[np.array([is_place(old, province) or is_place(new, province) for old, new in provinces], bool)]
    if own["old_code"].nunique() != 1:
        return None
    into = tuple(f"{row.new_name} ({row.new_code})" for row in own.itertuples())
    return Former(name, into, REFORM - dt.timedelta(days=1))


@cache
def _merged_into() -> Mapping[str, tuple[Unit, ...]]:
    """Return, by folded names of merged communes, the communes before 1 July 2025 that took them in."""
    units = {unit.code: unit for unit in registry.communes(REFORM - dt.timedelta(days=1))}
    own = {(key(unit.name), unit.district, unit.province) for unit in units.values()}
    found: dict[str, tuple[Unit, ...]] = {}
    path = registry.package_data() / "dataset.db"
    query = "SELECT wardCode, wardAlias FROM admin_units_legacy WHERE wardCode IS NOT NULL AND wardAlias > ''"
    with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro&immutable=1", uri=True)) as connection:
        for code, aliases in connection.execute(query):
            unit = units[code]
            for alias in dict.fromkeys(json.loads(aliases)):
                is_named = alias.startswith(_KINDS) and (alias, unit.district, unit.province) not in own
                if is_named:
                    found[alias] = (*found.get(alias, ()), unit)
    return found

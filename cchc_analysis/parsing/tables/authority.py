"""Who a row of a table is about: a commune, the province as a whole, or another authority, from the name as printed.

The portal writes "UBND xã Lâm Thao - Tỉnh Phú Thọ", another table "1. Phường Việt Trì". A hyphen may belong to the name
itself, as in Xã Chân Mây - Lăng Cô: only a province or district after it is taken off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cchc_analysis.communes.registry import in_full
from cchc_analysis.names import fold, squeeze
from cchc_analysis.parsing.tables.head import words

_NUMBERED = re.compile(r"^(?:[-+*•]\s*|[0-9]{1,4}[.)]\s*)")
_PARTED = re.compile(r"\s+[-–—]\s+|\s*,\s*|\s*\(\s*")


@dataclass(frozen=True)
class Authority:
    """An authority as a row names it; `level` is commune, total, part (of the total) or other."""

    level: str
    name: str
    province: str = ""
    district: str | None = None


def read_authority(printed: str, level: str, path: str) -> Authority:
    """Return the authority of a row.

    Parameters
    ----------
    printed : its name as printed.
    level : what the column of levels says, "" if there is none.
    path : where the row stood in a tree, "" if it stood in none.
    """
    name = in_full(_without_office(_NUMBERED.sub("", squeeze(printed))))
    parts, province, district = [part.strip(" )") for part in _PARTED.split(name)], "", None
    if len(parts) > 1 and _starts(parts[-1], "province_kinds"):
        province = parts.pop()
        name = _before(name, province)
    if len(parts) > 1 and _starts(parts[-1], "district_kinds"):
        district = parts.pop()
        name = _before(name, district)
    return Authority(_level(name, fold(level), path), name, province, district)


def _level(name: str, level: str, path: str) -> str:
    known, folded = words(), fold(name)
    if folded in known["total_names"] or level in known["total_levels"] or path.split(".")[-1] in known["total_paths"]:
        return "total"
    if _starts(name, "commune_kinds") or (level in known["commune_levels"] and name):
        return "commune"
    if folded.split(" ")[0] in known["part_total_words"]:
        return "part"
    return "total" if _starts(name, "province_kinds") else "other"


def _starts(name: str, kinds: str) -> bool:
    return any(fold(name).startswith(f"{kind} ") for kind in words()[kinds])


def _before(name: str, part: str) -> str:
    return name[: name.rindex(part)].rstrip(" -–—,(")


def _without_office(name: str) -> str:
    spoken = name.replace(":", " ").split()
    for length in (4, 3, 2, 1):
        if len(spoken) > length and fold(" ".join(spoken[:length])) in words()["offices"]:
            return " ".join(spoken[length:])
    return name

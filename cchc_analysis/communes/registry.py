"""Communes: who they are, by code and time.

A commune's code is re-used: 11284 was Chi Lăng Nam until 30 June 2025 and is Nam Thanh Miện since. So a unit is found by
its name and province *on a day*. Names, codes and provinces before and after 1 July 2025 come from the package
`vietnamadminunits`; it is read as the table it is, because its own matching accepts a misspelt name in silence.
"""

from __future__ import annotations

import datetime as dt
import difflib
import importlib.util
import re
import sqlite3
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from cchc_analysis.catalogue.files import FOLDER, read_toml
from cchc_analysis.errors import CchcError
from cchc_analysis.names import fold, squeeze

REFORM = dt.date(2025, 7, 1)
# Communes of the simulator lie in provinces that do not exist, "Tỉnh Mô Phỏng 30" with 30 of them; every file says so.
MADE_UP_MARK = "SỐ LIỆU MÔ PHỎNG"
MADE_UP_COMMUNES = 9999
_MADE_UP = re.compile(r"(?:tinh )?mo phong (\d{1,4})")
# "Phường 04" is Phường 4.
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_KIND = re.compile(r"^(tinh|thanh pho|tp|huyen|quan|thi xa) ")


@dataclass(frozen=True)
class Unit:
    """One commune as valid from a day to a day (None: still)."""

    code: str
    name: str
    district: str | None
    province: str
    valid_from: dt.date | None
    valid_to: dt.date | None


def find(name: str, province: str, district: str | None = None, *, day: dt.date, where: str) -> Unit:
    """Return the commune of that name in a province on a day.

    Parameters
    ----------
    name : with its kind, such as "xã Chi Lăng Bắc"; case, spelling of tones (Hoà, Hòa) and apostrophes do not matter.
    province : such as "tỉnh Hải Dương" or "Hải Dương".
    district : tells two communes of one name apart; not needed otherwise.
    where : the place in the user's words, for the error.

    Raises
    ------
    CchcError : no such commune, or several. The nearest names of that province are suggested, never taken.
    """
    name = in_full(name)
    candidates = _in_province(province, day)
    if not candidates:
        raise CchcError(where, f"province {squeeze(province)!r}", f"a province of {day:%Y}", "correct the name")
    found = [unit for unit in candidates if key(unit.name) == key(name)]
    if district and len(found) > 1:
        found = [unit for unit in found if unit.district and is_place(unit.district, district)]
    if len(found) > 1:
        # Names that differ by diacritics alone are different communes.
        found = [unit for unit in found if squeeze(unit.name).casefold() == squeeze(name).casefold()] or found
    if len(found) == 1:
        return found[0]
    if found:
        places = ", ".join(f"{unit.name} ({unit.district or unit.code})" for unit in found)
        raise CchcError(where, f"{squeeze(name)!r}, which may be {places}", "one commune", "write the district too")
    known = {key(unit.name): unit.name for unit in candidates}
    near = [known[key] for key in difflib.get_close_matches(key(name), known, n=3, cutoff=0.75)]
    raise CchcError(
        where,
        f"{squeeze(name)!r}, unknown in {candidates[0].province}",
        f"a commune of {day:%d/%m/%Y}",
        "correct the name" + (f"; is it {' or '.join(near)}" if near else ""),
    )


def key(name: str) -> str:
    """Return what all spellings of a commune's name have in common."""
    return _ZEROS.sub("", fold(name)).replace(" ", "")


def is_place(full: str, written: str) -> bool:
    """Return whether "Tỉnh Hải Dương" is what was written as "Hải Dương" or "tỉnh Hải Dương"."""
    full, written = fold(full), fold(written)
    return full == written or _KIND.sub("", full) == _KIND.sub("", written)


def in_full(name: str) -> str:
    """Return a commune's name with its kind in full where it is abbreviated: "P. Gia Cẩm", "X.Đà Bắc", "TT Thanh Miện".

    >>> in_full("P. Gia Cẩm"), in_full("TT. Phục vụ hành chính công"), in_full("P12")
    ('phường Gia Cẩm', 'TT. Phục vụ hành chính công', 'phường 12')
    """
    settings = read_toml(FOLDER / "places.toml")
    for short, kind in settings["abbreviated"].items():
        match = re.match(rf"(?i){short}(?:\s*\.\s*|\s+|(?=\d))(?=[^\W_])", name)
        if match is None:
            continue
        rest = name[match.end() :]
        if rest[0].isupper() or rest[0].isdigit() or "." in match[0]:
            return name if fold(rest).startswith(tuple(settings["centres"])) else f"{kind} {rest}"
    return name


def package_data() -> Path:
    """Return the folder of the data of the package `vietnamadminunits`."""
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or not spec.submodule_search_locations:
        raise CchcError(
            "package vietnamadminunits", "not installed", "version 1.0.4 or later", "install the requirements"
        )
    return Path(spec.submodule_search_locations[0]) / "data"


@cache
def _units(is_reformed: bool) -> tuple[Unit, ...]:
    path = package_data() / "dataset.db"
    query = (
        "SELECT wardCode, ward, NULL, province FROM admin_units WHERE wardCode IS NOT NULL"
        if is_reformed
        else "SELECT wardCode, ward, district, province FROM admin_units_legacy WHERE wardCode IS NOT NULL"
    )
    since, until = (REFORM, None) if is_reformed else (None, REFORM - dt.timedelta(days=1))
    connection = sqlite3.connect(f"file:{path.as_posix()}?mode=ro&immutable=1", uri=True)
    try:
        return tuple(
            Unit(code, squeeze(ward), district and squeeze(district), squeeze(province), since, until)
            for code, ward, district, province in connection.execute(query)
        )
    finally:
        connection.close()


def communes(day: dt.date) -> tuple[Unit, ...]:
    """Return every commune of the country's list of a day; made-up ones are not among them."""
    return _units(day >= REFORM)


def by_words(text: str, day: dt.date, where: str) -> Unit:
    """Return the commune that a person names by its code, or by its name and, where that is not enough, what it lies in.

    Parameters
    ----------
    text : "11281", "xã Chi Lăng Bắc", or "xã Chi Lăng Bắc, huyện Thanh Miện, tỉnh Hải Dương".

    Raises
    ------
    CchcError : no such commune, or several; names them.
    """
    name, *around = (part.strip() for part in text.split(","))
    name = in_full(name)
    if re.fullmatch(r"S?\d+", name):
        return by_code(name, day, where)
    provinces = [part for part in around if any(is_place(unit.province, part) for unit in communes(day))]
    if provinces or _MADE_UP.fullmatch(fold(around[-1] if around else "")):
        district = next((part for part in around if part not in provinces), None)
        return find(name, provinces[0] if provinces else around[-1], district, day=day, where=where)
    found = [unit for unit in communes(day) if key(unit.name) == key(name)]
    found = [unit for unit in found if all(is_place(unit.district or "", part) for part in around)]
    if len(found) == 1:
        return found[0]
    if found:
        places = ", ".join(f"{unit.code} ({unit.district or unit.province})" for unit in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise CchcError(where, f"{name!r}, which may be {places}{more}", "one commune", "give its code")
    raise CchcError(
        where, f"{name!r}", f"a commune of {day:%d/%m/%Y}", "write its name with its kind, or give its code"
    )


def roster(province: str, district: str | None, day: dt.date) -> list[Unit]:
    """Return the communes that exist in a province, or in one of its districts, on a day, in order of code."""
    found = _in_province(province, day)
    return sorted((unit for unit in found if district in (None, unit.district)), key=lambda unit: unit.code)


def made_up_communes(communes: int) -> list[Unit]:
    """Return the communes of the made-up province that has so many.

    Raises
    ------
    CchcError : fewer than 1 or more than `MADE_UP_COMMUNES`.
    """
    if not 1 <= communes <= MADE_UP_COMMUNES:
        raise CchcError("number of communes", str(communes), f"1 to {MADE_UP_COMMUNES}", "choose another")
    province = f"Tỉnh Mô Phỏng {communes}"
    return [
        Unit(f"S{number:04}", f"{'Phường' if number % 5 == 0 else 'Xã'} Giả Định {number}", None, province, None, None)
        for number in range(1, communes + 1)
    ]


def _in_province(province: str, day: dt.date) -> list[Unit]:
    if (match := _MADE_UP.fullmatch(fold(province))) and int(match[1]):
        return made_up_communes(int(match[1]))
    return list(_of_province(fold(province), day >= REFORM))


@lru_cache(maxsize=256)
def _of_province(province: str, is_reformed: bool) -> tuple[Unit, ...]:
    # Each report of a province asks for its communes several times.
    return tuple(unit for unit in _units(is_reformed) if is_place(unit.province, province))


def by_code(code: str, day: dt.date, where: str) -> Unit:
    """Return the commune that has a code on a day.

    Raises
    ------
    CchcError : none has. The code as a spreadsheet may have cut it (00001 → 1) is suggested, never taken.
    """
    units_of_day = {unit.code: unit for unit in (*_units(day >= REFORM), *made_up_communes(MADE_UP_COMMUNES))}
    if code in units_of_day:
        return units_of_day[code]
    whole = code.zfill(5)
    hint = f"write {whole} as text" if whole in units_of_day else "correct the code"
    raise CchcError(where, f"commune {code!r}", f"a commune's code of {day:%d/%m/%Y}", hint)

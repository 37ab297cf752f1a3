"""Which reports a rule holds for: editions of the forms, kinds of communes or named ones, and periods."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cchc_analysis.errors import CatalogueError, CchcError
from cchc_analysis.names import fold
from cchc_analysis.periods import Period

KEYS = ("editions", "units", "from", "until")
_CODE = re.compile(r"\d{5}|S\d{4}")


@dataclass(frozen=True)
class Scope:
    """A rule's reports. What is empty or None leaves nothing out; `until` is the last period.

    `kinds` are first words of communes' names, `codes` named communes: a report is in the scope if either holds it.
    """

    editions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    first: Period | None = None
    until: Period | None = None

    def holds(self, edition: str, commune_code: str, commune: str, period: Period) -> bool:
        """Return whether a report is in the scope."""
        if self.editions and edition not in self.editions:
            return False
        if (self.first and period < self.first) or (self.until and self.until < period):
            return False
        if not (self.kinds or self.codes):
            return True
        name = fold(commune)
        return commune_code in self.codes or any(name.startswith(f"{fold(kind)} ") for kind in self.kinds)


ANY = Scope()


def parse_scope(row: Mapping[str, Any], where: str, editions: Collection[str], kinds: Collection[str]) -> Scope:
    """Return the scope that a rule writes.

    Parameters
    ----------
    row : `editions`, `units` (kinds such as "phường", or codes), `from`, `until`, each of them optional.
    where : file, line and name of the rule, for the error.
    editions, kinds : what the catalogue knows.

    Raises
    ------
    CatalogueError : another key, an edition or kind that the catalogue does not know, a period that is none, or one that
        ends before it starts.
    """
    if not isinstance(row, Mapping) or not set(row) <= set(KEYS):
        found = ", ".join(sorted(set(row) - set(KEYS))) if isinstance(row, Mapping) else repr(row)
        raise CatalogueError(where, f"scope with {found}", f"scope with {', '.join(KEYS)}", "correct the scope")
    named, listed = (_list(row, key, where) for key in ("editions", "units"))
    for edition in named:
        _check_known(edition, editions, "edition", where)
    codes = tuple(unit for unit in listed if _CODE.fullmatch(unit))
    of_kind = tuple(unit for unit in listed if unit not in codes)
    for kind in of_kind:
        _check_known(kind, kinds, "kind of commune", where)
    first, until = (_period(row.get(key), key, where) for key in ("from", "until"))
    if first and until and until < first:
        raise CatalogueError(where, f"from {first} until {until}", "a span that runs forward", "exchange the two")
    return Scope(named, of_kind, codes, first, until)


def _list(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    given = row.get(key, [])
    if (
        not isinstance(given, list | tuple)
        or not all(isinstance(item, str) for item in given)
        or (key in row and not given)
    ):
        raise CatalogueError(where, f"{key} = {given!r}", 'a list such as ["…"]', "write a list, or leave it out")
    return tuple(given)


def _check_known(name: str, names: Collection[str], what: str, where: str) -> None:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"use {near[0]!r}" if near else "correct the scope"
        raise CatalogueError(where, f"{what} {name!r}", ", ".join(names), hint)


def _period(text: Any, key: str, where: str) -> Period | None:
    if text is None:
        return None
    try:
        return Period.parse(text)
    except CchcError as error:
        raise CatalogueError(where, f"{key} = {text!r}", error.expected, "write the period so") from None

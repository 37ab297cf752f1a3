"""What reports rightly do that a rule by the letter would call wrong: the facts and further parts of `practice.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cchc_analysis import catalogue
from cchc_analysis.catalogue.lexicon import measures
from cchc_analysis.catalogue.wording import compiled
from cchc_analysis.errors import CatalogueError

FILE = "practice.toml"
# The figure before the words of a part ("05 hồ sơ bị trả lại") stands in their own phrase.
_BEFORE = r"(?<![\d.,/])(?P<before>{count})\s?(?:hồ sơ|HS)\b(?:(?! và )[^\d,;.:()]){0,40}?"
_NONE = r"(?P<none>(?:không|chưa) (?:(?:có|phát sinh|để xảy ra|phải)[^\d,;.:]{0,30}?)?)?"
_AFTER = r"(?:(?!hồ sơ (?:đã|đang|mới))[^\d;.]){0,90}?(?P<after>{count})(?![\d/]|[.,]\d|\s?%)"


@dataclass(frozen=True)
class Fact:
    """One fact of practice. `vi` and `en` are what a weakened finding adds; `within` and `indicators` say where it holds."""

    key: str
    vi: str
    en: str
    source: str
    within: int = 0
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A further part of the dossiers; `regex` finds its words, with the figure beside them where one stands there.

    `measure` is what the text's clauses call it, "" where they do not.
    """

    key: str
    vi: str
    en: str
    regex: re.Pattern[str]
    is_counted: bool
    of: frozenset[str]
    source: str
    measure: str = ""


@cache
def facts() -> Mapping[str, Fact]:
    """Return every fact by key.

    Raises
    ------
    CatalogueError : a rule names a fact that is none; names file, line and rule.
    """
    rows = catalogue.settings("practice")["fact"]
    known = {row["key"]: Fact(**row | {"indicators": tuple(row.get("indicators", ()))}) for row in rows}
    for rule in catalogue.rules().values():
        if unknown := set(rule.practice) - set(known):
            raise CatalogueError(rule.where, f"practice {sorted(unknown)[0]!r}", ", ".join(known), "correct it")
    return MappingProxyType(known)


@cache
def parts() -> Mapping[str, Part]:
    """Return every further part by key.

    Raises
    ------
    CatalogueError : a pattern that does not compile, or a total that neither the text nor a form gives.
    """
    return MappingProxyType({row["key"]: _part(row) for row in catalogue.settings("practice")["part"]})


def _part(row: Mapping[str, object]) -> Part:
    where, of = f"{FILE} part {row['key']!r}", frozenset(map(str, row["of"]))  # type: ignore[call-overload]
    measure = str(row.get("measure", ""))
    if unknown := (of - set(catalogue.indicators()) | ({measure} - {""})) - measures():
        raise CatalogueError(where, f"no total {sorted(unknown)[0]!r}", "a measure or an indicator", "correct it")
    pattern = f"(?:{_BEFORE})?{_NONE}(?P<words>{row['words']})(?:{_AFTER})?"
    regex = compiled(pattern, where)
    key, vi, en, source = (str(row[name]) for name in ("key", "vi", "en", "source"))
    return Part(key, vi, en, regex, bool(row.get("counted")), of, source, measure)

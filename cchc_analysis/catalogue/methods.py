"""The numbers of method: what decides a verdict, a finding or a word, each with its unit, its reason and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from cchc_analysis.catalogue.files import FOLDER, lines_of, read_toml
from cchc_analysis.errors import CatalogueError
from cchc_analysis.numerals import format_number

OURS = "ours"
_FILE = FOLDER / "methods.toml"
_TEXTS = ("vi", "en", "why_vi", "why_en", "source")


@dataclass(frozen=True)
class Method:
    """One number of method; see the head of `methods.toml`."""

    name: str
    step: str
    value: float
    unit: str
    vi: str
    en: str
    why_vi: str
    why_en: str
    source: str

    @property
    def whole(self) -> int:
        """The value as the whole number it must be."""
        if self.value != int(self.value):
            raise CatalogueError(_where(self.name), f"value {self.value}", "a whole number", "correct the value")
        return int(self.value)

    @property
    def exact(self) -> Fraction:
        """The value as written, without the error of binary numbers."""
        return Fraction(str(self.value))

    def label(self, language: str = "vi") -> str:
        """Return what the number is, in a language."""
        return self.en if language == "en" else self.vi

    def why(self, language: str = "vi") -> str:
        """Return why it has this value, in a language."""
        return self.why_en if language == "en" else self.why_vi

    def text(self, language: str = "vi") -> str:
        """Return the value with its unit, as a reader sees it; a share in per cent.

        >>> method("funnel_act").text(), method("fewest_peers").text("en")
        ('99,8 %', '10 communes')
        """
        value = float(100 * self.exact) if self.unit == "share" else float(self.value)
        return f"{format_number(value, None, language)} {labels('unit')[self.unit][language]}"


def _where(name: object, line: int | None = None) -> str:
    return f"{_FILE.name}{f' line {line}' if line else ''}, method {name!r}"


@cache
def labels(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Return the names of the steps or the units ("step", "unit") in both languages, in order."""
    return MappingProxyType({row["key"]: row for row in read_toml(_FILE)[kind]})


@cache
def methods() -> Mapping[str, Method]:
    """Return every number of method by name, in the order of the work.

    Raises
    ------
    CatalogueError : a row twice, one that is not whole, a value that is no number, a step or unit that is not listed. Names
        line and method.
    """
    known: dict[str, Method] = {}
    for row, line in zip(read_toml(_FILE)["method"], lines_of(_FILE, "method"), strict=True):
        made = _method(row, _where(row.get("name", "?"), line))
        if made.name in known:
            raise CatalogueError(_where(made.name, line), "the name twice", "each name once", "rename one of them")
        known[made.name] = made
    return MappingProxyType(known)


def _method(row: dict[str, Any], where: str) -> Method:
    expected = {field.name for field in fields(Method)}
    if set(row) != expected:
        found = ", ".join(sorted(set(row) ^ expected))
        raise CatalogueError(
            where, f"{found} lacking or too many", f"the keys {', '.join(sorted(expected))}", "correct the row"
        )
    if type(row["value"]) not in (int, float):
        raise CatalogueError(where, f"value {row['value']!r}", "a number", "correct the value")
    for kind in ("step", "unit"):
        if row[kind] not in labels(kind):
            raise CatalogueError(where, f"{kind} {row[kind]!r}", f"one of {', '.join(labels(kind))}", "correct it")
    if empty := [key for key in _TEXTS if not (isinstance(row[key], str) and row[key].strip())]:
        raise CatalogueError(where, f"{', '.join(empty)} empty", "what it is, why, and a source", "write it")
    return Method(**row)


def method(name: str) -> Method:
    """Return one number of method; an unknown name is an error that suggests the nearest.

    >>> method("few_cases").whole
    20
    """
    try:
        return methods()[name]
    except KeyError:
        import difflib

        near = difflib.get_close_matches(name, methods(), n=1)
        hint = f"use {near[0]!r}" if near else "see cchc_analysis.catalogue.methods"
        raise CatalogueError(_FILE.name, f"no method {name!r}", "a name of the table", hint) from None

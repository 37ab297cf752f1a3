"""How reports word their figures: the patterns of `statements.toml`, made ready to search.

A pattern meets text only after both went through `placed`, which writes in one way where spellings differ (hoá, hóa;
kỉ, kỷ) and keeps every character's position.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cchc_analysis.catalogue.files import FOLDER, lines_of, read_toml
from cchc_analysis.errors import CatalogueError

FILE = "statements.toml"
KINDS = ("count", "rate", "claim", "window", "share")
_GROUPS = {"window": {"start", "end"}, "share": {"part", "whole", "value"}}
_TONES = [
    (old, new)
    for letters in ("oòóỏõọaàáảãạ", "oòóỏõọeèéẻẽẹ", "uùúủũụyỳýỷỹỵ")
    for tone in range(1, 6)
    for old, new in [(letters[0] + letters[6 + tone], letters[tone] + letters[6])]
]
# "kỉ luật" and "kỷ luật", "xử lí" and "xử lý": of i and y at a syllable's end, y.
_I = re.compile(r"(?i)(?<![^\W\d_])(?<!\\)(h|k|l|m|s|t|qu)([iìíỉĩị])(?![^\W\d_])")
_Y = str.maketrans("iìíỉĩịIÌÍỈĨỊ", "yỳýỷỹỵYỲÝỶỸỴ")
# What no figure of a report may be read from: a pattern that finds something here would find it everywhere.
_UNRELATED = ("", "1", "12 %", "3/4 = 75%", "31/12/2022", "a 1 b 2", "số 5")


@dataclass(frozen=True)
class Wording:
    """One wording of one measure. `value` is what the words mean where they carry no figure; see `statements.toml`."""

    measure: str
    unit: str
    kind: str
    regex: re.Pattern[str]
    value: int | None
    sections: tuple[str, ...]
    example: Mapping[str, Any]


def placed(text: str) -> str:
    """Return text with tone marks in one place of each syllable, and one letter for i and y at its end; positions stay.

    >>> placed("số hoá, quý, kỉ luật, quí") == placed("số hóa, qúy, kỷ luật, quý")
    True
    """
    text = _I.sub(lambda match: match[1] + match[2].translate(_Y), text)
    for old, new in _TONES:
        if old in text:
            text = text.replace(old, new)
    return text


@cache
def settings() -> Mapping[str, Any]:
    """Return the tables of `statements.toml` that are no patterns."""
    return read_toml(FOLDER / FILE)


@cache
def wordings() -> tuple[Wording, ...]:
    """Return every wording, in the file's order.

    Raises
    ------
    CatalogueError : a pattern that does not compile, has not the groups of its kind, or finds something in any text.
    """
    lines = lines_of(FOLDER / FILE, "statement")
    return tuple(_wording(row, line) for row, line in zip(settings()["statement"], lines, strict=True))


def compiled(regex: str, where: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Return a pattern with its macros filled in.

    Raises
    ------
    CatalogueError : it does not compile.
    """
    macros = _macros()
    for _ in range(4):
        for name, text in macros.items():
            regex = regex.replace("{" + name + "}", text)
    try:
        return re.compile(placed(regex), flags)
    except re.error as error:
        raise CatalogueError(where, f"pattern {regex!r} ({error})", "a regular expression", "correct it") from error


def _wording(row: Mapping[str, Any], line: int) -> Wording:
    where = f"{FILE} line {line}, statement {row.get('measure', '?')!r}"
    missing = {"measure", "unit", "kind", "regex", "example"} - set(row)
    unknown = set(row) - {"measure", "unit", "kind", "regex", "example", "value", "sections"}
    if missing or unknown or row["kind"] not in KINDS:
        found = f"{sorted(missing | unknown)}" if missing or unknown else f"kind {row['kind']!r}"
        raise CatalogueError(where, found, "measure, unit, kind, regex, example", "correct the row")
    regex = compiled(row["regex"], where)
    wanted = _GROUPS.get(row["kind"], set() if "value" in row else {"value"})
    if set(regex.groupindex) != wanted:
        raise CatalogueError(
            where, f"groups {sorted(regex.groupindex)}", f"groups {sorted(wanted)}", "mark the figure with {n} or {p}"
        )
    # A fraction or an interval is looked for everywhere and says itself what it is.
    texts = _UNRELATED if row["kind"] not in _GROUPS else ("", "1", "số 5", "a 1 b 2")
    if any(regex.search(text) for text in texts):
        raise CatalogueError(where, "a pattern that fits any text", "words that name the figure", "make it narrower")
    return Wording(
        row["measure"],
        row["unit"],
        row["kind"],
        regex,
        row.get("value"),
        tuple(row.get("sections", ())),
        row["example"],
    )


@cache
def _macros() -> Mapping[str, str]:
    words = settings()["words"]
    number_words = "|".join([*words["units"], *words["ten"], *words["scales"], *words["fillers"]])
    approximate = "|".join(words["approximate"])
    figure = rf"(?<![\d.,/])(?P<value>(?:(?:{approximate}) )?"
    return {
        **settings()["macros"],
        "n": rf"{figure}(?:(?:{{count}})|(?:\b(?:{number_words})\b ?)+(?<! )))(?!\d|[.,]\d|/\d+/|\s?%)",
        "p": rf"{figure}\d{{1,3}}(?:[.,]\d+)?)\s?%",
        "kinds": "|".join(settings()["directives"]["kinds"]),
    }


def spelled(text: str) -> int | None:
    """Return a number spelled in words, or None if it is none.

    >>> [spelled(text) for text in ("hai mươi mốt", "mười lăm", "một trăm linh năm", "ba nghìn", "mươi hai")]
    [21, 15, 105, 3000, None]
    """
    words = settings()["words"]
    units, scales = words["units"], words["scales"]
    total, group, digit = 0, 0, None
    for word in text.casefold().split():
        if word in units and digit is None:
            digit = units[word]
        elif word in words["ten"] and digit is None:
            group += 10
        elif word in scales and (digit or (scales[word] == 1000 and group)):
            group += (digit or 0) * (scales[word] if scales[word] < 1000 else 1)
            if scales[word] == 1000:
                total, group = total + 1000 * group, 0
            digit = None
        elif word not in words["fillers"] or digit is not None:
            return None
    return total + group + (digit or 0)

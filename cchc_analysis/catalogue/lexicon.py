"""The words of running text, ready to look up: which phrase says what of a figure, and which facts make a measure.

Phrases are found word by word in a tree, the longest first, so that the time to read a text grows with its length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

from cchc_analysis.catalogue.files import FOLDER, lines_of, read_toml
from cchc_analysis.catalogue.wording import placed, settings
from cchc_analysis.errors import CatalogueError

FILE = "lexicon.toml"
WORD = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_CHOICE = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}")
_LISTS = ("backward", "approximate", "scaled", "change", "negation", "neutral", "of")


@dataclass(frozen=True)
class Fact:
    """What one phrase says: a facet and its value. `leads` says that it counts only before a colon."""

    facet: str
    value: str
    leads: bool = False


@dataclass(frozen=True)
class Measure:
    """Which facts make a measure: `units`, the values of each facet ("" for none), and the names of its parts."""

    name: str
    unit: str
    units: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    rate: str = ""
    whole: str = ""
    zero: bool = False

    def fits(self, facts: Mapping[str, str], names: Iterable[str]) -> bool:
        """Return whether the facets `names` of some facts are those of this measure."""
        return all(facts.get(name, "") in self.facets.get(name, ("",)) for name in names)


@dataclass
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)


class Lexicon:
    """The tree of phrases, and the measures by name."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._root = _Node()
        self.facets: Mapping[str, tuple[str, ...]] = {unit: tuple(names) for unit, names in table["facets"].items()}
        for name in _LISTS:
            self._add(table["words"][name], Fact("mark", name))
        for unit, words in table["units"].items():
            self._add(words, Fact("unit", unit))
        for row in table["term"]:
            self._add(row["words"], Fact(row["facet"], row["value"]))
        for row in table["scope"]:
            self._add(row["words"], Fact("scope", row["value"], row.get("leads", False)))
        lines = lines_of(FOLDER / FILE, "measure")
        self.measures = tuple(_measure(row, line) for row, line in zip(table["measure"], lines, strict=True))

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Sequence[Fact]]:
        """Return how many words from `start` are the longest phrase that stands there, and what it says; 0 for none."""
        node, found, facts = self._root, 0, ()
        for count, word in enumerate(words[start : start + 16], start=1):
            if word not in node.next:
                break
            node = node.next[word]
            if node.facts:
                found, facts = count, tuple(node.facts)  # type: ignore[assignment]
        return found, facts

    def measure(self, facts: Mapping[str, str], unit: str) -> Measure | None:
        """Return the measure that a unit with some facts is, if any."""
        names = self.facets.get(unit, ())
        return next((row for row in self.measures if unit in row.units and row.fits(facts, names)), None)

    def _add(self, phrases: Iterable[str], fact: Fact) -> None:
        for phrase in phrases:
            for words in _expanded(phrase):
                node = self._root
                for word in words:
                    node = node.next.setdefault(word, _Node())
                if words and fact not in node.facts:
                    node.facts.append(fact)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of the catalogue.

    Raises
    ------
    CatalogueError : a measure has no unit, or an unknown facet.
    """
    return Lexicon(read_toml(FOLDER / FILE))


@cache
def kinds() -> Mapping[str, str]:
    """Return the kind of everything that the text can state, by name: a count, a rate, a claim, part of a window or share."""
    suffixes = {"window": ("_start", "_end"), "share": ("_part", "_whole", "_pct")}
    # Of rows, not of wordings: names are asked for where no pattern is searched, and patterns take a tenth of a second.
    found = {
        row["measure"] + suffix: row["kind"]
        for row in settings()["statement"]
        for suffix in suffixes.get(row["kind"], ("",))
    }
    for row in read_toml(FOLDER / FILE)["measure"]:
        found |= {
            row[name]: kind for name, kind in (("name", "count"), ("whole", "count"), ("rate", "rate")) if name in row
        }
    return found


@cache
def measures() -> frozenset[str]:
    """Return the names of everything that the text can state."""
    return frozenset(kinds())


@cache
def not_figures() -> re.Pattern[str]:
    """Return the pattern of numbers that are no figures, a group a kind: days, documents, levels of service."""
    return _either(read_toml(FOLDER / FILE)["not_figures"])


@cache
def spans_of_time() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of spans of time, the one that says most first."""
    texts = read_toml(FOLDER / FILE)["periods"].values()
    return tuple(re.compile(rf"(?<!\w)(?:{placed(text)})", re.IGNORECASE) for text in texts)


def words_of(text: str) -> list[str]:
    """Return the words and marks of a phrase, as the tree has them.

    >>> words_of("Phản ánh, kiến nghị")
    ['phản', 'ánh', ',', 'kiến', 'nghị']
    """
    return WORD.findall(placed(text).casefold())


def _either(texts: Mapping[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?P<{name}>{placed(text)})" for name, text in texts.items())
    return re.compile(rf"(?<!\w)(?:{joined})", re.IGNORECASE)


def _expanded(phrase: str) -> Iterator[list[str]]:
    """Yield the words of each phrase that a row with choices stands for."""
    parts: list[list[str]] = []
    at = 0
    for choice in _CHOICE.finditer(phrase):
        parts.append([phrase[at : choice.start()]])
        parts.append(["", *choice[1].split("|")] if choice[1] is not None else choice[2].split("|"))
        at = choice.end()
    parts.append([phrase[at:]])
    for chosen in product(*parts):
        yield words_of(" ".join(chosen))


def _measure(row: Mapping[str, Any], line: int) -> Measure:
    where = f"{FILE} line {line}, measure {row.get('name', '?')!r}"
    if missing := {"name", "unit", "unit_of"} - set(row):
        raise CatalogueError(where, f"no {', '.join(sorted(missing))}", "name, unit, unit_of and facets", "complete it")
    names = set(row) - {"name", "unit", "unit_of", "rate", "whole", "zero"}
    if unknown := names - {name for facets in read_toml(FOLDER / FILE)["facets"].values() for name in facets}:
        raise CatalogueError(where, f"facet {', '.join(sorted(unknown))}", "a facet of [facets]", "correct it")
    return Measure(
        row["name"],
        row["unit"],
        tuple(row["unit_of"]),
        {name: tuple(row[name]) for name in names},
        row.get("rate", ""),
        row.get("whole", ""),
        row.get("zero", False),
    )

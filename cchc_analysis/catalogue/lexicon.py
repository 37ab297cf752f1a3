"""The words of running text, ready to look up: which phrase says what of a figure, and which facts make a measure.

Phrases are found word by word in a tree, the longest first, so that the time to read a text grows with its length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cchc_analysis.catalogue.files import FOLDER, lines_of, read_toml
from cchc_analysis.catalogue.wording import placed, settings
from cchc_analysis.errors import CatalogueError

FILE = "lexicon.toml"
# What stands for a span of time in a phrase.
PERIOD = "@"
WORD = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_CHOICE = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}")
_LISTS = (
    "backward",
    "approximate",
    "scaled",
    "change",
    "negation",
    "neutral",
    "of",
    "and",
    "begin",
    "aside",
    "whole",
    "all",
)


@dataclass(frozen=True)
class Fact:
    """What one phrase says: a facet and its value.

    leads : it counts only before a colon.
    touches : it counts only directly before a figure.
    """

    facet: str
    value: str
    leads: bool = False
    touches: bool = False


@dataclass(frozen=True)
class Measure:
    """Which facts make a measure: `units`, the values of each facet ("" for none), and the names of its parts.

    `not_in` are parts of the text in which its words mean something else. `of_total` is meant only where words say that the
    figure is the whole; `also_left` is a measure that the figure is as well where words say that it is what is left.
    """

    name: str
    unit: str
    units: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    rate: str = ""
    whole: str = ""
    zero: bool = False
    not_in: tuple[str, ...] = ()
    of_total: bool = False
    also_left: str = ""

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
            self._add(row["words"], Fact(row["facet"], row["value"], touches=row.get("touches", False)))
        self.parted = frozenset(table["scopes"]["parted"])
        self.whole_if_alone = frozenset(table["scopes"]["whole_if_alone"])
        for row in table["scope"]:
            self._add(row["words"], Fact("scope", row["value"], row.get("leads", False)))
        self.sums = tuple((row["whole"], tuple(row["parts"])) for row in table["sum"])
        lines = lines_of(FOLDER / FILE, "measure")
        names = {name for found in self.facets.values() for name in found}
        self.measures = tuple(_measure(row, line, names) for row, line in zip(table["measure"], lines, strict=True))

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

    def measure(self, facts: Mapping[str, str], unit: str, is_total: bool = False) -> Measure | None:
        """Return the measure that a unit with some facts is, if any; `is_total` if words say that it is the whole."""
        names = self.facets.get(unit, ())
        fitting = (row for row in self.measures if unit in row.units and row.fits(facts, names))
        return next((row for row in fitting if is_total or not row.of_total), None)

    def facts(self, name: str) -> dict[str, str]:
        """Return the facts that make a measure, the first of several."""
        row = next(row for row in self.measures if row.name == name)
        return {facet: values[0] for facet, values in row.facets.items() if values[0]}

    def with_whole(self, name: str) -> Measure | None:
        """Return the measure whose whole another one is, where only one is: a fraction of tasks is that of completed ones."""
        found = [row for row in self.measures if row.whole == name]
        return found[0] if len(found) == 1 else None

    def _add(self, phrases: Iterable[str], fact: Fact) -> None:
        for phrase in phrases:
            # Choices are followed in the tree side by side: written out they would be a hundred thousand phrases.
            ends = [self._root]
            for choice in _choices(phrase):
                ends = list(
                    {id(end): end for node in ends for words in choice for end in [_grown(node, words)]}.values()
                )
            for end in ends:
                if end is not self._root and fact not in end.facts:
                    end.facts.append(fact)


def _grown(node: _Node, words: Sequence[str]) -> _Node:
    for word in words:
        node = node.next.setdefault(word, _Node())
    return node


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
    return WORD.findall(_placed_once(text).casefold())


@cache
def _placed_once(text: str) -> str:
    return placed(text)


def _either(texts: Mapping[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?P<{name}>{placed(text)})" for name, text in texts.items())
    return re.compile(rf"(?<!\w)(?:{joined})", re.IGNORECASE)


def _choices(phrase: str) -> Iterator[list[list[str]]]:
    """Yield what stands at each place of a phrase, as words: one of several, or one alone between brackets."""
    at = 0
    for choice in _CHOICE.finditer(phrase):
        yield [words_of(phrase[at : choice.start()])]
        optional, needed = choice[1], choice[2]
        texts = ["", *optional.split("|")] if optional is not None else needed.split("|")
        yield [words_of(text) for text in texts]
        at = choice.end()
    yield [words_of(phrase[at:])]


def _measure(row: Mapping[str, Any], line: int, facets: set[str]) -> Measure:
    where = f"{FILE} line {line}, measure {row.get('name', '?')!r}"
    if missing := {"name", "unit", "unit_of"} - set(row):
        raise CatalogueError(where, f"no {', '.join(sorted(missing))}", "name, unit, unit_of and facets", "complete it")
    names = set(row) - {"name", "unit", "unit_of", "rate", "whole", "zero", "not_in", "of_total", "also_left"}
    if unknown := names - facets:
        raise CatalogueError(where, f"facet {', '.join(sorted(unknown))}", "a facet of [facets]", "correct it")
    return Measure(
        row["name"],
        row["unit"],
        tuple(row["unit_of"]),
        {name: tuple(row[name]) for name in names},
        row.get("rate", ""),
        row.get("whole", ""),
        row.get("zero", False),
        tuple(row.get("not_in", ())),
        row.get("of_total", False),
        row.get("also_left", ""),
    )

"""Staff by their degrees, as a sentence lists them: each list adds up to the staff, or to no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from cchc_analysis.catalogue.wording import compiled, placed, settings
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.told import Told, finding_of

RULE = "sentence-degrees-differ"
_FILE = "statements.toml [degrees]"


@dataclass(frozen=True)
class _List:
    """One list: the levels with their counts, and the whole that its fractions are out of."""

    item: Item
    is_professional: bool
    counts: tuple[re.Match[str], ...]

    @property
    def whole(self) -> int | None:
        wholes = {int(match["of"]) for match in self.counts if match["of"]}
        return wholes.pop() if len(wholes) == 1 else None

    @property
    def sum(self) -> int:
        return sum(int(match["n"]) for match in self.counts)


def read_degrees(items: Iterable[Item], staff: int | None = None) -> Iterator[Told]:
    """Yield each list of staff by degrees, with a finding where it does not add up.

    Parameters
    ----------
    staff : the staff that the report gives; without it only lists of fractions are held against something.
    """
    for item in items:
        for own in _lists(item):
            whole = own.whole or staff
            spans = [match.span(name) for match in own.counts for name in ("n", "of") if match[name]]
            is_wrong = whole is not None and (own.sum > whole or (own.is_professional and own.sum < whole))
            if not is_wrong:
                yield Told(item, spans)
                continue
            start, end = own.counts[0].start(), own.counts[-1].end()
            added = " + ".join(match["n"] for match in own.counts)
            yield Told(item, spans, finding_of(RULE, item, start, end, f"{added} = {own.sum}", str(whole)))


def _lists(item: Item) -> Iterator[_List]:
    """Yield the lists of an item: what stands behind each kind of degree, up to the next."""
    kinds = list(_pattern("kinds").finditer(item.key))
    ends = [*(kind.start() for kind in kinds[1:]), len(item.key)]
    for kind, end in zip(kinds, ends[: len(kinds)], strict=True):
        # "trình độ chuyên môn: đại học 18" or "18 người có trình độ đại học": what more levels are told by.
        ways = [list(pattern.finditer(item.key, kind.end(), end)) for pattern in _counted()]
        counts = max(ways, key=len)
        levels = [match["level"].casefold() for match in counts]
        if len(set(levels)) == len(levels) > 1:
            is_professional = re.match(_settings()["professional"], kind[0], re.IGNORECASE) is not None
            yield _List(item, is_professional, tuple(counts))


def _settings() -> dict[str, str]:
    return {name: placed(text) for name, text in settings()["degrees"].items()}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_settings()[name]})(?!\w)", re.IGNORECASE)


@cache
def _counted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = _settings()
    count = r"(?<![\d.,/])(?P<n>\d{1,3})(?:\s?/\s?(?P<of>\d{1,3}))?(?![\d.,]*\s?%)(?![\d/]|[.,]\d)"
    level = rf"(?P<level>{words['levels']})(?!\w)"
    return (
        compiled(rf"{count}\s*(?:{words['people']})?\s*(?:(?:có|đạt|là)\s+)?(?:trình độ\s+)?{level}", _FILE),
        compiled(rf"{level}[^\d,;.]{{0,15}}?{count}", _FILE),
    )

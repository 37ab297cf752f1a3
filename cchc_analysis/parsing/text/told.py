"""What a sentence tells that needs no other place of the report to be seen as wrong: its words, and a finding if it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cchc_analysis.findings import Finding
from cchc_analysis.parsing.text.items import Item

# Letters of a sentence that a finding quotes.
_QUOTED = 300


@dataclass(frozen=True)
class Told:
    """Figures of one sentence that were read together: where they stand, and what is wrong with them, if anything."""

    item: Item
    spans: Sequence[tuple[int, int]]
    finding: Finding | None = None


def finding_of(
    rule: str, item: Item, start: int, end: int, found: str, expected: str = "", **values: object
) -> Finding:
    """Return a finding on the words of an item from `start` to `end`."""
    quote = item.text[start : min(end, start + _QUOTED)].strip()
    return Finding(rule, found, expected, (), (quote,), (item.place(start).line,), values | {"quote": quote})

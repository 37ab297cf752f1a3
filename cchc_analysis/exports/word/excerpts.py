"""Quotes cut to the words that decide, for paper that has room for no more."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

ELLIPSIS = "…"
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


def numbers(text: str) -> frozenset[str]:
    """Return the numbers and days of a text as they are printed.

    >>> sorted(numbers("ghi 0 %, trong khi 679 / 716 = 94,83 %."))
    ['0', '679', '716', '94,83']
    """
    return frozenset(_NUMBER.findall(text))


def excerpt(quote: str, decisive: Collection[str], most: int) -> str:
    """Return a quote of at most about `most` characters: its first words and those around what decides.

    Parameters
    ----------
    decisive : numbers that the question speaks of; where the quote has none of them, its last words are kept.

    >>> excerpt("6.7.2. Số hồ sơ tiếp nhận trực tuyến từ mức độ 2 trở lên trong kỳ báo cáo Hồ sơ 679", {"679"}, 40)
    '6.7.2. Số hồ sơ tiếp … báo cáo Hồ sơ 679'
    """
    words = quote.split()
    if len(quote) <= most or len(words) < 3:
        return quote
    marked = [index for index, word in enumerate(words) if numbers(word) & set(decisive)] or [len(words) - 1]
    kept = {0}
    # From the end: a row's figure stands there, and so does what a sentence comes to.
    for index in reversed(marked):
        if len(_join(words, kept | {index})) <= most:
            kept.add(index)
    if kept == {0}:
        kept.add(marked[-1])
    centres = sorted(kept)
    for distance in range(1, len(words)):
        for index in (place for centre in reversed(centres) for place in (centre - distance, centre + distance)):
            if 0 <= index < len(words) and index not in kept and len(_join(words, kept | {index})) <= most:
                kept.add(index)
    return _join(words, kept)


def _join(words: Sequence[str], kept: Collection[int]) -> str:
    parts: list[str] = []
    last = -1
    for index in sorted(kept):
        if index > last + 1:
            parts.append(ELLIPSIS)
        parts.append(words[index])
        last = index
    if last < len(words) - 1:
        parts.append(ELLIPSIS)
    return " ".join(parts)


def excerpts(quotes: Sequence[str], decisive: Collection[str], most: int) -> list[str]:
    """Return quotes that have together at most about `most` characters; what the short ones leave goes to the others."""
    found: dict[int, str] = {}
    for left, index in enumerate(sorted(range(len(quotes)), key=lambda index: len(quotes[index]))):
        room = (most - sum(map(len, found.values()))) // (len(quotes) - left)
        found[index] = excerpt(quotes[index], decisive, room)
    return [found[index] for index in range(len(quotes))]

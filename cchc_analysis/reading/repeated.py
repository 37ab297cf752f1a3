"""What every page prints anew at its head or foot, such as an office's name: kept once.

Left in its places it would stand between the halves of a row that the end of a page has cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from cchc_analysis.names import fold

T = TypeVar("T")

# A page's number may stand before it.
_EDGE = 2
_LETTERS = range(8, 200)
# No report has more; each line at an edge is held against all others.
_PAGES = range(3, 201)
# A recogniser of pictures reads the same line in more ways than one.
_ALIKE = 80


def without_repeats(pages: Sequence[Sequence[T]], text: Callable[[T], str]) -> list[list[T]]:
    """Return what stands on pages without the lines at their edges that most pages have, but for the first of each.

    Parameters
    ----------
    text : of one item; "" for a blank line, a digit for what is no line.
    """
    if len(pages) not in _PAGES:
        return [list(page) for page in pages]
    edges: list[dict[int, str]] = []
    for page in pages:
        lines = [(at, key) for at, item in enumerate(page) if (key := fold(text(item)))]
        edges.append(
            {at: key for at, key in (*lines[:_EDGE], *lines[-_EDGE:]) if len(key) in _LETTERS and not _has_digit(key)}
        )
    count = Counter(key for edge in edges for key in set(edge.values()))
    least = max(_PAGES.start, (len(pages) + 1) // 2)

    def repeated(key: str) -> bool:
        return sum(count[other] for other in count if fuzz.ratio(key, other) >= _ALIKE) >= least

    often = [key for key in count if repeated(key)]
    seen: list[str] = []
    kept: list[list[T]] = []
    for page, edge in zip(pages, edges, strict=True):
        gone = {at for at, key in edge.items() if key in often and _is_like(key, seen)}
        seen += [key for key in edge.values() if key in often]
        kept.append([item for at, item in enumerate(page) if at not in gone])
    return kept


def _is_like(key: str, seen: Sequence[str]) -> bool:
    return any(fuzz.ratio(key, other) >= _ALIKE for other in seen)


def _has_digit(key: str) -> bool:
    return any(letter.isdigit() for letter in key)

"""Every figure of the running text, those that nobody understood among them: what was not read is counted and shown.

A figure is understood where a statement was read from it, or a sentence as a whole. Days, numbers of documents and of items,
levels of service are no figures, see `tokens`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.statements import items_that_tell
from cchc_analysis.parsing.text.token import Token
from cchc_analysis.parsing.text.tokens import tokens

# Words beside a figure that tell which it is.
_BEFORE, _BEHIND = 60, 30
_DIGIT = re.compile(r"\d")
_FIRST, _LAST = re.compile(r"^\S*\s"), re.compile(r"\s\S*$")


def read_figures(items: Iterable[Item], read: Iterable[tuple[Item, int, int]]) -> Iterator[dict[str, Any]]:
    """Yield a row of the frame `figures` for each figure of the text, without the columns that name the report.

    Parameters
    ----------
    read : where a figure of the same items was understood: from a character to the one behind the last.
    """
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for item, begin, behind in read:
        spans[id(item)].append((begin, behind))
    for item in items_that_tell(items):
        # Most items have no figure, and to cut a text into tokens takes as long as to read it.
        if not (_DIGIT.search(item.key) or spans[id(item)]):
            continue
        for token in _figures(item):
            place = item.place(token.start)
            yield {
                "raw": item.text[token.start : token.end],
                "is_understood": any(start < token.end and token.start < end for start, end in spans[id(item)]),
                "quote": _around(item.text, token),
                "section": item.section,
                "source_page": place.page,
                "source_line": place.line,
            }


def _figures(item: Item) -> Iterator[Token]:
    """Yield the figures of an item, of a fraction both numbers; an item's own heading is a text of its own."""
    for text in (item.key[: item.below], " " * item.below + item.key[item.below :]):
        for token in tokens(text):
            parts = (token, token.whole) if token.whole is not None else (token,)
            yield from (part for part in parts if part.is_figure)


def _around(text: str, token: Token) -> str:
    """Return a figure with the words beside it, none of them cut."""
    before, behind = text[max(0, token.start - _BEFORE) : token.start], text[token.end : token.end + _BEHIND]
    if len(before) == _BEFORE:
        before = _FIRST.sub("", before)
    if len(behind) == _BEHIND:
        behind = _LAST.sub("", behind)
    return f"{before}{text[token.start : token.end]}{behind}".strip()

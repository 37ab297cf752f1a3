"""What a form prints for one row of the catalogue, and what it prints beyond the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz import fuzz

from cchc_analysis.catalogue import Edition, Entry
from cchc_analysis.names import fold
from cchc_analysis.reading import Place

_TITLE = re.compile(r"bieu(?: mau)?(?: so)?(?: bm)? 0?(\d{1,2})(?:\D|$)")
# A letter mistyped or misread: "Biếểu mẫu số 05".
_LIKE_TITLE = re.compile(r"(\w+ \w+(?: \w+)?) 0?(\d)(?:\D|$)")
_LIKE = 0.88
# "Biểu mẫu số 07: Xây dựng chính quyền điện tử, chính quyền số" has 61 letters; a sentence that cites a form has more.
_TITLE_LETTERS = 90


@dataclass(frozen=True)
class PrintedRow:
    """One catalogue row as printed. `raw` is the value's text; `problem` says why it is no value, "" if nothing does.

    `confidence` and `crop` are those of a value read from a scan; `unseen` is what a blank cell holds and does not show.
    """

    entry: Entry
    raw: str
    place: Place
    quote: str
    printed_code: str = ""
    printed_unit: str | None = None
    note: str = ""
    number: Fraction | None = None
    problem: str = ""
    is_hidden: bool = False
    confidence: float | None = None
    crop: str = ""
    is_merged: bool = False
    unseen: str = ""


@dataclass(frozen=True)
class UnknownRow:
    """A printed row that no row of the catalogue explains."""

    form: str
    text: str
    place: Place


@dataclass(frozen=True)
class Forms:
    """All that the forms of one document print, read against one edition."""

    edition: Edition
    printed: tuple[PrintedRow, ...]
    unknown: tuple[UnknownRow, ...]
    seen: tuple[str, ...]


def form_number(text: str) -> str | None:
    """Return the number of the form that a line is the title of, or None.

    >>> form_number("BIỂU MẪU SỐ 07"), form_number("(theo Biểu mẫu 7)"), form_number("BIẾỂU MẪU SỐ 05")
    ('7', None, '5')
    """
    if len(text) > _TITLE_LETTERS:
        return None
    folded = fold(text)
    if found := _TITLE.match(folded):
        return found[1]
    like = _LIKE_TITLE.match(folded)
    is_like = like and max(fuzz.ratio(like[1], words) for words in ("bieu mau", "bieu mau so")) >= 100 * _LIKE
    return like[2] if like and is_like else None


def digits(code: str) -> str:
    """Return a code's digits alone: the final dot is often missing, and commas stand for dots."""
    return re.sub(r"\D", "", code)


def pair(count: int, other: int, gain: Callable[[int, int], float]) -> dict[int, int]:
    """Return which of `count` entries goes with which of `other` rows, both in order, for the largest total gain.

    Either side may be skipped; a gain of 0 never pairs. (Longest common subsequence with weights.)
    """
    best = [[0.0] * (other + 1) for _ in range(count + 1)]
    gains = [[gain(i, j) for j in range(other)] for i in range(count)]
    for i in range(count):
        for j in range(other):
            match = best[i][j] + gains[i][j] if gains[i][j] else 0.0
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], match)
    pairs, i, j = {}, count, other
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs[i] = j
    return pairs


def label_key(entries: Sequence[Entry]) -> list[str]:
    """Return the labels of entries, folded for comparison."""
    return [fold(entry.label) for entry in entries]

"""The letters of a PDF page as a reader sees them: printed twice they are one, struck or raised ones keep their look.

Letters of the paper's own colour, invisible and covered ones show nothing; they are kept apart. Of two different digits in
one place nobody can say which shows.
"""

from __future__ import annotations

from typing import Any

from cchc_analysis.reading.marks import raised, struck
from cchc_analysis.reading.pdf_ink import Ink

# Letters printed twice for boldness stand closer than this, in points.
_TWICE = 1.0
# Below this share of the size of the digit before it a digit is a note's number.
_SMALL = 0.75
# A line within these shares of a letter's height, from its top, goes through it; what underlines stands below.
_THROUGH = (0.25, 0.8)
# A drawn line is thinner than this, in points.
_THIN = 1.5
_WHITE = 0.98
# Digits nearer than this share of their size are in one place; side by side they are half a size apart.
_OVERLAID = 0.2
_UNKNOWN = "\ufffd"

#: A letter, line or shape of pdfplumber.
Drawn = dict[str, Any]


def as_seen(page: Any, ink: Ink) -> tuple[Any, list[Drawn]]:
    """Return a page of pdfplumber whose letters have their look, and those of its letters that do not show.

    Only digits are looked for on the drawn page: they are what counts, and few.
    """
    page = page.dedupe_chars(tolerance=_TWICE)
    strokes, fills = _strokes(page), _fills(page)
    letters = [letter for letter in page.chars if letter["text"].strip()]
    unseen = [
        letter for letter in letters if _is_white(letter) and not any(is_within(letter, _box(fill)) for fill in fills)
    ]
    seen = {id(letter) for letter in unseen}
    unseen += [
        letter
        for letter in letters
        if letter["text"].isdigit() and id(letter) not in seen and not ink.shows(page, _box(letter))
    ]
    _blur_overlaid(letters)
    for letter in _small_digits(letters):
        letter["text"] = raised(letter["text"], "superscript")
    if strokes:
        for letter in letters:
            if any(_goes_through(stroke, letter) for stroke in strokes):
                letter["text"] = struck(letter["text"])
    if not unseen:
        return page, unseen
    places = {_middle(letter) for letter in unseen}
    return page.filter(lambda item: item.get("object_type") != "char" or _middle(item) not in places), unseen


def is_within(item: Drawn, box: tuple[float, float, float, float]) -> bool:
    """Return whether the middle of a letter or shape lies in a box of left, top, right and bottom."""
    x, y = _middle(item)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _middle(item: Drawn) -> tuple[float, float]:
    return (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2


def _box(item: Drawn) -> tuple[float, float, float, float]:
    return item["x0"], item["top"], item["x1"], item["bottom"]


def _blur_overlaid(letters: list[Drawn]) -> None:
    """Make digits that are printed over different ones unreadable."""
    for other, letter in zip(
        sorted_ := sorted(filter(_is_digit, letters), key=_line_and_left), sorted_[1:], strict=False
    ):
        most = _OVERLAID * letter["size"]
        if all(abs(letter[side] - other[side]) < most for side in ("x0", "top")) and letter["text"] != other["text"]:
            letter["text"] = other["text"] = _UNKNOWN


def _is_digit(letter: Drawn) -> bool:
    return bool(letter["text"].isdigit())


def _line_and_left(letter: Drawn) -> tuple[int, float]:
    return round(letter["top"] / letter["size"]) if letter["size"] else 0, letter["x0"]


def _strokes(page: Any) -> list[Drawn]:
    lines = [*page.lines, *page.rects]
    return [line for line in lines if line["bottom"] - line["top"] < _THIN < line["x1"] - line["x0"]]


def _goes_through(stroke: Drawn, letter: Drawn) -> bool:
    first, last = (letter["top"] + share * (letter["bottom"] - letter["top"]) for share in _THROUGH)
    across = min(stroke["x1"], letter["x1"]) - max(stroke["x0"], letter["x0"])
    return bool(first < (stroke["top"] + stroke["bottom"]) / 2 < last and across > (letter["x1"] - letter["x0"]) / 2)


def _fills(page: Any) -> list[Drawn]:
    """Return the filled shapes on which white letters can be seen."""
    return [item for item in [*page.rects, *page.curves] if item.get("fill") and not _is_white(item)]


def _is_white(item: Drawn) -> bool:
    colour = item.get("non_stroking_color")
    if not isinstance(colour, tuple | list) or not all(isinstance(part, int | float) for part in colour):
        return False
    if len(colour) == 4:
        return not any(colour)
    return len(colour) in (1, 3) and min(colour) >= _WHITE


def _small_digits(letters: list[Drawn]) -> list[Drawn]:
    """Return the digits that stand small directly behind a larger one of their line."""
    found: list[Drawn] = []
    large: Drawn | None = None
    for letter in letters:
        if not letter["text"].isdigit():
            large = None
        elif large is not None and _is_beside(letter, large) and letter["size"] < _SMALL * large["size"]:
            found.append(letter)
        else:
            large = letter
    return found


def _is_beside(letter: Drawn, large: Drawn) -> bool:
    is_near = large["x0"] <= letter["x0"] and letter["x0"] - large["x1"] < large["size"]
    return is_near and min(letter["bottom"], large["bottom"]) > max(letter["top"], large["top"])

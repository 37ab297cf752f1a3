"""The letters of a PDF page as a reader sees them: printed twice they are one, struck or raised ones keep their look.

Letters of the paper's own colour show nothing; they are kept apart.
"""

from __future__ import annotations

from typing import Any

from cchc_analysis.reading.marks import raised, struck

# Letters printed twice for boldness stand closer than this, in points.
_TWICE = 1.0
# Below this share of the size of the digit before it a digit is a note's number.
_SMALL = 0.75
# A line within these shares of a letter's height, from its top, goes through it; what underlines stands below.
_THROUGH = (0.25, 0.8)
# A drawn line is thinner than this, in points.
_THIN = 1.5
_WHITE = 0.98

#: A letter, line or shape of pdfplumber.
Drawn = dict[str, Any]


def as_seen(page: Any) -> tuple[Any, list[Drawn]]:
    """Return a page of pdfplumber whose letters have their look, and those of its letters that do not show."""
    page = page.dedupe_chars(tolerance=_TWICE)
    strokes, fills = _strokes(page), _fills(page)
    letters = [letter for letter in page.chars if letter["text"].strip()]
    unseen = [
        letter for letter in letters if _is_white(letter) and not any(is_within(letter, _box(fill)) for fill in fills)
    ]
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

"""What a spreadsheet's reader sees of a cell: figures struck out, raised, in the colour of their ground, or not shown at all.

A struck or raised digit keeps its look, so that it makes no number with those beside it (see `word_text`). What a cell holds
and does not show is `unseen`; a zero that is not shown still counts and is asked about, as what stands in a hidden row is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cchc_analysis.names import clean
from cchc_analysis.reading.document import Cell
from cchc_analysis.reading.marks import raised, struck

# Indices of the palette and the theme that stand for white: the ground of a page.
_WHITE_INDICES, _WHITE_THEME = (1, 9), 0
# Two colours whose channels differ by no more than this are one to the eye.
_ALIKE = 24
# Points below which print is no print.
_TINY = 3
_TEXT_SECTION = 4
_SHOWS, _SHOWS_ZERO = re.compile(r"(?i)[0-9#?@]|General"), re.compile(r"(?i)[0-9@]|General")
_COMPARED = {
    "equal": lambda value, bound: value == bound,
    "lessThan": lambda value, bound: value < bound,
    "lessThanOrEqual": lambda value, bound: value <= bound,
    "greaterThan": lambda value, bound: value > bound,
    "notEqual": lambda value, bound: value != bound,
}


def look(cell: Cell, shown: Any, written: object, rules: Mapping[tuple[int, int], list[Any]]) -> Cell:
    """Return a cell as its reader sees it.

    Parameters
    ----------
    shown : the cell of the workbook with calculated values.
    written : its content as typed, with the looks of its parts.
    rules : the conditional formats of each place, see `conditions`.
    """
    if not cell.text and cell.number is None:
        return cell
    if isinstance(written, list):
        cell = _parts(cell, shown, written)
    elif shown.font is not None and (shown.font.strike or _is_unseen_font(shown.font, shown.fill)):
        if _is_unseen_font(shown.font, shown.fill):
            return _hide(cell)
        return replace(cell, text=struck(cell.text), number=None)
    found = rules.get((shown.row, shown.column), [])
    if any(_hides(rule, shown.value) for rule in found):
        return _hide(cell)
    return _by_format(cell, shown.value, shown.number_format or "General")


def conditions(sheet: Any) -> dict[tuple[int, int], list[Any]]:
    """Return the conditional formats that may make a figure unseen, by the places that they hold for."""
    found: dict[tuple[int, int], list[Any]] = {}
    for area in sheet.conditional_formatting:
        hiding = [rule for rule in area.rules if rule.dxf is not None and _is_hiding(rule.dxf)]
        for part in area.sqref.ranges if hiding else ():
            last_row, last_column = min(part.max_row, sheet.max_row), min(part.max_col, sheet.max_column)
            for row in range(part.min_row, last_row + 1):
                for column in range(part.min_col, last_column + 1):
                    found.setdefault((row, column), []).extend(hiding)
    return found


def _hide(cell: Cell) -> Cell:
    """Return a cell without what it does not show. A zero left out is a zero all the same; the question is asked."""
    if cell.number == 0:
        return replace(cell, is_hidden=True)
    return Cell(unseen=cell.text, is_merged=cell.is_merged, is_covered=cell.is_covered)


def _parts(cell: Cell, shown: Any, written: list[Any]) -> Cell:
    texts, unseen = [], []
    for part in written:
        font, text = getattr(part, "font", None), getattr(part, "text", part)
        if font is not None and _is_unseen_font(font, shown.fill):
            unseen.append(text)
            continue
        text = struck(text) if font is not None and font.strike else text
        texts.append(raised(text, getattr(font, "vertAlign", None) or ""))
    whole = clean("".join(texts)).strip()
    return replace(cell, text=struck(whole) if shown.font.strike else whole, unseen="".join(unseen))


def _is_unseen_font(font: Any, fill: Any) -> bool:
    size = getattr(font, "sz", None)
    if size is not None and size < _TINY:
        return True
    colour = getattr(font, "color", None)
    own = None if colour is None else _rgb(colour)
    if own is None:
        return False
    is_filled = fill is not None and fill.fill_type == "solid"
    ground = _rgb(fill.fgColor) if is_filled else (255, 255, 255)
    return ground is not None and all(abs(one - other) <= _ALIKE for one, other in zip(own, ground, strict=True))


def _rgb(colour: Any) -> tuple[int, ...] | None:
    """Return the channels of a colour; None for one that only a theme or a palette says."""
    if colour.type == "rgb" and isinstance(colour.rgb, str) and re.fullmatch(r"[0-9A-Fa-f]{8}", colour.rgb):
        return tuple(int(colour.rgb[at : at + 2], 16) for at in (2, 4, 6))
    is_theme = colour.type == "theme" and colour.theme == _WHITE_THEME and (colour.tint or 0) > -0.1
    is_white = is_theme or (colour.type == "indexed" and colour.indexed in _WHITE_INDICES)
    return (255, 255, 255) if is_white else None


def _is_hiding(dxf: Any) -> bool:
    shows = dxf.numFmt is None or _SHOWS.search(_plain(dxf.numFmt.formatCode or ""))
    return not shows or (dxf.font is not None and _is_unseen_font(dxf.font, dxf.fill))


def _hides(rule: Any, value: object) -> bool:
    """Return whether a conditional format that compares with a number hides a value; what a formula decides is not known."""
    if rule.type != "cellIs" or not isinstance(value, int | float):
        return False
    try:
        bounds = [float(bound) for bound in rule.formula]
    except ValueError:
        return False
    compare = _COMPARED.get(rule.operator or "")
    return bool(compare and bounds and compare(value, bounds[0]))


def _by_format(cell: Cell, value: object, number_format: str) -> Cell:
    """Return a cell without what its number format leaves out: all (";;;"), or a zero that shows as nothing or a dash."""
    sections = [_plain(section) for section in _sections(number_format)]
    if isinstance(value, bool) or not isinstance(value, int | float):
        is_left_out = len(sections) == _TEXT_SECTION and not sections[3].strip()
        return _hide(cell) if is_left_out and isinstance(value, str) else cell
    at = 0 if value > 0 else 1 if value < 0 else 2
    section = sections[at] if at < len(sections) else sections[0]
    is_condition = "[<" in number_format or "[>" in number_format or "[=" in number_format
    shows = _SHOWS.search(section) if value else _SHOWS_ZERO.search(section)
    return cell if shows or is_condition else _hide(cell)


def _sections(number_format: str) -> Iterator[str]:
    """Yield the parts of a number format: for positive numbers, negative ones, zero and text."""
    part, is_quoted = "", False
    for letter in number_format:
        is_quoted ^= letter == '"'
        if letter == ";" and not is_quoted:
            yield part
            part = ""
        else:
            part += letter
    yield part


def _plain(section: str) -> str:
    # "_(" leaves the width of a bracket, "* " fills with blanks; a word in quotes is no figure.
    return re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", section)

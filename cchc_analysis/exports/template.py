"""An empty workbook of an edition's forms, which a commune fills in and this package reads back cell by cell.

What is asked is what a report says: a cover, and the forms as printed. Each cell for a figure accepts only what its row can
hold, labels are locked, and a cell left empty stays a blank. Cells have no number format: typed into one that has, 97 % would
be stored as 0.97 and look like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition, Entry, word
from cchc_analysis.errors import CchcError
from cchc_analysis.exports.workbook.styles import Styles, fit_row, set_page
from cchc_analysis.files import write_whole

_WIDTHS = (8, 62, 22, 16, 30)
_COVER_WIDTHS = (34, 34, 34)
_HEAD = 3
# Excel cuts what is longer: the title and the text of a hint, the title and the text of an error.
_HINT, _ERROR = 255, 225
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def find_edition(name: str) -> Edition:
    """Return an edition that has forms.

    Raises
    ------
    CchcError : there is none of that name; says which there are.
    """
    forms = {edition.name: edition for edition in catalogue.editions().values() if edition.layout == "forms"}
    if name not in forms:
        raise CchcError(
            f"edition {name!r}", "no edition with forms", f"one of {', '.join(forms)}", "choose one of them"
        )
    return forms[name]


def write_template(path: Path, edition: Edition) -> Path:
    """Write the empty workbook and return its path.

    Raises
    ------
    CchcError : there is a file of that name, which may be a filled one.
    """
    if path.exists():
        raise CchcError(
            path.name, "a file that is there already", "a new name", "move the file, or name another with -o"
        )
    return write_whole(path, lambda new: _write(new, edition))


def _write(path: Path, edition: Edition) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        book.set_properties({"title": edition.title(), "author": "cchc_analysis"})
        styles = Styles(book)
        _write_cover(book.add_worksheet(str(_texts()["sheet"])), styles)
        for number in edition.titles:
            sheet = book.add_worksheet(word("form-number", number=number))
            _write_form(sheet, styles, edition, number)


def _texts() -> Any:
    return catalogue.settings("template")


def _write_cover(sheet: Worksheet, styles: Styles) -> None:
    texts = _texts()
    set_page(sheet, _COVER_WIDTHS, 1, texts["title"], frozen_columns=0)
    sheet.set_portrait()
    sheet.merge_range(0, 0, 0, 2, texts["title"], styles.title)
    for row, line in enumerate(texts["about"], start=1):
        sheet.merge_range(row, 0, row, 2, line, styles.wrapped)
        fit_row(sheet, row, [line], [sum(_COVER_WIDTHS)])
    for row, asked in enumerate(texts["cover"], start=len(texts["about"]) + 2):
        sheet.set_row(row, 21)
        for column, cell in enumerate(asked["cells"]):
            _write_asked(sheet, styles, row, column, cell, asked.get("help", ""))
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_asked(sheet: Worksheet, styles: Styles, row: int, column: int, cell: str | Sequence[str], hint: str) -> None:
    """Write one cell of the cover: words, or a place to fill in."""
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {
        "text": (styles.fill_text, {"validate": "any"}),
        "code": (styles.fill_text, {"validate": "length", "criteria": "==", "value": 5}),
        "date": (styles.fill_date, {"validate": "date", "criteria": ">=", "value": "=DATE(2000,1,1)"}),
        "year": (
            styles.fill,
            {"validate": "integer", "criteria": "between", "minimum": _FIRST_YEAR, "maximum": _LAST_YEAR},
        ),
    }
    if not isinstance(cell, str):
        sheet.write_blank(row, column, None, styles.fill_text)
        _allow(sheet, row, column, {"validate": "list", "source": list(cell)}, hint)
    elif cell in kinds:
        format_, rule = kinds[cell]
        sheet.write_blank(row, column, None, format_)
        _allow(sheet, row, column, rule, hint)
    else:
        sheet.write_string(row, column, cell, styles.bold if column == 0 else styles.plain)


def _write_form(sheet: Worksheet, styles: Styles, edition: Edition, number: str) -> None:
    title = edition.titles[number]["vi"]
    set_page(sheet, _WIDTHS, _HEAD, f"{word('form-number', number=number)}. {title}")
    last = len(_WIDTHS) - 1
    sheet.merge_range(0, 0, 0, last, word("form-number", number=number), styles.title)
    sheet.merge_range(1, 0, 1, last, title, styles.bold)
    for column, key in enumerate(("stt", "appendix-label", "unit", "appendix-value", "note-head")):
        sheet.write_string(_HEAD - 1, column, word(key), styles.head)
    for row, entry in enumerate(edition.form(number), start=_HEAD):
        is_section = catalogue.indicator(entry.indicator).kind == "section"
        # As text: a code is no number, and 1.10 is not 1.1.
        sheet.write_string(row, 0, entry.code, styles.centre)
        sheet.write_string(row, 1, entry.label, styles.label(is_section))
        sheet.write_string(row, 2, entry.unit, styles.centre)
        if is_section:
            sheet.write_blank(row, 3, None, styles.empty)
        else:
            sheet.write_blank(row, 3, None, styles.fill)
            hint = _hint(entry)
            _allow(sheet, row, 3, _validation(entry), hint)
        sheet.write_blank(row, 4, None, styles.fill_text)
        fit_row(sheet, row, [entry.label, entry.unit], _WIDTHS[1:3])
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _validation(entry: Entry) -> dict[str, Any]:
    """Return what a row's cell accepts, by the kind of its indicator."""
    kind = catalogue.indicator(entry.indicator).kind
    if entry.options:
        return {"validate": "list", "source": [str(number) for number in entry.options]}
    if kind == "rate":
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    return {"validate": "integer" if kind == "count" else "decimal", "criteria": ">=", "value": 0}


def _hint(entry: Entry) -> str:
    kind = catalogue.indicator(entry.indicator).kind
    options = "; ".join(f"{number} = {option}" for number, option in entry.options.items())
    return str(_texts()["help"]["choice" if entry.options else kind].format(unit=entry.unit, options=options))


def _allow(sheet: Worksheet, row: int, column: int, rule: dict[str, Any], hint: str) -> None:
    texts = _texts()["help"]
    said = {"input_title": texts["title"], "input_message": hint[:_HINT]} if hint else {}
    said["error_message"] = texts["wrong"].format(help=hint)[:_ERROR]
    sheet.data_validation(row, column, row, column, rule | said)

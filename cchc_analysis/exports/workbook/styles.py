"""How the sheets of a workbook look and print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cchc_analysis.exports.word.style import FACE

_A4 = 9
# 1066 is Vietnamese: programs that heed it group by dots and mark decimals by a comma whatever the system's language.
_VIETNAMESE = "[$-42A]"
_RULED = {"border": 1, "border_color": "#999999", "valign": "vcenter", "text_wrap": True}
_DOUBTFUL = "#FFE699"
# A cell that waits to be filled in.
_OPEN = "#FFFBE0"


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}
        self.title = self._format(bold=True, font_size=13)
        self.plain = self._format()
        self.wrapped = self._format(text_wrap=True, valign="top")
        self.bold = self._format(bold=True)
        self.link = self._format(font_color="#0B5394", underline=1)
        self.head = self._format(**_RULED, bold=True, align="center", bg_color="#DDE7F0")
        self.group = self._format(**_RULED, bold=True, bg_color="#EEF3F7")
        self.centre = self._format(**_RULED, align="center")
        self.note = self._format(**_RULED, font_size=9, font_color="#444444")
        self.text = self._format(**_RULED)
        self.empty = self._format(**_RULED, bg_color="#F2F2F2")
        self.blank = self._format(**_RULED)
        self.unreadable = self._format(**_RULED, align="right", bg_color=_DOUBTFUL, italic=True)
        self.mark = self._format(**_RULED, align="center", bg_color=_DOUBTFUL)
        self.fill = self._format(**_RULED, bg_color=_OPEN, align="right", locked=False)
        self.fill_text = self._format(**_RULED, bg_color=_OPEN, num_format="@", locked=False)
        self.fill_date = self._format(**_RULED, bg_color=_OPEN, align="left", num_format="dd/mm/yyyy", locked=False)
        self.hidden = self._format(font_color="#777777")

    def _format(self, **settings: Any) -> Any:
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FACE, "font_size": 11, **settings})
        return self._made[key]

    def label(self, is_section: bool) -> Any:
        """Return the format of a row's label."""
        return self._format(**_RULED, bold=is_section)

    def number(self, value: float | None, places: int | None = None, is_doubtful: bool = False) -> Any:
        """Return the format of a number: as many decimals as given, or two where it is not whole."""
        if places is None:
            places = 0 if value is None or value != value or float(value).is_integer() else 2
        shown = f"{_VIETNAMESE}#,##0" + ("." + "0" * places if places else "")
        colour = {"bg_color": _DOUBTFUL} if is_doubtful else {}
        return self._format(**_RULED, align="right", num_format=shown, **colour)


def set_page(sheet: Worksheet, widths: Sequence[float], head: int, footer: str, frozen_columns: int = 2) -> None:
    """Set up a sheet to read and to print: A4 across, as wide as the page, the head repeated and in view."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(head - 1)
    sheet.freeze_panes(head, frozen_columns)
    # & begins a command in a footer.
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')[:200]}&R&8&P/&N")
    sheet.hide_gridlines(2)


def fit_row(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Make a row as high as its longest text needs: no program does so for a workbook that it has not computed."""
    # At 11 points a column holds about as many letters as it is wide; words break early.
    lines = [
        sum(1 + int(1.05 * len(part) / width) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    ]
    if max(lines) > 1:
        sheet.set_row(row, 15 * min(max(lines), 25))

"""Frames as tables a person reads: HTML with captions and scopes, Vietnamese numerals, every text escaped.

Written here rather than with a table library because a page of 113 rows must stay light, keep `scope` and caption, show
four states of a cell and carry no style of its own; the page's stylesheet knows the classes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
from markupsafe import Markup

from cchc_analysis.formulas import guard
from cchc_analysis.names import slug
from cchc_analysis.numerals import format_number
from cchc_analysis.pages.pieces import piece

# The head of a column: a text, or (text, class of the stylesheet).
Head = str | tuple[str, str]


@dataclass(frozen=True)
class Cell:
    """A cell's text; `kind` is a class of the stylesheet (num, blank, absent, unreadable, flag), `order` sorts it.

    `picture` is a PNG in base64 that stands beside the text, `about` says what it shows; `mark` is a small word below.
    """

    text: str
    kind: str = ""
    order: float | None = None
    href: str = ""
    picture: str = ""
    about: str = ""
    mark: str = ""

    def html(self, tag: str = "td", scope: str = "") -> str:
        """Return the cell as HTML."""
        attributes = f' class="{self.kind}"' if self.kind else ""
        attributes += f' scope="{scope}"' if scope else ""
        attributes += f' data-value="{self.order:.12g}"' if self.order is not None and self.order == self.order else ""
        text = escape(self.text)
        text = f'<a href="{escape(self.href)}">{text}</a>' if self.href else text
        if self.picture:
            text = f'<img class="crop" src="data:image/png;base64,{escape(self.picture)}" alt="{escape(self.about)}"> {text}'
        text += f'<small class="mark">{escape(self.mark)}</small>' if self.mark else ""
        return f"<{tag}{attributes}>{text}</{tag}>"


@dataclass(frozen=True)
class Html:
    """A piece of a page; `frame` is what it shows, for further work."""

    html: str
    frame: pd.DataFrame | None = None

    def __html__(self) -> str:
        return self.html

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return "<table>" if self.frame is None else repr(self.frame)


def number(value: float | None, language: str, places: int | None = None, suffix: str = "") -> Cell:
    """Return a number's cell; a missing one is an en dash, never an empty cell or a zero."""
    if value is None or pd.isna(value):
        return Cell("–", "num absent")
    return Cell(format_number(float(value), places, language) + suffix, "num", float(value))


def table(
    heads: Sequence[Head],
    rows: Iterable[Sequence[Cell | str]],
    caption: str,
    *,
    kind: str = "",
    groups: Mapping[int, str] | None = None,
    frame: pd.DataFrame | None = None,
) -> Html:
    """Return a table.

    Parameters
    ----------
    heads : a text per column, or (text, "num") for a column of numbers.
    rows : cells; the first of each row is the row's head.
    kind : further classes, such as "sortable".
    groups : texts that stand above the row of that position.
    """
    shown = []
    for position, row in enumerate(rows):
        cells = [cell if isinstance(cell, Cell) else Cell(cell) for cell in row]
        # Cells are written here: a template takes three times as long for each, and a page has thousands.
        marked = Markup(cells[0].html("th", "row") + "".join(cell.html() for cell in cells[1:]))
        shown.append((groups.get(position, "") if groups else "", marked))
    columns = [item if isinstance(item, tuple) else (item, "") for item in heads]
    classes = f"cchc {kind}".strip()
    return Html(piece("table", classes=classes, caption=caption, heads=columns, rows=shown), frame)


def paragraph(text: str, kind: str = "") -> Html:
    """Return a sentence of a page."""
    return Html(f"<p{f' class={kind!r}' if kind else ''}>{escape(text)}</p>")


def csv_link(frame: pd.DataFrame, name: str, text: str, language: str) -> Html:
    """Return a link that saves a frame as a file for the reader's spreadsheet, the file being in the page itself.

    As a Vietnamese spreadsheet expects it where the page is Vietnamese: a decimal comma, so fields are parted by
    semicolons. Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    point, comma = (",", ";") if language == "vi" else (".", ",")
    safe = frame.map(lambda value: guard(value) if isinstance(value, str) else value)
    text_of_file = safe.to_csv(index=False, sep=comma, decimal=point, lineterminator="\r\n", float_format="%.12g")
    data = base64.b64encode(("\ufeff" + text_of_file).encode()).decode("ascii")
    file = f"{slug(name)[:60].strip('-')}.csv"
    link = f'<a download="{file}" href="data:text/csv;charset=utf-8;base64,{data}">{escape(text)}</a>'
    return Html(f'<p class="save">{link}</p>', frame)


def folded(head: str, inner: Html) -> Html:
    """Return a piece behind its heading, to be opened."""
    return Html(piece("folded", head=head, inner=inner), inner.frame)


def join(parts: Iterable[Html]) -> Html:
    """Return pieces one below the other."""
    return Html("".join(part.html for part in parts))

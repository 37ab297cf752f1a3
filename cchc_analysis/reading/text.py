"""Plain text: a paragraph a line, pages parted by form feeds."""

from __future__ import annotations

from cchc_analysis.names import clean
from cchc_analysis.reading.document import Paragraph, Place
from cchc_analysis.reading.repeated import without_repeats

READER = "text 1"


def read_text(text: str) -> tuple[Paragraph, ...]:
    """Return the lines of a text; line numbers are those an editor shows."""
    pages: dict[int | None, list[Paragraph]] = {}
    page = 1 if "\f" in text else None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if page is not None:
            page += line.count("\f")
        pages.setdefault(page, []).append(Paragraph(clean(line.replace("\f", "")), Place(number, page)))
    return tuple(line for lines in without_repeats([*pages.values()], lambda line: line.text) for line in lines)

"""Plain text: a paragraph a line, pages parted by form feeds."""

from __future__ import annotations

from cchc_analysis.names import clean
from cchc_analysis.reading.document import Paragraph, Place
from cchc_analysis.reading.repeated import without_repeats

READER = "text 1"


def read_text(text: str) -> tuple[Paragraph, ...]:
    """Return the lines of a text; line numbers are those an editor shows."""
    pages: list[list[Paragraph]] = [[]]
    has_pages = "\f" in text
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        pages += [[] for _ in range(line.count("\f"))]
        pages[-1].append(Paragraph(clean(line.replace("\f", "")), Place(number, len(pages) if has_pages else None)))
    return tuple(line for page in without_repeats(pages, lambda line: line.text) for line in page)

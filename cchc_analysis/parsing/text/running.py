"""Running text: the words of many lines as one string, in which every word still knows its line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from cchc_analysis.reading import Paragraph, Place, TableRow


class Running:
    """Blocks joined by single blanks, so that a pattern may cross a line's end.

    >>> from cchc_analysis.reading import Paragraph, Place
    >>> text = Running([Paragraph("tỉnh Hải ", Place(1)), Paragraph("Dương về", Place(2))])
    >>> text.text, text.place(text.text.index("về")).line
    ('tỉnh Hải Dương về', 2)
    """

    def __init__(self, blocks: Iterable[Paragraph | TableRow]) -> None:
        parts: list[str] = []
        self._starts: list[int] = []
        self._places: list[Place] = []
        length = 0
        for block in blocks:
            words = " ".join(block.text.split())
            if words:
                self._starts.append(length)
                self._places.append(block.place)
                parts.append(words)
                length += len(words) + 1
        self.text = " ".join(parts)

    def begins(self, offset: int) -> bool:
        """Return whether a block begins with the character at `offset`."""
        return offset in self._starts[max(0, bisect_right(self._starts, offset) - 1) :][:1]

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`."""
        return self._places[bisect_right(self._starts, offset) - 1] if self._starts else Place(0)

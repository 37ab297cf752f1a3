"""Words and tables with places on pages, put together into a document's blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_analysis.names import clean, fold
from cchc_analysis.reading.document import Block, Cell, Item, Paragraph, Place, TableRow
from cchc_analysis.reading.repeated import without_repeats

# "- 12 -": a line no longer than this at the edge of a page is its number.
_PAGE_NUMBER = 6


# The halves of a cut row have at most so many lines between them: page numbers below and above, repeated heads.
_BETWEEN = 6


@dataclass(frozen=True)
class Pdf:
    """A PDF as read: its blocks, the lines of its text layer, and which pages were, or must be, recognised as pictures."""

    blocks: tuple[Block, ...] = ()
    lines: tuple[Paragraph, ...] = ()
    pictures: tuple[int, ...] = ()


def to_blocks(pages: Mapping[int, Sequence[Item]]) -> tuple[Block, ...]:
    """Return the lines and table rows of pages, by their numbers, each row that the end of a page has cut put together."""
    blocks: list[Block] = []
    kept = without_repeats([*pages.values()], lambda item: item[1] if isinstance(item[1], str) else "0")
    for number, items in zip(pages, kept, strict=True):
        _add_items(blocks, number, items)
    return tuple(blocks)


def _add_items(blocks: list[Block], number: int, items: Sequence[Item]) -> None:
    """Add the lines and table rows of a page to those of the pages before it."""
    # Only a row that stands first on its page, after a page number and repeated heads, can be the rest of a cut one.
    may_be_cut = True
    for _, item in items:
        if isinstance(item, str):
            may_be_cut &= len(item.strip()) <= _PAGE_NUMBER
            blocks.append(Paragraph(clean(item), Place(len(blocks) + 1, number)))
            continue
        is_head = _is_head(item)
        if not (may_be_cut and not is_head and _joins(blocks, item)):
            blocks.append(TableRow(tuple(item), Place(len(blocks) + 1, number)))
        may_be_cut &= is_head


def _is_head(cells: Sequence[Cell]) -> bool:
    return any(
        fold(cell.text) in ("stt", "tt", "so tt", "dvt", "ghi chu")
        or fold(cell.text).startswith(("don vi tinh", "ket qua thong ke"))
        for cell in cells
    )


def _joins(blocks: list[Block], cells: Sequence[Cell]) -> bool:
    """Add a row without a code at the top of a page to the row above that the page's end has cut; say whether it did.

    In a narrow column the last point of a code stands by itself.
    """
    if cells[0].text.strip(" .,") or not any(cell.text for cell in cells):
        return False
    for at in range(len(blocks) - 1, max(len(blocks) - 1 - _BETWEEN, -1), -1):
        above = blocks[at]
        if isinstance(above, TableRow):
            if len(above.cells) != len(cells):
                return False
            if _is_head(above.cells):
                continue
            blocks[at] = above.joined(cells)
            return True
        if len(above.text.strip()) > _PAGE_NUMBER:
            return False
    return False

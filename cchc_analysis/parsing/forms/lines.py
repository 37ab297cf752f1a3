"""The lines of each form in a text, without what every page prints anew: its number and the table's head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from cchc_analysis.catalogue import Edition
from cchc_analysis.names import fold
from cchc_analysis.parsing.forms.rows import digits, form_number
from cchc_analysis.reading import Document, Paragraph

_HEAD_WORDS = frozenset(
    fold(
        "Kết quả thống kê, STT, Chỉ tiêu thống kê (sử dụng cho kỳ báo cáo hàng quý, 6 tháng, năm), Đơn vị tính, "
        "Số lượng/Tỷ lệ, Ghi chú"
    ).split()
)
_HEAD_STARTS = ("ket qua thong ke", "stt", "chi tieu thong ke")
_PAGE_NUMBER = re.compile(r"\s*+[-–]?\s*+\d{1,3}\s*+[-–]?\s*+")


class MaybePageNumber(Paragraph):
    """A lone number that may be its page's own."""


def sections(document: Document, edition: Edition) -> list[tuple[str, list[Paragraph]]]:
    """Return the number of each form with the lines below its title."""
    found: list[tuple[str, list[Paragraph]]] = []
    for block in _without_page_numbers([block for block in document.blocks if isinstance(block, Paragraph)]):
        number = form_number(block.text)
        if number in edition.titles:
            if not found or found[-1][0] != number:
                found.append((str(number), []))
        elif found:
            found[-1][1].append(block)
    return [(form, _without_heads(lines)) for form, lines in found]


def _without_page_numbers(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Return lines without lone digits at the head or foot of a page, where they rise from page to page.

    A page number that stays would be taken for the value of the row it cuts in two.
    """
    pages: dict[int, list[Paragraph]] = {}
    for line in lines:
        if line.place.page is not None and line.text.strip():
            pages.setdefault(line.place.page, []).append(line)
    gone: dict[int, int] = {}
    doubtful: list[tuple[int, list[Paragraph], set[int]]] = []
    for at in (0, -1):
        edge = {page: rows[at] for page, rows in pages.items() if _PAGE_NUMBER.fullmatch(rows[at].text)}
        shifts = {page: int(digits(line.text)) - page for page, line in edge.items()}
        # An appendix counts its pages anew, and a page may be missing: each run has a shift of its own.
        runs = {shift for shift, pages_of_it in Counter(shifts.values()).items() if pages_of_it >= 2}
        gone |= {id(edge[page]): page for page, shift in shifts.items() if shift in runs}
        if runs:
            doubtful += [(page, rows[:2] if at == 0 else rows[:-3:-1], runs) for page, rows in pages.items()]
    given = set(gone.values())
    # On a page that has given no number, one at that edge may be it, or a value; so may the line beside, if it would be it.
    may_be = {
        id(line)
        for page, rows, runs in doubtful
        for place, line in enumerate(rows)
        if page not in given
        and _PAGE_NUMBER.fullmatch(line.text)
        and (place == 0 or int(digits(line.text)) - page in runs)
    }
    may_be |= {id(line) for line in _in_gaps(lines, gone)}
    if not gone:
        # Nothing tells at which edge the pages have their numbers, if they have any; 0 is none.
        edges = (rows[at] for rows in pages.values() for at in (0, -1))
        may_be = {id(line) for line in edges if _PAGE_NUMBER.fullmatch(line.text) and int(digits(line.text))}
    return [
        MaybePageNumber(line.text, line.place) if id(line) in may_be else line for line in lines if id(line) not in gone
    ]


def _in_gaps(lines: Sequence[Paragraph], gone: Collection[int]) -> list[Paragraph]:
    """Return the lone numbers that the page numbers before and after them lack: the break of a page may be lost."""
    found: list[Paragraph] = []
    waiting: list[Paragraph] = []
    before = 1
    for line in lines:
        if not _PAGE_NUMBER.fullmatch(line.text):
            continue
        if id(line) not in gone:
            waiting.append(line)
            continue
        number = int(digits(line.text))
        # A first page usually bears no number, that of an appendix neither.
        lacking = range(before + 1, number) if number > before else (before + 1, *range(2, number))
        found += [other for other in waiting if int(digits(other.text)) in lacking]
        before, waiting = number, []
    return found + [other for other in waiting if int(digits(other.text)) == before + 1]


def _without_heads(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Return lines without the table's head, which comes again on each page."""
    kept, in_head = [], False
    for line in lines:
        key = fold(line.text)
        if not in_head and key.startswith(_HEAD_STARTS) and set(key.split()) <= _HEAD_WORDS:
            in_head = True
        elif in_head and key and not (set(key.split()) <= _HEAD_WORDS and not key.startswith("don vi su nghiep")):
            in_head = False
        if not in_head and key + line.text.strip():
            kept.append(line)
    return kept

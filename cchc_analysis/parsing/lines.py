"""Forms in plain text: no cells, so a value is what is left of a row when its code, label and unit are taken away.

Every line may begin a row; the catalogue decides which do, in order. Within a row the words of the catalogue and the
words of the paper are aligned; a number that is left over is the value, and anything else that is left makes the row
unreadable rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition, Entry
from cchc_analysis.names import fold, squeeze
from cchc_analysis.parsing.rows import Forms, PrintedRow, UnknownRow, digits, form_number, label_key, pair
from cchc_analysis.reading import Document, Paragraph

_CODE = re.compile(r"\s*([\dlIO]+(?:\s?[.,;]\s?[\dlIO]+)*)\s?([.,;)]?)(?=\s|$)")
_LONE_CODE = re.compile(r"\s*(?:\d(?:[.,]\d{1,2})+[.,)]?|\d{1,2}[.)])\s*")
_OTHER_ROW = re.compile(r"\s*\d+(?:[.,]\d+)+[.)]?\s+\D|\s*\d+[.)]\s+\D|\s*\d+(?:\.\d+)*\.\s*$")
_TOKEN = re.compile(r"(?<!\S)[-−–]\d[\d.,]*|\d[\d.,]*\d|\d|[^\W\d_]+|[%=]")
_HEAD_WORDS = frozenset(
    fold(
        "Kết quả thống kê, STT, Chỉ tiêu thống kê (sử dụng cho kỳ báo cáo hàng quý, 6 tháng, năm), Đơn vị tính, "
        "Số lượng/Tỷ lệ, Ghi chú"
    ).split()
)
_HEAD_STARTS = ("ket qua thong ke", "stt", "chi tieu thong ke")
# A label alone must fit well; with its code it may be damaged. Measured on the real text with words dropped and letters
# swapped, see the tests.
_LABEL_ALONE, _LABEL_WITH_CODE, _CODE_GAIN = 0.70, 0.45, 0.6
_LOOK_AHEAD = 9
# Numbers alone on their lines: never more than 2 in a row where text follows rows, 8 to 17 where it runs down columns.
_NUMBER_ALONE = re.compile(r"\s*[\d.,]+\s*%?\s*")
_COLUMN_RUN = 6
_PAGE_NUMBER = re.compile(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*")


class _MaybePageNumber(Paragraph):
    """A lone number that may be its page's own."""


@dataclass(frozen=True)
class _Token:
    text: str
    key: str
    line: int
    starts_line: bool

    @property
    def is_number(self) -> bool:
        return self.key[-1:].isdigit()


def read_lines(document: Document, edition: Edition) -> Forms:
    """Return what a text prints for each row of an edition."""
    printed: list[PrintedRow] = []
    unknown: list[UnknownRow] = []
    seen: list[str] = []
    for form, lines in _sections(document, edition):
        if form not in seen:
            rows, others = _read_form(form, edition.form(form), lines)
            printed += rows
            unknown += others
        seen.append(form)
    return Forms(edition, tuple(printed), tuple(unknown), tuple(seen))


def is_in_column_order(document: Document, edition: Edition) -> bool:
    """Return whether a text runs down the columns of its tables, so that no line belongs to its row any more.

    Some programs write a PDF's text that way. A few rows still look right, so it is refused rather than repaired.
    """
    for _, lines in _sections(document, edition):
        run = 0
        for line in lines:
            if line.text.strip():
                run = run + 1 if _NUMBER_ALONE.fullmatch(line.text) else 0
            if run >= _COLUMN_RUN:
                return True
    return False


def _sections(document: Document, edition: Edition) -> list[tuple[str, list[Paragraph]]]:
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
        runs = {shift for shift in shifts.values() if [*shifts.values()].count(shift) >= 2}
        gone |= {id(edge[page]): page for page, shift in shifts.items() if shift in runs}
        if runs:
            doubtful += [(page, rows[:2] if at == 0 else rows[:-3:-1], runs) for page, rows in pages.items()]
    # On a page that has given no number, one at that edge may be it, or a value; so may the line beside, if it would be it.
    may_be = {
        id(line)
        for page, rows, runs in doubtful
        for place, line in enumerate(rows)
        if page not in gone.values()
        and _PAGE_NUMBER.fullmatch(line.text)
        and (place == 0 or int(digits(line.text)) - page in runs)
    }
    return [
        _MaybePageNumber(line.text, line.place) if id(line) in may_be else line
        for line in lines
        if id(line) not in gone
    ]


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


def _read_form(
    form: str, entries: Sequence[Entry], lines: Sequence[Paragraph]
) -> tuple[list[PrintedRow], list[UnknownRow]]:
    pairs = _pair(entries, lines)
    starts = sorted(pairs.items())
    printed, unknown = [], []
    first = starts[0][1] if starts else len(lines)
    unknown += [
        UnknownRow(form, squeeze(line.text), line.place) for line in lines[:first] if _OTHER_ROW.match(line.text)
    ]
    for position, (i, start) in enumerate(starts):
        end = starts[position + 1][1] if position + 1 < len(starts) else len(lines)
        row, rest = _read_row(entries[i], lines[start:end])
        printed.append(row)
        if rest:
            unknown.append(UnknownRow(form, squeeze(" ".join(line.text for line in rest)), rest[0].place))
    return printed, unknown


def _pair(entries: Sequence[Entry], lines: Sequence[Paragraph]) -> dict[int, int]:
    labels = label_key(entries)
    codes, firsts, texts = [], [], []
    for index, line in enumerate(lines):
        found = _CODE.match(line.text)
        codes.append(digits(found[1].translate(str.maketrans("lIO", "110"))) if found else "")
        following = [line.text[found.end() :] if found else line.text]
        firsts.append(fold(following[0]))
        following += [other.text for other in lines[index + 1 : index + _LOOK_AHEAD]]
        texts.append(fold(" ".join(following)))

    alone = [_LONE_CODE.fullmatch(line.text) is not None for line in lines]
    longer = [[other for other in labels if other != label and other.startswith(label)] for label in labels]

    def gain(i: int, j: int) -> float:
        same_code = bool(codes[j]) and codes[j] == digits(entries[i].code)
        limit = _LABEL_WITH_CODE if same_code else _LABEL_ALONE
        label = _begins(labels[i], texts[j])
        # A row that is missing must take nothing of a similar one: neither a line inside it, such as a unit's or a value's,
        # nor the label under a code that stands alone.
        begins = _begins(labels[i], firsts[j]) >= limit if firsts[j] else same_code or alone[j]
        if label < limit or not begins or (j and alone[j - 1] and not codes[j]):
            return 0.0
        # "Số TTHC đang cung cấp …" also begins the label of the row below it, which goes on where this one ends.
        if not same_code and any(_begins(other, texts[j]) >= label for other in longer[i]):
            return 0.0
        # A code adds to a label that fits; it never outweighs one that fits better.
        return label * (1 + _CODE_GAIN * same_code)

    return pair(len(entries), len(lines), gain)


def _begins(label: str, text: str) -> float:
    """Return how well the shorter of a label and a text fits the beginning of the other, 0 to 1."""
    return fuzz.ratio(label[: len(text)], text[: len(label)]) / 100


def _tokens(text: str, line: int = 0) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(text):
        key = found[0] if found[0][-1].isdigit() else fold(found[0])
        tokens.append(_Token(found[0], key or found[0], line, not text[: found.start()].strip()))
    return tokens


def _read_row(entry: Entry, lines: Sequence[Paragraph]) -> tuple[PrintedRow, Sequence[Paragraph]]:
    """Return one row, and the lines after it that are no part of it."""
    code = _CODE.match(lines[0].text)
    tokens = _tokens(lines[0].text[code.end() :] if code else lines[0].text)
    for index, line in enumerate(lines[1:], start=1):
        tokens += _tokens(line.text, index)
    left, last = _left_over(entry, tokens)
    for position in left:
        token = tokens[position]
        if token.line and token.starts_line and position > last and _OTHER_ROW.match(lines[token.line].text):
            row, _ = _read_row(entry, lines[: token.line])
            return row, lines[token.line :]
    if not code:
        left = [position for position in left if not _is_own_code(entry, tokens[position].text)]
    numbers = [position for position in left if tokens[position].is_number]
    words = [position for position in left if tokens[position].key.isalpha() and position > last]
    problem = ""
    if len(numbers) > 1:
        problem = "several-numbers"
    elif words and (not numbers or words[0] < numbers[0]):
        problem = "words-left"
    elif numbers and isinstance(lines[tokens[numbers[0]].line], _MaybePageNumber):
        problem = "page-number"
    raw, note, at = "", "", 0
    if problem:
        shown = [tokens[position] for position in left if position in numbers or position in words]
        raw, at = " ".join(token.text for token in shown), shown[0].line
    elif numbers:
        value = numbers[0]
        has_percent = value + 1 in left and tokens[value + 1].text == "%"
        raw, at = tokens[value].text + ("%" if has_percent else ""), tokens[value].line
        note = " ".join(tokens[position].text for position in words)
    quote = squeeze(" ".join(line.text for line in lines))
    return PrintedRow(entry, raw, lines[at].place, quote, code[1] if code else "", None, note, None, problem), ()


def _is_own_code(entry: Entry, text: str) -> bool:
    """Return whether a number in a row is its code, which some texts of PDF files have between the lines of the label."""
    # "2.1" may be a rate; "2" may be anything.
    parts = entry.code.count(".") - (catalogue.indicator(entry.indicator).kind in ("rate", "amount"))
    return parts > 0 and text == entry.code


def _left_over(entry: Entry, tokens: Sequence[_Token]) -> tuple[list[int], int]:
    """Return which tokens the catalogue's label and unit do not explain, and the last one that they do."""
    keys = [token.key for token in tokens]
    readings = (_align([token.key for token in _tokens(f"{entry.label} {unit}")], keys) for unit in _units(entry))
    return min(readings, key=lambda reading: len(reading[0]))


def _units(entry: Entry) -> list[str]:
    """Return the ways to print a unit: options stand in either order."""
    if not entry.options:
        return [entry.unit]
    options = [f"{word} = {number}" for number, word in entry.options.items()]
    return [entry.unit, " ".join(options), " ".join(reversed(options))]


def _align(expected: list[str], keys: list[str]) -> tuple[list[int], int]:
    left: list[int] = []
    last = -1
    for step in Levenshtein.opcodes(expected, keys):
        if step.tag == "equal":
            last = step.dest_end - 1
        elif step.tag == "insert":
            left += range(step.dest_start, step.dest_end)
        elif step.tag == "replace":
            for wanted, at in zip(
                expected[step.src_start : step.src_end], range(step.dest_start, step.dest_end), strict=True
            ):
                if keys[at].isalpha() and wanted.isalpha() and fuzz.ratio(wanted, keys[at]) >= 50:
                    last = at
                else:
                    left.append(at)
    # An option's digit printed twice, "3 cấp = 2 2": the later one is the value.
    for position, at in enumerate(left):
        while at + 1 < len(keys) and keys[at + 1] == keys[at] and at + 1 not in left:
            at += 1
            left[position] = at
            last = max(last, at - 1)
    return left, last

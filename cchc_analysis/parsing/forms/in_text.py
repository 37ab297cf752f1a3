"""Forms in plain text: no cells, so a value is what is left of a row when its code, label and unit are taken away.

Every line may begin a row; the catalogue decides which do, in order. Within a row the words of the catalogue and the
words of the paper are aligned; a number that is left over is the value, and anything else that is left makes the row
unreadable rather than guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition, Entry
from cchc_analysis.names import fold, squeeze
from cchc_analysis.parsing.forms.lines import MaybePageNumber, sections
from cchc_analysis.parsing.forms.rows import Forms, PrintedRow, UnknownRow, digits, label_key, pair
from cchc_analysis.reading import Document, Paragraph

_CODE = re.compile(r"\s*([\dlIO]+(?:\s?[.,;]\s?[\dlIO]+)*)\s?([.,;)]?)(?=\s|$)")
_LONE_CODE = re.compile(r"\s*(?:\d(?:[.,]\d{1,2})+[.,)]?|\d{1,2}[.)])\s*")
_OTHER_ROW = re.compile(r"\s*\d+(?:[.,]\d+)+[.)]?\s+\D|\s*\d+[.)]\s+\D|\s*\d+(?:\.\d+)*\.\s*$")
# Signs that make another number of digits stay with them, so that what is no certain number is not cut down to one.
_TOKEN = re.compile(
    r"(?<!\S)[-−–+]{2,}\d[\d.,]*|[~≈<>≤≥±]{1,3}\d[\d.,]*|\d[\d.,]*[‰٪]|"
    r"(?<!\S)[-−–]\d[\d.,]*|\d[\d.,]*\d|\d|[^\W\d_]+|[%=]|(?<!\S)[-−–—](?!\S)"
)
_DASHES = "-−–—"
# A label alone must fit well; with its code it may be damaged. Measured on the real text with words dropped and letters
# swapped, see the tests.
_LABEL_ALONE, _LABEL_WITH_CODE, _CODE_GAIN = 0.70, 0.45, 0.6
_LOOK_AHEAD = 9
# Numbers alone on their lines: never more than 2 in a row where text follows rows, 8 to 17 where it runs down columns.
_NUMBER_ALONE = re.compile(r"\s*[\d.,]+\s*%?\s*")
_COLUMN_RUN = 6
# A text in which so many more values stand beside their units than below them has a habit.
_HABIT = 4


@dataclass(frozen=True)
class _Token:
    text: str
    key: str
    line: int
    starts_line: bool

    @property
    def is_number(self) -> bool:  # in whatever letters: a ½ is no blank
        return self.key[-1:].isnumeric() or self.text[:1].isdigit()


@dataclass(frozen=True)
class _Row:
    """A row as read; `is_below`: its value stands alone below its unit, None if the label or the unit has several lines."""

    printed: PrintedRow
    is_below: bool | None = None
    rest: Sequence[Paragraph] = ()


def read_lines(document: Document, edition: Edition) -> Forms:
    """Return what a text prints for each row of an edition."""
    printed: list[_Row] = []
    unknown: list[UnknownRow] = []
    seen: list[str] = []
    for form, lines in sections(document, edition):
        if form not in seen:
            rows, others = _read_form(form, edition.form(form), lines)
            printed += rows
            unknown += others
        seen.append(form)
    return Forms(edition, _without_strays(printed), tuple(unknown), tuple(seen))


def is_in_column_order(document: Document, edition: Edition) -> bool:
    """Return whether a text runs down the columns of its tables, so that no line belongs to its row any more.

    Some programs write a PDF's text that way. A few rows still look right, so it is refused rather than repaired.
    """
    for _, lines in sections(document, edition):
        run = 0
        for line in lines:
            if line.text.strip():
                run = run + 1 if _NUMBER_ALONE.fullmatch(line.text) else 0
            if run >= _COLUMN_RUN:
                return True
    return False


def _read_form(form: str, entries: Sequence[Entry], lines: Sequence[Paragraph]) -> tuple[list[_Row], list[UnknownRow]]:
    pairs = _pair(entries, lines)
    starts = sorted(pairs.items())
    printed, unknown = [], []
    first = starts[0][1] if starts else len(lines)
    unknown += [
        UnknownRow(form, squeeze(line.text), line.place) for line in lines[:first] if _OTHER_ROW.match(line.text)
    ]
    for position, (i, start) in enumerate(starts):
        end = starts[position + 1][1] if position + 1 < len(starts) else len(lines)
        row = _read_row(entries[i], lines[start:end])
        printed.append(row)
        if row.rest:
            unknown.append(UnknownRow(form, squeeze(" ".join(line.text for line in row.rest)), row.rest[0].place))
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
    first = len(text) - len(text.lstrip())
    for found in _TOKEN.finditer(text):
        key = found[0] if found[0][-1].isdigit() else fold(found[0])
        tokens.append(_Token(found[0], key or found[0], line, found.start() <= first))
    return tokens


def _read_row(entry: Entry, lines: Sequence[Paragraph]) -> _Row:
    """Return one row; `rest` are the lines after it that are no part of it."""
    code = _CODE.match(lines[0].text)
    rest = [lines[0].text[code.end() :] if code else lines[0].text, *(line.text for line in lines[1:])]
    tokens = [token for index, text in enumerate(rest) for token in _tokens(text, index)]
    left, last = _remainder(entry, tokens)
    for position in left:
        token = tokens[position]
        if token.line and token.starts_line and position > last and _OTHER_ROW.match(lines[token.line].text):
            return _cut(_read_row(entry, lines[: token.line]), lines[token.line :])
    if not code:
        left = [position for position in left if not _is_own_code(entry, tokens[position].text)]
    unexplained = set(left)
    numbers = [position for position in left if tokens[position].is_number]
    words = [position for position in left if tokens[position].key.isalpha() and position > last]
    problem = ""
    if len(numbers) > 1:
        problem = "several-numbers"
    elif words and (not numbers or words[0] < numbers[0]):
        problem = "words-left"
    elif numbers and isinstance(lines[tokens[numbers[0]].line], MaybePageNumber):
        problem = "page-number"
    elif numbers and any(tokens[position].key in _DASHES for position in left if last < position < numbers[0]):
        # The dash of a blank, and a number of something else.
        problem = "several-numbers"
    elif numbers and (
        any(tokens[at].key.isalpha() for at in range(numbers[0], last + 1) if at not in unexplained)
        or _is_lone_code(tokens[numbers[0]], lines)
    ):
        problem = "stray-number"
    raw, note, at = "", "", 0
    is_below = None
    if problem:
        shown = [tokens[position] for position in sorted({*numbers, *words})]
        raw, at = " ".join(token.text for token in shown), shown[0].line
    elif numbers:
        value = numbers[0]
        has_percent = value + 1 in unexplained and tokens[value + 1].text == "%"
        raw, at = tokens[value].text + ("%" if has_percent else ""), tokens[value].line
        note = " ".join(tokens[position].text for position in words)
        if _is_unbroken(entry, tokens[:value]):
            is_below = _NUMBER_ALONE.fullmatch(lines[at].text) is not None
    quote = squeeze(" ".join(line.text for line in lines))
    row = PrintedRow(entry, raw, lines[at].place, quote, code[1] if code else "", None, note, None, problem)
    return _Row(row, is_below)


def _cut(row: _Row, rest: Sequence[Paragraph]) -> _Row:
    """Return a row with what follows it; a number alone there may be its own, from which the lines between have parted it."""
    alone = [line for line in rest[1:] if _NUMBER_ALONE.fullmatch(line.text)]
    if alone and not row.printed.raw:
        return _Row(_stray(replace(row.printed, raw=alone[0].text.strip())), None, rest)
    return replace(row, rest=rest)


def _stray(row: PrintedRow) -> PrintedRow:
    return replace(row, problem="stray-number")


def _without_strays(rows: Sequence[_Row]) -> tuple[PrintedRow, ...]:
    """Return rows with a problem on each value below a line that has room for it, where those of other rows stand.

    Such a number is more likely a page's, or of another row.
    """
    count = Counter(row.is_below for row in rows)
    has_habit = count[False] > _HABIT * count[True]
    return tuple(_stray(row.printed) if row.is_below and has_habit else row.printed for row in rows)


def _is_unbroken(entry: Entry, tokens: Sequence[_Token]) -> bool:
    """Return whether nothing of a row before its value is broken over lines: the label is on one, the unit on one."""
    unit = [token.key for token in _tokens(entry.unit)]
    at = len(tokens) - len(unit)
    if not unit or [token.key for token in tokens[at:]] != unit:
        return False
    return all(len({token.line for token in part}) <= 1 for part in (tokens[:at], tokens[at:]))


def _is_lone_code(token: _Token, lines: Sequence[Paragraph]) -> bool:
    """Return whether a number stands alone on its line and is the code of a row, which may have lost its words."""
    return "." in token.text and token.text in _codes() and lines[token.line].text.strip() == token.text


@cache
def _codes() -> frozenset[str]:
    return frozenset(entry.code for edition in catalogue.editions().values() for entry in edition.entries)


def _is_own_code(entry: Entry, text: str) -> bool:
    """Return whether a number in a row is its code, which some texts of PDF files have between the lines of the label."""
    # "2.1" may be a rate; "2" may be anything.
    parts = entry.code.count(".") - (catalogue.indicator(entry.indicator).kind in ("rate", "amount"))
    return parts > 0 and text == entry.code


def _remainder(entry: Entry, tokens: Sequence[_Token]) -> tuple[list[int], int]:
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


def _is_strange(keys: list[str], at: int, last: int) -> bool:
    """Return whether a digit that equals one of the label's stands after other words than there, and is not printed twice."""
    return keys[at][-1].isdigit() and at > last + 1 and keys[at - 1] != keys[at]


def _align(expected: list[str], keys: list[str]) -> tuple[list[int], int]:
    left: list[int] = []
    last = -1
    for step in Levenshtein.opcodes(expected, keys):
        run = range(step.dest_start, step.dest_end)
        if step.tag == "equal" and len(run) == 1 and _is_strange(keys, run[0], last):
            left += run
        elif step.tag == "equal":
            last = step.dest_end - 1
        elif step.tag == "insert":
            left += run
        elif step.tag == "replace":
            for wanted, at in zip(expected[step.src_start : step.src_end], run, strict=True):
                if keys[at].isalpha() and wanted.isalpha() and fuzz.ratio(wanted, keys[at]) >= 50:
                    last = at
                else:
                    left.append(at)
    # An option's digit printed twice, "3 cấp = 2 2": the later one is the value.
    taken = set(left)
    for position, at in enumerate(left):
        while at + 1 < len(keys) and keys[at + 1] == keys[at] and at + 1 not in taken:
            taken ^= {at, at + 1}
            at += 1
            left[position] = at
            last = max(last, at - 1)
    return left, last

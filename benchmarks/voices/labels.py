"""Labels: what a careful reader takes from a report, and the numbers in it that are no figures of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from benchmarks.voices.voices import Piece

HEAD = ("file", "fragment", "measure", "value", "scope", "note")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BLANK = re.compile(r"\s+")
# The mark in front of a heading or an item is no number of the text.
_MARK = re.compile(r"^\s*(?:[-+•*–]\s*)?(?:(?i:phần )?\d+(?:\.\d+)*[.)/-]|\(\d+\))(?=\s|$)", re.M)
# What a denominator counts beside being one.
_ALSO = {"res_of": "dossiers_resolved", "elec_of": "dossiers_resolved", "reused_of": "dossiers_new"}
_WORDS = [
    (re.compile(r"(?i)năm(?= 20\d\d|\s+trước| nay)"), 5, "năm is year, not five"),
    (re.compile(r"(?i)một(?= cửa)"), 1, "một cửa is no number"),
    (re.compile(r"(?i)một(?= phần)"), 1, "một phần is a level of service"),
    (re.compile(r"(?i)hai(?= hệ thống| cấp)"), 2, "hai hệ thống, hai cấp: no figure"),
]


@dataclass(frozen=True)
class Label:
    """One row of the labels; `line` is the line of the text where it stands."""

    fragment: str
    measure: str
    value: str
    scope: str
    note: str
    line: int

    def row(self, file: str) -> dict[str, str]:
        """Return the row of the table."""
        return dict(zip(HEAD, (file, self.fragment, self.measure, self.value, self.scope, self.note), strict=True))


def labels(text: str, pieces: list[Piece], start: int) -> list[Label]:
    """Return the labels of a report whose words, in `pieces`, begin at character `start` of its text."""
    out, spans, at = [], [], start
    for piece in pieces:
        end = at + len(piece.text)
        if piece.name:
            spans.append((at, end))
            out.append(_label(text, at, end, piece.measure, piece.value, piece.scope, piece.note))
            if also := _ALSO.get(piece.name):
                out.append(
                    _label(text, at, end, also, piece.value, piece.scope, "doubtful; the same number names them, too")
                )
        at = end
    return out + list(_traps(text, start, at, spans))


def _traps(text: str, start: int, end: int, figures: list[tuple[int, int]]) -> Iterator[Label]:
    """Give each number, or word that could be one, that is no figure: once a line and value."""
    taken = figures + [(start + m.start(), start + m.end()) for m in _MARK.finditer(text[start:end])]
    found = [
        (m.start(), m.end(), _value(m[0]), "a number that is no figure") for m in _NUMBER.finditer(text, start, end)
    ]
    for pattern, value, note in _WORDS:
        found += [(m.start(), m.end(), Fraction(value), note) for m in pattern.finditer(text, start, end)]
    seen = set()
    for first, last, number, note in sorted(found):
        line = text.count("\n", 0, first)
        if any(a < last and first < b for a, b in taken) or (line, number) in seen:
            continue
        seen.add((line, number))
        yield _label(text, first, last, "trap", number, "", note)


def _value(printed: str) -> Fraction:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", printed):
        return Fraction(printed.replace(".", ""))
    whole, *rest = re.split("[.,]", printed)
    return Fraction(f"{whole}.{rest[0]}") if len(rest) == 1 else Fraction(whole)


def _label(text: str, first: int, last: int, measure: str, value: Fraction, scope: str, note: str) -> Label:
    line = text.count("\n", 0, first) + 1
    number = str(value.numerator) if value.denominator == 1 else f"{float(value):.10g}"
    return Label(window(text, first, last), measure, number, scope, note, line)


def window(text: str, first: int, last: int) -> str:
    """Return the words around characters `first` to `last`, of their own line, that stand in the text once.

    Raises
    ------
    ValueError : even the whole line stands there twice.
    """
    begin, end = text.rfind("\n", 0, first) + 1, text.find("\n", last)
    end = len(text) if end < 0 else end
    before = [begin, *(m.end() for m in _BLANK.finditer(text, begin, first))][::-1]
    after = [*(m.start() for m in _BLANK.finditer(text, last, end)), end]
    # Words before a figure name it more often than words after it; a bare number says nothing to who reads the labels.
    for size in range(1, len(before) + len(after) + 1):
        left, right = before[min(2 * size, len(before) - 1)], after[min(size, len(after) - 1)]
        if text.count(text[left:right].strip()) == 1:
            return text[left:right].strip()
    raise ValueError(f"no words that stand once around {text[first:last]!r} in {text[begin:end]!r}")

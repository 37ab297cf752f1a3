"""The text of an item as tokens: figures, known phrases, spans of time, marks, and words that nobody knows.

What looks like a figure and is none (a day, a document's number, a level of service, the word *năm*) is told here and
nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from cchc_analysis.catalogue import wording
from cchc_analysis.catalogue.lexicon import PERIOD, WORD, Fact, lexicon, not_figures, spans_of_time
from cchc_analysis.errors import NumeralError
from cchc_analysis.numerals import parse_number

_NUMBER = re.compile(
    r"(?<![\w])(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d{1,3}(?:[ \u00a0]\d{3})+(?!\d|[.,]\d)|\d+(?:[.,]\d+)*)"
    r"(?P<percent>\s?%|\s?phần trăm)?(?!\w)"
)
# A row of digits that is longer counts nothing.
_LONGEST = 20
_PIECE = re.compile(f"{_NUMBER.pattern}|(?P<word>{WORD.pattern})")

_ITEM = re.compile(
    r"(?:[-+*•–] )?(?:\d{1,2}(?: ?\. ?\d{1,2}){0,3} (?:[.)]|/(?! \d))|\d{1,2} ?\. ?\d{1,2}(?= [^\W\d_])|[a-zđ] [.)])(?: |$)"
)

_ORDINALS = frozenset("123456789")
# Within so many tokens what is told before a short word tells how it is meant.
_BESIDE = 8
_STOPS = (",", ";", ".", "(", ")", ":")

_PLAN = wording.placed("kế hoạch")

# Levels 3 and 4 are dossiers filed online; each level is a part of them.
_LEVELS = {
    "levels": (Fact("scope", "part:level"),),
    "online_levels": (Fact("scope", "part:level"), Fact("channel", "online")),
}


@dataclass(frozen=True)
class Token:
    """A piece of the text. `value` is None where a figure cannot be read for certain.

    kind : "count", "percent", "decimal", "phrase", "period", "nothing" (a number that is no figure), "mark" or "word".
    whole : of a count, the figure that it is out of.
    """

    kind: str
    start: int
    end: int
    text: str
    value: Fraction | None = None
    facts: Sequence[Fact] = ()
    period: dict[str, str] | None = None
    whole: Token | None = None

    @property
    def is_figure(self) -> bool:
        return self.kind in ("count", "percent", "decimal")

    @property
    def is_unknown(self) -> bool:
        """Whether it is a word that nobody knows; a name in capitals is one that says nothing of a figure."""
        return self.kind == "word" and not self.text[0].isupper() and not self.text.isdigit()

    def says(self, facet: str, value: str | None = None) -> bool:
        return any(fact.facet == facet and value in (None, fact.value) for fact in self.facts)

    def fact(self, facet: str) -> str:
        """Return the value of a facet, "" without one."""
        return next((fact.value for fact in self.facts if fact.facet == facet), "")


def tokens(key: str) -> list[Token]:
    """Return the tokens of a text, which `placed` has gone through, in order."""
    found: list[Token] = []
    at = 0
    for taken in _taken(key):
        found += _pieces(key, at, taken.start)
        found.append(taken)
        at = taken.end
    found += _pieces(key, at, len(key))
    for step in (
        _numbered,
        _phrases,
        _touching,
        _said_twice,
        _spelled,
        _rounded,
        _inserted,
        _out_of,
        _fractions,
        _turned,
        _riders,
    ):
        found = step(found)
    return found


def _numbered(found: Sequence[Token]) -> list[Token]:
    """Return the tokens without the number or letter that the item itself carries: "2.1.", "a)", "3)"."""
    match = _ITEM.match(" ".join(token.text for token in found[:6]))
    if match is None:
        return list(found)
    count = len(match[0].split())
    return [replace(token, kind="nothing") for token in found[:count]] + list(found[count:])


def _touching(found: Sequence[Token]) -> list[Token]:
    """Return the tokens where a short word ("sớm", "mới") says something only directly before a figure."""
    result = []
    for at, token in enumerate(found):
        if any(fact.touches for fact in token.facts):
            after = [other for other in found[at + 1 : at + 3] if other.text not in (":", "là")]
            is_touching = bool(after) and after[0].is_figure
            # "Mới 118 hồ sơ" are only so many, unless dossiers taken in are told beside.
            is_beside = any(
                other.says("act") for other in [*found[max(0, at - _BESIDE) : at], *found[at + 1 : at + _BESIDE]]
            )
            kept = [
                fact
                for fact in token.facts
                if not fact.touches or (is_touching and (is_beside or (fact.facet, fact.value) != ("act", "new")))
            ]
            token = replace(token, facts=kept, kind="phrase" if kept else "word")
        result.append(token)
    return result


def _taken(key: str) -> Iterator[Token]:
    """Yield the numbers that are no figures and the spans of time, in order, none over another."""
    spans = [Token("nothing", *match.span(), match[0], facts=_facts(match)) for match in not_figures().finditer(key)]
    for pattern in spans_of_time():
        spans += [Token("period", *match.span(), match[0], period=match.groupdict()) for match in pattern.finditer(key)]
    end = 0
    # Of two that begin together the longer one; a sort keeps the order of the catalogue for equal ones.
    for token in sorted(spans, key=lambda token: (token.start, -token.end)):
        if token.start >= end:
            yield token
            end = token.end


def _facts(match: re.Match[str]) -> Sequence[Fact]:
    # A plan is named by its number and still is the plan: "Kế hoạch số 44/KH-UBND với 49 nhiệm vụ".
    if match.lastgroup == "law" and match[0].casefold().startswith(_PLAN):
        return (Fact("task_of", "plan"),)
    return _LEVELS.get(match.lastgroup or "", ())


def _pieces(key: str, start: int, end: int) -> Iterator[Token]:
    for match in _PIECE.finditer(key, start, end):
        text = match[0]
        if match["number"] is None:
            yield Token("word" if text[0].isalnum() else "mark", *match.span(), text)
        elif match["percent"]:
            yield Token("percent", *match.span("number"), match["number"], _read(match["number"], "rate"))
        else:
            value = _read(match["number"], "count")
            yield Token("decimal" if value is None else "count", *match.span(), text, value)


def _read(printed: str, kind: str) -> Fraction | None:
    if len(printed) > _LONGEST:
        return None
    printed = re.sub(r"[ \u00a0]", ".", printed)  # blanks group thousands, as 1 284 does
    try:
        return parse_number(printed, kind)
    except NumeralError:
        return None


def _phrases(found: Sequence[Token]) -> list[Token]:
    """Return the tokens with known phrases put together."""
    known = lexicon()
    # A span of time is one word of a phrase: "tồn từ quý II".
    words = [PERIOD if token.kind == "period" else token.text.casefold() for token in found]
    joined: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        count, facts = known.longest(words, at) if token.kind in ("word", "mark", "period") else (0, ())
        if not count or (token.kind == "period" and count == 1):
            joined.append(token)
            at += 1
            continue
        last = found[at + count - 1]
        text = " ".join(part.text for part in found[at : at + count])
        joined.append(Token("phrase", token.start, last.end, text, facts=facts))
        at += count
    return joined


def _said_twice(found: Sequence[Token]) -> list[Token]:
    """Return the tokens without what says a count again, "05 (năm) hồ sơ", "hai nghìn (2.000) hồ sơ", or numbers a list."""
    result: list[Token] = []
    for token in found:
        result.append(token)
        if token.text != ")":
            continue
        opened = next(
            (at for at in range(len(result) - 2, max(len(result) - 12, -1), -1) if result[at].text == "("), None
        )
        if not opened:
            continue
        inside = result[opened + 1 : -1]
        if len(inside) == 1 and inside[0].text in _ORDINALS and result[opened - 1].text in _STOPS:
            del result[opened:]  # "gồm: (1) đúng hạn 1.159, (2) …"
            continue
        if result[opened - 1].kind == "count" and _is_number(inside):
            del result[opened:]
        elif len(inside) == 1 and inside[0].kind == "count":
            first = opened
            while first and _is_number(result[first - 1 : opened]):
                first -= 1
            if opened - first > 1:
                result[first:] = inside
    return result


def _is_number(found: Sequence[Token]) -> bool:
    words = _number_words()
    return bool(found) and all(token.text.casefold() in words for token in found)


@cache
def _number_words() -> frozenset[str]:
    words = wording.settings()["words"]
    return frozenset([*words["units"], *words["ten"], *words["scales"], *words["fillers"]])


def _spelled(found: Sequence[Token]) -> list[Token]:
    """Return the tokens with numbers in words read where a unit follows; "năm" and "một" alone are words of all kinds."""
    vocabulary = _number_words() - {"không"}
    result: list[Token] = []
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and found[end].text.casefold() in vocabulary and found[end].kind in ("word", "phrase"):
            end += 1
        value = wording.spelled(" ".join(token.text for token in found[at:end])) if end > at else None
        is_figure = (
            value is not None
            and end < len(found)
            and found[end].says("unit")
            and not (end - at == 1 and found[at].text.casefold() in ("năm", "một"))
            and not (at and found[at - 1].says("mark", "backward"))
        )
        if is_figure and value is not None:
            text = " ".join(token.text for token in found[at:end])
            result.append(Token("count", found[at].start, found[end - 1].end, text, Fraction(value)))
        else:
            result += found[at : max(end, at + 1)]
        at = max(end, at + 1)
    return result


def _rounded(found: Sequence[Token]) -> list[Token]:
    """Return the tokens with the words before or after a figure that say it is not exact taken into it."""
    result: list[Token] = []
    has_count = False
    for at, token in enumerate(found):
        before = result[-1] if result else None
        has_count = (has_count or (before is not None and before.kind == "count")) and not (
            before is not None and before.kind == "mark" and before.text in ".;:"
        )
        after = found[at + 1] if at + 1 < len(found) else None
        if (
            token.is_figure
            and before is not None
            and before.says("mark", "approximate")
            and not (has_count and before.says("mark", "of"))
        ):
            result.pop()
            token = replace(token, start=before.start, text=f"{before.text} {token.text}")
        if token.is_figure and after is not None and after.says("mark", "scaled"):
            token = replace(token, value=None)
        result.append(token)
    return result


def _out_of(found: Sequence[Token]) -> list[Token]:
    """Return the tokens where *trong* between two counts of things of ours tells what the first is out of."""
    result = list(found)
    has_count = False
    for at, token in enumerate(found):
        has_count = token.kind == "count" or (has_count and token.kind != "mark")
        if token.text.casefold() != "trong" or not has_count or at + 2 >= len(found):
            continue
        count, unit = found[at + 1], found[at + 2]
        if count.kind == "count" and unit.fact("unit") not in ("", "other", "again"):
            result[at] = replace(token, kind="phrase", facts=(Fact("mark", "of"),))
    return result


def _fractions(found: Sequence[Token]) -> list[Token]:
    """Return the tokens with "n/m" as one figure that knows what it is out of; a comma before "trên tổng số" goes."""
    result: list[Token] = []
    for at, token in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if (
            token.text == ","
            and after is not None
            and after.says("mark", "of")
            and result
            and not result[-1].is_unknown
        ):
            continue
        is_parted = len(result) > 1 and result[-1].text == "/" and result[-2].kind in ("count", "decimal")
        if is_parted and token.kind in ("count", "decimal") and result[-2].whole is None:
            result.pop()
            result[-1] = replace(result[-1], whole=token)
        else:
            result.append(token)
    return result


def _inserted(found: Sequence[Token]) -> list[Token]:
    """Return the tokens without the brackets around words between a name and its figure: "tiếp nhận (từ … đến …): 716"."""
    dropped: set[int] = set()
    opened: int | None = None
    for at, token in enumerate(found):
        if token.text == "(":
            opened = at
        elif token.is_figure:
            opened = None
        elif token.text == ")" and opened is not None:
            after = [other for other in found[at + 1 : at + 3] if other.text.casefold() not in (":", "là")]
            if opened and after and after[0].is_figure:
                dropped |= {opened, at}
            opened = None
    return [token for at, token in enumerate(found) if at not in dropped]


def _turned(found: Sequence[Token]) -> list[Token]:
    """Return the tokens with "86,2 % (1.163/1.349) kết quả" as the fraction, what it is of, and its percentage."""
    result = list(found)
    for at in range(len(result) - 4):
        percent, opened, part, closed, unit = result[at : at + 5]
        if percent.kind == "percent" and opened.text == "(" and part.whole and closed.text == ")" and unit.says("unit"):
            end = next((k for k in range(at + 4, len(result)) if result[k].text in _STOPS), len(result))
            result[at:end] = [part, *result[at + 4 : end], opened, percent, closed]
    return result


def _riders(found: Sequence[Token]) -> list[Token]:
    """Return the tokens with a unit behind "13/36 = 36,1 %" next to the count, whose unit it is; the mark between goes."""
    result: list[Token] = []
    for token in found:
        is_unit = token.says("unit") and len(result) > 1 and result[-1].kind == "percent" and result[-2].kind == "count"
        if token.kind == "percent" and len(result) > 1 and result[-1].text == "=" and result[-2].is_figure:
            result.pop()
        if is_unit:
            result.insert(-1, token)
        else:
            result.append(token)
    return result

"""The text of an item as tokens: figures, known phrases, spans of time, marks, and words that nobody knows.

What looks like a figure and is none (a day, a document's number, a level of service, the word *năm*) is told here and
nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from cchc_analysis.catalogue import wording
from cchc_analysis.catalogue.lexicon import PERIOD, WORD, Fact, lexicon, not_figures, spans_of_time
from cchc_analysis.errors import NumeralError
from cchc_analysis.numerals import parse_number
from cchc_analysis.parsing.text.figure_tokens import put_together
from cchc_analysis.parsing.text.token import Token

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

# Within so many tokens what is told before a short word tells how it is meant.
_BESIDE = 8

_PLAN = wording.placed("kế hoạch")

# Levels 3 and 4 are dossiers filed online; one level alone is a part of them.
_LEVEL, _ONLINE = Fact("scope", "part:level"), Fact("channel", "online")


def tokens(key: str) -> list[Token]:
    """Return the tokens of a text, which `placed` has gone through, in order."""
    found: list[Token] = []
    at = 0
    for taken in _taken(key):
        found += _pieces(key, at, taken.start)
        found.append(taken)
        at = taken.end
    found += _pieces(key, at, len(key))
    for step in (_numbered, _phrases, _touching, put_together):
        found = list(step(found))
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
    if match.lastgroup == "online_levels":
        return (_ONLINE,) if {"3", "4"} <= set(match[0]) else (_LEVEL, _ONLINE)
    return (_LEVEL,) if match.lastgroup == "levels" else ()


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

"""Figures of several tokens put together: numbers in words, approximate ones, fractions, what is said twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from cchc_analysis.catalogue import wording
from cchc_analysis.catalogue.lexicon import Fact
from cchc_analysis.parsing.text.token import Token

_ORDINALS = frozenset("123456789")
_STOPS = (",", ";", ".", "(", ")", ":")


def put_together(found: Sequence[Token]) -> Sequence[Token]:
    """Return tokens with the figures that several of them make as one."""
    for step in (_said_twice, _spelled, _rounded, _inserted, _out_of, _fractions, _turned, _riders):
        found = step(found)
    return found


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

"""Growth as a sentence tells it: a count now, one before, and by how much it rose or fell, held against each other.

Only a sentence with one count now and one before is looked at, or with one now and its change both as a count and in per
cent: of several nobody knows which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from cchc_analysis.catalogue.wording import placed, settings
from cchc_analysis.numerals import decimals, format_number
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.scopes import scope_of_time
from cchc_analysis.parsing.text.token import Token
from cchc_analysis.parsing.text.tokens import tokens
from cchc_analysis.parsing.text.told import Told, finding_of
from cchc_analysis.periods import Period

RULE = "sentence-change-differs"
# Words between "so với cùng kỳ năm 2022 là" and the figure of then.
_NEAR = 4
_ENDS = (".", ";")
_FROM = "từ "
_SCOPES_OF_THEN = ("last_year", "part:period")


@dataclass(frozen=True)
class _Role:
    """What a figure of a sentence is: now, then, or by how much (`sign` 1 up, -1 down)."""

    token: Token
    name: str
    unit: str
    sign: int = 0

    @property
    def by(self) -> Fraction:
        return self.sign * (self.token.value or Fraction(0))


def read_changes(items: Iterable[Item], period: Period | None) -> Iterator[Told]:
    """Yield each growth that a text tells, with a finding where its figures do not agree."""
    for item in items:
        if not _way().search(item.key):
            continue
        for sentence in _sentences(tokens(item.key)):
            if (roles := _roles(sentence, period)) and (told := _told(item, sentence, roles)):
                yield told


@cache
def _way() -> re.Pattern[str]:
    """Return the pattern of words that say which way a figure went, in front of one: the rest need not be cut into tokens."""
    ways = "|".join(placed(word) for key in ("up", "down") for word in settings()["changes"][key])
    return re.compile(rf"(?i)(?<!\w)(?:{ways})(?!\w)[^.;]*\d")


def _sentences(found: Sequence[Token]) -> Iterator[list[Token]]:
    sentence: list[Token] = []
    for token in found:
        if token.kind == "mark" and token.text in _ENDS:
            yield sentence
            sentence = []
        else:
            sentence.append(token)
    yield sentence


def _roles(sentence: Sequence[Token], period: Period | None) -> list[_Role]:
    """Return what each figure of a sentence is; nothing where one is a fraction, not exact, or without a value."""
    if not any(token.says("mark", "change") for token in sentence):
        return []
    roles: list[_Role] = []
    gap: list[Token] = []
    for at, token in enumerate(sentence):
        if not token.is_figure:
            gap.append(token)
            continue
        is_from = token.text.startswith(_FROM)
        is_exact = token.text[0].isdigit() or (is_from and token.text[len(_FROM) :][:1].isdigit())
        if token.value is None or token.whole is not None or not is_exact:
            return []
        after = sentence[at + 1] if at + 1 < len(sentence) else None
        unit = after.fact("unit") if after is not None else ""
        roles.append(_role(token, unit, gap, roles, period, is_from=is_from))
        gap = []
    return roles


def _role(
    token: Token, unit: str, gap: Sequence[Token], before: Sequence[_Role], period: Period | None, *, is_from: bool
) -> _Role:
    signs = [sign for other in gap if other.says("mark", "change") for sign in (_sign(other.text),)]
    if is_from and signs:
        return _Role(token, "then", unit)
    if signs:
        return _Role(token, "by", unit, signs[-1])
    # "tăng 35 hồ sơ (tương ứng 5,2 %)"
    is_rider = before and before[-1].name == "by" and token.kind == "percent" and before[-1].token.kind != "percent"
    if is_rider and not any(other.is_unknown or other.text == "," for other in gap):
        return _Role(token, "by", "", before[-1].sign)
    near = list(gap[-_NEAR:])
    of_then = next((at for at, other in enumerate(near) if _says_then(other, period)), None)
    if of_then is not None and all(_is_silent(other) or _says_then(other, period) for other in near[of_then:]):
        return _Role(token, "then", unit)
    return _Role(token, "now" if token.kind == "count" else "", unit)


def _sign(text: str) -> int:
    folded = text.casefold()
    ways = settings()["changes"]
    return next((sign for key, sign in (("up", 1), ("down", -1)) if folded.startswith(tuple(ways[key]))), 0)


def _says_then(token: Token, period: Period | None) -> bool:
    if token.kind == "period":
        return scope_of_time(token, period) in _SCOPES_OF_THEN
    return token.says("scope", "last_year")


def _is_silent(token: Token) -> bool:
    return token.text in ("(", ":") or token.says("mark", "neutral") or token.says("unit")


def _told(item: Item, sentence: Sequence[Token], roles: Sequence[_Role]) -> Told | None:
    """Return what a sentence tells of a growth; None where it is not clear which figures belong together."""
    by_name = {name: [role for role in roles if role.name == name] for name in ("now", "then", "by")}
    counts = [role for role in by_name["by"] if role.token.kind == "count"]
    percents = [role for role in by_name["by"] if role.token.kind == "percent"]
    units = {role.unit for role in (*by_name["now"], *by_name["then"], *counts)} - {"", "again"}
    is_clear = len(by_name["now"]) == 1 and len(by_name["then"]) <= 1 and max(len(counts), len(percents)) <= 1
    if not is_clear or len(units) > 1 or not all(role.sign for role in by_name["by"]):
        return None
    now = by_name["now"][0].token.value or Fraction(0)
    if by_name["then"]:
        then = by_name["then"][0].token.value or Fraction(0)
    elif counts and percents:
        then = now - counts[0].by
    else:
        return None
    spans = [(role.token.start, role.token.end) for role in roles if role.name]
    is_right = all(role.by == now - then for role in counts) and all(
        not then or _prints(role, 100 * (now - then) / then) for role in percents
    )
    if is_right or not by_name["by"]:
        return Told(item, spans)
    start, end = sentence[0].start, sentence[-1].end
    found = ", ".join(_worded(role.by, is_percent=role.token.kind == "percent") for role in by_name["by"])
    expected = _worded(now - then, is_percent=False)
    if then:
        expected += f", {_worded(100 * (now - then) / then, is_percent=True)}"
    values = {"now": format_number(now), "then": format_number(then)}
    return Told(item, spans, finding_of(RULE, item, start, end, found, expected, **values))


def _prints(role: _Role, exact: Fraction) -> bool:
    """Return whether a printed percentage may stand for the exact one: rounded, or cut off towards 0."""
    last = Fraction(1, 10 ** decimals(role.token.text))
    return role.sign * exact >= 0 and abs(abs(exact) - abs(role.by)) < last


def _worded(by: Fraction, *, is_percent: bool) -> str:
    sign = "+" if by > 0 else "−" if by < 0 else ""
    return sign + format_number(abs(by), None if by == int(by) else 2) + (" %" if is_percent else "")

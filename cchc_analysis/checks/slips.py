"""How a figure may have been mistyped: the numbers that stand one slip of the hand away from what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cchc_analysis.numerals import format_number

# Kinds of slips; each has a word `slip-…` in the catalogue.
KINDS = ("swap", "zero", "separator", "digit")


def slips(value: Fraction, is_rate: bool = False) -> Iterator[tuple[str, Fraction, str]]:
    """Yield kind, number and text of each number that one slip turns into `value`.

    Two neighbouring digits swapped, a zero lost or added at the end, dot and comma taken for each other, one digit lost,
    doubled or mistyped.

    >>> [(kind, text) for kind, _, text in slips(Fraction(790)) if text in ("709", "79", "7.900", "0,79", "791")]
    [('swap', '709'), ('zero', '7.900'), ('zero', '79'), ('digit', '791')]
    """
    seen = {value}
    for kind, found in _slips(value, is_rate):
        if found >= 0 and found not in seen and not (is_rate and found > 100):
            seen.add(found)
            yield kind, found, format_number(found)


def _slips(value: Fraction, is_rate: bool) -> Iterator[tuple[str, Fraction]]:
    scale = 1
    while value * scale != int(value * scale) and scale < 1000:
        scale *= 10
    digits = str(int(abs(value) * scale))
    for i in range(len(digits) - 1):
        swapped = _number(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :], scale)
        # 30 that became 3 has lost its zero.
        if swapped * 10 != value:
            yield "swap", swapped
    yield "zero", value * 10
    if value and value % 10 == 0:
        yield "zero", value / 10
    if not is_rate:
        yield "separator", value * 1000
        if value and value % 1000 == 0:
            yield "separator", value / 1000
    for i in range(len(digits) + 1):
        for digit in "0123456789":
            yield "digit", _number(digits[:i] + digit + digits[i:], scale)
            if i < len(digits):
                yield "digit", _number(digits[:i] + digit + digits[i + 1 :], scale)
        if i < len(digits) and len(digits) > 1:
            yield "digit", _number(digits[:i] + digits[i + 1 :], scale)


def _number(digits: str, scale: int) -> Fraction:
    return Fraction(int(digits), scale)

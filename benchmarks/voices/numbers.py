"""How an office writes a number: thousands, decimals, a zero in front, words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")

# "Gần 1.300 hồ sơ" for 1.284, "hơn 1.200 hồ sơ" for the same.
ROUNDED = ("about", "over")


@dataclass(frozen=True)
class Hand:
    """The habits of one office with numbers."""

    thousands: str = "."
    decimal: str = ","
    digits: int = 2
    trims: bool = False
    pads: bool = False
    percent: str = "%"

    @classmethod
    def of(cls, head: dict[str, str]) -> Hand:
        """Return the habits that the head of a voice gives."""
        return cls(
            thousands=head.get("thousands", "."),
            decimal=head.get("decimal", ","),
            digits=int(head.get("digits", "2")),
            trims=head.get("trims") == "yes",
            pads=head.get("pads") == "yes",
            percent=head.get("percent", "%"),
        )

    def printed(self, value: Fraction, style: str = "", is_share: bool = False) -> Fraction:
        """Return the value that stands on the paper: shares are rounded half up, approximate counts to their first digits."""
        if style in ROUNDED:
            step = 10 if value < 200 else 100 if value < 4000 else 1000
            return Fraction((value // step if style == "over" else -(-value // step)) * step)
        return half_up(value, self.digits) if is_share else value

    def write(self, value: Fraction, style: str = "", is_share: bool = False) -> str:
        """Return a number as this office prints it."""
        value = self.printed(value, style, is_share)
        if style.casefold() == "words":
            words = spelt(int(value))
            return words.capitalize() if style == "Words" else words
        if is_share:
            return self._share(value) + ("" if style == "bare" else self.percent)
        whole = f"{int(value):,}".replace(",", self.thousands)
        return whole.zfill(2) if self.pads and value and style not in ("bare", *ROUNDED) else whole

    def _share(self, value: Fraction) -> str:
        if value == 100:
            return "100"
        scaled = int(value * 10**self.digits)
        whole, rest = divmod(scaled, 10**self.digits)
        tail = str(rest).zfill(self.digits) if self.digits else ""
        tail = tail.rstrip("0") if self.trims else tail
        return f"{whole}{self.decimal}{tail}" if tail else str(whole)


def half_up(value: Fraction, digits: int) -> Fraction:
    """Return a value rounded to so many decimals, a half upwards.

    >>> half_up(Fraction(1969, 20), 1)
    Fraction(197, 2)
    """
    return Fraction(int(value * 10**digits + Fraction(1, 2)), 10**digits)


def spelt(value: int) -> str:
    """Return a number below ten thousand in words.

    >>> spelt(1205), spelt(31), spelt(15), spelt(420)
    ('một nghìn hai trăm linh năm', 'ba mươi mốt', 'mười lăm', 'bốn trăm hai mươi')
    """
    words: list[str] = []
    if value >= 1000:
        words += [_DIGITS[value // 1000], "nghìn"]
    if value >= 100 and value % 1000:
        words += [_DIGITS[value // 100 % 10], "trăm"]
    tens, ones = divmod(value % 100, 10)
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    elif ones and value >= 100:
        words.append("linh")
    if ones == 5 and tens:
        words.append("lăm")
    elif ones == 1 and tens > 1:
        words.append("mốt")
    elif ones or not value:
        words.append(_DIGITS[ones])
    return " ".join(words)

"""Digits that are marks: struck out, raised or lowered. They keep their look in the text, and so make no other number.

>>> struck("70"), raised("1", "superscript"), bare(struck("70") + "9¹")
('7̶0̶', '¹', '7091')
"""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_BARE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-0123456789+-", "\u0336")
_ALIGNED = {"superscript": _RAISED, "subscript": _LOWERED}
_STROKE = "\u0336"


def struck(text: str) -> str:
    """Return text with a stroke through each letter."""
    return "".join(letter + _STROKE if letter.strip() else letter for letter in text)


def raised(text: str, align: str) -> str:
    """Return text raised ("superscript"), lowered ("subscript"), or as it is."""
    return text.translate(_ALIGNED.get(align, {}))


def bare(text: str) -> str:
    """Return text without its marks, as a reading sees it that knows letters alone."""
    return text.translate(_BARE)

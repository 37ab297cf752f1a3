"""Vietnamese text as it arrives, made comparable.

Text is cleaned once, at the boundary, and keeps its spelling; it is folded only to compare.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Look-alikes seen for đ/Đ, and blanks other than the ordinary one.
_TRANSLATE = str.maketrans(
    {
        "ð": "đ",
        "Ð": "Đ",
        "ɖ": "đ",
        "Ɖ": "Đ",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u200e": None,
        "\u200f": None,
        "\u202a": None,
        "\u202b": None,
        "\u202c": None,
        "\u202d": None,
        "\u202e": None,
        "\u2066": None,
        "\u2067": None,
        "\u2068": None,
        "\u2069": None,
        "\ufeff": None,
    }
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_APOSTROPHES = re.compile(r"[’‘`´ʼ']")
_DETACHED = re.compile(r"(?<=\s)[\u0300-\u036f]+|^[\u0300-\u036f]+")


def clean(text: str) -> str:
    """Return text in NFC, with ordinary blanks and without invisible or control characters.

    >>> clean("Chi La\\u0306ng\\u00a0Bắc")
    'Chi Lăng Bắc'
    """
    text = _CONTROL.sub("", text.translate(_TRANSLATE))
    return unicodedata.normalize("NFC", _DETACHED.sub("", unicodedata.normalize("NFD", text)))


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Return cleaned text on one line with single blanks."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a key for comparison: lower case, no diacritics, words parted by one blank.

    >>> fold("UBND xã Hoà Bình (mới)") == fold("ubnd XA HÒA BÌNH - mới")
    True
    """
    text = unicodedata.normalize("NFD", clean(text).casefold())
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("đ", "d")
    text = _APOSTROPHES.sub("", text)
    return " ".join(re.sub(r"[^0-9a-z%=]+", " ", text).split())


def slug(text: str) -> str:
    """Return a name for a file: ASCII, lower case, words parted by hyphens.

    >>> slug("Xã Chi Lăng Bắc")
    'xa-chi-lang-bac'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")

"""Text that a spreadsheet would run as a formula, and the apostrophe that keeps it text.

One rule for every table that leaves the project as CSV, also for those that a page's script saves: words of a document must
not run on the machine of whoever opens it, and a figure such as `-1,5` must stay a number there.
"""

from __future__ import annotations

import re

# How a formula begins, in full-width letters too. A sign also begins a number and stands alone for a blank: those are none.
_BEGIN, _BLANK = r"=@\t\r\n＝＠＋－", r" \t\r\n\xa0\u2007\u2009\u202f"
_NUMBER = rf"[{_BLANK}]*[0-9][0-9.,{_BLANK}]*(?:[eE][+\-]?[0-9]+)?%?[{_BLANK}]*$"
_LIVE = re.compile(rf"^(?:[{_BEGIN}]|[+\-](?!{_NUMBER}|[+\-{_BLANK}]*$))")
_GUARDED = re.compile(rf"^'+[{_BEGIN}+\-]")
#: Text that gets an apostrophe, in words that Python and the script of pages (flag `u`) understand alike.
PATTERN = f"{_LIVE.pattern}|{_GUARDED.pattern}"
_PATTERN = re.compile(PATTERN)


def is_live(text: str) -> bool:
    """Return whether a spreadsheet would take a cell's text for a formula.

    >>> [is_live(text) for text in ("=1+1", "@SUM(A1)", "-2+3", "-1,5", "+1.500 %", "-", "a=b")]
    [True, True, True, False, False, False, False]
    """
    return _LIVE.match(text) is not None


def guard(text: str) -> str:
    """Return text that is a formula to no spreadsheet: one that would be gets an apostrophe in front, as Excel writes one.

    >>> guard("=1+1"), guard("-1,5")
    ("'=1+1", '-1,5')
    """
    return f"'{text}" if _PATTERN.match(text) else text


def unguard(text: str) -> str:
    """Return the text that was guarded; also that of tables in which a sign before a number was.

    >>> unguard("'=1+1"), unguard("'-1,5"), unguard("'tis")
    ('=1+1', '-1,5', "'tis")
    """
    return text[1:] if _GUARDED.match(text) else text

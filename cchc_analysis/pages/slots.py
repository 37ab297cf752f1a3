"""Places of a page that show other communes: what stands there is renewed without running the page's notebook again.

A notebook leaves such a place with its content, or in a run, which knows all communes, with none; the run fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Callable

#: Set to "later" for a notebook whose places are filled in when it has run.
FILLED = "CCHC_PLACES"

# Text of reports cannot look like this: it is escaped before it comes into a page.
_PLACE = re.compile(r"<!--cchc-peers ([\w-]+)-->.*?<!--/cchc-peers-->", re.S)


def place(code: str, content: str = "") -> str:
    """Return the place of a commune among its peers.

    >>> place("11281", "<p>first</p>")
    '<!--cchc-peers 11281--><p>first</p><!--/cchc-peers-->'
    """
    return f"<!--cchc-peers {code}-->{content}<!--/cchc-peers-->"


def fill(page: str, content_of: Callable[[str], str]) -> str:
    """Return a page with each of its places as it is now.

    >>> fill(place("11281", "old") + "rest", "new {}".format)
    '<!--cchc-peers 11281-->new 11281<!--/cchc-peers-->rest'
    """
    return _PLACE.sub(lambda found: place(found[1], content_of(found[1])), page)

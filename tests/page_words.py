"""What a reader sees of a piece of a page."""

import re


def words_of(html):
    """Return the visible words of a piece of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r'src="data:[^"]*"', "", html)).split())

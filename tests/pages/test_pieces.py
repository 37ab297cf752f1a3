"""Pieces from templates: every text is escaped once, pieces in pieces not again, and lines of a template leave no blanks."""

import re
from pathlib import Path

import jinja2
import pytest

from cchc_analysis.pages import pieces
from cchc_analysis.pages.markup import Cell, Html, folded, table
from cchc_analysis.pages.pieces import piece

HOSTILE = "<script>alert('\"&')</script>"
ESCAPED = "&lt;script&gt;alert(&#39;&#34;&amp;&#39;)&lt;/script&gt;"
TEMPLATES = sorted(pieces._FOLDER.glob("*.j2"))
PAGES = Path(pieces.__file__).parent


def test_texts_are_escaped_and_pieces_are_not():
    assert folded(HOSTILE, Html("<p>so</p>")).html == f"<details><summary>{ESCAPED}</summary><p>so</p></details>"


def test_a_piece_is_a_plain_text():
    """A text that escapes what is added to it would escape a page's own tags."""
    assert type(folded("a", Html("b")).html) is str
    assert "<p>" + folded("a", Html("b")).html == "<p><details><summary>a</summary>b</details>"


def test_a_table_escapes_each_of_its_texts_once():
    html = table([HOSTILE, ("1", "num")], [[Cell(HOSTILE), "x"]], HOSTILE, groups={0: HOSTILE}).html
    assert "<script" not in html
    assert html.count(ESCAPED) == 3  # the head, the caption, the group
    assert html.count("&lt;script&gt;") == 4
    assert html.startswith('<table class="cchc"><caption>&lt;')
    assert html.endswith("<td>x</td></tr></tbody></table>")


def test_a_lacking_value_is_an_error():
    with pytest.raises(jinja2.UndefinedError, match=r"^'inner' is undefined$"):
        piece("folded", head="a")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_each_template_is_asked_for_and_trusts_no_text(path):
    name = path.name.removesuffix(".html.j2")
    code = "\n".join(source.read_text(encoding="utf-8") for source in PAGES.rglob("*.py"))
    assert re.search(rf'piece\(\s*"{name}"', code)
    assert not re.search(r"\|\s*safe\b|autoescape", path.read_text(encoding="utf-8"))

"""Tables as a person and a screen reader meet them: captions, scopes, escaped text, and a dash for what is missing."""

import pytest

from cchc_analysis.pages.markup import Cell, Html, join, number, paragraph, table

SCRIPT = "<script>alert('1')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;"


def test_a_table_whole():
    shown = table(["Tên", ("Số", "num")], [["Xã A", number(1234.5, "vi")], ["Xã B", number(None, "vi")]], "Đầu đề")
    assert shown.html == (
        '<table class="cchc"><caption>Đầu đề</caption><thead><tr><th scope="col">Tên</th>'
        "<th scope=\"col\" class='num'>Số</th></tr></thead><tbody>"
        '<tr><th scope="row">Xã A</th><td class="num" data-value="1234.5">1.234,5</td></tr>'
        '<tr><th scope="row">Xã B</th><td class="num absent">–</td></tr></tbody></table>'
    )
    assert shown._repr_html_() == shown.html


def test_groups_stand_above_their_rows():
    shown = table(["a", "b"], [["1", "2"], ["3", "4"]], "c", kind="sortable", groups={1: "Biểu mẫu <2>"})
    assert '<table class="cchc sortable">' in shown.html
    assert (
        '</tr><tr class="group"><th colspan="2" scope="rowgroup">Biểu mẫu &lt;2&gt;</th></tr><tr><th scope="row">3'
        in shown.html
    )


@pytest.mark.parametrize(
    "html",
    [
        Cell(SCRIPT).html(),
        Cell("x", href=f'"{SCRIPT}').html(),
        paragraph(SCRIPT).html,
        table([SCRIPT], [[SCRIPT]], SCRIPT, groups={0: SCRIPT}).html,
        table([(SCRIPT, "num")], [], SCRIPT).html,
    ],
)
def test_every_text_is_escaped(html):
    assert "<script" not in html
    # Python and the templates spell an escaped quote differently; a browser shows the same.
    assert ESCAPED in html.replace("&#39;", "&#x27;")


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_number_is_a_dash(missing):
    assert number(missing, "vi") == Cell("–", "num absent")


def test_numbers():
    assert number(0, "vi") == Cell("0", "num", 0)
    assert number(97.2344, "en", 2, " %") == Cell("97.23 %", "num", 97.2344)
    assert Cell("x", order=float("nan")).html() == "<td>x</td>"


def test_join_and_repr():
    assert join([Html("<p>a</p>"), Html("<p>b</p>")]).html == "<p>a</p><p>b</p>"
    assert repr(Html("<p>a</p>")) == "<table>"
    assert paragraph("a", "muted").html == "<p class='muted'>a</p>"

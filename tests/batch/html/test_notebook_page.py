"""Notebooks and runs as pages: what is shown, what is folded away, what is refused."""

import re

import nbformat
import pytest

from cchc_analysis.batch.html.notebook_page import to_html
from cchc_analysis.errors import CchcError
from tests.built_pages import EVIL, PIXEL, SVG, Page, code, html, index, markdown, page, shown, whole


def test_the_frame_names_language_title_and_way_back():
    source = page(markdown("# Xã Chi Lăng Bắc, quý I"), links={"Quý I năm 2023": "../index.html"})
    found = Page(source)
    assert source.startswith("<!doctype html>")
    assert found.all("html") == [{"lang": "vi"}]
    assert "<title>Xã Chi Lăng Bắc</title>" in source
    assert [link["href"] for link in found.all("a")] == ["#main", "../index.html"]
    assert found.all("main") == [{"id": "main"}]
    assert [len(found.all(tag)) for tag in ("header", "footer", "h1")] == [1, 1, 1]


def test_a_page_without_a_heading_gets_its_title():
    assert "<h1>A &lt; B</h1>" in page(markdown("Text."), title="A < B")


def test_markdown_of_the_other_language_is_left_out():
    cells = markdown("Cả hai"), markdown("## Nguồn", "lang-vi"), markdown("## Sources", "lang-en")
    vietnamese, english = page(*cells), page(*cells, language="en")
    assert ("Cả hai" in vietnamese, "Nguồn" in vietnamese, "Sources" in vietnamese) == (True, True, False)
    assert ("Cả hai" in english, "Nguồn" in english, "Sources" in english) == (True, False, True)
    assert '<html lang="en">' in english


def test_a_language_without_texts():
    message = "language of a page: found 'fr'; expected 'vi' or 'en'; choose one of them."
    with pytest.raises(CchcError, match=whole(message)):
        page(language="fr")


@pytest.mark.parametrize(("language", "summary"), [("vi", "Mã lệnh"), ("en", "Code")])
def test_code_is_folded_under_its_output(language, summary):
    source = page(code("load()", html("<p>made</p>")), language=language)
    folded = f'<details class="code"><summary>{summary}</summary>'
    assert 0 < source.index("<p>made</p>") < source.index(folded)
    assert "load" in Page(source).text


@pytest.mark.parametrize("tag", ["parameters", "injected-parameters", "hide-code"])
def test_code_of_some_cells_is_not_shown(tag):
    source = page(code("secret = 1", html("<p>made</p>"), tags=[tag]))
    assert "<p>made</p>" in source
    assert "secret" not in source
    assert '<details class="code">' not in source


def test_the_contents_list_second_level_headings_once_each():
    made = '<h2 class="form">Biểu <em>mẫu</em> 1</h2><h2 id="own" data-id="1">Nguồn &amp; gốc</h2>'
    source = page(markdown("# Xã\n\n## Điểm cần xem\n\n### Nhỏ"), code("", html(made)), markdown("## Điểm cần xem"))
    assert re.findall(r'<li><a href="#(.+?)">(.+?)</a></li>', source) == [
        ("diem-can-xem", "Điểm cần xem"),
        ("bieu-mau-1", "Biểu mẫu 1"),
        ("own", "Nguồn &amp; gốc"),
        ("diem-can-xem-2", "Điểm cần xem"),
    ]
    anchors = re.findall(r'<h2 id="(.+?)"', source)
    assert anchors == ["diem-can-xem", "bieu-mau-1", "own", "diem-can-xem-2"]
    assert '<h2 id="bieu-mau-1" class="form">' in source
    assert '<h2 id="own" data-id="1">' in source


def test_figures_keep_their_words():
    png = shown({"image/png": PIXEL, "text/plain": "<Figure>"}, **{"image/png": {"alt": 'Tỷ lệ "đúng hạn" < 1'}})
    svg = shown({"image/svg+xml": SVG}, **{"image/svg+xml": {"alt": "Đường", "caption": "Nguồn: A & B", "width": 640}})
    source = page(code("draw()", png, svg))
    first, second = Page(source).all("img")
    assert first == {"src": f"data:image/png;base64,{PIXEL.strip()}", "alt": 'Tỷ lệ "đúng hạn" < 1'}
    assert (second["alt"], second["width"]) == ("Đường", "640")
    assert second["src"].startswith("data:image/svg+xml;base64,PHN2Zy")
    assert "<figcaption>Nguồn: A &amp; B</figcaption>" in source


def test_a_simulated_page_says_so_in_title_head_and_captions():
    png = shown({"image/png": PIXEL}, **{"image/png": {"alt": "Một điểm"}})
    source = page(code("draw()", png), simulated=True)
    assert "<title>[Số liệu mô phỏng] Xã Chi Lăng Bắc</title>" in source
    assert '<p class="simulated"><strong>Số liệu mô phỏng</strong>' in source
    assert "<strong>Số liệu mô phỏng</strong></figcaption>" in source
    assert "mô phỏng" not in Page(page(code("draw()", png))).text


def test_each_table_gets_a_box_named_by_its_caption():
    source = page(code("", html("<table><caption>Biểu <b>mẫu</b> &lt;1&gt;</caption></table><table></table>")))
    boxes = [div for div in Page(source).all("div") if div.get("class") == "scroll"]
    assert [(box["aria-label"], box["tabindex"]) for box in boxes] == [("Biểu mẫu <1>", "0"), ("Bảng số liệu", "0")]


def test_plain_output_is_text():
    result = nbformat.v4.new_output("execute_result", data={"text/plain": EVIL})
    stream = nbformat.v4.new_output("stream", name="stdout", text="\x1b[31m<b>\x1b[0m")
    source = page(code("", result, stream))
    assert source.count('<pre class="output">') == 2
    assert EVIL not in source
    assert "<b>" not in source
    assert "\x1b" not in source


def test_scripts_and_widgets_are_not_shown():
    script = shown({"application/javascript": "alert(1)"})
    widget = shown({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "Slider()"})
    source = page(code("", script, widget))
    assert "alert(1)" not in source
    assert "Slider()" in source


def test_only_the_frames_own_script_may_run_and_nothing_may_be_asked_for():
    source = page(code("", html(EVIL)))
    (policy,) = (meta["content"] for meta in Page(source).all("meta") if "http-equiv" in meta)
    assert re.fullmatch(
        r"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-[\w+/]{43}='; "
        r"base-uri 'none'; form-action 'none'",
        policy,
    )


@pytest.mark.parametrize("make", [lambda: page(code("x", html("<table></table>"))), index])
def test_no_address_outside_the_page(make):
    source = make()
    loaded = [
        value
        for tag, attributes in Page(source).elements
        if tag in ("link", "script", "img", "iframe")
        for name, value in attributes.items()
        if name in ("src", "href")
    ]
    assert all(value.startswith("data:") for value in loaded)
    assert not re.search(r"url\(|@import|\bimport\b|https?:", source)
    assert not re.search("mathjax|require|mermaid", source, re.I)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (code("", html('<script src="https://cdn.example/x.js"></script>')), '<script src="https://cdn.example/x.js'),
        (code("", html("<img alt='x' src=//cdn.example/x.png>")), "<img alt='x' src=//cdn.example/x.png"),
        (code("", html("<style>@import '//cdn.example/x.css'</style>")), "@import '//cdn.example/x.css"),
        (markdown("![Ảnh](https://cdn.example/x.png)"), '<img src="https://cdn.example/x.png'),
    ],
)
def test_a_request_is_refused(cell, found):
    message = (
        f"page 'Xã Chi Lăng Bắc': found {found!r}; expected nothing loaded from elsewhere; "
        "put the content into the page."
    )
    with pytest.raises(CchcError, match=whole(message)):
        page(cell)


def test_an_address_in_code_or_a_link_is_no_request():
    page(code('"<img src=https://a.example/x>"; "url(https://a.example)"', html('<a href="https://a.example">A</a>')))


@pytest.mark.parametrize("alt", [{}, {"alt": " "}])
@pytest.mark.parametrize("type_", ["image/png", "image/svg+xml"])
def test_a_figure_without_words_is_refused(type_, alt):
    message = (
        "page 'Xã Chi Lăng Bắc', cell 2: found a figure without alternative text; "
        f'expected metadata["{type_}"]["alt"]; say what the figure shows.'
    )
    with pytest.raises(CchcError, match=whole(message)):
        page(markdown("#"), code("", shown({type_: PIXEL, "text/plain": "<Figure>"}, **{type_: alt})))


def test_an_image_in_html_without_words_is_refused():
    message = (
        "page 'Xã Chi Lăng Bắc': found '<img src=\"data:,\">'; expected an image with alt text; "
        "say what the image shows."
    )
    with pytest.raises(CchcError, match=whole(message)):
        page(code("", html('<img src="data:,">')))


def test_standard_error_is_refused():
    warning = nbformat.v4.new_output("stream", name="stderr", text="\n/x/y.py:1: FutureWarning: old\n  f()\n")
    message = (
        "page 'Xã Chi Lăng Bắc', cell 1: found '/x/y.py:1: FutureWarning: old' on standard error; expected none; "
        "remove the cause of the message."
    )
    with pytest.raises(CchcError, match=whole(message)):
        page(code("f()", warning))


def test_cells_are_counted_as_in_the_notebook():
    """A cell left out for its language still counts: the analyst opens the notebook to look."""
    warning = nbformat.v4.new_output("stream", name="stderr", text="old")
    message = (
        "page 'Xã Chi Lăng Bắc', cell 2: found 'old' on standard error; expected none; remove the cause of the message."
    )
    with pytest.raises(CchcError, match=whole(message)):
        page(markdown("## Sources", "lang-en"), code("f()", warning))


def test_a_failed_cell_is_refused():
    error = nbformat.v4.new_output("error", ename="KeyError", evalue="'rate'", traceback=[])
    message = (
        "page 'Xã Chi Lăng Bắc', cell 1: found \"KeyError: 'rate'\"; expected a cell that ran; "
        "correct its cause and run the notebook again."
    )
    with pytest.raises(CchcError, match=whole(message)):
        page(code("f()", error))


def test_a_page_is_made_again_byte_for_byte_and_the_notebook_is_left_alone():
    notebook = nbformat.v4.new_notebook(cells=[markdown("## A", "lang-en"), code("f()", html("<table></table>"))])
    before = nbformat.writes(notebook)
    assert to_html(notebook, title="A", language="vi") == to_html(notebook, title="A", language="vi")
    assert nbformat.writes(notebook) == before

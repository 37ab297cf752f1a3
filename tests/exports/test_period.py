"""Notebooks and runs as pages: what is shown, what is folded away, what is refused."""

import re
import tomllib
from html.parser import HTMLParser

import nbformat
import pytest

from cchc_analysis.batch.html.frame import TEMPLATES, render_home, render_index
from cchc_analysis.batch.html.notebook_page import to_html
from cchc_analysis.errors import CchcError

# One transparent pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
EVIL = "<script>alert(1)</script>"
VOID = {"meta", "link", "img", "input", "br", "hr"}


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, and its text outside style and script."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.text, self.path = [], "", []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.path.append(tag)

    def handle_endtag(self, tag):
        while self.path and self.path.pop() != tag:
            pass

    def handle_data(self, data):
        if not self.path or self.path[-1] not in ("style", "script"):
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def markdown(source, *tags):
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *outputs, tags=()):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def shown(data, **metadata):
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


def html(source):
    return shown({"text/html": source, "text/plain": "<HTML>"})


def page(*cells, title="Xã Chi Lăng Bắc", **options):
    return to_html(nbformat.v4.new_notebook(cells=list(cells)), title=title, **options)


def whole(message):
    return f"^{re.escape(message)}$"


def index(**changes):
    context = {
        "language": "vi",
        "period": "Quý I năm 2023",
        "version": "0.1.0",
        "made_on": "14/04/2023",
        "is_simulated": False,
        "links": {"Các kỳ báo cáo": "../index.html"},
        "coverage": {"reported": 1, "expected": 17},
        "findings": {"error": 3, "note": 1234},
        "top_findings": [],
        "pages": [],
        "documents": [],
        "communes": [],
        "failures": [],
        "skipped": [],
        "sources": [],
    }
    return render_index({**context, **changes})


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


def test_every_text_of_an_index_is_escaped():
    finding = {"severity": "error", "commune": EVIL, "message": EVIL, "href": EVIL, "quote": EVIL, "source": EVIL}
    commune = {"name": EVIL, "code": EVIL, "href": EVIL, "findings": {}}
    source = index(
        period=EVIL,
        version=EVIL,
        made_on=EVIL,
        links={EVIL: EVIL},
        top_findings=[finding],
        pages=[{"title": EVIL, "href": EVIL, "description": EVIL}],
        communes=[commune, {**commune, "href": None}],
        failures=[{"title": EVIL, "href": EVIL, "error": EVIL}, {"title": EVIL, "href": None, "error": EVIL}],
        skipped=[{"name": EVIL, "reason": EVIL}],
        sources=[{"file": EVIL, "sha256": EVIL, "rows": 1}],
    )
    assert EVIL not in source
    assert len(Page(source).all("script")) == 1
    # In attributes: links, finding, page, commune, failure. As text: title, path (2), heading, finding (4), page (2),
    # communes (4), failures (4), skipped (2), source (2), footer (2).
    assert [link["href"] for link in Page(source).all("a")].count(EVIL) == 5
    assert Page(source).text.count(EVIL) == 24


def test_an_index_counts_as_vietnam_writes_and_english_reads():
    assert '<dd class="value">1.234</dd>' in index()
    assert '<dd class="value">1,234</dd>' in index(language="en")


def test_an_index_says_who_is_missing_or_that_nobody_knows():
    assert "trên 17 đơn vị phải báo cáo" in index()
    unknown = index(coverage={"reported": 1, "expected": None})
    assert "Chưa có danh sách đơn vị phải báo cáo" in unknown


def test_an_index_leaves_out_what_there_is_none_of():
    found = Page(index())
    assert [heading["id"] for heading in found.all("h2")] == ["findings", "pages", "communes", "sources"]
    assert "Không có phát hiện nào." in found.text
    assert "Kỳ này chưa có báo cáo của đơn vị nào." in found.text


def test_a_finding_of_no_single_commune_still_has_a_link_with_words():
    finding = {"severity": "note", "commune": "", "message": "m", "href": "quality.html", "quote": "", "source": ""}
    assert '<a href="quality.html"><bdi>Cả kỳ</bdi></a>' in index(top_findings=[finding])


@pytest.mark.parametrize("is_simulated", [True, False])
def test_the_list_of_periods(is_simulated):
    period = {
        "label": EVIL,
        "href": "2026-Q3/index.html",
        "coverage": {"reported": 147, "expected": 1148},
        "findings": {"verify": 2},
        "is_simulated": is_simulated,
    }
    frame = {"language": "vi", "version": "0.1.0", "made_on": "14/04/2023", "is_simulated": is_simulated}
    source = render_home({**frame, "periods": [period]})
    assert EVIL not in source
    assert '<td class="num">147/1.148</td>' in source
    assert ("Số liệu mô phỏng" in source) == is_simulated
    assert "Chưa có kỳ báo cáo nào." in render_home({**frame, "periods": []})


def test_both_languages_have_the_same_texts_and_all_are_used():
    texts = tomllib.loads((TEMPLATES / "texts.toml").read_text(encoding="utf-8"))
    assert list(texts) == ["vi", "en"]
    assert list(texts["vi"]) == list(texts["en"])
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.j2"))
    used = set(re.findall(r"\btexts\.(\w+)", templates)) | {"error", "verify", "note"}
    assert set(texts["vi"]) == used


def test_sheet_and_script_stay_small():
    assert (TEMPLATES / "style.css").stat().st_size <= 14 * 1024
    script = (TEMPLATES / "table.js").read_text(encoding="utf-8")
    assert len(script.encode()) <= 5 * 1024
    assert len(script.splitlines()) <= 95


@pytest.fixture
def table(tmp_path, browser):
    """Open a sortable table of ten units and a total; one rate is blank."""
    rates = ["12,0", "1.234,5", "9,5", "", "100", "2", "3", "4", "5", "6"]
    names = ["Ân Thi", "Đoàn Kết", "An Bình", "Chi Lăng", "Bắc Sơn", "Dân Chủ", "E", "G", "H", "Đức Hòa"]
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td class="{"num" if rate else "blank"}">{rate or "trống"}</td></tr>'
        for name, rate in zip(names, rates, strict=True)
    )
    source = page(
        code(
            "",
            html(
                '<table class="cchc sortable"><thead><tr><th scope="col">Đơn vị</th><th scope="col">Tỷ lệ</th></tr></thead>'
                f'<tbody>{rows}<tr class="total"><th scope="row">Tổng</th><td>0</td></tr></tbody></table>'
            ),
        )
    )
    path = tmp_path / "page.html"
    path.write_text(source, encoding="utf-8")
    browser.get(path.as_uri())
    return browser


def shown_rows(browser):
    return browser.execute_script(
        "return [...document.querySelectorAll('tbody tr')].filter(r => r.checkVisibility()).map(r => r.cells[0].innerText)"
    )


def test_a_column_of_vietnamese_numbers_sorts_by_value_blank_and_total_last(table):
    button = table.find_elements("css selector", "thead button")[1]
    head = table.find_elements("css selector", "thead th")[1]
    ascending = ["Dân Chủ", "E", "G", "H", "Đức Hòa", "An Bình", "Ân Thi", "Bắc Sơn", "Đoàn Kết"]
    button.click()
    assert shown_rows(table) == [*ascending, "Chi Lăng", "Tổng"]
    assert head.get_attribute("aria-sort") == "ascending"
    button.send_keys("\n")
    assert shown_rows(table) == [*reversed(ascending), "Chi Lăng", "Tổng"]
    assert head.get_attribute("aria-sort") == "descending"


def test_names_sort_as_the_vietnamese_alphabet(table):
    table.find_elements("css selector", "thead button")[0].click()
    names = ["An Bình", "Ân Thi", "Bắc Sơn", "Chi Lăng", "Dân Chủ", "Đoàn Kết", "Đức Hòa", "E", "G", "H"]
    assert shown_rows(table) == [*names, "Tổng"]


def test_the_filter_finds_names_typed_without_marks(table):
    table.find_element("css selector", ".filter input").send_keys("doan ")
    assert shown_rows(table) == ["Đoàn Kết", "Tổng"]
    assert table.find_element("tag name", "output").text == "1/10"


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_colour_of_words_stands_out_from_every_ground(scheme):
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    sheet = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    block = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--(\w+): (#\w+);", block))
    colours = {name: f"#{colour[1:] * 2}" if len(colour) == 4 else colour for name, colour in colours.items()}
    for words in ("ink", "muted", "accent", "error", "verify", "note"):
        for ground in ("paper", "raised"):
            light, dark = sorted((luminance(colours[words]), luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (words, ground)

"""Entry pages: every text escaped and in both languages, tables that sort and filter, colours that can be read."""

import csv
import io
import re
import tomllib

import pytest

from cchc_analysis.batch.html.frame import TEMPLATES, render_home
from cchc_analysis.formulas import guard
from cchc_analysis.pages import markup
from tests.built_pages import EVIL, Page, code, html, index, page
from tests.formula_cells import LIVE, PLAIN, WRITTEN_GUARDED


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


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_table_that_a_page_saves_holds_to_the_rule_of_all_tables(browser, tmp_path, language):
    """A browser folds blanks; of what is left the same cells are guarded as in a table that the package writes."""
    cells = [*LIVE, *PLAIN, *WRITTEN_GUARDED]
    rows = [[markup.Cell(f"row {number}"), markup.Cell(text)] for number, text in enumerate(cells)]
    rows += [
        [markup.Cell("loss"), markup.Cell("−1", "num", -1.5)],
        [markup.Cell("hair"), markup.Cell("0", "num", -1e-05)],
    ]
    path = tmp_path / "page.html"
    path.write_text(
        page(code("", html(markup.table(["a", "b"], rows, "cells").html)), language=language), encoding="utf-8"
    )
    browser.get(path.as_uri())
    browser.execute_script("URL.createObjectURL = (file) => { window.saved = file.text(); return '#'; }")
    browser.execute_script("document.querySelector('.save button').click()")
    text = browser.execute_async_script("window.saved.then(arguments[0])")
    saved = csv.reader(io.StringIO(text, newline=""), delimiter=";" if language == "vi" else ",")
    folded = [" ".join(text.split()) for text in cells]
    loss = "-1,5" if language == "vi" else "-1.5"
    assert [row[1] for row in saved][1:] == [*map(guard, folded), loss, "-1e-05"]

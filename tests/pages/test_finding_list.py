"""From a figure to its words: every place that is named has an address, and the words there are marked."""

import re
import shutil

import pytest

from cchc_analysis import store
from cchc_analysis.pages import finding_list, form_tables, source_text
from cchc_analysis.pages.pieces import piece
from cchc_analysis.periods import Period

Q1 = Period.parse("2023-Q1")


@pytest.fixture(params=["txt", "docx", "xlsx"])
def kept(request, tmp_path, report_files):
    """The data folder with the real report in one format, read."""
    folder = tmp_path / "data" / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    shutil.copy(report_files[request.param], folder)
    store.update(tmp_path / "data", Q1)
    return tmp_path / "data"


def test_every_place_named_has_an_address(kept):
    frames = store.load(Q1, kept)
    shown = source_text.source_text(frames, data=kept).html
    named = finding_list.findings(frames).html + form_tables.forms(frames).html
    targets = re.findall(r'href="#([^"]+)"', named)
    ids = re.findall(r'id="([^"]+)"', shown)
    assert len(targets) > 113
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))


def test_links_from_a_page_of_the_period_lead_to_the_commune(kept):
    frames = store.load(Q1, kept)
    html = finding_list.findings(frames, links=True).html
    assert 'href="communes/11281-xa-chi-lang-bac.html#line-' in html


def test_the_quoted_words_are_marked(kept):
    frames = store.load(Q1, kept)
    shown = source_text.source_text(frames, data=kept).html
    assert shown.count('<li class="quoted"') >= 8
    if not frames.reports["media"].eq("xlsx").any():
        assert re.search("<mark>[^<]*từ 10/12/2022 đến 9/3/2022", shown)


def test_the_cell_is_marked_that_a_finding_quotes():
    cells = [source_text._mark(text, {"0 %"}) for text in ("6.7", "Tỷ lệ hồ sơ", "0 %")]
    line = source_text.Line("line-1", "", 1, True, True, cells)
    assert piece("source_text", name="a.docx", lines=[line]) == (
        '<h3>a.docx</h3><ol class="source-text"><li class="quoted" id="line-1" value="1" dir="auto">'
        "<span>6.7</span> <span>Tỷ lệ hồ sơ</span> <span><mark>0 %</mark></span></li></ol>"
    )


def test_of_a_table_a_commune_sees_its_own_row(root, tmp_path):
    shutil.copytree(root / "data" / "raw" / "2026-9M", tmp_path / "raw" / "2026-9M")
    period = Period.parse("2026-9M")
    store.update(tmp_path, period)
    code = store.load(period, tmp_path).observations["commune_code"].iloc[0]
    frames = store.load(period, tmp_path, code)
    html = source_text.source_text(frames, data=tmp_path).html
    assert html.count("<li") == 2
    assert set(re.findall(r'href="#([^"]+)"', form_tables.forms(frames).html)) <= set(re.findall(r'id="([^"]+)"', html))


def test_words_cannot_become_code(tmp_path, report_text):
    folder = tmp_path / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    text = report_text.replace("I. CÔNG TÁC", "<script>alert(1)</script> \u202e I. CÔNG TÁC", 1)
    (folder / "a.txt").write_text(text, encoding="utf-8")
    store.update(tmp_path, Q1)
    shown = source_text.source_text(store.load(Q1, tmp_path), data=tmp_path).html
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_document_that_changed_since_is_not_shown(kept):
    frames = store.load(Q1, kept)
    file = kept / "raw" / frames.reports["source_file"].iloc[0]
    file.write_bytes(file.read_bytes() + b" ")
    html = source_text.source_text(frames, "en", data=kept).html
    assert "is no longer in data/raw as it was read" in html
    assert "<li" not in html

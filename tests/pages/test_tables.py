"""Every piece that the four notebooks show, in both languages, on the real report, the portal, and on hostile names."""

import dataclasses
import re
from html.parser import HTMLParser

import pytest

from cchc_analysis import totals
from cchc_analysis.catalogue import word
from cchc_analysis.comparing import headline_rates
from cchc_analysis.errors import ReadError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages import addresses, comparison, finding_list, form_tables, tables
from cchc_analysis.pages.charts import spread
from cchc_analysis.parsing.report import refusal
from cchc_analysis.periods import Period

SCRIPT = "<script>alert(1)</script>"


def pieces(frames, language):
    """Return what the notebooks show, by name."""
    period = Period.parse(frames.reports["period"].iloc[0])
    communes = totals.coverage(frames)
    rates = totals.rates(frames)
    expected = len(communes)
    shown = {
        "title": tables.title("quarter", period, language),
        "coverage": tables.coverage(communes, language),
        "findings": finding_list.findings(frames, language, links=True),
        "findings of one": finding_list.findings(frames, language),
        "headline": tables.headline(totals.headline(frames, expected), language),
        "totals": tables.totals(totals.totals(frames, expected), language),
        "rates": tables.rates(rates, language),
        "blanks": form_tables.blanks(totals.status_counts(frames), language),
        "documents": tables.documents(frames, language),
        "compare": comparison.compare_communes(frames, language),
        "provenance": tables.provenance(frames, period, language),
        "chart": spread.plot_rates(headline_rates.headline_rates(frames), frames, language),
    }
    if len(frames.reports) == 1:
        shown["commune title"] = tables.commune_title(frames, period, language)
        shown["forms"] = form_tables.forms(frames, language)
    return shown


@pytest.fixture(scope="module")
def shown(quarter, portal):
    return {
        (name, language): pieces(frames, language)
        for name, frames in (("report", quarter), ("portal", portal))
        for language in ("vi", "en")
    }


class Visible(HTMLParser):
    """The words of a page, and its pictures' alternative texts."""

    def __init__(self, html):
        super().__init__()
        self.words, self.tags = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.words += [value for name, value in attrs if name == "alt"]

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["report", "portal"])
def test_no_page_shows_what_programs_write_for_missing(name, language, shown):
    for piece, html in shown[name, language].items():
        text = " ".join(Visible(html.html if piece != "chart" else f'<img alt="{html.alt}">').words)
        assert not re.search(r"\b(nan|NaN|None|NaT|NA|inf|dtype)\b", text), (piece, text[:400])
        assert "{" not in text, piece


@pytest.mark.parametrize("name", ["report", "portal"])
def test_tables_have_captions_and_scopes(name, shown):
    for piece, html in shown[name, "vi"].items():
        if piece == "chart":
            continue
        tags = Visible(html.html).tags
        count = sum(tag == "table" for tag, _ in tags)
        assert count == sum(tag == "caption" for tag, _ in tags), piece
        assert all("scope" in attributes for tag, attributes in tags if tag == "th"), piece
        assert all(attributes.get("alt") for tag, attributes in tags if tag == "img"), piece


def test_languages_do_not_mix(shown):
    for name in ("report", "portal"):
        for piece in ("headline", "totals", "blanks", "coverage"):
            assert shown[name, "vi"][piece].html != shown[name, "en"][piece].html
    headline = shown["portal", "en"]["headline"].html
    assert "378,085" in headline
    assert "378.085" in shown["portal", "vi"]["headline"].html


def test_coverage(shown, quarter):
    html = shown["report", "vi"]["coverage"].html
    count = len(totals.coverage(quarter))
    assert f"1 trên {count} xã, phường, thị trấn có số liệu</strong> (Huyện Thanh Miện, Tỉnh Hải Dương)." in html
    assert f"{count - 1} đơn vị chưa có số liệu" in html
    assert "148 of 148 communes reported</strong> (Tỉnh Phú Thọ)." in shown["portal", "en"]["coverage"].html


def test_headline_cards(shown):
    html = shown["portal", "vi"]["headline"].html
    assert '<dd class="value">91,31 <small>%</small></dd>' in html
    assert "345.211 / 378.085 · 148/148 đơn vị" in html
    report = shown["report", "vi"]["headline"].html
    assert '<dd class="value">36,11 <small>%</small></dd>' in report
    assert "tạm tính" in report, "one commune of many is provisional"


def test_the_states_of_a_cell(shown, quarter):
    vietnamese, english = shown["report", "vi"]["forms"].html, shown["report", "en"]["forms"].html
    assert vietnamese.count('<td class="blank">trống</td>') == english.count('<td class="blank">blank</td>') > 30
    assert '<td class="num" data-value="709">709</td>' in vietnamese
    assert '<td class="num" data-value="1500">1.500</td>' in vietnamese
    assert "1 = Phát phiếu" in vietnamese
    assert "Biểu mẫu 7. Xây dựng chính quyền điện tử, Chính quyền số" in vietnamese
    assert "Form 7. E-government and digital government" in english


def with_states(frames, **states):
    rows = frames.observations.copy()
    for indicator, (status, raw) in states.items():
        at = rows["indicator"] == indicator
        rows.loc[at, ["status", "raw"]] = status, raw
        rows.loc[at, "value"] = float("nan")
    return TidyFrames(frames.reports, rows, frames.findings)


def test_absent_and_unreadable_cells(quarter):
    frames = with_states(quarter, dossiers_resolved=("absent", ""), plan_tasks=("unreadable", f"3 {SCRIPT}"))
    html = form_tables.forms(frames).html
    assert '<td class="absent">không có dòng này</td>' in html
    assert '<td class="unreadable">3 &lt;script&gt;alert(1)&lt;/script&gt;</td>' in html
    assert '<td class="absent">no such row</td>' in form_tables.forms(frames, "en").html


def test_every_row_has_a_head(quarter, portal):
    code = portal.reports["commune_code"].iloc[0]
    one = TidyFrames(
        *(table[table["commune_code"] == code] for table in (portal.reports, portal.observations, portal.findings))
    )
    assert '<th scope="row">6.7</th>' in form_tables.forms(quarter).html
    assert '<th scope="row"></th>' not in form_tables.forms(one).html
    assert form_tables.forms(one).html.count('<th scope="row">') == len(one.observations)


def test_rates_of_one_report_stand_beside_each_other(shown):
    html = shown["report", "vi"]["rates"].html
    assert "94,83" in html
    assert '<td class="flag">không khớp</td>' in html
    assert "bỏ trống, tính được" in html
    assert "chi-lang-bac-2023-q1.docx, dòng" in html
    assert shown["portal", "vi"]["rates"].html == f"<p>{word('no-printed-rates')}</p>"


def test_one_commune_is_no_comparison(shown):
    assert shown["report", "en"]["compare"].html == (
        "<p class='coverage'>Only 1 communes have data in this period; "
        "a comparison needs at least two with the same forms.</p>"
    )


def test_a_comparison_says_counts_before_rates(shown):
    html = shown["portal", "vi"]["compare"].html
    assert "mức chung 91,31 % (345.211 / 378.085)" in html
    assert html.count("<figure>") == 2  # xã and phường each against their own
    assert 'href="communes/07900-' in html
    assert "(148 đơn vị)</caption>" in html


def test_alternative_texts_say_counts(shown):
    assert shown["report", "vi"]["chart"].alt.startswith("Tỷ lệ ghi trong báo cáo và tỷ lệ tính lại, ")
    assert "1 đơn vị; nguồn: 2023-Q1/chi-lang-bac-2023-q1.docx" in shown["report", "vi"]["chart"].alt
    alts = [word for word in Visible(shown["portal", "en"]["compare"].html).words if word.startswith("Funnel of")]
    assert len(alts) == 2
    counts = [
        [
            int(re.search(rf"(\d+) {words}", alt)[1])
            for words in ("communes clearly lower", "clearly higher", "not told apart")
        ]
        for alt in alts
    ]
    assert [sum(own) for own in counts] == [15, 133]
    assert "133 communes; source: 2026-Q3/phu-tho-progress.csv" in alts[1]


def hostile(frames):
    """Return frames in which every text that a document may bring holds a script."""
    reports, rows, findings = frames.reports.copy(), frames.observations.copy(), frames.findings.copy()
    for column in ("commune", "doc_number", "source_file", "district"):
        reports[column] = reports[column] + SCRIPT if column != "doc_number" else SCRIPT
    rows["source_file"] = rows["source_file"] + SCRIPT
    findings["message"] = findings["message"] + SCRIPT
    findings["message_en"] = findings["message_en"] + SCRIPT
    findings["quotes"] = [[SCRIPT] for _ in range(len(findings))]
    return TidyFrames(reports, rows, findings)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["quarter", "portal"])
def test_no_text_of_a_document_becomes_html(name, language, request):
    frames = hostile(request.getfixturevalue(name))
    for piece, html in pieces(frames, language).items():
        assert "<script" not in html.html, piece
    assert "&lt;script&gt;" in tables.documents(frames, language).html


def test_a_refused_file_has_its_row_and_reason(quarter):
    error = ReadError("a.docx", "an empty file", "a report", "ask", rule="file-empty")
    bad = refusal(f"2023-Q1/{SCRIPT}.docx", "0" * 64, Period.parse("2023-Q1"), error)
    frames = TidyFrames.concat([quarter, bad])
    documents = tables.documents(frames).html
    assert '<td class="flag">không dùng được</td>' in documents
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.docx" in documents
    assert (
        "Tệp 2023-Q1/&lt;script&gt;alert(1)&lt;/script&gt;.docx không có nội dung" in finding_list.findings(frames).html
    )
    assert "None" not in documents + tables.provenance(frames, Period.parse("2023-Q1")).html


def test_findings_fold_after_the_first(quarter):
    rows = quarter.findings.loc[[0] * 12].reset_index(drop=True)
    html = finding_list.findings(TidyFrames(quarter.reports, quarter.observations, rows), "vi").html
    assert "<summary>Xem thêm 2 điểm</summary>" in html
    assert '<ol class="findings" start="11">' in html
    assert html.count("<li ") == 12
    assert "Sai chắc chắn: 12" in html


def test_nothing_at_all():
    nothing = TidyFrames.concat([])
    assert tables.coverage(totals.coverage(nothing)).html == f"<p class='coverage'>{word('nobody-reported')}</p>"
    assert finding_list.findings(nothing, "en").html == f"<p>{word('few-rules-ran', 'en')}</p>"
    assert "<table" in tables.documents(nothing).html


def test_simulated_figures_say_so(quarter):
    made_up = dataclasses.replace(quarter, reports=quarter.reports.assign(is_simulated=True))
    assert "Số liệu mô phỏng" in tables.provenance(made_up, Period.parse("2023-Q1")).html
    chart = spread.plot_rates(headline_rates.headline_rates(made_up), made_up)
    assert "Số liệu mô phỏng; 1 đơn vị" in chart.alt
    assert any("Số liệu mô phỏng" in text.get_text().replace("\n", " ") for text in chart.figure.texts)


def test_a_commune_page_has_a_safe_address():
    assert addresses.commune_page("07900", "Phường Việt Trì") == "communes/07900-phuong-viet-tri.html"
    assert addresses.commune_page("1", f"../{SCRIPT}") == "communes/1-script-alert-1-script.html"

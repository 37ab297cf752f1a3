"""Charts by their words and marks: axis, unit, coverage below, missing drawn as missing. Never pixels."""

import base64
import io
import re

import pandas as pd
import pytest
from PIL import Image

from cchc_analysis.comparing import headline_rates
from cchc_analysis.inference.funnel_verdicts import Funnel
from cchc_analysis.pages.charts import figures, funnels, spread
from cchc_analysis.pages.markup import csv_link
from cchc_analysis.totals import rates


@pytest.fixture(scope="module")
def printed(quarter):
    return spread.plot_rates(headline_rates.headline_rates(quarter), quarter)


def test_printed_beside_recomputed(printed, quarter):
    (ax,) = printed.figure.axes
    table = headline_rates.headline_rates(quarter)
    drawn = table.dropna(subset=["recomputed_pct", "reported_pct"], how="all")
    assert len(ax.get_yticks()) == len(drawn)
    assert ax.get_xlabel() == "Tỷ lệ (%)"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["tính lại từ tử số, mẫu số", "báo cáo ghi"]
    recomputed, reported = (list(line.get_ydata()) for line in ax.get_lines()[:2])
    assert recomputed == reported == list(range(len(drawn)))
    assert ax.get_xlim()[0] < 0
    assert ax.get_xlim()[1] > 100


def test_the_note_says_what_a_chart_rests_on(printed):
    (note,) = printed.figure.texts
    assert note.get_text() == "1 đơn vị; nguồn: 2023-Q1/chi-lang-bac-2023-q1.docx"


def test_a_chart_is_a_picture_with_its_words(printed):
    assert printed.html.startswith('<figure><img alt="Tỷ lệ ghi trong báo cáo')
    assert 'src="data:image/png;base64,' in printed.html
    assert printed._repr_html_() == printed.html


def test_a_chart_gives_its_data_as_a_file_of_the_page(printed):
    (data,) = re.findall(
        r'<a download="[a-z0-9-]+\.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)">', printed.html
    )
    lines = base64.b64decode(data).decode("utf-8-sig").splitlines()
    assert lines[0] == "Mã;Đơn vị;Chỉ tiêu;Tử số;Mẫu số;Tính lại (%);Báo cáo ghi (%)"
    assert len(lines) == 1 + len(printed.data)
    assert "Lưu số liệu của hình (CSV)" in printed.html


def test_numbers_and_words_of_a_saved_file():
    rows = pd.DataFrame({"Tên": ['=HYPERLINK("x")', 'Xã; "A"', "-1"], "Số": [1234.5, None, 0.0]})
    for language, expected in {
        "vi": '\ufeffTên;Số\r\n"\'=HYPERLINK(""x"")";1234,5\r\n"Xã; ""A""";\r\n-1;0\r\n',
        "en": '\ufeffTên,Số\r\n"\'=HYPERLINK(""x"")",1234.5\r\n"Xã; ""A""",\r\n-1,0\r\n',
    }.items():
        (data,) = re.findall(r'base64,([^"]+)"', csv_link(rows, "Hình 1", "Lưu", language).html)
        assert base64.b64decode(data).decode() == expected


def test_a_picture_has_a_palette_and_no_more_colours_than_it_needs(printed):
    drawn = Image.open(io.BytesIO(base64.b64decode(re.search('base64,([^"]*)', printed.html)[1])))
    assert (drawn.format, drawn.mode) == ("PNG", "P")
    colours = {colour for _, colour in drawn.convert("RGB").getcolors()}
    assert len(colours) <= 192
    for wanted in (figures.BLUE, figures.VERMILION, "#FFFFFF"):
        assert (
            min(sum(abs(a - int(wanted[i : i + 2], 16)) for a, i in zip(c, (1, 3, 5), strict=True)) for c in colours)
            < 12
        )


def test_spread_over_many(portal):
    chart = spread.plot_rates(headline_rates.headline_rates(portal), portal, "en")
    (ax,) = chart.figure.axes
    assert "91.3" in [text.get_text() for text in ax.texts]
    assert chart.alt == (
        "Spread of communes' rates over 1 indicators, in %, the bar is the pooled rate. "
        "148 communes; source: 2026-Q3/phu-tho-progress.csv"
    )


def test_funnel(portal):
    table = rates(portal)
    rows = table[table["indicator"] == "portal_in_time_rate"].reset_index(drop=True)
    funnel = Funnel()(rows)
    chart = funnels.plot_funnel(funnel, "portal_in_time_rate", portal)
    (ax,) = chart.figure.axes
    assert ax.get_xlabel() == "Mẫu số: Hồ sơ tiếp nhận (Cổng DVC) (thang log)"
    assert ax.get_xscale() == "log"
    apart = funnel.rows[funnel.rows["verdict"].isin(("low", "high"))]
    assert sorted(text.get_text() for text in ax.texts) == sorted(apart["commune"])
    marks = sum(len(line.get_xdata()) for line in ax.get_lines() if line.get_marker() in "oD")
    assert marks == 148
    assert "mức chung 91,31 %" in chart.alt
    assert "mức chung 91,31 %" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_many_files_are_counted(portal):
    frames = portal.reports.copy()
    frames["source_file"] = [f"f{number % 5}.csv" for number in range(len(frames))]
    from cchc_analysis.observations import TidyFrames

    shown = figures.source(TidyFrames(frames, portal.observations, portal.findings), 1234)
    assert shown == "1.234 đơn vị; nguồn: f0.csv, f1.csv, f2.csv +2"


def test_drawing_keeps_no_figure_open(printed):
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []

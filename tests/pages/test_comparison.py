"""What a reader sees of a comparison: pages never contradict themselves, never print a NaN, never judge without a test."""

import re

import pandas as pd
import pytest

from cchc_analysis.analyst.targets import load_targets, read_targets
from cchc_analysis.comparing import scores
from cchc_analysis.comparing.bounds import bounded_rates
from cchc_analysis.comparing.trends import history
from cchc_analysis.errors import CchcError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages import among_peers, bounds_table, change_sections, comparison, score_tables, tables
from cchc_analysis.pages.charts import heatmap, runs
from cchc_analysis.periods import Period
from cchc_analysis.totals import headline
from tests.page_words import words_of
from tests.small_frames import CASES, SUCCESSORS, communes


@pytest.mark.parametrize(
    ("case", "language"), [*((case, "vi") for case in CASES), ("mixed sizes", "en"), ("all blank", "en")]
)
def test_no_page_prints_a_nan_or_judges_noise(case, language):
    frames = communes(*CASES[case])
    roster = frames.reports[["commune_code", "commune"]]
    known = history({Period(2026, "Q3"): frames}, Period(2026, "Q3"), SUCCESSORS)
    found = scores.score(frames)
    shown = [
        comparison.compare_communes(frames, language),
        comparison.small_multiples(frames, language),
        among_peers.Among(frames, language).of("00001"),
        change_sections.changes_by_commune(known, frames, language),
        bounds_table.bounds(bounded_rates(frames, known, roster), language),
        score_tables.scores(found, scores.summary(found), language),
        score_tables.own_score(found, language),
        heatmap.heatmaps(frames, language),
    ]
    text = words_of(" ".join(piece.html for piece in shown))
    assert not re.search(r"\b(nan|inf|none|nat)\b", text, re.I)
    if case in ("all equal", "all on time", "one commune", "all blank"):
        assert "thấp hẳn" not in text.replace("thấp hẳn cao hẳn", "")
        assert "clearly unlike" not in text


def test_the_text_the_chart_and_the_table_name_the_same_communes():
    frames = communes(*CASES["mixed sizes"])
    html = comparison.compare_communes(frames).html
    text = words_of(html)
    assert "Khác hẳn các đơn vị cùng nhóm: Xã 00014 thấp hơn, 100/1.000 (10,0 %)." in text
    # One of the fourteen is worth a look, and named as that.
    assert "1 đơn vị thấp hơn, 0 đơn vị cao hơn; 1 đơn vị chưa đủ căn cứ phân biệt" in text
    assert "11 đơn vị khác mức chung hơn mức ngẫu nhiên nhưng trong khoảng chênh lệch thường thấy" in text
    alts = re.findall(r'alt="([^"]*)"', html)
    assert ["1 đơn vị thấp hẳn, 0 cao hẳn, 13 chưa đủ căn cứ" in alt for alt in alts] == [True]
    assert html.count(">thấp hẳn<") == 1


def test_under_twenty_cases_there_is_no_percentage():
    frames = communes((9, 10), *[(90, 100)] * 11)
    row = re.search(r"<tr><th[^>]*><a[^>]*>Xã 00001</a>.*?</tr>", comparison.compare_communes(frames).html)[0]
    assert words_of(row).startswith("Xã 00001 9 10 – – ")
    few = communes((9, 10))
    cards = words_of(tables.headline(headline(few)).html)
    assert "9/10" in cards
    assert "90 %" not in cards
    assert "95 %" in words_of(tables.headline(headline(communes((95, 100)))).html)


def test_a_sentence_names_ten_that_are_worth_a_look_and_the_table_all():
    """Two hundred communes at 90 % and twenty a little lower, between the two limits: what is shown changes no verdict."""
    frames = communes(*[(900, 1000)] * 200, *[(876, 1000)] * 20)
    text = words_of(comparison.compare_communes(frames).html)
    assert text.count("thấp, đáng chú ý") == 20
    assert "87,6 %); và 10 đơn vị khác ghi trong bảng." in text


def test_what_lies_within_the_scatter_of_its_peers_is_not_called_too_few_cases():
    """2,250 of 2,900 beside communes that scatter from 70 to 97 %: clearly not the group's level, and not unusual in it."""
    shares = (0.70, 0.74, 0.78, 0.82, 0.86, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97, 0.97)
    frames = communes(*[(round(share * 3000), 3000) for share in shares], (2250, 2900))
    text = words_of(comparison.compare_communes(frames).html)
    assert "trong khoảng chênh lệch thường thấy giữa các đơn vị cùng nhóm" in text
    row = re.search(r"<tr><th[^>]*><a[^>]*>Xã 00013</a>.*?</tr>", comparison.compare_communes(frames).html)[0]
    assert "trong khoảng thường thấy của nhóm" in words_of(row)


def test_the_sentence_of_the_last_comparable_period():
    before, after = communes(*[(900, 1000)] * 3, period="2026-Q1"), communes(*[(950, 1000)] * 3, period="2026-Q3")
    known = history({Period(2026, "Q1"): before, Period(2026, "Q3"): after}, Period(2026, "Q3"), SUCCESSORS)
    text = words_of(change_sections.changes_by_commune(known, after).html)
    assert "So Quý III năm 2026 với Quý I năm 2026 (số liệu báo cáo)." in text
    assert (
        "Các đơn vị có số liệu cả hai kỳ (3 đơn vị), cộng lại: Cải thiện: từ 2.700/3.000 (90,0 %) lên 2.850/3.000"
        in text
    )
    assert "Từng đơn vị: 3 cải thiện, 0 giảm sút, 0 chưa đủ căn cứ, 0 thiếu số liệu." in text


def test_periods_that_cannot_be_compared_say_why():
    half, quarter = communes((5, 10), period="2026-H1"), communes((5, 10), period="2026-Q1")
    known = history({Period(2026, "Q1"): quarter, Period(2026, "H1"): half}, Period(2026, "H1"), SUCCESSORS)
    text = words_of(change_sections.changes_of_total(known, half).html)
    assert text.startswith("Không có kỳ nào trước đó so được với kỳ này")
    assert text.endswith("Các kỳ đã có: Quý I năm 2026, Quý II năm 2026.")  # the second quarter is derived
    alone = history({Period(2026, "Q1"): quarter}, Period(2026, "Q1"), SUCCESSORS)
    assert "Đây là kỳ đầu tiên có số liệu" in change_sections.changes_of_total(alone, quarter).html


def test_a_break_is_drawn_and_the_line_cut():
    points = pd.DataFrame(
        {
            "period": ["2025-Q1", "2025-Q3", "2025-Q4"],
            "share": [0.9, 0.95, 0.94],
            "edition": ["a", "a", "b"],
            "is_derived": [False, False, True],
        }
    )
    chart = runs.plot_runs({"on_time_rate": points}, communes((5, 10)))
    ax = chart.figure.axes[-1]
    assert {"sáp nhập", "đổi biểu mẫu"} <= {text.get_text() for text in ax.texts}
    lines = [
        list(line.get_xdata()) for line in ax.get_lines() if line.get_linestyle() == "-" and line.get_marker() == "None"
    ]
    assert lines == [[0], [1], [2]]


def test_blanks_of_the_heatmap_are_seen(quarter):
    places, states = heatmap.heat_values(quarter)
    is_blank = states == "blank"
    assert is_blank.to_numpy().sum() > 30
    assert places[is_blank].isna().all(axis=None)
    assert places[states == "reported"].notna().sum().sum() == (states == "reported").to_numpy().sum()
    chart = heatmap.plot_heatmap(quarter)
    assert (chart.data == "trống").to_numpy().sum() == is_blank.to_numpy().sum()
    blank = int(is_blank.to_numpy().sum())
    assert f"{blank} ô trống" in chart.alt
    assert "trống" in [text.get_text() for legend in chart.figure.legends for text in legend.get_texts()]


def test_a_heatmap_of_many_communes_is_several_pictures_on_one_scale(monkeypatch):
    frames = communes(*[(number, 1000) for number in range(1, 12)])
    whole = heatmap.plot_heatmap(frames)
    monkeypatch.setattr(heatmap, "_MOST_COMMUNES", 4)
    pictures = re.findall(r'alt="Bảng màu \d+ chỉ tiêu của (\d+) đơn vị', heatmap.heatmaps(frames).html)
    assert pictures == ["4", "4", "3"]
    codes = sorted(frames.reports["commune_code"])
    part = heatmap.plot_heatmap(frames, communes=codes[4:8])
    assert part.data.iloc[:, 0].tolist() == codes[4:8]
    shades = [chart.figure.axes[0].get_images()[0].get_array() for chart in (whole, part)]
    assert (shades[0][4:8] == shades[1]).all()


def test_zero_is_not_blank():
    places, states = heatmap.heat_values(communes((0, 10), (None, 10)))
    assert states.loc["dossiers_resolved_on_time"].tolist() == ["reported", "blank"]
    assert places.loc["dossiers_resolved_on_time"].tolist()[0] == 0.5
    assert pd.isna(places.loc["dossiers_resolved_on_time"].tolist()[1])


def test_scores_are_parts_of_a_hundred(portal):
    found = scores.score(portal)
    text = words_of(score_tables.scores(found, scores.summary(found)).html)
    assert text.startswith("Dữ liệu của kỳ này tính được 20 trên 100 điểm (trong đó 20 điểm theo quy tắc loại A).")
    assert "15,28 / 20" in text  # xã Yên Lạc: 20 × 2,470 / 3,232


def targets_file(folder, *rows):
    path = folder / "units" / "targets.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["indicator,target_pct,source", *rows]) + "\n", encoding="utf-8")
    return path


def test_a_legal_target(tmp_path):
    assert len(load_targets(tmp_path)) == 0
    targets_file(tmp_path, "on_time_rate,95,Kế hoạch 1/KH-UBND")
    targets = load_targets(tmp_path)
    frames = communes((89, 100), (90, 100), (1000, 1000))
    text = words_of(comparison.compare_communes(frames, targets=targets).html)
    assert "So với mức 95 % (Kế hoạch 1/KH-UBND): 1 đơn vị thấp hơn, 1 đơn vị cao hơn, 1 đơn vị chưa đủ căn cứ." in text
    assert "Xã 00001 : 89/100 (89,0 %): thấp hơn mức 95 %." in text


def test_targets_that_cannot_be(tmp_path):
    message = (
        "targets.csv: found line 2 'staff_present', which is no rate; line 3 target '195'; line 3 without a source; "
        "expected each rate once, 0-100, with its document; correct the rows."
    )
    path = targets_file(tmp_path, "staff_present,95,x", "on_time_rate,195, ")
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        read_targets(path)


def test_nothing_in_nothing_out():
    nothing = TidyFrames.concat([])
    assert "Kỳ này chỉ có số liệu của 0 đơn vị" in comparison.compare_communes(nothing).html
    assert comparison.small_multiples(nothing).html == ""
    assert len(bounded_rates(nothing)) == 0


def test_a_list_of_changes_folds_after_ten():
    before, after = communes(*[(900, 1000)] * 12, period="2026-Q1"), communes(*[(950, 1000)] * 12, period="2026-Q3")
    known = history({Period(2026, "Q1"): before, Period(2026, "Q3"): after}, Period(2026, "Q3"), SUCCESSORS)
    html = change_sections.changes_by_commune(known, after).html
    open_part, folded_part = html.split("<details>", 2)[:2]
    assert (open_part.count("<li>"), folded_part.count("<li>")) == (10, 2)
    assert "Xem thêm 2 đơn vị có thay đổi" in folded_part

"""Headings, lists and tables of the running text: what their items have from them."""

from cchc_analysis.parsing.text.items import read_items
from cchc_analysis.parsing.text.statements import read_statements
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document, Paragraph, Place

HEAD = ["BÁO CÁO", "Kết quả công tác cải cách hành chính quý III năm 2025", "II. KẾT QUẢ THỰC HIỆN"]


def items(*lines):
    text = [*HEAD, *lines]
    return read_items(
        Document(
            "a.txt", "0" * 64, "text", "text", tuple(Paragraph(line, Place(at)) for at, line in enumerate(text, 1))
        )
    )


def stated(*lines):
    rows = read_statements(items(*lines), Period.parse("2025-Q3"))
    return {row["measure"]: row["value"] for row in rows if row["scope"] == "own"}


def test_a_heading_says_nothing_of_the_first_figure_below_it():
    assert stated("1. Giải quyết thủ tục hành chính", "Bộ phận một cửa tiếp nhận được 497 hồ sơ.") == {
        "dossiers_received": 497
    }


def test_a_list_has_the_act_of_its_head():
    assert stated(
        "- Đã giải quyết: 90 hồ sơ. Trong đó:",
        "+ Trước hạn: 80 hồ sơ;",
        "+ Đúng hạn: 7 hồ sơ;",
        "+ Quá hạn: 3 hồ sơ.",
        "- Đang giải quyết: 5 hồ sơ. Trong đó:",
        "+ Trong hạn: 4 hồ sơ;",
        "+ Quá hạn: 1 hồ sơ.",
    ) == {
        "dossiers_resolved": 90,
        "dossiers_resolved_early": 80,
        "dossiers_resolved_on_the_day": 7,
        "dossiers_resolved_late": 3,
        "dossiers_pending": 5,
        "dossiers_pending_in_time": 4,
        "dossiers_pending_overdue": 1,
    }


def test_a_total_of_a_list_is_of_its_head():
    assert stated("* Số liệu tiếp nhận:", "• Trực tiếp: 10 hồ sơ", "• Tổng cộng: 50 hồ sơ") == {
        "dossiers_new_direct": 10,
        "dossiers_received": 50,
    }


def test_a_head_with_a_scope_gives_it_to_its_list():
    assert stated("1. Hồ sơ cấp tỉnh:", "- Tiếp nhận: 12 hồ sơ", "2. Tính chung, tiếp nhận 60 hồ sơ.") == {
        "dossiers_received": 60
    }


def test_a_table_with_a_column_for_each_measure():
    assert stated(
        "1. Tình hình giải quyết hồ sơ (đơn vị: hồ sơ)",
        "Tổng tiếp nhận\tNhận mới\tKỳ trước chuyển sang\tĐã giải quyết",
        "395\t387\t08\t388",
    ) == {"dossiers_received": 395, "dossiers_new": 387, "dossiers_carried_over": 8, "dossiers_resolved": 388}


def test_a_table_with_a_row_for_each_measure():
    assert stated(
        "1. Kết quả tiếp nhận, xử lý hồ sơ",
        "Nội dung\tSố lượng\tTỷ lệ (%)",
        "Hồ sơ tiếp nhận mới\t659\t",
        "- Trực tuyến\t528\t80,12",
        "Hồ sơ đã giải quyết\t647\t",
        "- Trước hạn\t600\t92,7",
        "- Quá hạn\t1\t0,15",
    ) == {
        "dossiers_new": 659,
        "dossiers_new_online": 528,
        "dossiers_new_online_rate": 80.12,
        "dossiers_resolved": 647,
        "dossiers_resolved_early": 600,
        "dossiers_resolved_late": 1,
    }


def test_of_a_table_of_fields_only_the_total_counts():
    assert stated(
        "1. Tình hình giải quyết hồ sơ",
        "Lĩnh vực\tTiếp nhận\tĐã giải quyết",
        "Hộ tịch\t100\t90",
        "Đất đai\t50\t45",
        "Tổng cộng\t150\t135",
    ) == {"dossiers_received": 150, "dossiers_resolved": 135}


def test_a_part_is_known_by_its_words():
    assert [item.section for item in items("1. Thể chế", "III. ĐÁNH GIÁ CHUNG", "Tốt.")][-1] == "III"


def test_a_short_line_above_a_capital_is_a_paragraph_of_its_own():
    wide = "Trong quý Bộ phận Một cửa đã tiếp nhận hồ sơ của người dân trong xã và các xã lân cận đến nộp"
    texts = [item.text for item in items(wide, "Kỳ trước chuyển sang: 52 hồ sơ", "Trả lại để bổ sung: 25 hồ sơ")]
    # The line that reaches the margin goes on into the one below it.
    assert texts[-1:] == ["Trả lại để bổ sung: 25 hồ sơ"]


def test_a_line_that_reaches_the_margin_or_ends_openly_goes_on_below():
    wide = "Trong quý Bộ phận Một cửa đã tiếp nhận hồ sơ của người dân trong xã và các xã lân cận"
    assert items(wide, "Thanh Miện đến nộp: 52 hồ sơ")[-1].text.endswith("lân cận Thanh Miện đến nộp: 52 hồ sơ")
    assert items(wide, "Của các xã lân cận (xã Đoàn Kết,", "Lam Sơn): 52")[-1].text.endswith("Đoàn Kết, Lam Sơn): 52")

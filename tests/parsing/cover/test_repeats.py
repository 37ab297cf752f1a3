"""What a report says of itself once more: each place, another period in it, and the habits that say nothing wrong."""

import pytest

from cchc_analysis.parsing.cover.repeats import find_repeats
from cchc_analysis.parsing.text.items import read_items
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document, Paragraph, Place

TITLE = ("Kết quả công tác cải cách hành chính quý I, phương hướng nhiệm vụ quý II năm 2023", 3)
LINES = [
    "BÁO CÁO",
    "UBND xã báo cáo kết quả công tác cải cách hành chính quý I năm 2023 như sau:",
    "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
    "II. KẾT QUẢ THỰC HIỆN",
    "III. ĐÁNH GIÁ CHUNG",
    "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ QUÝ II NĂM 2023",
    "V. KIẾN NGHỊ, ĐỀ XUẤT",
    "Trên đây là báo cáo công tác cải cách hành chính quý I năm 2023 của UBND xã Chi Lăng Bắc./.",
    "Nơi nhận:",
    "PHỤ LỤC",
    "Thống kê số liệu về công tác cải cách hành chính quý I năm 2023",
    "(Kèm theo Báo cáo số 74/BC-UBND ngày 13 tháng 3 năm 2023)",
    "Biểu mẫu 1",
]


def repeats(old="", new="", period="2023-Q1", title=TITLE, number="74/BC-UBND"):
    lines = [line.replace(old, new) if old else line for line in LINES]
    blocks = tuple(Paragraph(line, Place(at)) for at, line in enumerate(lines, start=1))
    document = Document("a.txt", "", "txt", "text 1", blocks)
    found = find_repeats(document, read_items(document), Period.parse(period), title, number)
    return [(finding.rule, finding.found, finding.lines) for finding in found]


def test_a_report_that_says_the_same_throughout():
    assert repeats() == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "found", "line"),
    [
        ("chính quý I năm 2023 như sau", "chính quý III năm 2023 như sau", "cover-text-period", "quý III năm 2023", 2),
        ("NHIỆM VỤ QUÝ II", "NHIỆM VỤ QUÝ III", "cover-plans-period", "QUÝ III NĂM 2023", 6),
        ("NHIỆM VỤ QUÝ II", "NHIỆM VỤ 6 THÁNG CUỐI", "cover-plans-period", "6 THÁNG CUỐI NĂM 2023", 6),
        ("quý I năm 2023 của", "quý IV năm 2022 của", "cover-text-period", "quý IV năm 2022", 8),
        ("chính quý I năm 2023", "chính quý I năm 2022", "cover-annex-period", "quý I năm 2022", 11),
        ("số 74/BC", "số 371/BC", "cover-annex-number", "371", 12),
    ],
)
def test_each_place_that_says_another_thing_is_asked_about(old, new, rule, found, line):
    assert (rule, found) in [(name, said) for name, said, _ in repeats(old, new)]
    assert line in next(lines for name, _, lines in repeats(old, new) if name == rule)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("NHIỆM VỤ QUÝ II NĂM 2023", "NHIỆM VỤ 9 THÁNG CUỐI NĂM 2023"),
        ("NHIỆM VỤ QUÝ II NĂM 2023", "NHIỆM VỤ THỜI GIAN TỚI"),
        ("NHIỆM VỤ QUÝ II NĂM 2023", "NHIỆM VỤ QUÝ II"),
        ("NHIỆM VỤ QUÝ II NĂM 2023", "MỤC TIÊU NĂM 2024"),
        # The day of the report is no period, nor is the number of one that has none yet.
        ("ngày 13 tháng 3 năm 2023", "ngày 05 tháng 01 năm 2024"),
        ("số 74/BC", "số      /BC"),
        ("quý I năm 2023 của", "3 tháng đầu năm 2023 của"),
        ("chính quý I năm 2023", "chính năm 2023"),
    ],
)
def test_what_says_nothing_wrong_is_not_asked_about(old, new):
    assert repeats(old, new) == []


def test_the_second_quarter_and_the_first_half_end_together():
    half = {"period": "2023-H1", "title": ("quý II và 6 tháng đầu năm 2023", 3)}
    assert "cover-text-period" not in [
        rule for rule, _, _ in repeats("chính quý I năm", "chính quý II và 6 tháng đầu năm", **half)
    ]
    assert "cover-text-period" not in [rule for rule, _, _ in repeats("chính quý I năm", "chính quý II năm", **half)]


def test_a_report_without_a_number_is_not_asked_for_it():
    assert repeats("số 74/BC", "số 371/BC", number=None) == []


def test_one_finding_has_all_places():
    # Opening, closing and annex.
    both = repeats("chính quý I năm 2023", "chính quý III năm 2023")
    assert [(rule, lines) for rule, _, lines in both] == [("cover-text-period", (2, 8)), ("cover-annex-period", (11,))]

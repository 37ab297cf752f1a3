"""Growth as sentences tell it: each row is one wording, with the figures that hold and figures that do not."""

import pytest

from cchc_analysis.parsing.text.changes import read_changes
from cchc_analysis.periods import Period
from tests.made_up import item


def told(sentence):
    return list(read_changes([item("II.2", sentence, 7)], Period.parse("2023-Q1")))


def wrong(sentence):
    return [(one.finding.found, one.finding.expected) for one in told(sentence) if one.finding]


# 711 - 676 = 35; 35/676 = 5.177 %; 676 = 711 - 35
WORDINGS = [
    "tiếp nhận mới 711 hồ sơ, {} hồ sơ so với cùng kỳ năm 2022 (676 hồ sơ)",
    "tiếp nhận là 711 hồ sơ (cùng kỳ năm 2022 là 676 hồ sơ), {} hồ sơ",
    "Cùng kỳ năm trước 676 hồ sơ, năm nay 711 hồ sơ, {} hồ sơ",
    "tiếp nhận từ 676 lên 711 hồ sơ ({} hồ sơ)",
]


@pytest.mark.parametrize("wording", WORDINGS[:3])
def test_a_change_is_held_against_the_two_counts(wording):
    assert wrong(wording.format("tăng 35")) == []
    assert [len(one.spans) for one in told(wording.format("tăng 35"))] == [3]
    assert wrong(wording.format("giảm 35")) == [("−35", "+35, +5,18 %")]
    assert wrong(wording.format("tăng 53")) == [("+53", "+35, +5,18 %")]


@pytest.mark.parametrize(
    ("printed", "is_right"),
    [("tăng 5,2%", True), ("tăng 5,1%", True), ("tăng 5,18%", True), ("tăng 15,2%", False), ("giảm 5,2%", False)],
)
def test_a_percentage_is_of_the_count_before(printed, is_right):
    # 5.1775 is 5.2 rounded and 5.1 cut off.
    assert (wrong(f"tiếp nhận 711 hồ sơ, {printed} so với cùng kỳ năm trước (676 hồ sơ)") == []) == is_right


def test_from_one_count_to_another():
    assert wrong("Số hồ sơ tăng từ 676 lên 711 hồ sơ (tăng 5,2%)") == []
    assert wrong("Số hồ sơ tăng từ 676 lên 711 hồ sơ (tăng 15,2%)") == [("+15,20 %", "+35, +5,18 %")]


def test_without_the_count_before_count_and_percentage_tell_it():
    assert wrong("tiếp nhận 711 hồ sơ, tăng 35 hồ sơ (5,2%) so với cùng kỳ") == []
    assert wrong("tiếp nhận 711 hồ sơ, tăng 35 hồ sơ (7,2%) so với cùng kỳ") == [("+35, +7,20 %", "+35, +5,18 %")]


@pytest.mark.parametrize(
    "sentence",
    [
        # Which of two counts is it of?
        "tiếp nhận 711 hồ sơ, trong đó trực tuyến 679 hồ sơ, tăng 35 hồ sơ so với cùng kỳ năm trước (676 hồ sơ)",
        "tiếp nhận 711 hồ sơ, tăng 35 hồ sơ so với cùng kỳ năm 2022, trong đó trực tuyến 679 hồ sơ",
        # Points of a rate, not a growth of counts.
        "đạt 95%, tăng 2% so với cùng kỳ năm trước (93%)",
        "tiếp nhận 711 hồ sơ, tăng khoảng 30 hồ sơ so với cùng kỳ năm trước (676 hồ sơ)",
        "tiếp nhận 711 hồ sơ, tăng 35 văn bản so với cùng kỳ năm trước (676 hồ sơ)",
        "711 hồ sơ; giảm 12 bước so với quy định",
    ],
)
def test_what_is_not_clear_is_not_looked_at(sentence):
    assert wrong(sentence) == []

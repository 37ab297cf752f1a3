"""What is a figure, and what only looks like one."""

from fractions import Fraction

import pytest

from cchc_analysis.catalogue.wording import placed
from cchc_analysis.parsing.text.tokens import tokens


def counted(text):
    return [token.value for token in tokens(placed(text)) if token.is_figure]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("tiếp nhận 1.284 hồ sơ", [1284]),
        ("tiếp nhận 1 284 hồ sơ", [1284]),
        ("đạt 97,23% và 95.5 %", [Fraction("97.23"), Fraction("95.5")]),
        ("hai mươi mốt hồ sơ", [21]),
        ("cả hai hồ sơ", []),
        ("năm 2025, quý III, 6 tháng đầu năm", []),
        ("ngày 14/9/2025 và 30-6-2025", []),
        ("Kế hoạch số 44/KH-UBND, Nghị định 118/2025/NĐ-CP", []),
        ("trực tuyến mức độ 3, 4", []),
        ("ở mức 100%", [100]),
        ("trong kỳ báo cáo 901", [901]),
        ("từ năm 1994", []),
        ("0234 3567 890", []),
        ("2.1. Tiếp nhận 5 hồ sơ", [5]),
        ("3) 7 hồ sơ", [7]),
        ("3 nghìn hồ sơ", [None]),
        ("1" * 10_000, [None]),
    ],
)
def test_figures(text, values):
    assert counted(text) == values


def test_a_fraction_knows_its_whole():
    (figure,) = [token for token in tokens("13/36 người") if token.is_figure]
    assert (figure.value, figure.whole.value) == (13, 36)


def test_a_short_word_says_something_only_before_a_figure():
    touching, apart = tokens(placed("sớm 5 hồ sơ")), tokens(placed("sớm được quan tâm"))
    assert touching[0].fact("timing") == "early"
    assert apart[0].is_unknown


def test_a_span_of_time_is_a_word_of_a_phrase():
    assert tokens(placed("tồn của quý II năm 2025"))[0].fact("act") == "carried_over"


def test_a_name_in_capitals_is_not_unknown():
    assert [token.is_unknown for token in tokens(placed("xóm Chiềng Sại lội"))] == [True, False, False, True]


def test_blanks_group_thousands_before_a_comma_too():
    counts = [token.value for token in tokens(placed("trực tuyến 5 695, trực tiếp 533.")) if token.kind == "count"]
    assert counts == [5695, 533]

"""Staff by degrees: lists that add up, that do not, and that need not."""

import pytest

from cchc_analysis.parsing.text.degrees import read_degrees
from tests.made_up import item


def wrong(sentence, staff=None):
    return [
        (one.finding.found, one.finding.expected)
        for one in read_degrees([item("II.3", sentence)], staff)
        if one.finding
    ]


LIST = "Trình độ chuyên môn: Có {}/20 đ/c có trình độ thạc sỹ; {}/20 đ/c có trình độ Đại học"


def test_everybody_has_one_professional_level():
    assert wrong(LIST.format(1, 19)) == []
    assert wrong(LIST.format(2, 19)) == [("2 + 19 = 21", "20")]
    assert wrong(LIST.format(1, 18)) == [("1 + 18 = 19", "20")]


def test_not_everybody_has_a_level_of_theory_and_nobody_two():
    text = "về lý luận chính trị có {}/20 đ/c có trình độ trung cấp; {}/20 đ/c có trình độ sơ cấp"
    assert wrong(text.format(15, 3)) == []
    assert wrong(text.format(15, 6)) == [("15 + 6 = 21", "20")]


def test_two_lists_of_one_item_are_told_apart():
    text = "Trình độ chuyên môn: thạc sĩ 01, đại học 19; lý luận chính trị: cao cấp 02, trung cấp 15."
    assert wrong(text, 20) == []
    assert wrong(text.replace("đại học 19", "đại học 18"), 20) == [("01 + 18 = 19", "20")]


@pytest.mark.parametrize(
    "sentence",
    [
        # Percentages, one level alone, a level twice: of men and of women.
        "Trình độ chuyên môn: thạc sĩ 5%, đại học 90%",
        "Trình độ chuyên môn: đại học 18 người",
        "Trình độ chuyên môn: nam có 10 đại học, nữ có 9 đại học",
    ],
)
def test_what_is_no_list_of_all_is_not_added(sentence):
    assert wrong(sentence, 20) == []


def test_without_a_whole_nothing_is_held_against_it():
    assert wrong("Trình độ chuyên môn: thạc sĩ 01, đại học 18") == []


def test_the_figures_of_a_list_are_understood():
    (told,) = read_degrees([item("II.3", LIST.format(1, 19))])
    assert [told.item.text[slice(*span)] for span in told.spans] == ["1", "20", "19", "20"]

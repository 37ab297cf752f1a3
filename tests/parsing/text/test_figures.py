"""Every figure of the text is there, those that nothing was understood of among them."""

from cchc_analysis.parsing.text.figures import read_figures
from cchc_analysis.parsing.text.statements import find_statements
from tests.made_up import item


def figures(sentence, section="II.2"):
    items = [item(section, sentence, 7)]
    read = [(stated.item, stated.start, stated.end) for stated in find_statements(items)]
    return list(read_figures(items, read))


def understood(sentence, section="II.2"):
    return [(row["raw"], row["is_understood"]) for row in figures(sentence, section)]


def test_a_figure_that_no_measure_knows_is_there_beside_those_that_are_read():
    assert understood("Đã giải quyết 709 hồ sơ; lắp đặt 03 bảng hướng dẫn.") == [("709", True), ("03", False)]


def test_of_a_fraction_each_number_counts():
    assert understood("hoàn thành 13/36 nhiệm vụ của kế hoạch; 19/20 đồng chí có trình độ đại học") == [
        ("13", True),
        ("36", True),
        ("19", False),
        ("20", False),
    ]


def test_what_a_wording_reads_is_understood():
    assert understood("số hóa thành phần 668/687 = 97,23%") == [("668", True), ("687", True), ("97,23", True)]


def test_days_numbers_of_documents_and_levels_are_no_figures():
    assert understood("Ngày 10/02/2023 ban hành Kế hoạch số 41/KH-UBND về dịch vụ công mức độ 3, 4") == []


def test_what_is_planned_is_not_counted():
    assert understood("Phấn đấu giải quyết 900 hồ sơ", "IV.1") == []


def test_a_figure_stands_with_the_words_beside_it_and_its_line():
    (row,) = figures("a" * 50 + " " + "b" * 50 + " có 03 bảng " + "c" * 20 + " " + "d" * 20)
    # Of 60 letters before it and 30 behind it the words that are whole.
    assert row["quote"] == "b" * 50 + " có 03 bảng " + "c" * 20
    assert row["source_line"] == 7

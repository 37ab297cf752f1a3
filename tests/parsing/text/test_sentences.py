"""What sentences tell of themselves, together: the staff that the text gives stands for the whole of its list by degrees."""

from cchc_analysis.parsing.text.sentences import read_sentences
from cchc_analysis.parsing.text.statements import find_statements
from cchc_analysis.periods import Period
from tests.made_up import item

PERIOD = Period.parse("2023-Q1")


def rules(*sentences):
    items = [item("II.3", sentence, line) for line, sentence in enumerate(sentences, start=1)]
    read = read_sentences(items, find_statements(items, PERIOD), PERIOD, None, None)
    return [(told.finding.rule, told.finding.lines) for told in read if told.finding]


def test_a_list_is_held_against_the_staff_of_another_sentence():
    staff, degrees = "Hiện có 20 cán bộ, công chức.", "Trình độ chuyên môn: thạc sĩ 01, đại học {}."
    assert rules(staff, degrees.format(19)) == []
    assert rules(staff, degrees.format(18)) == [("sentence-degrees-differ", (2,))]


def test_each_kind_is_found():
    growth = "Tiếp nhận 711 hồ sơ, giảm 35 hồ sơ so với cùng kỳ năm 2022 (676 hồ sơ)."
    assert rules(growth, "Họp ngày 31/02/2023.") == [("sentence-change-differs", (1,)), ("sentence-no-such-day", (2,))]

"""Form 06 of several systems in one document. Every figure is made up and worked by hand.

The province's: received 100 = 60 online + 20 in person + 20 carried over; resolved 90 = 50 + 35 + 5; pending 10 = 8 + 2.
The ministry's: received 30 = 20 + 5 + 5; resolved 27 = 20 + 7 + 0; pending 3 = 3 + 0.
"""

import openpyxl
import pytest

from cchc_analysis.checks import check
from cchc_analysis.errors import ReadError

PERIOD = "2026-Q3"
GROUPS = ["SỐ HỒ SƠ TIẾP NHẬN", "", "", "", "ĐÃ GIẢI QUYẾT", "", "", "", "ĐANG GIẢI QUYẾT", "", ""]
COLUMNS = [
    *("Tổng số", "Trực tuyến", "Trực tiếp", "Từ kỳ trước"),
    *("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"),
    *("Tổng số", "Trong hạn", "Quá hạn"),
]
PROVINCE, MINISTRY = "Hệ thống thông tin giải quyết TTHC của tỉnh", "Phần mềm hộ tịch điện tử của Bộ Tư pháp"
FIRST = [100, 60, 20, 20, 90, 50, 35, 5, 10, 8, 2]
SECOND = [30, 20, 5, 5, 27, 20, 7, 0, 3, 3, 0]
BOTH = [130, 80, 25, 25, 117, 70, 42, 5, 13, 11, 2]
NAME = "UBND xã Đà Bắc"


def line(*cells):
    return ";".join(map(str, cells)) + "\n"


def table(label, *rows):
    head = line("STT", "Cơ quan, đơn vị", *GROUPS) + line("", "", *COLUMNS)
    return f"{label}\n{head}" + "".join(line(at, *row) for at, row in enumerate(rows, start=1))


def below(first=PROVINCE, second=MINISTRY, rows=((NAME, *FIRST),), others=((NAME, *SECOND),)):
    return "UBND tỉnh Phú Thọ\n" + table(first, *rows) + table(second, *others)


def beside(labels, *figures):
    wide = [cell for label in labels for cell in (label, *[""] * 10)]
    return (
        "UBND tỉnh Phú Thọ\n"
        + line("STT", "Cơ quan, đơn vị", *wide)
        + line("", "", *GROUPS * len(labels))
        + line("", "", *COLUMNS * len(labels))
        + line(1, NAME, *[number for own in figures for number in own])
    )


def values(frames):
    return [None if value != value else value for value in frames.observations["value"]]


def findings(frames):
    return dict(zip(frames.findings["rule"], frames.findings["found"], strict=True))


@pytest.mark.parametrize("text", [below(), beside([PROVINCE, MINISTRY], FIRST, SECOND)])
def test_two_systems_are_added_and_it_is_asked(text, from_text):
    frames = from_text(text, "a.csv", PERIOD)
    assert values(frames) == BOTH
    assert frames.observations["raw"].tolist()[:2] == ["100 + 30", "60 + 20"]
    assert findings(frames) == {"table-systems-added": "2"}
    assert frames.findings["expected"].tolist() == [f"{PROVINCE}; {MINISTRY}"]
    assert not check(frames)["rule"].str.contains("differs").any()


def test_a_sum_that_is_printed_beside_them_is_compared(from_text):
    labels = [PROVINCE, MINISTRY, "Tổng cộng hai hệ thống"]
    right = from_text(beside(labels, FIRST, SECOND, BOTH), "a.csv", PERIOD)
    assert (values(right), findings(right)) == (BOTH, {"table-systems-added": "2"})
    wrong = from_text(beside(labels, FIRST, SECOND, [131, *BOTH[1:]]), "b.csv", PERIOD)
    assert values(wrong) == BOTH
    assert findings(wrong)["table-sum-differs"] == "Tổng số hồ sơ nhận giải quyết"


def test_a_commune_that_one_system_does_not_list_has_no_sum(from_text):
    text = below(rows=((NAME, *FIRST), ("UBND phường Hòa Bình", *FIRST)))
    frames = from_text(text, "a.csv", PERIOD)
    alone = frames.observations[frames.observations["raw"].str.contains("…")]
    assert (alone["status"] == "unreadable").all()
    assert len(alone) == 11


def test_a_blank_of_one_system_is_no_zero(from_text):
    frames = from_text(below(others=((NAME, 30, "", *SECOND[2:]),)), "a.csv", PERIOD)
    row = frames.observations.set_index("indicator").loc["handling_received_online"]
    assert (row["status"], row["raw"]) == ("unreadable", "60 + …")


@pytest.mark.parametrize(
    "text",
    [
        below(second="Cổng Dịch vụ công quốc gia"),
        below(second="Biểu 2"),
        below(second=PROVINCE),
    ],
)
def test_without_two_names_of_systems_nobody_knows(text, from_text):
    with pytest.raises(ReadError) as error:
        from_text(text, "a.csv", PERIOD)
    assert error.value.rule == "table-tables-twice"


def test_the_same_columns_of_two_periods_are_not_systems(from_text):
    with pytest.raises(ReadError) as error:
        from_text(beside(["Trong kỳ", "Lũy kế"], FIRST, SECOND), "a.csv", PERIOD)
    assert error.value.rule == "table-other-head"


def test_tables_on_two_sheets(tmp_path):
    from cchc_analysis.parsing.report import read_report
    from cchc_analysis.periods import Period

    book = openpyxl.Workbook()
    for sheet, label, figures in ((book.active, PROVINCE, FIRST), (book.create_sheet("Hộ tịch"), MINISTRY, SECOND)):
        for row in (["UBND tỉnh Phú Thọ"], [label], ["STT", "Cơ quan, đơn vị", *GROUPS], ["", "", *COLUMNS]):
            sheet.append([cell or None for cell in row])
        sheet.append([1, NAME, *figures])
    book.save(tmp_path / "a.xlsx")
    assert values(read_report(tmp_path / "a.xlsx", Period.parse(PERIOD))) == BOTH

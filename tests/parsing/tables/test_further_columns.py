"""Form 06 with the columns that programs add. Every figure is made up and worked by hand.

Received 100 = 60 online + 20 in person + 10 by post + 10 carried over; resolved 90 = 50 early + 35 on time + 5 late: 94.44 %
on time, 5.56 % late; pending 10 = 8 in time + 2 overdue: 80 % in time.
"""

import pytest

from cchc_analysis.checks import check
from cchc_analysis.errors import ReadError

PERIOD = "2026-Q3"
TOP = "STT;Cơ quan, đơn vị;SỐ HỒ SƠ TIẾP NHẬN;;;;;;ĐÃ GIẢI QUYẾT;;;;;;ĐANG GIẢI QUYẾT;;;;;%"
LOW = (
    ";;Tổng số;Trong kỳ;Trực tuyến;Trực tiếp;Bưu chính;Từ kỳ trước;Tổng số;Trước hạn;Đúng hạn;Quá hạn;% Đúng hạn;% Quá hạn;"
    "Tổng số;Trong hạn;Quá hạn;% Trong hạn;% Quá hạn;"
)
ROW = "1;UBND xã Đà Bắc;100;90;60;20;10;10;90;50;35;5;94,44;5,56;10;8;2;80;20;1"
SLUGS = ["received", "received_online", "received_direct", "carried_over", "resolved", "resolved_early"]


def table(*rows, top=TOP, low=LOW):
    return "\n".join(["UBND tỉnh Phú Thọ", top, low, *rows]) + "\n"


def values(frames):
    return frames.observations.set_index("indicator")["value"]


def findings(frames):
    return dict(zip(frames.findings["rule"], frames.findings["found"], strict=True))


def test_post_is_added_to_what_comes_in_person(from_text):
    frames = from_text(table(ROW), "a.csv", PERIOD)
    assert [values(frames)[f"handling_{slug}"] for slug in SLUGS] == [100, 60, 30, 10, 90, 50]
    raw = frames.observations.set_index("indicator")["raw"]
    assert raw["handling_received_direct"] == "20 + 10"
    assert findings(frames) == {"table-columns-unknown": "%"}
    assert not check(frames)["rule"].str.contains("differs").any()


def test_a_blank_part_is_no_zero(from_text):
    frames = from_text(table(ROW.replace(";20;10;10;90", ";20;;10;90")), "a.csv", PERIOD)
    row = frames.observations.set_index("indicator").loc["handling_received_direct"]
    assert (row["status"], row["raw"]) == ("unreadable", "20 + …")


@pytest.mark.parametrize(
    ("old", "new", "rule", "column"),
    [
        (";100;90;60", ";100;91;60", "table-sum-differs", "SỐ HỒ SƠ TIẾP NHẬN > Trong kỳ"),
        ("94,44", "90", "table-rate-differs", "ĐÃ GIẢI QUYẾT > % Đúng hạn"),
        ("94,44", "0,9444", "table-rate-share", "ĐÃ GIẢI QUYẾT > % Đúng hạn"),
        (";80;20;1", ";70;20;1", "table-rate-differs", "ĐANG GIẢI QUYẾT > % Trong hạn"),
    ],
)
def test_sums_and_percentages_are_compared(old, new, rule, column, from_text):
    frames = from_text(table(ROW.replace(old, new)), "a.csv", PERIOD)
    assert findings(frames)[rule] == column


@pytest.mark.parametrize("share", ["94,44", "94.44", "94,4%", "38,89"])
def test_a_percentage_on_time_with_or_without_those_early(share, from_text):
    """(50 + 35) / 90 = 94.44 %, 35 / 90 = 38.89 %."""
    assert list(findings(from_text(table(ROW.replace("94,44", share)), "a.csv", PERIOD))) == ["table-columns-unknown"]


@pytest.mark.parametrize("at", [8, 14, 19])
def test_stopped_or_withdrawn_is_a_column_of_its_own(at, from_text):
    """110 = 90 resolved + 10 pending + 10 withdrawn, wherever the column stands."""

    def put(text, word):
        cells = text.split(";")
        return ";".join([*cells[:at], word, *cells[at:]])

    text = table(
        put(ROW.replace(";100;90;60", ";110;90;60"), "10"), top=put(TOP, "Số hồ sơ dừng, rút"), low=put(LOW, "")
    )
    frames = from_text(text, "a.csv", PERIOD)
    assert set(frames.reports["edition"]) == {"vpcp-06-stopped"}
    assert values(frames)["handling_stopped"] == 10
    assert "handling-balance-stopped-differs" not in set(check(frames)["rule"])
    frames = from_text(text.replace(";110;90;60", ";100;90;60"), "a.csv", PERIOD)
    assert "handling-balance-stopped-differs" in set(check(frames)["rule"])


def test_a_system_that_holds_the_others_dossiers_is_not_added(from_text):
    """The national portal has what the province's system sends it: only who sends them knows which of the two holds."""
    second = table(ROW).split("\n", 1)[1]
    text = "Hệ thống của tỉnh\n" + table(ROW) + "Cổng Dịch vụ công quốc gia\n" + second
    with pytest.raises(ReadError) as error:
        from_text(text, "a.csv", PERIOD)
    assert error.value.rule == "table-tables-twice"
    assert error.value.lines == (7,)


def test_a_head_that_comes_again_on_the_next_page(from_text):
    other = ROW.replace("1;UBND xã Đà Bắc", "2;UBND phường Hòa Bình")
    text = table(ROW, TOP, LOW, other)
    assert len(from_text(text, "a.csv", PERIOD).reports) == 2


@pytest.mark.parametrize(
    "name",
    [
        *(
            "X. Đà Bắc",
            "UBND X.Đà Bắc",
            "Ủy ban nhân dân xã Đà Bắc",
            "1. UBND xã Đà Bắc",
            "UBND xã Đà Bắc - Tỉnh Phú Thọ",
        ),
    ],
)
def test_names_in_other_hands(name, from_text):
    frames = from_text(table(ROW.replace("UBND xã Đà Bắc", name)), "a.csv", PERIOD)
    assert frames.reports["commune"].tolist() == ["Xã Đà Bắc"]


def test_a_total_that_does_not_agree(from_text):
    """The communes' 100 + 100 are not 201."""
    other = ROW.replace("UBND xã Đà Bắc", "UBND phường Hòa Bình")
    total = ";Tổng cộng;201;180;120;40;20;20;180;100;70;10;94,44;5,56;20;16;4;80;20;1"
    rows = from_text(table(ROW, other, total), "a.csv", PERIOD).findings.set_index("rule")
    assert rows.loc["table-total", ["found", "expected"]].tolist() == ["201", "200"]


def test_numbers_in_other_hands(from_text):
    """1 100 has a blank for thousands, 10.0 is a program's ten."""
    frames = from_text(
        table(ROW.replace(";100;90;60;", ";1 100;90;60;").replace(";10;10;90", ";10.0;10;90")), "a.csv", PERIOD
    )
    assert values(frames)["handling_received"] == 1100
    assert values(frames)["handling_received_direct"] == 30


def test_a_row_longer_than_the_head_is_named(from_text):
    assert findings(from_text(table(f"{ROW};77"), "a.csv", PERIOD))["table-row-longer"] == "1"

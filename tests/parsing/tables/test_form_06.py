"""Form 06/VPCP/KSTT: a head of three rows, a row per commune, or per field of one commune. Every figure is made up."""

import csv
import datetime as dt
import io

import docx
import openpyxl
import pytest

from cchc_analysis import catalogue
from cchc_analysis.checks import check
from cchc_analysis.communes import registry
from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.periods import Period

PERIOD = Period.parse("2026-Q3")
TOP = [
    "STT",
    "Lĩnh vực, công việc giải quyết theo cấp",
    "Số hồ sơ nhận giải quyết",
    "",
    "",
    "",
    "Số lượng hồ sơ đã giải quyết",
    "",
    "",
    "",
    "Số lượng hồ sơ đang giải quyết",
    "",
    "",
]
MIDDLE = [
    "",
    "",
    "Tổng số",
    "Trong đó",
    "",
    "Từ kỳ trước",
    "Tổng số",
    "Trước hạn",
    "Đúng hạn\n(Bao gồm cả chờ bổ sung)",
    "Quá hạn",
    "Tổng số",
    "Trong hạn",
    "Quá hạn",
]
LOW = ["", "", "", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", *[""] * 8]
NUMBERS = [f"({number})" for number in range(1, 14)]
FIGURES = {
    # 100 = 60 + 30 + 10 = 90 + 10; 90 = 50 + 35 + 5; 10 = 8 + 2.
    "first": [100, 60, 30, 10, 90, 50, 35, 5, 10, 8, 2],
    # 1,500 = 1,200 + 300 + 0 = 1,500 + 0.
    "second": [1500, 1200, 300, 0, 1500, 1500, 0, 0, 0, 0, 0],
}
SLUGS = [
    "received",
    "received_online",
    "received_direct",
    "carried_over",
    "resolved",
    "resolved_early",
    "resolved_on_time",
    "resolved_late",
    "pending",
    "pending_in_time",
    "pending_overdue",
]


@pytest.fixture(scope="module")
def communes():
    return [unit.name for unit in registry.roster("Tỉnh Phú Thọ", None, dt.date(2026, 9, 28))[:2]]


def rows_of(communes, first=FIGURES["first"]):
    return [
        ["Biểu số 06/VPCP/KSTT", "UBND tỉnh Phú Thọ"],
        ["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ CẤP TỈNH, CẤP XÃ"],
        ["(Từ ngày 15/06/2026 đến ngày 14/09/2026)"],
        TOP,
        MIDDLE,
        LOW,
        NUMBERS,
        ["Sở, ban, ngành"],
        [1, "Sở Nội vụ", *FIGURES["first"]],
        ["Xã, phường, thị trấn"],
        [1, f"UBND {communes[0]}", *first],
        [2, communes[1], *FIGURES["second"]],
        ["", "Tổng cộng", *(2 * a + b for a, b in zip(FIGURES["first"], FIGURES["second"], strict=True))],
    ]


def in_sheet(path, rows, merged=False):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append([None if value == "" else value for value in row])
    if merged:
        for place in ("A4:A6", "B4:B6", "C4:F4", "G4:J4", "K4:M4", "C5:C6", "D5:E5", "F5:F6"):
            workbook.active.merge_cells(place)
    workbook.save(path)
    return path


def in_word(path, rows):
    document = docx.Document()
    head = next(index for index, row in enumerate(rows) if row is TOP)
    for row in rows[:head]:
        document.add_paragraph(" – ".join(row))
    table = document.add_table(rows=0, cols=13)
    for row in rows[head:]:
        for cell, value in zip(table.add_row().cells, row, strict=False):
            cell.text = f"{value:,}".replace(",", ".") if isinstance(value, int) else value
    document.save(path)
    return path


def figures_of(frames):
    table = frames.observations.pivot(index="commune_code", columns="indicator", values="value")
    return table[[f"handling_{slug}" for slug in SLUGS]].to_numpy().tolist()


@pytest.mark.parametrize("form", ["xlsx", "xlsx merged", "csv", "docx"])
def test_a_row_per_commune(form, communes, tmp_path):
    rows = rows_of(communes)
    path = tmp_path / f"a.{form.split()[0]}"
    if form == "docx":
        in_word(path, rows)
    elif form == "csv":
        content = io.StringIO()
        csv.writer(content, delimiter=";").writerows(rows)
        path.write_text(content.getvalue(), encoding="utf-8-sig")
    else:
        in_sheet(path, rows, merged="merged" in form)
    frames = read_report(path, PERIOD)
    assert figures_of(frames) == [FIGURES["first"], FIGURES["second"]]
    assert set(frames.reports["edition"]) == {"vpcp-06"}
    assert frames.reports["commune"].tolist() == communes
    assert frames.findings["rule"].tolist() == ["table-other-levels"]
    assert frames.findings["message"].tolist() == ["1 dòng không phải cấp xã không đưa vào so sánh: Sở Nội vụ."]


def test_one_commune_by_field(communes, tmp_path):
    """The row of totals is the commune's; the fields are not added up anew."""
    rows = rows_of(communes)[:7]
    rows[0] = ["Biểu số II.06b/VPCP/KSTT", "Đơn vị báo cáo: UBND " + communes[0], "Đơn vị nhận: UBND tỉnh Phú Thọ"]
    rows += [
        [1, "Hộ tịch", *FIGURES["second"]],
        [2, "Đất đai", *FIGURES["second"]],
        ["", "TỔNG CỘNG", *FIGURES["first"]],
    ]
    frames = read_report(in_sheet(tmp_path / "a.xlsx", rows), PERIOD)
    assert figures_of(frames) == [FIGURES["first"]]
    assert frames.findings.empty
    with pytest.raises(ReadError, match=r"^a\.xlsx: found 0 rows of totals; expected one row 'Tổng cộng'; "):
        read_report(in_sheet(tmp_path / "a.xlsx", rows[:-1]), PERIOD)
    rows[0] = rows[0][:1] + rows[0][2:]
    with pytest.raises(ReadError, match=r"^a\.xlsx: found no commune; "):
        read_report(in_sheet(tmp_path / "a.xlsx", rows), PERIOD)


def test_a_blank_is_a_blank_and_text_is_unreadable(communes, tmp_path):
    rows = rows_of(communes, [100, "", "-", "mười", "=1+1", 50.5, *FIGURES["first"][6:]])
    observed = read_report(in_sheet(tmp_path / "a.xlsx", rows), PERIOD).observations
    first = observed[observed["commune_code"] == observed["commune_code"].min()]
    assert first["status"].tolist()[:6] == ["reported", "blank", "blank", "unreadable", "unreadable", "unreadable"]
    assert first["raw"].tolist()[4] == "=1+1"


@pytest.mark.parametrize("at", [2, 3, 7, 10, 12])
def test_a_head_that_lacks_a_column_or_names_another_is_no_form_06(at, communes, tmp_path):
    rows = [list(row) for row in rows_of(communes)]
    for row in rows[4:6]:
        row[at] = row[at] and "Khác"
    with pytest.raises(ReadError) as error:
        read_report(in_sheet(tmp_path / "a.xlsx", rows), PERIOD)
    assert error.value.rule == "table-other-head"
    assert catalogue.editions()["vpcp-06"].entries[at - 2].label in str(error.value)


def test_columns_out_of_order_are_said_to_be_so(communes, tmp_path):
    rows = [list(row) for row in rows_of(communes)]
    rows[4][11], rows[4][12] = rows[4][12], rows[4][11]
    with pytest.raises(ReadError) as error:
        read_report(in_sheet(tmp_path / "a.xlsx", rows), PERIOD)
    assert str(error.value) == (
        "a.xlsx line 4: found form 06/VPCP/KSTT with its columns out of order; expected each of its columns once, in the "
        "form's order; name the columns as the form does, or add the edition."
    )


def test_columns_in_other_places_are_found_by_their_words(communes, tmp_path):
    """An empty column in front, as in files of one program, and no row of column numbers."""
    rows = [["", *row] for row in rows_of(communes) if row is not NUMBERS]
    assert figures_of(read_report(in_sheet(tmp_path / "a.xlsx", rows), PERIOD)) == [FIGURES["first"], FIGURES["second"]]


def test_columns_that_contradict_each_other(communes, tmp_path):
    frames = read_report(in_sheet(tmp_path / "a.xlsx", rows_of(communes, [101, *FIGURES["first"][1:]])), PERIOD)
    found = check(frames)
    found = found[found["rule"] == "handling-sum-differs"]
    assert set(found["found"]) == {"101 hồ sơ"}
    assert found["expected"].iloc[0] == "60 + 30 + 10 = 100"
    assert check(read_report(in_sheet(tmp_path / "a.xlsx", rows_of(communes)), PERIOD))["rule"].tolist() == [
        "table-other-levels"
    ]


def test_the_days_it_covers_and_the_period_it_is_filed_under(communes, tmp_path):
    frames = read_report(in_sheet(tmp_path / "a.xlsx", rows_of(communes)), Period.parse("2026-Y"))
    (finding,) = frames.findings[frames.findings["rule"] == "cover-interval-period"].to_dict("records")
    assert (finding["found"], finding["expected"]) == ("14/09/2026", "Năm 2026")
    with pytest.raises(ReadError) as error:
        read_report(tmp_path / "a.xlsx")
    assert error.value.rule == "table-no-period"


def test_a_commune_twice(communes, tmp_path):
    with pytest.raises(ReadError) as error:
        read_report(in_sheet(tmp_path / "a.xlsx", rows_of([communes[0], communes[0]])), PERIOD)
    assert error.value.rule == "table-twice"


def test_nothing_of_it_is_taken_for_a_figure_of_the_seven_forms():
    """Received includes what was carried over, on time leaves out what was early: other things than forms 3 and 7 count."""
    own = {entry.indicator for entry in catalogue.editions()["vpcp-06"].entries}
    assert not own & {entry.indicator for entry in catalogue.editions()["commune-2023"].entries}

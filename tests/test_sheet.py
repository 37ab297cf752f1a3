"""Workbooks: what a cell shows, what it stores, and what neither says."""

from fractions import Fraction

import openpyxl
import pytest

from cchc_analysis.reading import Cell, Paragraph, read_document

LABEL = "Biểu mẫu 3, mục 3.3.1 (Tổng số hồ sơ TTHC đã giải quyết xong)"


def set_value(sheet_row, form, code, value, number_format=None, column=3):
    def change(workbook):
        cell = sheet_row(workbook, form, code)[column]
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return change


def test_all_of_a_hundred_per_cent_is_stored_as_one(from_sheet, sheet_row, differences, cells):
    frames = from_sheet(set_value(sheet_row, "3", "3.3", 1.0, "0%"))
    assert differences(frames) == {}
    assert cells(frames)["3", "3.3"] == (100, "reported", "100%")


def test_a_percentage_without_its_format_is_what_it_says(from_sheet, sheet_row, differences):
    assert differences(from_sheet(set_value(sheet_row, "3", "3.3", 100, "General"))) == {}
    assert (
        differences(from_sheet(set_value(sheet_row, "3", "3.3", 97.5, "General")), **{"3:3.3": (97.5, "reported")})
        == {}
    )


def test_codes_typed_as_numbers(from_sheet, differences):
    """1.1 is stored as 1.1, and 1.10 would be too: the label decides."""

    def change(workbook):
        for sheet in workbook.worksheets[1:]:
            for row in sheet.iter_rows(min_row=5):
                text = str(row[0].value or "").strip(". ")
                if text.count(".") <= 1 and text:
                    row[0].value = float(text)
                    row[0].number_format = "General"

    assert differences(from_sheet(change)) == {}


def test_a_formula_that_was_never_calculated(from_sheet, sheet_row, differences, rules, cells):
    frames = from_sheet(set_value(sheet_row, "3", "3.3.1", "=700+9"))
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert cells(frames)["3", "3.3.1"][2] == "=700+9"
    assert rules(frames) == [
        (
            "cell-formula-without-value",
            f"{LABEL}: ô có công thức chưa tính (“=700+9”). Đề nghị mở, tính và lưu lại.",
        )
    ]


@pytest.mark.parametrize("text", ["709 716", "hồ sơ", "7,09"])
def test_text_that_is_no_count(text, from_sheet, sheet_row, differences, rules):
    frames = from_sheet(set_value(sheet_row, "3", "3.3.1", text))
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert [rule for rule, _ in rules(frames)] == ["cell-unreadable"]


def test_a_count_with_a_fraction(from_sheet, sheet_row, differences, rules):
    frames = from_sheet(set_value(sheet_row, "3", "3.3.1", 70.9, "0.0"))
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert rules(frames) == [("cell-unreadable", f"{LABEL}: không đọc chắc được “70,9” thành một số.")]


def test_a_fraction_hidden_by_its_format(from_sheet, sheet_row, differences):
    """The cell shows 709 and stores 708.6: neither is taken."""
    frames = from_sheet(set_value(sheet_row, "3", "3.3.1", 708.6, "0"))
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}


def test_a_value_in_the_note_column(from_sheet, sheet_row, differences, rules):
    def change(workbook):
        row = sheet_row(workbook, "3", "3.3.1")
        row[3].value, row[4].value = None, 709

    frames = from_sheet(change)
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert rules(frames) == [("cell-value-in-note", f"{LABEL}: ô giá trị trống nhưng cột ghi chú có số “709”.")]


def test_a_sheet_less(from_sheet, differences, rules):
    frames = from_sheet(lambda workbook: workbook.remove(workbook["Biểu mẫu 4"]))
    assert {key.split(":")[0] for key in differences(frames)} == {"4"}
    assert set(differences(frames).values()) == {(None, "absent")}
    assert rules(frames) == [("form-missing", "Phụ lục thiếu Biểu mẫu 4: Cải cách bộ máy hành chính nhà nước.")]


def test_a_row_less(from_sheet, sheet_row, differences, rules):
    def change(workbook):
        workbook["Biểu mẫu 2"].delete_rows(sheet_row(workbook, "2", "1.3")[0].row)

    frames = from_sheet(change)
    assert differences(frames) == {"2:1.3": (None, "absent")}
    assert rules(frames) == [("row-missing", "Biểu mẫu 2 không có dòng 1.3: Số VBQPPL do cấp xã ban hành Văn bản.")]


def test_one_sheet_with_all_forms(from_sheet, differences):
    def change(workbook):
        first = workbook["Biểu mẫu 1"]
        for sheet in workbook.worksheets[2:]:
            for row in sheet.iter_rows():
                line = first.max_row + 1
                for cell in row:
                    if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                        copied = first.cell(line, cell.column, cell.value)
                        copied.number_format = cell.number_format
            workbook.remove(sheet)

    assert differences(from_sheet(change)) == {}


@pytest.mark.parametrize(
    ("value", "number_format", "cell"),
    [
        (1, "0%", Cell("100%", Fraction(100))),
        (0.361, "0.0%", Cell("36,1%", Fraction(361, 10))),
        (0.361, "0%", Cell("36%", Fraction(361, 10))),
        (1500, "#,##0", Cell("1.500", Fraction(1500))),
        (1500, "General", Cell("1500", Fraction(1500))),
        (36.1, "General", Cell("36,1", Fraction(361, 10))),
        (0.1, "0.00", Cell("0,10", Fraction(1, 10))),
        (5, '0" hồ sơ"', Cell("5", Fraction(5))),
        (-3, "0;[Red]-0", Cell("-3", Fraction(-3))),
        (True, "General", Cell("True")),
        ("07", "@", Cell("07")),
        ("=1+1", "General", Cell("=1+1", is_uncalculated=True)),
    ],
)
def test_a_cell_is_what_it_shows(tmp_path, value, number_format, cell):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = value
    workbook.active["A1"].number_format = number_format
    workbook.save(tmp_path / "one.xlsx")
    title, row = read_document(tmp_path / "one.xlsx").blocks
    assert title == Paragraph("Sheet", title.place)
    assert row.cells == (cell,)
    assert (row.place.line, row.place.page, row.place.sheet) == (1, 1, "Sheet")

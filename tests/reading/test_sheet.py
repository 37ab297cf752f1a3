"""Workbooks: what a cell shows, what it stores, and what neither says."""

import csv
import datetime as dt
import io
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.formula import ArrayFormula

from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import Cell, Paragraph, read_document
from tests.old_fonts import windows_1258

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


def test_a_code_in_the_value_column(from_sheet, sheet_row, differences, rules):
    """A value that is its row's number, and the row has none: the two may have changed places."""

    def change(workbook):
        row = sheet_row(workbook, "1", "1")
        row[0].value, row[3].value = None, 1

    frames = from_sheet(change)
    assert differences(frames) == {"1:1": (None, "unreadable")}
    assert [rule for rule, _ in rules(frames)] == ["cell-stray-number"]


def test_a_title_is_no_row(from_sheet, cells):
    """Where the head names the columns wrongly no row is found; form 7 is called almost as its first row is."""

    def change(workbook):
        for row in workbook["Biểu mẫu 7"].iter_rows():
            if str(row[0].value).startswith("STT"):
                row[0].value, row[1].value = row[1].value, row[0].value

    assert {status for (form, _), (_, status, _) in cells(from_sheet(change)).items() if form == "7"} == {"absent"}


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
        (1_500_000, "#,##0,", Cell("1.500", Fraction(1500))),
        (1_500_000, "0.0,,", Cell("1,5", Fraction(3, 2))),
        (1_500_000, "#,##0,,", Cell("2", Fraction(3, 2))),
        (dt.datetime(2023, 12, 10), "d/m/yyyy", Cell("10/12/2023")),
        (dt.time(10, 12), "h:mm", Cell("10:12:00")),
        ("#DIV/0!", "General", Cell("#DIV/0!")),
        (ArrayFormula("A2:A3", "=SUM(B1:B2)"), "General", Cell("=SUM(B1:B2)", is_uncalculated=True)),
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


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (dt.datetime(2023, 12, 10), "d-mmm"),
        (dt.time(7, 9), "h:mm"),
        ("#DIV/0!", "General"),
        (True, "General"),
        ("709 hồ sơ", "General"),
        (ArrayFormula("D20:D21", "=SUM(B1:B2)"), "General"),
        (709.5, "General"),
        ("7.09", "@"),
    ],
)
def test_a_cell_that_excel_made_something_else_of(value, number_format, from_sheet, sheet_row, differences):
    """10/12 typed for a number becomes a day, 7:09 an hour."""
    frames = from_sheet(set_value(sheet_row, "3", "3.3.1", value, number_format))
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}


@pytest.mark.parametrize(
    ("value", "number_format", "number"),
    [
        ("709", "@", 709),
        ("1.500", "@", 1500),
        (" 709\u00a0", "General", 709),
        (1500, "#,##0", 1500),
        (1500.0, "#,##0.000", 1500),
        ("07", "@", 7),
    ],
)
def test_a_count_as_people_type_it(value, number_format, number, from_sheet, sheet_row, differences):
    frames = from_sheet(set_value(sheet_row, "3", "3.3.1", value, number_format))
    assert differences(frames, **{"3:3.3.1": (number, "reported")}) == {}


def test_codes_that_excel_made_days_of(from_sheet, sheet_row, differences):
    """2.1. typed where the system's dates have dots."""

    def change(workbook):
        for code in ("2.1", "2.2", "3.1"):
            sheet_row(workbook, "1", code)[0].value = dt.datetime(2023, int(code[2]), int(code[0]))

    assert differences(from_sheet(change)) == {}


def hide_sheet(workbook):
    workbook["Biểu mẫu 3"].sheet_state = "hidden"


def hide_rows(workbook):
    for row in range(1, 40):
        workbook["Biểu mẫu 3"].row_dimensions[row].hidden = True


def hide_columns(workbook):
    workbook["Biểu mẫu 3"].column_dimensions.group("C", "F", hidden=True)


@pytest.mark.parametrize("hide", [hide_sheet, hide_rows, hide_columns])
def test_what_is_hidden_is_read_and_said(hide, from_sheet, differences, rules, cells):
    frames = from_sheet(hide)
    assert differences(frames) == {}
    ((rule, message),) = rules(frames)
    assert rule == "cell-hidden"
    filled = [code for (form, code), (value, *_) in cells(frames).items() if form == "3" and value is not None]
    assert f"số liệu ở mục {', '.join(filled)} nằm trong" in message


def test_a_hidden_row_without_a_figure_says_nothing(from_sheet, sheet_row, rules):
    def change(workbook):
        cells = sheet_row(workbook, "5", "2.4")
        cells[3].value = None
        workbook["Biểu mẫu 5"].row_dimensions[cells[0].row].hidden = True

    assert "cell-hidden" not in [rule for rule, _ in rules(from_sheet(change))]


def test_label_and_unit_cells_merged_change_nothing(from_sheet, sheet_row, differences):
    def change(workbook):
        sheet = workbook["Biểu mẫu 3"]
        row = sheet_row(workbook, "3", "3.3.1")[0].row
        sheet.merge_cells(start_row=row, end_row=row, start_column=4, end_column=5)
        sheet.merge_cells(start_row=row - 1, end_row=row, start_column=1, end_column=1)

    assert differences(from_sheet(change)) == {}


def test_a_figure_that_two_rows_share_is_said(from_sheet, sheet_row, differences, rules):
    def change(workbook):
        row = sheet_row(workbook, "3", "1.1")[0].row
        workbook["Biểu mẫu 3"].merge_cells(start_row=row, end_row=row + 1, start_column=4, end_column=4)

    frames = from_sheet(change)
    assert differences(frames) == {"3:1.2": (None, "blank")}
    assert [rule for rule, _ in rules(frames)] == ["cell-merged"]


def as_csv(path, delimiter=",", lineterminator="\r\n"):
    """Return the workbook's sheets, one below the other, as Excel saves them: numbers as they show."""
    rows = []
    for block in read_document(path).blocks:
        rows.append([block.text] if isinstance(block, Paragraph) else [cell.text for cell in block.cells])
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter, lineterminator=lineterminator).writerows(rows)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_report_in_csv(delimiter, encoding, report_files, from_text, differences, rules):
    frames = from_text(as_csv(report_files["xlsx"], delimiter), "a.csv", encoding=encoding)
    assert differences(frames) == {}
    assert rules(frames) == []
    assert frames.reports["media"].tolist() == ["csv"]


def test_a_csv_that_names_its_delimiter(report_files, from_text, differences):
    text = as_csv(report_files["xlsx"], ";", "\n")
    frames = from_text(f"sep=;\n{text}", "a.csv")
    assert differences(frames) == {}
    line = int(frames.observations.set_index("indicator").loc["dossiers_resolved", "source_line"])
    assert ";709" in text.split("\n")[line - 2]


def test_a_csv_in_the_code_page_of_windows(report_files, tmp_path, differences):
    text = as_csv(report_files["xlsx"], ";").replace("–", "-").replace("“", '"').replace("”", '"')
    (tmp_path / "a.csv").write_bytes(windows_1258(text))
    assert differences(read_report(tmp_path / "a.csv")) == {}


def in_doubt(frames, differences, rules):
    return differences(frames), [rule for rule, _ in rules(frames)]


def test_unit_and_value_in_one_cell(from_sheet, sheet_row, differences, rules):
    def change(workbook, text="Hồ sơ 709", is_merged=True):
        row = sheet_row(workbook, "3", "3.3.1")
        row[2].value, row[3].value = text, None
        if is_merged:
            row[2].parent.merge_cells(start_row=row[2].row, end_row=row[2].row, start_column=3, end_column=4)

    assert in_doubt(from_sheet(change), differences, rules) == ({}, [])
    beside = from_sheet(lambda workbook: change(workbook, is_merged=False))
    assert differences(beside) == {"3:3.3.1": (None, "unreadable")}
    assert "cell-value-elsewhere" in [rule for rule, _ in rules(beside)]
    unit_alone = from_sheet(lambda workbook: change(workbook, "Hồ sơ"))
    assert differences(unit_alone) == {"3:3.3.1": (None, "blank")}


def test_a_number_at_the_end_of_the_label_is_no_blank(from_sheet, sheet_row, differences, rules):
    def change(workbook):
        row = sheet_row(workbook, "3", "3.3.1")
        row[1].value, row[3].value = f"{row[1].value} 709", None

    assert in_doubt(from_sheet(change), differences, rules) == (
        {"3:3.3.1": (None, "unreadable")},
        ["cell-value-elsewhere"],
    )


WHITE, BLACK = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF000000")
UNSEEN = {"3:3.3.1": (None, "blank")}
LOOKS = {
    "struck": (
        lambda cell: setattr(cell, "font", Font(strike=True)),
        {"3:3.3.1": (None, "unreadable")},
        ["cell-unreadable"],
    ),
    "white": (lambda cell: setattr(cell, "font", WHITE), UNSEEN, ["cell-unseen"]),
    "white of the theme": (lambda cell: setattr(cell, "font", Font(color=Color(theme=0))), UNSEEN, ["cell-unseen"]),
    "a format of nothing": (lambda cell: setattr(cell, "number_format", ";;;"), UNSEEN, ["cell-unseen"]),
    "tiny": (lambda cell: setattr(cell, "font", Font(sz=1)), UNSEEN, ["cell-unseen"]),
    "struck, then new": (
        lambda cell: setattr(cell, "value", CellRichText(TextBlock(InlineFont(strike=True), "70"), "9")),
        {"3:3.3.1": (None, "unreadable")},
        ["cell-unreadable"],
    ),
    "raised": (
        lambda cell: setattr(cell, "value", CellRichText("709", TextBlock(InlineFont(vertAlign="superscript"), "1"))),
        {},
        ["cell-raised"],
    ),
    "white by a condition": (
        lambda cell: cell.parent.conditional_formatting.add(
            cell.coordinate, CellIsRule(operator="greaterThan", formula=["5"], font=WHITE)
        ),
        UNSEEN,
        ["cell-unseen"],
    ),
}


@pytest.mark.parametrize("habit", LOOKS)
def test_what_the_eye_takes_of_a_cell(habit, from_sheet, sheet_row, differences, rules):
    change, different, expected = LOOKS[habit]
    frames = from_sheet(lambda workbook: change(sheet_row(workbook, "3", "3.3.1")[3]))
    assert in_doubt(frames, differences, rules) == (different, expected)


def test_white_on_black_is_seen(from_sheet, sheet_row, differences, rules):
    def change(workbook):
        cell = sheet_row(workbook, "3", "3.3.1")[3]
        cell.font, cell.fill = WHITE, BLACK

    assert in_doubt(from_sheet(change), differences, rules) == ({}, [])


@pytest.mark.parametrize("number_format", ["#,###", '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "0;-0;;@", None])
def test_a_zero_that_does_not_show_is_asked_about(number_format, from_sheet, sheet_row, differences, rules):
    def change(workbook):
        cell = sheet_row(workbook, "3", "3.3.1")[3]
        cell.value, cell.number_format = 0, number_format or "General"
        if number_format is None:
            cell.parent.sheet_view.showZeros = False

    frames = from_sheet(change)
    assert differences(frames)["3:3.3.1"] == (0, "reported")
    assert "cell-hidden" in [rule for rule, _ in rules(frames)]


def test_a_decimal_comma_without_quotes_is_no_whole_number(report_files, from_text, differences, rules):
    text = as_csv(report_files["xlsx"]).replace('"36,1%"', "36,1%")
    frames = from_text(text, "a.csv")
    assert differences(frames) == {"1:2": (None, "unreadable")}
    assert "cell-row-longer" in [rule for rule, _ in rules(frames)]


def test_a_sheet_that_is_called_a_report_begins_no_title(from_sheet, differences):
    """Its name stands above the cover: "Báo cáo", then the letterhead with the day of signing."""

    def change(workbook):
        workbook.worksheets[0].title = "Báo cáo"

    frames = from_sheet(change)
    assert differences(frames) == {}
    assert frames.reports["period"].tolist() == ["2023-Q1"]

"""One report, three formats, the same 113 rows; and the full text where it is at hand."""

import csv

import pytest

from cchc_analysis.parsing.report import read_report

COVER = {
    "commune_code": "11281",
    "commune": "Xã Chi Lăng Bắc",
    "district": "Huyện Thanh Miện",
    "province": "Tỉnh Hải Dương",
    "period": "2023-Q1",
    "doc_number": "74/BC-UBND",
    "edition": "commune-2023",
    "status": "read",
}


@pytest.mark.parametrize("media", ["txt", "docx", "xlsx"])
def test_every_row_has_its_value_and_status(media, report_files, differences):
    frames = read_report(report_files[media])
    assert len(frames.observations) == 113
    assert differences(frames) == {}
    report = frames.reports.iloc[0]
    assert {name: report[name] for name in COVER} == COVER
    assert report["media"] == media
    days = [f"{report[name]:%Y-%m-%d}" for name in ("doc_date", "period_start", "period_end")]
    assert days == ["2022-03-13", "2022-12-10", "2023-03-09"]


@pytest.mark.parametrize("media", ["txt", "docx"])
def test_raw_is_the_text_as_printed(media, report_files, cells, expected):
    read = cells(read_report(report_files[media]))
    assert {key: value[2] for key, value in read.items()} == {key: value[2] for key, value in expected.items()}


def test_a_sheet_shows_its_numbers_as_its_cells_do(report_files, cells):
    read = cells(read_report(report_files["xlsx"]))
    assert read["1", "2"] == (36.1, "reported", "36,1%")
    assert read["6", "1.1"] == (1500, "reported", "1.500")


@pytest.mark.parametrize("media", ["txt", "docx", "xlsx"])
def test_the_wrong_year_is_kept_and_noted(media, report_files):
    findings = read_report(report_files[media]).findings
    own = findings[findings["rule"] == "cover-date-before-end"]
    assert own["message"].tolist() == [
        "Báo cáo ghi ngày ban hành 13/03/2022, trước khi kỳ số liệu kết thúc (09/03/2023). "
        "Đề nghị xem lại ngày, tháng, năm."
    ]
    assert own["message_en"].tolist() == [
        "The report is dated 13/03/2022, before its own data interval ends (09/03/2023). Please check the date."
    ]
    assert own["severity"].tolist() == ["error"]
    assert len(own["source_lines"].iloc[0]) == len(own["quotes"].iloc[0]) == 3


def test_each_value_stands_on_the_line_it_names(report_files):
    path = report_files["txt"]
    lines = path.read_text(encoding="utf-8").split("\n")
    read = read_report(path).observations
    printed = read[read["status"] == "reported"]
    assert len(printed) == 63
    for row in printed.itertuples():
        assert row.raw in lines[row.source_line - 1].split(), (row.form, row.code)


def test_reading_twice_gives_the_same_frames(report_files):
    assert read_report(report_files["txt"]).hash == read_report(report_files["txt"]).hash


def test_the_full_real_report(reports, cells):
    """Every row, with its line: the text has 1,030 lines and prose that says other things than the forms."""
    with (reports / "chi-lang-bac-2023-q1.expected.csv").open(encoding="utf-8", newline="") as file:
        wanted = {
            (row["form"], row["code"]): (
                float(row["value"]) if row["value"] else None,
                "reported" if row["value"] else "blank",
                row["raw_value"],
            )
            for row in csv.DictReader(file)
        }
    frames = read_report(reports / "chi-lang-bac-2023-q1.txt")
    assert len(wanted) == 113
    assert cells(frames) == wanted
    lines = frames.observations.set_index(["form", "code"])["source_line"]
    stated = {
        ("7", "6.7"): 1010,
        ("7", "6.7.1"): 1013,
        ("7", "6.7.2"): 1015,
        ("1", "2"): 501,
        ("2", "2.2"): 570,
        ("2", "3.2"): 586,
        ("3", "3.4"): 666,
        ("1", "5"): 527,
    }
    assert {key: lines[key] for key in stated} == stated
    assert frames.findings["rule"].tolist() == ["cover-date-before-end"]
    assert frames.findings["source_lines"].tolist() == [[4, 10, 476]]

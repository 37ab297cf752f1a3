"""The empty workbook: filled in, it reads back cell by cell; empty it claims nothing."""

import datetime as dt
import random
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from cchc_analysis import catalogue
from cchc_analysis.cli import cli
from cchc_analysis.errors import ReadError
from cchc_analysis.exports.template import find_edition, write_template
from cchc_analysis.parsing.report import read_report

EDITION = "commune-2023"
COVER = {
    "- Cấp xã: UBND": ("xã", "Chi Lăng Bắc"),
    "- Cấp huyện: UBND": ("huyện", "Thanh Miện"),
    "- Cấp tỉnh: UBND": ("tỉnh", "Hải Dương"),
    "- Mã đơn vị hành chính:": ("11281",),
    "- Kỳ báo cáo:": ("quý I",),
    "- Của năm:": (2023,),
    "- Số liệu từ ngày": (dt.datetime(2022, 12, 15),),
    "- Đến hết ngày": (dt.datetime(2023, 3, 14),),
    "- Số:": ("74/BC-UBND",),
    "- Ngày ký:": (dt.datetime(2023, 3, 20),),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return write_template(tmp_path_factory.mktemp("template") / "t.xlsx", find_edition(EDITION))


def fill(template, path, figures, cover=COVER):
    """Write a copy of the template with a cover and figures by (form, code)."""
    workbook = openpyxl.load_workbook(template)
    for row in workbook["Bìa"].iter_rows():
        for cell, value in zip(row[1:], cover.get(row[0].value, ()), strict=False):
            cell.value = value
    for (form, code), value in figures.items():
        sheet = workbook[f"Biểu mẫu {form}"]
        next(row for row in sheet.iter_rows(min_row=4) if row[0].value == code)[3].value = value
    workbook.save(path)
    return path


def entries():
    return [
        entry
        for entry in catalogue.editions()[EDITION].entries
        if catalogue.indicator(entry.indicator).kind != "section"
    ]


def any_value(entry, chance):
    kind = catalogue.indicator(entry.indicator).kind
    if entry.options:
        return chance.choice(list(entry.options))
    if kind == "rate":
        return chance.choice([0, 100, 36.1, 97.23, 0.5, 1])
    return chance.choice([0, 7, 1500, 1234567] + ([1500.25, 36.1] if kind == "amount" else []))


@pytest.mark.parametrize("seed", range(3))
def test_what_is_filled_in_is_what_is_read(seed, template, tmp_path):
    """Blanks stay blanks, zeros zeros."""
    chance = random.Random(seed)
    figures = {(entry.form, entry.code): any_value(entry, chance) for entry in entries() if chance.random() < 0.7}
    frames = read_report(fill(template, tmp_path / "a.xlsx", figures))
    read = {(row.form, row.code): (row.value, row.status) for row in frames.observations.itertuples()}
    assert len(read) == 113
    assert {key: value for key, (value, status) in read.items() if status == "reported"} == figures
    assert {status for _, status in read.values()} == {"reported", "blank"}
    assert frames.findings.empty


def test_the_cover_is_read(template, tmp_path):
    report = read_report(fill(template, tmp_path / "a.xlsx", {})).reports.iloc[0]
    assert report[["commune_code", "period", "doc_number", "edition"]].tolist() == [
        "11281",
        "2023-Q1",
        "74/BC-UBND",
        EDITION,
    ]
    days = report[["doc_date", "period_start", "period_end"]]
    assert [f"{day:%d/%m/%Y}" for day in days] == ["20/03/2023", "15/12/2022", "14/03/2023"]


@pytest.mark.parametrize(
    ("chosen", "period"),
    [
        ("6 tháng", "2023-H1"),
        ("quý III", "2023-Q3"),
        ("9 tháng", "2023-9M"),
        ("cả năm", "2023-Y"),
        ("quý II", "2023-Q2"),
    ],
)
def test_every_period_that_can_be_chosen(chosen, period, template, tmp_path):
    cover = COVER | {"- Kỳ báo cáo:": (chosen,), "- Số liệu từ ngày": (), "- Đến hết ngày": ()}
    assert read_report(fill(template, tmp_path / "a.xlsx", {}, cover)).reports["period"].tolist() == [period]


def test_a_code_cut_by_excel_and_one_of_another_commune(template, tmp_path):
    cover = COVER | {
        "- Cấp xã: UBND": ("phường", "Phúc Xá"),
        "- Cấp huyện: UBND": ("quận", "Ba Đình"),
        "- Cấp tỉnh: UBND": ("thành phố", "Hà Nội"),
        "- Mã đơn vị hành chính:": (1,),
    }
    frames = read_report(fill(template, tmp_path / "a.xlsx", {}, cover))
    assert frames.reports["commune_code"].tolist() == ["00001"]
    assert frames.findings.empty
    frames = read_report(fill(template, tmp_path / "b.xlsx", {}, COVER | {"- Mã đơn vị hành chính:": ("11284",)}))
    assert frames.reports["commune_code"].tolist() == ["11281"]
    assert frames.findings["message"].tolist() == [
        "Bìa ghi mã đơn vị 11284, trong khi Xã Chi Lăng Bắc có mã 11281. Số liệu lấy theo tên. Đề nghị kiểm tra."
    ]


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        ("- Cấp xã: UBND", "file-commune"),
        ("- Của năm:", "file-period"),
        ("- Kỳ báo cáo:", "file-period"),
    ],
)
def test_a_cover_that_is_not_filled_in_claims_nothing(missing, rule, template, tmp_path):
    path = fill(template, tmp_path / "a.xlsx", {("3", "3.3.1"): 709}, COVER | {missing: ()})
    with pytest.raises(ReadError) as error:
        read_report(path)
    assert error.value.rule == rule


def test_a_province_that_is_not_filled_in_follows_from_the_name(template, tmp_path):
    frames = read_report(fill(template, tmp_path / "a.xlsx", {}, COVER | {"- Cấp tỉnh: UBND": ()}))
    assert frames.reports["commune_code"].tolist() == ["11281"]
    assert frames.findings["rule"].tolist() == ["cover-province-inferred"]


def test_an_empty_template_is_no_report(template):
    with pytest.raises(ReadError) as error:
        read_report(template)
    assert error.value.rule == "file-period"


def test_labels_are_locked_and_cells_accept_only_what_their_row_holds(template):
    workbook = openpyxl.load_workbook(template)
    accepted = {}
    for form in "1234567":
        sheet = workbook[f"Biểu mẫu {form}"]
        assert sheet.protection.sheet
        assert sheet.freeze_panes == "C4"
        for rule in sheet.data_validations.dataValidation:
            for place in rule.sqref.ranges:
                accepted[form, sheet.cell(place.min_row, 1).value] = (rule.type, rule.formula1, rule.formula2)
        for row in sheet.iter_rows(min_row=4, max_col=5):
            is_open = [not cell.protection.locked for cell in row]
            assert is_open == [False, False, False, (form, row[0].value) in accepted, True]
            assert row[3].number_format == "General"
    assert set(accepted) == {(entry.form, entry.code) for entry in entries()}
    assert accepted["3", "3.3.1"] == ("whole", "0", None)
    assert accepted["3", "3.3"] == ("decimal", "0", "100")
    assert accepted["6", "1.1"] == ("decimal", "0", None)
    assert accepted["1", "5.2"] == ("list", '"0,1,2"', None)


def test_nothing_in_it_is_a_formula_or_a_link(template):
    with zipfile.ZipFile(template) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert not [name for name, part in parts.items() if b"<f>" in part or b"<hyperlink" in part or "external" in name]


def test_the_command(tmp_path):
    path = tmp_path / "a.xlsx"
    done = CliRunner().invoke(cli, ["template", "-o", str(path)])
    assert (done.exit_code, done.output) == (0, f"7 forms, 113 rows: {path}\n")
    content = path.read_bytes()
    again = CliRunner().invoke(cli, ["template", "-o", str(path)])
    assert again.exit_code == 2
    assert again.output == (
        "cchc: a.xlsx: found a file that is there already; expected a new name; "
        "move the file, or name another with -o.\n"
    )
    assert path.read_bytes() == content
    other = CliRunner().invoke(cli, ["template", "--edition", "portal-766-progress"])
    assert other.exit_code == 2
    assert other.output.startswith(
        "cchc: edition 'portal-766-progress': found no edition with forms; expected one of commune-"
    )

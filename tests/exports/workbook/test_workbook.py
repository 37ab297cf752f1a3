"""The consolidated workbook: its formulas give what the package computes, blanks stay blank, text stays text."""

import re
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cchc_analysis import catalogue, store
from cchc_analysis.answers.explanations import read_table
from cchc_analysis.errors import CchcError
from cchc_analysis.exports.workbook import write_workbook
from cchc_analysis.exports.workbook.layout import lay_out, sheet_name
from cchc_analysis.periods import Period
from cchc_analysis.totals import totals
from cchc_analysis.totals.doubtful import ranges
from tests.programs import LIBREOFFICE, needs
from tests.three_communes import contradicted, district

QUARTER = Period.parse("2023-Q1")
RESOLVED, ON_TIME, RATE = "dossiers_resolved", "dossiers_resolved_on_time", "on_time_rate"
# LibreOffice computes a workbook from another program anew only if it is told to.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


@pytest.fixture(scope="module")
def none(tmp_path_factory):
    return read_table(tmp_path_factory.mktemp("none") / "corrections.csv")


@pytest.fixture(scope="module")
def recompute(tmp_path_factory):
    """A function: workbooks as LibreOffice computes them, by name."""
    needs(LIBREOFFICE)
    profile, out = tmp_path_factory.mktemp("profile"), tmp_path_factory.mktemp("computed")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")

    def run(*paths):
        command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
        subprocess.run([*command, "--outdir", out, *paths], capture_output=True, check=True, timeout=240)
        return {path.name: openpyxl.load_workbook(out / path.name, data_only=True) for path in paths}

    return run


@pytest.fixture(scope="module")
def three(quarter):
    """Three communes with a blank, an unreadable and a contradicted cell, 0 of 0, and a name that no formula may read."""
    return district(
        quarter,
        {
            RESOLVED: (100, 50, 50),
            ON_TIME: (90, 40, "?"),
            "survey_sheets": (1000, None, 234),
            "petitions_received": (0, None, 0),
            "petitions_resolved": (0, None, 0),
            "disbursement_plan": (1500, 12.5, None),
            "plan_tasks": (36, 20, "?"),
            "plan_tasks_completed": (13, 10, 5),
            "survey_method": (1, 0, None),
        },
        [contradicted("11281", "disbursement_plan")],
    )


@pytest.fixture(scope="module")
def book(three, none, tmp_path_factory):
    return write_workbook(three, QUARTER, tmp_path_factory.mktemp("book") / "consolidated.xlsx", none)


def cells(path_or_book):
    book = (
        path_or_book
        if isinstance(path_or_book, openpyxl.Workbook)
        else openpyxl.load_workbook(path_or_book, data_only=True)
    )
    return {
        (sheet.title, cell.coordinate): None if cell.value == "" else cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    }


def figures(path_or_book, frames):
    """Return indicator → value, communes, least, most as the forms' sheets show them."""
    shown = cells(path_or_book)
    return {
        line.indicator.indicator: tuple(shown.get((form.sheet, f"{column}{line.below}")) for column in "DEFG")
        for form in lay_out(frames, ()).forms
        for line in form.lines
    }


def differences(stored, computed):
    """Return the cells in which what the file keeps is not what LibreOffice computes."""
    shown, found = cells(stored), cells(computed)
    both = [(key, value, found.get(key)) for key, value in shown.items()]
    return [
        (key, value, other)
        for key, value, other in both
        if value != other
        and not (isinstance(value, int | float) and isinstance(other, int | float) and abs(value - other) < 1e-9)
    ]


def expected(frames):
    """Return what `totals` and `ranges` give, in the order of `figures`."""
    limits = ranges(frames).set_index("indicator")
    rows = {}
    for row in totals(frames).itertuples():
        if catalogue.indicator(row.indicator).adds == "same":
            rows[row.indicator] = (None,) * 4
            continue
        limit = limits.loc[row.indicator]
        rows[row.indicator] = (row.value, row.communes, limit["least"], limit["most"])
    return {name: tuple(None if value != value else value for value in row) for name, row in rows.items()}


def test_formulas_give_what_the_package_computes(three, book, none, root, recompute, tmp_path):
    store.update(_copied(root, tmp_path), Period.parse("2026-Q3"))
    province = store.load("2026-Q3", tmp_path / "data")
    other = write_workbook(province, Period.parse("2026-Q3"), tmp_path / "portal.xlsx", none)
    computed = recompute(book, other)
    assert differences(book, computed[book.name]) == []
    assert differences(other, computed[other.name]) == []
    for frames, name in ((three, book.name), (province, other.name)):
        shown = figures(computed[name], frames)
        for indicator, wanted in expected(frames).items():
            found = [None if value == "chưa rõ" else value for value in shown[indicator]]
            assert found == pytest.approx(list(wanted)), indicator
    # 345.211 of 378.085 dossiers in 148 communes.
    assert figures(computed[other.name], province)["portal_in_time_rate"][:2] == pytest.approx(
        (91.30513, 148), abs=1e-5
    )


def _copied(root, folder):
    target = folder / "data" / "raw" / "2026-Q3"
    target.mkdir(parents=True)
    for name in ("phu-tho-progress.csv", "phu-tho-digitisation.csv"):
        (target / name).write_bytes((root / "data/raw/2026-Q3" / name).read_bytes())
    return folder / "data"


def test_totals_by_hand(book, three):
    shown = figures(book, three)
    assert shown[RESOLVED] == (200, 3, None, None)
    assert shown[ON_TIME] == (130, 2, 130, 180)
    # 130 of 150; with the third commune anything from 130 to 180 of 200.
    assert shown[RATE] == (pytest.approx(100 * 130 / 150), 2, 65, 90)
    assert shown["survey_sheets"] == (1234, 2, None, None)
    # Blanks alone add up to a blank, zeros to a zero, and 0 of 0 has no rate.
    assert shown["assigned_tasks"] == (None, 0, None, None)
    assert shown["petitions_received"] == (0, 2, None, None)
    assert shown["petition_resolution_rate"][:2] == (None, 2)
    # 1.500 is contradicted: at least 12,5 without it, and nobody knows the most.
    assert shown["disbursement_plan"] == (1512.5, 2, 12.5, "chưa rõ")
    assert shown["plan_completion_rate"] == (pytest.approx(100 * 23 / 56), 2, "chưa rõ", "chưa rõ")
    assert shown["survey_method"] == (None, None, None, None)


def test_a_changed_figure_is_followed(book, three, recompute, tmp_path):
    layout = lay_out(three, ())
    changed = openpyxl.load_workbook(book)
    sheet = changed[layout.communes["11263"]]
    sheet[f"D{layout.rows[ON_TIME]}"] = 45
    sheet[f"F{layout.rows[ON_TIME]}"] = None
    path = tmp_path / "changed.xlsx"
    changed.save(path)
    shown = figures(recompute(path)[path.name], three)
    # 90 + 40 + 45 of 200, and no doubt is left.
    assert shown[ON_TIME] == (175, 3, None, None)
    assert shown[RATE] == (pytest.approx(87.5), 3, None, None)


def test_a_sheet_a_form_and_one_a_commune(book, three):
    names = openpyxl.load_workbook(book, read_only=True).sheetnames
    assert names == [
        "Tổng hợp",
        "Cần xem lại",
        *(f"Biểu mẫu {number}" for number in range(1, 8)),
        "Bat_dau",
        "11263 Đoàn Kết",
        "11281 Chi Lăng Bắc",
        "11284 Chi Lăng Nam",
        "Ket_thuc",
    ]


def test_coverage_is_told_and_missing_communes_are_named(book):
    shown = cells(book)
    assert shown["Tổng hợp", "A3"] == "3 trên 17 xã, phường, thị trấn có số liệu"
    assert re.match(r"14 đơn vị chưa có số liệu: Thị trấn Thanh Miện, .*, Xã Hồng Phong\.$", shown["Tổng hợp", "A4"])
    notes = [value for (sheet, at), value in shown.items() if sheet == "Biểu mẫu 3" and at.startswith("H") and value]
    assert "Chưa có số liệu: Xã Đoàn Kết. 1 ô nghi vấn." in notes


def test_pages_print_and_stay_in_view(book):
    for sheet in openpyxl.load_workbook(book):
        if sheet.title.startswith(("Biểu", "1")):
            assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
                9,
                "landscape",
                0,
            )
            assert (sheet.freeze_panes, sheet.print_title_rows) == ("C6", "$5:$5")


def test_no_text_becomes_a_formula(three, none, tmp_path):
    hostile = "=cmd|' /C calc'!A0"
    observations = three.observations.assign(raw=three.observations["raw"].replace("7l6", hostile))
    reports = three.reports.assign(doc_number="@SUM(1)", source_file="=1+1.docx")
    frames = type(three)(reports, observations, three.findings)
    path = write_workbook(frames, QUARTER, tmp_path / "x.xlsx", none)
    book = openpyxl.load_workbook(path)
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == hostile]
    assert len(found) == 2
    assert {cell.data_type for cell in found} == {"s"}
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(re.match(r"=(IF|COUNT)\(", formula) for formula in formulas)


def test_made_up_figures_say_so_on_each_sheet(three, none, tmp_path):
    frames = type(three)(three.reports.assign(is_simulated=True), three.observations, three.findings)
    book = openpyxl.load_workbook(write_workbook(frames, QUARTER, tmp_path / "x.xlsx", none))
    for sheet in book:
        if sheet.title not in ("Cần xem lại", "Bat_dau", "Ket_thuc"):
            top = [str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row]
            assert any("SỐ LIỆU MÔ PHỎNG" in text for text in top), sheet.title


def test_the_real_report_is_no_total_of_zeros(quarter, none, tmp_path):
    shown = figures(write_workbook(quarter, QUARTER, tmp_path / "x.xlsx", none), quarter)
    values = {row.indicator: row.value for row in quarter.observations.itertuples()}
    for name, (total, *_) in shown.items():
        if catalogue.indicator(name).adds == "sum":
            assert total == pytest.approx(values[name]) if values[name] == values[name] else total is None


def test_corrections_are_listed_and_counted_nowhere(three, none, tmp_path):
    row = dict.fromkeys(none.columns, "") | {
        "commune_code": "11281",
        "period": "2023-Q1",
        "rule": "rate-differs",
        "found": "0 %",
        "corrected": "94,83 %",
        "answered_by": "A",
        "answered_on": "2023-04-03",
    }
    corrections = none.reindex(range(1)).assign(**row)
    path = write_workbook(three, QUARTER, tmp_path / "x.xlsx", corrections)
    assert "rate-differs: báo cáo ghi 0 %, đơn vị trả lời 94,83 % (A, 2023-04-03)" in cells(path).values()
    assert figures(path, three) == figures(write_workbook(three, QUARTER, tmp_path / "y.xlsx", none), three)


def test_names_of_sheets_are_whole_and_told_apart():
    assert sheet_name("11281 Thị trấn K'Nớ [cũ]: a/b", []) == "11281 Thị trấn K'Nớ cũ a b"
    long = "Tình hình giải quyết hồ sơ của các đơn vị trong kỳ"
    first = sheet_name(long, [])
    second = sheet_name(long, [first])
    assert max(len(first), len(second)) <= 31
    assert first != second


def test_the_file_is_whole_or_not_there(three, none, tmp_path, monkeypatch):
    path = write_workbook(three, QUARTER, tmp_path / "x.xlsx", none)
    assert zipfile.ZipFile(path).testzip() is None
    assert list(tmp_path.iterdir()) == [path]

    def is_open(*_):
        raise PermissionError

    monkeypatch.setattr("cchc_analysis.files.os.replace", is_open)
    with pytest.raises(
        CchcError,
        match=r"^x\.xlsx: found a file that is open in another program; expected one that can be replaced; close it",
    ):
        write_workbook(three, QUARTER, path, none)
    assert list(Path(tmp_path).iterdir()) == [path]

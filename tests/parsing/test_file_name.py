"""The name of a file against the report in it."""

import datetime as dt

import pytest

from cchc_analysis.communes import registry
from cchc_analysis.parsing.file_name import check_name
from cchc_analysis.periods import Period

DAY = dt.date(2023, 3, 28)


@pytest.fixture(scope="module")
def unit():
    return registry.find("xã Chi Lăng Bắc", "tỉnh Hải Dương", None, day=DAY, where="test")


@pytest.mark.parametrize(
    "name",
    [
        "report.docx",
        "2023-Q1/chi-lang-bac-2023-q1.docx",
        "BC 74 ngay 13.03.2022.docx",
        "BaoCaoQuyI_2023_ChiLangBac.docx",
        "báo cáo CCHC quý 1 năm 2023 xã Chi Lăng Bắc huyện Thanh Miện.docx",
        "báo cáo quý I, phương hướng quý II năm 2023.docx",
        "CCHC Q1.2023.pdf",
        "20230313 - bc.docx",
        "2023-03-13 bc.docx",
        "tỉnh Hải Dương.docx",
        # A folder is no part of the name.
        "2022-Q4/Xã Chi Lăng Nam/bc.docx",
        "chilangbac.docx",
        ".docx",
        "…",
    ],
)
def test_a_name_that_says_nothing_else(name, unit):
    assert check_name(name, unit, Period.parse("2023-Q1"), DAY) == []


@pytest.mark.parametrize(
    ("name", "rule", "found"),
    [
        ("Báo cáo quý II năm 2023.docx", "file-name-period", "Quý II năm 2023"),
        ("BaoCaoQuyIV_2022.docx", "file-name-period", "Quý IV năm 2022"),
        ("bc q3.docx", "file-name-period", "Quý III"),
        ("BC 6 tháng 2023.docx", "file-name-period", "6 tháng đầu năm 2023"),
        ("CCHC 9T, 9 tháng.docx", "file-name-period", "9 tháng đầu"),
        ("bc 2022.docx", "file-name-period", "năm 2022"),
        ("Quý 1 2024 BC.docx", "file-name-period", "năm 2024"),
        ("xã Chi Lăng Nam.docx", "file-name-commune", "Xã Chi Lăng Nam"),
        ("bc/chi_lang_nam.zip", "file-name-commune", "Xã Chi Lăng Nam"),
        ("ChiLangNam.docx", "file-name-commune", "Xã Chi Lăng Nam"),
    ],
)
def test_a_name_that_says_something_else(name, rule, found, unit):
    (finding,) = check_name(name, unit, Period.parse("2023-Q1"), DAY)
    assert (finding.rule, finding.found) == (rule, found)


def test_a_name_may_say_either_period_of_the_title(unit):
    half = Period.parse("2023-H1")
    (finding,) = check_name("bc q2 2023.docx", unit, half, DAY)
    assert finding.found == "Quý II năm 2023"
    assert check_name("bc q2 2023.docx", unit, half, DAY, ("Q2", "H1")) == []


def test_the_name_of_a_commune_that_begins_another_one():
    """The longest name that the file says is meant."""
    day = dt.date(2026, 9, 28)
    roster = {unit.name: unit for unit in registry.roster("Tỉnh Phú Thọ", None, day)}
    short, long = next((roster[a], roster[b]) for a in roster for b in roster if a != b and f"{b} ".startswith(f"{a} "))
    assert check_name(f"{long.name}.docx", long, Period.parse("2026-Q3"), day) == []
    assert check_name(f"{short.name}.docx", short, Period.parse("2026-Q3"), day) == []
    (finding,) = check_name(f"{long.name}.docx", short, Period.parse("2026-Q3"), day)
    assert finding.found == long.name


def test_the_report_rules_and_the_name_is_a_question(from_text, report_text, differences, rules):
    frames = from_text(report_text, "BC quý III xã Chi Lăng Nam.txt")
    assert differences(frames) == {}
    assert frames.reports["commune_code"].tolist() == ["11281"]
    assert rules(frames) == [
        (
            "file-name-period",
            "Tên tệp “BC quý III xã Chi Lăng Nam.txt” ghi kỳ “Quý III”, trong báo cáo là Quý I năm 2023. "
            "Số liệu lấy theo báo cáo. Đề nghị xem có gửi nhầm tệp không.",
        ),
        (
            "file-name-commune",
            "Tên tệp “BC quý III xã Chi Lăng Nam.txt” ghi Xã Chi Lăng Nam, trong báo cáo là Xã Chi Lăng Bắc. "
            "Số liệu lấy theo báo cáo. Đề nghị xem có gửi nhầm tệp không.",
        ),
    ]

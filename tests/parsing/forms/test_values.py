"""One printed row to value, status and findings."""

from fractions import Fraction

import pytest

from cchc_analysis import catalogue
from cchc_analysis.parsing.forms.rows import PrintedRow
from cchc_analysis.parsing.forms.values import read_value
from cchc_analysis.reading import Place

ENTRIES = {entry.indicator: entry for entry in catalogue.editions()["commune-2023"].entries}


def read(indicator, raw, **fields):
    value, status, findings = read_value(PrintedRow(ENTRIES[indicator], raw, Place(7), f"… {raw}", **fields))
    return value, status, [finding.rule for finding in findings]


@pytest.mark.parametrize(
    ("indicator", "raw", "fields", "result"),
    [
        ("dossiers_resolved", "709", {}, (709, "reported", [])),
        ("dossiers_resolved", "0", {}, (0, "reported", [])),
        ("dossiers_resolved", "1.000", {}, (1000, "reported", [])),
        ("dossiers_resolved", "", {}, (None, "blank", [])),
        ("dossiers_resolved", "–", {}, (None, "blank", [])),
        ("dossiers_resolved", "7,5", {}, (None, "unreadable", ["cell-unreadable"])),
        ("dossiers_resolved", "709", {"number": Fraction(709)}, (709, "reported", [])),
        ("dossiers_resolved", "709", {"number": Fraction(7086, 10)}, (None, "unreadable", ["cell-unreadable"])),
        ("dossiers_resolved", "709", {"note": "ước tính"}, (709, "reported", ["cell-extra-words"])),
        ("dossiers_resolved", "709", {"note": "ước tính", "printed_unit": "Hồ sơ"}, (709, "reported", [])),
        ("dossiers_resolved", "709", {"printed_unit": "hs"}, (709, "reported", [])),
        ("dossiers_resolved", "7 9", {"problem": "several-numbers"}, (None, "unreadable", ["cell-several-numbers"])),
        ("on_time_rate", "97.23%", {}, (97.23, "reported", [])),
        ("on_time_rate", "100,5", {}, (100.5, "reported", [])),
        ("disbursement_plan", "1.500", {"printed_unit": "triệu đồng"}, (1500, "reported", [])),
        ("disbursement_plan", "1,5", {"printed_unit": "Tỷ đồng"}, (None, "unreadable", ["cell-other-unit"])),
        ("disbursement_plan", "", {"printed_unit": "Tỷ đồng"}, (None, "blank", [])),
        ("survey_method", "2", {}, (2, "reported", [])),
        ("survey_method", "Kết hợp", {}, (2, "reported", [])),
        ("survey_method", "kết  hợp", {}, (2, "reported", [])),
        ("survey_method", "3", {}, (None, "unreadable", ["cell-option"])),
        ("survey_method", "Qua thư", {}, (None, "unreadable", ["cell-unreadable"])),
        ("staffing_section", "", {}, (None, "blank", [])),
        ("staffing_section", "20", {}, (20, "reported", ["cell-in-section"])),
    ],
)
def test_value_status_and_rules(indicator, raw, fields, result):
    assert read(indicator, raw, **fields) == result


def test_a_finding_shows_the_words_and_their_place():
    row = PrintedRow(ENTRIES["dossiers_resolved"], "bảy trăm", Place(7), "3.3.1. Tổng số … Hồ sơ bảy trăm")
    _, _, (finding,) = read_value(row)
    assert finding.quotes == (row.quote,)
    assert finding.lines == (7,)
    assert finding.indicators == ("dossiers_resolved",)
    assert (finding.found, finding.expected) == ("bảy trăm", "one number")

"""The draft of the appendix is read back by this package into the same figures."""

import docx
import pytest

from cchc_analysis import catalogue
from cchc_analysis.exports.word.appendix import consolidated_figures, write_appendix
from cchc_analysis.parsing.forms.in_tables import read_grid
from cchc_analysis.parsing.forms.values import read_value
from cchc_analysis.periods import Period
from cchc_analysis.reading import read_document
from cchc_analysis.totals import totals
from tests.three_communes import district

QUARTER = Period.parse("2023-Q1")
FORMS = catalogue.editions()["commune-2023"]


def read_back(path):
    """Return what the package reads: indicator → (value, status, raw), and whatever it does not know or finds odd."""
    forms = read_grid(read_document(path), FORMS)
    assert forms.seen == tuple(FORMS.titles)
    found, problems = {}, [unknown.text for unknown in forms.unknown]
    for row in forms.printed:
        value, status, findings = read_value(row)
        found[row.entry.indicator] = (value, status, row.raw)
        problems += [finding.rule for finding in findings if finding.rule != "cell-in-section"]
    return found, problems


def test_the_counts_of_one_commune_come_back_cell_by_cell(quarter, tmp_path):
    """Counts and amounts of one commune are their own total, and a blank stays a blank."""
    found, problems = read_back(write_appendix(quarter, QUARTER, FORMS, tmp_path / "a.docx"))
    assert problems == []
    own = {
        row.indicator: (None if row.value != row.value else row.value, row.status)
        for row in quarter.observations.itertuples()
        if catalogue.indicator(row.indicator).kind in ("count", "amount")
    }
    assert (own["steering_documents_issued"], own["offices_inspected"]) == ((19, "reported"), (None, "blank"))
    assert {name: found[name][:2] for name in own} == own


@pytest.fixture
def three(quarter):
    return district(
        quarter,
        {
            "dossiers_resolved": (1000, 500, 234),
            "dossiers_resolved_on_time": (900, 400, 234),
            "survey_sheets": (0, None, 0),
            "disbursement_plan": (1500, 12.5, None),
            "disbursement_done": (1000, None, None),
        },
    )


def test_totals_come_back_to_two_decimals(three, tmp_path):
    found, problems = read_back(write_appendix(three, QUARTER, FORMS, tmp_path / "a.docx"))
    assert problems == []
    # 900 + 400 + 234 = 1534 of 1734 = 88,4660 %; 1500 + 12,5; 0 + 0; nobody reported assigned tasks.
    assert found["dossiers_resolved_on_time"] == (1534, "reported", "1.534")
    assert found["on_time_rate"] == (88.47, "reported", "88,47")
    assert found["disbursement_plan"] == (1512.5, "reported", "1.512,50")
    assert found["survey_sheets"] == (0, "reported", "0")
    assert found["assigned_tasks"] == (None, "blank", "")
    values = totals(three).set_index("indicator")["value"]
    for name, (value, status, _) in found.items():
        if status == "reported":
            assert value == pytest.approx(values[name], abs=0.005)
        else:
            assert name not in values.index or values[name] != values[name]


def test_the_layout_is_the_official_one_and_coverage_is_told(three, tmp_path):
    document = docx.Document(write_appendix(three, QUARTER, FORMS, tmp_path / "a.docx"))
    assert len(document.tables) == 7
    assert [cell.text for cell in document.tables[0].rows[0].cells] == [
        "STT",
        "Chỉ tiêu thống kê",
        "Đơn vị tính",
        "Số lượng/ Tỷ lệ",
        "Ghi chú",
    ]
    text = [paragraph.text for paragraph in document.paragraphs]
    assert any(line.startswith("Dự thảo: tổng hợp từ báo cáo của 3 trên 17 đơn vị") for line in text)
    assert any(line.startswith("14 đơn vị chưa có số liệu: Thị trấn Thanh Miện,") for line in text)
    row = next(row for row in document.tables[2].rows if row.cells[0].text == "3.3.1.")
    assert [cell.text for cell in row.cells][2:] == ["Hồ sơ", "1.734", "3/17 đơn vị"]


def test_made_up_figures_say_so(three, tmp_path):
    frames = type(three)(three.reports.assign(is_simulated=True), three.observations, three.findings)
    document = docx.Document(write_appendix(frames, QUARTER, FORMS, tmp_path / "a.docx"))
    assert document.paragraphs[0].text == "SỐ LIỆU MÔ PHỎNG"


def test_nearly_all_is_not_all(quarter, tmp_path):
    # 39.999 of 40.000 = 99,9975 %.
    frames = district(
        quarter, {"dossiers_resolved": (40000, None, None), "dossiers_resolved_on_time": (39999, None, None)}
    )
    found, _ = read_back(write_appendix(frames, QUARTER, FORMS, tmp_path / "a.docx"))
    assert found["on_time_rate"] == (99.99, "reported", "99,99")


def test_a_set_that_is_the_same_in_every_commune_is_no_sum(quarter):
    """140 procedures in each of three communes are 140; where one prints 138, it is told who prints what, and no figure."""
    alike = consolidated_figures(district(quarter, {"procedures_local_authority": (140, 140, 140)}), FORMS)
    assert alike["procedures_local_authority"][0] == "140"
    differ = consolidated_figures(district(quarter, {"procedures_local_authority": (140, 138, 140)}), FORMS)
    assert differ["procedures_local_authority"] == ("", "mỗi đơn vị 138–140; cùng một danh mục, không cộng")

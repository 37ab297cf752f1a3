"""Rows of a scan whose lines were not all seen."""

import pytest

from cchc_analysis import catalogue
from cchc_analysis.parsing.forms.in_tables import read_grid
from cchc_analysis.reading.document import Cell, Document, Paragraph, Place, TableRow


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([("2.1.", "", "Đơn vị", "5"), ("2.2.", "", "", "0")], {"2.1": "", "2.2": ""}),
        ([("2.1.", "", "Đơn vị 5", None), ("2.2.", "", "", "0")], {"2.1": "scan-merged", "2.2": ""}),
        ([("2.1.", "", "Đơn vị", "5"), ("2.2.", None, None, "0")], {"2.1": "scan-merged"}),
        ([("2.1. |", "", None, "5"), ("2.2. | Số", None, "", "0")], {"2.1": ""}),
        ([("2.", "", None, None), ("2.1.", "", "Đơn vị", "5")], {"2": "", "2.1": ""}),
    ],
)
def test_a_cell_without_its_line_holds_no_blank_and_no_neighbours_figure(rows, problems):
    edition = catalogue.editions()["commune-2023"]
    labels = {entry.code: entry.label for entry in edition.form("6")}

    def cell(text):
        return Cell(is_merged=True, confidence=1.0) if text is None else Cell(text, confidence=0.9)

    blocks = [Paragraph("Biểu mẫu 6", Place(1))]
    for line, (code, label, unit, value) in enumerate(rows, start=2):
        printed = None if label is None else labels[code.split()[0].strip(".")]
        blocks.append(TableRow(tuple(map(cell, (code, printed, unit, value))), Place(line)))
    forms = read_grid(Document("a.pdf", "", "pdf", "scan-grid 5", tuple(blocks)), edition)
    assert {row.entry.code: row.problem for row in forms.printed} == problems

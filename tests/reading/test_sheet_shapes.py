"""Text boxes, pictures and notes over the cells of a workbook."""

import io
import zipfile

import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Drawn
from PIL import Image

from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import Cell
from cchc_analysis.reading.sheet_shapes import Over

BOX = """<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff>
<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>{row}
</xdr:row><xdr:rowOff>9</xdr:rowOff></xdr:to><xdr:sp><xdr:txBody><a:p><a:r><a:t>709</a:t></a:r></a:p></xdr:txBody></xdr:sp>
</xdr:twoCellAnchor>"""


def picture(cell):
    content = io.BytesIO()
    Image.new("L", (40, 15), 0).save(content, "PNG")
    cell.parent.add_image(Drawn(content), cell.coordinate)


@pytest.fixture
def with_box(from_sheet, sheet_row, tmp_path):
    """A function: the report whose figure of form 3, 3.3.1 is `value`, and 709 in a text box over its cell."""

    def read(value):
        rows = []

        def change(workbook):
            row = sheet_row(workbook, "3", "3.3.1")
            row[3].value = value
            rows.append(row[3].row)
            picture(row[3].parent.cell(1, 9))

        from_sheet(change)
        path = next(tmp_path.glob("*.xlsx"))
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        (drawing,) = [name for name in parts if "drawings/drawing" in name and name.endswith(".xml")]
        end = parts[drawing].rindex(b"</")
        parts[drawing] = parts[drawing][:end] + BOX.format(row=rows[0] - 1).encode() + parts[drawing][end:]
        with zipfile.ZipFile(tmp_path / "box.xlsx", "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)
        return read_report(tmp_path / "box.xlsx")

    return read


def test_a_box_over_a_cell_says_what_the_cell_says(with_box, differences):
    assert differences(with_box(None)) == {}


def test_a_box_over_a_figure_is_in_doubt(with_box, differences):
    assert differences(with_box(716)) == {"3:3.3.1": (None, "unreadable")}


def test_a_picture_over_an_empty_cell_is_no_blank(from_sheet, sheet_row, differences):
    def change(workbook):
        cell = sheet_row(workbook, "3", "3.3.1")[3]
        cell.value = None
        picture(cell)

    assert differences(from_sheet(change))["3:3.3.1"] == (None, "unreadable")


def test_a_note_on_an_empty_cell_is_asked_about(from_sheet, sheet_row, differences, rules):
    def change(workbook):
        cell = sheet_row(workbook, "3", "3.3.1")[3]
        cell.value, cell.comment = None, Comment("709", "a")

    frames = from_sheet(change)
    assert differences(frames) == {"3:3.3.1": (None, "blank")}
    assert [rule for rule, _ in rules(frames)] == ["cell-unseen"]


def test_what_lies_over_a_cell():
    over = Over({(1, 1): "5"}, {(2, 1)})
    assert over.on(Cell(), (1, 1)).text == "5"
    assert over.on(Cell("4"), (1, 1)).text == "4\n5"
    assert over.on(Cell("4"), (2, 1), "x") == Cell("4")
    assert over.on(Cell(), (2, 1)).text == "[hình ảnh]"
    assert over.on(Cell(), (3, 1), "5") == Cell(unseen="5")

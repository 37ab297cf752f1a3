"""HTML under any name."""

import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import Cell, Paragraph, TableRow, read_document
from cchc_analysis.reading.html import is_html, read_html


def blocks(text):
    return [
        block.text if isinstance(block, Paragraph) else list(block.cells)
        for block in read_html(text, text.encode(), "a.html")
    ]


def test_every_row_of_a_page_that_an_office_program_saved(convert, report_files, tmp_path, differences):
    path = tmp_path / "report.doc"
    path.write_bytes(convert(report_files["docx"], "html").read_bytes())
    frames = read_report(path)
    assert differences(frames) == {}
    assert frames.reports["media"].tolist() == ["html"]


def test_lines_and_cells_in_their_order():
    text = "<html><body><p>Biểu <b>mẫu</b> 1</p>mot<br>hai<table><tr><td>1.<td>a<br>b</tr></table>ba</body></html>"
    assert blocks(text) == ["Biểu mẫu 1", "mot", "hai", [Cell("1."), Cell("a\nb")], "ba"]


def test_merged_cells_stand_on_the_grid():
    text = "<table><tr><td rowspan=2>x<td colspan=2>a<tr><td>b<td>c</table>"
    assert blocks(text) == [
        [Cell("x"), Cell("a"), Cell(is_covered=True)],
        [Cell(is_merged=True), Cell("b"), Cell("c")],
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<s>19</s>21", Cell("1̶9̶21")),
        ("478<sup>1</sup>", Cell("478¹")),
        ('<span style="display:none">5</span>', Cell(unseen="5")),
        ('<font color="white">5</font>', Cell(unseen="5")),
        ('<span style="color:white;background:#000">5</span>', Cell("5")),
        ("<script>5</script><img src='http://example.org/a.png'>", Cell("[hình ảnh]")),
    ],
)
def test_what_the_eye_takes(cell, expected):
    assert blocks(f"<table><tr><td>x<td>{cell}</table>") == [[Cell("x"), expected]]


def test_a_table_in_a_cell_comes_after_its_row():
    text = "<table><tr><td>x<table><tr><td>y</table></table>"
    assert [[cell.text for cell in row] for row in blocks(text)] == [["x"], ["y"]]


def test_the_pages_of_an_envelope(tmp_path):
    page = "<html><table><tr><td>Bi=E1=BB=83u</td></tr></table></html>"
    path = tmp_path / "a.xls"
    path.write_bytes(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{page}\r\n--x--\r\n".encode()
    )
    assert is_html(path.read_text())
    (row,) = read_document(path).blocks
    assert isinstance(row, TableRow)
    assert row.text == "Biểu"


def test_tables_in_tables_without_end():
    with pytest.raises(ReadError, match="without end"):
        blocks("<table><tr><td>" * 20_000)


def test_the_classes_of_a_page_are_its_looks():
    style = "<style>.old, td.gone {text-decoration: line-through} .no{display:none} .head{color:white;background:#036}"
    cells = "<td><i class='old'>478</i>487<td class='x no'>5<td class=head>6"
    text = f"<html><head>{style}</style></head><table><tr>{cells}</table>"
    assert blocks(text) == [[Cell("4̶7̶8̶487"), Cell(unseen="5"), Cell("6")]]


def test_a_field_that_is_filled_in_counts_and_a_picture_is_no_blank():
    text = "<table><tr><td><input value='478'><td><img src='a.png'><td><input type=hidden value=5><td>7<img></table>"
    assert blocks(text) == [[Cell("478"), Cell("[hình ảnh]"), Cell(), Cell("7")]]

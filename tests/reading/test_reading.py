"""One file in, one Document out: lines, pages, encodings, delimiters, and which kind a file is."""

import hashlib

import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.reading import Cell, Paragraph, Place, TableRow, read_document
from cchc_analysis.reading.sheet import read_csv
from cchc_analysis.reading.text import read_text


def test_lines_are_those_an_editor_shows():
    assert read_text("một\r\n\nba\x0b\n") == (
        Paragraph("một", Place(1)),
        Paragraph("", Place(2)),
        Paragraph("ba", Place(3)),
        Paragraph("", Place(4)),
    )


def test_pages_of_a_text():
    assert read_text("a\n\f2\nb\n\f\fc") == (
        Paragraph("a", Place(1, 1)),
        Paragraph("2", Place(2, 2)),
        Paragraph("b", Place(3, 2)),
        Paragraph("c", Place(4, 4)),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding, tmp_path):
    content = "Biểu mẫu 1".encode(encoding)
    (tmp_path / "a.txt").write_bytes(content)
    document = read_document(tmp_path / "a.txt", "2023-Q1/a.txt")
    assert document.blocks == (Paragraph("Biểu mẫu 1", Place(1)),)
    assert (document.source_file, document.media, document.reader) == ("2023-Q1/a.txt", "txt", "text 1")
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert not document.has_tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_in_text(delimiter):
    text = delimiter.join(("code", "unit", "n")) + "\n" + delimiter.join(("1", '"Xã A"', " 4.06 ")) + "\n\n"
    head, row = read_csv(text, "a.csv")
    assert [cell.text for cell in head.cells] == ["code", "unit", "n"]
    assert row == TableRow((Cell("1"), Cell("Xã A"), Cell("4.06")), Place(2))
    assert row.text == "1 Xã A 4.06"


def test_a_quoted_cell_over_two_lines():
    (row,) = read_csv('"a\nb",c\n', "a.csv")
    assert row.cells == (Cell("a\nb"), Cell("c"))
    assert row.text == "a b c"


@pytest.mark.parametrize(
    ("cell", "more", "whole"),
    [
        (Cell("6.6", confidence=0.9), Cell("2.", confidence=0.6), Cell("6.6\n2.", confidence=0.6)),
        (Cell("70", confidence=0.9, crop="a"), Cell(confidence=1.0), Cell("70", confidence=0.9, crop="a")),
        (Cell(confidence=1.0), Cell("70", confidence=0.9, crop="a"), Cell("70", confidence=0.9, crop="a")),
        (
            Cell("", confidence=0.2, second="", crop="a"),
            Cell(confidence=1.0),
            Cell("", confidence=0.2, second="", crop="a"),
        ),
    ],
)
def test_the_halves_of_a_cell_keep_what_is_known_of_them(cell, more, whole):
    assert TableRow((cell,), Place(1)).joined([more]) == TableRow((whole,), Place(1))


def test_a_field_that_never_ends():
    with pytest.raises(
        ReadError,
        match=r"^a\.csv line \d+: found a broken row; expected comma-separated text; save it again as CSV\.$",
    ) as error:
        read_csv('a,b\n"' + "x" * 200_000, "a.csv")
    assert error.value.rule == "file-damaged"


def test_the_first_bytes_decide_and_not_the_name(report_files, tmp_path):
    (tmp_path / "report.txt").write_bytes(report_files["docx"].read_bytes())
    assert read_document(tmp_path / "report.txt").media == "docx"
    (tmp_path / "report.docx").write_bytes(report_files["xlsx"].read_bytes())
    assert read_document(tmp_path / "report.docx").media == "xlsx"

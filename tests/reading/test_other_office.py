"""Files of other programs, under any name."""

import shutil

import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import read_document
from cchc_analysis.reading.other_office import Other, kind_of

SHEET = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles><Worksheet ss:Name="A"><Table><Row>
<Cell><Data ss:Type="String">xã</Data></Cell><Cell ss:Index="3" ss:StyleID="p"><Data ss:Type="Number">0.361</Data></Cell>
</Row></Table></Worksheet></Workbook>"""


@pytest.mark.parametrize(("old", "new"), [("docx", "odt"), ("docx", "rtf"), ("xlsx", "ods")])
def test_every_row_is_read_under_any_name(old, new, convert, report_files, tmp_path, differences):
    path = shutil.copy(convert(report_files[old], new), tmp_path / f"report.{old}")
    frames = read_report(path)
    assert differences(frames) == {}
    assert frames.reports["media"].tolist() == [new]


def test_a_sheet_of_2003(convert, tmp_path):
    (tmp_path / "a.xls").write_text(SHEET, encoding="utf-8")
    document = read_document(tmp_path / "a.xls")
    assert [cell.text for cell in document.blocks[1].cells] == ["xã", "", "36,1%"]
    assert document.media == "xml"


def test_a_document_type_is_opened_by_no_program(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(SHEET.replace("<Workbook", "<!DOCTYPE x [<!ENTITY a 'b'>]><Workbook"), encoding="utf-8")
    assert kind_of(path, path.read_bytes()) is None


def test_what_a_file_is(tmp_path):
    path = tmp_path / "a"
    assert kind_of(path, b"{\\rtf1 abc}") == Other("rtf", "rtf", "docx")
    assert kind_of(path, b"<html><table>") is None
    assert kind_of(path, b"B\xc3\xa1o c\xc3\xa1o") is None


def test_without_libreoffice_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("cchc_analysis.reading.old_office.find_program", lambda _: None)
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 abc}")
    with pytest.raises(
        ReadError, match=r"^a\.rtf: found an RTF file, and no LibreOffice to open it; expected a \.docx file;"
    ):
        read_document(tmp_path / "a.rtf")

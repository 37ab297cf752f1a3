"""PDF files: the same figures as from Word, two readings that must agree, and what is refused."""

import re
import subprocess
import sys
from dataclasses import replace

import docx
import pypdfium2
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from cchc_analysis import catalogue
from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.forms.in_tables import read_grid
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import Cell, Document, Paragraph, Place, TableRow
from cchc_analysis.reading.apart import pdf, process
from cchc_analysis.reading.pdf import read_pdf
from tests.programs import needs_poppler


def test_every_row_is_read_as_from_word(printed, differences, rules, quarter):
    frames = read_report(printed)
    assert differences(frames) == {}
    assert rules(frames) == []
    columns = ["commune_code", "period", "indicator", "value", "unit", "status", "form", "code", "edition"]
    assert frames.observations[columns].equals(quarter.observations[columns])
    assert frames.reports["media"].tolist() == ["pdf"]
    assert frames.observations["source_page"].notna().all()


def test_a_text_layer_that_differs_from_the_table_is_not_trusted(printed, monkeypatch, cells):
    def changed(path, name):
        read = read_pdf(path, name)
        lines = tuple(replace(line, text=line.text.replace("36,1", "63,1")) for line in read.lines)
        return replace(read, lines=lines)

    monkeypatch.setattr(pdf, "read_pdf_apart", changed)
    frames = read_report(printed)
    assert [key for key, (_, status, _) in cells(frames).items() if status == "unreadable"] == [("1", "2")]
    (finding,) = frames.findings[frames.findings["rule"] == "cell-readers-differ"].to_dict("records")
    assert finding["found"] == "36,1 ≠ 63,1"


def short_pages(document):
    """Pages of 8 cm with their number in the footer: half of the rows are cut, heads come again on each."""
    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(80)
        section.top_margin = section.bottom_margin = section.footer_distance = Mm(10)
        section.footer.is_linked_to_previous = False
        number = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        section.footer.paragraphs[0]._p.append(parse_xml(number))
    for table in document.tables[2:9]:
        for at, row in enumerate(table._tbl.tr_lst):
            properties = row.get_or_add_trPr()
            for child in list(properties):
                properties.remove(child)
            if at < 2:
                properties.append(OxmlElement("w:tblHeader"))


def without_rules(document):
    for table in document.tables[2:9]:
        for child in list(table._tbl.tblPr):
            if child.tag in (qn("w:tblBorders"), qn("w:tblStyle")):
                table._tbl.tblPr.remove(child)


@pytest.fixture
def as_pdf(convert, report_files, tmp_path):
    """A function: the Word report after `change(document)` as a PDF."""

    def make(change):
        document = docx.Document(report_files["docx"])
        change(document)
        document.save(tmp_path / "report.docx")
        return convert(tmp_path / "report.docx", "pdf")

    return make


def test_rows_cut_by_pages_and_page_numbers_between_them(as_pdf, differences, rules):
    frames = read_report(as_pdf(short_pages))
    assert frames.observations["source_page"].max() > 60
    assert differences(frames) == {}
    assert rules(frames) == []


def test_codes_cut_by_the_end_of_a_page(as_pdf, differences, rules):
    """In a column too narrow for them codes have two lines, of which the second may stand on the next page."""

    def change(document):
        short_pages(document)
        for table in document.tables[2:9]:
            table.autofit = False
            table._tbl.tblGrid.findall(qn("w:gridCol"))[0].set(qn("w:w"), "454")
            for row in table._tbl.tr_lst:
                row.tc_lst[0].width = Mm(8)

    frames = read_report(as_pdf(change))
    wrong = differences(frames)
    assert set(wrong.values()) <= {(None, "unreadable")}
    assert len(wrong) <= 2
    assert {rule for rule, _ in rules(frames)} <= {"cell-readers-differ"}


HALVES = ("Số TTHC cung cấp trực tuyến", "mức độ 3 và 4 đã tích hợp, công khai trên Cổng DVC quốc gia")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("6.6.2", HALVES[0], "Thủ tục", "70"), (".", HALVES[1], "", "")], ("70", "")),
        ([("6.6.2", HALVES[0], "Thủ tục", "70"), ("J", HALVES[1], "", "")], ("70", "")),
        ([("6.6.", HALVES[0], "Thủ tục", ""), ("2.", HALVES[1], "", "70")], ("70", "")),
        # A point misread as a number: the figure may be of the half that is known.
        ([("6.6.2", HALVES[0], "Thủ tục", "70"), ("1", HALVES[1], "", "")], ("70", "stray-number")),
        # A row that a commune has added below one of the form leaves the form's blank as it is.
        ([("6.6.2.", " ".join(HALVES), "Thủ tục", ""), ("6.6.3.", "Số cuộc họp", "Cuộc", "5")], ("", "")),
    ],
)
def test_the_halves_of_a_row_are_one_row_or_neither_is_a_blank(rows, found):
    edition = catalogue.editions()["commune-2023"]
    form = [(entry.code, entry.label, entry.unit, "1") for entry in edition.form("7")]
    at = next(at for at, cells in enumerate(form) if cells[0] == "6.6.2")
    form[at : at + 1] = rows
    blocks = [TableRow(tuple(map(Cell, cells)), Place(line)) for line, cells in enumerate(form, start=2)]
    document = Document("a.pdf", "", "pdf", "pdf-tables 2", (Paragraph("Biểu mẫu 7", Place(1)), *blocks))
    printed = {row.entry.code: (row.raw, row.problem) for row in read_grid(document, edition).printed}
    assert printed == {entry.code: ("1", "") for entry in edition.form("7")} | {"6.6.2": found}


def test_tables_without_rules_are_read_from_the_text_or_flagged(as_pdf, differences):
    """Without cells both readings are of text, and where they differ neither is taken."""
    frames = read_report(as_pdf(without_rules))
    wrong = differences(frames)
    assert set(wrong.values()) <= {(None, "unreadable")}
    assert len(wrong) <= 12
    flagged = {name for names in frames.findings["indicators"] for name in names}
    unreadable = frames.observations["status"] == "unreadable"
    assert set(frames.observations.loc[unreadable, "indicator"]) <= flagged


@needs_poppler
def test_text_in_column_order_is_refused(printed, tmp_path):
    text = subprocess.run(["pdftotext", printed, "-"], check=True, capture_output=True).stdout
    (tmp_path / "report.txt").write_bytes(text)
    with pytest.raises(
        ReadError, match=r"^report\.txt: found a text that runs down the columns of its tables; "
    ) as error:
        read_report(tmp_path / "report.txt")
    assert error.value.rule == "file-column-order"


def _pages(path, count, width=100):
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(width, width)
    document.save(path)
    return path


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95])
def test_a_cut_file_is_refused_or_whole(printed, tmp_path, keep):
    content = printed.read_bytes()
    (tmp_path / "a.pdf").write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(ReadError) as error:
        read_report(tmp_path / "a.pdf")
    assert error.value.rule in ("file-damaged", "file-no-forms")


def test_ten_thousand_pages_are_refused(tmp_path):
    path = _pages(tmp_path / "a.pdf", 10_000)
    message = "a.pdf: found 10000 pages; expected at most 200; send the report alone."
    with pytest.raises(ReadError, match=f"^{re.escape(message)}$"):
        read_report(path)


def test_a_page_without_anything_has_no_forms(tmp_path):
    with pytest.raises(ReadError) as error:
        read_report(_pages(tmp_path / "a.pdf", 1))
    assert error.value.rule == "file-no-forms"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("while True: pass", "more than 1 s"),
        ("import time; a = bytearray(b'x' * 400_000_000); time.sleep(20)", "more than 0.2 GB of memory"),
        ("import os; os.abort()", "a reader that ended with status -6"),
        ("", "a reader that ended with status 0"),
    ],
)
def test_whatever_the_child_does_the_parent_goes_on(code, found):
    seconds = 1 if "while" in code else 20
    with pytest.raises(ReadError) as error:
        process.run([sys.executable, "-c", code], "a.pdf", seconds, 200_000_000)
    assert (error.value.found, error.value.rule) == (found, "file-no-end")

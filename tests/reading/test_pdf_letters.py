"""What a reader's eye takes of a PDF page: letters printed twice, struck, raised and white ones, notes typed over it."""

import zlib

import docx
import pytest
from docx.shared import Pt, RGBColor

from cchc_analysis.parsing.report import read_report
from tests.paths import REPORT

RESOLVED = ("3", "3.3.1")


@pytest.fixture
def from_print(convert, tmp_path):
    """A function: the frames of the shipped Word report, printed as PDF after `change(document)`."""

    def read(change):
        document = docx.Document(REPORT)
        change(document)
        path = tmp_path / "report.docx"
        document.save(path)
        return read_report(convert(path, "pdf"))

    return read


def asked(frames):
    found = frames.findings[frames.findings["rule"].str.startswith("cell-")]
    return list(zip(found["rule"], found["found"], strict=True))


def runs(word_row, document, form, code, *written):
    cell = word_row(document, form, code).cells[3]
    paragraph = cell.paragraphs[0]
    for run in paragraph.runs:
        run.text = ""
    for text, change in written:
        change(paragraph.add_run(text))


def struck(run):
    run.font.strike = True


def raised(run):
    run.font.superscript = True


def white(run):
    run.font.color.rgb = RGBColor(255, 255, 255)


def plain(run):
    run.font.size = Pt(13)


def test_what_is_struck_raised_or_white_is_no_digit(from_print, word_row, cells):
    def change(document):
        runs(word_row, document, "3", "3.3.1", ("478", struck), ("709", plain))
        runs(word_row, document, "1", "2.1", ("36", plain), ("2", raised))
        runs(word_row, document, "1", "4.1", ("12", white))
        runs(word_row, document, "1", "2.2", ("13", struck))

    frames = from_print(change)
    found = cells(frames)
    assert found["1", "2.1"][:2] == (36, "reported")
    assert found["1", "4.1"][1] == "blank"
    assert found["1", "2.2"][1] == found["3", "3.3.1"][1] == "unreadable"
    assert sorted(asked(frames)) == [
        ("cell-raised", "36²"),
        ("cell-unreadable", "1̶3̶"),
        ("cell-unreadable", "4̶7̶8̶709"),
        ("cell-unseen", "12"),
    ]


def pdf_of(content, annotations=()):
    """A page of A4 whose content stream, in Latin letters, is given, with the annotations given as PDF objects."""
    stream = zlib.compress(content.encode("latin-1"))
    names = " ".join(f"{7 + at} 0 R" for at in range(len(annotations)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> "
        + f"/Annots [{names}] >>".encode(),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< >>",
        *(text.encode() for text in annotations),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(body),
    )


GRID = (
    "0.5 w 50 700 m 300 700 l S 50 650 m 300 650 l S 50 650 m 50 700 l S 180 650 m 180 700 l S 300 650 m 300 700 l S "
)
WORDS = "BT /F1 12 Tf 60 670 Td (So phieu khao sat) Tj ET BT /F1 12 Tf 60 600 Td (Noi dung bao cao cua xa nay) Tj ET "


def cells_of(tmp_path, content, annotations=()):
    from cchc_analysis.reading.pdf import read_pdf

    path = tmp_path / "page.pdf"
    path.write_bytes(pdf_of(GRID + WORDS + content, annotations))
    (row,) = [block for block in read_pdf(path, path.name).blocks if hasattr(block, "cells")]
    return row.cells


def test_letters_printed_twice_for_boldness_are_read_once(tmp_path):
    twice = "BT /F1 12 Tf 200 670 Td (478) Tj ET BT /F1 12 Tf 200.3 670 Td (478) Tj ET"
    assert cells_of(tmp_path, twice)[1].text == "478"
    # Neighbours that are alike are no doubles.
    assert cells_of(tmp_path, "BT /F1 12 Tf 200 670 Td (1111) Tj ET")[1].text == "1111"


def test_white_letters_on_a_dark_field_are_seen(tmp_path):
    assert cells_of(tmp_path, "0 g 185 655 110 40 re f 1 g BT /F1 12 Tf 200 670 Td (478) Tj ET")[1].text == "478"
    hidden = cells_of(tmp_path, "1 g BT /F1 12 Tf 200 670 Td (478) Tj ET")[1]
    assert (hidden.text, hidden.unseen) == ("", "478")


def test_a_figure_that_is_underlined_is_read(tmp_path):
    assert cells_of(tmp_path, "BT /F1 12 Tf 200 670 Td (478) Tj ET 0.6 w 199 668.5 m 221 668.5 l S")[1].text == "478"
    crossed = cells_of(tmp_path, "BT /F1 12 Tf 200 670 Td (478) Tj ET 0.6 w 199 674 m 221 674 l S")[1]
    assert crossed.text == "4̶7̶8̶"


def test_a_note_typed_over_a_table_is_read_as_every_viewer_shows_it(tmp_path):
    shape = "<< /Type /XObject /Subtype /Form /BBox [0 0 60 20] /Resources << /Font << /F1 5 0 R >> >> /Length 36 >>"
    shape += "\nstream\nBT /F1 12 Tf 4 5 Td (478) Tj ET     \nendstream"
    note = "<< /Type /Annot /Subtype /FreeText /Rect [200 665 260 685] /F 4 /Contents (478) /AP << /N 8 0 R >> >>"
    assert cells_of(tmp_path, "", (note, shape))[1].text == "478"

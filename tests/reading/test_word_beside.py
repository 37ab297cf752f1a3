"""Heads of pages, inserted files and pictures in Word."""

import copy
import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import read_document


def in_heads(document):
    """Move the title of each form into the head of the pages of its own section."""
    titles = [p for p in document.paragraphs if p.text.startswith("Biểu mẫu ")]
    names = [title.text for title in titles]
    last = document.sections[-1]._sectPr
    for title in titles:
        properties = copy.deepcopy(last)
        for reference in properties.findall(qn("w:headerReference")):
            properties.remove(reference)
        for child in list(title._p):
            title._p.remove(child)
        title._p.get_or_add_pPr().append(properties)
    for section, name in zip(list(document.sections)[-len(names) :], names, strict=True):
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = name


def test_titles_in_the_heads_of_pages(from_word, differences):
    assert differences(from_word(in_heads)) == {}


def with_chunk(path, part, content):
    """A document with a paragraph, then an inserted part."""
    document = docx.Document()
    document.add_paragraph("trước")
    document.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:sectPr", f'<w:altChunk xmlns:r="{kind}" r:id="rIdX"/><w:sectPr'.encode(), 1
    )
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", f'<Relationship Id="rIdX" Type="{kind}/aFChunk" Target="{part}"/></Relationships>'.encode()
    )
    parts[f"word/{part}"] = content
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def test_an_inserted_page_is_read(tmp_path):
    path = with_chunk(tmp_path / "a.docx", "x.htm", b"<html><table><tr><td>1.</td><td>478</td></tr></table></html>")
    assert [block.text for block in read_document(path).blocks] == ["trước", "1. 478"]


def test_an_inserted_part_that_is_gone_is_named(tmp_path):
    path = with_chunk(tmp_path / "a.docx", "x.htm", b"")
    assert [block.text for block in read_document(path).blocks] == ["trước", "[hình ảnh]"]


def test_forms_that_are_photographs_are_refused_as_that(tmp_path, report_files):
    document = docx.Document(report_files["docx"])
    picture = io.BytesIO()
    Image.new("L", (900, 600), 128).save(picture, "PNG")
    for table in document.tables[2:9]:
        picture.seek(0)
        run = document.add_paragraph().add_run()
        run.add_picture(picture, width=5_000_000)
        table._tbl.addprevious(run._r.getparent())
        table._tbl.getparent().remove(table._tbl)
    document.save(tmp_path / "a.docx")
    with pytest.raises(ReadError, match="found 7 pictures where tables should be") as error:
        read_report(tmp_path / "a.docx")
    assert error.value.rule == "file-table-pictures"

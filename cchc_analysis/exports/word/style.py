"""How an official Word document looks: A4, Times New Roman, ruled tables. NĐ 30/2020/NĐ-CP, annex I, sets face and sizes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FACE = "Times New Roman"
GREY = RGBColor(0x66, 0x66, 0x66)
GAP, NARROW = Pt(8), Pt(3)
MIDDLE = WD_TABLE_ALIGNMENT.CENTER
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def new_document(title: str, language: str, landscape: bool = False, size: float = 13) -> Any:
    """Return an empty A4 document in the official face, its language set, so that Word does not underline Vietnamese."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(size)
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FACE)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), {"vi": "vi-VN", "en": "en-GB"}[language])
    style.element.rPr.append(spoken)
    style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(3), Pt(0)
    section = document.sections[0]
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin, section.right_margin = (Mm(15), Mm(15)) if landscape else (Mm(30), Mm(15))
    section.top_margin, section.bottom_margin = (Mm(15), Mm(15)) if landscape else (Mm(20), Mm(20))
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "cchc_analysis", ""
    properties.created = properties.modified = dt.datetime(2000, 1, 1)
    return document


def tighten(document: Any) -> None:
    """Give a landscape document narrow margins and no room between paragraphs, so that a form fits one page."""
    section = document.sections[0]
    section.left_margin = section.right_margin = Mm(8)
    section.top_margin = section.bottom_margin = Mm(7)
    section.header_distance = section.footer_distance = Mm(4)
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    document.styles["Normal"].paragraph_format.line_spacing = 1.0


def write(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: float = 0, grey: bool = False
) -> Any:
    """Add text to a paragraph and return the paragraph."""
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    if grey:
        run.font.color.rgb = GREY
    return paragraph


def add_table(document: Any, heads: Sequence[str], widths: Sequence[float], size: float) -> Any:
    """Return a ruled table with a head that repeats on each page; `widths` in millimetres."""
    table = document.add_table(rows=1, cols=len(heads))
    table.style, table.autofit, table.alignment = "Table Grid", False, MIDDLE
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].alignment = CENTRE
        write(cell.paragraphs[0], head, bold=True, size=size)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    set_widths(table, widths)
    return table


def set_widths(table: Any, widths: Sequence[float]) -> None:
    """Set the widths of a table's columns, in millimetres; Word reads them from the cells, LibreOffice from the grid."""
    for index, width in enumerate(widths):
        table.columns[index].width = Mm(width)
        for cell in table.columns[index].cells:
            cell.width = Mm(width)


def keep_whole(row: Any) -> None:
    """Let a row of a table not be parted by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

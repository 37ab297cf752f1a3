"""The forms of a document, read by the edition that explains most of its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from cchc_analysis import catalogue
from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.parsing.forms.in_tables import read_grid
from cchc_analysis.parsing.forms.in_text import is_in_column_order, read_lines
from cchc_analysis.parsing.forms.rows import Forms
from cchc_analysis.parsing.forms.second_reading import compare
from cchc_analysis.reading import Document, Paragraph, TableRow
from cchc_analysis.reading.scans import tesseract
from cchc_analysis.reading.word_text import PICTURE

# A row of an edition is taken for granted on the form's own title; an edition that explains less than this of the printed
# rows is another one.
_KNOWN_SHARE = 0.5


def read_forms(document: Document, given: str | None) -> Forms:
    """Return the rows of a document's forms, read by the edition that explains most of them, or by the one given.

    Raises
    ------
    ReadError : no form, a form twice, rows of no edition, or a text that runs down its columns.
    """
    if document.second and not document.has_tables:
        # A PDF without rules has no cells: its own text keeps rows together better than words put into lines by their place.
        document = replace(document, blocks=document.second, second=tuple(map(_line, document.blocks)))
    read = read_grid if document.has_tables else read_lines
    editions = [edition for edition in catalogue.editions().values() if edition.layout == "forms"]
    if given is not None:
        names = [edition.name for edition in editions]
        if given not in names:
            raise CchcError("--edition", repr(given), f"one of {', '.join(names)}", "correct it")
        editions = [catalogue.editions()[given]]
    forms = max((read(document, edition) for edition in editions), key=lambda forms: len(forms.printed))
    name = document.source_file
    is_known = len(forms.printed) >= _KNOWN_SHARE * (len(forms.printed) + len(forms.unknown)) and bool(forms.printed)
    if not is_known:
        _refuse_pictures(document)
    if not forms.seen:
        raise ReadError(
            name, "no title 'Biểu mẫu …'", "the appendix with its forms", "add the appendix", rule="file-no-forms"
        )
    if document.reader == tesseract.READER and not document.second and not document.has_tables:
        # Words of one line on a picture may be of several rows: an empty place among them is no blank.
        raise ReadError(
            name,
            "a scan without the lines of its tables",
            "forms whose lines can be seen",
            "scan it again, darker, or send the .docx",
            rule="file-scan-lines",
        )
    if twice := [form for form, count in Counter(forms.seen).items() if count > 1]:
        raise ReadError(
            name, f"form {twice[0]} twice", "each form once", "keep the appendix that holds", rule="file-forms-twice"
        )
    if not is_known:
        raise ReadError(
            name,
            f"{len(forms.printed)} known rows and {len(forms.unknown)} others",
            "an edition of the catalogue",
            "add the edition, see README",
            rule="file-unknown-edition",
        )
    if not document.has_tables and is_in_column_order(document, forms.edition):
        raise ReadError(
            name,
            "a text that runs down the columns of its tables",
            "the rows of the forms line by line",
            "send the .docx or .xlsx",
            rule="file-column-order",
        )
    second = replace(document, blocks=document.second)
    if document.second and not is_in_column_order(second, forms.edition):
        return compare(forms, read_lines(second, forms.edition))
    return forms


def _refuse_pictures(document: Document) -> None:
    if pictures := _pictures(document):
        raise ReadError(
            document.source_file,
            f"{pictures}, and too few rows of a form",
            "forms as tables",
            "send the file in which the tables were made, or a scan of the printed pages as PDF",
            rule="file-table-pictures",
        )


def _pictures(document: Document) -> str:
    """Return what a file that is no scan has of pictures where its tables should be; "" if it has none."""
    if document.reader == tesseract.READER:
        return ""
    rows = any(isinstance(block, TableRow) and block.cells[0].confidence is not None for block in document.blocks)
    count = sum(isinstance(block, Paragraph) and block.text == PICTURE for block in document.blocks)
    return "tables that are pictures" if rows else f"{count} pictures where tables should be" if count else ""


def _line(block: Paragraph | TableRow) -> Paragraph:
    return Paragraph(block.text, block.place)

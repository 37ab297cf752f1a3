"""One file in, one Document out. What a file is, its first bytes decide, never its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cchc_analysis.errors import ReadError
from cchc_analysis.reading import old_office
from cchc_analysis.reading.document import Cell, Document, Paragraph, Place, TableRow
from cchc_analysis.reading.html import READER as HTML_READER
from cchc_analysis.reading.html import is_html, read_html
from cchc_analysis.reading.modern_office import read_package
from cchc_analysis.reading.old_fonts import from_windows, refuse_mojibake, refuse_old_fonts
from cchc_analysis.reading.other_office import kind_of
from cchc_analysis.reading.records import READER as RECORDS_READER
from cchc_analysis.reading.records import is_json, read_json
from cchc_analysis.reading.safe_zip import open_package
from cchc_analysis.reading.scans.tesseract import READER as SCAN_READER
from cchc_analysis.reading.sheet import READER as SHEET_READER
from cchc_analysis.reading.sheet import is_table, read_csv
from cchc_analysis.reading.text import READER as TEXT_READER
from cchc_analysis.reading.text import read_text

__all__ = ["Cell", "Document", "Paragraph", "Place", "TableRow", "read_document"]

FILE_BYTES = 25_000_000
# The real report has 1,100 lines and 42,000 letters. What is far beyond takes minutes to compare with the forms.
BLOCKS, LETTERS = 20_000, 5_000_000
# How PNG, JPEG and TIFF files begin.
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


def read_document(path: Path | str, source_file: str | None = None) -> Document:
    """Return the words of a file with their places.

    Parameters
    ----------
    path : a .docx, .doc, .odt, .rtf, .pdf, .xlsx, .xls, .ods, .csv, .html, .json, .png, .jpg, .tif or UTF-8 text file.
    source_file : the name to keep for it; by default the file's own name.

    Raises
    ------
    ReadError : empty, too large, of another kind, or damaged.
    """
    path = Path(path)
    name = source_file or path.name
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= FILE_BYTES else b""
    except OSError as error:
        raise ReadError(
            name, f"no readable file ({error.strerror})", "a file", "check the path", rule="file-damaged"
        ) from error
    if size > FILE_BYTES:
        raise ReadError(
            name, f"{size / 1e6:,.0f} MB", "at most 25 MB", "send the report without pictures", rule="file-too-large"
        )
    if not content.strip():
        raise ReadError(name, "an empty file", "a report", "ask for the file again", rule="file-empty")
    sha256 = hashlib.sha256(content).hexdigest()
    if b"%PDF-" in content[:1024]:
        from cchc_analysis.reading.apart.pdf import read_pdf_apart
        from cchc_analysis.reading.pdf import READER as PDF_READER

        pdf = read_pdf_apart(path, name)
        _bounded(pdf.blocks, name)
        return Document(name, sha256, "pdf", SCAN_READER if pdf.pictures else PDF_READER, pdf.blocks, pdf.lines)
    if content.startswith(PICTURES):
        from cchc_analysis.reading.apart.pdf import read_pictures_apart

        return Document(name, sha256, "image", SCAN_READER, read_pictures_apart(path, name).blocks)
    media, reader, blocks = _read(path, content, name)
    _bounded(blocks, name)
    return Document(name, sha256, media, reader, blocks)


def _bounded(blocks: tuple[Paragraph | TableRow, ...], name: str) -> None:
    letters = sum(len(block.text) for block in blocks)
    if len(blocks) > BLOCKS or letters > LETTERS:
        raise ReadError(
            name,
            f"{len(blocks)} lines with {letters} letters",
            f"at most {BLOCKS} and {LETTERS}",
            "send the report alone",
            rule="file-too-large",
        )
    refuse_old_fonts(blocks, name)


def _read(path: Path, content: bytes, name: str) -> tuple[str, str, tuple[Paragraph | TableRow, ...]]:
    if content.startswith(old_office.MAGIC):
        old = old_office.kind(content, name)
        with old_office.modern(content, old, name) as modern:
            _, reader, blocks = _read_guarded(modern, name)
        return old, reader, blocks
    if other := kind_of(path, content):
        if content.startswith(b"PK"):
            open_package(path, name).close()
        with old_office.modern(content, other.suffix, name, other.modern) as modern:
            _, reader, blocks = _read_guarded(modern, name)
        return other.media, reader, blocks
    if content.startswith(b"PK"):
        return _read_guarded(path, name)
    text = _decode(content, name)
    refuse_mojibake(text, name)
    if is_html(text):
        return "html", HTML_READER, read_html(text, content, name)
    if is_json(text):
        return "json", RECORDS_READER, read_json(text, name)
    if path.suffix.lower() == ".csv" or is_table(text):
        return "csv", SHEET_READER, read_csv(text, name)
    return "txt", TEXT_READER, read_text(text)


def _read_guarded(path: Path, name: str) -> tuple[str, str, tuple[Paragraph | TableRow, ...]]:
    """Read a package here if it is small, in a process of its own if it may grow."""
    from cchc_analysis.reading.apart.package import BYTES, read_package_apart
    from cchc_analysis.reading.apart.pdf import read_pictures_apart

    with open_package(path, name) as package:
        unpacked = sum(member.file_size for member in package.infolist() if member.filename.endswith((".xml", ".rels")))
    if unpacked > BYTES:
        return read_package_apart(path, name)
    return read_package(path, name, lambda picture: read_pictures_apart(picture, name, count=1).blocks)


def _decode(content: bytes, name: str) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-16" and (windows := from_windows(content)) is not None:
            return windows
        line = content[: error.start].count(b"\n") + 1
        raise ReadError(
            f"{name} line {line}",
            "bytes that are no UTF-8 text",
            "Unicode text",
            "save it again as UTF-8 or .docx",
            rule="file-encoding",
            lines=(line,),
        ) from error
    if "\x00" in text:
        raise ReadError(
            name, "binary content", "a .docx, .xlsx, .csv or .txt file", "ask for the file again", rule="file-kind"
        )
    return text

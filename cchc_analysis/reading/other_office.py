"""Documents of other programs, by how they begin: which kind it is, and as what LibreOffice saves it to be read.

Office programs open them under any name, so that an OpenDocument table may come as .xlsx and an XML of 2003 as .xls.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from cchc_analysis.reading.safe_zip import DAMAGE

_XML_KINDS = (
    (re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet"), "xml", "xlsx"),
    (re.compile(rb"http://schemas\.microsoft\.com/office/word/2003/wordml"), "xml", "docx"),
    (re.compile(rb'office:mimetype="application/vnd\.oasis\.opendocument\.text'), "odt", "docx"),
    (re.compile(rb'office:mimetype="application/vnd\.oasis\.opendocument\.spreadsheet'), "ods", "xlsx"),
)
_PACKAGED = {
    b"application/vnd.oasis.opendocument.text": ("odt", "docx"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("ods", "xlsx"),
}
# How far the root element's names may lie behind the beginning.
_BEGIN = 4_000


@dataclass(frozen=True)
class Other:
    """A kind of file: its `media`, the suffix under which LibreOffice knows it, and what it is saved as."""

    media: str
    suffix: str
    modern: str


def kind_of(path: Path, content: bytes) -> Other | None:
    """Return what a file is that only LibreOffice can open, or None."""
    if content.startswith(b"{\\rtf"):
        return Other("rtf", "rtf", "docx")
    if content.startswith(b"PK"):
        return _packaged(path)
    begin = content[:_BEGIN].lstrip(b"\xef\xbb\xbf \t\r\n")
    # A document type may name what a program would fetch or unfold.
    if not begin.startswith((b"<?xml", b"<")) or b"<!DOCTYPE" in content:
        return None
    for pattern, media, modern in _XML_KINDS:
        if pattern.search(begin):
            return Other(media, "xml" if media == "xml" else f"f{media}", modern)
    return None


def _packaged(path: Path) -> Other | None:
    try:
        with zipfile.ZipFile(path) as package:
            mimetype = package.read("mimetype") if package.getinfo("mimetype").file_size < 200 else b""
    except (*DAMAGE, KeyError):
        return None
    for begin, (media, modern) in _PACKAGED.items():
        if mimetype.startswith(begin):
            return Other(media, media, modern)
    return None

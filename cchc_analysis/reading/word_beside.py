"""What stands in other parts of a Word file and shows within its text: heads of pages, inserted files, workbooks, pictures.

Each is put where it shows: the head of a section's pages before the section, the others behind their paragraph. A picture as
wide as the text is read as a scan is; one that cannot be read stays a picture.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean, fold
from cchc_analysis.reading.document import Block, Cell, TableRow
from cchc_analysis.reading.safe_zip import DAMAGE, PART_BYTES, read_part
from cchc_analysis.reading.word_text import PICTURE, W, text_of

#: Lines and rows, as they come.
Words = str | list[Cell]
#: Reads a picture; given by who may start a process for it.
Recognise = Callable[[Path], Sequence[Block]]
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
# In English Metric Units, 360,000 a centimetre: a picture of 11 × 4 cm may be a table; a logo or a signature is smaller.
_WIDE, _HIGH = 3_900_000, 1_400_000
# No report has more tables; each costs seconds.
_PICTURES = 12
_PICTURE_KINDS = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
# A table has as many rows.
_FEWEST = 2


class Beside:
    """What shows before and behind elements of a document's body."""

    def __init__(
        self, package: zipfile.ZipFile, body: etree._Element, name: str, recognise: Recognise | None = None
    ) -> None:
        self.package, self.name, self.recognise = package, name, recognise
        self.targets = _targets(package, name)
        self.before: dict[etree._Element, list[Words]] = {}
        self.behind: dict[etree._Element, list[Words]] = {}
        self._add_heads(body)
        for chunk in body.iter(f"{W}altChunk"):
            self.behind[chunk] = [*self._inserted(chunk.get(f"{_R}id", ""))]
        for found in body.iter(_OLE):
            paragraph = next(found.iterancestors(f"{W}p"), None)
            if paragraph is not None:
                self.behind.setdefault(paragraph, []).extend(self._workbook(found.get(f"{_R}id", "")))
        self._add_pictures(body)

    def _add_heads(self, body: etree._Element) -> None:
        """Add the heads of pages where they differ: the same on all pages is no part of the text."""
        heads = []
        first: etree._Element | None = None
        for child in body:
            first = child if first is None else first
            for section in child.iter(f"{W}sectPr"):
                references = section.findall(f"{W}headerReference")
                lines = [line for reference in references for line in self._head(reference.get(f"{_R}id", ""))]
                heads.append((first, lines))
                first = None
        if len({tuple(lines) for _, lines in heads if lines}) > 1:
            self.before |= {element: list(lines) for element, lines in heads if lines and element is not None}

    def _head(self, relation: str) -> list[str]:
        part = self.targets.get(relation, "")
        if part not in self.package.namelist():
            return []
        texts = (clean(text_of(line)).strip() for line in read_part(self.package, part, self.name).iter(f"{W}p"))
        # A page's number alone is none of the report's lines.
        return [text for text in texts if any(letter.isalpha() for letter in fold(text))]

    def _inserted(self, relation: str) -> Iterator[Words]:
        from cchc_analysis.reading import read_document

        part = self.targets.get(relation, "")
        yield from self._read(part, lambda path: read_document(path, self.name).blocks)

    def _workbook(self, relation: str) -> Iterator[Words]:
        from cchc_analysis.reading.sheet import read_workbook

        part = self.targets.get(relation, "")
        if part.endswith(".xlsx"):
            rows = self._read(part, lambda path: read_workbook(path, self.name))
            yield from (row for row in rows if not isinstance(row, str))
        else:
            yield PICTURE

    def _add_pictures(self, body: etree._Element) -> None:
        known: dict[str, Sequence[Words]] = {}
        for blip in body.iter(_BLIP):
            part = self.targets.get(blip.get(f"{_R}embed", ""), "")
            paragraph = next(blip.iterancestors(f"{W}p"), None)
            extent = next((found for up in blip.iterancestors() if (found := up.find(_EXTENT)) is not None), None)
            if paragraph is None or extent is None or not part.lower().endswith(_PICTURE_KINDS):
                continue
            if any(True for _ in paragraph.iterancestors(f"{W}tbl")) or not _is_large(extent):
                continue
            if part not in known:
                known[part] = self._recognised(part) if len(known) < _PICTURES else []
            rows = known[part]
            has_table = sum(not isinstance(row, str) for row in rows) >= _FEWEST
            self.behind.setdefault(paragraph, []).extend(rows if has_table else [PICTURE])

    def _recognised(self, part: str) -> Sequence[Words]:
        if self.recognise is None:
            return []
        try:
            return [*self._read(part, self.recognise)]
        except ReadError:
            # A photograph has nothing to read, and without the program nothing is read: it stays a picture.
            return []

    def _read(self, part: str, read: Callable[[Path], Sequence[Block]]) -> Iterator[Words]:
        """Yield what a reader makes of a part, which lies on the disk while it reads."""
        try:
            known = self.package.getinfo(part)
            content = self.package.read(part) if known.file_size < PART_BYTES else b""
        except (*DAMAGE, KeyError):
            content = b""
        if not content:
            yield PICTURE
            return
        with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / f"part{posixpath.splitext(part)[1]}"
            path.write_bytes(content)
            blocks = read(path)
        for block in blocks:
            yield list(block.cells) if isinstance(block, TableRow) else block.text


def _is_large(extent: etree._Element) -> bool:
    width, height = (extent.get(side, "0") for side in ("cx", "cy"))
    return width.isdigit() and height.isdigit() and int(width) >= _WIDE and int(height) >= _HIGH


def _targets(package: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return the parts that a document names, by their relations; what lies outside the file is none."""
    part = "word/_rels/document.xml.rels"
    if part not in package.namelist():
        return {}
    found = {}
    for relation in read_part(package, part, name).iter(_RELATION):
        if relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            found[relation.get("Id", "")] = posixpath.normpath(posixpath.join("word", target)).lstrip("/")
    return found

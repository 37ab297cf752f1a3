"""Word and Excel files of today: packages of XML."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.document import Paragraph, TableRow
from cchc_analysis.reading.sheet import READER as SHEET_READER
from cchc_analysis.reading.sheet import read_workbook
from cchc_analysis.reading.strict import is_strict, to_usual
from cchc_analysis.reading.word_beside import Recognise


def read_package(
    path: Path, name: str, recognise: Recognise | None = None
) -> tuple[str, str, tuple[Paragraph | TableRow, ...]]:
    """Return media, reader and blocks of a .docx or .xlsx file.

    Raises
    ------
    ReadError : neither of the two, damaged, or not to be opened.
    """
    from cchc_analysis.reading.safe_zip import open_package, read_part
    from cchc_analysis.reading.word import READER as WORD_READER
    from cchc_analysis.reading.word import read_word

    with open_package(path, name) as package:
        if is_strict(package):
            with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as folder:
                usual = Path(folder) / "usual"
                to_usual(package, usual)
                return read_package(usual, name, recognise)
        parts = set(package.namelist())
        if "word/document.xml" in parts:
            return "docx", WORD_READER, read_word(package, name, recognise)
        if "xl/workbook.xml" in parts:
            # What opens a workbook asks less of its parts than we do.
            for part in sorted(parts):
                if part.endswith((".xml", ".rels")):
                    read_part(package, part, name)
            return "xlsx", SHEET_READER, read_workbook(path, name)
    raise ReadError(
        name, "a package that is neither Word nor Excel", "a .docx or .xlsx file", "save it as one", rule="file-kind"
    )

"""Zip files that hold reports: each document inside is read as if it lay in the folder on its own."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean
from cchc_analysis.reading.leftovers import is_left_behind
from cchc_analysis.reading.safe_zip import DAMAGE, open_package

# What an Office package or a signed one has at its top: those are documents, not folders of documents.
_DOCUMENT_PARTS = frozenset(("[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "mimetype"))


@contextmanager
def documents(path: Path, name: str) -> Iterator[list[tuple[Path, str]]]:
    """Give the documents of a file: itself, or what a zip file holds, each with the name to show.

    A member is written under a number of its own, so that its name cannot choose a place on the disk; the files are
    gone when the context ends. An archive that cannot be opened with care stays one file, and its reader says why.

    Examples
    --------
    >>> with documents(Path("report.docx"), "2023-Q1/report.docx") as found:
    ...     [shown for _, shown in found]
    ['2023-Q1/report.docx']
    """
    name = _printable(name)
    if not is_archive(path):
        yield [(path, name)]
        return
    with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as folder:
        try:
            found = _unpack(path, name, Path(folder))
        except (*DAMAGE, ReadError):
            found = []
        yield found or [(path, name)]


def is_archive(path: Path) -> bool:
    """Return whether a file is a zip file and no Office document."""
    try:
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                return False
        with zipfile.ZipFile(path) as package:
            return not _DOCUMENT_PARTS & set(package.namelist())
    except DAMAGE:
        return False


def _unpack(path: Path, name: str, folder: Path) -> list[tuple[Path, str]]:
    found = []
    with open_package(path, name) as package:
        for number, member in enumerate(package.infolist()):
            inner = _shown(member.filename)
            if member.is_dir() or is_left_behind(inner):
                continue
            suffix = Path(inner).suffix.lower()
            target = folder / f"{number}{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
            with package.open(member) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
            found.append((target, f"{name}/{inner}"))
    return sorted(found, key=lambda item: item[1])


def _shown(inner: str) -> str:
    """Return a member's name without what could leave its folder or break a line.

    >>> _shown("../a\\\\b\\n.docx")
    'a/b_.docx'
    """
    parts = _printable(clean(inner.replace("\\", "/").replace("\n", "_"))).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _printable(name: str) -> str:
    """Return a name that can be shown: a line's end or an escape in it would write to the reader's terminal.

    >>> _printable("a\\nb.docx")
    'a_b.docx'
    """
    return "".join(letter if letter.isprintable() else "_" for letter in name)

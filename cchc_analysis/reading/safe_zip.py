"""Office packages (.docx, .xlsx) opened with care: a received file is untrusted input."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from cchc_analysis.errors import ReadError

# Judgement, with room: the largest real package seen is below 1 MB with 20 members.
MEMBERS = 2_000
PART_BYTES = 50_000_000
TOTAL_BYTES = 100_000_000

# What zip files and XML raise when they are cut, damaged or packed in a way that Office does not use.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    LookupError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def open_package(path: Path, name: str) -> zipfile.ZipFile:
    """Return the package at `path` after a look at what it would unpack to.

    Raises
    ------
    ReadError : no zip file, encrypted, with macros, or unpacking to more than a report can need.
    """
    try:
        package = zipfile.ZipFile(path)
        members = package.infolist()
    except DAMAGE as error:
        raise ReadError(
            name, "a damaged package", "a whole .docx or .xlsx file", "ask for the file again", rule="file-damaged"
        ) from error
    total = sum(member.file_size for member in members)
    if len(members) > MEMBERS or total > TOTAL_BYTES or any(member.file_size > PART_BYTES for member in members):
        raise ReadError(
            name,
            f"{len(members)} parts that unpack to {total / 1e6:,.0f} MB",
            f"at most {MEMBERS} parts and {TOTAL_BYTES / 1e6:.0f} MB",
            "ask the sender for an ordinary document",
            rule="file-too-large",
        )
    if any(member.flag_bits & 1 for member in members):
        raise ReadError(
            name, "an encrypted package", "a document without a password", "save it without one", rule="file-encrypted"
        )
    if any(member.filename.endswith("vbaProject.bin") for member in members):
        raise ReadError(
            name, "a document with macros", "a document without macros", "save it as .docx or .xlsx", rule="file-macros"
        )
    return package


def read_part(package: zipfile.ZipFile, part: str, name: str) -> etree._Element:
    """Return the root of one XML part.

    Raises
    ------
    ReadError : the part is missing, damaged, or declares a document type (which no Office program writes).
    """
    where = f"{name}, part {part}"
    declared = ReadError(where, "a document type declaration", "none", "do not use this file", rule="file-damaged")
    damaged = ReadError(where, "damaged content", "well-formed XML", "ask for the file again", rule="file-damaged")
    try:
        content = package.read(part)
    except DAMAGE as error:
        raise damaged from error
    if _DOCTYPE.search(content):
        raise declared
    try:
        root = etree.fromstring(content, _PARSER)
    except DAMAGE as error:
        raise damaged from error
    # Text in UTF-16 hides the declaration from the search above.
    if root.getroottree().docinfo.doctype:
        raise declared
    return root

"""Strict Open XML: what Excel and Word call "Strict Open XML" differs from the usual files by the names of its elements."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cchc_analysis.reading.safe_zip import DAMAGE

_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(officeDocument|spreadsheetml|wordprocessingml|drawingml|presentationml)/"
)
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_NAMED = (
    (b"/2006/extendedProperties", b"/2006/extended-properties"),
    (b"/2006/customProperties", b"/2006/custom-properties"),
)


def is_strict(package: zipfile.ZipFile) -> bool:
    """Return whether a package has the strict names."""
    try:
        return _STRICT.search(package.read("_rels/.rels")) is not None
    except (*DAMAGE, KeyError):
        # What is wrong with it, whoever reads its parts says.
        return False


def to_usual(package: zipfile.ZipFile, path: Path) -> None:
    """Write a package anew, with the usual names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as usual:
        for part in package.namelist():
            content = package.read(part)
            if part.endswith((".xml", ".rels")):
                content = _STRICT.sub(_USUAL, content)
                for strict, name in _NAMED:
                    content = content.replace(strict, name)
            usual.writestr(part, content)

"""The programs without which some tests cannot run: those tests are skipped, with the program as the reason."""

import shutil

import pytest

from cchc_analysis.batch.html import volume
from cchc_analysis.reading import old_office
from cchc_analysis.reading.scans import tesseract

CHROMIUM, LIBREOFFICE, POPPLER, TESSERACT = "Chromium", "LibreOffice", "poppler", "Tesseract with Vietnamese"
_IS_THERE = {
    CHROMIUM: bool(volume.browser() and shutil.which("chromedriver")),
    LIBREOFFICE: bool(old_office.program()),
    POPPLER: bool(shutil.which("pdftotext")),
    TESSERACT: tesseract.LANGUAGE in tesseract.languages(),
}


def is_there(program):
    return _IS_THERE[program]


def needs(program):
    """Skip the test, or all that want the fixture, where the program is missing."""
    if not is_there(program):
        pytest.skip(f"needs {program}")


needs_chromium, needs_libreoffice, needs_poppler, needs_tesseract = (
    pytest.mark.skipif(not is_found, reason=f"needs {program}") for program, is_found in _IS_THERE.items()
)

"""The programs without which some tests cannot run: those tests are skipped, with the program as the reason."""

import shutil

import pytest

from cchc_analysis.programs import find_program
from cchc_analysis.reading.scans import tesseract

CHROMIUM, LIBREOFFICE, POPPLER, TESSERACT = "Chromium", "LibreOffice", "poppler", "Tesseract with Vietnamese"
_IS_THERE = {
    CHROMIUM: bool(find_program("browser") and shutil.which("chromedriver")),
    LIBREOFFICE: bool(find_program("soffice")),
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

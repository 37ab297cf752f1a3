"""A machine without Tesseract, and a page that it gives up."""

import re

import numpy as np
import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading.scans import tesseract
from tests.programs import needs_tesseract
from tests.scans import save, scan


def test_without_tesseract_a_scan_is_named_as_one(printed, tmp_path, monkeypatch):
    monkeypatch.setattr(tesseract, "languages", frozenset)
    path = save(scan(printed, (9,)), tmp_path / "report.pdf")
    message = (
        "report.pdf: found a scan, and no Tesseract with Vietnamese to read it; expected a text layer; "
        "install Tesseract (see `cchc doctor`), or send the file that was printed."
    )
    with pytest.raises(ReadError, match=f"^{re.escape(message)}$") as error:
        read_report(path)
    assert error.value.rule == "file-scan"


@needs_tesseract
def test_a_picture_that_tesseract_gives_up_is_no_missing_program():
    with pytest.raises(ReadError, match=r"^a\.png: found a page that Tesseract gives up; ") as error:
        tesseract.words(np.full((33_000, 200), 255, np.uint8), 300, "a.png")
    assert error.value.rule == "file-picture"

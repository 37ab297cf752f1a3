"""The process that reads a PDF has the time that its pages take."""

import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.apart import pdf
from cchc_analysis.reading.scans import tesseract


def test_the_child_has_time_for_its_pages(monkeypatch, tmp_path):
    given = []
    monkeypatch.setattr(tesseract, "languages", lambda: frozenset(("vie",)))
    monkeypatch.setattr(
        pdf,
        "run",
        lambda command, name, seconds: given.append(seconds) or b'{"error": ["a", "b", "c", "d", "e", []]}',
    )
    for count in (1, 15):
        with pytest.raises(ReadError):
            pdf.read_pictures_apart(tmp_path / "a.pdf", "a.pdf", "scan", count)
    assert given == [150.0, 570.0]

"""What programs leave beside documents is no document, wherever it lies."""

import pytest

from cchc_analysis.reading.leftovers import is_left_behind


@pytest.mark.parametrize(
    "name",
    [
        "~$bao-cao.docx",
        ".~lock.bao-cao.docx#",
        ".DS_Store",
        "Thumbs.db",
        "thumbs.db",
        "Desktop.ini",
        "con/~$bao-cao.docx",
        "__MACOSX/._bao-cao.docx",
        ".git/config",
    ],
)
def test_left_behind(name):
    assert is_left_behind(name)


@pytest.mark.parametrize("name", ["bao-cao.docx", "bao-cao ~$.docx", "thumbs.db.docx", "Q1/bao-cao.docx"])
def test_a_document(name):
    assert not is_left_behind(name)

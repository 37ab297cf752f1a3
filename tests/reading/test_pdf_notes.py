"""Fields and notes of a page."""

import pypdfium2
import pytest

from cchc_analysis.reading.pdf_notes import flatten
from tests.drawn_pdf import draw, field, remark


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (field("478"), "478"),
        (field("478", flags=2), ""),
        (remark("36,1"), "36,1"),
        (remark("36,1").replace("<<", "<< /AP << >>"), "36,1"),
        (remark("36,1", flags=2), ""),
    ],
)
def test_what_is_typed_over_a_page(note, expected, tmp_path):
    document = pypdfium2.PdfDocument(draw(tmp_path / "a.pdf", "", [note]))
    assert flatten(document) == {1: [(160, 702, 240, 718)]}
    saved = tmp_path / "b.pdf"
    document.save(saved)
    document.close()
    with pypdfium2.PdfDocument(saved) as shown:
        assert shown[0].get_textpage().get_text_range() == expected


def test_a_page_without_notes_stays(tmp_path):
    with pypdfium2.PdfDocument(draw(tmp_path / "a.pdf", "")) as document:
        assert flatten(document) == {}

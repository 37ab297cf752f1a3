"""Whether a place of a drawn page shows anything, and what its cells say for each way of showing and of hiding a figure."""

import pytest

from cchc_analysis.reading import Cell, TableRow
from cchc_analysis.reading.pdf import read_pdf
from cchc_analysis.reading.pdf_ink import Ink
from tests.drawn_pdf import GRID, SECOND, draw, field, opened, remark, text

WORDS = text("Noi dung bao cao cua xa nay", 60, 600)


def second_cell(tmp_path, content, notes=()):
    path = draw(tmp_path / "a.pdf", GRID + WORDS + content, notes)
    return next(block.cells[1] for block in read_pdf(path, "a.pdf").blocks if isinstance(block, TableRow))


SEEN = {
    "plain": (text("478"), (), "478"),
    "printed twice": (text("478") + text("478", 160.4), (), "478"),
    "struck": (text("478") + " 158 710 m 185 710 l S", (), "4̶7̶8̶"),
    "struck by a bar": (text("478") + " 158 709.5 26 0.8 re f", (), "4̶7̶8̶"),
    "underlined": (text("478") + " 158 704 m 185 704 l S", (), "478"),
    "raised": (text("478") + text("1", 180.2, 711, 7), (), "478¹"),
    "one over the other": (text("478") + text("478", 160.3) + text("9", 160, 706), (), "��78"),
    "white on black": (" 0 g 150 700 100 20 re f 1 g" + text("478"), (), "478"),
    "a field": ("", [field("478")], "478"),
    "a remark": ("", [remark("478")], "478"),
    "drawn": (" 2 w 170 704 m 170 716 l S 176 704 m 176 716 l S", (), "[hình ảnh]"),
    "a pale ground": (" 1 1 0 rg 170 704 40 12 re f 0 g", (), ""),
}


@pytest.mark.parametrize("habit", SEEN)
def test_what_a_cell_shows(habit, tmp_path):
    content, notes, expected = SEEN[habit]
    assert second_cell(tmp_path, content, notes) == Cell(expected)


@pytest.mark.parametrize(
    "content",
    [
        " 1 g" + text("478") + " 0 g",
        text("478", before="3 Tr"),
        text("478") + " 1 g 152 702 90 16 re f 0 g",
        text("478", before="0.99 g"),
    ],
)
def test_what_a_cell_holds_and_does_not_show(content, tmp_path):
    assert second_cell(tmp_path, content) == Cell(unseen="478")


def test_a_hidden_field_is_not_there(tmp_path):
    assert second_cell(tmp_path, "", [field("478", flags=2)]) == Cell()


def test_ink_in_a_cell(tmp_path):
    empty, filled = draw(tmp_path / "a.pdf", GRID), draw(tmp_path / "b.pdf", GRID + text("478"))
    for path, expected in ((empty, False), (filled, True)):
        with opened(path) as page, Ink(path) as ink:
            assert ink.is_filled(page, SECOND) is expected


def test_of_a_cropped_page_nothing_follows(tmp_path):
    path = draw(tmp_path / "a.pdf", GRID)
    path.write_bytes(path.read_bytes().replace(b"[0 0 595 792]", b"[0 0 9999 999]"))
    with opened(path) as page, Ink(path) as ink:
        assert not ink.is_filled(page, SECOND)
        assert ink.shows(page, SECOND)

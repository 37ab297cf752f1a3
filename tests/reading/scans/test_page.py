"""What stands in a cell of a picture: a dash by its shape, worn print that is no blank."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import ndimage

from cchc_analysis.reading.scans.page import _cut as cut_cell
from tests.scans import picture


@pytest.mark.parametrize(
    ("mark", "is_dash"),
    [
        ((140, 58, 165, 62), True),  # a dash of 11 points
        ((140, 2, 165, 6), False),  # what is left of the line above
        ((150, 40, 156, 76), False),  # a one
        ((60, 58, 240, 62), False),  # a line to write on
    ],
)
def test_a_dash_alone_is_known_by_its_shape(mark, is_dash):
    image = picture(size=(300, 120))
    ImageDraw.Draw(image).rectangle(mark, fill=0)
    page = np.asarray(image)
    found = cut_cell(page, page < 200, (0, 0, 300, 120))
    assert [word.text for word in found.words] == ["–"] * is_dash


@pytest.mark.parametrize(
    ("faint", "dark", "found"),
    [
        (None, None, None),  # paper, very grainy
        ((150, 40, 156, 76), None, []),  # a worn one: to be read, and no blank
        (None, (140, 58, 165, 62), ["–"]),
        ((142, 40, 163, 76), (140, 58, 165, 62), []),  # a worn number of which one stroke is left is no dash
    ],
)
def test_worn_print_is_no_blank(faint, dark, found):
    image = Image.new("L", (300, 120), 255)
    for mark, level in ((faint, 215), (dark, 0)):
        if mark:
            ImageDraw.Draw(image).rectangle(mark, fill=level)
    grain = np.random.default_rng(1).normal(0, 12, (120, 300))
    page = np.clip(np.asarray(image) + ndimage.gaussian_filter(grain, 0.7), 0, 255).astype(np.uint8)
    piece = cut_cell(page, page < 170, (0, 0, 300, 120))
    assert (None if piece is None else [word.text for word in piece.words]) == found

"""The lines of a table are found on a picture: merged cells, broken lines, and letters that are none."""

import numpy as np
from PIL import ImageDraw

from cchc_analysis.reading.scans.grid import find_tables
from tests.scans import picture


def test_a_grid_with_merged_cells_and_a_broken_line():
    r"""Three columns and three rows; the first cell spans two rows, the last row's first two columns are one."""
    dark = np.zeros((700, 1000), bool)
    for y in (50, 250, 450, 650):
        dark[y : y + 3, 50:950] = True
    for x in (50, 350, 650, 950):
        dark[50:653, x : x + 3] = True
    dark[250:253, 60:340] = False
    dark[460:640, 350:353] = False
    dark[300:340, 650:653] = False
    (table,), ruled = find_tables(dark, 200)
    assert ruled.sum() > 0
    shape = [[None if box is None else (box[2] - box[0], box[3] - box[1]) for box in row] for row in table.cells]
    assert shape == [
        [(300, 400), (300, 200), (300, 200)],
        [None, (300, 200), (300, 200)],
        [(600, 200), None, (300, 200)],
    ]


def test_letters_are_no_lines():
    image = picture(size=(1200, 600))
    draw = ImageDraw.Draw(image)
    for x in range(100, 1000, 14):
        draw.rectangle((x, 100, x + 8, 136), fill=0)
    assert find_tables(np.asarray(image) < 200, 300)[0] == []

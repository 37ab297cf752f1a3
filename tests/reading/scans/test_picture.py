"""How far a page lies askew."""

import numpy as np
import pytest
from PIL import Image

from cchc_analysis.reading.scans.picture import skew
from tests.scans import picture


@pytest.mark.parametrize("angle", [-1.7, -0.4, 0.0, 0.9, 2.6])
def test_how_far_a_page_lies_askew(angle):
    def lines(draw):
        for y in range(200, 2200, 60):
            draw.rectangle((150, y, 1500, y + 14), fill=40)

    image = picture(lines).rotate(angle, Image.Resampling.BICUBIC, fillcolor=245)
    assert skew(np.asarray(image)) == pytest.approx(-angle, abs=0.05)

"""Many small pictures are read in few sheets."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cchc_analysis.reading.scans.stacked import read_stacked, text_of
from tests.programs import needs_tesseract


@needs_tesseract
def test_many_pieces_are_read_in_sheets_and_keep_their_order():
    """More than one sheet holds: 250 cells of 40 pixels, each with its own number."""
    wanted = [str(1000 + 7 * number) for number in range(250)]
    font = ImageFont.load_default(34)
    images = []
    for text in wanted:
        image = Image.new("L", (120, 40), 255)
        ImageDraw.Draw(image).text((8, 2), text, fill=0, font=font)
        images.append(np.asarray(image))
    found = [text_of(words) for words in read_stacked(images, 300, "a.png")]
    assert sum(text == want for text, want in zip(found, wanted, strict=True)) > 245

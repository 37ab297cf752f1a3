"""The digits of one scan as it prints them: known from numbers that are certain, told from each other, never guessed."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cchc_analysis.parsing.forms.second_reading import agree
from cchc_analysis.reading.scans.digits import Part, cell_of
from cchc_analysis.reading.scans.glyphs import learn, pictures
from cchc_analysis.reading.scans.tesseract import Word

DIGITS = 34
FONT = ImageFont.load_default(46)
KNOWN = ("10", "23", "45", "67", "89", "1.500", "36,1", "2.047", "98,6", "735", "100%", "4.398")


def printed(text, seed=0, **options):
    """A cell with a number in the type of the document, as a scanner sees it: shifted, grainy, unevenly dark."""
    rng = np.random.default_rng([seed, *map(ord, text)])
    image = Image.new("L", (260, 90), 245)
    ImageDraw.Draw(image).text(
        (20 + rng.random(), 15 + rng.random()), text, fill=int(rng.integers(60)), font=FONT, **options
    )
    gray = np.asarray(image, float) + rng.normal(0, 6, (90, 260))
    return np.clip(gray, 0, 255).astype(np.uint8)


def features(text, **options):
    return pictures(printed(text, **options), DIGITS)


@pytest.fixture(scope="module")
def glyphs():
    return learn([(text, features(text, seed=seed)) for text in KNOWN for seed in (1, 2, 3)])


@pytest.mark.parametrize(
    "number", ["1", "7", "11", "27", "29", "2.175", "2125", "27,27", "0", "5", "6", "8", "3", "90,4%"]
)
def test_a_number_is_read_by_the_marks_of_others(glyphs, number):
    assert glyphs.read(features(number, seed=9)) == number


@pytest.mark.parametrize("text", ["S", "l", "4A", "2:1", "Có", "–", "1 5", ""])
def test_what_is_no_number_of_the_document_is_not_read(glyphs, text):
    assert glyphs.read(features(text, seed=9)) is None


def test_a_digit_that_the_document_never_had_is_not_taken_for_another():
    known = learn([(text, features(text, seed=seed)) for text in ("10", "25", "41") for seed in (1, 2, 3)])
    assert known.read(features("25")) == "25"
    assert [known.read(features(text)) for text in ("26", "38", "7", "9", "1,0", "1.0")] == [None] * 6


def test_a_number_that_both_models_misread_teaches_nothing():
    right = [(text, features(text, seed=seed)) for text in KNOWN for seed in (1, 2, 3)]
    known = learn([*right, ("1150", features("1155", seed=4))])
    assert known.read(features("1155")) == "1155"
    assert known.read(features("1155", seed=4)) == "1155"


def test_a_number_does_not_prove_itself():
    known = learn([("10", features("10")), ("7", features("7"))])
    assert known.read(features("7")) == "7"
    assert known.read(features("7"), source=1) is None


def test_marks_that_touch_are_not_read_and_a_fine_break_is_no_other_mark(glyphs):
    touching, broken = printed("88").copy(), printed("8").copy()
    touching[30:50, 20:80] = 20
    broken[35:37] = 245
    assert glyphs.read(pictures(touching, DIGITS)) is None
    assert glyphs.read(pictures(broken, DIGITS)) == "8"


@pytest.mark.parametrize("number", ["8", "6", "9", "0"])
def test_a_digit_of_which_a_part_is_missing_is_not_taken_for_another(glyphs, number):
    whole = printed(number)
    dark = np.flatnonzero((whole < 150).any(0))
    for share in (0.15, 0.3, 0.45):
        worn = whole.copy()
        worn[:, : dark[0] + round(share * (dark[-1] - dark[0]))] = 245
        assert glyphs.read(pictures(worn, DIGITS)) in (None, number)


def part(by_glyphs, *readings):
    words = [[Word(text, (0, 0, 0), (0, 0, 9, 9), sure)] if text else [] for text, sure in readings]
    return Part(printed("1"), is_short=True, words=words[0], again=words[1:], by_glyphs=by_glyphs)


@pytest.mark.parametrize(
    ("by_glyphs", "readings", "text", "holds", "in_doubt"),
    [
        ("27", [("27", 0.97), ("27", 0.95)], "27", True, False),
        (None, [("27", 0.97), ("27", 0.95)], "27", True, False),
        ("2.2", [("22", 0.9), ("22", 0.8)], "22", False, True),  # both models lost the point
        ("13", [("1", 0.1), ("13", 0.97)], "13", True, False),
        ("27", [("27", 0.97), ("29", 0.86)], "27", True, True),
        ("1", [("+", 0.7), ("1", 0.8)], "1", True, False),
        ("1", [("+", 0.7), ("i", 0.8)], "1", True, True),
        ("27", [("21", 0.9), ("24", 0.4)], "21", False, True),
        (None, [("27", 0.97), ("29", 0.86), ("27", 0.9), ("27", 0.9)], "27", False, False),
        (None, [("27", 0.97), ("29", 0.5), ("27", 0.9), ("27", 0.9)], "27", True, True),
        (None, [("1", 0.9), ("I", 0.5), ("1", 0.9), ("", 0.0)], "1", True, True),
        (None, [("1", 0.9), ("I", 0.5), ("", 0.0), ("", 0.0)], "1", False, True),
    ],
)
def test_what_a_cell_holds(by_glyphs, readings, text, holds, in_doubt):
    cell = cell_of(part(by_glyphs, *readings))
    assert cell.text == text
    assert agree(cell, "rate") is holds
    assert (cell.confidence < 0.5) is in_doubt

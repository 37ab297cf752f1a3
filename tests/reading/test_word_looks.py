"""Looks that styles, colours and hidden rows give to figures in Word."""

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

UNSEEN = ({"3:3.3.1": (None, "blank")}, ["cell-unseen"])
DOUBT = ({"3:3.3.1": (None, "unreadable")}, ["cell-unreadable"])
WHITE = RGBColor(255, 255, 255)


def styled(**looks):
    def change(cell):
        style = cell.part.document.styles.add_style("Mới", WD_STYLE_TYPE.CHARACTER)
        for look, value in looks.items():
            setattr(style.font, look, value)
        for run in cell.paragraphs[0].runs:
            run.style = style

    return change


def direct(**looks):
    def change(cell):
        for run in cell.paragraphs[0].runs:
            for look, value in looks.items():
                if look == "color":
                    run.font.color.rgb = value
                else:
                    setattr(run.font, look, value)

    return change


def shaded(cell):
    direct(color=WHITE)(cell)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), "000000")
    cell._tc.get_or_add_tcPr().append(shade)


def raised_by_hand(cell):
    run = cell.paragraphs[0].add_run("1")
    place = OxmlElement("w:position")
    place.set(qn("w:val"), "10")
    run._r.get_or_add_rPr().append(place)


HABITS = {
    "struck by a style": (styled(strike=True), DOUBT),
    "hidden by a style": (styled(hidden=True), UNSEEN),
    "white": (direct(color=WHITE), UNSEEN),
    "tiny": (direct(size=Pt(1)), UNSEEN),
    "white on black": (shaded, ({}, [])),
    "red": (direct(color=RGBColor(255, 0, 0)), ({}, [])),
    "set higher by hand": (raised_by_hand, ({}, ["cell-raised"])),
}


@pytest.mark.parametrize("habit", HABITS)
def test_what_the_eye_takes(habit, from_word, word_row, differences, rules):
    change, expected = HABITS[habit]
    frames = from_word(lambda document: change(word_row(document, "3", "3.3.1").cells[3]))
    assert (differences(frames), [rule for rule, _ in rules(frames)]) == expected

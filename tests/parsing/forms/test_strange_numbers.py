"""Strange numbers: the value that a person reads, or unreadable; never a traceback, a blank or another number."""

import pytest

VALUE = "3.3.1. Tổng số hồ sơ TTHC đã giải quyết xong Hồ sơ 709"
# What stands in the cell → what a person reads; None where nobody can say.
CELLS = {
    "9" * 400: None,
    "9" * 5000: None,
    "①": None,
    "٣": None,
    "７０９": None,
    "0x1F": None,
    "1e308": None,
    "inf": None,
    "nan": None,
    "1_000": None,
    "--5": None,
    "+-5": None,
    "12/03/2023": None,
    "½": None,
    "1½": None,
    "Ⅻ": None,
    "1‰": None,
    "~5": None,
    ">5": None,
    "±5": None,
    "五": None,
    "𝟕": None,
    "1'000": None,
    "-0": 0.0,
    "+5": 5.0,
    "07": 7.0,
    "1.500": 1500.0,
}


def found(frames):
    rows = frames.observations
    (row,) = rows[rows["indicator"] == "dossiers_resolved"].itertuples()
    return row.status, None if row.value != row.value else row.value


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: ascii(cell[:12]))
def test_in_a_text(cell, from_text, report_text, replace_once):
    wanted = CELLS[cell]
    frames = from_text(replace_once(report_text, VALUE, VALUE.replace("709", cell)))
    assert found(frames) == ("unreadable" if wanted is None else "reported", wanted)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: ascii(cell[:12]))
def test_in_a_word_table(cell, from_word, word_row):
    wanted = CELLS[cell]

    def change(document):
        word_row(document, "3", "3.3.1").cells[3].text = cell

    assert found(from_word(change)) == ("unreadable" if wanted is None else "reported", wanted)

"""What another process read arrives as it was read, and nothing in it is run."""

import pickle
from dataclasses import fields

import pandas as pd
import pytest

from cchc_analysis import check
from cchc_analysis.batch.workers.transfer import from_bytes, to_bytes
from cchc_analysis.errors import CchcError, NothingToDo, ReadError
from cchc_analysis.observations import TidyFrames, to_frame
from cchc_analysis.parsing.report import refusal
from cchc_analysis.periods import Period


def assert_same(found, wanted):
    for item in fields(TidyFrames):
        pd.testing.assert_frame_equal(getattr(found, item.name), getattr(wanted, item.name))
        for row, other in zip(
            getattr(found, item.name).to_dict("records"), getattr(wanted, item.name).to_dict("records"), strict=True
        ):
            assert repr(row) == repr(other)
    assert found.hash == wanted.hash


def test_frames_come_back_as_they_were(quarter):
    frames = TidyFrames(quarter.reports, quarter.observations, check(quarter), quarter.statements, quarter.directives)
    assert len(frames.findings)
    assert_same(from_bytes(to_bytes(frames)), frames)


def test_frames_of_a_scan_and_of_a_refused_file(quarter):
    line = {"text": "a\tb", "indicator": "", "crop": "", "source_file": "a.png", "source_page": 1, "source_line": 2}
    source = {"commune_code": "11281", "period": "2023-Q1", "report_id": "11281-2023-Q1-0a1b2c3d"}
    scans = to_frame([source | line], "scans")
    rows = quarter.observations.assign(confidence=0.5)
    frames = TidyFrames(quarter.reports, rows, to_frame([], "findings"), scans=scans)
    assert_same(from_bytes(to_bytes(frames)), frames)
    refused = refusal("a.txt", "0a1b2c3d4e", Period.parse("2023-Q1"), CchcError("a.txt", "x", "y", "z"))
    assert_same(from_bytes(to_bytes(refused)), refused)
    assert_same(from_bytes(to_bytes(TidyFrames.concat([]))), TidyFrames.concat([]))


@pytest.mark.parametrize(
    "error",
    [
        CchcError("a.txt", "x", "y", "z"),
        ReadError("a.txt", "x", "y", "z", rule="file-period"),
        ReadError("a.txt", "x", "y", "z", rule="file-other-period", lines=(3, 4), written="2023-Q1", folder="2023-Q2"),
    ],
)
def test_an_error_comes_back_as_it_was(error):
    found = from_bytes(to_bytes(error))
    assert type(found) is type(error)
    assert found.__reduce__()[1:] == error.__reduce__()[1:]
    assert str(found) == str(error)
    if isinstance(error, ReadError):
        assert (found.rule, found.lines, found.values) == (error.rule, error.lines, error.values)


def test_another_error_of_the_project_keeps_its_words():
    assert str(from_bytes(to_bytes(NothingToDo("a", "b", "c", "d")))) == "a: found b; expected c; d."


def test_code_that_is_sent_is_not_run():
    class Runs:
        def __reduce__(self):
            return pytest.fail, ("it ran",)

    with pytest.raises(ValueError, match=r"."):
        from_bytes(pickle.dumps(Runs()))

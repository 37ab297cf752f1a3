"""A report's id says whose it is and of what; every reader takes it apart in one way."""

import re

import pandas as pd
import pytest

from cchc_analysis.errors import FrameError
from cchc_analysis.periods import Period
from cchc_analysis.reports import ReportId, commune_names, ruling

HASH = "0a1b2c3d4e5f6071"
Q3 = Period.parse("2026-Q3")


@pytest.mark.parametrize(
    ("own", "text"),
    [
        (ReportId.of(HASH, Q3, "11281"), "11281-2026-Q3-0a1b2c3d"),
        (ReportId.of(HASH, Q3, "S0001"), "S0001-2026-Q3-0a1b2c3d"),
        (ReportId.of(HASH, Q3), "2026-Q3-0a1b2c3d"),
        (ReportId.of(HASH), "refused-0a1b2c3d"),
        (ReportId.on_todays_map(Q3, "11281"), "11281-2026-Q3-map"),
    ],
)
def test_what_is_written_is_read(own, text):
    assert str(own) == text
    assert ReportId.parse(text) == own


def test_a_table_and_the_rows_in_it_are_of_one_document():
    assert ReportId.parse("11281-2026-Q3-0a1b2c3d").of_table() == ReportId.parse("2026-Q3-0a1b2c3d")
    assert ReportId.parse("11281-2026-Q3-map").is_on_todays_map
    assert not ReportId.parse("11281-2026-Q3-0a1b2c3d").is_on_todays_map


@pytest.mark.parametrize("text", ["", "11281", "11281-2026-0a1b2c3d", "2026-Q3", "11281-0a1b2c3d"])
def test_no_id(text):
    message = f"report_id: found {text!r}; expected an id such as 11281-2023-Q1-0a1b2c3d; see cchc_analysis.reports."
    with pytest.raises(FrameError, match=f"^{re.escape(message)}$"):
        ReportId.parse(text)


def test_only_a_report_that_was_read_and_not_replaced_rules():
    reports = pd.DataFrame({"commune_code": ["2", "1", "2", None], "commune": ["B", "A", "b", None]})
    reports["status"] = ["read", "replaced", "read", "refused"]
    assert ruling(reports).index.tolist() == [0, 2]
    assert commune_names(reports).to_dict() == {"2": "B", "1": "A"}

"""Words of a document are no formula in any table that leaves the project; numbers stay numbers."""

import base64
import io
import re

import pandas as pd
import pytest

from cchc_analysis.cli.read import to_csv
from cchc_analysis.formulas import guard, is_live, unguard
from cchc_analysis.pages.markup import csv_link
from tests.formula_cells import LIVE, PLAIN, WRITTEN_GUARDED


@pytest.mark.parametrize("text", [*LIVE, *PLAIN, *WRITTEN_GUARDED])
def test_what_was_guarded_comes_back_as_it_was(text):
    assert unguard(guard(text)) == text
    assert not is_live(guard(text))
    assert is_live(text) == (text in LIVE)


def test_every_table_that_leaves_the_project_holds_to_one_rule():
    frame = pd.DataFrame({"raw": [*LIVE, *PLAIN]})
    wanted = [f"'{text}" for text in LIVE] + PLAIN
    printed = to_csv(frame)
    link = re.search(r"base64,([^\"]+)", csv_link(frame, "name", "save", "vi").html)
    for text in (printed, base64.b64decode(link[1]).decode("utf-8-sig")):
        read = pd.read_csv(
            io.StringIO(text, newline=""), dtype=str, keep_default_na=False, skip_blank_lines=False, sep=";"
        )
        assert [value.replace("\r", "\n") for value in read["raw"]] == [value.replace("\r", "\n") for value in wanted]

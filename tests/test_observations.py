"""The one gate into the frames, and findings as rows."""

import re

import pandas as pd
import pytest

from cchc_analysis.errors import FrameError
from cchc_analysis.findings import Finding, count_findings, finding_rows, sort_findings, to_findings, worst
from cchc_analysis.observations import COLUMNS, TidyFrames, gate, to_frame


def test_real_frames_have_the_columns_of_the_contract(quarter, portal):
    for frames in (quarter, portal):
        for table, columns in COLUMNS.items():
            assert list(getattr(frames, table).columns) == list(columns)


def broken(table, problem):
    message = f"frame {table}: found {problem}; expected the data model; see cchc_analysis.observations."
    return pytest.raises(FrameError, match=f"^{re.escape(message)}$")


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("status", "blank", "11281 steering_documents_issued is blank with value 19.0"),
        ("value", float("nan"), "11281 steering_documents_issued is reported with value nan"),
        ("indicator", "steering_docs", "unknown indicator 'steering_docs'"),
        ("status", "fine", "status 'fine'"),
        ("unit", None, "unit missing in row 0"),
    ],
)
def test_what_no_observation_is(column, value, problem, quarter):
    rows = quarter.observations.copy()
    rows.loc[0, column] = value
    with broken("observations", problem):
        gate(rows, "observations")


def test_a_key_twice(quarter):
    rows = pd.concat([quarter.observations, quarter.observations.head(1)], ignore_index=True)
    with broken("observations", "11281 2023-Q1 steering_documents_issued twice"):
        gate(rows, "observations")


def test_a_lost_column_and_another_type(quarter):
    rows = quarter.reports.drop(columns="media")
    with broken("reports", f"columns {list(rows.columns)}"):
        gate(rows, "reports")
    with broken("observations", "value is str"):
        gate(quarter.observations.assign(value="19"), "observations")


def test_many_problems_name_five_and_count_the_rest(quarter):
    rows = quarter.observations.copy()
    rows["status"] = "blank"
    with pytest.raises(FrameError) as error:
        gate(rows, "observations")
    assert "; +58 more; expected" in str(error.value)


def test_hash_and_concat(quarter, portal):
    both = TidyFrames.concat([quarter, portal])
    assert len(both.observations) == 113 + 148 * 4
    assert both.hash == TidyFrames.concat([quarter, portal]).hash != quarter.hash
    empty = TidyFrames.concat([])
    assert all(len(getattr(empty, table)) == 0 for table in COLUMNS)


def test_findings_are_worded_in_both_languages():
    item = Finding("form-missing", "", "4", ("a",), ("q",), (7,), {"form": "4", "title": "Bộ máy"})
    (row,) = finding_rows([item], "11281", "2023-Q1", "r")
    assert row["message"] == "Phụ lục thiếu Biểu mẫu 4: Bộ máy."
    assert row["message_en"] == "Form 4 is missing from the appendix: Bộ máy."
    assert (row["severity"], row["indicators"], row["quotes"], row["source_lines"]) == ("verify", ["a"], ["q"], [7])


def test_the_surest_come_first_and_explained_ones_do_not_count():
    rows = []
    for rule in ("cell-extra-words", "row-missing", "table-total", "cell-extra-words", "table-total"):
        values = {"form": "1", "code": "1", "label": "x"}
        rows += finding_rows([Finding(rule, "f", "e", values=values)], None, "2023-Q1", f"r{len(rows)}")
    findings = to_findings(rows)
    assert findings["severity"].tolist() == ["error", "error", "verify", "note", "note"]
    assert findings["report_id"].tolist() == ["r2", "r4", "r1", "r0", "r3"]
    findings.loc[0, "explained"] = True
    assert count_findings(findings) == {"error": 1, "verify": 1, "note": 2}
    assert sort_findings(to_frame([], "findings")).empty


@pytest.mark.parametrize(
    ("severities", "limit", "answer"),
    [
        (["note", "verify"], "error", False),
        (["note", "verify"], "verify", True),
        (["error"], "note", True),
        (["error"], "never", False),
        ([], "note", False),
    ],
)
def test_worst(severities, limit, answer):
    assert worst(severities, limit) is answer

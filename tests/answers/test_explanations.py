"""Explained findings fold, stay, and come back when a number changes; a bad table is refused with file and line."""

import datetime as dt
import re

import pytest

from cchc_analysis import store
from cchc_analysis.answers import explanations
from cchc_analysis.answers.explanations import COLUMNS, add_rows, explain, read_table
from cchc_analysis.errors import CchcError
from cchc_analysis.findings import count_findings
from cchc_analysis.periods import Period

HEAD = ",".join(COLUMNS["explanations.csv"])
PRINT = "0123456789abcdef"


def answer(**changed):
    row = {
        "commune_code": "11281",
        "period": "2023-Q1",
        "rule": "cover-date-before-end",
        "fingerprint": PRINT,
        "reason": "typing-error",
        "text": "Gõ nhầm năm",
        "answered_by": "Nguyễn Văn A",
        "answered_on": "2023-04-03",
        "document": "80/UBND-VP",
        "expires": "",
    }
    return row | changed


@pytest.fixture
def table(tmp_path):
    """A function: a table of these lines."""

    def write(*lines, name="explanations.csv", head=HEAD):
        path = tmp_path / name
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        return path

    return write


def refused(path):
    before = path.read_bytes()
    with pytest.raises(CchcError) as caught:
        read_table(path)
    assert path.read_bytes() == before
    return str(caught.value)


def test_a_finding_that_is_explained_is_counted_apart(quarter, tmp_path):
    prints = quarter.findings["fingerprint"]
    path = tmp_path / "explanations.csv"
    assert add_rows(path, [answer(fingerprint=prints.iloc[0])]) == 1
    explained = explain(quarter.findings, read_table(path))
    assert explained["explained"].tolist() == [True]
    assert count_findings(explained) == {"error": 0, "verify": 0, "note": 0}
    assert len(explained) == len(quarter.findings)


def test_it_is_open_again_when_the_printed_day_changes(from_word, quarter, tmp_path):
    def change(document):
        cell = document.tables[0].rows[1].cells[1]
        cell.paragraphs[0].runs[0].text = cell.text.replace("ngày 13", "ngày 14")
        for run in cell.paragraphs[0].runs[1:]:
            run.text = ""

    path = tmp_path / "explanations.csv"
    add_rows(path, [answer(fingerprint=quarter.findings["fingerprint"].iloc[0])])
    changed = from_word(change).findings
    assert changed["found"].tolist() == ["14/03/2022"]
    assert explain(changed, read_table(path))["explained"].tolist() == [False]


def test_an_explanation_holds_until_the_day_it_expires(quarter, tmp_path):
    path = tmp_path / "explanations.csv"
    add_rows(path, [answer(fingerprint=quarter.findings["fingerprint"].iloc[0], expires="2023-12-31")])
    table = read_table(path)
    assert explain(quarter.findings, table, dt.date(2023, 12, 31))["explained"].all()
    assert not explain(quarter.findings, table, dt.date(2024, 1, 1))["explained"].any()


def test_no_table_is_no_explanation(quarter, tmp_path):
    table = read_table(tmp_path / "explanations.csv")
    assert list(table.columns) == COLUMNS["explanations.csv"]
    assert not explain(quarter.findings, table)["explained"].any()


def test_what_a_spreadsheet_saves_is_read(table):
    path = table(f"11281;2023-Q1;cover-no-date;{PRINT};other;Có, đã sửa;A;03/04/2023;;", head=HEAD.replace(",", ";"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    row = read_table(path).iloc[0]
    assert (row["text"], row["answered_on"]) == ("Có, đã sửa", "2023-04-03")


def test_text_that_a_spreadsheet_would_run_comes_back_as_it_was(tmp_path):
    path = tmp_path / "explanations.csv"
    add_rows(path, [answer(text="=HYPERLINK(1)")])
    assert "'=HYPERLINK(1)" in path.read_text(encoding="utf-8-sig")
    assert read_table(path)["text"].tolist() == ["=HYPERLINK(1)"]
    assert add_rows(path, [answer(text="=HYPERLINK(1)")]) == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            f"11999,2023-Q1,cover-no-date,{PRINT},other,x,A,2023-04-03,,",
            "explanations.csv line 2: found commune '11999'; expected a commune's code of 31/03/2023; correct the code.",
        ),
        (
            f"1,2023-Q1,cover-no-date,{PRINT},other,x,A,2023-04-03,,",
            "explanations.csv line 2: found commune '1'; expected a commune's code of 31/03/2023; write 00001 as text.",
        ),
        (
            f"11281,2023-Q1,cover-no-dates,{PRINT},other,x,A,2023-04-03,,",
            "explanations.csv line 2: found rule 'cover-no-dates'; expected a rule of the catalogue; use 'cover-no-date'.",
        ),
        (
            f"11281,2023-Q1,cover-no-date,{PRINT},other,x,A,31/02/2023,,",
            "explanations.csv line 2, answered_on: found '31/02/2023'; expected a day such as 03/04/2023; "
            "write day/month/year.",
        ),
        (
            f"11281,2023-Q5,cover-no-date,{PRINT},other,x,A,2023-04-03,,",
            "explanations.csv line 2: found period '2023-Q5'; expected 2023-Q1, 2023-H1, 2023-9M, 2023-Y or 2023-M08; "
            "write the year, a hyphen and Q1, Q2, Q3, Q4, H1, 9M, Y or M01 to M12.",
        ),
        (
            "11281,2023-Q1,cover-no-date,1E+15,other,x,A,2023-04-03,,",
            "explanations.csv line 2: found fingerprint '1E+15'; expected 16 digits 0-9, a-f; copy it from the sheet.",
        ),
        (
            f"11281,2023-Q1,cover-no-date,{PRINT},other,x, y,A,2023-04-03,,",
            "explanations.csv line 2: found 11 cells; expected 10 cells; put texts with commas into quotes.",
        ),
    ],
)
def test_a_bad_row_is_refused_with_its_line(table, line, message):
    assert refused(table(line)) == message


def test_an_unknown_reason_is_refused(table):
    message = refused(table(f"11281,2023-Q1,cover-no-date,{PRINT},because,x,A,2023-04-03,,"))
    assert message.startswith("explanations.csv line 2: found reason 'because'; expected definition, revised-figure,")


def test_one_finding_answered_twice_is_refused_with_both_lines(table):
    line = f"11281,2023-Q1,cover-no-date,{PRINT},other,x,A,2023-04-03,,"
    assert refused(table(line, "", line)) == (
        "explanations.csv line 4: found a finding answered before; expected one answer, line 2; delete one of the two."
    )


def test_other_columns_are_refused(table):
    assert refused(table(head="commune_code,period")).startswith(
        "explanations.csv line 1: found columns commune_code, period; expected commune_code, period, rule, fingerprint,"
    )


def test_another_answer_never_replaces_the_first(tmp_path):
    path = tmp_path / "explanations.csv"
    add_rows(path, [answer()])
    before = path.read_bytes()
    with pytest.raises(CchcError, match=re.escape("another answer to cover-date-before-end of 11281")):
        add_rows(path, [answer(rule="cover-no-date"), answer(text="Khác")])
    assert path.read_bytes() == before


def test_frames_that_are_loaded_know_what_is_explained(root, tmp_path):
    folder = tmp_path / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    (folder / "a.docx").write_bytes((root / "data/raw/2023-Q1/chi-lang-bac-2023-q1.docx").read_bytes())
    store.update(tmp_path, Period.parse("2023-Q1"))
    found = store.load("2023-Q1", tmp_path).findings
    assert not found["explained"].any()
    rows = [
        answer(rule=row.rule, fingerprint=p) for row, p in zip(found.itertuples(), found["fingerprint"], strict=True)
    ]
    add_rows(tmp_path / explanations.EXPLANATIONS, rows)
    assert store.load("2023-Q1", tmp_path).findings["explained"].all()
    assert store.load("2023-Q1", tmp_path, "11281").findings["explained"].all()
    # The frames on disk hold what the documents say, and nothing of what was answered.
    assert not store.update(tmp_path, Period.parse("2023-Q1")).is_changed
    (tmp_path / explanations.EXPLANATIONS).unlink()
    assert not store.load("2023-Q1", tmp_path).findings["explained"].any()

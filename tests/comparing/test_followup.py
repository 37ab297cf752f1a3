"""What was asked, over the periods: found, explained, awaiting a corrected report, open, corrected."""

import shutil

import pytest

from cchc_analysis import Period, store
from cchc_analysis.answers.explanations import CORRECTIONS, EXPLANATIONS, add_rows
from cchc_analysis.comparing import followup
from cchc_analysis.pages import tables
from cchc_analysis.simulate import simulate

Q1, H1 = Period.parse("2024-Q1"), Period.parse("2024-H1")
ANSWER = {"answered_by": "An", "answered_on": "2024-04-03", "document": "", "expires": "", "text": "như trên"}


@pytest.fixture
def data(tmp_path, report_files):
    folder = tmp_path / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    shutil.copy(report_files["docx"], folder)
    store.update(tmp_path, Period.parse("2023-Q1"))
    return tmp_path


def row(found):
    (only,) = found.itertuples(index=False)
    return tuple(only)[1:]


def test_findings_move_from_open_to_explained_and_waiting(data):
    period = Period.parse("2023-Q1")
    asked = store.load(period, data).findings
    asked = asked[asked["severity"] != "note"]
    total = len(asked)
    assert row(followup.follow_up(period, data)) == (total, 0, 0, total, 0)
    first, second = (dict(item._asdict()) for item in list(asked.itertuples(index=False))[:2])
    key = ("commune_code", "period", "rule", "fingerprint")
    add_rows(data / EXPLANATIONS, [ANSWER | {name: first[name] for name in key} | {"reason": "definition"}])
    corrected = {"indicators": "", "found": second["found"], "corrected": "1"}
    add_rows(data / CORRECTIONS, [ANSWER | {name: second[name] for name in key} | corrected])
    assert row(followup.follow_up(period, data)) == (total, 1, 1, total - 2, 0)
    html = tables.progress(followup.follow_up(period, data)).html
    assert "Quý I năm 2023" in html
    assert "Chờ báo cáo sửa" in html


def test_only_periods_up_to_the_last(tmp_path):
    simulate(tmp_path, 2, 2, formats=("txt",))
    for period in (Q1, H1):
        store.update(tmp_path, period)
    assert followup.follow_up(Q1, tmp_path)["period"].tolist() == [Q1]
    assert followup.follow_up(H1, tmp_path)["period"].tolist() == [Q1, H1]

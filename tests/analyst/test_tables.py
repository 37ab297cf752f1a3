"""The tables an analyst writes: the examples of their README are read, and `cchc doctor` looks at each."""

import re

import pandas as pd
import pytest

from cchc_analysis.analyst.groups import read_groups
from cchc_analysis.analyst.outlines import read_outlines
from cchc_analysis.analyst.rating import read_weights
from cchc_analysis.analyst.targets import read_targets
from cchc_analysis.analyst.weights import read_weights as read_shares
from cchc_analysis.cli import doctor
from cchc_analysis.errors import CchcError
from tests.paths import ROOT

README = ROOT / "data" / "units" / "README.md"
EXAMPLES = re.findall(r"^```(?:csv|json) (\S+)\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S)
SUCCESSORS = pd.DataFrame({"old_code": ["00001", "00001"], "new_code": ["00010", "00011"]})
READERS = {
    "peers.csv": lambda path: read_groups(path, pd.Series(["11281", "11284"])),
    "targets.csv": read_targets,
    "rating.csv": read_weights,
    "weights.csv": lambda path: read_shares(path, SUCCESSORS),
    "communes.geojson": read_outlines,
}


def test_every_table_has_an_example():
    assert {name for name, _ in EXAMPLES} == set(READERS)


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_the_examples_are_read(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert len(READERS[name](path)) > 0


def test_the_doctor_looks_at_every_table(tmp_path, monkeypatch):
    units = tmp_path / "units"
    units.mkdir()
    (tmp_path / "raw").mkdir()
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    said = "tables of your own in units: {}; their columns: units/README.md"
    assert (True, said.format("none (optional)")) in doctor.examine()
    for name, text in EXAMPLES:
        (units / name).write_text(text, encoding="utf-8")
    (units / "weights.csv").unlink()
    (units / "rating.csv").write_text("indicator,weight,full_at_pct\non_time_rate,60,100\n", encoding="utf-8")
    lines = doctor.examine()
    assert (True, said.format("peers.csv, targets.csv, rating.csv, communes.geojson")) in lines
    assert [text for is_good, text in lines if not is_good] == [
        "units/rating.csv: found weights that add up to 60; expected 100; correct the weights."
    ]


SEE = "expected the columns indicator, target_pct, source; {}; data/units/README.md has an example"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "chỉ tiêu,target_pct,nguồn\non_time_rate,95,Kế hoạch\n".encode(),
            f"found no column indicator, source among 'chỉ tiêu', 'target_pct', 'nguồn'; {SEE.format('name the columns so')}",
        ),
        ("chỉ tiêu\n".encode("utf-16"), f"found no readable table; {SEE.format('save it as CSV UTF-8')}"),
        (b"", f"found no readable table; {SEE.format('save it as CSV UTF-8')}"),
        (b"PK\x03\x04\xff", f"found no readable table; {SEE.format('save it as CSV UTF-8')}"),
    ],
)
def test_a_table_with_other_columns_is_told_which_it_needs_and_where_they_are_shown(tmp_path, content, message):
    path = tmp_path / "targets.csv"
    path.write_bytes(content)
    with pytest.raises(CchcError, match=f"^{re.escape(f'targets.csv: {message}.')}$"):
        read_targets(path)


def test_a_table_that_a_spreadsheet_parted_by_semicolons_is_read(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text("indicator;target_pct;source\non_time_rate;95;Kế hoạch 1, điểm a\n", encoding="utf-8-sig")
    assert read_targets(path)["source"].tolist() == ["Kế hoạch 1, điểm a"]

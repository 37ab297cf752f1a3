"""Tables that are not as they were written are known, read again from the documents, and said; no one gets an empty frame."""

import json
import os
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from cchc_analysis import store
from cchc_analysis.errors import CchcError
from cchc_analysis.periods import Period
from cchc_analysis.store.revisions import TABLES

Q1 = Period.parse("2023-Q1")


@pytest.fixture(scope="module")
def made(tmp_path_factory, report_text):
    data = tmp_path_factory.mktemp("made") / "data"
    (data / "raw" / "2023-Q1").mkdir(parents=True)
    (data / "raw" / "2023-Q1" / "first.txt").write_text(report_text, encoding="utf-8")
    store.update(data, Q1)
    return data, store.load(Q1, data).hash


@pytest.fixture
def data(made, tmp_path):
    return shutil.copytree(made[0], tmp_path / "data")


def altered(path):
    table = pd.read_parquet(path)
    table.loc[table["indicator"] == "dossiers_resolved", "value"] = 4711.0
    table.to_parquet(path, index=False)


def other_manifest(path):
    """Return what a hand that knows hashes, but not that the list has its own, would write."""
    said = json.loads(path.read_text())
    said["tables"]["findings"]["rows"] += 1
    path.write_text(json.dumps(said))


DAMAGES = {
    "cut": ("observations.parquet", lambda path: path.write_bytes(path.read_bytes()[:-9]), "not as it was written"),
    "empty": ("reports.parquet", lambda path: path.write_bytes(b""), "empty"),
    "gone": ("observations.parquet", lambda path: path.unlink(), "missing"),
    "altered": ("observations.parquet", altered, "not as it was written"),
    "zeros": ("findings.parquet", lambda path: path.write_bytes(bytes(path.stat().st_size)), "not as it was written"),
    "list gone": ("manifest.json", lambda path: path.unlink(), "missing"),
    "list cut": ("manifest.json", lambda path: path.write_bytes(path.read_bytes()[:100]), "damaged"),
    "list altered": ("manifest.json", other_manifest, "damaged"),
    "list of other things": ("manifest.json", lambda path: path.write_bytes(b"[1]"), "damaged"),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("way", ["load", "update"])
def test_what_is_damaged_is_read_again_and_said(made, data, damage, way):
    name, spoil, how = DAMAGES[damage]
    spoil(data / "tidy" / "2023-Q1" / name)
    sentence = f"data/tidy/2023-Q1: {name} is {how}; read again from the documents"
    if way == "load":
        with pytest.warns(UserWarning, match=f"^{re.escape(sentence)}$"):
            frames = store.load(Q1, data)
    else:
        assert store.update(data, Q1).mended == (sentence,)
        frames = store.load(Q1, data)
    assert frames.hash == made[1]
    assert store.update(data, Q1).mended == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]"])
def test_a_spoilt_stamp_costs_another_look(made, data, content):
    (data / "tidy" / "2023-Q1" / "follows.json").write_bytes(content)
    assert not store.update(data, Q1).is_changed
    assert store.load(Q1, data).hash == made[1]


def test_without_documents_what_is_damaged_is_an_error(data):
    (data / "tidy" / "2023-Q1" / "observations.parquet").unlink()
    shutil.rmtree(data / "raw" / "2023-Q1")
    found = "data/tidy/2023-Q1: found observations.parquet is missing; "
    message = f"{found}expected tables as they were written; put them there."
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        store.load(Q1, data)


def test_a_folder_for_a_file_and_a_file_for_a_folder_are_one_line(data):
    table = data / "tidy" / "2023-Q1" / "observations.parquet"
    table.unlink()
    table.mkdir()
    for way in (store.load, lambda period, data: store.update(data, period)):
        message = "data/tidy/2023-Q1/observations.parquet: found a folder; expected a file; move it away"
        with pytest.raises(CchcError, match=f"^{re.escape(message)}"):
            way(Q1, data)
    shutil.rmtree(data / "tidy" / "2023-Q1")
    (data / "tidy" / "2023-Q1").write_bytes(b"")
    for way in (store.load, lambda period, data: store.update(data, period)):
        with pytest.raises(CchcError, match=r"^data/tidy/2023-Q1: found a file; expected a folder; move it away"):
            way(Q1, data)


def test_an_earlier_period_is_mended_before_it_is_compared_with(data):
    shutil.copytree(data / "raw" / "2023-Q1", data / "raw" / "2023-H1")
    (data / "tidy" / "2023-Q1" / "reports.parquet").unlink()
    update = store.update(data, Period.parse("2023-H1"))
    assert update.mended == ("data/tidy/2023-Q1: reports.parquet is missing; read again from the documents",)


def test_a_replaced_report_keeps_its_row_when_other_tables_are_damaged(data, report_text):
    (data / "raw" / "2023-Q1" / "first.txt").write_text(report_text + "\n", encoding="utf-8")
    store.update(data, Q1)
    before = store.load(Q1, data)
    assert before.reports["status"].tolist() == ["read", "replaced"]
    (data / "tidy" / "2023-Q1" / "observations.parquet").write_bytes(b"x")
    store.update(data, Q1)
    assert store.load(Q1, data).hash == before.hash


def test_a_store_that_two_updates_left_half(root, tmp_path):
    """Reports and a stamp without observations are never pages of nothing."""
    data = tmp_path / "data"
    shutil.copytree(root / "data" / "raw" / "2023-Q1", data / "raw" / "2023-Q1")
    store.update(data, Q1)
    whole = store.load(Q1, data)
    folder = data / "tidy" / "2023-Q1"
    for name in (*(f"{table}.parquet" for table in TABLES), "manifest.json"):
        if name not in ("reports.parquet", "directives.parquet", "scans.parquet"):
            (folder / name).unlink()
    with pytest.warns(UserWarning, match=r"^data/tidy/2023-Q1: manifest\.json is missing; observations\.parquet is mi"):
        assert store.load(Q1, data).hash == whole.hash


UPDATE = """
import sys
from pathlib import Path
from cchc_analysis import Period, store
store.update(Path(sys.argv[1]), Period.parse("2023-Q1"))
"""


def test_two_updates_at_once_leave_one_whole_store(made, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(made[0] / "raw", data / "raw")
    both = [subprocess.Popen([sys.executable, "-c", UPDATE, str(data)]) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert store.load(Q1, data).hash == made[1]
    assert sorted(os.listdir(data)) == ["raw", "tidy"]
    assert os.listdir(data / "tidy") == ["2023-Q1"]

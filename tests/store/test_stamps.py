"""Frames that follow their documents are not worked out again, and anything that shapes them is seen."""

import pytest

from cchc_analysis import store
from cchc_analysis.periods import Period
from cchc_analysis.store import stamps

Q1 = Period.parse("2023-Q1")


@pytest.fixture
def data(tmp_path, report_text):
    folder = tmp_path / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    (folder / "first.txt").write_text(report_text, encoding="utf-8")
    store.update(tmp_path, Q1)
    return tmp_path


def is_checked(data, monkeypatch):
    calls = []
    with monkeypatch.context() as patched:
        checked = store.checked
        patched.setattr(store, "checked", lambda *frames: calls.append(1) or checked(*frames))
        update = store.update(data, Q1)
    assert not update.is_changed or calls
    return bool(calls)


def test_nothing_changed(data, monkeypatch):
    (data / "raw" / "2023-Q1" / "empty.docx").write_bytes(b"")
    first = store.update(data, Q1)
    assert not is_checked(data, monkeypatch)
    again = store.update(data, Q1)
    assert (again.refused, again.read, again.is_changed) == (first.refused, (), False)
    assert first.refused == ("2023-Q1/empty.docx",)


def test_whatever_frames_follow_from_is_seen(data, monkeypatch, report_text):
    first = data / "raw" / "2023-Q1" / "first.txt"

    def write(path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    changes = {
        "a document": lambda: write(first, f"{report_text}\n".encode()),
        "its name": lambda: first.rename(first.with_name("second.txt")),
        "another one": lambda: write(first, report_text.encode()),
        "an earlier period": lambda: write(data / "tidy" / "2022-Q4" / "reports.parquet", earlier),
        "the package": lambda: monkeypatch.setattr(stamps, "package_hash", lambda: "other"),
        "the stamp": lambda: write(data / "tidy" / "2023-Q1" / "follows.json", b"[half"),
    }
    (data / "raw" / "2022-Q4").mkdir()
    earlier = (data / "tidy" / "2023-Q1" / "reports.parquet").read_bytes()
    for what, change in changes.items():
        assert not is_checked(data, monkeypatch), f"before {what}"
        change()
        assert is_checked(data, monkeypatch), what


def test_frames_that_were_touched_are_looked_at_again(data, monkeypatch):
    store.load(Q1, data).findings.head(0).to_parquet(data / "tidy" / "2023-Q1" / "findings.parquet", index=False)
    assert is_checked(data, monkeypatch)

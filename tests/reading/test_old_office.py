"""Old Office files, read through LibreOffice, give the same frame as the new ones."""

import sys
import time

import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import old_office

COLUMNS = ["commune_code", "period", "indicator", "value", "unit", "status", "form", "code", "edition"]
OLD = old_office.MAGIC + bytes(600)


@pytest.mark.parametrize(("new", "old"), [("docx", "doc"), ("xlsx", "xls")])
def test_the_same_frame_as_the_new_format(new, old, convert, report_files, differences, rules):
    frames = read_report(convert(report_files[new], old))
    assert differences(frames) == {}
    assert rules(frames) == []
    observations = read_report(report_files[new]).observations
    assert frames.observations[[*COLUMNS, "raw"]].equals(observations[[*COLUMNS, "raw"]])
    assert frames.reports["media"].tolist() == [old]


@pytest.mark.parametrize(
    ("stream", "rule"),
    [("EncryptedPackage", "file-encrypted"), ("_VBA_PROJECT_CUR", "file-macros"), ("VisioDocument", "file-kind")],
)
def test_what_is_refused_before_any_program_opens_it(stream, rule, tmp_path, monkeypatch):
    monkeypatch.setattr(old_office, "find_program", lambda _: pytest.fail("opened"))
    (tmp_path / "a.doc").write_bytes(
        OLD + "WordDocument".encode("utf-16-le") * (rule != "file-kind") + stream.encode("utf-16-le")
    )
    with pytest.raises(ReadError) as error:
        read_report(tmp_path / "a.doc")
    assert error.value.rule == rule


def test_without_libreoffice_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(old_office, "find_program", lambda _: None)
    (tmp_path / "a.doc").write_bytes(OLD + "WordDocument".encode("utf-16-le"))
    with pytest.raises(
        ReadError,
        match=r"^a\.doc: found an old Office file \(\.doc\), and no LibreOffice to open it; expected a \.docx file; "
        r"install LibreOffice \(see `cchc doctor`\) or save it as \.docx\.$",
    ):
        read_report(tmp_path / "a.doc")


def test_random_bytes_after_the_right_beginning(convert, tmp_path):
    (tmp_path / "a.doc").write_bytes(OLD + "WordDocument".encode("utf-16-le") + bytes(range(256)) * 40)
    with pytest.raises(ReadError):
        read_report(tmp_path / "a.doc")


def test_a_program_that_never_ends_is_ended_with_its_children(tmp_path):
    import psutil

    note = tmp_path / "pid"
    child = "import time; time.sleep(60)"
    parent = (
        f"import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', {child!r}]); "
        f"open({str(note)!r}, 'w').write(str(p.pid)); time.sleep(60)"
    )
    start = time.monotonic()
    assert not old_office._ends([sys.executable, "-c", parent], 1.5)
    assert time.monotonic() - start < 10
    time.sleep(0.2)
    pid = int(note.read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE

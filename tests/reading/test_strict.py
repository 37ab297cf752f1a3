"""Strict Open XML."""

import zipfile

import pytest

from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading.strict import is_strict, to_usual


def strict(source, path):
    """Write a package with the strict names."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            for family in ("officeDocument", "spreadsheetml", "wordprocessingml", "drawingml"):
                content = content.replace(
                    f"http://schemas.openxmlformats.org/{family}/2006/".encode(),
                    f"http://purl.oclc.org/ooxml/{family}/".encode(),
                )
            new.writestr(part, content)
    return path


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_strict_file_is_read(form, report_files, tmp_path, differences, rules):
    path = strict(report_files[form], tmp_path / f"a.{form}")
    with zipfile.ZipFile(path) as package:
        assert is_strict(package)
        to_usual(package, tmp_path / "usual")
    with zipfile.ZipFile(tmp_path / "usual") as package:
        assert not is_strict(package)
    frames = read_report(path)
    assert differences(frames) == {}
    assert frames.reports["media"].tolist() == [form]

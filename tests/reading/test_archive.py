"""Zip files of reports: each document on its own, and no name inside chooses a place outside."""

import io
import zipfile

import pytest

from cchc_analysis.periods import Period
from cchc_analysis.reading.archive import documents
from cchc_analysis.store import load, update


def archive(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def test_each_document_of_an_archive_is_read_and_each_refused_one_says_why(tmp_path, report_files, quarter):
    folder = tmp_path / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    archive(
        folder / "xã.zip",
        {
            "../../báo cáo.docx": report_files["docx"].read_bytes(),
            "con/rỗng.docx": b"",
            "__MACOSX/._a": b"x",
            "~$áo cáo.docx": b"x",
        },
    )
    done = update(tmp_path, Period.parse("2023-Q1"))
    assert done.read == ("2023-Q1/xã.zip/báo cáo.docx", "2023-Q1/xã.zip/con/rỗng.docx")
    assert done.refused == ("2023-Q1/xã.zip/con/rỗng.docx",)
    frames = load(Period.parse("2023-Q1"), tmp_path)
    assert frames.observations["value"].equals(quarter.observations["value"])
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file() and "tidy" not in path.parts) == [
        "xã.zip"
    ]
    assert not update(tmp_path, Period.parse("2023-Q1")).is_changed


@pytest.mark.parametrize("name", ["/etc/a.txt", "..\\..\\a.txt", "C:\\a.txt", "a\x1b[2J\n.txt", "../" * 40 + "a.txt"])
def test_names_cannot_leave_the_folder(name, tmp_path):
    with documents(archive(tmp_path / "a.zip", {name: "x"}), "a.zip") as found:
        ((path, shown),) = found
        assert path.read_text() == "x"
        assert path.name == "0.txt"
        assert shown.startswith("a.zip/")
        assert ".." not in shown
        assert shown.isprintable()
    assert not path.exists()


def test_a_bomb_and_a_cut_archive_stay_one_file(tmp_path):
    bomb = archive(tmp_path / "a.zip", {f"{n}.txt": bytes(40_000_000) for n in range(3)})
    with documents(bomb, "a.zip") as found:
        assert found == [(bomb, "a.zip")]
    content = archive(tmp_path / "b.zip", {"a.txt": "x" * 1000}).read_bytes()
    for length in range(2, len(content), 7):
        (tmp_path / "c.zip").write_bytes(content[:length])
        with documents(tmp_path / "c.zip", "c.zip") as found:
            assert found == [(tmp_path / "c.zip", "c.zip")]


def test_an_archive_in_an_archive_is_not_opened(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("a.txt", "x")
    with documents(archive(tmp_path / "a.zip", {"b.zip": inner.getvalue()}), "a.zip") as found:
        assert [name for _, name in found] == ["a.zip/b.zip"]

"""A file is whole or as it was, whatever goes wrong; nothing is left beside it."""

import errno
import os
import re
from pathlib import Path

import pytest

from cchc_analysis.errors import CchcError
from cchc_analysis.files import replace, write_whole


def test_text_bytes_and_a_function_write_what_they_say(tmp_path):
    for number, (content, wanted) in enumerate(
        [
            ("Xã\r\nmột\n", "Xã\r\nmột\n".encode()),
            (b"\x00\xff", b"\x00\xff"),
            (lambda path: path.write_bytes(b"own"), b"own"),
        ]
    ):
        path = tmp_path / "new" / f"{number}.txt"
        assert write_whole(path, content) == path
        assert path.read_bytes() == wanted


@pytest.mark.parametrize("is_begun", [False, True])
def test_when_the_content_cannot_be_made_the_old_file_stays(is_begun, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def fail(new):
        assert new.suffix == ".xlsx"  # writers look at it
        if is_begun:
            new.write_bytes(b"half")
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match=r"^broken$"):
        write_whole(path, fail)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.xlsx"]


def test_an_interrupted_write_leaves_nothing_either(tmp_path):
    def stop(new):
        new.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.txt", stop)
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_names_the_file_that_was_meant(tmp_path):
    with pytest.raises(OSError, match=re.escape("No space left on device")) as full:
        write_whole(Path("/dev/full"), "text")
    assert full.value.errno == errno.ENOSPC
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fill(new):
        try:
            with open("/dev/full", "w") as file:
                file.write("text")
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(new)) from error

    with pytest.raises(OSError, match=re.escape(str(path))) as full:
        write_whole(path, fill)
    assert (full.value.errno, full.value.filename) == (errno.ENOSPC, str(path))
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe")
def test_a_device_is_written_to_and_stays_one(tmp_path):
    assert write_whole(Path(os.devnull), "text") == Path(os.devnull)
    assert not Path(os.devnull).is_file()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, "text")
        assert os.read(end, 10) == b"text"
    finally:
        os.close(end)
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "there" / "target.txt", tmp_path / "link.txt"
    target.parent.mkdir()
    target.write_text("old")
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("links are not allowed here")
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert sorted(os.listdir(target.parent)) == ["target.txt"]


def test_a_file_that_is_open_in_another_program(tmp_path, monkeypatch):
    """Windows answers so where Excel holds the file; here the system's own call is made to."""

    def denied(source, target):
        raise PermissionError(errno.EACCES, "Access is denied", str(source), 5, str(target))

    path = tmp_path / "book.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", denied)
    message = (
        "book.xlsx: found a file that is open in another program; expected one that can be replaced; "
        "close it and run again."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["book.xlsx"]
    # Where there is no such file, the folder is what may not be written.
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "none.xlsx", b"new")
    with pytest.raises(PermissionError):
        replace(path, tmp_path / "none.xlsx")
    assert os.listdir(tmp_path) == ["book.xlsx"]

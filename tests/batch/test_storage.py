"""A province's folder in motion: late reports, many documents, full disks, storage at an address."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest

from cchc_analysis.batch import Task, plan, run
from cchc_analysis.batch.storage import fetch, send
from cchc_analysis.errors import CchcError, NothingToDo
from tests.paths import NOTEBOOKS, REPORT, ROOT, TABLE, TEXT


def task(output="page.html"):
    return Task(NOTEBOOKS / "shows_its_period.ipynb", {"period": "2026-Q3"}, output, output, "1")


def batch(tasks, out):
    return run(tasks, out, environment={}, language="en", jobs=1, warm=False, progress=False)


def test_only_failed_takes_up_what_a_killed_run_did_not_reach(tmp_path):
    batch([task("first.html")], tmp_path)
    tasks = [task("first.html"), task("second.html")]
    outcomes = run(tasks, tmp_path, environment={}, language="en", jobs=1, warm=False, progress=False, only_failed=True)
    assert [outcome.status for outcome in outcomes] == ["skipped", "done"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, to mount a small disk")
def test_a_full_disk_leaves_the_last_good_pages(tmp_path):
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", tmp_path], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    try:
        out = tmp_path / "out"
        assert batch([task()], out)[0].status == "done"
        good = (out / "page.html").read_bytes()
        with contextlib.suppress(OSError), (tmp_path / "filler").open("wb", buffering=0) as filler:
            while filler.write(b"0" * 4096):
                pass
        message = r"^folder '.*': found No space left on device; expected a folder with room that may be written;"
        with pytest.raises(CchcError, match=message):
            run([task()], out, environment={}, language="en", jobs=1, warm=False, progress=False, force=True)
        assert (out / "page.html").read_bytes() == good
        (tmp_path / "filler").unlink()
        assert batch([task()], out)[0].status in ("done", "skipped")
        assert (out / "page.html").read_bytes()
        assert not list(out.glob(".work-*"))
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system with Unix rights")
def test_a_folder_that_may_only_be_read(tmp_path):
    # Rights do not bind root: a read-only mount does.
    out = tmp_path / "out"
    batch([task()], out)
    good = (out / "page.html").read_bytes()
    if os.geteuid() == 0:
        bound = [["mount", "--bind", out, out], ["mount", "-o", "remount,ro,bind", out]]
        if any(subprocess.run(command, capture_output=True).returncode for command in bound):
            pytest.skip("needs the right to mount")
    else:
        out.chmod(0o555)
    try:
        with pytest.raises(CchcError, match=r"found (Read-only file system|Permission denied); expected a folder"):
            run([task()], out, environment={}, language="en", jobs=1, warm=False, progress=False, force=True)
        assert (out / "page.html").read_bytes() == good
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", "-l", out], check=True)
        else:
            out.chmod(0o755)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_command_whose_output_finds_no_room_says_so_in_one_line():
    command = [sys.executable, "-m", "cchc_analysis", "read", TEXT, "-o", "/dev/full"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "cchc: output: found No space left on device; expected a place with room that may be written; "
        "make room, or name another.\n",
    )


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs root, to mount a folder read-only")
def test_a_data_folder_that_may_only_be_read(tmp_path):
    (tmp_path / "data" / "raw" / "2026-Q3").mkdir(parents=True)
    shutil.copy(TABLE, tmp_path / "data" / "raw" / "2026-Q3")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    data = tmp_path / "data"
    bound = [["mount", "--bind", data, data], ["mount", "-o", "remount,ro,bind", data]]
    if any(subprocess.run(command, capture_output=True).returncode for command in bound):
        pytest.skip("needs the right to mount")
    try:
        command = [sys.executable, "-m", "cchc_analysis", "run"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    finally:
        subprocess.run(["umount", "-l", data], check=True)
    assert done.returncode == 2
    assert re.search(r"^cchc: '.*tidy': found Read-only file system; expected a place", done.stderr, re.M)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "reports" / "2026-Q3").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system with Unix signals")
def test_no_notebooks_and_a_notebook_without_parameters(tmp_path):
    with pytest.raises(NothingToDo, match="no notebook for pages"):
        plan.templates(tmp_path)
    data = tmp_path / "data" / "raw" / "2026-Q3"
    data.mkdir(parents=True)
    shutil.copy(TABLE, data)
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    command = [sys.executable, "-m", "cchc_analysis", "run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no notebook for pages in 'notebooks'" in done.stderr
    content = json.loads((ROOT / "notebooks" / "quarter.ipynb").read_text(encoding="utf-8"))
    content["cells"] = [cell for cell in content["cells"] if "parameters" not in cell["metadata"].get("tags", ())]
    (notebooks / "quarter.ipynb").write_text(json.dumps(content), encoding="utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("cchc: notebook 'quarter.ipynb': found no cells tagged 'parameters'")


def test_a_notebook_of_another_language_and_a_missing_kernel(tmp_path, monkeypatch):
    content = json.loads((NOTEBOOKS / "shows_its_period.ipynb").read_text(encoding="utf-8"))
    content["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    other = tmp_path / "other.ipynb"
    other.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CchcError, match=r"^notebook 'other\.ipynb': found a kernel for R; expected one for Python;"):
        batch([replace(task(), notebook=other)], tmp_path / "out")
    monkeypatch.setitem(sys.modules, "ipykernel", None)
    with pytest.raises(CchcError, match=r"^kernel 'python3': found no package 'ipykernel'; expected"):
        batch([task()], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_documents_from_an_address_and_pages_to_one(tmp_path):
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/in/raw/2023-Q1/a.txt", b"one")
    memory.pipe_file("/in/raw/2023-Q1/b.txt", b"two")
    data = tmp_path / "data"
    fetch("memory://in", data)
    first = data / "raw" / "2023-Q1" / "a.txt"
    assert first.read_bytes() == b"one"
    before = first.stat().st_mtime_ns
    memory.pipe_file("/in/raw/2023-Q1/b.txt", b"other")
    fetch("memory://in", data)
    assert (first.stat().st_mtime_ns, (data / "raw" / "2023-Q1" / "b.txt").read_bytes()) == (before, b"other")
    memory.rm_file("/in/raw/2023-Q1/b.txt")
    fetch("memory://in", data)
    assert [path.name for path in (data / "raw" / "2023-Q1").iterdir()] == ["a.txt"]

    out = tmp_path / "reports"
    (out / "2023-Q1" / ".work-1").mkdir(parents=True)
    for name in ("index.html", "2023-Q1/index.html", "2023-Q1/quarter.html", "2023-Q1/.work-1/half.html"):
        (out / name).write_text(name, encoding="utf-8")
    memory.pipe_file("/pages/theirs.txt", b"not ours")
    assert [send(out, "memory://pages"), send(out, "memory://pages")] == [3, 0]
    (out / "2023-Q1" / "quarter.html").unlink()
    (out / "index.html").write_text("new", encoding="utf-8")
    assert send(out, "memory://pages") == 1
    assert sorted(memory.find("/pages")) == ["/pages/2023-Q1/index.html", "/pages/index.html", "/pages/theirs.txt"]
    assert memory.cat_file("/pages/index.html") == b"new"


@pytest.mark.parametrize("address", ["nothing://there", "file:///proc/no-such-folder"])
def test_an_address_that_cannot_be_used(address, tmp_path):
    (tmp_path / "index.html").write_text("page", encoding="utf-8")
    with pytest.raises(
        CchcError, match=f"^{re.escape(f'address {address!r}')}: found .*; expected storage that answers"
    ):
        send(tmp_path, address)


def test_a_run_from_and_to_addresses(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in ("commune.ipynb", "quality.ipynb"):
        shutil.copy(ROOT / "notebooks" / name, tmp_path / "notebooks")
    (tmp_path / "share" / "raw" / "2023-Q1").mkdir(parents=True)
    shutil.copy(REPORT, tmp_path / "share" / "raw" / "2023-Q1")
    share = (tmp_path / "share").as_uri()
    command = [sys.executable, "-m", "cchc_analysis", "run", "--data", share, "--out", f"{share}/pages"]
    for expected in ("2 pages made", "0 pages made, 2 unchanged"):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert expected in done.stderr
        assert {path.name for path in (tmp_path / "share" / "pages").iterdir()} == {"2023-Q1", "index.html"}
        assert (tmp_path / "share" / "pages" / "2023-Q1" / "communes" / "11281-xa-chi-lang-bac.html").exists()

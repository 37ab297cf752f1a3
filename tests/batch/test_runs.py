"""Batches with real kernels: what is published, kept, skipped, taken up again and cleared away."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import nbformat
import psutil
import pytest

from cchc_analysis.batch import Task, run
from cchc_analysis.batch.record import Record
from cchc_analysis.errors import CchcError
from tests.paths import NOTEBOOKS, ROOT
from tests.runs import lines, statuses


def task(notebook, output=None, *, inputs="1", must_contain=(), **parameters):
    return Task(
        NOTEBOOKS / f"{notebook}.ipynb",
        parameters or {"period": "2026-Q3"},
        output or f"{notebook}.html",
        title=notebook,
        inputs=inputs,
        must_contain=must_contain,
    )


def batch(tasks, out, **options):
    options = {"environment": {}, "language": "en", "jobs": 1, "warm": False, "progress": False} | options
    return run(tasks, out, **options)


def files(out):
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def marked(mark):
    """Return the processes that have a variable of this name in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if mark in process.environ():
                found.append(process)
        except psutil.Error:
            continue
    return found


FAILURES = {
    "raises": "cell 4: ValueError: nothing for 2026-Q3",
    "warns": 'cell 4: StandardErrorOutput: line 1: UserWarning: old form warnings.warn("old form", stacklevel=1)',
    "kills_its_kernel": "cell 4: DeadKernelError: the kernel died",
    "hangs": "cell 4: CellTimeoutError: the cell took more than 2 s",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A batch of one good page, one of each kind of failure, and one kernel that died by accident."""
    out = tmp_path_factory.mktemp("mixed")
    (out / "raises.html").write_text("last good page", encoding="utf-8")
    mark = f"CCHC_TEST_{uuid.uuid4().hex}"
    tasks = [task("shows_its_period", must_contain=("period 2026-Q3",))]
    tasks += [task(notebook) for notebook in FAILURES]
    tasks += [
        task("shows_the_wrong_period", must_contain=("period 2026-Q3",)),
        task("kills_its_first_kernel", marker=str(out / "marker")),
    ]
    # A kernel of this name in a user's folder must not be the one that runs.
    kernel = tmp_path_factory.mktemp("jupyter") / "kernels" / "python3"
    kernel.mkdir(parents=True)
    spec = {"argv": [sys.executable, "-c", ""], "display_name": "Another Python", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    environment = {mark: "1", "JUPYTER_PATH": str(kernel.parent.parent)}
    outcomes = batch(tasks, out, environment=environment, jobs=2, cell_timeout=2)
    return out, outcomes, mark


def test_a_page_is_made_and_recorded(mixed):
    out, outcomes, _ = mixed
    page = (out / "shows_its_period.html").read_bytes()
    line = lines(out)[0]
    assert outcomes[0].status == line["status"] == "done"
    assert outcomes[0].output_sha256 == line["sha256"] == hashlib.sha256(page).hexdigest()
    assert outcomes[0].key == line["key"]
    assert line["parameters"] == {"period": "2026-Q3"}
    assert "period 2026-Q3" in page.decode()
    assert outcomes[0].versions["papermill"]


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs a system that tells")
def test_the_peak_memory_of_the_kernel_is_recorded(mixed):
    assert 20 < mixed[1][0].peak_memory_mib < 1000


@pytest.mark.parametrize("notebook", FAILURES)
def test_a_failure_costs_its_own_page_and_keeps_the_marked_notebook(mixed, notebook):
    out, outcomes, _ = mixed
    (outcome,) = (outcome for outcome in outcomes if outcome.task.title == notebook)
    assert (outcome.status, outcome.error) == ("failed", FAILURES[notebook])
    kept = nbformat.read(out / "failed" / f"{notebook}.ipynb", as_version=4)
    assert "An Exception was encountered at" in kept.cells[0].source
    assert "In [4]" in kept.cells[0].source


def test_a_failed_page_leaves_the_last_good_one(mixed):
    assert (mixed[0] / "raises.html").read_text(encoding="utf-8") == "last good page"
    assert not (mixed[0] / "hangs.html").exists()


def test_a_page_that_does_not_show_its_period_is_not_published(mixed):
    out, outcomes, _ = mixed
    assert outcomes[-2].status == "failed"
    assert outcomes[-2].error == (
        "page 'shows_the_wrong_period': found no 'period 2026-Q3'; expected a page that names what it is about; "
        "look at its notebook."
    )
    assert not (out / "shows_the_wrong_period.html").exists()
    assert (out / "failed" / "shows_the_wrong_period.ipynb").exists()


def test_a_kernel_that_died_is_given_a_second_try(mixed):
    assert mixed[1][-1].status == "done"


def test_nothing_is_left_behind(mixed):
    out, _, mark = mixed
    assert marked(mark) == []
    assert {path.stem for path in (out / "failed").iterdir()} == {*FAILURES, "shows_the_wrong_period"}
    pages = ["kills_its_first_kernel.html", "raises.html", "shows_its_period.html"]
    assert [name for name in files(out) if not name.startswith("failed")] == sorted([*pages, "marker", "run.jsonl"])


def test_later_runs_make_only_what_they_must(mixed):
    out = mixed[0]
    good = task("shows_its_period", must_contain=("period 2026-Q3",))
    repaired = task("shows_its_period", "raises.html")
    renewed = task("shows_its_period", must_contain=("period 2026-Q3",), inputs="2")

    # Just the failed one; what is no longer planned goes, what is not the batch's stays.
    assert statuses(batch([renewed, repaired], out, only_failed=True)) == ["skipped", "done"]
    assert [line["output"] for line in lines(out)] == ["shows_its_period.html", "raises.html"]
    assert files(out) == ["marker", "raises.html", "run.jsonl", "shows_its_period.html"]
    assert "period 2026-Q3" in (out / "raises.html").read_text(encoding="utf-8")

    # Nothing has changed.
    before = (out / "run.jsonl").read_bytes()
    outcomes = batch([good, repaired], out)
    assert statuses(outcomes) == ["skipped", "skipped"]
    assert [outcome.output_sha256 for outcome in outcomes] == [line["sha256"] for line in lines(out)]
    assert (out / "run.jsonl").read_bytes() == before

    # Other inputs, and a damaged page.
    (out / "raises.html").write_text("damaged", encoding="utf-8")
    assert statuses(batch([renewed, repaired], out)) == ["done", "done"]
    assert "period 2026-Q3" in (out / "raises.html").read_text(encoding="utf-8")


def test_the_first_failure_stops_a_batch_that_shall_not_go_on(tmp_path):
    tasks = [task("raises"), task("shows_its_period"), task("warns")]
    outcomes = batch(tasks, tmp_path, jobs=1, keep_going=False)
    assert statuses(outcomes) == ["failed", "skipped", "skipped"]


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    out = tmp_path / "file" / "out"
    message = (
        f"folder '{out}': found Not a directory; expected a folder with room that may be written; "
        "make room, or name another folder."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        batch([task("shows_its_period")], out)


def test_the_record_passes_over_torn_lines_and_paths_outside(tmp_path):
    line = {"output": "a.html", "key": "1", "status": "done", "sha256": "0"}
    texts = [json.dumps(line), json.dumps(line | {"output": "../b.html"}), json.dumps(line | {"key": "2"}), '{"outp']
    (tmp_path / "run.jsonl").write_text("\n".join(texts), encoding="utf-8")
    record = Record(tmp_path)
    assert record.lines == {"a.html": line | {"key": "2"}}
    record.rewrite()
    assert lines(tmp_path) == [line | {"key": "2"}]


# No `if __name__ == "__main__"`: a worker that imported the script again would start another batch.
# Where a shell started the tests in the background, SIGINT is ignored from the start: the script takes it back.
SCRIPT = """
import signal, sys
from pathlib import Path
from cchc_analysis.batch import Task, run

signal.signal(signal.SIGINT, signal.default_int_handler)
notebooks, out, mark = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
print("script starts", flush=True)
names = ["shows_its_period", "hangs"]
tasks = [Task(notebooks / f"{name}.ipynb", {"period": "2026-Q3"}, f"{name}.html", name, "1") for name in names]
run(tasks, out, environment={mark: "1"}, language="en", jobs=1, warm=sys.argv[4] == "warm", progress=False)
"""
PAGES = ["run.jsonl", "shows_its_period.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system with Unix signals")
def test_a_run_that_is_ended_half_way_leaves_whole_pages_and_no_process(tmp_path):
    ends = {"killed": ("SIGKILL", "cold"), "killed-warm": ("SIGKILL", "warm"), "interrupted": ("SIGINT", "cold")}
    mark = f"CCHC_TEST_{uuid.uuid4().hex}"
    runs = {}
    for name, (_, kernels) in ends.items():
        command = [sys.executable, "-c", SCRIPT, str(NOTEBOOKS), str(tmp_path / name), mark, kernels]
        runs[name] = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    for name, (how, _) in ends.items():
        record = tmp_path / name / "run.jsonl"
        assert wait_for(lambda record=record: record.exists() and record.read_bytes(), seconds=60)
        time.sleep(0.5)  # into the second notebook
        assert runs[name].poll() is None
        os.kill(runs[name].pid, getattr(signal, how))
    for name, process in runs.items():
        printed, _ = process.communicate(timeout=20)
        assert printed == b"script starts\n"
        assert [line["status"] for line in lines(tmp_path / name)] == ["done"]
    assert wait_for(lambda: not marked(mark), seconds=5)
    for name in ends:
        assert sorted(path.name for path in (tmp_path / name).iterdir()) == PAGES

    out = tmp_path / "killed"
    outcomes = batch([task("shows_its_period"), task("declares_two", period="2026-Q3", commune_code="1")], out)
    assert statuses(outcomes) == ["skipped", "done"]
    assert files(out) == ["declares_two.html", *PAGES]


KEY_OF_A_PAGE = """
import sys
from pathlib import Path
from cchc_analysis.batch.keys import Keys
from cchc_analysis.batch.tasks import Task
from cchc_analysis.store.stamps import PACKAGE, stamp
assert PACKAGE == Path(sys.argv[1]).resolve(), PACKAGE
task = Task(Path(sys.argv[2]), {}, "a.html", "A", "inputs")
print(Keys("vi").of(task), stamp(PACKAGE, []))
"""


def test_a_changed_line_or_template_of_the_package_makes_pages_and_frames_anew(tmp_path):
    """The copy is what an update leaves: one file is another, the version is the same."""
    package = tmp_path / "cchc_analysis"
    shutil.copytree(ROOT / "cchc_analysis", package, ignore=shutil.ignore_patterns("__pycache__"))

    def keys():
        command = [sys.executable, "-c", KEY_OF_A_PAGE, package, NOTEBOOKS / "shows_its_period.ipynb"]
        environment = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr
        return tuple(done.stdout.split())

    first = keys()
    assert keys() == first
    seen = [first]
    for name, more in {
        "pages/markup.py": "# another line\n",
        "templates/page.html.j2": "<!-- another line -->\n",
        "templates/style.css": "p { color: red }\n",
        "catalogue/words.toml": "# another line\n",
    }.items():
        with (package / name).open("a", encoding="utf-8") as file:
            file.write(more)
        seen.append(keys())
    assert len({page for page, _ in seen}) == len({frames for _, frames in seen}) == 5
    (package / "pages" / "__pycache__").mkdir()
    (package / "pages" / "__pycache__" / "markup.pyc").write_bytes(b"x")
    assert keys() == seen[-1]

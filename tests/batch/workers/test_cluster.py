"""A real scheduler and real workers on this machine: what they make, what is lost when they go, whom a run refuses."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile

import psutil
import pytest
from click.testing import CliRunner

from cchc_analysis import __version__, store
from cchc_analysis.batch import Task, run
from cchc_analysis.batch.workers.cluster import Cluster
from cchc_analysis.cli import cli
from cchc_analysis.errors import CchcError
from cchc_analysis.periods import Period
from tests.paths import NOTEBOOKS, REPORT, ROOT, TABLE

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a system with Unix signals")


def dask(*arguments, folder, **environment):
    command = [sys.executable, "-m", "dask", *map(str, arguments)]
    log = (folder / f"{arguments[0]}.log").open("ab")
    return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **environment})


def end(process):
    with contextlib.suppress(psutil.Error):
        children = psutil.Process(process.pid).children(recursive=True)
        for child in [psutil.Process(process.pid), *children]:
            with contextlib.suppress(psutil.Error):
                child.kill()
    process.wait()


def worker(address, folder, **environment):
    return dask(
        "worker",
        address,
        "--nthreads",
        1,
        "--no-dashboard",
        "--no-nanny",
        "--local-directory",
        folder,
        folder=folder,
        **environment,
    )


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dask")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = dask("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", folder=folder)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        time.sleep(0.2)
    yield f"tcp://127.0.0.1:{port}", folder
    end(process)


@pytest.fixture
def workers(scheduler):
    started = []

    def start(**environment):
        started.append(worker(*scheduler, **environment))
        return started[-1]

    yield start
    for process in started:
        end(process)


def task(notebook, output, must_contain=(), **parameters):
    return Task(NOTEBOOKS / f"{notebook}.ipynb", parameters or {"period": "2026-Q3"}, output, output, "1", must_contain)


def batch(tasks, out, address):
    with Cluster(address) as cluster:
        return run(tasks, out, environment={}, language="en", jobs=1, warm=False, cluster=cluster, progress=False)


def test_pages_come_back_and_failures_too(scheduler, workers, tmp_path):
    workers()
    tasks = [task("shows_its_period", "a/one.html", ("period 2026-Q3",)), task("raises", "two.html")]
    first, second = batch(tasks, tmp_path, scheduler[0])
    assert first.status == "done"
    assert "period 2026-Q3" in (tmp_path / "a" / "one.html").read_text(encoding="utf-8")
    assert second.error == "cell 4: ValueError: nothing for 2026-Q3"
    assert (tmp_path / "failed" / "two.ipynb").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "failed", "run.jsonl"]
    # The same page as this machine makes, so nothing is left to do here.
    local = run(tasks[:1], tmp_path, environment={}, language="en", jobs=1, progress=False)
    assert [outcome.status for outcome in local] == ["skipped"]


def test_workers_that_go_and_come_lose_nothing(scheduler, workers, tmp_path):
    first = workers()
    tasks = [task("shows_its_period", f"{n}.html", ("period 2026-Q3",)) for n in range(8)]
    record = tmp_path / "run.jsonl"
    script = (
        "import sys; from pathlib import Path; from cchc_analysis.batch import Task, run\n"
        "from cchc_analysis.batch.workers.cluster import Cluster\n"
        "notebook, out, address = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]\n"
        "tasks = [Task(notebook, {'period': '2026-Q3'}, f'{n}.html', f'{n}.html', '1', ('period 2026-Q3',))"
        " for n in range(8)]\n"
        "run(tasks, out, environment={}, language='en', jobs=1, cluster=Cluster(address), progress=False)"
    )
    command = [sys.executable, "-c", script, NOTEBOOKS / "shows_its_period.ipynb", tmp_path, scheduler[0]]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while time.monotonic() < until and not (record.exists() and record.read_bytes().count(b"\n") >= 2):
        time.sleep(0.05)
    assert process.poll() is None
    ours = psutil.Process(first.pid).children(recursive=True)
    first.send_signal(signal.SIGKILL)
    workers()
    _, err = process.communicate(timeout=100)
    assert process.returncode == 0, err.decode()
    lines = record.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 8
    assert all('"status": "done"' in line for line in lines)
    assert {path.name for path in tmp_path.glob("*.html")} == {t.output for t in tasks}
    assert not [child for child in ours if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_documents_are_read_there(scheduler, workers, tmp_path):
    workers()
    data = tmp_path / "data"
    folder = data / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    shutil.copy(REPORT, folder)
    (folder / "empty.docx").write_bytes(b"")
    period = Period.parse("2023-Q1")
    with Cluster(scheduler[0]) as cluster:
        update = store.update(data, period, read_all=cluster)
    there = store.load(period, data)
    shutil.rmtree(data / "tidy")
    assert update == store.update(data, period)
    assert update.refused == ("2023-Q1/empty.docx",)
    assert there.hash == store.load(period, data).hash


@pytest.mark.parametrize("command", ["read", "check"])
def test_files_are_read_there_as_they_are_here(scheduler, workers, tmp_path, command):
    """A report, a table whose folder names its period, both in a ZIP file again, and a file that is none."""
    workers()
    report, folder = REPORT, tmp_path / "2026-Q3"
    folder.mkdir()
    table = TABLE.read_text(encoding="utf-8").splitlines()
    total, *rows = [line for line in table if "PROVINCE_TOTAL" in line or ",COMMUNE," in line]
    (folder / "table.csv").write_text("\n".join([table[0], total, *rows[:3]]), encoding="utf-8")
    with zipfile.ZipFile(folder / "both.zip", "w") as archive:
        for path in (report, folder / "table.csv"):
            archive.write(path, path.name)
    (folder / "empty.docx").write_bytes(b"")
    shown = [command, str(report), str(folder)]
    here, there = (CliRunner().invoke(cli, [*shown, *more]) for more in ([], ["--cluster", scheduler[0]]))
    assert (there.exit_code, there.stdout, there.stderr) == (here.exit_code, here.stdout, here.stderr)
    assert here.exit_code == 1
    assert "cchc: empty.docx: " in here.stderr


def test_workers_of_another_version_are_refused(scheduler, workers, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "cchc_analysis", other / "cchc_analysis", ignore=shutil.ignore_patterns("__pycache__"))
    information = other / "cchc_analysis-9.9.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: cchc-analysis\nVersion: 9.9\n", "utf-8")
    workers(PYTHONPATH=str(other))
    out = tmp_path / "out"
    out.mkdir()
    (out / "page.html").write_text("last good page", encoding="utf-8")
    with pytest.raises(
        CchcError,
        match=rf"is not used: cchc-analysis 9\.9 there, {re.escape(__version__)} here; expected a worker with",
    ):
        batch([task("shows_its_period", "page.html")], out, scheduler[0])
    assert (out / "page.html").read_text(encoding="utf-8") == "last good page"


def test_a_scheduler_that_does_not_answer(tmp_path):
    waiting = {}
    for number, address in enumerate(("tcp://127.0.0.1:9", "no address")):
        folder = tmp_path / str(number)
        (folder / "data" / "raw" / "2023-Q1").mkdir(parents=True)
        shutil.copy(REPORT, folder / "data" / "raw" / "2023-Q1")
        shutil.copytree(ROOT / "notebooks", folder / "notebooks")
        command = [sys.executable, "-m", "cchc_analysis", "run", "--cluster", address]
        waiting[address] = folder, subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    for address, (folder, run_of) in waiting.items():
        _, err = run_of.communicate(timeout=120)
        assert run_of.returncode == 2
        assert re.fullmatch(f"cchc: scheduler '{address}': found no answer .*\n", err), err
        assert not (folder / "reports").exists()

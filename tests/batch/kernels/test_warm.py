"""Kernels forked from a warm process do what ordinary ones do, and share nothing."""

import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from cchc_analysis.batch.kernels.client import Watch
from cchc_analysis.batch.kernels.execute import Limits, NotebookFailed, execute
from cchc_analysis.batch.kernels.warm import NoWarmKernel, WarmKernels, is_possible, warm_kernels
from tests.paths import NOTEBOOKS

NO_LIMITS = Limits()

pytestmark = pytest.mark.skipif(not is_possible(), reason="needs Linux 5.3 or later")


@pytest.fixture(scope="module", autouse=True)
def surroundings(tmp_path_factory):
    """What a worker gives its kernels, and the end of the warm process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        patch.setenv("MPLCONFIGDIR", os.environ.get("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib"))))
        warm_kernels().prepare()
        yield
        warm_kernels().close()


def outputs(notebook, tmp_path, warm=True, limits=NO_LIMITS, watch=None):
    executed = execute(
        NOTEBOOKS / f"{notebook}.ipynb", {"period": "2026-Q3"}, tmp_path / "kept.ipynb", limits, watch or Watch(), warm
    )
    return [list(cell.outputs) for cell in executed.cells if cell.cell_type == "code"]


def printed(notebook, tmp_path):
    cells = outputs(notebook, tmp_path)
    return "".join(output.text for cell in cells for output in cell if output.output_type == "stream").splitlines()


def test_the_outputs_are_those_of_an_ordinary_kernel(tmp_path):
    ordinary = outputs("draws", tmp_path, warm=False)  # while the warm process warms up
    assert outputs("draws", tmp_path, warm=True) == ordinary
    assert not warm_kernels().trouble


def test_a_figure_left_open_is_shown_when_its_cell_ends(tmp_path):
    assert any("image/png" in output.get("data", {}) for output in outputs("draws", tmp_path)[4])


def test_papermill_finds_the_engine_by_its_name(tmp_path):
    command = [sys.executable, "-m", "papermill", "--engine", "cchc", "--no-progress-bar", "-p", "period", "2026-Q3"]
    command += [str(NOTEBOOKS / "shows_its_period.ipynb"), str(tmp_path / "out.ipynb")]
    subprocess.run(command, check=True, capture_output=True)
    assert "period 2026-Q3" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


def test_nothing_of_one_notebook_is_seen_in_the_next(tmp_path):
    before = printed("finds_traces", tmp_path)
    printed("leaves_traces", tmp_path)
    after = printed("finds_traces", tmp_path)
    assert before[:3] == after[:3]
    assert before[0] == "left False False False False"
    assert before[3] != after[3]  # random numbers


@pytest.mark.parametrize(
    ("notebook", "error"),
    [
        ("raises", "cell 4: ValueError: nothing for 2026-Q3"),
        ("writes_to_standard_error", "cell 4: StandardErrorOutput: odd"),
        ("warns", 'cell 4: StandardErrorOutput: line 1: UserWarning: old form warnings.warn("old form", stacklevel=1)'),
        ("kills_its_kernel", "cell 4: DeadKernelError: the kernel died"),
        ("hangs", "cell 4: CellTimeoutError: the cell took more than 1 s"),
    ],
)
def test_failures_are_those_of_an_ordinary_kernel(notebook, error, tmp_path):
    with pytest.raises(NotebookFailed) as failure:
        outputs(notebook, tmp_path, limits=Limits(cell=1))
    assert failure.value.line == error
    assert not warm_kernels().trouble


def test_a_page_that_takes_too_long_is_stopped(tmp_path):
    with pytest.raises(NotebookFailed, match=r"^cell 4: KernelStopped: the page took more than 1 s$"):
        outputs("hangs", tmp_path, limits=Limits(page=1))


def test_the_peak_memory_is_the_kernels_own(tmp_path):
    watch = Watch()
    outputs("shows_its_period", tmp_path, watch=watch)
    assert 20 < watch.peak_memory_mib < 2000


def test_no_kernel_is_left(tmp_path):
    outputs("shows_its_period", tmp_path)
    assert psutil.Process(warm_kernels().pid).children() == []


def test_a_warm_process_that_was_killed_is_replaced(tmp_path):
    killed = warm_kernels().pid
    os.kill(killed, signal.SIGKILL)
    time.sleep(0.2)
    assert outputs("shows_its_period", tmp_path)
    assert not warm_kernels().trouble
    assert warm_kernels().pid != killed


def test_one_whose_worker_is_gone_warms_up_no_further():
    """It would end anyhow when it says that it is warm, with an error, and on a busy machine a quarter of a minute later."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    call = f"from cchc_analysis.batch.kernels.warm_process import main; main({theirs.fileno()})"
    process = subprocess.Popen([sys.executable, "-c", call], pass_fds=[theirs.fileno()])
    theirs.close()
    ours.close()
    assert process.wait(60) == 0


def test_where_it_cannot_warm_up_there_are_only_ordinary_kernels(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    kernels = WarmKernels()
    for _ in range(2):
        with pytest.raises(NoWarmKernel, match=r"^the warm process did not start$"):
            kernels.fork([], {}, "/")
    assert kernels.trouble == "the warm process did not start"

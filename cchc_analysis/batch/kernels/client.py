"""Runs the cells of one notebook in a kernel that can be watched and stopped from outside."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.utils import merge_kwargs, remove_args
from traitlets import Bool, Instance

from cchc_analysis.batch.kernels.manager import Manager


class Watch:
    """One notebook's kernel as seen from outside the engine: stops it, and says what it took.

    Attributes
    ----------
    reason : why `stop` was called, "" when it was not.
    peak_memory_mib : the kernel's largest resident size in MiB, None where the system does not tell.
    """

    def __init__(self) -> None:
        self.reason = ""
        self.peak_memory_mib: float | None = None
        self._provisioner: Any = None

    def stop(self, reason: str) -> None:
        """Kill the kernel and all it started; from any thread, also before there is a kernel."""
        self.reason = reason
        process = getattr(self._provisioner, "process", None)
        if process is None:
            return
        with contextlib.suppress(OSError):  # gone already
            if hasattr(os, "killpg") and self._provisioner.pgid:
                os.killpg(self._provisioner.pgid, signal.SIGKILL)
            else:
                process.kill()

    @contextlib.contextmanager
    def over(self, provisioner: Any) -> Iterator[None]:
        """Watch a kernel while its cells run."""
        self._provisioner = provisioner
        try:
            if self.reason:
                self.stop(self.reason)
            yield
        finally:
            self.peak_memory_mib = peak_memory_mib(provisioner.pid)
            self._provisioner = None


class Stopped(Exception):
    """A cell failed; the kernel is asked nothing more, since it may be dead or hung."""


class NotebookClient(PapermillNotebookClient):
    """Runs the cells of a notebook; whatever goes wrong in one becomes an error output of that cell."""

    strict = Bool(False, help="Whether output on standard error, such as a warning, is a failure.").tag(config=True)
    warm = Bool(False, help="Fork the kernel from a warm process where that is possible.").tag(config=True)
    watch = Instance(Watch, args=())

    def create_kernel_manager(self) -> Manager:
        """Return the manager of the kernel that is about to start."""
        self.km = self.kernel_manager_class(kernel_name=self.kernel_name, config=self.config, warm=self.warm)
        return self.km

    def papermill_execute_cells(self) -> None:
        """Run all cells up to the first that fails."""
        with self.watch.over(self.km.provisioner):
            super().papermill_execute_cells()
        if self.nb.metadata.papermill.exception:
            raise Stopped

    def execute_cell(self, cell: NotebookNode, cell_index: int, **options: Any) -> NotebookNode:
        """Run one cell.

        Raises
        ------
        CellExecutionError : it raised, took too long, killed the kernel, or (`strict`) wrote to standard error.
        """
        try:
            super().execute_cell(cell, cell_index, **options)
        except CellTimeoutError:
            self._fail(cell, "CellTimeoutError", f"the cell took more than {self.timeout:g} s")
        except DeadKernelError:
            if self.watch.reason:
                self._fail(cell, "KernelStopped", self.watch.reason)
            self._fail(cell, "DeadKernelError", "the kernel died")
        if self.strict:
            for output in cell.get("outputs", ()):
                if output.output_type == "stream" and output.name == "stderr":
                    self._fail(cell, "StandardErrorOutput", output.text.strip())
        return cell

    def _fail(self, cell: NotebookNode, name: str, value: str) -> None:
        """Write a failure into its cell, where papermill looks for failures, and raise it."""
        cell.execution_count = cell.execution_count or self.code_cells_executed
        cell.outputs.append(new_output("error", ename=name, evalue=value, traceback=[f"{name}: {value}"]))
        raise CellExecutionError(f"{name}: {value}", name, value) from None


class PromptEngine(NBClientEngine):
    """papermill's own engine with another client and quicker kernels."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: float | None = None,
        **options: Any,
    ) -> None:
        """Run the notebook that papermill manages; options are those of papermill and of `NotebookClient`."""
        options = remove_args(["input_path", "timeout", "startup_timeout"], **options)
        options = merge_kwargs(
            options,
            kernel_manager_class=Manager,
            kernel_name=kernel_name,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
            startup_timeout=start_timeout,
            timeout=execution_timeout,
            shutdown_kernel="immediate",
            extra_arguments=["--HistoryManager.enabled=False", "--IPKernelApp.log_level=ERROR"],
        )
        with contextlib.suppress(Stopped):
            NotebookClient(nb_man, **options).execute()


def peak_memory_mib(pid: int | None) -> float | None:
    """Return the largest resident size a process has had, in MiB; None where there is no /proc, or no such process."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        return round(int(status.partition("VmHWM:")[2].split()[0]) / 1024, 1)
    except (OSError, IndexError):
        return None

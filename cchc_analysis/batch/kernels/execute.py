"""Runs one notebook with its parameters, strictly: anything on standard error is a failure."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from papermill import PapermillExecutionError, execute_notebook
from papermill.engines import papermill_engines

from cchc_analysis.batch.kernels.client import Watch
from cchc_analysis.batch.kernels.engine import Engine


@dataclass(frozen=True)
class Limits:
    """Seconds that a cell (nbclient knows whole ones only) and a page may take."""

    cell: int = 120
    page: float = 300


class NotebookFailed(Exception):
    """A notebook did not run to its end.

    Parameters
    ----------
    line : cell and exception in one line.
    is_accident : whether another try may succeed.
    """

    def __init__(self, line: str, is_accident: bool) -> None:
        super().__init__(line)
        self.line, self.is_accident = line, is_accident


def execute(
    notebook: Path, parameters: Mapping[str, str], kept: Path, limits: Limits, watch: Watch, warm: bool = False
) -> NotebookNode:
    """Return the notebook as executed by a kernel of its own.

    Parameters
    ----------
    kept : where the notebook is written; after a failure the partial one, with papermill's error mark at its top.
    watch : can stop the kernel from another thread.
    warm : fork the kernel from this process's warm process.

    Raises
    ------
    NotebookFailed : a cell raised, wrote to standard error or took too long, or the kernel died.
    """
    # Registered here as well, so that a batch needs no installed entry point.
    papermill_engines.register("cchc", Engine)
    timer = threading.Timer(limits.page, watch.stop, [f"the page took more than {limits.page:g} s"])
    timer.daemon = True
    timer.start()
    try:
        return execute_notebook(
            notebook,
            kept,
            dict(parameters),
            engine_name="cchc",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            execution_timeout=limits.cell,
            strict=True,
            watch=watch,
            warm=warm,
        )
    except PapermillExecutionError as error:
        line = f"cell {error.exec_count or error.cell_index + 1}: {error.ename}: {error.evalue}"
        raise NotebookFailed(one_line(line), error.ename == "DeadKernelError") from None
    except RuntimeError as error:  # the kernel did not come up
        raise NotebookFailed(one_line(f"no kernel: {watch.reason or error}"), not watch.reason) from None
    finally:
        timer.cancel()


def silence() -> None:
    """Keep papermill's and its libraries' log off the terminal; all that matters of it is in an outcome."""
    for name in ("papermill", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def one_line(text: str, limit: int = 300) -> str:
    """Return a text in one line of at most `limit` characters, without the kernel's temporary paths.

    >>> one_line("cell 2: x: /x/ipykernel_8/123.py:1: UserWarning: old form\\n  warn()")
    'cell 2: x: line 1: UserWarning: old form warn()'
    """
    joined = " ".join(re.sub(r"\S*ipykernel_\d+\S*?:(?=\d+:)", "line ", text).split())
    return joined if len(joined) <= limit else joined[: limit - 1] + "…"

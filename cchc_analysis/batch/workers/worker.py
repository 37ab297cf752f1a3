"""The worker process: makes one page after the other for the run that started it.

    python -m cchc_analysis.batch.workers.worker

It reads JSON lines on standard input, the setting first and then a task each, and answers each task with a line on what
was its standard output. It is a program of its own, not a `multiprocessing` child, so that a user's script that runs a
batch is never imported again.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

from cchc_analysis.batch.workers.messages import PageAnswer, PageSetting, PageTask
from cchc_analysis.errors import NO_ROOM, CchcError


def main() -> None:
    """Serve the run at the other end of standard input until it closes it."""
    answers = take_standard_output()
    # jsonschema, which nbformat imports, would build a grammar of web addresses that no notebook needs: half the start.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    setting = PageSetting.from_json(sys.stdin.readline())
    if setting.warm:
        from cchc_analysis.batch.kernels.warm import warm_kernels

        warm_kernels().prepare()  # it warms up while the imports below are done
    from cchc_analysis.batch.html.notebook_page import to_html
    from cchc_analysis.batch.kernels import execute
    from cchc_analysis.batch.kernels.client import Watch

    execute.silence()
    watch = Watch()
    tasks: SimpleQueue[PageTask] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            tasks.put(PageTask.from_json(line))
        # The run has ended or was killed: so do we, in the middle of a page too, and clear away what it cannot.
        watch.stop("the run was stopped")
        for folder in (setting.scratch, setting.work):
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    maker = PageMaker(setting, watch, execute, to_html)
    while True:
        answers.write(maker.make(tasks.get()).to_json() + "\n")
        answers.flush()


class PageMaker:
    """Makes pages under one setting."""

    def __init__(self, setting: PageSetting, watch: Any, execute: Any, to_html: Any) -> None:
        self.work, self.language, self.warm = Path(setting.work), setting.language, setting.warm
        self.limits = execute.Limits(*setting.limits)
        self.watch, self.execute, self.to_html = watch, execute, to_html

    def make(self, task: PageTask) -> PageAnswer:
        """Return what became of a task, see `runs.run`."""
        started = time.perf_counter()
        stem = self.work / f"{os.getpid()}-{task.number}"
        page, notebook = stem.with_suffix(".html"), stem.with_suffix(".ipynb")
        page_hash, problem, unwritable = None, None, None
        try:
            page_hash = self._write(task, page, notebook)
        except self.execute.NotebookFailed as error:
            problem = error.line
        except OSError as error:
            problem = f"{type(error).__name__}: {error.strerror}"
            unwritable = error.strerror if error.errno in NO_ROOM else None
        except CchcError as error:
            problem = self.execute.one_line(str(error))
        except Exception as error:  # costs this page, not the batch
            problem = self.execute.one_line(f"no page: {type(error).__name__}: {error}")
        return PageAnswer(
            number=task.number,
            error=problem,
            page=None if problem else str(page),
            notebook=str(notebook),
            sha256=page_hash,
            unwritable=unwritable,
            seconds=time.perf_counter() - started,
            peak_memory_mib=self.watch.peak_memory_mib,
            note=self._note(),
        )

    def _note(self) -> str:
        """Return why ordinary kernels are used although warm ones were asked for, "" when they are not."""
        if not self.warm:
            return ""
        from cchc_analysis.batch.kernels.warm import warm_kernels

        trouble = warm_kernels().trouble
        return trouble and f"ordinary kernels are used: {trouble}"

    def _write(self, task: PageTask, page: Path, notebook: Path) -> str:
        from cchc_analysis.batch.keys import sha256
        from cchc_analysis.batch.publish import check_page

        executed = self._execute(task, notebook)
        text = self.to_html(
            executed, title=task.title, language=self.language, links=task.links, simulated=task.simulated
        )
        check_page(text, task.must_contain, task.title)
        content = text.encode()
        page.write_bytes(content)
        return sha256(content)

    def _execute(self, task: PageTask, notebook: Path) -> Any:
        arguments = Path(task.notebook), task.parameters, notebook, self.limits, self.watch, self.warm
        try:
            return self.execute.execute(*arguments)
        except self.execute.NotebookFailed as error:
            if not error.is_accident:
                raise
        # A kernel that died may have met a machine without memory; a second death is the notebook's own.
        return self.execute.execute(*arguments)


def take_standard_output() -> TextIO:
    """Return the way back to the run; whatever else is printed here goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()

"""A few worker processes, each busy with one page at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from cchc_analysis.batch.workers.messages import Answer, Message, WorkerTask

# One thread a worker: the pages are what runs in parallel.
SINGLE_THREADED = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

A = TypeVar("A", bound=Answer)


class Pool(Generic[A]):
    """Workers that make pages; leaving the context stops them and their kernels.

    Parameters
    ----------
    jobs : how many workers.
    setting : what every worker is told first.
    environment : added to the workers' environment, and so to the kernels'.
    answer : what a worker answers.
    program : the module that a worker runs.
    """

    def __init__(
        self,
        jobs: int,
        setting: Message,
        environment: Mapping[str, str],
        answer: type[A],
        program: str = "cchc_analysis.batch.workers.worker",
    ) -> None:
        self.setting, self.answer, self.program = setting, answer, program
        # The debugger's notice about frozen modules would fail every page.
        self.environment = {**os.environ, **SINGLE_THREADED, "PYDEVD_DISABLE_FILE_VALIDATION": "1", **environment}
        self._tasks: SimpleQueue[WorkerTask | None] = SimpleQueue()
        self._answers: SimpleQueue[A] = SimpleQueue()
        self._workers: set[subprocess.Popen[str]] = set()
        self._lock, self._closed = threading.Lock(), False
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(jobs)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._lock:
            self._closed = True
            workers = list(self._workers)
        for _thread in self._threads:
            self._tasks.put(None)
        for worker in workers:
            _stop(worker)
        for thread in self._threads:
            thread.join(5)
        for worker in workers:
            if worker.stdout:
                worker.stdout.close()

    def make(self, tasks: Sequence[WorkerTask], patience: float = 1.0) -> Iterator[A | None]:
        """Yield an answer for each task, in the order they are finished.

        None is yielded every `patience` seconds in which nothing was finished.
        """
        for task in tasks:
            self._tasks.put(task)
        left = len(tasks)
        while left:
            try:
                answer = self._answers.get(timeout=patience)
            except Empty:
                yield None
                continue
            left -= 1
            yield answer

    def _serve(self) -> None:
        """Hand tasks to one worker; the thread that does so ends with the pool."""
        worker: subprocess.Popen[str] | None = None
        while not self._closed and (task := self._tasks.get()) is not None:
            line, lost = "", ""
            # A worker that died, of a full memory for instance, is replaced once for each page.
            for _attempt in range(2):
                try:
                    worker = worker if worker and worker.poll() is None else self._start()
                except (
                    OSError
                ) as error:  # no memory, no process, no interpreter: each page says so, and none is waited for
                    worker, lost = None, f"no worker process could be started ({error.strerror or error})"
                    continue
                if worker is None:
                    return
                if line := _ask(worker, task):
                    break
                _stop(worker)
                lost = f"the worker process died (exit status {worker.returncode})"
            self._answers.put(self._answer(line, task) or self.answer(number=task.number, error=lost))

    def _answer(self, line: str, task: WorkerTask) -> A | None:
        """Return what a worker answered to a task, None without a line; one that is no answer to it is an error."""
        if not line:
            return None
        try:
            answer = self.answer.from_json(line)
            if answer.number == task.number:
                return answer
        except (ValueError, TypeError, KeyError, AttributeError):
            pass
        return self.answer(number=task.number, error=f"the worker process answered {line[:60]!r}")

    def _start(self) -> subprocess.Popen[str] | None:
        with self._lock:
            if self._closed:
                return None
            worker = subprocess.Popen(
                [sys.executable, "-m", self.program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env=self.environment,
                **_apart(),
            )
            self._workers.add(worker)
        _send(worker, self.setting)
        return worker


def _apart() -> dict[str, Any]:
    """Return the options that keep a terminal's Ctrl-C from the workers: the run alone decides how they end."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _ask(worker: subprocess.Popen[str], task: WorkerTask) -> str:
    """Return a worker's answer, "" when it died over the task."""
    line = worker.stdout.readline() if _send(worker, task) and worker.stdout else ""
    return line if line.endswith("\n") else ""


def _send(worker: subprocess.Popen[str], message: Message) -> bool:
    try:
        if worker.stdin:
            worker.stdin.write(message.to_json() + "\n")
            worker.stdin.flush()
        return True
    except (OSError, ValueError):  # the worker died, or the pool closed the pipe
        return False


def _stop(worker: subprocess.Popen[str], patience: float = 3.0) -> None:
    """End a worker: told first, so that it takes its kernel along, then killed."""
    try:
        if worker.stdin:
            worker.stdin.close()
    except OSError:
        pass
    try:
        worker.wait(patience)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()

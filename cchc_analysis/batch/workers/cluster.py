"""Sends the tasks of a run to a Dask scheduler that the user has started (extra `cluster`).

The run hands each worker no more than it can do at once and takes note of what it gave to whom: when a worker goes, its
tasks go to others; what an abandoned worker answers later is not listened to. So each page is published once, here.
"""

from __future__ import annotations

import contextlib
import io
import logging
import time
import uuid
import warnings
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any

from cchc_analysis.batch.workers import cluster_worker
from cchc_analysis.batch.workers.messages import Note, PageAnswer, PageSetting, PageTask, ReadTask, SentPage
from cchc_analysis.batch.workers.transfer import from_bytes
from cchc_analysis.errors import CchcError

#: Seconds in which a scheduler must answer, and in which a worker must come.
ANSWER, WORKER = 10, 300.0
#: Seconds between two looks at which workers there are.
LOOK = 1.0
#: Workers that may be lost over one task before the task counts as failed.
LOSSES = 3


class Cluster:
    """A connection to a scheduler.

    Parameters
    ----------
    address : of the scheduler, such as "tcp://10.0.0.5:8786".

    Raises
    ------
    CchcError : the extra is not installed, or no scheduler answers there.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
            from distributed.comm.addressing import get_address_host_port
        except ImportError as error:
            raise CchcError(
                "--cluster", "no package 'distributed'", "the extra 'cluster'", "pip install 'cchc-analysis[cluster]'"
            ) from error
        self.address = address
        for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            get_address_host_port(address, strict=True)  # a client that cannot be made leaves threads behind
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # versions are compared below, in one line
                self.client = Client(address, timeout=ANSWER, set_as_default=False, name="cchc")
        except (OSError, ValueError, TypeError) as error:
            raise CchcError(
                f"scheduler {address!r}",
                f"no answer ({type(error).__name__})",
                "a running Dask scheduler, such as tcp://10.0.0.5:8786",
                "start it or correct the address, see docs/cluster.md",
            ) from error
        self._own = cluster_worker.fingerprint()
        self._refused: dict[str, str] = {}

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with contextlib.suppress(Exception):  # a scheduler that has gone need not be told
            self.client.close(timeout=ANSWER)

    def make(
        self,
        tasks: Sequence[PageTask],
        setting: PageSetting,
        environment: Mapping[str, str],
        data: Path | None,
    ) -> Iterator[PageAnswer | Note | None]:
        """Yield answers as a local pool does, and notes between them.

        Parameters
        ----------
        data : the folder whose frames the notebooks read; workers get a copy.
        """
        name, work = uuid.uuid4().hex, Path(setting.work)
        notebooks = {
            path: f"notebooks/{n}/{Path(path).name}" for n, path in enumerate({task.notebook for task in tasks})
        }
        periods = {str(task.parameters.get("period", "")) for task in tasks}
        bundle = _bundle(notebooks, data, periods)
        calls = [(name, replace(task, notebook=notebooks[task.notebook])) for task in tasks]
        ready: set[str] = set()

        def prepare(worker: str) -> None:
            self.client.run(cluster_worker.install, name, bundle, setting, dict(environment), workers=[worker])
            ready.add(worker)

        try:
            for index, answer in self._run(cluster_worker.make_page, calls, prepare):
                if index is None:
                    yield Note(answer) if answer else None
                elif isinstance(answer, str):
                    yield PageAnswer(number=tasks[index].number, error=answer)
                else:
                    yield _keep_here(answer, work)
        finally:
            with contextlib.suppress(Exception):
                here = sorted(ready & set(self.client.nthreads()))
                self.client.run(cluster_worker.forget, name, workers=here, on_error="ignore")

    def __call__(self, sources: Sequence[Any], period: Any) -> Iterator[Any]:
        """Yield the frames of each document, in their order; see `store.update`."""
        from cchc_analysis.batch.workers.readers import store_tasks
        from cchc_analysis.parsing.report import refusal

        for source, answer in zip(sources, self._read(store_tasks(sources, period)), strict=True):
            is_error = isinstance(answer, CchcError)
            yield refusal(source.name, source.sha256, period, answer) if is_error else answer

    def reports(self, documents: Sequence[tuple[Path, str, Any]]) -> Iterator[Any]:
        """Yield the frames of each document, or why it cannot be used, in their order; see `Readers.reports`."""
        from cchc_analysis.batch.workers.readers import file_tasks

        yield from self._read(file_tasks(documents))

    def _read(self, tasks: Sequence[ReadTask]) -> Iterator[Any]:
        calls = [(Path(task.path).read_bytes(), task) for task in tasks]
        answers: dict[int, Any] = {}
        following = 0
        for index, answer in self._run(cluster_worker.read_content, calls):
            if index is None:
                continue
            lost = isinstance(answer, str)  # the document ended the workers that read it
            answers[index] = (
                CchcError(tasks[index].name, answer, "a report", "look at the file") if lost else from_bytes(answer)
            )
            while following in answers:
                yield answers.pop(following)
                following += 1

    def _run(
        self,
        function: Callable[..., Any],
        calls: Sequence[tuple[Any, ...]],
        prepare: Callable[[str], None] | None = None,
    ) -> Iterator[tuple[int | None, Any]]:
        """Yield (index, result or, as text, what went wrong) of each call as it ends, and (None, note or None) between.

        A result of None means that the worker must be prepared anew.
        """
        waiting, losses = deque(range(len(calls))), Counter[int]()
        running: dict[Any, tuple[int, str]] = {}
        ended: SimpleQueue[Any] = SimpleQueue()
        slots: dict[str, int] = {}
        looked, lonely = float("-inf"), time.monotonic()
        while waiting or running:
            if time.monotonic() - looked >= LOOK:
                slots, looked = self._look(slots, prepare), time.monotonic()
                for future, (index, worker) in list(running.items()):
                    if worker not in slots:
                        del running[future]
                        future.cancel()
                        losses[index] += 1
                        if losses[index] < LOSSES:
                            waiting.appendleft(index)
                        else:
                            yield index, f"{LOSSES} workers were lost over it"
                for text in self._refused.values():
                    yield None, text
                if slots:
                    lonely = time.monotonic()
                elif self._refused or time.monotonic() - lonely > WORKER:
                    raise self._no_worker()
                else:
                    yield None, f"waiting for workers of {self.address}"
            busy = Counter(worker for _, worker in running.values())
            for worker, number in slots.items():
                for _ in range(min(number - busy[worker], len(waiting))):
                    index = waiting.popleft()
                    with self._guard():
                        future = self.client.submit(function, *calls[index], workers=[worker], pure=False)
                    running[future] = index, worker
                    future.add_done_callback(ended.put)
            try:
                future = ended.get(timeout=LOOK / 2)
            except Empty:
                yield None, None
                continue
            if future not in running or future.status in ("cancelled", "lost"):
                continue  # given to another worker, or about to be
            index, worker = running.pop(future)
            if future.status == "error":
                error = future.exception()
                yield index, f"{type(error).__name__}: {error}"
            elif (result := future.result()) is None:
                slots.pop(worker, None)
                waiting.appendleft(index)
            else:
                yield index, result

    def _look(self, known: Mapping[str, int], prepare: Callable[[str], None] | None) -> dict[str, int]:
        """Return the workers that may be used, with how much each does at once; new ones are examined and prepared."""
        with self._guard():
            now = self.client.nthreads()
        slots = {worker: known[worker] for worker in known if worker in now}
        self._refused = {worker: text for worker, text in self._refused.items() if worker in now}
        for worker in [worker for worker in now if worker not in slots and worker not in self._refused]:
            try:
                if reason := self._difference(worker):
                    self._refused[worker] = f"worker {worker} is not used: {reason}"
                    continue
                if prepare:
                    prepare(worker)
            except Exception:  # it went while it was looked at: the next look will tell
                continue
            slots[worker] = max(1, now[worker])
        return slots

    def _difference(self, worker: str) -> str:
        """Return in what a worker's installation differs from this one, "" when in nothing."""
        # First a question that a worker without this package understands, too.
        theirs = self._ask(worker, version, "cchc-analysis")
        if isinstance(theirs, Exception):
            return "cchc-analysis is not installed there"
        if theirs == self._own["cchc-analysis"]:
            found = self._ask(worker, cluster_worker.fingerprint)
            if isinstance(found, Exception):
                return f"its cchc-analysis {theirs} is another one than here"
            pairs = [(key, found.get(key), own) for key, own in self._own.items() if found.get(key) != own]
        else:
            pairs = [("cchc-analysis", theirs, self._own["cchc-analysis"])]
        return ", ".join(f"{key} {there} there, {here} here" for key, there, here in pairs)

    def _ask(self, worker: str, function: Callable[..., Any], *arguments: str) -> Any:
        return self.client.run(function, *arguments, workers=[worker], on_error="return")[worker]

    def _no_worker(self) -> CchcError:
        found = "; ".join(sorted(set(self._refused.values()))[:3]) or "no worker"
        wanted = f"a worker with cchc-analysis {self._own['cchc-analysis']} and the libraries of this machine"
        return CchcError(f"scheduler {self.address!r}", found, wanted, "start one, see docs/cluster.md")

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        """Turn the loss of the scheduler into an error for the user."""
        try:
            yield
        except Exception as error:
            raise CchcError(
                f"scheduler {self.address!r}",
                f"no answer any more ({type(error).__name__})",
                "a scheduler that runs as long as the batch",
                "start it and run again: finished pages are kept",
            ) from error


def _bundle(notebooks: Mapping[str, str], data: Path | None, periods: Set[str]) -> bytes:
    """Return an archive of the notebooks and of what they read: frames, the analyst's tables, the periods' documents."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, place in notebooks.items():
            archive.write(path, place)
        if data is not None:
            files = [
                *data.glob("tidy/[!.]*/*.parquet"),
                *data.glob("units/*.csv"),
                *data.glob("units/*.geojson"),
                *data.glob("*.csv"),
            ]
            files += [file for period in periods for file in data.glob(f"raw/{period}/**/*") if file.is_file()]
            for file in sorted(files):
                archive.write(file, f"data/{file.relative_to(data).as_posix()}")
    return content.getvalue()


def _keep_here(sent: SentPage, work: Path) -> PageAnswer:
    """Return an answer whose files lie in the run's own work folder."""
    stem = work / f"cluster-{sent.answer.number}"
    page, notebook = _keep(sent.page, stem.with_suffix(".html")), _keep(sent.notebook, stem.with_suffix(".ipynb"))
    return replace(sent.answer, page=page, notebook=notebook)


def _keep(content: bytes | None, path: Path) -> str | None:
    if content is None:
        return None
    path.write_bytes(content)
    return str(path)

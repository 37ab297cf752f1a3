"""A batch from its tasks to its record: guard, skip, make, publish, record."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc_analysis.batch.guard import check_tasks
from cchc_analysis.batch.keys import Keys
from cchc_analysis.batch.progress import Progress
from cchc_analysis.batch.publish import failed_path, move, remove, unwritable
from cchc_analysis.batch.record import Record
from cchc_analysis.batch.tasks import Outcome, Task
from cchc_analysis.batch.workers.messages import Note, PageAnswer
from cchc_analysis.batch.workers.pool import Pool
from cchc_analysis.errors import CchcError
from cchc_analysis.pages.slots import FILLED

if TYPE_CHECKING:
    from cchc_analysis.batch.fill import Filling
    from cchc_analysis.batch.workers.cluster import Cluster


def run(
    tasks: Iterable[Task],
    out: Path,
    *,
    environment: Mapping[str, str],
    language: str,
    jobs: int,
    force: bool = False,
    only_failed: bool = False,
    keep_going: bool = True,
    warm: bool | None = None,
    cluster: Cluster | None = None,
    filling: Filling | None = None,
    progress: bool = True,
    cell_timeout: int = 120,
    page_timeout: float = 300,
) -> list[Outcome]:
    """Make the pages of a folder and return what became of each task, in their order.

    Parameters
    ----------
    tasks : all pages the folder is to have. A page that an earlier run recorded and that is no longer here is removed.
    out : the folder; it also gets `run.jsonl` and, below `failed/`, the partial notebook of each page that failed.
    environment : variables the kernels get, such as CCHC_DATA.
    language : of the pages, "vi" or "en".
    jobs : pages made at the same time.
    force : make pages whose key and file have not changed, too.
    only_failed : make only pages that failed in the last run, or that no run has come to, such as one that was killed.
    keep_going : False stops at the first failure; pages not made by then count as skipped.
    warm : fork kernels from a warm process, where that is possible; the pages are the same. None does so when a worker
        has more than one page to make.
    cluster : sends the pages to the workers of a Dask scheduler instead; what they make is published here.
    filling : what pages show of other communes. A page that is current but for that is given it, its notebook is not run;
        by default notebooks work it out themselves.
    progress : show on standard error how far the batch has come.
    cell_timeout, page_timeout : seconds that one cell and one page may take.

    Raises
    ------
    NothingToDo, ParameterError, CchcError : the tasks do not fit (see `check_tasks`): no kernel was started.
    CchcError : the folder cannot be written, or is full.
    """
    tasks = list(tasks)
    check_tasks(tasks)
    keys = Keys(language)
    keyed = [(task, keys.of(task)) for task in tasks]
    try:
        out.mkdir(parents=True, exist_ok=True)
        record = Record(out)
        there = [record.page_hash(task.output) for task in tasks]
        current = [record.is_current(task.output, key, there[n]) for n, (task, key) in enumerate(keyed)]
        due = [number for number, is_current in enumerate(current) if force or not is_current]
        if only_failed:
            due = [n for n in due if record.lines.get(tasks[n].output, {"status": "failed"})["status"] == "failed"]
        outcomes = {number: _skipped(*keyed[number], there[number], keys, record) for number in range(len(tasks))}
        with _work_folder(out) as work, Progress(len(tasks), len(tasks) - len(due), progress) as shown:
            record.rewrite()
            setting = {
                "work": str(work),
                "language": language,
                "limits": [cell_timeout, page_timeout],
                "warm": len(due) > jobs if warm is None else warm,
            }
            try:
                environment = {**environment, FILLED: "later" if filling else "at once"}
                # Not yet: it would take the workers' time.
                renewed = (
                    (number, _renewed(outcomes[number], filling, keys, record, work))
                    for number, is_current in enumerate(current)
                    if filling is not None and is_current and not force
                )
                left = len(due)
                # Closed at once, also when interrupted: the workers end before the record is written.
                with contextlib.closing(_make(keyed, due, jobs, setting, environment, cluster)) as answers:
                    for answer in answers:
                        if not isinstance(answer, PageAnswer):
                            shown.say_once(answer.text if answer else "")
                            shown.tick()
                            continue
                        shown.say_once(answer.note)
                        number = answer.number
                        task, key = keyed[number]
                        outcomes[number] = outcome = _settle(task, key, answer, filling, keys, record)
                        shown.add(outcome.status, f"{task.output}: {outcome.error}")
                        if outcome.status == "failed" and not keep_going:
                            break
                        left -= 1
                        if left < jobs:  # a worker has nothing left to do
                            outcomes.update(renewed)
                outcomes.update(renewed)
                _remove_unplanned(record, {task.output for task in tasks})
            finally:
                record.rewrite(task.output for task in tasks)
    except OSError as error:
        raise unwritable(out, error) from error
    return [outcomes[number] for number in range(len(tasks))]


def _make(
    keyed: Sequence[tuple[Task, str]],
    due: Sequence[int],
    jobs: int,
    setting: Mapping[str, Any],
    environment: Mapping[str, str],
    cluster: Cluster | None,
) -> Generator[PageAnswer | Note | None, None, None]:
    """Yield the workers' answers; no worker is started when nothing is due."""
    if not due:
        return
    messages = [_message(keyed[number][0], number) for number in due]
    if cluster is not None:
        data = Path(environment["CCHC_DATA"]) if "CCHC_DATA" in environment else None
        yield from cluster.make(messages, setting, environment, data)
        return
    # Kernels get a folder for their sockets and an empty profile: a user's start-up files must not shape a page.
    with tempfile.TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as scratch:
        own = {"JUPYTER_RUNTIME_DIR": scratch, "IPYTHONDIR": str(Path(scratch) / "ipython"), **environment}
        with Pool(max(1, min(jobs, len(due))), {**setting, "scratch": scratch}, own, PageAnswer) as pool:
            yield from pool.make(messages)


def _message(task: Task, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "notebook": str(task.notebook),
        "parameters": dict(task.parameters),
        "title": task.title,
        "must_contain": list(task.must_contain),
        "links": dict(task.links),
        "simulated": task.simulated,
    }


def _settle(task: Task, key: str, answer: PageAnswer, filling: Filling | None, keys: Keys, record: Record) -> Outcome:
    """Publish a page, or keep the notebook of a failed one beside the last good page, and record it."""
    if answer.unwritable:
        raise OSError(None, answer.unwritable)
    failed, error = failed_path(record.out, task.output), answer.error
    if answer.page is not None:
        page, page_hash = Path(answer.page), answer.sha256
        try:
            page_hash = (filling and filling.write(page, page)) or page_hash
        except CchcError as problem:
            error = str(problem)
    if error is None:
        move(page, record.out / task.output)
        remove(failed, record.out)
    else:
        page_hash = record.page_hash(task.output)
        if answer.notebook and Path(answer.notebook).exists():
            move(Path(answer.notebook), failed)
    outcome = Outcome(
        task=task,
        status="failed" if error else "done",
        seconds=answer.seconds,
        error=error,
        key=key,
        output_sha256=page_hash,
        peak_memory_mib=answer.peak_memory_mib,
        versions=keys.versions,
    )
    record.append(outcome, filling.hash if filling else None)
    return outcome


def _renewed(outcome: Outcome, filling: Filling, keys: Keys, record: Record, work: Path) -> Outcome:
    """Give a page that is current but for what it shows of other communes the figures of now."""
    output = outcome.task.output
    if record.lines[output].get("filled") == filling.hash:
        return outcome
    page = work / "renewed.html"
    try:
        page_hash = filling.write(record.out / output, page)
    except CchcError as problem:
        failed = replace(outcome, status="failed", error=str(problem), versions=keys.versions)
        record.append(failed, None)
        return failed
    if page_hash is None:
        record.renew(output, outcome.output_sha256, filling.hash)
        return outcome
    move(page, record.out / output)
    record.renew(output, page_hash, filling.hash)
    return replace(outcome, status="renewed", output_sha256=page_hash)


def _skipped(task: Task, key: str, page_hash: str | None, keys: Keys, record: Record) -> Outcome:
    line = record.lines.get(task.output, {})
    return Outcome(
        task=task,
        status="skipped",
        seconds=0.0,
        error=None,
        key=key,
        output_sha256=page_hash,
        peak_memory_mib=None,
        versions=line.get("versions", keys.versions),
    )


def _remove_unplanned(record: Record, planned: set[str]) -> None:
    for output in [output for output in record.lines if output not in planned]:
        for path in (record.out / output, failed_path(record.out, output)):
            remove(path, record.out)
        del record.lines[output]


@contextlib.contextmanager
def _work_folder(out: Path) -> Iterator[Path]:
    """Give a folder for unpublished files in the file system of the pages; what killed runs left is cleared first."""
    import psutil  # type: ignore[import-untyped]

    for left in out.glob(".work-*"):
        owner = left.name.removeprefix(".work-")
        if not (owner.isdigit() and psutil.pid_exists(int(owner))):
            shutil.rmtree(left, ignore_errors=True)
    work = out / f".work-{os.getpid()}"
    work.mkdir(exist_ok=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)

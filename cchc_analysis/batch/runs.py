"""A batch from its tasks to its record: guard, skip, make, publish, record."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_analysis.batch.guard import check_tasks
from cchc_analysis.batch.keys import Keys
from cchc_analysis.batch.outcomes import Outcomes
from cchc_analysis.batch.progress import Progress
from cchc_analysis.batch.publish import unwritable
from cchc_analysis.batch.tasks import Outcome, Task
from cchc_analysis.batch.workers.messages import Note, PageAnswer, PageSetting, PageTask
from cchc_analysis.batch.workers.pool import Pool
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
    NothingToDo, ParameterError, CchcError : the tasks do not fit (see `check_tasks`): no kernel was started. Or the folder
        cannot be written, or is full.
    """
    tasks = list(tasks)
    check_tasks(tasks)
    environment = {**environment, FILLED: "later" if filling else "at once"}
    keys = Keys(language)
    with _writable(out):
        outcomes = Outcomes(out, tasks, keys, filling, force)
        due = outcomes.due(only_failed)
        with _work_folder(out) as work, Progress(len(tasks), len(tasks) - len(due), progress) as shown:
            limits, is_warm = (cell_timeout, page_timeout), len(due) > jobs if warm is None else warm
            setting = PageSetting(work=str(work), language=language, limits=limits, warm=is_warm)
            answers = _make(tasks, due, jobs, setting, environment, cluster)
            _settle(answers, outcomes, len(due), work, shown, jobs, keep_going)
    return outcomes.by_task


def _make(
    tasks: Sequence[Task],
    due: Sequence[int],
    jobs: int,
    setting: PageSetting,
    environment: Mapping[str, str],
    cluster: Cluster | None,
) -> Generator[PageAnswer | Note | None, None, None]:
    """Yield the workers' answers; no worker is started when nothing is due."""
    if not due:
        return
    sent = [_page_task(tasks[number], number) for number in due]
    if cluster is not None:
        data = Path(environment["CCHC_DATA"]) if "CCHC_DATA" in environment else None
        yield from cluster.make(sent, setting, environment, data)
        return
    # Kernels get a folder for their sockets and an empty profile: a user's start-up files must not shape a page.
    with tempfile.TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as scratch:
        own = {"JUPYTER_RUNTIME_DIR": scratch, "IPYTHONDIR": str(Path(scratch) / "ipython"), **environment}
        with Pool(max(1, min(jobs, len(due))), replace(setting, scratch=scratch), own, PageAnswer) as pool:
            yield from pool.make(sent)


def _page_task(task: Task, number: int) -> PageTask:
    return PageTask(
        number=number,
        notebook=str(task.notebook),
        parameters=dict(task.parameters),
        title=task.title,
        must_contain=tuple(task.must_contain),
        links=dict(task.links),
        simulated=task.simulated,
    )


def _settle(
    answers: Generator[PageAnswer | Note | None, None, None],
    outcomes: Outcomes,
    left: int,
    work: Path,
    shown: Progress,
    jobs: int,
    keep_going: bool,
) -> None:
    """Settle the pages that are due as workers answer, and all that is to be done beside; the record is then whole."""
    outcomes.record.rewrite()
    try:
        # Closed at once, also when interrupted: the workers end before the record is written.
        with contextlib.closing(answers):
            for answer in answers:
                if not isinstance(answer, PageAnswer):
                    shown.say_once(answer.text if answer else "")
                    shown.tick()
                    continue
                shown.say_once(answer.note)
                outcome = outcomes.settle(answer)
                shown.add(outcome.status, f"{outcome.task.output}: {outcome.error}")
                if outcome.status == "failed" and not keep_going:
                    break
                left -= 1
                if left < jobs:  # a worker has nothing left to do: until now it would have taken the workers' time
                    outcomes.renew(work)
        outcomes.renew(work)
        outcomes.remove_unplanned()
    finally:
        outcomes.record.rewrite(outcome.task.output for outcome in outcomes.by_task)


@contextlib.contextmanager
def _writable(out: Path) -> Iterator[None]:
    """Make a folder that is written to, and say so where it cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise unwritable(out, error) from error


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

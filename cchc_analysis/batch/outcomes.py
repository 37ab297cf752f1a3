"""What becomes of each page of a folder: which are due, and what came of them, published and recorded at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_analysis.batch.keys import Keys
from cchc_analysis.batch.publish import failed_path, move, remove
from cchc_analysis.batch.record import Record
from cchc_analysis.batch.tasks import Outcome, Task
from cchc_analysis.batch.workers.messages import PageAnswer
from cchc_analysis.errors import CchcError

if TYPE_CHECKING:
    from cchc_analysis.batch.fill import Filling


class Outcomes:
    """The outcomes of a run's tasks, each "skipped" until it is settled.

    Parameters
    ----------
    out : the folder of the pages; it exists.
    tasks : all pages the folder is to have.
    filling : what pages show of other communes, if that is not worked out by their notebooks.
    force : every page is due, also a current one.

    Attributes
    ----------
    by_task : an outcome for each task, in their order.
    record : of the folder.
    """

    def __init__(
        self, out: Path, tasks: Sequence[Task], keys: Keys, filling: Filling | None = None, force: bool = False
    ) -> None:
        self.record, self._tasks, self._keys, self._filling = Record(out), tasks, keys, filling
        self.by_task = [self._skip(task) for task in tasks]
        self._due = [number for number in range(len(tasks)) if force or not self._is_current(number)]
        self._to_renew = deque(sorted(set(range(len(tasks))) - set(self._due)) if filling else ())

    def due(self, only_failed: bool = False) -> list[int]:
        """Return the numbers of the tasks whose pages are to be made.

        Parameters
        ----------
        only_failed : only those that failed in the last run, or that no run has come to.
        """
        unknown = {"status": "failed"}
        lines = [(number, self.record.lines.get(self._tasks[number].output, unknown)) for number in self._due]
        return [number for number, line in lines if line["status"] == "failed" or not only_failed]

    def settle(self, answer: PageAnswer) -> Outcome:
        """Publish a page, or keep the notebook of a failed one beside the last good page, and record it.

        Raises
        ------
        OSError : no page can be written at all.
        """
        if answer.unwritable:
            raise OSError(None, answer.unwritable)
        record, skipped = self.record, self.by_task[answer.number]
        output, error = skipped.task.output, answer.error
        failed = failed_path(record.out, output)
        if answer.page is not None:
            page, page_hash = Path(answer.page), answer.sha256
            try:
                page_hash = (self._filling and self._filling.write(page, page)) or page_hash
            except CchcError as problem:
                error = str(problem)
        if error is None:
            move(page, record.out / output)
            remove(failed, record.out)
        else:
            page_hash = record.page_hash(output)
            if answer.notebook and Path(answer.notebook).exists():
                move(Path(answer.notebook), failed)
        self.by_task[answer.number] = outcome = replace(
            skipped,
            status="failed" if error else "done",
            seconds=answer.seconds,
            error=error,
            output_sha256=page_hash,
            peak_memory_mib=answer.peak_memory_mib,
            versions=self._keys.versions,
        )
        record.append(outcome, self._filling.hash if self._filling else None)
        return outcome

    def renew(self, work: Path) -> None:
        """Give the pages that are current but for what they show of other communes the figures of now, once a run."""
        while self._to_renew and self._filling:
            number = self._to_renew.popleft()
            self.by_task[number] = self._renew_page(self.by_task[number], self._filling, work / "renewed.html")

    def remove_unplanned(self) -> None:
        """Remove the pages that an earlier run recorded and that no task makes."""
        record, planned = self.record, {task.output for task in self._tasks}
        for output in [output for output in record.lines if output not in planned]:
            for path in (record.out / output, failed_path(record.out, output)):
                remove(path, record.out)
            del record.lines[output]

    def _is_current(self, number: int) -> bool:
        outcome = self.by_task[number]
        return self.record.is_current(outcome.task.output, outcome.key, outcome.output_sha256)

    def _skip(self, task: Task) -> Outcome:
        line = self.record.lines.get(task.output, {})
        return Outcome(
            task=task,
            status="skipped",
            seconds=0.0,
            error=None,
            key=self._keys.of(task),
            output_sha256=self.record.page_hash(task.output),
            peak_memory_mib=None,
            versions=line.get("versions", self._keys.versions),
        )

    def _renew_page(self, outcome: Outcome, filling: Filling, page: Path) -> Outcome:
        record, output = self.record, outcome.task.output
        if record.lines[output].get("filled") == filling.hash:
            return outcome
        try:
            page_hash = filling.write(record.out / output, page)
        except CchcError as problem:
            failed = replace(outcome, status="failed", error=str(problem), versions=self._keys.versions)
            record.append(failed, None)
            return failed
        if page_hash is None:
            record.renew(output, outcome.output_sha256, filling.hash)
            return outcome
        move(page, record.out / output)
        record.renew(output, page_hash, filling.hash)
        return replace(outcome, status="renewed", output_sha256=page_hash)

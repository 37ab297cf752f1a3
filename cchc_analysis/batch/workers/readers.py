"""Reads many documents in several processes.

    python -m cchc_analysis.batch.workers.readers

is such a process: JSON lines in, the folder for frames first and then a document each; a line for each that is read.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue

from cchc_analysis.batch.workers.messages import ReadAnswer, ReadSetting, ReadTask
from cchc_analysis.batch.workers.pool import Pool
from cchc_analysis.batch.workers.transfer import from_bytes, to_bytes
from cchc_analysis.batch.workers.worker import take_standard_output
from cchc_analysis.errors import CchcError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.parsing.cover import Given
from cchc_analysis.parsing.report import read_report, refusal
from cchc_analysis.periods import Period
from cchc_analysis.reading.apart.seconds import CAN_LIMIT
from cchc_analysis.store import Source, read_source, read_sources

#: Documents that one process reads sooner than others have started; where it cannot limit itself, others read all.
FEW = 40 if CAN_LIMIT else 0


class Readers:
    """Processes that read, for `store.update` and for commands on files.

    Parameters
    ----------
    jobs : how many.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def __call__(self, sources: Sequence[Source], period: Period) -> Iterator[TidyFrames]:
        """Yield the frames of each document, in their order."""
        if self.jobs < 2 or len(sources) <= FEW:
            yield from read_sources(sources, period)
            return
        for source, answer in zip(sources, self._read(store_tasks(sources, period)), strict=True):
            if isinstance(answer, CchcError):
                yield refusal(source.name, source.sha256, period, answer)
            else:
                yield answer

    def reports(self, documents: Sequence[tuple[Path, str, Given]]) -> Iterator[TidyFrames | CchcError]:
        """Yield the frames of each document, or why it cannot be used, in their order.

        Parameters
        ----------
        documents : where each is, the name it goes by, and what a person says of it.
        """
        tasks = file_tasks(documents)
        yield from map(read, tasks) if self.jobs < 2 or len(tasks) <= FEW else self._read(tasks)

    def _read(self, tasks: Sequence[ReadTask]) -> Iterator[TidyFrames | CchcError]:
        ready: dict[int, TidyFrames | CchcError] = {}
        following = 0
        with (
            tempfile.TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as work,
            Pool(self.jobs, ReadSetting(work=work), {}, ReadAnswer, "cchc_analysis.batch.workers.readers") as pool,
        ):
            for answer in pool.make(tasks):
                if answer is None:
                    continue
                ready[answer.number] = _read_by(answer, tasks[answer.number].name)
                while following in ready:
                    yield ready.pop(following)
                    following += 1


def _read_by(answer: ReadAnswer, name: str) -> TidyFrames | CchcError:
    if answer.content is None:  # the document ended the process that read it
        return CchcError(name, str(answer.error), "a report", "look at the file")
    path = Path(answer.content)
    read = from_bytes(path.read_bytes())
    path.unlink()
    return read


def store_tasks(sources: Sequence[Source], period: Period) -> list[ReadTask]:
    """Return the tasks to read a period's documents of the store."""
    return [
        ReadTask(number=n, path=str(source.path), name=source.name, sha256=source.sha256, period=str(period))
        for n, source in enumerate(sources)
    ]


def file_tasks(documents: Sequence[tuple[Path, str, Given]]) -> list[ReadTask]:
    """Return the tasks to read files: where each is, the name it goes by, and what a person says of it."""
    return [
        ReadTask(number=n, path=str(path), name=name, **given.as_words())
        for n, (path, name, given) in enumerate(documents)
    ]


def read(task: ReadTask) -> TidyFrames | CchcError:
    """Return the frames of one document: of the store, where its hash is given, else of a file, or why it cannot be used."""
    path, period = Path(task.path), Period.parse(task.period) if task.period else None
    if task.sha256 is not None and period is not None:
        return read_source(Source(path, task.name, task.sha256), period)
    try:
        return read_report(path, period, task.name, task.commune, task.edition)
    except CchcError as error:
        return error


def main() -> None:
    """Read documents for the run at the other end of standard input until it closes it."""
    answers = take_standard_output()
    work = Path(ReadSetting.from_json(sys.stdin.readline()).work)
    tasks: SimpleQueue[ReadTask] = SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            tasks.put(ReadTask.from_json(line))
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        task = tasks.get()
        path = work / f"{task.number}.frames"
        path.write_bytes(to_bytes(read(task)))
        answers.write(ReadAnswer(number=task.number, content=str(path)).to_json() + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

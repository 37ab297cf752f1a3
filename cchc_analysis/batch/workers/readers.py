"""Reads many documents in several processes.

    python -m cchc_analysis.batch.workers.readers

is such a process: JSON lines in, the folder for frames first and then a document each; a line for each that is read.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from cchc_analysis.batch.workers.messages import ReadAnswer
from cchc_analysis.batch.workers.parsed import from_bytes, to_bytes
from cchc_analysis.batch.workers.pool import Pool
from cchc_analysis.batch.workers.worker import take_standard_output
from cchc_analysis.errors import CchcError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.parsing.cover import Given
from cchc_analysis.parsing.report import read_report, refusal
from cchc_analysis.periods import Period
from cchc_analysis.store import Source, read_source, read_sources

#: Documents that one process reads sooner than others have started.
FEW = 40


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
        messages = [
            {"path": str(source.path), "name": source.name, "sha256": source.sha256, "period": str(period)}
            for source in sources
        ]
        for source, answer in zip(sources, self._read(messages), strict=True):
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
        if self.jobs < 2 or len(documents) <= FEW:
            for path, name, given in documents:
                yield read(path, name, None, **given.written())
            return
        yield from self._read(
            [{"path": str(path), "name": name, "sha256": None, **given.written()} for path, name, given in documents]
        )

    def _read(self, messages: Sequence[Mapping[str, Any]]) -> Iterator[TidyFrames | CchcError]:
        ready: dict[int, TidyFrames | CchcError] = {}
        following = 0
        with (
            tempfile.TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as work,
            Pool(self.jobs, {"work": work}, {}, ReadAnswer, "cchc_analysis.batch.workers.readers") as pool,
        ):
            for answer in pool.make([{**message, "number": number} for number, message in enumerate(messages)]):
                if answer is None:
                    continue
                ready[answer.number] = _read_by(answer, messages[answer.number]["name"])
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


def read(
    path: Path,
    name: str,
    sha256: str | None,
    period: str | None,
    commune: str | None = None,
    edition: str | None = None,
) -> TidyFrames | CchcError:
    """Return the frames of one document: of the store, where its hash is given, else of a file, or why it cannot be used."""
    known = Period.parse(period) if period else None
    if sha256 is not None and known is not None:
        return read_source(Source(path, name, sha256), known)
    try:
        return read_report(path, known, name, commune, edition)
    except CchcError as error:
        return error


def _asked(task: Mapping[str, Any]) -> TidyFrames | CchcError:
    return read(
        Path(task["path"]), task["name"], task["sha256"], task["period"], task.get("commune"), task.get("edition")
    )


def main() -> None:
    """Read documents for the run at the other end of standard input until it closes it."""
    answers = take_standard_output()
    work = Path(json.loads(sys.stdin.readline())["work"])
    tasks: SimpleQueue[dict[str, Any]] = SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            tasks.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        task = tasks.get()
        path = work / f"{task['number']}.frames"
        path.write_bytes(to_bytes(_asked(task)))
        answers.write(ReadAnswer(number=task["number"], content=str(path)).to_json() + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

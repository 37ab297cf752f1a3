"""Reads many documents in several processes.

    python -m cchc_analysis.batch.readers

is such a process: JSON lines in, the folder for frames first and then a document each; a line for each that is read.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from cchc_analysis.batch.pool import Pool
from cchc_analysis.batch.worker import take_standard_output
from cchc_analysis.errors import CchcError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.parsing.report import refusal
from cchc_analysis.periods import Period
from cchc_analysis.store import Source, read_source, read_sources

#: Documents that one process reads sooner than others have started.
FEW = 40


class Readers:
    """Processes that read, for `store.update`.

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
            {
                "number": number,
                "path": str(source.path),
                "name": source.name,
                "sha256": source.sha256,
                "period": str(period),
            }
            for number, source in enumerate(sources)
        ]
        ready: dict[int, TidyFrames] = {}
        following = 0
        with (
            tempfile.TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as work,
            Pool(self.jobs, {"work": work}, {}, "cchc_analysis.batch.readers") as pool,
        ):
            for answer in pool.make(messages):
                if answer is None:
                    continue
                number = answer["number"]
                ready[number] = _frames(answer, sources[number], period)
                while following in ready:
                    yield ready.pop(following)
                    following += 1


def _frames(answer: Mapping[str, Any], source: Source, period: Period) -> TidyFrames:
    if answer["error"]:  # the document ended the process that read it
        error = CchcError(source.name, answer["error"], "a report", "look at the file")
        return refusal(source.name, source.sha256, period, error)
    path = Path(answer["frames"])
    frames: TidyFrames = pickle.loads(path.read_bytes())
    path.unlink()
    return frames


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
        source = Source(Path(task["path"]), task["name"], task["sha256"])
        path = work / f"{task['number']}.frames"
        path.write_bytes(pickle.dumps(read_source(source, Period.parse(task["period"]))))
        answers.write(json.dumps({"error": None, "frames": str(path)}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

"""run.jsonl: the latest state of every page of a folder, one line each.

Lines are appended while a run goes on, so that a killed run is taken up where it stopped, and the file is written anew,
in the order of the tasks, when it ends.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cchc_analysis.batch.guard import is_output
from cchc_analysis.batch.keys import sha256
from cchc_analysis.batch.tasks import Outcome
from cchc_analysis.files import write_whole

Line = dict[str, Any]


class Record:
    """The record of one folder.

    Parameters
    ----------
    out : the folder of the pages; it exists.

    Attributes
    ----------
    lines : output → its latest line. Keys of a line: `output`, `notebook`, `title`, `parameters`, `inputs`, `key`,
        `status` ("done" or "failed"), `seconds`, `peak_memory_mib`, `error`, `sha256` (of the page on disk, also of one
        that an older run made), `filled` (a hash of what its
        places were filled in from, None without any), `versions`, `finished` (UTC).
    """

    def __init__(self, out: Path) -> None:
        self.out, self.path = out, out / "run.jsonl"
        self.lines = dict(_read(self.path))

    def is_current(self, output: str, key: str, page_hash: str | None) -> bool:
        """Return whether a page was made under this key and is on disk as it was made, which `page_hash` tells."""
        line = self.lines.get(output, {})
        return (line.get("status"), line.get("key")) == ("done", key) and page_hash is not None

    def page_hash(self, output: str) -> str | None:
        """Return the hash of a page that is on disk as it was recorded, None of any other."""
        recorded = self.lines.get(output, {}).get("sha256")
        try:
            return recorded if recorded and sha256((self.out / output).read_bytes()) == recorded else None
        except OSError:
            return None

    def append(self, outcome: Outcome, filled: str | None = None) -> None:
        """Note what became of a task, at once and for good; `filled` tells from what its places were filled in."""
        task = outcome.task
        self.lines[task.output] = line = {
            "output": task.output,
            "notebook": task.notebook.name,
            "title": task.title,
            "parameters": dict(task.parameters),
            "inputs": task.inputs,
            "key": outcome.key,
            "status": outcome.status,
            "seconds": round(outcome.seconds, 3),
            "peak_memory_mib": outcome.peak_memory_mib,
            "error": outcome.error,
            "sha256": outcome.output_sha256,
            "filled": filled,
            "versions": dict(outcome.versions),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._add(line)

    def renew(self, output: str, page_hash: str | None, filled: str) -> None:
        """Note that a page's places were filled in anew."""
        self.lines[output] = line = {**self.lines[output], "sha256": page_hash, "filled": filled}
        self._add(line)

    def _add(self, line: Line) -> None:
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(_text(line))

    def rewrite(self, order: Iterable[str] = ()) -> None:
        """Write one line a page: first those in `order`, then the others as they were."""
        lines = {output: self.lines[output] for output in order if output in self.lines} | self.lines
        write_whole(self.path, "".join(map(_text, lines.values())))


def _text(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False) + "\n"


def _read(path: Path) -> Iterable[tuple[str, Line]]:
    """Yield output and line, the latest last; what a killed run left unfinished, or another wrote, is passed over."""
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            line = json.loads(text)
            # A recorded page may later be removed: no line may point outside the folder.
            if is_output(line["output"]) and {"key", "status", "sha256"} <= line.keys():
                yield line["output"], line
        except (ValueError, TypeError, KeyError):
            continue

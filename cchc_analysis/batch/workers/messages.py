"""What a worker process answers to a task, one line of JSON each, and what stands for it where the process died."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer to the task of a number; `error` says in one line why it came to nothing."""

    number: int
    error: str | None = None

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Return the answer that a worker has written."""
        return cls(**json.loads(line))

    def to_json(self) -> str:
        """Return the answer on one line."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, kw_only=True)
class PageAnswer(Answer):
    """What became of a page.

    Attributes
    ----------
    page, notebook : the files that were made; `page` is None after a failure.
    sha256 : of the page.
    unwritable : why no page can be written at all.
    seconds, peak_memory_mib : what it took; the memory is None where the system does not tell.
    note : a word for the user that is no failure.
    """

    page: str | None = None
    notebook: str | None = None
    sha256: str | None = None
    unwritable: str | None = None
    seconds: float = 0.0
    peak_memory_mib: float | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadAnswer(Answer):
    """What became of a document: `content` is the file that holds it, see `parsed`."""

    content: str | None = None


@dataclass(frozen=True)
class Note:
    """A word for the user while no page is ready."""

    text: str


@dataclass(frozen=True)
class SentPage:
    """The answer of another machine, with its files: the page, and after a failure the notebook."""

    answer: PageAnswer
    page: bytes | None
    notebook: bytes | None

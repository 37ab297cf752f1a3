"""What a run and its workers tell each other, one line of JSON each: a setting, then a task for each answer."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is told on one line; its lists are tuples."""

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Return the message that the other side has written."""
        fields = json.loads(line).items()
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in fields})

    def to_json(self) -> str:
        """Return the message on one line."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, kw_only=True)
class PageSetting(Message):
    """What a worker that makes pages is told first.

    Attributes
    ----------
    work : the folder for unpublished files.
    scratch : the kernels' own folder; whoever starts the worker names it.
    limits : seconds that a cell and a page may take.
    warm : fork kernels from a warm process.
    """

    work: str
    scratch: str = ""
    language: str
    limits: tuple[int, float]
    warm: bool


@dataclass(frozen=True, kw_only=True)
class ReadSetting(Message):
    """What a worker that reads is told first: the folder that it writes frames to."""

    work: str


@dataclass(frozen=True, kw_only=True)
class WorkerTask(Message):
    """A task; the answer has its number."""

    number: int


@dataclass(frozen=True, kw_only=True)
class PageTask(WorkerTask):
    """A page to make, see `tasks.Task`."""

    notebook: str
    parameters: dict[str, str]
    title: str
    must_contain: tuple[str, ...] = ()
    links: dict[str, str]
    simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadTask(WorkerTask):
    """A document to read, and what a person says of it.

    Attributes
    ----------
    path, name : where it is, and the name it goes by.
    sha256 : of a document of the store, None of any other file.
    """

    path: str
    name: str
    sha256: str | None = None
    period: str | None = None
    commune: str | None = None
    edition: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer(Message):
    """An answer to the task of a number; `error` says in one line why it came to nothing."""

    number: int
    error: str | None = None


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
    """What became of a document: `content` is the file that holds it, see `transfer`."""

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

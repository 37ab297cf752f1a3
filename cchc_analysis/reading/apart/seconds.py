"""A limit of processor time for what is done with one file, in this process.

The system's own timer ends also a search that a pattern never comes back from. Windows has none, and threads beside the
first get none: there documents are read by processes of their own, which the run ends (`batch.workers.readers`).
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cchc_analysis.errors import ReadError

#: The real report takes half a second, the longest that was ever read ten.
SECONDS = 25.0
CAN_LIMIT = hasattr(signal, "setitimer")


class _OverError(BaseException):
    """The time is over; no `except` for what a reader expects takes it."""


@contextmanager
def within(name: str, seconds: float = SECONDS) -> Iterator[None]:
    """Give what happens in a `with` so many seconds of the processor, those of other processes not counted.

    Raises
    ------
    ReadError : they were not enough.
    """
    if not CAN_LIMIT or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _end)
    # Again after that, should the first have been taken by a library.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    except _OverError:
        signal.setitimer(signal.ITIMER_PROF, 0)
        raise ReadError(
            name,
            f"more than {seconds:g} s of work",
            "an ordinary document",
            "save it again or send the .docx",
            rule="file-no-end",
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _end(number: int, frame: FrameType | None) -> None:
    raise _OverError

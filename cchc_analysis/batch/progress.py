"""Shows how far a batch has come: on standard error, or in the notebook that runs it."""

from __future__ import annotations

import sys
import time
from collections import Counter
from types import TracebackType
from typing import Any

#: Seconds between two lines where standard error is no terminal.
INTERVAL = 10.0


class Progress:
    """One bar for the whole batch on a terminal and in a notebook, else a line every ten seconds; failures as they come.

    Parameters
    ----------
    total : pages of the batch.
    skipped : pages that need no work.
    shown : False to stay silent.
    """

    def __init__(self, total: int, skipped: int, shown: bool = True) -> None:
        self.total, self.shown = total, shown
        self.counts = Counter(skipped=skipped)
        self.started = self.spoken = time.monotonic()
        self.said: set[str] = set()
        self.bar: Any = None
        if shown and (sys.stderr.isatty() or _is_in_notebook()):
            from tqdm.auto import tqdm

            self.bar = tqdm(total=total - skipped, unit="page", file=sys.stderr, dynamic_ncols=True)
            self.bar.set_postfix_str(self._tally())

    def add(self, status: str, failure: str = "") -> None:
        """Count a page as "done" or "failed", the latter with what failed and why."""
        self.counts[status] += 1
        if status == "failed" and failure:
            self._say(f"failed: {failure}")
        if self.bar is not None:
            self.bar.set_postfix_str(self._tally(), refresh=False)
            self.bar.update()
        self.tick()

    def tick(self) -> None:
        """Write the line that is due, if any."""
        now = time.monotonic()
        if self.shown and self.bar is None and now - self.spoken >= INTERVAL:
            self.spoken = now
            print(self.line(now - self.started), file=sys.stderr, flush=True)

    def say_once(self, text: str) -> None:
        """Write a message, the first time it is said, without tearing the bar; "" is no message."""
        if not text or text in self.said:
            return
        self.said.add(text)
        self._say(text)

    def _say(self, text: str) -> None:
        if self.bar is not None:
            self.bar.write(text, file=sys.stderr)
        elif self.shown:
            print(text, file=sys.stderr, flush=True)

    def line(self, seconds: float) -> str:
        """Return the state of the batch after so many seconds.

        >>> progress = Progress(total=10, skipped=2, shown=False)
        >>> progress.add("done"), progress.add("failed")
        (None, None)
        >>> progress.line(4)
        '4/10 pages: 1 done, 1 failed, 2 skipped; 0.50 pages/s, 12 s left'
        """
        made = self.counts["done"] + self.counts["failed"]
        text = f"{made + self.counts['skipped']}/{self.total} pages: {self._tally()}"
        if not made:
            return text
        left = (self.total - self.counts["skipped"] - made) * seconds / made
        shown = f"{left:.0f} s" if left < 100 else f"{left / 60:.0f} min"
        return f"{text}; {made / seconds:.2f} pages/s, {shown} left"

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self.bar is not None:
            self.bar.close()

    def __repr__(self) -> str:
        return self.line(time.monotonic() - self.started)

    def _tally(self) -> str:
        return ", ".join(f"{self.counts[status]} {status}" for status in ("done", "failed", "skipped"))


def _is_in_notebook() -> bool:
    # A process that has no kernel never loaded ipykernel: asking must not load it.
    if "ipykernel" not in sys.modules:
        return False
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None

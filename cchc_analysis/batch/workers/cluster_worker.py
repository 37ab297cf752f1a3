"""What a Dask worker does for a run on another machine: makes pages, reads files.

A worker gets the notebooks and frames with its first task, so it needs no shared folder. The pages themselves are made by
the worker process of a local run, a program of its own: a process with threads, as Dask's is, must not fork kernels.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
import threading
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cchc_analysis.batch.keys import versions
from cchc_analysis.batch.workers.messages import PageAnswer, PageSetting, PageTask, ReadTask, SentPage
from cchc_analysis.batch.workers.pool import Pool
from cchc_analysis.store.stamps import package_hash

#: Seconds without a task after which a worker forgets a run: the run may have been killed.
IDLE = 120.0

_sessions: dict[str, Session] = {}
_lock = threading.Lock()


class Session:
    """One run's files and processes on this worker.

    Parameters
    ----------
    bundle : a ZIP archive with `notebooks/` and `data/`.
    setting : as for a local worker, but for its folders.
    environment : for the kernels; CCHC_DATA is set to this worker's copy.
    """

    def __init__(self, bundle: bytes, setting: PageSetting, environment: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cchc-"))
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            archive.extractall(self.folder)
        (self.folder / "work").mkdir()
        self.setting = replace(setting, scratch=str(self.folder), work=str(self.folder / "work"))
        own = {"JUPYTER_RUNTIME_DIR": str(self.folder), "IPYTHONDIR": str(self.folder / "ipython")}
        self.environment = {**own, **environment, "CCHC_DATA": str(self.folder / "data")}
        self._free: list[Pool[PageAnswer]] = []
        self._all: list[Pool[PageAnswer]] = []
        self._busy, self._used, self.is_closed = 0, time.monotonic(), False

    def make(self, task: PageTask) -> SentPage:
        """Return the answer to a task with the files it made."""
        with _lock:
            pool = self._free.pop() if self._free else None
            self._busy += 1
        try:
            if pool is None:
                pool = Pool(1, self.setting, self.environment, PageAnswer).__enter__()
                self._all.append(pool)
            here = replace(task, notebook=str(self.folder / task.notebook))
            for answer in pool.make([here]):
                if answer is not None:
                    page, notebook = _take(answer.page), _take(answer.notebook)
                    return SentPage(answer, page, notebook if answer.error else None)
                if self.is_closed:
                    break
            raise RuntimeError("the run was stopped")
        finally:
            with _lock:
                self._busy -= 1
                self._used = time.monotonic()
                if pool is not None:
                    self._free.append(pool)

    def is_idle(self) -> bool:
        """Return whether nobody has wanted anything for long."""
        return not self._busy and time.monotonic() - self._used > IDLE

    def close(self) -> None:
        """End the processes and remove the files."""
        self.is_closed = True
        for pool in self._all:
            pool.__exit__(None, None, None)
        shutil.rmtree(self.folder, ignore_errors=True)


def fingerprint() -> dict[str, str]:
    """Return what must be equal here and there for equal pages."""
    return versions() | {"source": package_hash()[:12]}


def install(name: str, bundle: bytes, setting: PageSetting, environment: Mapping[str, str]) -> None:
    """Prepare this worker for the tasks of a run."""
    session = Session(bundle, setting, environment)
    with _lock:
        old = _sessions.pop(name, None)
        _sessions[name] = session
    if old:
        old.close()
    threading.Thread(target=_forget_when_idle, args=(name, session), daemon=True).start()


def forget(name: str) -> None:
    """End what is left of a run on this worker."""
    with _lock:
        session = _sessions.pop(name, None)
    if session:
        session.close()


def make_page(name: str, task: PageTask) -> SentPage | None:
    """Return the answer to a task, None when this worker does not know the run (any more)."""
    session = _sessions.get(name)
    return None if session is None or session.is_closed else session.make(task)


def read_content(content: bytes, task: ReadTask) -> bytes:
    """Return what became of one document as `transfer` sends it; see `readers.read`.

    Parameters
    ----------
    content : of the document; its path in the task is that of another machine.
    """
    from cchc_analysis.batch.workers.readers import read
    from cchc_analysis.batch.workers.transfer import to_bytes

    with tempfile.TemporaryDirectory(prefix="cchc-") as folder:
        path = Path(folder) / Path(task.name).name
        path.write_bytes(content)
        return to_bytes(read(replace(task, path=str(path))))


def _take(name: str | None) -> bytes | None:
    """Return a file's content and take the file away; None where there is none."""
    path = Path(name) if name else None
    if path is None or not path.exists():
        return None
    content = path.read_bytes()
    path.unlink()
    return content


def _forget_when_idle(name: str, session: Session) -> None:
    while not session.is_closed:
        time.sleep(IDLE / 10)
        if session.is_idle():
            with contextlib.suppress(OSError):
                forget(name)
            session.close()

"""One at a time: a lock on a folder that the system itself takes back when the process that holds it ends, however it ends.

The system locks a file (`flock`, on Windows a byte of it); the file says who holds it, and a file alone means nothing, so no
lock is ever stale. It is taken away when the work is done.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_NAME = ".cchc.lock"
_LOOK = 0.1
_LOCAL = threading.local()
# Far behind what the file says: Windows lets no one read a byte that is locked.
_BYTE = 1 << 30
# What a system says when a file is locked, and when its file system knows no locks.
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


@contextlib.contextmanager
def alone(folder: Path, say: Callable[[str], object] = lambda text: None) -> Iterator[None]:
    """Hold a folder for the time of a `with`; where another process holds it, say which, once, and wait for its end.

    Who holds it may take it once more, as a step does that is also taken by itself.
    """
    held, own = _held(), os.path.realpath(folder)
    if own in held:
        yield
        return
    file = _take(folder / _NAME, say)
    held.add(own)
    try:
        yield
    finally:
        held.discard(own)
        _give_back(folder / _NAME, file)


def _held() -> set[str]:
    """Return the folders that this thread holds."""
    if not hasattr(_LOCAL, "held"):
        _LOCAL.held = set()
    return _LOCAL.held


def _take(path: Path, say: Callable[[str], object]) -> int | None:
    is_said = False
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:
            if os.access(path.parent, os.W_OK):
                raise
            return None  # a folder for reading only: what may not be written needs no lock
        try:
            _lock(file)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                say(f"{path.parent}: its file system knows no locks; take care that nothing else writes there")
                return file
            os.close(file)
            if error.errno not in _TAKEN:
                raise
            if not is_said:
                say(f"waiting for {_owner(path)}, which works on {path.parent}")
                is_said = True
            time.sleep(_LOOK)
            continue
        # The file may have been taken away by the one that held it: then this is the lock of a file that no one sees.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), os.stat(path)):
                os.ftruncate(file, 0)
                os.write(file, json.dumps({"process": os.getpid(), "since": time.strftime("%H:%M:%S")}).encode())
                return file
        os.close(file)


def _give_back(path: Path, file: int | None) -> None:
    if file is None:
        return
    # Windows removes no open file, other systems must remove it while it is still locked.
    if sys.platform == "win32":
        os.close(file)
    with contextlib.suppress(OSError):
        path.unlink()
    if sys.platform != "win32":
        os.close(file)


def _owner(path: Path) -> str:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return f"process {told['process']}, since {told['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

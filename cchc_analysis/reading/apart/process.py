"""A process of its own for one hostile file, with limits of time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from tempfile import TemporaryFile
from typing import Any

from cchc_analysis.errors import ReadError

# The real report takes 3 s and 150 MB; 200 pages of it would take 45 s.
SECONDS = 120.0


MEMORY_BYTES = 2_000_000_000


_LOOK = 0.05


def run(command: list[str], name: str, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES) -> bytes:
    """Return what a command prints, within limits.

    Raises
    ------
    ReadError : it took too long or too much memory, or ended without an answer.
    """
    import psutil  # type: ignore[import-untyped]

    reason = ""
    with TemporaryFile() as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL)
        family: list[Any] = []
        end = time.monotonic() + seconds
        try:
            watched = psutil.Process(process.pid)
            while not reason:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK)
                    break
                with suppress(psutil.Error):
                    family = [watched, *watched.children(recursive=True)]
                    if sum(member.memory_info().rss for member in family) > memory_bytes:
                        reason = f"more than {memory_bytes / 1e9:g} GB of memory"
                if time.monotonic() > end:
                    reason = f"more than {seconds:g} s"
        except psutil.NoSuchProcess:
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            # What it had started, Tesseract, is ended with it.
            for member in family[1:]:
                with suppress(psutil.Error):
                    member.kill()
        output.seek(0)
        content = output.read()
    if not reason and (process.returncode or not content):
        reason = f"a reader that ended with status {process.returncode}"
    if reason:
        raise ReadError(name, reason, "an ordinary document", "save it again or send the .docx", rule="file-no-end")
    return content


def limit_self(seconds: float = SECONDS) -> None:
    """Let the system end this process, too, where it can: the parent looks only twenty times a second."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY_BYTES, 2 * MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

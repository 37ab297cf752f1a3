"""PDF files and pictures read in a process of their own, with limits of time and memory: whatever a file does, we go on.

PDF and picture libraries are large and partly native code; a hostile file may make them loop, fill the memory or crash. What
comes back is plain text in JSON, so that nothing of the child's state can reach the parent.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.reading import recognise
from cchc_analysis.reading.answer import from_plain, give, take, to_plain
from cchc_analysis.reading.document import Paragraph
from cchc_analysis.reading.pdf import Pdf, read_pdf

# The real report takes 3 s and 150 MB; 200 pages of it would take 45 s.
SECONDS = 120.0
# A scanned page takes 2 s of two cores, on a busy machine ten times that.
PAGE_SECONDS = 30.0
# The longest report seen has 15 pages; each costs seconds.
SCANNED_PAGES = 60
# How many of them a picture file has, only the child learns; it has the time of so many.
UNCOUNTED = 10
MEMORY_BYTES = 2_000_000_000
_LOOK = 0.05


def read_pdf_apart(path: Path, name: str) -> Pdf:
    """Return what `cchc_analysis.reading.pdf.read_pdf` returns, read in a child process.

    Pages that are pictures are recognised in a second process, which has the time that they take.

    Raises
    ------
    ReadError : what the reader says; it has too many pictures, or there is no program to read them; or the child took too
        long or too much, or ended without an answer.
    """
    found = _read_apart(path, name, "pdf", SECONDS)
    if not found.pictures:
        return found
    return read_pictures_apart(path, name, "scan", len(found.pictures))


def read_pictures_apart(path: Path, name: str, kind: str = "image", count: int = UNCOUNTED) -> Pdf:
    """Return a file whose pages are pictures: `kind` is "image", or "scan" for a PDF that has `count` such pages.

    Raises
    ------
    ReadError : as above.
    """
    if count > SCANNED_PAGES:
        raise ReadError(
            name, f"{count} scanned pages", f"at most {SCANNED_PAGES}", "send the report alone", rule="file-too-large"
        )
    if recognise.LANGUAGE not in recognise.languages():
        raise recognise.missing(name)
    return _read_apart(path, name, kind, SECONDS + PAGE_SECONDS * count)


def _read_apart(path: Path, name: str, kind: str, seconds: float) -> Pdf:
    found = take(run([sys.executable, "-m", __name__, kind, str(path), name, str(seconds)], name, seconds))
    lines = tuple(Paragraph(line.text, line.place) for line in from_plain(found["lines"]))
    return Pdf(from_plain(found["blocks"]), lines, tuple(found["pictures"]))


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


def main(kind: str, path: str, name: str, seconds: str) -> None:
    """Print the answer for one file as JSON."""
    # Two images are read at a time; the libraries' own threads would only stand in their way.
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    limit_self(float(seconds))

    def read() -> dict[str, Any]:
        if kind == "image":
            from cchc_analysis.reading.scan import read_image

            found = read_image(Path(path), name)
        else:
            found = read_pdf(Path(path), name, recognise=kind == "scan")
        return {"blocks": to_plain(found.blocks), "lines": to_plain(found.lines), "pictures": found.pictures}

    give(read)


if __name__ == "__main__":
    main(*sys.argv[1:])

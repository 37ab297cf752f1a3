"""PDF files read in a process of their own, with limits of time and memory: whatever a file does to it, we go on.

PDF libraries are large and partly native code; a hostile file may make them loop, fill the memory or crash. What comes
back is plain text in JSON, so that nothing of the child's state can reach the parent.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.document import Cell, Paragraph, Place, TableRow

# The real report takes 3 s and 150 MB; 200 pages of it would take 45 s.
SECONDS = 120.0
MEMORY_BYTES = 2_000_000_000
_LOOK = 0.05


def read_pdf_apart(path: Path, name: str) -> tuple[tuple[Paragraph | TableRow, ...], tuple[Paragraph, ...]]:
    """Return what `cchc_analysis.reading.pdf.read_pdf` returns, read in a child process.

    Raises
    ------
    ReadError : what the reader says; or the child took too long or too much, or ended without an answer.
    """
    answer = json.loads(run([sys.executable, "-m", __name__, str(path), name], name))
    if "error" in answer:
        where, found, expected, action, rule, lines = answer["error"]
        raise ReadError(where, found, expected, action, rule=rule, lines=tuple(lines))
    blocks = tuple(_block(*item) for item in answer["blocks"])
    return blocks, tuple(Paragraph(text, Place(line, page)) for text, line, page in answer["lines"])


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
        end = time.monotonic() + seconds
        try:
            watched = psutil.Process(process.pid)
            while not reason:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK)
                    break
                with suppress(psutil.Error):
                    if watched.memory_info().rss > memory_bytes:
                        reason = f"more than {memory_bytes / 1e9:g} GB of memory"
                if time.monotonic() > end:
                    reason = f"more than {seconds:g} s"
        except psutil.NoSuchProcess:
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
        output.seek(0)
        content = output.read()
    if not reason and (process.returncode or not content):
        reason = f"a reader that ended with status {process.returncode}"
    if reason:
        raise ReadError(name, reason, "an ordinary document", "save it again or send the .docx", rule="file-no-end")
    return content


def _block(text: str | list[str], line: int, page: int) -> Paragraph | TableRow:
    place = Place(line, page)
    return Paragraph(text, place) if isinstance(text, str) else TableRow(tuple(map(Cell, text)), place)


def _limit_self() -> None:
    """Let the system end this process, too, where it can: the parent looks only twenty times a second."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY_BYTES, 2 * MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, name: str) -> None:
    """Print the answer for one file as JSON."""
    from cchc_analysis.reading.pdf import read_pdf

    _limit_self()
    answer: dict[str, Any]
    try:
        blocks, lines = read_pdf(Path(path), name)
        answer = {
            "blocks": [
                (
                    block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells],
                    block.place.line,
                    block.place.page,
                )
                for block in blocks
            ],
            "lines": [(line.text, line.place.line, line.place.page) for line in lines],
        }
    except ReadError as error:
        answer = {"error": (error.where, error.found, error.expected, error.action, error.rule, error.lines)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])

"""PDF files and pictures read in a process of their own, with limits of time and memory: whatever a file does, we go on.

PDF and picture libraries are large and partly native code; a hostile file may make them loop, fill the memory or crash. What
comes back is plain text in JSON, so that nothing of the child's state can reach the parent.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.apart.answer import from_plain, give, take, to_plain
from cchc_analysis.reading.apart.process import SECONDS, limit_self, run
from cchc_analysis.reading.blocks import Pdf
from cchc_analysis.reading.document import SCANNED_PAGES, Paragraph
from cchc_analysis.reading.pdf import read_pdf
from cchc_analysis.reading.scans import tesseract

# A scanned page takes 2 s of two cores, on a busy machine ten times that.
PAGE_SECONDS = 30.0
# How many of them a picture file has, only the child learns; it has the time of so many.
UNCOUNTED = 10


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
    if tesseract.LANGUAGE not in tesseract.languages():
        raise tesseract.missing(name)
    return _read_apart(path, name, kind, SECONDS + PAGE_SECONDS * count)


def _read_apart(path: Path, name: str, kind: str, seconds: float) -> Pdf:
    found = take(run([sys.executable, "-m", __name__, kind, str(path), name, str(seconds)], name, seconds))
    lines = tuple(Paragraph(line.text, line.place) for line in from_plain(found["lines"]))
    return Pdf(from_plain(found["blocks"]), lines, tuple(found["pictures"]))


def main(kind: str, path: str, name: str, seconds: str) -> None:
    """Print the answer for one file as JSON."""
    # Two images are read at a time; the libraries' own threads would only stand in their way.
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    limit_self(float(seconds))

    def read() -> dict[str, Any]:
        if kind == "image":
            from cchc_analysis.reading.scans.reader import read_image

            found = read_image(Path(path), name)
        else:
            found = read_pdf(Path(path), name, recognise=kind == "scan")
        return {"blocks": to_plain(found.blocks), "lines": to_plain(found.lines), "pictures": found.pictures}

    give(read)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Tesseract: the words of an image, each with its box and how sure the program is of it.

The program is called itself, once an image; it runs on one core, so that two images at a time use two.
"""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cchc_analysis.errors import ReadError
from cchc_analysis.programs import find_program

READER = "scan-grid 5"
LANGUAGE = "vie"
# Comes with Tesseract. A second model errs in other places than the first.
OTHER = "eng"
# The model that knows which way letters stand; it, too, comes with Tesseract.
_ORIENTATION = "osd"
_DIGITS = "0123456789.,%-"
# So many run at the same time.
AT_A_TIME = 2
# A page takes 2 to 6 s; on a busy machine three times that.
SECONDS = 120


@dataclass(frozen=True)
class Word:
    """One word. `line` is the same for words that the program sees on one line; `confidence` is 0-1."""

    text: str
    line: tuple[int, int, int]
    box: tuple[int, int, int, int]
    confidence: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its box, x and y."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


@cache
def languages() -> frozenset[str]:
    """Return the languages that Tesseract knows; none where it is not."""
    command = find_program("tesseract")
    if command is None:
        return frozenset()
    found = subprocess.run([command, "--list-langs"], capture_output=True, text=True, check=False, timeout=SECONDS)
    return frozenset(found.stdout.split())


def words(
    gray: NDArray[np.uint8], dpi: float, name: str, language: str = LANGUAGE, only_digits: bool = False
) -> list[Word]:
    """Return the words of an image, taken as one block of lines, in the order of its lines.

    Parameters
    ----------
    language : the model that reads; where it is not there, Vietnamese does.
    only_digits : nothing but digits and their marks is looked for.

    Raises
    ------
    ReadError : Tesseract is not there, gives up, or does not end in time.
    """
    command = find_program("tesseract")
    if command is None:
        raise missing(name)
    language = language if language in languages() else LANGUAGE
    options = ["-c", f"tessedit_char_whitelist={_DIGITS}"] if only_digits else []
    try:
        done = subprocess.run(
            [command, "stdin", "stdout", "-l", language, "--psm", "6", "--dpi", str(round(dpi)), *options, "tsv"],
            input=_portable(gray),
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError(
            name,
            f"a page not recognised in {SECONDS} s",
            "a scan of a printed page",
            "send the .docx",
            rule="file-no-end",
        ) from error
    if done.returncode:
        raise ReadError(
            name,
            "a page that Tesseract gives up",
            "a scan of a printed page",
            "scan it again, or send the .docx",
            rule="file-picture",
        )
    found = []
    for row in done.stdout.decode("utf-8", "replace").split("\n")[1:]:
        cells = row.rstrip("\r").split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            block, paragraph, line = (int(cell) for cell in cells[2:5])
            left, top, width, height = (int(cell) for cell in cells[6:10])
            box = (left, top, left + width, top + height)
            found.append(Word(cells[11].strip(), (block, paragraph, line), box, float(cells[10]) / 100))
    return found


def quarter_turns(gray: NDArray[np.uint8], dpi: float) -> int:
    """Return how many quarter turns to the right set a page upright; 0 where that cannot be told."""
    command = find_program("tesseract")
    if command is None or _ORIENTATION not in languages():
        return 0
    options = ["-l", _ORIENTATION, "--psm", "0", "--dpi", str(round(dpi))]
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            [command, "stdin", "stdout", *options],
            input=_portable(gray),
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env=_environment(),
        )
        if found := re.search(rb"Rotate: (\d+)", done.stdout):
            return int(found[1]) // 90
    return 0


def _portable(gray: NDArray[np.uint8]) -> bytes:
    return b"P5\n%d %d\n255\n" % gray.shape[::-1] + np.ascontiguousarray(gray).tobytes()


def _environment() -> dict[str, str]:
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


def missing(name: str) -> ReadError:
    """Return the error for a scan on a machine that cannot read it."""
    return ReadError(
        name,
        "a scan, and no Tesseract with Vietnamese to read it",
        "a text layer",
        "install Tesseract (see `cchc doctor`), or send the file that was printed",
        rule="file-scan",
    )

"""Puts finished pages in their place, whole or not at all."""

from __future__ import annotations

import contextlib
import html
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from cchc_analysis.errors import CchcError, first_rows
from cchc_analysis.files import replace


def check_page(page: str, texts: Iterable[str], title: str) -> None:
    """Check that a page is whole and shows what it is about.

    Only its body counts: the window's title is set by the plan and would say the right thing on the wrong page.

    Raises
    ------
    CchcError : the end of the page or one of `texts` is missing.
    """
    if not page.rstrip().endswith("</html>"):
        raise CchcError(f"page {title!r}", "no end", "a whole HTML page", "look at the template")
    body = re.split(r"<body\b", page, maxsplit=1)[-1]
    shown = unicodedata.normalize("NFC", html.unescape(body))
    missing = [repr(text) for text in texts if unicodedata.normalize("NFC", text) not in shown]
    if missing:
        raise CchcError(
            f"page {title!r}", f"no {first_rows(missing)}", "a page that names what it is about", "look at its notebook"
        )


def failed_path(out: Path, output: str) -> Path:
    """Return where the partial notebook of a failed page is kept."""
    return out / "failed" / PurePosixPath(output).with_suffix(".ipynb")


def move(source: Path, target: Path) -> None:
    """Put a finished file in its place in one step; both lie in one file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    replace(source, target)


def remove(path: Path, out: Path) -> None:
    """Remove a file, and the folders below `out` that this leaves empty."""
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # the first folder that still holds something ends the walk
        for folder in path.parents:
            if folder == out:
                break
            folder.rmdir()


def unwritable(out: Path, error: OSError) -> CchcError:
    """Return the error that says a folder cannot be written."""
    found = error.strerror or type(error).__name__
    where = f"folder {str(error.filename or out)!r}"
    return CchcError(where, found, "a folder with room that may be written", "make room, or name another folder")

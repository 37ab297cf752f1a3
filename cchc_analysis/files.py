"""Files that leave a process are whole or not there: written beside their place, flushed, and put into it in one step."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from cchc_analysis.errors import CchcError


def write_whole(path: Path, content: str | bytes | Callable[[Path], object]) -> Path:
    """Write a file in one step, its folder included: a reader sees the old file or the new one, never a part.

    Parameters
    ----------
    content : text, written as UTF-8 without changing its line ends; bytes; or a function that writes the file it is given.

    Returns
    -------
    The path. Whatever goes wrong, nothing is left beside it and the old file is as it was.

    Raises
    ------
    CchcError : the file is open in another program, which on Windows forbids to replace it.
    OSError : the disk is full, or the folder may not be written; names the file that was meant, not the one beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # a pipe or a device, such as /dev/stdout, has no old content to keep
        _put(path, content)
        return path
    target = path.resolve()  # a link stays a link
    new = target.with_name(f".{target.stem}.{os.getpid()}.new{target.suffix}")
    try:
        _put(new, content)
        _flush(new)
        replace(new, target)
    except OSError as error:
        if error.filename == str(new):
            error.filename = str(path)
        raise
    finally:
        new.unlink(missing_ok=True)
    return path


def _put(path: Path, content: str | bytes | Callable[[Path], object]) -> None:
    if callable(content):
        content(path)
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def replace(source: Path, target: Path) -> None:
    """Put a finished file into its place in one step; both lie in one file system.

    Raises
    ------
    CchcError : the target is open in another program.
    """
    try:
        os.replace(source, target)
    except PermissionError as error:
        if not target.is_file():
            raise
        raise CchcError(
            target.name, "a file that is open in another program", "one that can be replaced", "close it and run again"
        ) from error


def _flush(path: Path) -> None:
    # Without this a power cut may leave an empty file where the old one was. Opened for writing, as Windows asks.
    with path.open("r+b") as file:
        os.fsync(file.fileno())

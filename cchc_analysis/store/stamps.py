"""Whether a period's frames already follow its documents: nothing has to be read, compared or checked again then.

A stamp lies in the folder of the frames. It is a hash of contents, never of dates: files from a share or an archive
may carry any.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from cchc_analysis.files import write_whole

PACKAGE = Path(__file__).parents[1]


@cache
def package_hash() -> str:
    """Return a hash of this package's own files: sources, catalogue and templates."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return _hash(PACKAGE, files)


def stamp(folder: Path, files: Iterable[Path]) -> str:
    """Return a hash of files in a folder, by their names and content, and of this package."""
    return hashlib.sha256((package_hash() + _hash(folder, sorted(files))).encode()).hexdigest()


def is_followed(target: Path, given: str) -> bool:
    """Return whether a folder is as it was when it was last made from what the stamp stands for."""
    try:
        found = json.loads(_place(target).read_text(encoding="utf-8"))
        return bool(found == [given, _hash(target, sorted(target.glob("*.parquet")))])
    except (OSError, ValueError):
        return False


def set_down(target: Path, given: str) -> None:
    """Note that a folder has been made from what the stamp stands for; where nothing may be written, nothing is noted."""
    place = _place(target)
    with contextlib.suppress(OSError):
        write_whole(place, json.dumps([given, _hash(target, sorted(target.glob("*.parquet")))]))


def _place(target: Path) -> Path:
    return target / "follows.json"


def _hash(folder: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        try:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:  # held by a program, or gone: seen again when it can be read
            content = "unreadable"
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()

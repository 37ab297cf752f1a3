"""What a period's tables were when they were written: the hash and the rows of each, and a hash of that list itself.

A table that is gone, cut off, or changed by another hand is known by it. It is never taken for what documents say.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cchc_analysis.errors import CchcError
from cchc_analysis.files import write_whole

_NAME = "manifest.json"


@dataclass(frozen=True)
class Contents:
    """A period's tables as they lie on disk.

    Attributes
    ----------
    tables : table → content of its file, of those that are as they were written; without a manifest, of all that are there.
    wrong : what is not as it was written, such as "observations.parquet is missing"; nothing if all of it is.
    """

    tables: Mapping[str, bytes]
    wrong: tuple[str, ...]


def set_down(folder: Path, rows: Mapping[str, int]) -> None:
    """Note the tables of a folder that have just been written there, with the rows of each."""
    tables = {name: {"sha256": _sha256((folder / f"{name}.parquet").read_bytes()), "rows": rows[name]} for name in rows}
    write_whole(folder / _NAME, json.dumps({"tables": tables, "sha256": _sha256_of(tables)}, indent=1) + "\n")


def contents(folder: Path, names: tuple[str, ...]) -> Contents:
    """Return the tables of a folder, and what of them is not as it was written.

    Each file is read once and whole, so that what was checked is what is used, also while another process replaces it.

    Raises
    ------
    CchcError : a folder lies where a table should, or a file where the period's folder should.
    """
    if folder.exists() and not folder.is_dir():
        raise CchcError(f"data/tidy/{folder.name}", "a file", "a folder", "move it away and run `cchc run`")
    noted = _noted(folder / _NAME)
    wrong = [] if noted is not None else [f"{_NAME} is {'damaged' if (folder / _NAME).exists() else 'missing'}"]
    tables: dict[str, bytes] = {}
    for name in names:
        content = _content(folder / f"{name}.parquet")
        if content is None:
            wrong.append(f"{name}.parquet is missing")
        elif noted is not None and noted.get(name) != _sha256(content):
            wrong.append(f"{name}.parquet is {'not as it was written' if content else 'empty'}")
        else:
            tables[name] = content
    return Contents(tables, tuple(wrong))


def _noted(path: Path) -> dict[str, str] | None:
    """Return table → hash as noted; None where nothing is noted that can be believed."""
    try:
        said = json.loads(_content(path) or b"")
        is_believed = said["sha256"] == _sha256_of(said["tables"])
        return {name: table["sha256"] for name, table in said["tables"].items()} if is_believed else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except (IsADirectoryError, PermissionError):
        if not path.is_dir():
            raise
    where = f"data/tidy/{path.parent.name}/{path.name}"
    raise CchcError(where, "a folder", "a file", "move it away and run `cchc run`")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sha256_of(tables: object) -> str:
    return _sha256(json.dumps(tables, sort_keys=True).encode())

"""Documents from, and pages to, an address that fsspec knows: s3://, abfs://, sftp://, smb:// and others (extra `cluster`).

The work itself is done in a local folder, the mirror, which keeps what makes runs incremental. Documents are fetched
before a run, when they have changed; pages are sent after each period, those that have changed, the index last.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from cchc_analysis.batch.keys import sha256
from cchc_analysis.errors import CchcError
from cchc_analysis.files import write_whole

# What a mirror knows of the other side, beside the mirrored folder.
_STATE = ".{name}.json"


def is_address(text: str) -> bool:
    r"""Return whether a text is an address and no path.

    >>> is_address("s3://bucket/cchc"), is_address("C:\\cchc"), is_address("data")
    (True, False, False)
    """
    return "://" in text


def mirror(address: str, name: str) -> Path:
    """Return the local folder that stands for an address: below `.cchc` in the current folder."""
    return Path.cwd() / ".cchc" / sha256(address.encode())[:12] / name


def fetch(address: str, data: Path) -> None:
    """Make `data/raw` hold the documents of `<address>/raw`; only what is new or changed is transferred.

    Raises
    ------
    CchcError : the address cannot be read, or names a file that would lie outside the folder.
    """
    known = _read_state(data)
    with _one_line(address):
        system, root = _open(address)
        found = system.find(f"{root}/raw", detail=True)
        start = f"{system._strip_protocol(root).rstrip('/')}/raw/"
        states = {}
        for path, about in sorted(found.items()):
            name = path.removeprefix(start)
            target = data / "raw" / PurePosixPath(name)
            if path == name or ".." in PurePosixPath(name).parts:
                raise CchcError(address, f"the name {path!r}", f"a file below {start}", "rename it")
            states[name] = sha256(json.dumps(about, sort_keys=True, default=str).encode())
            if known.get(name) != states[name] or not target.exists():
                write_whole(target, system.cat_file(path))
    for name in known.keys() - states.keys():
        (data / "raw" / PurePosixPath(name)).unlink(missing_ok=True)
    _write_state(data, states)


def send(out: Path, address: str) -> int:
    """Make `<address>` hold the pages of `out`, whole files only, and return how many were transferred.

    Entry pages and records come last, so that no link leads nowhere. What this mirror did not send stays.

    Raises
    ------
    CchcError : the address cannot be written.
    """
    known = _read_state(out)
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    files = {name: path for name, path in files.items() if not any(part[0] == "." for part in Path(name).parts)}
    states = dict(known)
    sent = 0
    with _one_line(address):
        system, root = _open(address)
        for name in sorted(files, key=_rank):
            content = files[name].read_bytes()
            if known.get(name) != sha256(content):
                place = f"{root}/{name}"
                system.makedirs(system._parent(place), exist_ok=True)
                with system.transaction:  # where a file system has no whole-file writes of its own
                    system.pipe_file(place, content)
                states[name] = sha256(content)
                sent += 1
                _write_state(out, states)
        for name in known.keys() - files.keys():
            with contextlib.suppress(FileNotFoundError):
                system.rm_file(f"{root}/{name}")
            del states[name]
    _write_state(out, states)
    return sent


def _rank(name: str) -> tuple[int, str]:
    """Return the place of a file in the order of transfer: a page before the index that links to it."""
    is_entry = PurePosixPath(name).name in ("index.html", "run.jsonl", "summary.json")
    return (-1 if not is_entry else -name.count("/") + 100), name


def _open(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise CchcError(
            address, "no package 'fsspec'", "the extra 'cluster'", "pip install 'cchc-analysis[cluster]'"
        ) from error
    system, root = url_to_fs(address)
    return system, str(root).rstrip("/")


@contextlib.contextmanager
def _one_line(address: str) -> Iterator[None]:
    """Turn what any of many libraries may raise for an address into an error for the user."""
    try:
        yield
    except CchcError:
        raise
    except Exception as error:
        found = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise CchcError(
            f"address {address!r}",
            found,
            "storage that answers",
            "check the address, its rights and its fsspec package",
        ) from error


def _read_state(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder.parent / _STATE.format(name=folder.name)).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _write_state(folder: Path, states: dict[str, str]) -> None:
    write_whole(folder.parent / _STATE.format(name=folder.name), json.dumps(states).encode())

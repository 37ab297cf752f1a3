"""The documents of the folder `data`: which periods have some, which files they are, and each read into frames."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cchc_analysis.errors import CchcError, NothingToDo, ReadError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.parsing.report import read_report, refusal
from cchc_analysis.periods import Period
from cchc_analysis.reading.leftovers import is_left_behind


@dataclass(frozen=True)
class Source:
    """A document to read: where it is, the name it goes by, the hash of its content."""

    path: Path
    name: str
    sha256: str


def data_folder(data: Path | str | None = None) -> Path:
    """Return the data folder named, or the project's: `CCHC_DATA`, or the nearest `data` with a `raw` upwards from here.

    Raises
    ------
    NothingToDo : there is none.
    """
    if named := data or os.environ.get("CCHC_DATA"):
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return folder / "data"
    raise NothingToDo(
        "data", "no folder data/raw here or above", "data/raw/<period>/ with documents", "go to the project"
    )


def periods(data: Path) -> list[Period]:
    """Return the periods that have documents, in order; what else lies beside them is left out, see `strays`."""
    return sorted(period for name in _beside(data / "raw") if (period := _period(data / "raw" / name)))


def strays(data: Path) -> list[str]:
    """Return a sentence for each folder or file under `raw` or `tidy` that is no period's, and so is passed over."""
    said = []
    for room in ("raw", "tidy"):
        if (data / room).exists() and not (data / room).is_dir():
            raise CchcError(f"data/{room}", "a file", "a folder", "move it away")
        for name in _beside(data / room):
            if _period(data / room / name) is None and not (name == "README.md" or name.startswith(".")):
                kind = "folder" if (data / room / name).is_dir() else "file"
                shown = "".join(letter if letter.isprintable() else "_" for letter in name)
                said.append(f"passed over: {kind} data/{room}/{shown}: expected folders of periods, such as 2023-Q1")
    return said


def _beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _period(path: Path) -> Period | None:
    """Return the period that a folder is named for, as periods are written."""
    try:
        period = Period.parse(path.name)
    except CchcError:
        return None
    return period if path.is_dir() and str(period) == path.name else None


def read_source(source: Source, period: Period) -> TidyFrames:
    """Return the frames of one document; one that cannot be used has a row and a finding that says why."""
    try:
        frames = read_report(source.path, period, source.name)
        _check_level(frames.reports, source.name)
        if frames.reports["sha256"].iloc[0] != source.sha256:
            raise CchcError(source.name, "a file that changed while it was read", "a finished file", "run again")
        return frames
    except OSError as error:
        return refusal(source.name, source.sha256, period, unreadable(source.name, error))
    except CchcError as error:
        return refusal(source.name, source.sha256, period, error)


def unreadable(name: str, error: OSError) -> CchcError:
    """Return the error that says a file is there and cannot be opened: held by a program, forbidden, or just gone."""
    found = error.strerror or type(error).__name__
    return CchcError(name, found, "a file that may be read", "close it in other programs, and run again")


def _check_level(reports: pd.DataFrame, name: str) -> None:
    """Refuse the report of an office above communes: its figures hold those of communes, and would count twice."""
    for report in reports[reports["issuer_level"] != "commune"].itertuples():
        raise ReadError(
            name,
            f"a report of {report.commune} ({report.issuer_level})",
            "reports of communes",
            "keep it elsewhere; cchc read shows what it holds",
            rule="file-other-level",
            written=report.commune,
        )


def read_sources(sources: Sequence[Source], period: Period) -> Iterator[TidyFrames]:
    """Yield the frames of documents, read one after the other."""
    return (read_source(source, period) for source in sources)


def files_of(folder: Path) -> list[Path]:
    """Return the documents of a period's folder, those of folders in it included, in order of their names."""
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [path for path in found if path.is_file() and not is_left_behind(path.name)]


def sha256_of(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_name(name: str) -> str:
    """Return what stands for the hash of a file that cannot be read; no content has it."""
    return hashlib.sha256(f"unreadable\0{name}".encode()).hexdigest()

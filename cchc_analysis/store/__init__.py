"""The folder `data`: documents as received under `raw/<period>`, tidy frames under `tidy/<period>`.

`update` makes the second follow the first. It reads only files that are new or changed, replaces a period's folder in one
step, and never loses a report from sight: one that is replaced by a correction or cannot be used keeps its row.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.answers.explanations import EXPLANATIONS, explain, read_table
from cchc_analysis.checks import checked
from cchc_analysis.errors import CchcError, NothingToDo, ReadError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.parsing.report import READERS, read_report, refusal
from cchc_analysis.periods import Period
from cchc_analysis.reading.archive import documents
from cchc_analysis.reading.leftovers import is_left_behind
from cchc_analysis.reports import ReportId
from cchc_analysis.store import parquet, stamps
from cchc_analysis.store.revisions import TABLES, choose, follow, rows_of

_YEARS_BACK = 3


@dataclass(frozen=True)
class Update:
    """What one update did: which files were read, which were refused, which reports a later one replaced."""

    period: Period
    read: tuple[str, ...]
    refused: tuple[str, ...]
    replaced: tuple[str, ...]
    is_changed: bool


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
    """Return the periods that have documents, in order.

    Raises
    ------
    CchcError : a folder under `raw` is not named for a period.
    """
    folders = sorted(path for path in (data / "raw").glob("*") if path.is_dir() and not path.name.startswith("."))
    return sorted(Period.parse(folder.name) for folder in folders)


def load(
    period: Period | str,
    data: Path | str | None = None,
    commune_code: str | None = None,
    province: str | None = None,
    indicators: Iterable[str] | None = None,
) -> TidyFrames:
    """Return the tidy frames of a period, or of one commune or one province in it.

    Parameters
    ----------
    period : such as "2023-Q1".
    data : the data folder; by default the project's.
    commune_code, province : read this commune, or the communes of this province, only; findings of whole files stay out.
    indicators : read the observations of these only, such as `totals.rate_parts()`; a whole country has 110 a commune.

    Returns
    -------
    `TidyFrames`: reports, observations (a row per commune × period × indicator, rates in percent), findings, statements,
    directives, scans, checks, further_parts, figures. Findings that the commune has explained are marked so.

    Raises
    ------
    NothingToDo : the period has not been read yet, or has no such commune or province.
    CchcError : `explanations.csv` has a row that cannot be used.
    """
    data = data_folder(data)
    answers = read_table(data / EXPLANATIONS)
    return _stored(period, data, commune_code, province, indicators, lambda findings: explain(findings, answers))


def _stored(
    period: Period | str,
    data: Path,
    commune_code: str | None = None,
    province: str | None = None,
    indicators: Iterable[str] | None = None,
    answered: Callable[[pd.DataFrame], pd.DataFrame] = lambda findings: findings,
) -> TidyFrames:
    """Return the frames as they were written: what the documents say, nothing of what was answered about it."""
    period = Period.parse(str(period))
    folder = parquet.restored(data / "tidy" / str(period))
    if not folder.is_dir():
        raise NothingToDo(f"period {period}", "no tidy frames", "documents that have been read", "run `cchc run`")
    only: list[tuple[str, str, Any]] = [("commune_code", "==", commune_code)] if commune_code else []
    if province:
        reports = pd.read_parquet(folder / "reports.parquet", columns=["commune_code", "province"])
        codes = sorted(reports.loc[reports["province"] == province, "commune_code"].dropna().unique())
        if not codes:
            found = f"no report of province {province!r}"
            raise NothingToDo(f"period {period}", found, "a province of that period", "check it")
        # The ends let whole row groups be passed over; the list is exact.
        only += [("commune_code", ">=", codes[0]), ("commune_code", "<=", codes[-1]), ("commune_code", "in", codes)]
    named = [("indicator", "in", sorted(indicators))] if indicators is not None else []
    filters = {"observations": only + named}
    tables = {table: parquet.read_table(folder / f"{table}.parquet", filters.get(table, only)) for table in TABLES}
    tables["findings"] = answered(tables["findings"])
    frames = TidyFrames(**tables)
    if commune_code and frames.reports.empty:
        raise NothingToDo(
            f"period {period}", f"no report of commune {commune_code!r}", "a code of that period", "check it"
        )
    return frames


def read_source(source: Source, period: Period) -> TidyFrames:
    """Return the frames of one document; one that cannot be used has a row and a finding that says why."""
    try:
        frames = read_report(source.path, period, source.name)
        _check_level(frames.reports, source.name)
        return frames
    except CchcError as error:
        return refusal(source.name, source.sha256, period, error)


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


def update(
    data: Path,
    period: Period,
    progress: Callable[[str], None] = lambda file: None,
    read_all: Callable[[Sequence[Source], Period], Iterable[TidyFrames]] = read_sources,
) -> Update:
    """Make the tidy frames of a period follow its documents.

    Parameters
    ----------
    progress : called with each file's name before it is read.
    read_all : reads the documents that are new and yields the frames of each, in their order: here, in several processes
        (`batch.readers`), or on other machines.

    Raises
    ------
    NothingToDo : the period's folder has no document.
    """
    folder = data / "raw" / str(period)
    files = _files(folder)
    if not files:
        raise NothingToDo(f"data/raw/{period}", "no document", "reports or portal tables", "put them there")
    target = parquet.restored(data / "tidy" / str(period))
    stamp = _stamp(data, period, files)
    if stamps.is_followed(target, stamp):
        return _said(period, _stored(period, data).reports, (), is_changed=False)
    old = _stored(period, data) if target.is_dir() else TidyFrames.concat([])
    is_whole = parquet.is_whole(target)
    parts: list[TidyFrames | Source] = []
    copies: dict[str, list[str]] = {}
    # What an archive holds lies unpacked until all of it is read.
    with ExitStack() as unpacked:
        for file in files:
            shown = file.relative_to(data / "raw").as_posix()
            for path, name in unpacked.enter_context(documents(file, shown)):
                sha256 = _sha256(path)
                copies.setdefault(sha256, []).append(name)
                if len(copies[sha256]) == 1:
                    parts.append((_known(old, name, sha256) if is_whole else None) or Source(path, name, sha256))
        new = [part for part in parts if isinstance(part, Source)]
        given, known = iter(read_all(new, period) if new else ()), []
        for part in parts:
            if isinstance(part, Source):
                progress(part.name)
            known.append(next(given) if isinstance(part, Source) else part)
    frames = follow(choose(known, copies), old)
    frames = checked(frames, _earlier(data, period))
    is_changed = not (target.is_dir() and parquet.is_same(frames, old))
    if is_changed:
        parquet.write(frames, target)
    # After the frames: a crash in between costs another look, no more.
    stamps.set_down(target, stamp)
    return _said(period, frames.reports, tuple(source.name for source in new), is_changed)


def _said(period: Period, reports: pd.DataFrame, read: tuple[str, ...], is_changed: bool) -> Update:
    by_status = reports.groupby("status")["source_file"].unique()
    refused, replaced = (tuple(by_status.get(status, ())) for status in ("refused", "replaced"))
    return Update(period, read, refused, replaced, is_changed)


def _stamp(data: Path, period: Period, files: Iterable[Path]) -> str:
    """Return a hash of all that the frames of a period follow from, but for themselves."""
    return stamps.stamp(
        data, [*files, *(file for folder in _folders_before(data, period) for file in folder.glob("*.parquet"))]
    )


def _earlier(data: Path, period: Period) -> TidyFrames:
    """Return the frames of the periods before, as far back as a commune is compared with itself."""
    return TidyFrames.concat([_stored(folder.name, data) for folder in _folders_before(data, period)])


def _folders_before(data: Path, period: Period) -> list[Path]:
    known = [earlier for earlier in periods(data) if earlier < period and earlier.year >= period.year - _YEARS_BACK]
    return [folder for earlier in known if (folder := data / "tidy" / str(earlier)).is_dir()]


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [path for path in found if path.is_file() and not is_left_behind(path.name)]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known(old: TidyFrames, name: str, sha256: str) -> TidyFrames | None:
    """Return what an earlier update read from the same bytes with the same reader, before it was compared with others."""
    reports = old.reports
    same = (reports["source_file"] == name) & (reports["sha256"] == sha256) & (reports["status"] == "read")
    same &= reports["reader"].isin(READERS)
    if not same.any():
        return None
    # Findings on a whole table carry period and hash alone.
    ids = reports.loc[same, "report_id"]
    return rows_of(old, pd.concat([ids, ids.map(lambda own: str(ReportId.parse(own).of_table()))]))

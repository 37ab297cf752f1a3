"""The folder `data`: documents as received under `raw/<period>`, tidy frames under `tidy/<period>`.

`update` makes the second follow the first. It reads only files that are new or changed, replaces a period's folder in one
step, and never loses a report from sight: one that is replaced by a correction or cannot be used keeps its row.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.answers.explanations import EXPLANATIONS, explain, read_table
from cchc_analysis.checks import checked
from cchc_analysis.errors import CchcError, NothingToDo, StoreWarning, first_rows
from cchc_analysis.locks import alone
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period
from cchc_analysis.store import parquet, stamps
from cchc_analysis.store.manifest import Contents, contents
from cchc_analysis.store.readings import readings
from cchc_analysis.store.revisions import TABLES, choose, follow
from cchc_analysis.store.sources import (
    Source,
    data_folder,
    files_of,
    periods,
    read_source,
    read_sources,
    strays,
)

__all__ = [
    "Source",
    "Update",
    "data_folder",
    "load",
    "periods",
    "read_source",
    "read_sources",
    "strays",
    "update",
]

_YEARS_BACK = 3


@dataclass(frozen=True)
class Update:
    """What one update did: which files were read, which were refused, which reports a later one replaced, what it mended."""

    period: Period
    read: tuple[str, ...]
    refused: tuple[str, ...]
    replaced: tuple[str, ...]
    is_changed: bool
    mended: tuple[str, ...] = ()


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
    found = contents(data / "tidy" / str(period), TABLES)
    if found.wrong:
        found = _mended(period, data)
    only: list[tuple[str, str, Any]] = [("commune_code", "==", commune_code)] if commune_code else []
    if province:
        reports = parquet.read_table(found, "reports", [])
        codes = sorted(reports.loc[reports["province"] == province, "commune_code"].dropna().unique())
        if not codes:
            missing = f"no report of province {province!r}"
            raise NothingToDo(f"period {period}", missing, "a province of that period", "check it")
        # The ends let whole row groups be passed over; the list is exact.
        only += [("commune_code", ">=", codes[0]), ("commune_code", "<=", codes[-1]), ("commune_code", "in", codes)]
    named = [("indicator", "in", sorted(indicators))] if indicators is not None else []
    filters = {"observations": only + named}
    tables = {table: parquet.read_table(found, table, filters.get(table, only)) for table in TABLES}
    tables["findings"] = answered(tables["findings"])
    frames = TidyFrames(**tables)
    if commune_code and frames.reports.empty:
        raise NothingToDo(
            f"period {period}", f"no report of commune {commune_code!r}", "a code of that period", "check it"
        )
    return frames


def _mended(period: Period, data: Path) -> Contents:
    """Return a period's tables, which were not as they were written when looked at: read again from its documents."""
    target = data / "tidy" / str(period)
    if not target.parent.is_dir():
        raise _unread(period)
    # Another process may be putting them there at this moment: then this waits for it, and they are whole.
    with alone(data):
        found = contents(parquet.restored(target), TABLES)
        if not target.is_dir():
            raise _unread(period)
        if not found.wrong:
            return found
        try:
            _update(data, period)
        except NothingToDo as error:
            raise CchcError(
                f"data/tidy/{period}", first_rows(list(found.wrong)), "tables as they were written", error.action
            ) from error
        warnings.warn(_said_of(period, found), StoreWarning, stacklevel=4)
        return contents(target, TABLES)


def _unread(period: Period) -> NothingToDo:
    return NothingToDo(f"period {period}", "no tidy frames", "documents that have been read", "run `cchc run`")


def _said_of(period: Period, found: Contents) -> str:
    return f"data/tidy/{period}: {first_rows(list(found.wrong))}; read again from the documents"


def update(
    data: Path,
    period: Period,
    progress: Callable[[str], None] = lambda file: None,
    read_all: Callable[[Sequence[Source], Period], Iterable[TidyFrames]] = read_sources,
    say: Callable[[str], object] = lambda text: None,
) -> Update:
    """Make the tidy frames of a period follow its documents.

    Parameters
    ----------
    progress : called with each file's name before it is read.
    say : called with a sentence when another process updates this folder, and this one waits for it.
    read_all : reads the documents that are new and yields the frames of each, in their order: here, in several processes
        (`batch.readers`), or on other machines.

    Raises
    ------
    NothingToDo : the period's folder has no document.
    CchcError : a file lies where a folder should be, or a folder where a file should.
    """
    with alone(data, say) if data.is_dir() else nullcontext():
        return _update(data, period, progress, read_all)


def _update(
    data: Path,
    period: Period,
    progress: Callable[[str], None] = lambda file: None,
    read_all: Callable[[Sequence[Source], Period], Iterable[TidyFrames]] = read_sources,
) -> Update:
    """Do what `update` does, under its lock."""
    files = files_of(data / "raw" / str(period))
    if not files:
        raise NothingToDo(f"data/raw/{period}", "no document", "reports or portal tables", "put them there")
    target = parquet.restored(data / "tidy" / str(period))
    found = contents(target, TABLES)
    earlier, mended = _earlier(data, period)
    stamp = _stamp(data, period, files)
    if not found.wrong and stamps.is_followed(target, stamp):
        return replace(_said(period, parquet.read_table(found, "reports", []), ()), mended=mended)
    old, is_known = _old(found)
    if target.is_dir() and found.wrong:
        mended = (*mended, _said_of(period, found))
    parts, copies, new = readings(data, period, files, old if is_known else None, progress, read_all)
    frames = checked(follow(choose(parts, copies), old), earlier())
    is_changed = bool(found.wrong) or not parquet.is_same(frames, old)
    if is_changed:
        parquet.write(frames, target)
    # After the frames: a crash in between costs another look, no more.
    stamps.set_down(target, stamp)
    return replace(_said(period, frames.reports, new), is_changed=is_changed, mended=mended)


def _old(found: Contents) -> tuple[TidyFrames, bool]:
    """Return what an earlier update left, and whether its readings may be used again.

    Of damaged tables only the reports that later ones have replaced are kept, which no document tells any more.
    """
    if not found.wrong:
        tables = {table: parquet.read_table(found, table, []) for table in TABLES}
        return TidyFrames(**tables), parquet.is_of_this_model(found)
    left = {}
    for table in {"reports", "findings"} & set(found.tables):
        with suppress(*parquet.DAMAGE):
            left[table] = parquet.read_table(found, table, [])
    if "reports" not in left:
        return TidyFrames.concat([]), False
    reports = left["reports"]
    parts = {"reports": reports[reports["status"] == "replaced"], "findings": left.get("findings")}
    return replace(TidyFrames.concat([]), **{table: rows for table, rows in parts.items() if rows is not None}), False


def _said(period: Period, reports: pd.DataFrame, read: tuple[str, ...]) -> Update:
    by_status = reports.groupby("status")["source_file"].unique()
    refused, replaced = (tuple(by_status.get(status, ())) for status in ("refused", "replaced"))
    return Update(period, read, refused, replaced, is_changed=False)


def _stamp(data: Path, period: Period, files: Iterable[Path]) -> str:
    """Return a hash of all that the frames of a period follow from, but for themselves."""
    return stamps.stamp(
        data, [*files, *(file for folder in _folders_before(data, period) for file in folder.glob("*.parquet"))]
    )


def _earlier(data: Path, period: Period) -> tuple[Callable[[], TidyFrames], tuple[str, ...]]:
    """Return what gives the frames of the periods before, as far back as a commune is compared with itself.

    Tables of theirs that are not as they were written are read again first, or, where there is no document any more, left
    out. Either is said.
    """
    sound: list[str] = []
    said: list[str] = []
    for folder in _folders_before(data, period):
        if wrong := contents(folder, TABLES).wrong:
            try:
                said += _update(data, Period.parse(folder.name)).mended
            except NothingToDo:
                said.append(f"data/tidy/{folder.name}: {first_rows(list(wrong))}; no document to read; left out")
                continue
        sound.append(folder.name)
    return lambda: TidyFrames.concat([_stored(name, data) for name in sound]), tuple(said)


def _folders_before(data: Path, period: Period) -> list[Path]:
    known = [earlier for earlier in periods(data) if earlier < period and earlier.year >= period.year - _YEARS_BACK]
    return [folder for earlier in known if (folder := data / "tidy" / str(earlier)).is_dir()]

"""The frames of each of a period's documents: read now, or known from an earlier update."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import pandas as pd

from cchc_analysis.observations import TidyFrames
from cchc_analysis.parsing.report import READERS, refusal
from cchc_analysis.periods import Period
from cchc_analysis.reading.archive import documents
from cchc_analysis.reports import ReportId
from cchc_analysis.store.revisions import rows_of
from cchc_analysis.store.sources import Source, sha256_of, sha256_of_name, unreadable


def readings(
    data: Path,
    period: Period,
    files: Sequence[Path],
    known: TidyFrames | None,
    progress: Callable[[str], None],
    read_all: Callable[[Sequence[Source], Period], Iterable[TidyFrames]],
) -> tuple[list[TidyFrames], dict[str, list[str]], tuple[str, ...]]:
    """Return the frames of each document, the names of those with the same content, and which were read just now."""
    parts: list[TidyFrames | Source] = []
    copies: dict[str, list[str]] = {}
    # What an archive holds lies unpacked until all of it is read.
    with ExitStack() as unpacked:
        for file in files:
            shown = file.relative_to(data / "raw").as_posix()
            try:
                held = [(path, name, sha256_of(path)) for path, name in unpacked.enter_context(documents(file, shown))]
            except OSError as error:
                parts.append(refusal(shown, name_hash := sha256_of_name(shown), period, unreadable(shown, error)))
                copies.setdefault(name_hash, []).append(shown)
                continue
            for path, name, sha256 in held:
                copies.setdefault(sha256, []).append(name)
                if len(copies[sha256]) == 1:
                    own = None if known is None else _known(known, name, sha256)
                    parts.append(own or Source(path, name, sha256))
        new = [part for part in parts if isinstance(part, Source)]
        given, read = iter(read_all(new, period) if new else ()), []
        for part in parts:
            if isinstance(part, Source):
                progress(part.name)
            read.append(next(given) if isinstance(part, Source) else part)
    return read, copies, tuple(source.name for source in new)


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

"""`cchc read`: what stands in report files, as one tidy table."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_analysis.cli.command import (
    CLUSTER,
    COMMUNE,
    EDITION,
    PATHS,
    PERIOD,
    cli,
    one_line,
    processors,
    reader,
    say,
)
from cchc_analysis.errors import CchcError
from cchc_analysis.files import write_whole
from cchc_analysis.formulas import guard

if TYPE_CHECKING:
    import pandas as pd

    from cchc_analysis.observations import TidyFrames


@cli.command()
@PATHS
@click.option(
    "--table",
    type=click.Choice(
        ["observations", "reports", "statements", "directives", "findings", "checks", "further_parts", "figures"]
    ),
    default="observations",
    show_default=True,
)
@click.option("--format", "form", type=click.Choice(["csv", "json", "parquet"]), default="csv", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write; standard output without."
)
@click.option("--why", is_flag=True, help="Print what was tried on each file, page by page, and what would help.")
@PERIOD
@COMMUNE
@EDITION
@CLUSTER
@one_line
def read(
    paths: tuple[Path, ...],
    table: str,
    form: str,
    output: Path | None,
    why: bool,
    filed: str | None,
    commune: str | None,
    edition: str | None,
    cluster: str | None,
) -> int:
    """Read report files (or folders of them) into one tidy table."""
    from cchc_analysis import checks

    if why:
        return _say_why(paths, filed, commune, edition)
    frames, refused = read_files(paths, filed, commune, edition, cluster)
    rows = getattr(checks.checked(frames) if table in ("findings", "checks") else frames, table)
    if form == "parquet":
        content = rows.to_parquet(index=False)
    elif form == "json":
        content = (rows.to_json(orient="records", date_format="iso", force_ascii=False, indent=1) + "\n").encode()
    else:
        for column in rows.columns.intersection(["indicators", "quotes", "source_lines"]):
            rows[column] = [" | ".join(map(str, values)) for values in rows[column]]
        content = to_csv(rows).encode()
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        write_whole(output, content)
    return refused


def _say_why(paths: tuple[Path, ...], filed: str | None, commune: str | None, edition: str | None) -> int:
    from cchc_analysis.parsing.why import explain
    from cchc_analysis.periods import Period
    from cchc_analysis.reading.archive import documents

    for file in _files(paths):
        period = Period.parse(filed) if filed else _period_of_folder(file)
        with documents(file, file.name) as found:
            for document, name in found:
                for line in explain(document, name, period, commune, edition):
                    click.echo(line)
    return 0


def _files(paths: tuple[Path, ...]) -> list[Path]:
    """Return the files, and those of folders."""
    from cchc_analysis.reading.leftovers import is_left_behind

    return [
        file
        for path in paths
        for file in (
            sorted(p for p in path.rglob("*") if p.is_file() and not is_left_behind(p.name))
            if path.is_dir()
            else [path]
        )
    ]


def to_csv(rows: pd.DataFrame) -> str:
    """Return rows as CSV in which no words of a document are a formula to the spreadsheet that opens it.

    Such words get an apostrophe in front, as Excel writes one; numbers and lone dashes stay as they are.
    """
    safe = rows.copy()
    # A lone carriage return is not quoted, and would begin a row of its own.
    for column in safe.columns[[dtype.kind not in "biufM" for dtype in safe.dtypes]]:
        safe[column] = [guard(value.replace("\r", "\n")) if isinstance(value, str) else value for value in safe[column]]
    return str(safe.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))


def read_files(
    paths: tuple[Path, ...], filed: str | None, commune: str | None, edition: str | None, cluster: str | None
) -> tuple[TidyFrames, int]:
    """Return the frames of all files, and whether any was refused; a refused file says why and costs no other.

    Of several reports of one commune and period the latest holds, or none, as in the store.
    """
    from cchc_analysis.parsing.cover import Given
    from cchc_analysis.periods import Period
    from cchc_analysis.reading.archive import documents
    from cchc_analysis.store.revisions import COMPARED, choose

    files = _files(paths)
    parts: list[TidyFrames] = []
    problems: list[CchcError] = []
    copies: dict[str, list[str]] = {}
    # What an archive holds lies unpacked until all of it is read.
    with ExitStack() as unpacked:
        found = [
            (document, name, Given(Period.parse(filed) if filed else _period_of_folder(file), commune, edition))
            for file in files
            for document, name in unpacked.enter_context(documents(file, file.name))
        ]
        for (_, name, _), part in zip(found, reader(cluster, processors()).reports(found), strict=True):
            if isinstance(part, CchcError):
                problems.append(part)
                say(f"cchc: {part}")
                continue
            names = copies.setdefault(str(part.reports["sha256"].iloc[0]), [])
            names.append(name)
            if len(names) == 1:
                parts.append(part)
    if not parts:
        sys.exit(2)
    frames = choose(parts, copies)
    compared = frames.findings[frames.findings["rule"].isin(COMPARED)]
    for message in compared["message_en"]:
        say(f"cchc: {message}")
    return frames, int(bool(problems) or (frames.reports["status"] == "refused").any())


def _period_of_folder(file: Path) -> Any:
    """Return the period that a file's folder is named for, or None: data/raw/2026-Q3/table.csv is of 2026-Q3."""
    from cchc_analysis.periods import Period

    try:
        return Period.parse(file.resolve().parent.name)
    except CchcError:
        return None

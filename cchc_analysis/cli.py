"""The command `cchc`: the only place that prints.

Data goes to standard output, progress and messages to standard error. Exit status: 0 done; 1 done, with failures or with
findings at the level asked for; 2 nothing could be done, with one line that says why. Heavy libraries load inside the
commands, so that --help does not wait for them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_analysis import __version__
from cchc_analysis.errors import CchcError

if TYPE_CHECKING:
    from cchc_analysis.observations import TidyFrames
    from cchc_analysis.periods import Period

_LANGUAGE = click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
_PERIOD = click.option("--period", "filed", help="Period of a table that names none, such as 2026-Q3.")
_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cchc")
def cli() -> None:
    """Read communes' administrative-reform (CCHC) reports, check them, compare them, and render pages to share."""


def main() -> None:
    """Run the command on UTF-8 streams: Vietnamese must not crash a console of another code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli()


def _say(text: str) -> None:
    click.echo(text, err=True)


def _one_line(command: Callable[..., int]) -> Callable[..., None]:
    """Turn a command's result into its exit status, and an error for the user into one line."""

    @wraps(command)
    def run(**options: Any) -> None:
        try:
            status = command(**options)
        except CchcError as error:
            _say(f"cchc: {error}")
            status = 2
        except BrokenPipeError:
            # The reader of our output has had enough, as `| head` does.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        sys.exit(status)

    return run


@cli.command()
@click.argument("periods", nargs=-1)
@click.option(
    "--data", metavar="FOLDER", help="Folder or fsspec address with raw/<period>/; by default the project's data."
)
@click.option("--out", metavar="FOLDER", help="Folder or fsspec address for the pages; by default reports beside data.")
@_LANGUAGE
@click.option("--jobs", type=click.IntRange(1), help="Pages made at the same time; by default one a processor.")
@click.option(
    "--cluster", metavar="ADDRESS", help="Dask scheduler whose workers read and make pages, such as tcp://host:8786."
)
@click.option("--force", is_flag=True, help="Make pages again that have not changed.")
@click.option("--only-failed", is_flag=True, help="Make only pages that failed, or were not reached.")
@click.option("--keep-going/--stop", default=True, show_default=True, help="Go on after a page that fails.")
@_one_line
def run(
    periods: tuple[str, ...],
    data: str | None,
    out: str | None,
    language: str,
    jobs: int | None,
    cluster: str | None,
    force: bool,
    only_failed: bool,
    keep_going: bool,
) -> int:
    """Read what is new, and render the pages of PERIODS (by default of all) that it changes."""
    from cchc_analysis import batch, store
    from cchc_analysis.batch import plan, remote, site
    from cchc_analysis.errors import NothingToDo
    from cchc_analysis.periods import Period

    source, project = _fetched(data)
    target = (
        remote.mirror(out, "reports") if out and remote.is_address(out) else Path(out or project / "reports")
    ).resolve()
    connection, read_all = _hands(cluster, jobs or _processors())
    wanted = [Period.parse(text) for text in periods] or store.periods(source)
    if not wanted:
        raise NothingToDo("data/raw", "no period", "a folder such as data/raw/2023-Q1", "put documents there")
    notebooks = plan.templates(project / "notebooks")
    has_failed = False
    for period in wanted:
        update = store.update(source, period, lambda file: _say(f"reading {file}"), read_all)
        frames = store.load(period, source)
        for message in frames.findings.loc[
            frames.findings["rule"].str.startswith(("file-", "report-kept")), "message_en"
        ]:
            _say(f"{period}: {message}")
        folder = target / str(period)
        tasks = plan.plan(frames, period, notebooks, language, source)
        outcomes = batch.run(
            tasks, folder, environment={"CCHC_DATA": str(source)}, language=language, jobs=jobs or _processors(), force=force,
            only_failed=only_failed, keep_going=keep_going, cluster=connection,
        )  # fmt: skip
        site.write_index(folder, frames, period, notebooks, outcomes, language)
        site.write_home(target, language)
        if out and remote.is_address(out):
            _say(f"{period}: {remote.send(target, out)} files sent to {out}")
        counts = {
            status: sum(outcome.status == status for outcome in outcomes) for status in ("done", "skipped", "failed")
        }
        done, skipped, failed = counts["done"], counts["skipped"], counts["failed"]
        _say(f"{period}: {done} pages made, {skipped} unchanged, {failed} failed: {folder / 'index.html'}")
        for outcome in outcomes:
            if outcome.status == "failed":
                _say(f"  failed: {outcome.task.output}: {outcome.error}")
        has_failed |= failed > 0 or len(update.refused) > 0
    return int(has_failed)


def _fetched(data: str | None) -> tuple[Path, Path]:
    """Return the data folder, brought up to date where it stands for an address, and the project's folder."""
    from cchc_analysis import store
    from cchc_analysis.batch import remote

    if data is None or not remote.is_address(data):
        folder = Path(data or store.data_folder()).resolve()
        return folder, folder.parent
    folder = remote.mirror(data, "data")
    remote.fetch(data, folder)
    return folder, Path.cwd()


def _hands(address: str | None, jobs: int) -> tuple[Any, Any]:
    """Return what makes pages and what reads documents: a cluster, or this machine's processes (None, a reader)."""
    if address is None:
        from cchc_analysis.batch.readers import Readers

        return None, Readers(jobs)
    from cchc_analysis.batch.cluster import Cluster

    connection = click.get_current_context().with_resource(Cluster(address))
    return connection, connection.read_all


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cli.command()
@_PATHS
@click.option(
    "--table", type=click.Choice(["observations", "reports", "statements", "directives", "findings"]),
    default="observations", show_default=True,
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(["csv", "json", "parquet"]), default="csv", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write; standard output without."
)
@_PERIOD
@_one_line
def read(paths: tuple[Path, ...], table: str, form: str, output: Path | None, filed: str | None) -> int:
    """Read report files (or folders of them) into one tidy table."""
    from cchc_analysis import checks

    frames, refused = _read(paths, filed)
    rows = checks.check(frames) if table == "findings" else getattr(frames, table)
    if form == "parquet":
        content = rows.to_parquet(index=False)
    elif form == "json":
        content = (rows.to_json(orient="records", date_format="iso", force_ascii=False, indent=1) + "\n").encode()
    else:
        for column in rows.columns.intersection(["indicators", "quotes", "source_lines"]):
            rows[column] = [" | ".join(map(str, values)) for values in rows[column]]
        content = rows.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode()
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)
    return refused


@cli.command()
@_PATHS
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on", type=click.Choice(["error", "verify", "note", "never"]), default="error", show_default=True,
    help="Exit with 1 when a finding is this sure, or surer.",
)  # fmt: skip
@_LANGUAGE
@_PERIOD
@_one_line
def check(paths: tuple[Path, ...], form: str, fail_on: str, language: str, filed: str | None) -> int:
    """Print what in report files (or folders of them) needs a look."""
    from cchc_analysis import checks
    from cchc_analysis.catalogue import word
    from cchc_analysis.findings import worst

    frames, refused = _read(paths, filed)
    found = checks.check(frames)
    message = "message_en" if language == "en" else "message"
    if form == "json":
        click.echo(found.to_json(orient="records", force_ascii=False, indent=1))
    elif form == "csv":
        click.echo(found.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        for row in found.to_dict("records"):
            lines = ", ".join(str(line) for line in row["source_lines"])
            place = f" ({word('line', language, line=lines)})" if lines else ""
            click.echo(f"{word(row['severity'], language)} [{row['rule']}]{place}: {row[message]}")
            for quote in row["quotes"]:
                click.echo(f"    “{quote}”")
        if found.empty:
            click.echo(word("no-findings", language))
    return max(refused, int(worst(list(found["severity"]), fail_on)))


def _read(paths: tuple[Path, ...], filed: str | None) -> tuple[TidyFrames, int]:
    """Return the frames of all files, and whether any was refused; a refused file says why and costs no other."""
    from cchc_analysis.observations import TidyFrames
    from cchc_analysis.parsing.report import read_report
    from cchc_analysis.periods import Period
    from cchc_analysis.reading.archive import documents

    files = [
        file
        for path in paths
        for file in (sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path])
    ]
    parts, problems = [], []
    for file in files:
        with documents(file, file.name) as found:
            for document, name in found:
                try:
                    period = Period.parse(filed) if filed else _period_of_folder(file)
                    parts.append(read_report(document, period, name))
                except CchcError as error:
                    problems.append(error)
                    _say(f"cchc: {error}")
    if not parts:
        sys.exit(2)
    return TidyFrames.concat(parts), int(bool(problems))


def _period_of_folder(file: Path) -> Any:
    """Return the period that a file's folder is named for, or None: data/raw/2026-Q3/table.csv is of 2026-Q3."""
    from cchc_analysis.periods import Period

    try:
        return Period.parse(file.resolve().parent.name)
    except CchcError:
        return None


@cli.command()
@click.option("--communes", type=click.IntRange(1, 9999), default=10, show_default=True)
@click.option(
    "--periods",
    "count",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Reporting periods from 2024-Q1 on: first quarter, half, third quarter, year.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed gives the same bytes."
)
@click.option("--faults", is_flag=True, help="Plant known faults; truth/faults.csv lists them.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["docx", "xlsx", "txt"]),
    help="Kind of file, again for more; by default all in turn.",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="Empty folder.")
@_one_line
def simulate(communes: int, count: int, seed: int, faults: bool, formats: tuple[str, ...], output: Path) -> int:
    """Write reports of made-up communes, and beside them what is true of them."""
    from cchc_analysis.errors import ParameterError
    from cchc_analysis.simulate import simulate as write

    if output.exists() and any(output.iterdir()):
        raise ParameterError(str(output), "a folder with files", "an empty or new folder", "choose another")
    planted = write(output, communes, count, seed, faults, formats or ("docx", "xlsx", "txt"))
    _say(f"{communes * count} made-up reports, {len(planted)} faults: {output}. Try: cchc run --data {output}")
    return 0


@cli.command()
@click.argument("period")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with raw/<period>/; by default the project's data."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the pages; by default reports beside data.")
@_LANGUAGE
@_one_line
def export(period: str, data: Path | None, out: Path | None, language: str) -> int:
    """Write the documents of PERIOD: consolidated workbook, draft of the appendix, question sheets."""
    from cchc_analysis import store
    from cchc_analysis.exports.period import export_period
    from cchc_analysis.periods import Period

    data = (data or store.data_folder()).resolve()
    folder = (out or data.parent / "reports").resolve() / str(Period.parse(period))
    store.update(data, Period.parse(period), lambda file: _say(f"reading {file}"))
    done = export_period(Period.parse(period), data, folder, language)
    for path in done.kept:
        _say(f"left as it is, it has answers that are not recorded: {path}: run `cchc answers {path.name}`")
    if done.waiting:
        _say(f"{done.waiting} corrected figures wait for a corrected report, see {data / 'corrections.csv'}")
    if (folder / "index.html").exists():
        _link(folder, data, Period.parse(period), language)
    _say(f"{period}: {len(done.written)} documents written: {folder}")
    return 0


def _link(folder: Path, data: Path, period: Period, language: str) -> None:
    """Make the period's entry page anew with links to its documents, unless it tells of pages that failed."""
    from cchc_analysis import store
    from cchc_analysis.batch import plan, site

    if (folder / "failed").exists():
        _say("the entry page tells of pages that failed and is left as it is; the next `cchc run` links the documents")
        return
    site.write_index(folder, store.load(period, data), period, plan.templates(data.parent / "notebooks"), (), language)


@cli.command()
@_PATHS
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder that keeps the answers; by default the project's data."
)
@_one_line
def answers(paths: tuple[Path, ...], data: Path | None) -> int:
    """Take the answers on filled question sheets (files or folders) into explanations.csv and corrections.csv."""
    from cchc_analysis import store
    from cchc_analysis.exports.answers import read_answers, record

    data = (data or store.data_folder()).resolve()
    files = [file for path in paths for file in (sorted(path.glob("*.docx")) if path.is_dir() else [path])]
    files = [file for file in files if not file.name.startswith(("~$", "."))]
    refused = 0
    for file in files:
        try:
            sheet = read_answers(file)
            explained, corrected = record(data, sheet)
        except CchcError as error:
            _say(f"cchc: {error}")
            refused += 1
            continue
        _say(
            f"{file.name}: {explained} explanations and {corrected} corrected figures are new, {sheet.open} questions open"
        )
        for row in sheet.corrections:
            _say(f"  waits for a corrected report: {row['rule']}: {row['corrected']}")
    return 2 if refused == len(files) else int(refused > 0)


@cli.command()
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with raw/<period>/; by default the project's data."
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@_one_line
def lab(data: Path | None, options: tuple[str, ...]) -> int:
    """Open JupyterLab on the project's notebooks; OPTIONS after `--` go to JupyterLab."""
    import subprocess

    from cchc_analysis import store

    data = (data or store.data_folder()).resolve()
    command = [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={data.parent}", "--LabApp.default_url=/lab/tree/notebooks",
        *options,
    ]  # fmt: skip
    return subprocess.run(command, env={**os.environ, "CCHC_DATA": str(data)}, check=False).returncode


@cli.group("units")
def units_group() -> None:
    """Communes: what became of them, and which one a name means."""


@units_group.command("import")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with raw/<period>/; by default the project's data."
)
@_one_line
def import_units(table: Path, data: Path | None) -> int:
    """Take the official old-to-new TABLE of communes (.csv or .xlsx); from then on it rules."""
    from cchc_analysis import store
    from cchc_analysis.successors import import_successors, imported_table
    from cchc_analysis.territory import territories

    data = (data or store.data_folder()).resolve()
    kept = import_successors(table, data)
    kinds = territories(kept)["territory"].value_counts()
    old, new = kept["old_code"].nunique(), kept["new_code"].nunique()
    several = (kept.groupby("old_code").size() > 1).sum()
    _say(
        f"{old} communes before, {new} after: {kinds.get('same', 0)} unchanged, "
        f"{kinds.get('merged', 0)} made of whole communes, {kinds.get('split', 0)} with parts, which are not compared with "
        f"what was before; {several} communes went to several. Kept in {imported_table(data)}"
    )
    return 0


@units_group.command("find")
@click.argument("name")
@click.argument("province")
@click.option("--district", help="Tells two communes of one name apart; before July 2025 only.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day it is asked for; by default today.")
@_one_line
def find_unit(name: str, province: str, district: str | None, day: Any) -> int:
    """Print the code of the commune NAME in PROVINCE; a misspelt name gets suggestions and no match."""
    import datetime as dt

    from cchc_analysis.units import find

    unit = find(name, province, district, day=day.date() if day else dt.date.today(), where="name")
    click.echo(",".join((unit.code, unit.name, unit.district or "", unit.province)))
    return 0


@cli.command()
@_one_line
def doctor() -> int:
    """Say whether the installation is whole: catalogue, libraries, data, optional tools."""
    from cchc_analysis.doctor import examine

    lines = examine()
    for is_good, text in lines:
        click.echo(f"{'ok' if is_good else '!!'}  {text}")
    return int(not all(is_good for is_good, _ in lines))

"""`cchc export`, `print`, `template`, `answers`, `confirm`: documents that leave the project, and those that come back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_analysis.cli.command import DATA, LANGUAGE, PATHS, cli, one_line, say
from cchc_analysis.errors import CchcError

if TYPE_CHECKING:
    from cchc_analysis.periods import Period


@cli.command()
@click.argument("period")
@DATA
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the pages; by default reports beside data.")
@LANGUAGE
@one_line
def export(period: str, data: Path | None, out: Path | None, language: str) -> int:
    """Write the documents of PERIOD: consolidated workbook, draft of the appendix, question sheets."""
    from cchc_analysis import store
    from cchc_analysis.exports.period import export_period
    from cchc_analysis.locks import alone
    from cchc_analysis.periods import Period

    data = (data or store.data_folder()).resolve()
    folder = (out or data.parent / "reports").resolve() / str(Period.parse(period))
    store.update(data, Period.parse(period), lambda file: say(f"reading {file}"), say=say)
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder.parent, say):
        done = export_period(Period.parse(period), data, folder, language)
    for path in done.kept:
        say(f"left as it is, it has answers that are not recorded: {path}: run `cchc answers {path.name}`")
    if done.waiting:
        say(f"{done.waiting} corrected figures wait for a corrected report, see {data / 'corrections.csv'}")
    if (folder / "index.html").exists():
        _link(folder, data, Period.parse(period), language)
    say(f"{period}: {len(done.written)} documents written: {folder}")
    return 0


@cli.command("print")
@click.argument("period")
@DATA
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the pages; by default reports beside data.")
@LANGUAGE
@one_line
def print_volume(period: str, data: Path | None, out: Path | None, language: str) -> int:
    """Bind the pages of PERIOD, as a browser prints them, into one volume: volume.pdf beside them."""
    import datetime as dt

    from cchc_analysis import __version__, store
    from cchc_analysis.batch import plan
    from cchc_analysis.batch.html import frame, volume
    from cchc_analysis.periods import Period

    data = (data or store.data_folder()).resolve()
    at = Period.parse(period)
    folder = (out or data.parent / "reports").resolve() / str(at)
    frames = store.load(at, data)
    tasks = plan.plan(frames, at, plan.templates(data.parent / "notebooks"), language)
    about = {
        "language": language,
        "period": at.label(language),
        "version": __version__,
        "made_on": dt.date.today().strftime("%d/%m/%Y"),
        "is_simulated": bool(frames.reports["is_simulated"].any()),
    }
    tasks.sort(key=lambda task: "commune_code" in task.parameters)
    leaves = [volume.Leaf("index.html", at.label(language)), *(volume.Leaf(task.output, task.title) for task in tasks)]
    path = volume.bind(
        folder,
        leaves,
        lambda listed: frame.render_contents({**about, "leaves": listed}),
        lambda text: say(f"printing {text}"),
    )
    _link(folder, data, at, language)
    say(f"{period}: {path}")
    return 0


def _link(folder: Path, data: Path, period: Period, language: str) -> None:
    """Make the period's entry page anew with links to its documents, unless it tells of pages that failed."""
    from cchc_analysis import store
    from cchc_analysis.batch import plan
    from cchc_analysis.batch.html import entry_pages

    if (folder / "failed").exists():
        say("the entry page tells of pages that failed and is left as it is; the next `cchc run` links the documents")
        return
    entry_pages.write_index(
        folder, store.load(period, data), period, plan.templates(data.parent / "notebooks"), (), language
    )


@cli.command()
@click.argument("period")
@click.argument("communes", nargs=-1, required=True, metavar="CODE...")
@click.option("--by", required=True, help="Who has compared the figures with the paper.")
@DATA
@one_line
def confirm(period: str, communes: tuple[str, ...], by: str, data: Path | None) -> int:
    """Record that the figures read from scans of communes (by CODE) have been compared with the paper."""
    import datetime as dt

    from cchc_analysis import findings, store
    from cchc_analysis.answers import confirmations

    data = (data or store.data_folder()).resolve()
    for code in communes:
        frames = store.load(period, data, code)
        figures = int(findings.unconfirmed(frames).sum())
        confirmations.confirm(frames, data, by, dt.date.today())
        say(f"{period} {code}: {figures} figures of a scan confirmed by {by}")
    return 0


@cli.command()
@PATHS
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder that keeps the answers; by default the project's data."
)
@one_line
def answers(paths: tuple[Path, ...], data: Path | None) -> int:
    """Take the answers on filled question sheets (files or folders) into explanations.csv and corrections.csv."""
    from cchc_analysis import store
    from cchc_analysis.locks import alone

    data = (data or store.data_folder()).resolve()
    with alone(data, say):
        return _take_answers(paths, data)


def _take_answers(paths: tuple[Path, ...], data: Path) -> int:
    from cchc_analysis.exports.answers import read_answers, record
    from cchc_analysis.reading.leftovers import is_left_behind

    files = [file for path in paths for file in (sorted(path.glob("*.docx")) if path.is_dir() else [path])]
    files = [file for file in files if not is_left_behind(file.name)]
    refused = 0
    for file in files:
        try:
            sheet = read_answers(file)
            explained, corrected = record(data, sheet)
        except CchcError as error:
            say(f"cchc: {error}")
            refused += 1
            continue
        say(
            f"{file.name}: {explained} explanations and {corrected} corrected figures are new, {sheet.open} questions open"
        )
        for row in sheet.corrections:
            say(f"  waits for a corrected report: {row['rule']}: {row['corrected']}")
    return 2 if refused == len(files) else int(refused > 0)


@cli.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@click.option("--edition", "name", default="commune-2023", show_default=True, help="Edition of the forms.")
@one_line
def template(output: Path | None, name: str) -> int:
    """Write an empty workbook of the forms, which a commune fills in and `cchc read` reads."""
    from cchc_analysis import catalogue
    from cchc_analysis.exports.template import find_edition, write_template

    edition = find_edition(name)
    path = write_template(output or Path(f"{catalogue.settings('template')['file']}.xlsx"), edition)
    say(f"{len(edition.titles)} forms, {len(edition.entries)} rows: {path}")
    return 0

"""`cchc run`: from documents to pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_analysis.cli.command import CLUSTER, LANGUAGE, cli, one_line, processors, reader, say

if TYPE_CHECKING:
    from cchc_analysis.batch import Outcome
    from cchc_analysis.observations import TidyFrames
    from cchc_analysis.periods import Period


@cli.command()
@click.argument("periods", nargs=-1)
@click.option(
    "--data", metavar="FOLDER", help="Folder or fsspec address with raw/<period>/; by default the project's data."
)
@click.option("--out", metavar="FOLDER", help="Folder or fsspec address for the pages; by default reports beside data.")
@LANGUAGE
@click.option("--jobs", type=click.IntRange(1), help="Pages made at the same time; by default one a processor.")
@CLUSTER
@click.option("--force", is_flag=True, help="Make pages again that have not changed.")
@click.option("--only-failed", is_flag=True, help="Make only pages that failed, or were not reached.")
@click.option("--keep-going/--stop", default=True, show_default=True, help="Go on after a page that fails.")
@one_line
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
    from cchc_analysis import store
    from cchc_analysis.batch import storage
    from cchc_analysis.errors import CchcError, NothingToDo
    from cchc_analysis.periods import Period

    source, project = _fetch(data)
    address = out if out and storage.is_address(out) else None
    target = (storage.mirror(address, "reports") if address else Path(out or project / "reports")).resolve()
    hands = reader(cluster, jobs or processors())
    wanted = [Period.parse(text) for text in periods] or store.periods(source)
    if not wanted:
        raise NothingToDo("data/raw", "no period", "a folder such as data/raw/2023-Q1", "put documents there")
    has_failed, failed = False, list[Period]()
    _say_all(store.strays(source))
    for period in wanted:
        try:
            update = store.update(source, period, lambda file: say(f"reading {file}"), hands, say)
            _say_all(update.mended)
            frames = store.load(period, source)
            _say_of_files(frames, period)
            outcomes = _make_pages(
                frames,
                period,
                (source, project, target),
                language,
                jobs=jobs or processors(),
                force=force,
                only_failed=only_failed,
                keep_going=keep_going,
                cluster=hands if cluster else None,
            )
        except CchcError as error:
            # What is wrong with one period costs that period.
            say(f"cchc: {error}")
            failed.append(period)
            continue
        if address:
            say(f"{period}: {storage.send(target, address)} files sent to {address}")
        _say_of_pages(outcomes, period, target / str(period) / "index.html")
        has_failed |= bool(update.refused) or any(outcome.status == "failed" for outcome in outcomes)
    return 2 if len(failed) == len(wanted) else int(has_failed or bool(failed))


def _make_pages(
    frames: TidyFrames, period: Period, folders: tuple[Path, Path, Path], language: str, **how: Any
) -> list[Outcome]:
    """Make the pages of a period, with the pages that lead to them, while no other process does."""
    from cchc_analysis import batch
    from cchc_analysis.batch import plan
    from cchc_analysis.batch.fill import Filling
    from cchc_analysis.batch.html import entry_pages
    from cchc_analysis.locks import alone

    source, project, target = folders
    notebooks, folder = plan.templates(project / "notebooks"), target / str(period)
    with suppress(OSError):  # said where the pages are written
        target.mkdir(parents=True, exist_ok=True)
    with alone(target, say):
        tasks = plan.plan(frames, period, notebooks, language, source)
        filling = Filling(frames, source, language)
        environment = {"CCHC_DATA": str(source)}
        outcomes = batch.run(tasks, folder, environment=environment, language=language, filling=filling, **how)
        entry_pages.write_index(folder, frames, period, notebooks, outcomes, language)
        entry_pages.write_home(target, language)
    return outcomes


def _say_all(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        say(sentence)


def _say_of_files(frames: TidyFrames, period: Period) -> None:
    """Say which documents could not be used, and of which an older reading was kept."""
    rules = frames.findings["rule"]
    for message in frames.findings.loc[rules.str.startswith(("file-", "report-kept")), "message_en"]:
        say(f"{period}: {message}")


def _say_of_pages(outcomes: Sequence[Outcome], period: Period, index: Path) -> None:
    """Say how many pages were made, and which failed and why."""
    counts = Counter(outcome.status for outcome in outcomes)
    renewed = f"{counts['renewed']} given new figures of their peers, " if counts["renewed"] else ""
    unchanged, failed = counts["skipped"], counts["failed"]
    say(f"{period}: {counts['done']} pages made, {renewed}{unchanged} unchanged, {failed} failed: {index}")
    for outcome in outcomes:
        if outcome.status == "failed":
            say(f"  failed: {outcome.task.output}: {outcome.error}")


def _fetch(data: str | None) -> tuple[Path, Path]:
    """Return the data folder, brought up to date where it stands for an address, and the project's folder."""
    from cchc_analysis import store
    from cchc_analysis.batch import storage

    if data is None or not storage.is_address(data):
        folder = Path(data or store.data_folder()).resolve()
        return folder, folder.parent
    folder = storage.mirror(data, "data")
    storage.fetch(data, folder)
    return folder, Path.cwd()

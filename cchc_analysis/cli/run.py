"""`cchc run`: from documents to pages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from cchc_analysis.cli.command import CLUSTER, LANGUAGE, cli, one_line, processors, reader, say


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
    from cchc_analysis import batch, store
    from cchc_analysis.batch import plan, storage
    from cchc_analysis.batch.fill import Filling
    from cchc_analysis.batch.html import entry_pages
    from cchc_analysis.errors import NothingToDo
    from cchc_analysis.periods import Period

    source, project = _fetched(data)
    target = (
        storage.mirror(out, "reports") if out and storage.is_address(out) else Path(out or project / "reports")
    ).resolve()
    hands = reader(cluster, jobs or processors())
    wanted = [Period.parse(text) for text in periods] or store.periods(source)
    if not wanted:
        raise NothingToDo("data/raw", "no period", "a folder such as data/raw/2023-Q1", "put documents there")
    notebooks = plan.templates(project / "notebooks")
    has_failed = False
    for period in wanted:
        update = store.update(source, period, lambda file: say(f"reading {file}"), hands)
        frames = store.load(period, source)
        for message in frames.findings.loc[
            frames.findings["rule"].str.startswith(("file-", "report-kept")), "message_en"
        ]:
            say(f"{period}: {message}")
        folder = target / str(period)
        tasks = plan.plan(frames, period, notebooks, language, source)
        outcomes = batch.run(
            tasks,
            folder,
            environment={"CCHC_DATA": str(source)},
            language=language,
            jobs=jobs or processors(),
            force=force,
            only_failed=only_failed,
            keep_going=keep_going,
            cluster=hands if cluster else None,
            filling=Filling(frames, source, language),
        )
        entry_pages.write_index(folder, frames, period, notebooks, outcomes, language)
        entry_pages.write_home(target, language)
        if out and storage.is_address(out):
            say(f"{period}: {storage.send(target, out)} files sent to {out}")
        counts = Counter(outcome.status for outcome in outcomes)
        done, renewed, failed = counts["done"], counts["renewed"], counts["failed"]
        said = f"{renewed} given new figures of their peers, " if renewed else ""
        say(
            f"{period}: {done} pages made, {said}{counts['skipped']} unchanged, {failed} failed: {folder / 'index.html'}"
        )
        for outcome in outcomes:
            if outcome.status == "failed":
                say(f"  failed: {outcome.task.output}: {outcome.error}")
        has_failed |= failed > 0 or len(update.refused) > 0
    return int(has_failed)


def _fetched(data: str | None) -> tuple[Path, Path]:
    """Return the data folder, brought up to date where it stands for an address, and the project's folder."""
    from cchc_analysis import store
    from cchc_analysis.batch import storage

    if data is None or not storage.is_address(data):
        folder = Path(data or store.data_folder()).resolve()
        return folder, folder.parent
    folder = storage.mirror(data, "data")
    storage.fetch(data, folder)
    return folder, Path.cwd()

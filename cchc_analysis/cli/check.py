"""`cchc check`: what in report files needs a look, and how much of them the rules could look at."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_analysis.cli.command import CLUSTER, COMMUNE, EDITION, LANGUAGE, PATHS, PERIOD, cli, one_line, say
from cchc_analysis.cli.read import read_files, to_csv

if TYPE_CHECKING:
    import pandas as pd

    from cchc_analysis.observations import TidyFrames


@cli.command()
@PATHS
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "verify", "note", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 when a finding is this sure, or surer.",
)
@click.option("--ledger", is_flag=True, help="Print what became of each rule on each report instead of the findings.")
@LANGUAGE
@PERIOD
@COMMUNE
@EDITION
@CLUSTER
@one_line
def check(
    paths: tuple[Path, ...],
    form: str,
    fail_on: str,
    ledger: bool,
    language: str,
    filed: str | None,
    commune: str | None,
    edition: str | None,
    cluster: str | None,
) -> int:
    """Print what in report files (or folders of them) needs a look, and how many of the rules could look."""
    from cchc_analysis import checks
    from cchc_analysis.findings import worst

    frames, refused = read_files(paths, filed, commune, edition, cluster)
    frames = checks.checked(frames)
    table = frames.checks if ledger else frames.findings
    if form == "json":
        click.echo(table.to_json(orient="records", force_ascii=False, indent=1))
    elif form == "csv":
        click.echo(to_csv(table), nl=False)
    elif ledger:
        _say_ledger(table, language)
    else:
        _say_findings(frames, language)
    # Data alone go to standard output where a program reads it.
    for line in _coverage(frames, language):
        click.echo(line) if form == "text" else say(line)
    return max(refused, int(worst(list(frames.findings["severity"]), fail_on)))


def _say_findings(frames: TidyFrames, language: str) -> None:
    from cchc_analysis.catalogue import word
    from cchc_analysis.checks.coverage import is_telling
    from cchc_analysis.findings import MESSAGES

    for row in frames.findings.to_dict("records"):
        lines = ", ".join(str(line) for line in row["source_lines"])
        place = f" ({word('line', language, line=lines)})" if lines else ""
        click.echo(f"{word(row['severity'], language)} [{row['rule']}]{place}: {row[MESSAGES[language]]}")
        for quote in row["quotes"]:
            click.echo(f"    “{quote}”")
    if frames.findings.empty:
        click.echo(word("no-findings" if is_telling(frames) else "few-rules-ran", language))


def _say_ledger(checks: pd.DataFrame, language: str) -> None:
    """Print a line a rule, a heading a report; what found something comes with the findings."""
    from cchc_analysis.catalogue import word

    for report_id, rows in checks.groupby("report_id", sort=False):
        click.echo(f"{report_id}:")
        for row in rows.itertuples(index=False):
            reason = f" – {word(f'not-run-{row.reason}', language)}" if row.reason else ""
            missing = f": {row.missing}" if row.missing else ""
            click.echo(f"    {row.rule}: {word(f'outcome-{row.outcome}', language)}{reason}{missing}")


def _coverage(frames: TidyFrames, language: str) -> list[str]:
    """Return how many rules ran, why the others could not, and what was not understood, a sentence each."""
    from cchc_analysis.catalogue import word
    from cchc_analysis.checks.coverage import figures_understood, find_not_understood, further_rules, own_rules

    own, further = own_rules(frames.checks), further_rules(frames.checks)
    ran = int((own["outcome"] != "not_run").sum())
    lines = [word("rules-ran", language, ran=ran, rules=len(own), reports=frames.checks["report_id"].nunique())]
    reasons = own.loc[own["reason"] != "", "reason"].value_counts()
    if len(reasons):
        said = ", ".join(f"{word(f'not-run-{reason}', language)} {count}" for reason, count in reasons.items())
        lines.append(word("rules-not-run", language, reasons=said))
    ran = int((further["outcome"] != "not_run").sum())
    lines.append(word("rules-ran-further", language, ran=ran, rules=len(further)))
    if len(counts := figures_understood(frames.figures)):
        understood, figures = counts["understood"].sum(), counts["figures"].sum()
        lines.append(word("figures-understood", language, understood=understood, figures=figures))
    for item in find_not_understood(frames):
        lines.append(word(f"not-understood-{item.what}", language, **asdict(item), file=item.source_file))
    return lines

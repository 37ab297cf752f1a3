"""`cchc simulate`: made-up reports to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from cchc_analysis.cli.command import cli, one_line, say

# As `cchc_analysis.simulate.files.FORMATS`; named here so that asking for help loads nothing.
_FORMATS = ("docx", "doc", "pdf", "scan", "xlsx", "xls", "csv", "txt", "zip")


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
    type=click.Choice([*_FORMATS, "all"]),
    help="Kind of file, again for more; communes take them in turn. By default docx, xlsx and txt. doc, xls, pdf and scan "
    "need LibreOffice and take a second or more each.",
)
@click.option("--varied", is_flag=True, help="Lay each report out in another way, as a hundred offices do.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="Empty folder.")
@one_line
def simulate(
    communes: int, count: int, seed: int, faults: bool, formats: tuple[str, ...], varied: bool, output: Path
) -> int:
    """Write reports of made-up communes, and beside them what is true of them."""
    from cchc_analysis.errors import ParameterError
    from cchc_analysis.simulate import simulate as write

    if output.exists() and any(output.iterdir()):
        raise ParameterError(str(output), "a folder with files", "an empty or new folder", "choose another")
    chosen = _FORMATS if "all" in formats else formats or ("docx", "xlsx", "txt")
    planted = write(output, communes, count, seed, faults, chosen, varied=varied)
    say(f"{communes * count} made-up reports, {len(planted)} faults: {output}. Try: cchc run --data {output}")
    return 0

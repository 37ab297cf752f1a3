"""`cchc units`: what became of communes, and which one a name means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cchc_analysis.cli.command import DATA, cli, one_line, say


@cli.group("units")
def units_group() -> None:
    """Communes: what became of them, and which one a name means."""


@units_group.command("import")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATA
@one_line
def import_units(table: Path, data: Path | None) -> int:
    """Take the official old-to-new TABLE of communes (.csv or .xlsx); from then on it rules."""
    from cchc_analysis import store
    from cchc_analysis.communes.merged_figures import territories
    from cchc_analysis.communes.successors import import_successors, imported_table

    data = (data or store.data_folder()).resolve()
    kept = import_successors(table, data)
    kinds = territories(kept)["territory"].value_counts()
    old, new = kept["old_code"].nunique(), kept["new_code"].nunique()
    several = (kept.groupby("old_code").size() > 1).sum()
    say(
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
@one_line
def find_unit(name: str, province: str, district: str | None, day: Any) -> int:
    """Print the code of the commune NAME in PROVINCE; a misspelt name gets suggestions and no match."""
    import datetime as dt

    from cchc_analysis.communes.registry import find

    unit = find(name, province, district, day=day.date() if day else dt.date.today(), where="name")
    click.echo(",".join((unit.code, unit.name, unit.district or "", unit.province)))
    return 0

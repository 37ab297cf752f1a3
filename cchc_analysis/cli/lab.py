"""`cchc lab` and `cchc doctor`: the notebooks opened, the installation examined."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cchc_analysis.cli.command import DATA, cli, one_line


@cli.command()
@DATA
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@one_line
def lab(data: Path | None, options: tuple[str, ...]) -> int:
    """Open JupyterLab on the project's notebooks; OPTIONS after `--` go to JupyterLab."""
    import subprocess

    from cchc_analysis import store

    data = (data or store.data_folder()).resolve()
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={data.parent}",
        "--LabApp.default_url=/lab/tree/notebooks",
        *options,
    ]
    return subprocess.run(command, env={**os.environ, "CCHC_DATA": str(data)}, check=False).returncode


@cli.command()
@one_line
def doctor() -> int:
    """Say whether the installation is whole: catalogue, libraries, data, optional tools."""
    from cchc_analysis.cli.doctor import examine

    lines = examine()
    for is_good, text in lines:
        click.echo(f"{'ok' if is_good else '!!'}  {text}")
    return int(not all(is_good for is_good, _ in lines))

"""What all commands share: the group, its options, its streams, and how an error for the user is said."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cchc_analysis import __version__
from cchc_analysis.errors import NO_ROOM, CchcError, StoreWarning

LANGUAGE = click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
PERIOD = click.option(
    "--period", "filed", help="Period of a file that names none, such as 2026-Q3, or 2026-M08 for a month."
)
COMMUNE = click.option(
    "--commune", metavar="CODE|NAME", help="Commune of a report that names none: its code, or 'xã …, tỉnh …'."
)
EDITION = click.option("--edition", help="Edition of the forms, where another one would be taken.")
PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
DATA = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with raw/<period>/; by default the project's data."
)
CLUSTER = click.option(
    "--cluster", metavar="ADDRESS", help="Dask scheduler whose workers do the work, such as tcp://host:8786."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cchc")
def cli() -> None:
    """Read communes' administrative-reform (CCHC) reports, check them, compare them, and render pages to share."""


def main() -> None:
    """Run the command on UTF-8 streams: Vietnamese must not crash a console of another code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    for name in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(name) is not signal.SIG_IGN:  # as under nohup
            signal.signal(name, _stop)
    cli()


_STOPPED = "cchc: stopped; what was finished is kept: run the same command again to go on"


def _stop(number: int, frame: object) -> None:
    """End in order at the first signal, at once at the second; workers end when their run is gone."""

    def at_once(number: int, frame: object) -> None:
        os.write(2, f"{_STOPPED}\n".encode())
        os._exit(130)

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, at_once)
    raise KeyboardInterrupt


def say(text: str) -> None:
    click.echo(text, err=True)


_show = warnings.showwarning


def _say_warning(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
    if issubclass(category, StoreWarning):
        say(f"cchc: {message}")
    else:
        _show(message, category, *place, **more)


def _said_of(error: OSError) -> CchcError:
    """Return what the system says of a place as an error for the user."""
    where = repr(str(error.filename)) if error.filename else "output"
    found = error.strerror or type(error).__name__
    if error.errno in NO_ROOM:
        return CchcError(where, found, "a place with room that may be written", "make room, or name another")
    return CchcError(where, found, "files and folders in their places", "look at it, and run again")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def reader(cluster: str | None, jobs: int) -> Any:
    """Return what reads documents: the workers of a scheduler until the command ends, or this machine's processes."""
    if cluster is None:
        from cchc_analysis.batch.workers.readers import Readers

        return Readers(jobs)
    from cchc_analysis.batch.workers.cluster import Cluster

    return click.get_current_context().with_resource(Cluster(cluster))


def one_line(command: Callable[..., int]) -> Callable[..., None]:
    """Turn a command's result into its exit status, and an error for the user into one line."""

    @wraps(command)
    def run(**options: Any) -> None:
        # What the store has mended is a sentence for the user, not a line of our code.
        warnings.showwarning = _say_warning
        try:
            status = command(**options)
        except CchcError as error:
            say(f"cchc: {error}")
            status = 2
        except KeyboardInterrupt:
            say(_STOPPED)
            status = 130
        except BrokenPipeError:
            # The reader of our output has had enough, as `| head` does.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        except OSError as error:
            say(f"cchc: {_said_of(error)}")
            status = 2
        sys.exit(status)

    return run

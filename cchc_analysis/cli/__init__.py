"""The command `cchc`: the only place that prints.

Data goes to standard output, progress and messages to standard error. Exit status: 0 done; 1 done, with failures or with
findings at the level asked for; 2 nothing could be done, with one line that says why. Heavy libraries load inside the
commands, so that --help does not wait for them.
"""

from cchc_analysis.cli import documents, machine, pages, reports, simulation, territory
from cchc_analysis.cli.command import cli, main

__all__ = ["cli", "documents", "machine", "main", "pages", "reports", "simulation", "territory"]

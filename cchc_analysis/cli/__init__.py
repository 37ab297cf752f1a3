"""The command `cchc`: the only place that prints.

Data goes to standard output, progress and messages to standard error. Exit status: 0 done; 1 done, with failures or with
findings at the level asked for; 2 nothing could be done, with one line that says why. Heavy libraries load inside the
commands, so that --help does not wait for them.
"""

from cchc_analysis.cli import check, export, lab, read, run, simulate, units
from cchc_analysis.cli.command import cli, main

__all__ = ["check", "cli", "export", "lab", "main", "read", "run", "simulate", "units"]

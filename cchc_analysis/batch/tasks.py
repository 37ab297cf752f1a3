"""What a batch is asked to make, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Task:
    """One page: a notebook with its parameters.

    Parameters
    ----------
    notebook : the template, with exactly one cell tagged `parameters`.
    parameters : a value for each name that cell declares, no more and no fewer.
    output : where the page goes below the folder of the run, with `/`: "communes/11281-chi-lang-bac.html".
    title : of the page.
    inputs : a hash of exactly the rows the page uses; the page is made again when it changes.
    must_contain : texts that the body of the finished page must show, such as the period's label.
    links : pages above this one, text → relative address.
    simulated : whether any of its input was made up.
    """

    notebook: Path
    parameters: Mapping[str, str]
    output: str
    title: str
    inputs: str
    must_contain: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a task.

    Parameters
    ----------
    status : "done", made now; "renewed", given new figures of other communes, its notebook not run; "skipped", as it was;
        "failed", the last good page, if any, is still in its place.
    seconds : execution and export, start-up of the run not included; 0 when skipped.
    error : one line, the cell by its number in the kept notebook and the exception; None when all went well.
    key : of everything the page depends on.
    output_sha256 : of the page that is now on disk, None when there is none.
    peak_memory_mib : of the kernel; None where the system does not tell.
    versions : of what made the page.
    """

    task: Task
    status: Literal["done", "renewed", "skipped", "failed"]
    seconds: float
    error: str | None
    key: str
    output_sha256: str | None
    peak_memory_mib: float | None
    versions: Mapping[str, str]

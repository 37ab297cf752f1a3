"""A made-up district: reports of communes that do not exist, and beside them what is true of them.

The measuring stick for reading, checking and running: what is found can be held against what was written. Every file says
that it is made up, its communes lie in a province that does not exist, and the frames read from it carry `is_simulated`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from cchc_analysis.communes import registry
from cchc_analysis.simulate.faults import Fault, plant
from cchc_analysis.simulate.figures import draw, periods
from cchc_analysis.simulate.files import FORMATS, SOURCES, archived_name
from cchc_analysis.simulate.layout import PLAIN, Layout, draw_layout
from cchc_analysis.simulate.paper import Paper, write_paper
from cchc_analysis.simulate.printing import AT_ONCE, check_installed, save_as, scan
from cchc_analysis.simulate.truth import Truth

_FAULTY = 0.5


def simulate(
    folder: Path,
    communes: int = 10,
    count: int = 1,
    seed: int = 0,
    faults: bool = False,
    formats: Sequence[str] = ("docx", "xlsx", "txt"),
    progress: Callable[[str], None] = lambda file: None,
    varied: bool = False,
) -> list[Fault]:
    """Write reports of made-up communes and what is true of them.

    Parameters
    ----------
    folder : gets `raw/<period>/`, a data folder as `cchc run --data` takes it, and `truth/*.csv`.
    communes : how many, at most `communes.registry.MADE_UP_COMMUNES`.
    count : how many reporting periods from 2024-Q1 on: first quarter, half, third quarter, year.
    faults : plant one known fault in about every other report; `truth/faults.csv` lists them, and says of those that
        nobody could know of why. The other tables then say what is printed.
    formats : of the files, from `files.FORMATS`; communes take them in turn.
    varied : draw a layout for each report, as `layout.draw_layout` does; no figure changes by it.

    Returns
    -------
    The planted faults.

    Raises
    ------
    CchcError : a format that needs LibreOffice, and there is none.

    Notes
    -----
    The same arguments write the same bytes. A commune's figures do not depend on how many others there are.
    """
    check_installed([form for form in formats if FORMATS[form][1]])
    roster = registry.made_up_communes(communes)
    planted: list[Fault] = []
    press = Press(progress)
    with Truth(folder / "truth") as truth:
        for number, unit in enumerate(roster, start=1):
            form = formats[(number - 1) % len(formats)]
            for paper, fault in _papers(unit, number, count, seed, faults):
                name = file_name(paper, form)
                of_report = [seed, number, paper.period.year, paper.period.last_month[1]]
                layout = draw_layout(np.random.default_rng([*of_report, 4])) if varied else PLAIN
                press.write(paper, layout, form, folder / "raw" / name, np.random.default_rng([*of_report, 5]))
                truth.record(paper, f"{name}/{archived_name(paper)}" if form == "zip" else name, fault)
                planted += [fault] if fault else []
        press.finish()
    return planted


def _papers(
    unit: registry.Unit, number: int, count: int, seed: int, faults: bool
) -> Iterator[tuple[Paper, Fault | None]]:
    """Yield a commune's reports in order of time, each with the fault that was planted in it, if any."""
    chance = np.random.default_rng([seed, number, 3])
    before: Paper | None = None
    for said in draw(periods(count), np.random.default_rng([seed, number])):
        paper = write_paper(unit, number, said, seed)
        yield paper, plant(paper, before, chance) if faults and chance.random() < _FAULTY else None
        before = paper


def file_name(paper: Paper, form: str) -> str:
    """Return the name of a report's file below the data folder."""
    ending = "-scan.pdf" if form == "scan" else f".{form}"
    return f"{paper.period}/{paper.unit.code.lower()}{ending}"


class Press:
    """Writes reports to files; those that go through LibreOffice wait, so that one start of it serves many.

    Parameters
    ----------
    progress : told the name of each file when it is written.
    """

    def __init__(self, progress: Callable[[str], None] = lambda file: None) -> None:
        self._progress = progress
        self._waiting: dict[tuple[str, ...], list[tuple[Path, bytes, np.random.Generator]]] = {}

    def write(self, paper: Paper, layout: Layout, form: str, path: Path, rng: np.random.Generator) -> None:
        """Write a report, or keep it until `finish` where it needs LibreOffice."""
        path.parent.mkdir(parents=True, exist_ok=True)
        write, further = FORMATS[form]
        content = write(paper, layout)
        if not further:
            path.write_bytes(content)
            self._progress(path.name)
            return
        waiting = self._waiting.setdefault(further, [])
        waiting.append((path, content, rng))
        if len(waiting) >= AT_ONCE:
            self._print(further)

    def finish(self) -> None:
        """Write what waits."""
        for further in list(self._waiting):
            self._print(further)

    def _print(self, further: tuple[str, ...]) -> None:
        waiting = self._waiting.pop(further)
        contents = save_as([content for _, content, _ in waiting], SOURCES[further[0]], further[0])
        for (path, _, rng), content in zip(waiting, contents, strict=True):
            path.write_bytes(scan(content, rng) if further[1:] else content)
            self._progress(path.name)

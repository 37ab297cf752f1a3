"""What is true of made-up reports, in tables beside them: what each of their frames should hold, and what was planted."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from cchc_analysis import catalogue
from cchc_analysis.simulate.faults import Fault
from cchc_analysis.simulate.paper import EDITION, Paper

_COLUMNS = {
    "reports": (
        "commune_code",
        "commune",
        "period",
        "period_start",
        "period_end",
        "doc_number",
        "doc_date",
        "source_file",
    ),
    "observations": ("commune_code", "period", "indicator", "value", "status", "raw", "form", "code"),
    "statements": ("commune_code", "period", "measure", "raw"),
    "directives": ("commune_code", "period", "kind", "number", "symbol", "date", "subject"),
    "faults": ("commune_code", "period", "kind", "where", "true", "printed", "source_file", "detectable", "hidden"),
}


class Truth:
    """The tables of one folder, open as long as the context lasts.

    Parameters
    ----------
    folder : is made where it does not exist; tables that are there are written anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, ExitStack()
        self._write: dict[str, Callable[[Sequence[Any]], Any]] = {}

    def __enter__(self) -> Truth:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, columns in _COLUMNS.items():
            path = self._folder / f"{name}.csv"
            file = self._files.enter_context(path.open("w", encoding="utf-8", newline=""))
            self._write[name] = csv.writer(file, lineterminator="\n").writerow
            self._write[name](columns)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._files.close()

    def record(self, paper: Paper, source: str, fault: Fault | None) -> None:
        """Write down what is printed on a report, and the fault that was planted in it.

        Parameters
        ----------
        source : the report's file, as frames name it.
        """
        unit, period, write = paper.unit, paper.period, self._write
        number = f"{paper.number}/BC-UBND"
        write["reports"]((unit.code, unit.name, period, paper.start, paper.end, number, paper.date, source))
        for entry in catalogue.editions()[EDITION].entries:
            value, raw = paper.values.get(entry.indicator), paper.cells[entry.indicator]
            status = "blank" if value is None else "reported"
            printed = "" if value is None else float(value)
            write["observations"](
                (unit.code, period, entry.indicator, printed, status, raw, entry.form, entry.code),
            )
        for measure, raw in paper.states().items():
            write["statements"]((unit.code, period, measure, raw))
        for letter in paper.letters:
            write["directives"](
                (unit.code, period, letter.kind, letter.number, letter.symbol, letter.date, letter.subject)
            )
        if fault:
            about = fault.kind, fault.where, fault.true, fault.printed, source, fault.is_detectable, fault.hidden
            write["faults"]((unit.code, period, *about))

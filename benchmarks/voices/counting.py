"""How what is read is held against the labels of one report.

A figure counts once a measure, value and scope. Right: a label of the office's own, exact, has its measure and value. Neither
right nor wrong: a label that is doubtful or approximate, another scope that is said to be another, a measure that has come
since the labels were named, on the label's line. All else that is given is wrong: a trap, another scope given as own, a value
that is nowhere.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from benchmarks.voices.figures import MEASURES

# What words claim, and words of another time: no figures.
CLAIMS = {
    "assigned_tasks_all_on_time", "breakthrough_year", "documents_wrong_in_form", "end_of_isolation", "inspected_often",
    "level_4_dossiers_low", "months_of_year", "notice_of_new_procedures", "proposals_blank", "satisfaction_rated_online",
    "service_levels_3_and_4",
}  # fmt: skip
_WINDOW = re.compile(r"^\w*?(window_(?:start|end))$")
_LENIENT = ("doubtful", "approximate")


@dataclass(frozen=True)
class Gold:
    """One label, with the line of the text where its fragment stands; 0 in a Word document, where any will do."""

    measure: str
    value: float
    scope: str
    note: str
    line: int
    fragment: str

    @property
    def is_asked(self) -> bool:
        """Whether a reader must give it."""
        return self.scope == "own" and self.measure != "trap" and not (self.is_other or self.note.startswith(_LENIENT))

    @property
    def is_other(self) -> bool:
        """Whether the catalogue had no name for it when the labels were made."""
        return self.measure.startswith("other:")


@dataclass
class Tally:
    """Counts over reports, and the lines that tell of each miss."""

    counts: Counter[str]
    details: list[str]

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.counts += other.counts
        self.details += other.details


def tally(file: str, gold: list[Gold], given: list[dict[str, Any]]) -> Tally:
    """Count one report: its labels, and the rows read from it."""
    out, seen, found = Tally(Counter(), []), set(), set()
    asked = {(label.measure, label.value) for label in gold if label.is_asked}
    for row in given:
        measure, value = _WINDOW.sub(r"\1", row["measure"]), float(row["value"])
        scope = str(row.get("scope") or "own")
        if measure in CLAIMS or (measure, value, scope) in seen:
            continue
        seen.add((measure, value, scope))
        verdict = _verdict(gold, row, measure, value, scope)
        out.counts[verdict] += 1
        if verdict == "right":
            found |= {key for key in asked if key[0] == measure and _same(key[1], value)}
        elif verdict != "neither":
            out.details.append(f"{file}: {verdict}: {measure} {value:g} ({scope}) “…{str(row['quote'])[-70:]}”")
    out.counts.update(asked=len(asked), found=len(found))
    for label in sorted(gold, key=lambda label: label.line):
        if label.is_asked and (label.measure, label.value) not in found:
            out.details.append(f"{file}: missed: {label.measure} {label.value:g} “{label.fragment}”")
    return out


def _verdict(gold: list[Gold], row: dict[str, Any], measure: str, value: float, scope: str) -> str:
    there = [label for label in gold if _same(label.value, value)]
    if measure.startswith("share"):
        # A fraction beside its percentage, whatever it is of: its numbers stand there or they do not.
        return "neither" if any(label.measure != "trap" for label in there) else "wrong"
    fits = [label for label in there if label.measure == measure]
    own = [label for label in fits if label.scope == "own"]
    on_line = [label for label in there if label.line in (0, row["source_line"])]
    if any(label.is_asked for label in own):
        # A figure of the office given as somebody else's is not given.
        return "right" if scope == "own" else "scope"
    if fits:
        lenient = any(label.note.startswith("doubtful") for label in fits) or (
            any(label.note.startswith("approximate") for label in fits) and bool(re.search(r"[^\W\d]", str(row["raw"])))
        )
        if lenient or (scope != "own" and not own):
            return "neither"
        return "wrong" if own else "scope"
    if measure not in MEASURES.values() and any(label.is_other for label in on_line):
        return "neither"
    if any(label.measure == "trap" for label in on_line):
        return "trap"
    return "wrong"


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)

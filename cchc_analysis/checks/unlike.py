"""Rows filled in unlike the other communes' or unlike the commune's own past, where no figure contradicts another.

What other communes do proves nothing, so that is for the reader to know. A figure that never changed and now stands one slip
of the hand away is asked about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.checks.blanks import FEWEST, LAST
from cchc_analysis.checks.drafts import Draft, places, texts
from cchc_analysis.checks.sheets import Figure, Sheet
from cchc_analysis.checks.slips import slips

# Others who print a row, the share of them that must agree, and how many must do each of two things to call it a habit.
FEWEST_OTHERS = method("others_communes").whole
_SHARE = method("others_share").exact
_FEWEST_EACH = method("others_each").whole
# Set anew each year.
_YEARLY = ("plan_tasks",)


class Rows:
    """What the communes of one period print in each row of one edition."""

    def __init__(self, sheets: Iterable[Sheet], edition: str) -> None:
        self.pairs = _pairs(edition)
        self.printed: Counter[str] = Counter()
        self.blank: Counter[str] = Counter()
        self.values: dict[str, Counter[Fraction]] = defaultdict(Counter)
        self.both: dict[tuple[str, str], Counter[tuple[bool, bool]]] = defaultdict(Counter)
        for sheet in sheets:
            for name in _counts():
                figure = _row(sheet, name)
                if figure is None:
                    continue
                if figure.status == "blank":
                    self.blank[name] += 1
                elif figure.value is not None:
                    self.printed[name] += 1
                    self.values[name][figure.value] += 1
            for pair in self.pairs:
                if state := _state(sheet, pair):
                    self.both[pair][state] += 1

    def find(self, sheet: Sheet) -> Iterator[Draft]:
        """Yield one draft a rule for the rows in which a report, itself one of these, is unlike the others."""
        found: dict[str, list[Figure]] = defaultdict(list)
        for name in _counts():
            figure = _row(sheet, name)
            if figure is None:
                continue
            if figure.status == "blank":
                others, blanks = self.printed[name], self.blank[name] - 1
                if others >= FEWEST_OTHERS and others >= _SHARE * (others + blanks):
                    found["blank-unlike-others"].append(figure)
            elif figure.value is not None and self.printed[name] > FEWEST_OTHERS:
                if figure.value == 0 and self.values[name][figure.value] == 1:
                    found["zero-unlike-others"].append(figure)
                elif figure.value and figure.value != (usual := self._usual(name)) and usual:
                    found["figure-unlike-others"].append(figure)
        for pair in self.pairs:
            if figure := self._parted(sheet, pair):
                found["blank-apart"].append(figure)
        for rule, figures in found.items():
            figures = list(dict.fromkeys(figures))
            yield Draft(rule, str(len(figures)), "", figures, values={"cells": places(figures)}, topic=rule)

    def _usual(self, name: str) -> Fraction | None:
        """Return the figure that nearly all print in a row."""
        ((value, count),) = self.values[name].most_common(1)
        return value if count >= FEWEST_OTHERS and count >= _SHARE * self.printed[name] else None

    def _parted(self, sheet: Sheet, pair: tuple[str, str]) -> Figure | None:
        """Return the blank one of two rows that the others fill in or leave blank together."""
        state, seen = _state(sheet, pair), self.both[pair]
        if state is None or state[0] == state[1]:
            return None
        together, apart = seen[True, True] + seen[False, False], seen[True, False] + seen[False, True] - 1
        is_habit = min(seen[True, True], seen[False, False]) >= _FEWEST_EACH and together >= FEWEST_OTHERS
        if not is_habit or together < _SHARE * (together + apart):
            return None
        return _row(sheet, pair[state.index(False)])


def rows_by_period(sheets: Iterable[Sheet]) -> dict[tuple[str, str], Rows]:
    """Return the rows of each period and edition."""
    own: dict[tuple[str, str], list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        own[sheet.report.period, sheet.report.edition].append(sheet)
    return {key: Rows(found, key[1]) for key, found in own.items()}


@cache
def _counts() -> tuple[str, ...]:
    return tuple(name for name, known in catalogue.indicators().items() if known.kind == "count")


@cache
def _pairs(edition: str) -> tuple[tuple[str, str], ...]:
    """Return the neighbouring counts of a form."""
    entries = catalogue.editions()[edition].entries if edition in catalogue.editions() else ()
    return tuple(
        (upper.indicator, lower.indicator)
        for upper, lower in pairwise(entries)
        if upper.form == lower.form and {upper.indicator, lower.indicator} <= set(_counts())
    )


@cache
def _stocks() -> tuple[str, ...]:
    return tuple(name for name in _counts() if catalogue.indicator(name).time != "flow" and name not in _YEARLY)


def _row(sheet: Sheet, name: str) -> Figure | None:
    """Return the figure of a row, which a report has once."""
    found = sheet.figures.get(name)
    return found[0] if found else None


def _state(sheet: Sheet, pair: tuple[str, str]) -> tuple[bool, bool] | None:
    """Return which of two rows are printed; None where one is neither printed nor blank."""
    states = []
    for name in pair:
        figure = _row(sheet, name)
        if figure is None or figure.status not in ("reported", "blank"):
            return None
        states.append(figure.status == "reported")
    return states[0], states[1]


def find_slips_of_past(sheet: Sheet, past: list[Sheet]) -> Iterator[Draft]:
    """Yield a draft for each stock that never changed and is now a slip of itself, or exchanged with its neighbour.

    A slip: two digits swapped, a zero lost or added, a digit lost.

    Parameters
    ----------
    past : the commune's earlier sheets in order; the last four count, at least two, and they must all print the same.
    """
    settled = {
        name: figures[0]
        for name in _stocks()
        if len(figures := [figure for source in past[-LAST:] if (figure := _row(source, name))]) >= FEWEST
        and figures[0].value is not None
        and len({figure.value for figure in figures}) == 1
    }
    exchanged: set[str] = set()
    for pair in _pairs(sheet.report.edition):
        now = [_row(sheet, name) for name in pair]
        before = [settled.get(name) for name in pair]
        if not (now[0] and now[1] and before[0] and before[1]) or before[0].value == before[1].value:
            continue
        if (now[0].value, now[1].value) == (before[1].value, before[0].value):
            exchanged |= set(pair)
            yield _slip([now[0], now[1]], "rows", [before[0], before[1]])
    for name, before_figure in settled.items():
        figure, old = _row(sheet, name), before_figure.value
        if figure is None or not figure.value or not old or name in exchanged or figure.value == old:
            continue
        if kind := _kind_of_slip(old, figure.value):
            yield _slip([figure], kind, [before_figure])


def _kind_of_slip(old: Fraction, new: Fraction) -> str:
    kind = next((kind for kind, slip, _ in slips(old) if slip == new), "")
    # A digit less; one that is only another may well be another count.
    return kind if kind in ("swap", "zero") or (kind == "digit" and len(str(new)) < len(str(old))) else ""


def _slip(now: list[Figure], kind: str, before: list[Figure]) -> Draft:
    found, expected = (
        texts(lambda language, own=own: ", ".join(f.printed(language) for f in own)) for own in (now, before)
    )
    why = texts(lambda language: catalogue.word(f"slip-{kind}", language))
    return Draft("slip-of-earlier", found, expected, now, values={"left": places(now), "why": why}, topic=now[0].name)

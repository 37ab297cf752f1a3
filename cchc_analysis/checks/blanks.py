"""Rows that were filled in and are blank now, and rows that were blank and are 0 now: which of the two is meant?"""

from __future__ import annotations

from collections.abc import Iterator

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.checks.drafts import Draft, places
from cchc_analysis.checks.sheets import Figure, Sheet

# Earlier reports that must agree among themselves, and how far back they are looked for.
FEWEST = method("alike_reports").whole
LAST = method("alike_last").whole


def find_blanks(sheet: Sheet, past: list[Sheet]) -> Iterator[Draft]:
    """Yield one draft for all rows newly blank, and one for all that turned from blank to 0.

    Parameters
    ----------
    past : the commune's earlier sheets in order, at least one; the last four count, and they must all be of one kind.
    """
    # The span of a cumulative report holds the one before it: that one alone tells.
    fewest = 1 if len(past) == 1 and sheet.period.overlaps(past[0].period) else FEWEST
    blanked: list[Figure] = []
    zeroed: list[Figure] = []
    for name, indicator in catalogue.indicators().items():
        figure = sheet.get(name)
        before = [other.status for source in past[-LAST:] if (other := source.get(name))]
        if figure is None or indicator.kind not in ("count", "amount") or len(before) < fewest:
            continue
        if figure.status == "blank" and set(before) == {"reported"}:
            blanked.append(figure)
        elif figure.value == 0 and set(before) == {"blank"}:
            zeroed.append(figure)
    for rule, figures in (("blank-after-figures", blanked), ("zero-after-blanks", zeroed)):
        if figures:
            yield Draft(rule, str(len(figures)), "", figures, values={"cells": places(figures)})

"""True figures of made-up communes: every quarter drawn once, every report added up from its quarters."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cchc_analysis.periods import Period
from cchc_analysis.simulate.commune import Commune
from cchc_analysis.simulate.sums import ReportFigures, add_up

FIRST_YEAR = 2024
# Guidance 581/BNV-CCHC knows no second and no fourth quarter: these reports are cumulative.
QUARTERS = {"Q1": (1,), "H1": (1, 2), "Q3": (3,), "Y": (1, 2, 3, 4)}


def periods(count: int) -> list[Period]:
    """Return the first `count` reporting periods from 2024 on: first quarter, half, third quarter, year.

    >>> [str(period) for period in periods(5)]
    ['2024-Q1', '2024-H1', '2024-Q3', '2024-Y', '2025-Q1']
    """
    parts = list(QUARTERS)
    return [Period(FIRST_YEAR + number // len(parts), parts[number % len(parts)]) for number in range(count)]


def draw(wanted: list[Period], rng: np.random.Generator) -> Iterator[ReportFigures]:
    """Yield a commune's reports in order of time.

    Parameters
    ----------
    wanted : periods as `periods` returns them, from the first on.
    rng : the commune's own source of chance.
    """
    commune = Commune(rng)
    years: dict[int, list[dict[str, int]]] = {}
    for period in wanted:
        quarters = years.setdefault(period.year, [])
        if not quarters:
            commune.begin_year()
        while len(quarters) < QUARTERS[period.part][-1]:
            quarters.append(commune.quarter(len(quarters) + 1))
        yield add_up(period, commune, [quarters[number - 1] for number in QUARTERS[period.part]])

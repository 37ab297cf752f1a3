"""The pooled rate of some communes: their cases taken together, never the mean of their rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Pooled:
    """The summed parts of the communes that have a rate, and how many those are."""

    numerator: float
    denominator: float
    communes: int

    @property
    def share(self) -> float:
        """The pooled rate, 0-1; NaN where no commune has one."""
        return self.numerator / self.denominator if self.denominator else float("nan")

    @property
    def pct(self) -> float:
        """The pooled rate in percent."""
        return 100 * self.numerator / self.denominator if self.denominator else float("nan")


def has_rate(numerator: Any, denominator: Any) -> NDArray[np.bool_]:
    """Return where two parts make a rate: both are known, and the denominator is above 0."""
    x, n = (np.asarray(part, dtype=float) for part in (numerator, denominator))
    return ~np.isnan(x) & (n > 0)


def pool(numerator: Any, denominator: Any) -> Pooled:
    """Return the parts of several communes together. One with a part missing, or of none (3 of 0), stays out.

    >>> pool([1, 2, 3, 4], [10, 30, None, 0])
    Pooled(numerator=3.0, denominator=40.0, communes=2)
    """
    is_in = has_rate(numerator, denominator)
    x, n = (np.asarray(part, dtype=float)[is_in] for part in (numerator, denominator))
    return Pooled(float(x.sum()), float(n.sum()), len(n))

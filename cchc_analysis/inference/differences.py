"""Which differences between communes, or between two periods, are more than luck.

Every comparison takes `rates`, a row per commune with `commune_code`, `commune`, `numerator` and `denominator` (whole
counts, missing allowed) of one indicator in one period, and returns the same rows in the same order with columns added.
A commune without a rate keeps its row: its numbers are missing and its verdict is "unknown". Verdicts are keys; their
words are the catalogue's. A missing column is a `FrameError`; counts that cannot be are a `CchcError` that names the
communes (see `inference.intervals.find_impossible`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cchc_analysis.catalogue import method
from cchc_analysis.errors import CchcError, FrameError, first_rows
from cchc_analysis.inference.intervals import (
    as_counts,
    fisher_mid_p,
    newcombe,
    rate_counts,
)
from cchc_analysis.inference.scatter import beyond_scatter
from cchc_analysis.inference.shrinkage import LEAST_POINTS
from cchc_analysis.periods import Period

ALPHA = method("change_alpha").value

# What a rise and a fall are called, by the catalogue's polarity of the indicator.
_CHANGES = {"up": ("improved", "worse"), "down": ("worse", "improved"), "none": ("higher", "lower")}


def change(before: pd.DataFrame, after: pd.DataFrame, polarity: str = "up") -> pd.DataFrame:
    """Return how each commune's rate changed between two periods, and whether a verb is allowed.

    Cases of one commune are not independent, so that rates scatter from quarter to quarter more than chance: a change must
    stand out from chance and from how far the changes of all communes scatter (`inference.scatter`).

    Parameters
    ----------
    before, after : `rates` of the two periods: same definition, same territory, no period inside the other. A commune
        that stands twice in one, or has no code, is a `FrameError`.
    polarity : "up" if a higher rate is better, "down" if a lower one is, "none" if neither.

    Returns
    -------
    A row per commune, those of `after` in its order, then those only in `before`: `commune_code`, `commune`,
    `numerator_before`, `denominator_before`, `numerator_after`, `denominator_after`; `difference`, a share, after minus
    before; `lower`, `upper`, its 95 % interval (Newcombe, widened by the scatter); `p`, the larger of Fisher's mid-p and that
    beside the scatter; `p_adjusted`, after Benjamini and
    Hochberg over all rows as one family; `verdict`, "improved" or "worse" ("higher" or "lower" for polarity "none")
    where p_adjusted ≤ 0.05, the difference is at least 2 points and the interval is without 0, "same" elsewhere,
    "unknown" where a rate is missing.
    """
    rising, falling = words_of_change(polarity)
    _one_definition(before, after)
    old, new = _by_code("rates before", before), _by_code("rates after", after)
    names = new.pop("commune").to_dict()
    names |= {code: name for code, name in old.pop("commune").items() if code not in names}
    old, new = old.reindex(list(names)), new.reindex(list(names))
    rows = pd.DataFrame({"commune_code": list(names), "commune": list(names.values())}, index=new.index)
    rows = rows.join([old.add_suffix("_before"), new.add_suffix("_after")]).reset_index(drop=True)
    x, n = as_counts(new["numerator"], new["denominator"])
    old_x, old_n = as_counts(old["numerator"], old["denominator"])
    lower, upper = newcombe(x, n, old_x, old_n)
    difference, together = x / n - old_x / old_n, (x + old_x) / (n + old_n)
    by_scatter, half = beyond_scatter(difference, together * (1 - together) * (1 / n + 1 / old_n), ALPHA)
    lower, upper = np.minimum(lower, difference - half), np.maximum(upper, difference + half)
    p = np.maximum(fisher_mid_p(x, n, old_x, old_n), by_scatter)
    known, adjusted = ~np.isnan(p), np.full_like(p, np.nan)
    adjusted[known] = stats.false_discovery_control(p[known])
    # Multiplied out, whole counts say exactly whether 2 points are reached; 0.95 - 0.93 falls short in floats.
    is_clear = (adjusted <= ALPHA) & (100 * np.abs(x * old_n - old_x * n) >= LEAST_POINTS * n * old_n)
    verdict = np.select([~known, is_clear & (lower > 0), is_clear & (upper < 0)], ["unknown", rising, falling], "same")
    return rows.assign(difference=difference, lower=lower, upper=upper, p=p, p_adjusted=adjusted, verdict=verdict)


def _one_definition(before: pd.DataFrame, after: pd.DataFrame) -> None:
    """Refuse two definitions of one name (on time among resolved, on time among received) and periods in each other."""
    sides = [set(rates["indicator"].dropna()) if "indicator" in rates else set() for rates in (before, after)]
    if all(sides) and sides[0] != sides[1]:
        found = " beside ".join(", ".join(sorted(names)) for names in sides)
        raise FrameError("rates of two periods", found, "one definition", "compare each with its own past")
    if "period" in before and "period" in after:
        for old in map(Period.parse, before["period"].dropna().unique()):
            for new in map(Period.parse, after["period"].dropna().unique()):
                if old.overlaps(new) or old == new:
                    raise FrameError(
                        "rates of two periods",
                        f"{old} and {new}, which share a quarter",
                        "periods apart",
                        "choose another",
                    )


def _by_code(where: str, rates: pd.DataFrame) -> pd.DataFrame:
    rate_counts(rates)  # refuses here, where the communes can be named
    codes = rates["commune_code"]
    if wrong := [repr(code) for code in codes[codes.duplicated() | codes.isna()]]:
        raise FrameError(where, f"commune_code {first_rows(wrong)}", "each commune once, coded", "correct the rows")
    return rates.set_index("commune_code")[["commune", "numerator", "denominator"]]


def words_of_change(polarity: str) -> tuple[str, str]:
    """Return what a rise and a fall are called, by the polarity of an indicator."""
    if polarity not in _CHANGES:
        raise CchcError("polarity", repr(polarity), "up, down or none", "take it from the catalogue's indicators")
    return _CHANGES[polarity]

"""What is known to be wrong enters no total: parts above their wholes, sums that cannot be, money of unclear unit.

Which of the figures of such a relation is wrong nobody knows, so that all of them stay out; a total is told with the
communes that it is without, and with the range that they leave open (`doubtful`). A figure that a report has explained
counts again.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.observations import TidyFrames

_KEY = ["commune_code", "period", "indicator"]
_PART, _WHOLE = "part-above-whole", " <= "


def held_back(frames: TidyFrames) -> pd.Series:
    """Return for each observation whether it stays out of every total although a figure is printed."""
    observations = frames.observations
    own = pd.MultiIndex.from_frame(observations[_KEY])
    is_explained = frames.findings["explained"].astype(bool)
    named, explained = _named(frames.findings[~is_explained]), _named(frames.findings[is_explained])
    is_named = own.isin(named | (_impossible(observations) - explained))
    return pd.Series(is_named, observations.index) & observations["status"].eq("reported")


def without_wrong(frames: TidyFrames) -> TidyFrames:
    """Return frames in which what is held back has no value, as what nobody can read has none."""
    is_out = held_back(frames)
    if not is_out.any():
        return frames
    observations = frames.observations.copy()
    observations.loc[is_out, "value"] = float("nan")
    observations.loc[is_out, "status"] = "unreadable"
    return frames.replace(observations=observations)


def _named(findings: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return the cells that findings of rules that hold back are about, as commune, period and indicator."""
    rules = catalogue.rules()
    return {
        (row.commune_code, row.period, indicator)
        for row in findings.itertuples()
        if rules[row.rule].holds_back
        for indicator in row.indicators
        if catalogue.indicator(indicator).kind in ("count", "amount")
    }


def _impossible(observations: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return the cells of parts that are above their wholes; a finding of another rule may have taken theirs in."""
    known = observations.loc[observations["value"].notna(), [*_KEY, "value"]].set_index(_KEY)["value"]
    found: set[tuple[str, str, str]] = set()
    for part, whole in _pairs():
        try:
            beside = pd.concat({name: known.xs(name, level="indicator") for name in (part, whole)}, axis=1)
        except KeyError:
            continue
        for commune, period in beside.index[beside[part] > beside[whole]]:
            found |= {(commune, period, part), (commune, period, whole)}
    return found


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    """Return the counts of forms that are parts of others, each with its whole; of a plan more may be done than it says."""
    pairs = (case.split(_WHOLE) for case in catalogue.rules()[_PART].cases)
    times = {name: indicator.time for name, indicator in catalogue.indicators().items()}
    return tuple((part, whole) for part, whole in pairs if times[part] != "ytd")

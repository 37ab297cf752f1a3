"""What became of what was asked: of each period, how much was found, explained, corrected, and is open."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cchc_analysis.answers.explanations import CORRECTIONS, KEY, keys, read_table
from cchc_analysis.periods import Period
from cchc_analysis.store import data_folder, load, periods

COLUMNS = ["period", "found", "explained", "waiting", "open", "corrected"]


def follow_up(last: Period, data: Path | str | None = None) -> pd.DataFrame:
    """Return a row for each period that has been read, up to `last`.

    Returns
    -------
    `period`, `found` (findings that are certain or ask; notes ask nothing), and of these `explained`, `waiting` (a corrected
    figure is announced, the corrected report has not come) and `open` (neither); `corrected` counts reports that a
    corrected one replaced, whose findings are gone with them.

    Raises
    ------
    CchcError : `explanations.csv` or `corrections.csv` has a row that cannot be used.
    """
    folder = data_folder(data)
    announced = pd.MultiIndex.from_frame(read_table(folder / CORRECTIONS)[KEY])
    rows = []
    for period in periods(folder):
        if last < period or not (folder / "tidy" / str(period)).is_dir():
            continue
        frames = load(period, folder)
        asked = frames.findings[frames.findings["severity"] != "note"]
        is_waiting = ~asked["explained"] & keys(asked).isin(announced)
        explained, waiting = int(asked["explained"].sum()), int(is_waiting.sum())
        corrected = int((frames.reports["status"] == "replaced").sum())
        rows.append((period, len(asked), explained, waiting, len(asked) - explained - waiting, corrected))
    return pd.DataFrame(rows, columns=COLUMNS)

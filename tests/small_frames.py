"""Frames of a few communes with only the cells that a test names, and a table of mergers they may have gone through."""

import pandas as pd

from cchc_analysis.observations import TidyFrames, to_frame
from cchc_analysis.periods import Period

SUCCESSORS = pd.DataFrame(
    [
        ("00001", "Xã An Bắc", "00001", "Xã An", "whole"),
        ("00002", "Xã An Nam", "00001", "Xã An", "whole"),
        ("00003", "Xã Bình", "00003", "Xã Bình", "whole"),
        ("00004", "Xã Cát", "00004", "Xã Cát", "part"),
        ("00004", "Xã Cát", "00005", "Xã Dương", "part"),
        ("00005", "Xã Dương Cũ", "00005", "Xã Dương", "whole"),
    ],
    columns=["old_code", "old_name", "new_code", "new_name", "part"],
).assign(old_district="Huyện Y", old_province="Tỉnh X", new_province="Tỉnh X", note="")


def frames_of(values, period="2023-Q1", **raws):
    """Return frames of communes with the values given: {code: {indicator: value, None for blank}}."""
    reports, observations = [], []
    for code, own in values.items():
        reports.append(
            {
                "report_id": f"{code}-{period}-0",
                "commune_code": code,
                "commune": f"Xã {code}",
                "province": "Tỉnh X",
                "period": period,
                "edition": "commune-2023",
                "source_file": "a.txt",
                "sha256": "0",
                "media": "txt",
                "reader": "text 1",
                "status": "read",
                "is_simulated": False,
            }
        )
        for line, (indicator, value) in enumerate(own.items(), start=1):
            observations.append(
                {
                    "commune_code": code,
                    "period": period,
                    "indicator": indicator,
                    "value": value,
                    "unit": "",
                    "status": "blank" if value is None else "reported",
                    "raw": raws.get(indicator, "" if value is None else f"{value:g}".replace(".", ",")),
                    "form": "3",
                    "code": "1",
                    "edition": "commune-2023",
                    "report_id": f"{code}-{period}-0",
                    "source_file": "a.txt",
                    "source_line": line,
                }
            )
    return TidyFrames(to_frame(reports, "reports"), to_frame(observations, "observations"), to_frame([], "findings"))


def three(over, under, rate=None):
    return {"on_time_rate": rate, "dossiers_resolved": under, "dossiers_resolved_on_time": over}


def known(**parts):
    """Return frames by period of 2023 (or the year given): known(Q1={...}, H1={...})."""
    year = parts.pop("year", 2023)
    return {
        Period(year, part.strip("_")): frames_of(values, f"{year}-{part.strip('_')}") for part, values in parts.items()
    }


def communes(*pairs, period="2026-Q3"):
    return frames_of({f"{i:05}": three(x, n) for i, (x, n) in enumerate(pairs, start=1)}, period)


CASES = {
    "denominator zero": [(0, 0), (0, 0), (5, 10)],
    "numerator above denominator": [(12, 10), (5, 10), (6, 10)],
    "one commune": [(5, 10)],
    "all equal": [(95, 100)] * 12,
    "all blank": [(None, None)] * 12,
    "all on time": [(40, 40)] * 12,
    "one missing": [(None, 10), *[(90 + i, 100) for i in range(10)]],
    "mixed sizes": [(9, 10), (3, 7), *[(900 + i, 1000) for i in range(11)], (100, 1000)],
}


def pairs_of(*pairs):
    """Return a row a commune with its numerator and denominator, as the statistics take them."""
    return pd.DataFrame(
        {
            "commune_code": [f"X{i:02}" for i in range(1, len(pairs) + 1)],
            "commune": [f"Commune {i}" for i in range(1, len(pairs) + 1)],
            "numerator": pd.array([x for x, _ in pairs], dtype="Int64"),
            "denominator": pd.array([n for _, n in pairs], dtype="Int64"),
        }
    )

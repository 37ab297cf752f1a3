"""What a person says who has compared the figures of a scan with the paper: rows of `explanations.csv`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cchc_analysis.answers.explanations import EXPLANATIONS, add_rows
from cchc_analysis.catalogue import word
from cchc_analysis.errors import CchcError
from cchc_analysis.findings import RULE
from cchc_analysis.observations import TidyFrames

# A figure that was read, but not for certain, is settled by the same look; one that was not read is not.
_RULES = (RULE, "cell-scan-unsure")


def confirm(frames: TidyFrames, data: Path, by: str, day: dt.date) -> int:
    """Record that a person has compared one commune's figures with the paper; return how many findings that settles.

    Raises
    ------
    CchcError : the report is no scan, or is confirmed already, or nobody is named. Nothing is written then.
    """
    if not by.strip():
        raise CchcError("confirmation", "no name", "who has compared the figures with the paper", "give --by NAME")
    findings = frames.findings[frames.findings["rule"].isin(_RULES) & ~frames.findings["explained"]]
    if findings.empty:
        where = f"commune {', '.join(frames.reports['commune_code'].dropna().unique())}"
        raise CchcError(where, "no figures of a scan that wait", "a report read from a scan", "look at its page")
    rows = [
        {
            "commune_code": row.commune_code,
            "period": row.period,
            "rule": row.rule,
            "fingerprint": row.fingerprint,
            "reason": "other",
            "text": word("scan-confirmed"),
            "answered_by": by.strip(),
            "answered_on": day.isoformat(),
        }
        for row in findings.drop_duplicates(["commune_code", "period", "rule", "fingerprint"]).itertuples()
    ]
    return add_rows(data / EXPLANATIONS, rows)

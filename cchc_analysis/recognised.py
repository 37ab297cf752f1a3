"""Figures that a program read from a scan and nobody has confirmed yet.

A report's figures are confirmed together: the finding `report-scanned` of the report is explained in `explanations.csv`,
which `cchc confirm` writes (`checks.confirmations`). It is open again as soon as one figure is read otherwise.
"""

from __future__ import annotations

import pandas as pd

from cchc_analysis.observations import TidyFrames

RULE = "report-scanned"


def unconfirmed(frames: TidyFrames) -> pd.Series:
    """Return for each observation whether it is a figure of a scan that nobody has confirmed."""
    findings = frames.findings
    is_open = (findings["rule"] == RULE) & ~findings["explained"]
    reports = findings.loc[is_open, "report_id"]
    observations = frames.observations
    has_figure = observations["confidence"].notna() & (observations["status"] == "reported")
    return has_figure & observations["report_id"].isin(reports)

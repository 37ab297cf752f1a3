"""Findings: a row per thing an analyst should look at, worded by the rules of the catalogue.

A finding never corrects a figure. It says what stands where, quotes it, and says what was expected. Its `fingerprint`
stays the same while the rule's version and the printed values that it read do, whatever file or line they stand in: an
explanation holds as long as it does.

===============================  ==================================================================================
rule, severity                   the rule of the catalogue, and how sure it is: *error* (certainly wrong), *verify*
                                 (to be asked) or *note*
commune_code, period             whose and when; missing where a file could not be used
indicators                       a list: those that it is about
found, expected                  what stands there and what should, as short words; "" where nothing can be expected
message, message_en              the sentence, Vietnamese and English
quotes, source_lines             lists of one length and order: the words it rests on, and the line of each
explained                        whether the commune has explained it and its figures have not changed since
report_id                        the report or the file that it is about
fingerprint                      as above
===============================  ==================================================================================
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.observations import TidyFrames, to_frame

SEVERITIES = ("error", "verify", "note")
#: The column of a finding's sentence, by language.
MESSAGES = {"vi": "message", "en": "message_en"}


@dataclass(frozen=True)
class Finding:
    """One finding, before it is worded.

    `quotes` are the words on the paper, one per place, and `lines` their places in the same order. `values` fill the
    message of the rule beside `found` and `expected`.
    """

    rule: str
    found: str
    expected: str = ""
    indicators: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    values: dict[str, object] = field(default_factory=dict)


def finding_rows(
    items: Iterable[Finding], commune_code: str | None, period: str | None, report_id: str
) -> list[dict[str, Any]]:
    """Return findings of one report as rows of the frame; `message` is Vietnamese, `message_en` English."""
    rows = []
    for item in items:
        rule = catalogue.rules()[item.rule]
        values = {"found": item.found, "expected": item.expected, **item.values}
        rows.append(
            {
                "rule": item.rule,
                "severity": rule.severity,
                "commune_code": commune_code,
                "period": period,
                "indicators": list(item.indicators),
                "found": item.found,
                "expected": item.expected,
                "quotes": list(item.quotes),
                "source_lines": list(item.lines),
                "explained": False,
                **{column: rule.message(values, language) for language, column in MESSAGES.items()},
                "report_id": report_id,
                "fingerprint": fingerprint(
                    item.rule, item.found, item.expected, *item.indicators, *item.values.values()
                ),
            }
        )
    return rows


def message(row: Any, language: str) -> str:
    """Return the sentence of a finding, a row of the frame as `itertuples` gives it, in a language."""
    return str(getattr(row, MESSAGES[language]))


def fingerprint(rule: str, *printed: object) -> str:
    """Return what identifies a finding beside commune and period: its rule, the rule's version, the values it read.

    >>> fingerprint("rate-differs", "0 %", "679", "716") == fingerprint("rate-differs", "0 %", " 679 ", "716")
    True
    """
    parts = [rule, str(catalogue.rules()[rule].version), *(" ".join(str(value).split()) for value in printed)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def to_findings(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows of findings as a frame, the surest first."""
    return sort_findings(to_frame(rows, "findings"))


def sort_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings by severity, in the order they were found within one."""
    order = findings["severity"].map(SEVERITIES.index)
    return findings.iloc[order.to_numpy(dtype=int).argsort(kind="stable")].reset_index(drop=True)


def count_findings(findings: pd.DataFrame) -> dict[str, int]:
    """Return how many findings are open, by severity; explained ones are not counted."""
    counts = findings.loc[~findings["explained"], "severity"].value_counts()
    return {severity: int(counts.get(severity, 0)) for severity in SEVERITIES}


def worst(severities: Sequence[str], limit: str) -> bool:
    """Return whether any severity is at `limit` or above; "never" is above all."""
    if limit == "never":
        return False
    return any(SEVERITIES.index(severity) <= SEVERITIES.index(limit) for severity in severities)


RULE = "report-scanned"


def unconfirmed(frames: TidyFrames) -> pd.Series:
    """Return for each observation whether it is a figure of a scan that nobody has confirmed."""
    findings = frames.findings
    is_open = (findings["rule"] == RULE) & ~findings["explained"]
    reports = findings.loc[is_open, "report_id"]
    observations = frames.observations
    has_figure = observations["confidence"].notna() & (observations["status"] == "reported")
    return has_figure & observations["report_id"].isin(reports)

"""The words gate: a test's result in, exactly one sentence out.

A judging word (*cao hơn*, *thấp hơn*, *cải thiện*, *khác hẳn*, *đứng đầu*) stands only where its test allows it;
elsewhere the sentence says that the evidence is not enough. Both counts stand in every sentence. Under 20 cases there
is no percentage: one case more or less would move it by five points. No sentence says why.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cchc_analysis.catalogue import method, word
from cchc_analysis.inference.funnel_verdicts import FEWEST_PEERS
from cchc_analysis.inference.intervals import FEW_CASES
from cchc_analysis.numerals import format_number

FIRST = method("first_chance").value  # the posterior probability that *đứng đầu* and *cuối bảng* ask for


def rate_text(numerator: float, denominator: float, language: str = "vi", places: int = 1) -> str:
    """Return a rate with what it rests on: "709/709 (100,0 %)", under 20 cases "18/19", "–" without a rate.

    >>> rate_text(18, 19), rate_text(90, 100), rate_text(0, 0)
    ('18/19', '90/100 (90,0 %)', '–')
    """
    if pd.isna(numerator) or pd.isna(denominator) or not denominator > 0:
        return "–"
    counts = f"{format_number(float(numerator), None, language)}/{format_number(float(denominator), None, language)}"
    if denominator < FEW_CASES:
        return counts
    return f"{counts} ({format_number(float(100 * numerator / denominator), places, language)} %)"


def of_change(row: Any, language: str = "vi") -> str:
    """Return the sentence of a row of `inference.differences.change`."""
    before = rate_text(row.numerator_before, row.denominator_before, language)
    after = rate_text(row.numerator_after, row.denominator_after, language)
    if row.verdict == "unknown":
        return word("change-unknown", language)
    move = "up" if row.difference > 0 else "down" if row.difference < 0 else "none"
    points, lower, upper = (
        format_number(float(100 * value), 1, language) for value in (abs(row.difference), row.lower, row.upper)
    )
    return word(
        f"change-{row.verdict}",
        language,
        before=before,
        after=after,
        move=word(f"move-{move}", language),
        points=points,
        interval=f"{_with_sign(lower)} … {_with_sign(upper)}",
    )


def _with_sign(text: str) -> str:
    return text if text.startswith(("-", "−")) else f"+{text}"


def against_target(row: Any, target: float, language: str = "vi") -> str:
    """Return the sentence of a row of `inference.intervals.against_target`; `target` is a share."""
    rate = rate_text(row.numerator, row.denominator, language)
    return word(f"target-{row.verdict}", language, rate=rate, target=format_number(100 * target, None, language))


def against_peers(row: Any, center: float, peers: str, language: str = "vi") -> str:
    """Return the sentence of a row of a funnel; `peers` is the group's name for a reader, `center` its pooled share."""
    rate = rate_text(row.numerator, row.denominator, language)
    pooled = "–" if pd.isna(center) else format_number(float(100 * center), 1, language)
    return word(f"against-{row.verdict}", language, rate=rate, pooled=pooled, peers=peers)


def rank_group(row: Any, count: int) -> str:
    """Return what may be said of a row of `inference.differences.rank_intervals` among `count` communes with a rate.

    "first" or "last" with a posterior probability of at least 0.95; "middle" elsewhere, where the interval speaks for
    itself, or fewer than ten communes have a rate; "unknown" without a rate.
    """
    if pd.isna(row.rank_lower):
        return "unknown"
    if count >= FEWEST_PEERS and row.p_first >= FIRST:
        return "first"
    if count >= FEWEST_PEERS and row.p_last >= FIRST:
        return "last"
    return "middle"

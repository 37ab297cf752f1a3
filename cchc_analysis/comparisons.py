"""The tables of comparisons: communes side by side, peer groups, changes. No figure is computed here but intervals."""

from __future__ import annotations

from html import escape

import pandas as pd

from cchc_analysis import catalogue, peers, sentences
from cchc_analysis.catalogue import word
from cchc_analysis.compare import FunnelResult
from cchc_analysis.display import Cell, Head, Html, number, table
from cchc_analysis.intervals import FEW_CASES, interval
from cchc_analysis.numerals import format_number
from cchc_analysis.periods import Period
from cchc_analysis.tables import commune_page


def side_by_side(rows: pd.DataFrame, language: str = "vi") -> Html:
    """Return communes side by side for one rate: counts first, rate, interval, shrunk estimate, ranks, verdict.

    Under 20 cases the counts stand alone: a percentage of few invites comparison that luck decides.

    Parameters
    ----------
    rows : rates with `verdict` of the commune among its peers, `peers`, `estimate` (as from `compare.shrink`),
        `rank_lower`, `rank_upper`, `p_first`, `p_last` (as from `compare.rank_intervals`).
    """
    indicator = catalogue.indicator(rows["indicator"].iloc[0])
    ranged = interval(rows)
    count = int(ranged["share"].notna().sum())
    cells = []
    for row in ranged.itertuples():
        is_few = not row.denominator >= FEW_CASES
        shown = [
            Cell(row.commune, href=commune_page(row.commune_code, row.commune)),
            number(row.numerator, language),
            number(row.denominator, language),
            Cell("–", "num absent") if is_few else number(100 * row.share, language, 2),
            Cell("–", "num absent") if is_few else Cell(_range(row.lower, row.upper, language), "num"),
            number(100 * row.estimate if row.denominator > 0 else None, language, 1),
            _ranks(row, count, language),
            Cell(word(f"verdict-{row.verdict}", language), "flag" if row.verdict in ("low", "high") else ""),
        ]
        cells.append(shown)
    heads: list[Head] = [
        word("commune", language), (catalogue.indicator(indicator.numerator).label(language), "num"),
        (catalogue.indicator(indicator.denominator).label(language), "num"), (word("rate-head", language), "num"),
        (word("interval-95", language), "num"), (word("estimate-head", language), "num"),
        word("rank-head", language), word("against-peers", language),
    ]  # fmt: skip
    total = word("communes-count", language, count=format_number(len(cells), None, language))
    return table(heads, cells, f"{indicator.label(language)} ({total})", kind="sortable", frame=ranged)


def _range(lower: float, upper: float, language: str) -> str:
    return f"{format_number(100 * lower, 1, language)}–{format_number(100 * upper, 1, language)}"


def _ranks(row: object, count: int, language: str) -> Cell:
    group = sentences.rank_group(row, count)
    text = word(f"rank-{group}", language)
    if group == "unknown":
        return Cell(text, "absent")
    lower, upper = int(row.rank_lower), int(row.rank_upper)  # type: ignore[attr-defined]
    return Cell(f"{lower}–{upper} ({text})", "", (lower + upper) / 2)


def peer_groups(groups: dict[str, FunnelResult], language: str = "vi") -> Html:
    """Return the groups that communes were judged in: how many, pooled rate, how many lie apart; names folded below."""
    cells, names = [], []
    for key, funnel in groups.items():
        label = peers.label(key, language)
        rows = funnel.rows.dropna(subset=["share"])
        verdicts = rows["verdict"].value_counts()
        is_judged = len(funnel.curve) > 0
        pooled = rows["numerator"].sum() / rows["denominator"].sum() if len(rows) else None
        cells.append(
            [
                Cell(label),
                number(len(rows), language),
                number(None if pooled is None else 100 * pooled, language, 2),
                number(int(verdicts.get("low", 0)) if is_judged else None, language),
                number(int(verdicts.get("high", 0)) if is_judged else None, language),
                number(funnel.phi, language, 1),
            ]
        )
        listed = ", ".join(funnel.rows["commune"])
        names.append(f"<p><strong>{escape(label)}</strong>: {escape(listed)}</p>")
    heads: list[Head] = [
        word("peers-head", language), (word("communes-in-it", language), "num"), (word("pooled-head", language), "num"),
        (word("verdict-low", language), "num"), (word("verdict-high", language), "num"), ("φ", "num"),
    ]  # fmt: skip
    shown = table(heads, cells, word("peers-caption", language)).html
    folded = f"<details><summary>{escape(word('peers-names', language))}</summary>{''.join(names)}</details>"
    return Html(shown + folded)


def changes(found: pd.DataFrame, before: Period, after: Period, language: str = "vi") -> Html:
    """Return each commune's change in one rate, folded: both counts and the sentence that its test allows."""
    cells = [
        [
            Cell(row.commune, href=commune_page(row.commune_code, row.commune)),
            Cell(sentences.rate_text(row.numerator_before, row.denominator_before, language), "num"),
            Cell(sentences.rate_text(row.numerator_after, row.denominator_after, language), "num"),
            Cell(word(f"changed-{row.verdict}", language), "" if row.verdict in ("same", "unknown") else "flag"),
        ]
        for row in found.itertuples()
    ]
    heads: list[Head] = [
        word("commune", language), (before.label(language), "num"), (after.label(language), "num"), word("change", language),
    ]  # fmt: skip
    shown = table(heads, cells, word("changes-caption", language), kind="sortable", frame=found)
    head = word("changes-all", language, count=format_number(len(found), None, language))
    return Html(f"<details><summary>{escape(head)}</summary>{shown.html}</details>", found)

"""The tables of comparisons: communes side by side, peer groups, changes. No figure is computed here but intervals."""

from __future__ import annotations

from html import escape

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.comparing import peer_groups
from cchc_analysis.inference.funnel_verdicts import FunnelResult
from cchc_analysis.inference.intervals import FEW_CASES, interval
from cchc_analysis.inference.pooled import pool
from cchc_analysis.numerals import format_number
from cchc_analysis.pages import sentences
from cchc_analysis.pages.addresses import commune_page
from cchc_analysis.pages.markup import Cell, Head, Html, folded, number, table


def side_by_side(rows: pd.DataFrame, language: str = "vi") -> Html:
    """Return communes side by side for one rate: counts first, rate, interval, shrunk estimate, ranks, verdict.

    Under 20 cases the counts stand alone: a percentage of few invites comparison that luck decides.

    Parameters
    ----------
    rows : rates with `verdict` of the commune among its peers, `peers`, `estimate` (as from `inference.differences.shrink`),
        `rank_lower`, `rank_upper`, `p_first`, `p_last` (as from `inference.differences.rank_intervals`).
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
            Cell("–", "num absent") if is_few else Cell(share_range(row.lower, row.upper, language), "num"),
            number(100 * row.estimate if row.denominator > 0 else None, language, 1),
            _ranks(row, count, language),
            Cell(word(f"verdict-{row.verdict}", language), "flag" if row.verdict in ("low", "high") else ""),
        ]
        cells.append(shown)
    heads: list[Head] = [
        word("commune", language),
        (catalogue.indicator(indicator.numerator).label(language), "num"),
        (catalogue.indicator(indicator.denominator).label(language), "num"),
        (word("rate-head", language), "num"),
        (word("interval-95", language), "num"),
        (word("estimate-head", language), "num"),
        word("rank-head", language),
        word("against-peers", language),
    ]
    total = word("communes-count", language, count=format_number(len(cells), None, language))
    return table(heads, cells, f"{indicator.label(language)} ({total})", kind="sortable", frame=ranged)


def share_range(lower: float, upper: float, language: str) -> str:
    """Return an interval of a share as percents, such as 42,1–57,9."""
    return f"{format_number(100 * lower, 1, language)}–{format_number(100 * upper, 1, language)}"


def _ranks(row: object, count: int, language: str) -> Cell:
    group = sentences.rank_group(row, count)
    if group == "unknown":
        return Cell(word("rank-unknown", language), "absent")
    lower, upper = int(row.rank_lower), int(row.rank_upper)  # type: ignore[attr-defined]
    shown = f"{lower}–{upper}" if group == "middle" else f"{lower}–{upper} ({word(f'rank-{group}', language)})"
    return Cell(shown, "", (lower + upper) / 2)


def list_of_groups(groups: dict[str, FunnelResult], language: str = "vi") -> Html:
    """Return the groups that communes were judged in: how many, pooled rate, how many lie apart; names folded below."""
    cells, names = [], []
    for key, funnel in groups.items():
        label = peer_groups.label(key, language)
        rows = funnel.rows.dropna(subset=["share"])
        verdicts = rows["verdict"].value_counts()
        is_judged = len(funnel.curve) > 0
        pooled = pool(rows["numerator"], rows["denominator"]).pct
        cells.append(
            [
                Cell(label),
                number(len(rows), language),
                Cell(_cases(rows["denominator"], language), "num"),
                number(pooled, language, 2),
                number(int(verdicts.get("low", 0)) if is_judged else None, language),
                number(int(verdicts.get("high", 0)) if is_judged else None, language),
                number(funnel.phi, language, 1),
            ]
        )
        listed = ", ".join(funnel.rows["commune"])
        names.append(f"<p><strong>{escape(label)}</strong>: {escape(listed)}</p>")
    heads: list[Head] = [
        word("peers-head", language),
        (word("communes-in-it", language), "num"),
        (word("cases-head", language), "num"),
        (word("pooled-head", language), "num"),
        (word("verdict-low", language), "num"),
        (word("verdict-high", language), "num"),
        ("φ", "num"),
    ]
    shown = table(heads, cells, word("peers-caption", language)).html
    return Html(shown + folded(word("peers-names", language), Html("".join(names))).html)


def _cases(cases: pd.Series, language: str) -> str:
    ends = sorted({float(cases.min()), float(cases.max())}) if len(cases) else []
    return "–".join(format_number(end, None, language) for end in ends) or "–"

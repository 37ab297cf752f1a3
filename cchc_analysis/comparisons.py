"""The tables of comparisons: communes side by side, peer groups, changes. No figure is computed here but intervals."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from cchc_analysis import catalogue, peers, sentences
from cchc_analysis.catalogue import word
from cchc_analysis.compare import FunnelResult
from cchc_analysis.display import Cell, Head, Html, folded, number, table
from cchc_analysis.evidence import commune_page
from cchc_analysis.intervals import FEW_CASES, interval
from cchc_analysis.numerals import format_number
from cchc_analysis.periods import Period
from cchc_analysis.scores import components
from cchc_analysis.tables import ENOUGH


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
    if group == "unknown":
        return Cell(word("rank-unknown", language), "absent")
    lower, upper = int(row.rank_lower), int(row.rank_upper)  # type: ignore[attr-defined]
    shown = f"{lower}–{upper}" if group == "middle" else f"{lower}–{upper} ({word(f'rank-{group}', language)})"
    return Cell(shown, "", (lower + upper) / 2)


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
                Cell(_cases(rows["denominator"], language), "num"),
                number(None if pooled is None else 100 * pooled, language, 2),
                number(int(verdicts.get("low", 0)) if is_judged else None, language),
                number(int(verdicts.get("high", 0)) if is_judged else None, language),
                number(funnel.phi, language, 1),
            ]
        )
        listed = ", ".join(funnel.rows["commune"])
        names.append(f"<p><strong>{escape(label)}</strong>: {escape(listed)}</p>")
    heads: list[Head] = [
        word("peers-head", language), (word("communes-in-it", language), "num"), (word("cases-head", language), "num"),
        (word("pooled-head", language), "num"),
        (word("verdict-low", language), "num"), (word("verdict-high", language), "num"), ("φ", "num"),
    ]  # fmt: skip
    shown = table(heads, cells, word("peers-caption", language)).html
    return Html(shown + folded(word("peers-names", language), Html("".join(names))).html)


def _cases(cases: pd.Series, language: str) -> str:
    ends = sorted({float(cases.min()), float(cases.max())}) if len(cases) else []
    return "–".join(format_number(end, None, language) for end in ends) or "–"


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
    return folded(head, shown)


def bounds(found: pd.DataFrame, language: str = "vi") -> Html:
    """Return the rates of `bounds.bounded_rates` that are headline indicators: value, coverage, range, doubtful cells."""
    order = found["indicator"].map(lambda name: catalogue.indicator(name).headline)
    shown = found[order > 0].assign(order=order).sort_values("order")
    if len(shown) and not shown["missing"].str.len().any() and not shown["doubtful"].any():
        return Html(f'<p class="muted">{escape(word("bounds-whole", language))}</p>', found)
    cells, missing = [], []
    for row in shown.itertuples():
        label = catalogue.indicator(row.indicator).label(language)
        is_few = (
            0 < row.denominator < FEW_CASES
            and catalogue.indicator(catalogue.indicator(row.indicator).denominator).kind == "count"
        )
        parts = f"{format_number(row.numerator, None, language)} / {format_number(row.denominator, None, language)}"
        covers = f"{row.communes}/{row.expected}"
        if row.communes < ENOUGH * row.expected:
            covers += f" ({word('provisional', language)})"
        cells.append(
            [
                Cell(label),
                Cell(parts if row.communes else "–", "num" if row.communes else "num absent"),
                number(None if is_few else row.value_pct, language, 2),
                Cell(covers, "num", row.communes),
                number(100 * row.volume_share, language, 1),
                Cell(word("range-open", language), "absent")
                if row.unbounded
                else Cell(_range(row.lower_pct / 100, row.upper_pct / 100, language) if row.communes else "–", "num"),
                number(row.without_pct if row.doubtful and not is_few else None, language, 2),
            ]
        )
        if row.missing:
            text = word("bounds-missing", language, label=label, names=row.missing)
            missing.append(f"<p>{escape(text)}</p>")
    heads: list[Head] = [
        word("indicator", language), (word("parts", language), "num"), (word("rate-head", language), "num"),
        (word("communes-in-it", language), "num"), (word("volume-head", language), "num"),
        (word("range-head", language), "num"), (word("without-head", language), "num"),
    ]  # fmt: skip
    grid = table(heads, cells, word("bounds-caption", language), frame=found).html
    note = f'<p class="muted">{escape(word("bounds-note", language))}</p>'
    head = word("bounds-missing-head", language, count=format_number(len(missing), None, language))
    named = folded(head, Html("".join(missing))).html if missing else ""
    return Html(grid + note + named, found)


def scores(found: pd.DataFrame, totals: pd.DataFrame, language: str = "vi") -> Html:
    """Return the points of QĐ 766 that the data feed, by commune: always over the points that could be given.

    Parameters
    ----------
    found, totals : from `scores.score` and `scores.summary`.
    """
    if not totals["possible"].gt(0).any():
        return Html(f"<p>{escape(word('score-none', language))}</p>", totals)
    fed = found[found["points"].notna()]
    known = [component for component in components() if component.key in set(fed["component"])]
    by_component = found.pivot(index="commune_code", columns="component", values="points")
    sources = {(row.commune_code, row.component): row for row in fed.itertuples()}
    most = totals["possible"].max()
    said = word(
        "score-possible", language, possible=format_number(most, None, language),
        sure=format_number(totals["possible_sure"].max(), None, language),
    )  # fmt: skip
    cells = [
        [
            Cell(row.commune, href=commune_page(row.commune_code, row.commune)),
            Cell("–", "num absent")
            if pd.isna(row.points)
            else Cell(
                f"{format_number(row.points, 2, language)} / {format_number(row.possible, None, language)}",
                "num",
                row.points,
            ),
            *(
                number(
                    by_component.loc[row.commune_code, part.key],
                    language,
                    2,
                    _from_text(sources.get((row.commune_code, part.key)), part.sure, language),
                )
                for part in known
            ),
        ]
        for row in totals.itertuples()
    ]
    heads: list[Head] = [
        word("commune", language), (word("score-head", language), "num"),
        *((f"{part.label(language)} ({format_number(part.points, None, language)}; {part.sure})", "num") for part in known),
    ]  # fmt: skip
    grid = table(heads, cells, word("score-caption", language), kind="sortable", frame=totals)
    return Html(f"<p>{escape(said)}</p>{grid.html}", totals)


def _from_text(row: Any, sure: str, language: str) -> str:
    """Return the mark of points that a text feeds, with how sure they are where that is not the component's own."""
    if row is None or row.basis != "text":
        return ""
    mark = word("score-from-text", language)
    return f" {mark}" if row.sure == sure else f" {mark[:-1]}; {row.sure})"


def own_score(found: pd.DataFrame, language: str = "vi") -> Html:
    """Return one commune's components of QĐ 766, those that the data do not feed named as such."""
    fed = found[found["points"].notna()]
    if fed.empty:
        return Html(f"<p>{escape(word('score-none', language))}</p>", found)
    labels = {component.key: component for component in components()}
    said = word(
        "score-possible", language, possible=format_number(fed["possible"].sum(), None, language),
        sure=format_number(fed.loc[fed["sure"] == "A", "possible"].sum(), None, language),
    )  # fmt: skip
    cells, groups = [], {}
    for position, row in enumerate(found.itertuples()):
        component = labels[row.component]
        if position == 0 or row.group != found["group"].iloc[position - 1]:
            groups[position] = component.group_en if language == "en" else component.group_vi
        cells.append(
            [
                Cell(component.label(language)),
                Cell(
                    (
                        sentences.rate_text(row.numerator, row.denominator, language)
                        if pd.isna(row.stated_pct)
                        else f"{format_number(row.stated_pct, None, language)} %"
                    )
                    + _from_text(row, row.sure, language),
                    "num",
                ),
                number(row.points, language, 2) if pd.notna(row.points) else Cell(word("not-fed", language), "absent"),
                number(row.possible, language),
                Cell(row.sure),
            ]
        )
    heads: list[Head] = [
        word("component", language), (word("rate-head", language), "num"), (word("points-head", language), "num"),
        (word("possible-head", language), "num"), word("sure-head", language),
    ]  # fmt: skip
    total = (
        f"{format_number(fed['points'].sum(), 2, language)} / {format_number(fed['possible'].sum(), None, language)}"
    )
    grid = table(heads, cells, word("score-caption", language), groups=groups, frame=found)
    shown = f"<p>{escape(said)} <strong>{escape(word('score-head', language))}: {escape(total)}</strong></p>"
    return Html(shown + folded(word("score-components", language), grid).html, found)

"""The section of a page about what changed since the last period that may be compared."""

from __future__ import annotations

from html import escape

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.comparing.trends import History, changes, comparable_points, pool_by_period
from cchc_analysis.inference.differences import change
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages import sentences
from cchc_analysis.pages.addresses import commune_page
from cchc_analysis.pages.charts.runs import plot_runs
from cchc_analysis.pages.markup import Cell, Head, Html, folded, join, paragraph, table
from cchc_analysis.periods import Period

FIRST_CHANGES = 10  # of one rate; longer lists fold


def changes_of_total(known: History, frames: TidyFrames, language: str = "vi") -> Html:
    """Return, for each headline rate, what changed in the total of the communes that have figures in both periods."""
    return _changes(known, frames, language, by_commune=False)


def changes_by_commune(known: History, frames: TidyFrames, language: str = "vi") -> Html:
    """Return, for each headline rate, the total's change, each commune's, and how many of each kind."""
    return _changes(known, frames, language, by_commune=True)


def _changes(known: History, frames: TidyFrames, language: str, by_commune: bool) -> Html:
    names = _headline(known)
    found = {name: result for name in names if (result := _of_current(known, name)) is not None}
    if not found:
        earlier = [period.label(language) for period in known.periods if period != known.period]
        key = "nothing-before" if earlier else "nothing-before-none"
        return paragraph(word(key, language, periods=", ".join(earlier)), "coverage")
    parts = [_gaps(known, language)]
    points = {name: _points(known, name) for name in found}
    runs = {name: rows for name, rows in points.items() if len(rows) > 1}
    if runs:
        parts.append(Html(plot_runs(runs, frames, language).html))
    for name, (before, rows) in found.items():
        is_derived = bool(points[name].set_index("period")["is_derived"].get(str(before), False))
        parts += _section(name, before, known.period, rows, is_derived, language, by_commune)
    return join(parts)


def _of_current(known: History, name: str) -> tuple[Period, pd.DataFrame] | None:
    result = changes(known, name)
    if result is None:
        return None
    before, rows = result
    rows = rows[rows["commune_code"].isin(_current(known))]
    return (before, rows) if rows["difference"].notna().any() else None


def _headline(known: History) -> list[str]:
    current = known.series[known.series["period"] == str(known.period)]
    ranks = {name: catalogue.indicator(name).headline for name in current["indicator"].unique()}
    counted = {name: catalogue.indicator(catalogue.indicator(name).denominator).kind == "count" for name in ranks}
    return sorted((name for name, rank in ranks.items() if rank > 0 and counted[name]), key=lambda name: ranks[name])


def _points(known: History, name: str) -> pd.DataFrame:
    own = known.series[(known.series["indicator"] == name) & known.series["commune_code"].isin(_current(known))]
    return comparable_points(pool_by_period(own), known.period)


def _current(known: History) -> set[str]:
    """Return the communes of the current period: earlier periods may hold other districts."""
    return set(known.series.loc[known.series["period"] == str(known.period), "commune_code"])


def _section(
    name: str, before: Period, after: Period, rows: pd.DataFrame, is_derived: bool, language: str, by_commune: bool
) -> list[Html]:
    indicator = catalogue.indicator(name)
    derived = word("period-derived" if is_derived else "period-reported", language)
    since = word("changes-since", language, before=before.label(language), after=after.label(language), derived=derived)
    together = word(
        "changes-together",
        language,
        communes=_n(rows["difference"].notna().sum(), language),
        sentence=_together(rows, indicator.polarity, language),
    )
    parts = [Html(f"<h3>{escape(indicator.label(language))}</h3>"), paragraph(f"{since} {together}")]
    if not by_commune:
        return parts
    counts = rows["verdict"].value_counts()
    better, worse = ("higher", "lower") if indicator.polarity == "none" else ("improved", "worse")
    key = "changes-count-plain" if indicator.polarity == "none" else "changes-count"
    numbers = {"better": better, "worse": worse, "same": "same", "unknown": "unknown"}
    parts.append(
        paragraph(word(key, language, **{slot: int(counts.get(verdict, 0)) for slot, verdict in numbers.items()}))
    )
    items = [
        f"<li><strong>{escape(row.commune)}</strong>: {escape(sentences.of_change(row, language))}</li>"
        for row in rows[~rows["verdict"].isin(("same", "unknown"))].itertuples()
    ]
    return [*parts, *_bullets(items, language), change_table(rows, before, after, language)]


def _bullets(items: list[str], language: str) -> list[Html]:
    """Return a list of which the first ten are open and the rest folds."""
    first, rest = items[:FIRST_CHANGES], items[FIRST_CHANGES:]
    parts = [Html(f"<ul>{''.join(first)}</ul>")] if first else []
    if rest:
        head = word("more-changes", language, count=_n(len(rest), language))
        parts.append(folded(head, Html(f"<ul>{''.join(rest)}</ul>")))
    return parts


def _together(rows: pd.DataFrame, polarity: str, language: str) -> str:
    both = rows[rows["difference"].notna()]
    sides = [
        pd.DataFrame(
            {
                "commune_code": ["all"],
                "commune": [""],
                "numerator": [both[f"numerator_{side}"].sum(min_count=1)],
                "denominator": [both[f"denominator_{side}"].sum(min_count=1)],
            }
        )
        for side in ("before", "after")
    ]
    (row,) = change(sides[0], sides[1], polarity).itertuples()
    return sentences.of_change(row, language)


def _gaps(known: History, language: str) -> Html:
    gaps = known.gaps[known.gaps["commune_code"].isin(_current(known))].drop_duplicates(["commune_code", "reason"])
    if gaps.empty:
        return Html("")
    named = [
        word(f"gap-{row.reason}", language, commune=row.commune, names=row.names)
        for row in gaps.itertuples(index=False)
    ]
    return paragraph(word("map-gaps", language, count=_n(len(gaps), language), names="; ".join(named)), "coverage")


def _n(value: float, language: str) -> str:
    return format_number(float(value), None, language)


def change_table(found: pd.DataFrame, before: Period, after: Period, language: str = "vi") -> Html:
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
        word("commune", language),
        (before.label(language), "num"),
        (after.label(language), "num"),
        word("change", language),
    ]
    shown = table(heads, cells, word("changes-caption", language), kind="sortable", frame=found)
    head = word("changes-all", language, count=format_number(len(found), None, language))
    return folded(head, shown)

"""Points of QĐ 766 on a page: over those that the data can give, never as the whole."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from cchc_analysis.catalogue import word
from cchc_analysis.comparing.scores import components
from cchc_analysis.numerals import format_number
from cchc_analysis.pages import sentences
from cchc_analysis.pages.addresses import commune_page
from cchc_analysis.pages.markup import Cell, Head, Html, folded, number, table


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
        "score-possible",
        language,
        possible=format_number(most, None, language),
        sure=format_number(totals["possible_sure"].max(), None, language),
    )
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
        word("commune", language),
        (word("score-head", language), "num"),
        *(
            (f"{part.label(language)} ({format_number(part.points, None, language)}; {part.sure})", "num")
            for part in known
        ),
    ]
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
        "score-possible",
        language,
        possible=format_number(fed["possible"].sum(), None, language),
        sure=format_number(fed.loc[fed["sure"] == "A", "possible"].sum(), None, language),
    )
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
        word("component", language),
        (word("rate-head", language), "num"),
        (word("points-head", language), "num"),
        (word("possible-head", language), "num"),
        word("sure-head", language),
    ]
    total = (
        f"{format_number(fed['points'].sum(), 2, language)} / {format_number(fed['possible'].sum(), None, language)}"
    )
    grid = table(heads, cells, word("score-caption", language), groups=groups, frame=found)
    shown = f"<p>{escape(said)} <strong>{escape(word('score-head', language))}: {escape(total)}</strong></p>"
    return Html(shown + folded(word("score-components", language), grid).html, found)

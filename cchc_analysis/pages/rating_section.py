"""Ratings by an analyst's own table of weights on a page: what each commune's points are built of, and no order.

The order of communes by points follows the weights, so communes keep the order of their codes; where the same parts are
fed, the page says how few points apart two communes may be by luck alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.analyst.rating import WHOLE
from cchc_analysis.catalogue import word
from cchc_analysis.comparing.ratings import rate_communes
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import commune_page
from cchc_analysis.pages.markup import Cell, Head, Html, join, number, paragraph, table


def ratings(frames: TidyFrames, weights: pd.DataFrame | None, language: str = "vi") -> Html:
    """Return the section about the analyst's rating, or the sentence that says how to ask for one.

    Parameters
    ----------
    weights : from `load_weights`.
    """
    if weights is None:
        return paragraph(word("rating-none", language), "muted")
    found = rate_communes(frames, weights)
    names = list(weights["indicator"])
    silent = int(found["points"].isna().sum())
    fed = int((found["possible"] >= WHOLE - 1e-9).sum())
    said = word(
        "rating-coverage",
        language,
        whole=format_number(fed, None, language),
        count=format_number(len(found), None, language),
        none=format_number(silent, None, language),
    )
    cells = [
        [
            Cell(row["commune"], href=commune_page(row["commune_code"], row["commune"])),
            _points(row, language),
            _ends(row, language),
            *(
                number(row[name], language, 1) if pd.notna(row[name]) else Cell(word("not-fed", language), "absent")
                for name in names
            ),
        ]
        for row in found.to_dict("records")
    ]
    heads: list[Head] = [
        word("commune", language),
        (word("score-head", language), "num"),
        (word("rating-range", language), "num"),
        *(
            (
                word(
                    "rating-part",
                    language,
                    label=catalogue.indicator(row.indicator).label(language),
                    weight=format_number(row.weight, None, language),
                    full=format_number(100 * row.full_at, None, language),
                ),
                "num",
            )
            for row in weights.itertuples()
        ),
    ]
    grid = table(heads, cells, word("rating-caption", language), kind="sortable", frame=found)
    return join([paragraph(word("rating-about", language)), paragraph(said, "coverage"), _apart(found, language), grid])


def _apart(found: pd.DataFrame, language: str) -> Html:
    whole = found[found["possible"] >= WHOLE - 1e-9]
    if len(whole) < 2:
        return Html("")
    low, high = whole["lower"].to_numpy(dtype=float), whole["upper"].to_numpy(dtype=float)
    first, second = np.triu_indices(len(whole), 1)
    apart = int(((low[first] > high[second]) | (low[second] > high[first])).sum())
    return paragraph(
        word(
            "rating-apart",
            language,
            pairs=format_number(len(first), None, language),
            apart=format_number(apart, None, language),
            same=format_number(len(first) - apart, None, language),
        )
    )


def _points(row: dict[str, float], language: str) -> Cell:
    if pd.isna(row["points"]):
        return Cell("–", "num absent")
    shown = f"{format_number(row['points'], 1, language)} / {format_number(row['possible'], None, language)}"
    return Cell(shown, "num", row["points"])


def _ends(row: dict[str, float], language: str) -> Cell:
    if pd.isna(row["lower"]):
        return Cell("–", "num absent")
    return Cell(
        f"{format_number(row['lower'], 1, language)}–{format_number(row['upper'], 1, language)}", "num", row["lower"]
    )

"""Ratings by an analyst's own table of weights on a page: what each commune's points are built of, and no order.

The order of communes by points follows the weights, so communes keep the order of their codes; where the same parts are
fed, the page says how few points apart two communes may be by luck alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from cchc_analysis import catalogue, scores, store
from cchc_analysis.catalogue import word
from cchc_analysis.display import Cell, Head, Html, join, number, paragraph, table
from cchc_analysis.evidence import commune_page
from cchc_analysis.intervals import find_impossible, interval
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.totals import rates


def load_weights(data: Path | str | None = None) -> pd.DataFrame | None:
    """Return the weights in `units/rating.csv` of the data folder, as `scores.read_weights`; None without such a file."""
    path = store.data_folder(data) / "units" / "rating.csv"
    return scores.read_weights(path) if path.is_file() else None


def rated(frames: TidyFrames, weights: pd.DataFrame) -> pd.DataFrame:
    """Return each commune's points with the range that the luck of few cases leaves.

    Returns
    -------
    The rows of `scores.rating`, and `lower`, `upper`: the points if every rate stood at the low, the high end of its 95 %
    interval; missing without points. Rates of all parts at one end together are less likely than 5 %: the range is wide
    on purpose. And a column of points for each indicator of the weights, missing where the rate is.
    """
    found = scores.rating(frames, weights)
    own = rates(frames)
    own = own[own["indicator"].isin(weights["indicator"]) & ~(own["numerator"] > own["denominator"])]
    ranged = (
        pd.concat([_ranged(str(name), rows) for name, rows in own.groupby("indicator")])
        if len(own)
        else _ranged("", own)
    )
    given = weights.set_index("indicator")
    weight, full = (ranged["indicator"].map(given[column]).astype(float) for column in ("weight", "full_at"))
    for column in ("share", "lower", "upper"):
        ranged[column] = weight * (ranged[column] / full).clip(upper=1)
    parts = ranged.pivot(index="commune_code", columns="indicator", values="share")
    ends = ranged.groupby("commune_code")[["lower", "upper"]].sum(min_count=1)
    found = found.merge(ends, left_on="commune_code", right_index=True, how="left")
    return found.merge(
        parts.reindex(columns=list(weights["indicator"])), left_on="commune_code", right_index=True, how="left"
    )


def _ranged(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one rate with its interval; a share of money has none, and its ends are the share itself."""
    rows = rows.reset_index(drop=True)
    if name and catalogue.indicator(catalogue.indicator(name).denominator).kind == "count":
        rows.loc[find_impossible(rows).index, ["numerator", "denominator"]] = float("nan")
        return interval(rows)
    share = rows["recomputed_pct"] / 100
    return rows.assign(share=share, lower=share, upper=share)


def ratings(frames: TidyFrames, weights: pd.DataFrame | None, language: str = "vi") -> Html:
    """Return the section about the analyst's rating, or the sentence that says how to ask for one.

    Parameters
    ----------
    weights : from `load_weights`.
    """
    if weights is None:
        return paragraph(word("rating-none", language), "muted")
    found = rated(frames, weights)
    names = list(weights["indicator"])
    silent = int(found["points"].isna().sum())
    fed = int((found["possible"] >= scores.WHOLE - 1e-9).sum())
    said = word(
        "rating-coverage", language, whole=format_number(fed, None, language),
        count=format_number(len(found), None, language), none=format_number(silent, None, language),
    )  # fmt: skip
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
        word("commune", language), (word("score-head", language), "num"), (word("rating-range", language), "num"),
        *(
            (
                word(
                    "rating-part", language, label=catalogue.indicator(row.indicator).label(language),
                    weight=format_number(row.weight, None, language), full=format_number(100 * row.full_at, None, language),
                ),
                "num",
            )
            for row in weights.itertuples()
        ),
    ]  # fmt: skip
    grid = table(heads, cells, word("rating-caption", language), kind="sortable", frame=found)
    return join([paragraph(word("rating-about", language)), paragraph(said, "coverage"), _apart(found, language), grid])


def _apart(found: pd.DataFrame, language: str) -> Html:
    whole = found[found["possible"] >= scores.WHOLE - 1e-9]
    if len(whole) < 2:
        return Html("")
    low, high = whole["lower"].to_numpy(dtype=float), whole["upper"].to_numpy(dtype=float)
    first, second = np.triu_indices(len(whole), 1)
    apart = int(((low[first] > high[second]) | (low[second] > high[first])).sum())
    return paragraph(
        word(
            "rating-apart", language, pairs=format_number(len(first), None, language),
            apart=format_number(apart, None, language), same=format_number(len(first) - apart, None, language),
        )
    )  # fmt: skip


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

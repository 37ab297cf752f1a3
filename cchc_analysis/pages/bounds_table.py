"""Bounds of what a blank hides, on a page."""

from __future__ import annotations

from html import escape

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.inference.intervals import FEW_CASES
from cchc_analysis.numerals import format_number
from cchc_analysis.pages.markup import Cell, Head, Html, folded, number, table
from cchc_analysis.pages.side_by_side import share_range
from cchc_analysis.pages.tables import ENOUGH


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
                else Cell(
                    share_range(row.lower_pct / 100, row.upper_pct / 100, language) if row.communes else "–", "num"
                ),
                number(row.without_pct if row.doubtful and not is_few else None, language, 2),
            ]
        )
        if row.missing:
            text = word("bounds-missing", language, label=label, names=row.missing)
            missing.append(f"<p>{escape(text)}</p>")
    heads: list[Head] = [
        word("indicator", language),
        (word("parts", language), "num"),
        (word("rate-head", language), "num"),
        (word("communes-in-it", language), "num"),
        (word("volume-head", language), "num"),
        (word("range-head", language), "num"),
        (word("without-head", language), "num"),
    ]
    grid = table(heads, cells, word("bounds-caption", language), frame=found).html
    note = f'<p class="muted">{escape(word("bounds-note", language))}</p>'
    head = word("bounds-missing-head", language, count=format_number(len(missing), None, language))
    named = folded(head, Html("".join(missing))).html if missing else ""
    return Html(grid + note + named, found)

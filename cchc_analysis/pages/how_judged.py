"""How a page was judged: the catalogue's numbers of method, with their reasons and sources."""

from __future__ import annotations

import pandas as pd

from cchc_analysis.catalogue import word
from cchc_analysis.catalogue.methods import OURS, Method, labels, methods
from cchc_analysis.numerals import format_number
from cchc_analysis.pages.markup import Cell, Head, Html, folded, table


def how_judged(language: str = "vi") -> Html:
    """Return every number of method, folded, in the order of the work: what it is, its value, why, and its source."""
    steps: dict[str, list[Method]] = {step: [] for step in labels("step")}
    for item in methods().values():
        steps[item.step].append(item)
    ordered = [item for items in steps.values() for item in items]
    groups, position = {}, 0
    for step, items in steps.items():
        groups[position] = labels("step")[step][language]
        position += len(items)
    rows = [
        [
            Cell(item.label(language)),
            Cell(item.text(language), "num"),
            Cell(item.why(language)),
            Cell(word("method-ours", language) if item.source == OURS else item.source, "source"),
        ]
        for item in ordered
    ]
    heads: list[Head] = [
        word("method", language),
        (word("method-value", language), "num"),
        word("method-why", language),
        word("source", language),
    ]
    shown = table(heads, rows, word("methods-caption", language), groups=groups, frame=pd.DataFrame(ordered))
    return folded(word("methods-head", language, count=format_number(len(ordered), None, language)), shown)

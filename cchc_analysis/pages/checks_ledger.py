"""The ledger of checks on the pages: each rule on a commune's, how many ran on each report on a quarter's.

Beside it stands how much of the text was understood, and which of its figures were not.
"""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import word
from cchc_analysis.checks.coverage import figures_understood, find_not_understood, own_rules, rules_run
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import file_name, line_address
from cchc_analysis.pages.markup import Cell, Head, Html, folded, join, number, paragraph, table


def ledger(frames: TidyFrames, language: str = "vi") -> Html:
    """Return what was not understood of one commune's reports, and, folded, its figures and what became of each rule."""
    own = own_rules(frames.checks)
    rows = [
        [
            row.rule,
            word(f"outcome-{row.outcome}", language),
            word(f"not-run-{row.reason}", language) if row.reason else "",
            _labels(row.missing, language),
        ]
        for row in frames.checks.itertuples(index=False)
        if row.reason != "not_in_scope"
    ]
    heads = [word(key, language) for key in ("rule", "outcome", "why", "lacking")]
    listed = table(heads, rows, word("checks-caption", language), frame=frames.checks)
    return join([*_warnings(frames, language), *_figures(frames, language), folded(_head(own, language), listed)])


def _figures(frames: TidyFrames, language: str) -> list[Html]:
    """Return how many figures of the text were understood, and, folded, the others with their places."""
    counts, left = figures_understood(frames.figures), frames.figures[~frames.figures["is_understood"]]
    if counts.empty:
        return []
    understood, figures = (format_number(counts[name].sum(), 0, language) for name in ("understood", "figures"))
    said = paragraph(word("figures-understood", language, understood=understood, figures=figures))
    rows = [
        [row.raw, row.quote, Cell(word("line", language, line=row.source_line), href=line_address(row))]
        for row in left.itertuples(index=False)
    ]
    heads = [word(key, language) for key in ("figure", "around", "source")]
    listed = table(heads, rows, word("figures-left-caption", language), frame=left)
    head = word("figures-left", language, count=format_number(len(left), 0, language))
    return [said, folded(head, listed)] if rows else [said]


def coverage(frames: TidyFrames, language: str = "vi") -> Html:
    """Return how many of the rules ran over all reports, what was not understood, and, folded, how many on each report."""
    ran = rules_run(frames.checks)
    names = frames.reports.drop_duplicates("report_id").set_index("report_id")
    rows = [
        [
            names.loc[row.report_id, "commune"],
            file_name(names.loc[row.report_id, "source_file"]),
            number(row.ran, language, 0),
            number(row.rules, language, 0),
        ]
        for row in ran.sort_values("share", kind="stable", na_position="first").itertuples(index=False)
    ]
    heads: list[Head] = [
        word("commune", language),
        word("source", language),
        (word("outcome-run", language), "num"),
        (word("rule", language), "num"),
    ]
    listed = table(heads, rows, word("checks-coverage-caption", language), kind="sortable", frame=ran)
    return join([*_warnings(frames, language), folded(_head(own_rules(frames.checks), language), listed)])


def _head(own: pd.DataFrame, language: str) -> str:
    ran = int((own["outcome"] != "not_run").sum())
    return word(
        "checks-ledger", language, ran=format_number(ran, 0, language), rules=format_number(len(own), 0, language)
    )


def _warnings(frames: TidyFrames, language: str) -> list[Html]:
    return [
        paragraph(
            word(f"not-understood-{item.what}", language, **asdict(item), file=file_name(item.source_file)), "warning"
        )
        for item in find_not_understood(frames)
    ]


def _labels(missing: str, language: str) -> str:
    """Return what a rule lacked in words where the catalogue has them; a measure of the text keeps its name."""
    known = catalogue.indicators()
    return ", ".join(known[name].label(language) if name in known else name for name in missing.split(", "))

"""What became of each statement of the running text: it agrees, it contradicts, or nothing can be held against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.checks import dates, prose, rules
from cchc_analysis.checks.drafts import Draft
from cchc_analysis.checks.sheets import Sheet, read_sheets
from cchc_analysis.observations import TidyFrames

VERDICTS = ("agrees", "contradicts", "unmapped")


def verdicts(frames: TidyFrames) -> pd.DataFrame:
    """Return the statements of reports in use with a column `verdict`.

    Returns
    -------
    The rows of `statements`, in the frames' order, each with

    - contradicts : a finding other than a note rests on it
    - agrees : it is held against something, and everything holds
    - unmapped : no rule holds it against anything that the report gives, or it is of another scope; nothing is guessed
    """
    rows: list[dict[str, Any]] = []
    for sheet in read_sheets(frames):
        refuted = {key for draft in _drafts(sheet) for key in _keys(draft)}
        confirmed = set(_confirmed(sheet))
        for row in sheet.statements:
            key = row.measure, row.quote, int(row.source_line)
            words = "", row.quote, int(row.source_line)
            if key in refuted or words in refuted:
                verdict = "contradicts"
            else:
                verdict = "agrees" if key in confirmed or row.measure in confirmed else "unmapped"
            rows.append(row._asdict() | {"verdict": verdict})
        rows += [row._asdict() | {"verdict": "unmapped"} for row in sheet.apart]
    return pd.DataFrame(rows, columns=[*frames.statements.columns, "verdict"])


def _drafts(sheet: Sheet) -> Iterator[Draft]:
    found = (
        rules.find_broken(sheet),
        prose.find_wrong_shares(sheet),
        prose.find_parts_above_whole(sheet),
        prose.find_wrong_percentages(sheet),
        prose.find_two_figures(sheet),
        dates.find_wrong_windows(sheet),
        dates.find_below_register(sheet),
    )
    for drafts in found:
        yield from (draft for draft in drafts if catalogue.rules()[draft.rule].severity != "note")


def _keys(draft: Draft) -> Iterator[tuple[str, str, int | None]]:
    for figure in draft.figures:
        if figure.name.startswith("prose."):
            yield figure.indicator, figure.words, figure.line
    yield from (("", quote, line) for quote, line in draft.witnesses)


def _confirmed(sheet: Sheet) -> Iterator[str | tuple[str, str, int]]:
    """Yield each measure that something holds against, and holds; of intervals and fractions each one."""
    for case in rules.cases():
        if not rules.is_in_scope(case.rule, sheet):
            continue
        is_held = case.relation.holds(sheet.get, case.rule.missing)
        if case.rule.severity != "note" and is_held:
            yield from (name.removeprefix("prose.") for name in case.relation.names if name.startswith("prose."))
    yield from prose.confirmed(sheet)
    yield from dates.confirmed(sheet)

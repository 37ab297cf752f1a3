"""What contradicts what in a report: figures, sentences, days. Rules are rows of the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from cchc_analysis import catalogue, totals
from cchc_analysis.checks import (
    acts,
    against_others,
    against_past,
    blanks,
    dates,
    effects,
    prose,
    repair,
    rules,
    spans,
    unlike,
)
from cchc_analysis.checks.doubts import Doubts
from cchc_analysis.checks.drafts import Draft, explains, fold, gather, to_row, witnesses
from cchc_analysis.checks.ledger import Reading, ledger
from cchc_analysis.checks.past import own_past, with_past
from cchc_analysis.checks.sheets import Sheet, read_sheets
from cchc_analysis.checks.verdicts import verdicts
from cchc_analysis.findings import to_findings
from cchc_analysis.observations import TidyFrames
from cchc_analysis.reports import ruling

__all__ = ["check", "checked", "verdicts"]


def check(frames: TidyFrames, history: TidyFrames | None = None) -> pd.DataFrame:
    """Return every finding on reports: those of their reading, and what the rules find in their figures and words.

    Parameters
    ----------
    frames : the tidy frames of any number of reports and periods. Reports that another one replaces are left out.
    history : reports of earlier periods, which reports are held against beside those in `frames`.

    Returns
    -------
    The frame `findings`, the surest first, then what moves a total most, then in the reports' order. `quotes` and
    `source_lines` hold all that a rule read, one pair per place. Where one finding explains another, the other's words
    are among its own and it has no row.

    Raises
    ------
    CatalogueError : a rule that cannot be read or names what the catalogue does not know.

    Notes
    -----
    Nothing is carried from an earlier call: findings of rules that the frames hold already are made anew.
    """
    return _check(frames, history)[0]


def checked(frames: TidyFrames, history: TidyFrames | None = None) -> TidyFrames:
    """Return frames with every finding, see `check`, and the ledger `checks`: what each rule came to on each report."""
    findings, readings = _check(frames, history)
    return replace(frames, findings=findings, checks=ledger(readings))


def _check(frames: TidyFrames, history: TidyFrames | None) -> tuple[pd.DataFrame, list[Reading]]:
    """Return the findings, and of each report in use what its ledger is made of."""
    is_given = frames.findings["rule"].map(lambda name: catalogue.rules()[name].file in rules.GIVEN).astype(bool)
    rows = _surest(frames.findings[is_given].to_dict("records"))
    of_reading: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        of_reading[row["report_id"]].append(row)
    read = list(read_sheets(frames))
    earlier = [*read_sheets(history), *read] if history else read
    pasts = _pasts(read, earlier)
    sheets = [with_past(sheet, past) for sheet, past in zip(read, pasts, strict=True)]
    totals_of, moved = effects.sum_up(sheets), dict[int, float]()
    readings, drafts_of = _drafts(sheets, pasts, earlier, frames)
    for sheet, reading, drafts in zip(sheets, readings, drafts_of, strict=True):
        own = of_reading[sheet.report.report_id]
        reading.found |= {row["rule"] for row in own} | {draft.rule for draft in drafts}
        drafts, folded = fold(gather(repair.with_repairs(drafts, sheet)), own)
        for draft in drafts:
            rows.append(to_row(draft, sheet, _explained(draft, folded)))
            moved[len(rows) - 1] = effects.effect(draft, sheet, totals_of)
        for row in own:
            for quote, line in witnesses(folded.get(row["rule"], [])):
                if line not in row["source_lines"]:
                    row["quotes"], row["source_lines"] = [*row["quotes"], quote], [*row["source_lines"], line]
    order = sorted(range(len(rows)), key=lambda number: -moved.get(number, 0.0))
    return to_findings([rows[number] for number in order]), readings


def _surest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return findings of reading without those that another one of the same report explains."""
    made = {(row["report_id"], row["rule"]) for row in rows}
    roots = {name: rule.folds_under for name, rule in catalogue.rules().items() if rule.file in rules.GIVEN}
    return [row for row in rows if not any((row["report_id"], root) in made for root in roots[row["rule"]])]


def _pasts(sheets: list[Sheet], earlier: list[Sheet]) -> list[list[Sheet]]:
    """Return the earlier sheets of each sheet's commune, in order of period."""
    of_commune: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in earlier:
        of_commune[sheet.report.commune_code].append(sheet)
    return [own_past(sheet, of_commune[sheet.report.commune_code]) for sheet in sheets]


def _drafts(
    sheets: list[Sheet], pasts: list[list[Sheet]], earlier: list[Sheet], frames: TidyFrames
) -> tuple[list[Reading], list[list[Draft]]]:
    """Return how each sheet was read and its drafts. What is judged among many, as counts against the past, is so here."""
    rates, far = _rates(frames)
    money, rows = against_others.amounts(earlier), unlike.rows_by_period(sheets)
    doubts = Doubts(money)
    found: list[list[Draft]] = []
    readings: list[Reading] = []
    counts: dict[tuple[str, str], list[against_past.Count]] = defaultdict(list)
    for number, (sheet, past) in enumerate(zip(sheets, pasts, strict=True)):
        key = sheet.report.period, sheet.report.commune_code
        readings.append(Reading(sheet, set(), rates.get(key, []), len(past)))
        own = [draft for draft in _of_report(sheet, rates.get(key, [])) if not doubts.bear(draft, past)]
        if past:
            own += against_past.find_copied(sheet, past)
            own += blanks.find_blanks(sheet, past)
            own += [draft for draft in spans.find_spans(sheet, past) if not doubts.bear(draft, past)]
            own += unlike.find_slips_of_past(sheet, past)
            for name, count in against_past.counts_with_past(number, sheet, past):
                counts[sheet.report.period, name].append(count)
        own += against_others.find_money_units(sheet, past, money)
        own += rows[sheet.report.period, sheet.report.edition].find(sheet)
        own += against_others.find_far(sheet, rates.get(key, []), far)
        found.append(own)
    for own_counts in counts.values():
        for number, draft in against_past.find_unusual(own_counts):
            found[number].append(draft)
    known = catalogue.rules()
    return readings, [
        [draft for draft in own if rules.is_in_scope(known[draft.rule], sheet)]
        for sheet, own in zip(sheets, found, strict=True)
    ]


def _of_report(sheet: Sheet, rates: list[Any]) -> Iterator[Draft]:
    yield from rules.find_rates(sheet, rates)
    yield from rules.find_broken(sheet)
    yield from prose.find_wrong_shares(sheet)
    yield from prose.find_parts_above_whole(sheet)
    yield from prose.find_wrong_percentages(sheet)
    yield from prose.find_two_figures(sheet)
    yield from dates.find_wrong_windows(sheet)
    yield from dates.find_below_register(sheet)
    yield from dates.find_wrong_directives(sheet)
    yield from dates.find_old_or_early(sheet)
    yield from acts.find_replaced_acts(sheet)


def _explained(draft: Draft, folded: dict[str, list[Draft]]) -> list[Draft]:
    return [other for other in folded.get(draft.rule, []) if explains(draft, other)]


def _rates(frames: TidyFrames) -> tuple[dict[tuple[str, str], list[Any]], dict[tuple[str, str, str], float]]:
    """Return the rows of `totals.rates` by period and commune, and the far ones with their period, see `peers`."""
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    far: dict[tuple[str, str, str], float] = {}
    for period, reports in ruling(frames.reports).groupby("period"):
        own = frames.observations[frames.observations["report_id"].isin(reports["report_id"])]
        rates = totals.rates(replace(frames, reports=reports, observations=own))
        far |= {(str(period), *key): share for key, share in against_others.find_far_rates(rates).items()}
        for row in rates.itertuples(index=False):
            found[str(period), row.commune_code].append(row)
    return found, far

"""How much the silence of the checks is worth: which share of the rules ran, what of a report was not understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.observations import TidyFrames
from cchc_analysis.reports import ruling

# Rules of one report on its own: what compares it with its past or with others says nothing of how well it was read.
_OWN = range(1, 5)
# A report is called clean only if this share of them ran. Seen: 0.60 to 0.90 of complete reports that agree with
# themselves, 0.07 to 0.25 of those with empty forms.
ENOUGH = 0.5
# The same of the figures of its text that were understood.
ENOUGH_FIGURES = method("figures_understood").value
# The part of the outline that holds the results.
_RESULTS = "II"


@dataclass(frozen=True)
class NotUnderstood:
    """A piece of a report that gave nothing, or too little: `what` is text, figures, form or scan, `form` the form's number.

    Of figures of the text `understood` is how many were, of so many (`figures`).
    """

    report_id: str
    source_file: str
    what: str
    form: str = ""
    understood: int = 0
    figures: int = 0


def own_rules(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the ledger that tell how much of a report was compared: rules of its own edition and scope."""
    levels = checks["rule"].map({name: rule.level for name, rule in catalogue.rules().items()})
    return checks[levels.isin(_OWN) & ~checks["reason"].isin(("not_in_scope", "not_in_edition"))]


def further_rules(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the ledger of rules that hold a report against its past and against other communes."""
    levels = checks["rule"].map({name: rule.level for name, rule in catalogue.rules().items()})
    return checks[levels.gt(max(_OWN)) & (checks["reason"] != "not_in_scope")]


def rules_run(checks: pd.DataFrame) -> pd.DataFrame:
    """Return a row per report: how many of its own rules `ran`, of how many (`rules`), and the `share`.

    Returns
    -------
    `report_id`, `commune_code`, `ran`, `rules`, `share` (0-1), reports in the ledger's order; a report for which the
    catalogue has no rule has 0 of 0 and a missing share.
    """
    own = own_rules(checks)
    counts = own.assign(ran=own["outcome"] != "not_run").groupby("report_id")["ran"].agg(["sum", "count"])
    reports = checks[["report_id", "commune_code"]].drop_duplicates().set_index("report_id")
    counts = counts.reindex(reports.index, fill_value=0)
    table = reports.assign(ran=counts["sum"].astype(int), rules=counts["count"].astype(int))
    return table.assign(share=table["ran"] / table["rules"].where(table["rules"] > 0)).reset_index()


def figures_understood(figures: pd.DataFrame) -> pd.DataFrame:
    """Return a row per report whose text has figures: how many of them were `understood`, of how many (`figures`).

    Returns
    -------
    `report_id`, `understood`, `figures`, reports in the frame's order.
    """
    counts = figures.groupby("report_id", sort=False)["is_understood"].agg(["sum", "count"]).reset_index()
    return counts.rename(columns={"sum": "understood", "count": "figures"}).astype({"understood": int, "figures": int})


def find_not_understood(frames: TidyFrames) -> Iterator[NotUnderstood]:
    """Yield what gave nothing: the results of a text, a form of which no row is there or can be read, a scan.

    Of a text of whose figures less than the share `figures_understood` of `methods.toml` was understood, too.
    """
    reports = ruling(frames.reports)
    layouts = reports["edition"].map({name: edition.layout for name, edition in catalogue.editions().items()})
    stated = frames.statements["section"].str.split(".").str[0] == _RESULTS
    with_results = set(frames.statements.loc[stated, "report_id"])
    rows = frames.observations.assign(is_empty=frames.observations["status"].isin(("absent", "unreadable")))
    empty = rows.groupby(["report_id", "form"], sort=False)["is_empty"].all()
    forms = empty[empty].reset_index().groupby("report_id")["form"].agg(list).to_dict()
    has_figure = set(rows.loc[rows["status"] == "reported", "report_id"])
    recognised = set(rows.loc[rows["confidence"].notna(), "report_id"]) | set(frames.scans["report_id"])
    read = {row.report_id: row for row in figures_understood(frames.figures).itertuples(index=False)}
    for report, layout in zip(reports.itertuples(index=False), layouts, strict=True):
        key = report.report_id, report.source_file
        if layout != "table" and report.report_id not in with_results:
            yield NotUnderstood(*key, "text")
        elif (own := read.get(report.report_id)) and own.understood < ENOUGH_FIGURES * own.figures:
            yield NotUnderstood(*key, "figures", "", own.understood, own.figures)
        if report.report_id in recognised and report.report_id not in has_figure:
            yield NotUnderstood(*key, "scan")
        for form in forms.get(report.report_id, ()):
            yield NotUnderstood(*key, "form", form)


def is_telling(frames: TidyFrames) -> bool:
    """Return whether the silence of the checks means something for every report: enough rules ran, all was understood."""
    table = rules_run(frames.checks)
    return len(table) > 0 and bool((table["share"] >= ENOUGH).all()) and not any(find_not_understood(frames))

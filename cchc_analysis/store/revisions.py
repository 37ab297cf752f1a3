"""Which of several reports of one commune rules, and what the others leave behind."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pandas as pd

from cchc_analysis.findings import Finding, finding_rows, sort_findings, to_findings
from cchc_analysis.observations import TidyFrames

TABLES = tuple(field.name for field in fields(TidyFrames))
_REPORT = ["commune_code", "period", "edition"]
# Findings that compare reports with each other: made at each update, not with the reading of one file.
COMPARED = ("file-same", "file-simulated", "file-two-reports", "report-replaced", "report-kept")


def choose(parts: list[TidyFrames], copies: dict[str, list[str]]) -> TidyFrames:
    """Return the frames of all files with one ruling report for each commune and edition.

    Of several, the one with the latest date rules. Where dates do not tell them apart none does: a guess would show one
    of two figures with confidence.
    """
    every = {table: pd.concat([getattr(part, table) for part in parts], ignore_index=True) for table in TABLES}
    reports, observations = every["reports"], every["observations"]
    found: list[dict[str, Any]] = []
    for index, sha256 in reports["sha256"].drop_duplicates().items():
        if others := ", ".join(copies[sha256][1:]):
            row = reports.loc[index]
            finding = Finding("file-same", others, row["source_file"])
            found += finding_rows([finding], _given(row["commune_code"]), _given(row["period"]), row["report_id"])
    is_read = reports["status"] == "read"
    made_up = is_read & reports["is_simulated"]
    if made_up.any() and not made_up[is_read].all():
        reports.loc[made_up, "status"] = "refused"
        for _, row in reports[made_up].iterrows():
            finding = Finding("file-simulated", row["source_file"])
            found += finding_rows([finding], row["commune_code"], row["period"], row["report_id"])
        is_read &= ~made_up
    for _, group in reports[is_read & reports.duplicated(_REPORT, keep=False)].groupby(_REPORT):
        if len(group) == 1:
            continue
        ruling = group.index[group["doc_date"] == group["doc_date"].max()]
        if group["doc_date"].isna().any() or len(ruling) != 1:
            reports.loc[group.index, "status"] = "refused"
            found += _compared(reports, group.index[0], "file-two-reports", group["commune"].iloc[0], *group.index)
        else:
            others = group.index.difference(ruling)
            reports.loc[others, "status"] = "replaced"
            changed = sum(_changed(observations, reports.loc[ruling[0]], reports.loc[other]) for other in others)
            found += _compared(reports, ruling[0], "report-replaced", "", *others, changed=changed)
    # A report that does not rule leaves no figure and no question behind, only its row and the reason.
    gone = reports.loc[(reports["status"] != "read") & reports["edition"].notna(), "report_id"]
    left = {table: rows[~rows["report_id"].isin(gone)] for table, rows in every.items()}
    return _with_findings(TidyFrames(**left | {"reports": reports}), found)


def follow(frames: TidyFrames, old: TidyFrames) -> TidyFrames:
    """Return frames with what the last update had and these files no longer give.

    A report that another one replaces keeps its row. A report whose file has become unreadable stays as it was last read,
    and a finding says so.
    """
    reports, found = frames.reports, []
    current = reports[reports["status"] == "read"].set_index(_REPORT)["report_id"]
    past = old.reports[~old.reports["sha256"].isin(reports["sha256"]) & (old.reports["status"] != "refused")]
    has_successor = pd.MultiIndex.from_frame(past[_REPORT]).isin(current.index)
    broken = past["source_file"].isin(reports.loc[reports["status"] == "refused", "source_file"])
    kept = rows_of(old, past.loc[~has_successor & broken & (past["status"] == "read"), "report_id"])
    for row in kept.reports.itertuples():
        finding = Finding("report-kept", row.source_file)
        found += finding_rows([finding], row.commune_code, row.period, row.report_id)
    past = past[has_successor]
    for index in past.index[past["status"] == "read"]:
        successor = reports[reports["report_id"] == current[tuple(past.loc[index, _REPORT])]].iloc[0]
        changed = _changed(pd.concat([frames.observations, old.observations]), successor, past.loc[index])
        found += _compared(past, index, "report-replaced", "", index, changed=changed, report_id=successor["report_id"])
    # What earlier updates said of reports that are no longer here.
    gone = set(past.loc[past["status"] == "replaced", "report_id"])
    replaced = dict(iter(old.reports[old.reports["status"] == "replaced"].groupby(_REPORT)))
    said = old.findings[(old.findings["rule"] == "report-replaced") & old.findings["report_id"].isin(current)]
    keys = {report_id: key for key, report_id in current.items()}
    again = frames.findings.to_dict("records")
    found += [
        row
        for row in said.to_dict("records")
        if (own := replaced.get(keys[row["report_id"]])) is not None
        and _tells_of(row["expected"], own, gone)
        and row not in again
    ]
    reports = pd.concat([reports, kept.reports, past.assign(status="replaced")], ignore_index=True)
    return _with_findings(replace(TidyFrames.concat([frames, kept]), reports=reports), found)


def rows_of(frames: TidyFrames, report_ids: pd.Series) -> TidyFrames:
    """Return the rows of some reports; findings that compare reports are made anew and stay out."""
    every = {table: getattr(frames, table) for table in TABLES}
    own = {table: rows[rows["report_id"].isin(report_ids)] for table, rows in every.items()}
    return TidyFrames(**own | {"findings": own["findings"][~own["findings"]["rule"].isin(COMPARED)]})


def _compared(
    reports: pd.DataFrame,
    index: int,
    rule: str,
    found: str,
    *others: int,
    changed: int = 0,
    report_id: str | None = None,
) -> list[dict[str, Any]]:
    """Return the finding that tells which reports of a commune stand against which."""
    row = reports.loc[index]
    names = ", ".join(_named(reports.loc[other]) for other in others)
    finding = Finding(rule, found, names, values={"changed": changed})
    return finding_rows([finding], row["commune_code"], row["period"], report_id or row["report_id"])


def _named(report: Any) -> str:
    """Return a report's file as findings name it, with its number and date."""
    if pd.isna(report.doc_date):
        return str(report.source_file)
    return f"{report.source_file} ({report.doc_number or '-'}, {report.doc_date:%d/%m/%Y})"


def _tells_of(expected: str, replaced: pd.DataFrame, gone: set[str]) -> bool:
    """Return whether a finding names reports one of which is gone: it names one, or several that stand together."""
    names = [_named(report) for report in replaced.itertuples()]
    is_gone = replaced["report_id"].isin(gone).tolist()
    spans = [(start, end) for end in range(1, len(names) + 1) for start in range(end)]
    return any(any(is_gone[start:end]) and ", ".join(names[start:end]) == expected for start, end in spans)


def _given(value: str) -> str | None:
    return None if pd.isna(value) else value


def _changed(observations: pd.DataFrame, new: pd.Series, old: pd.Series) -> int:
    """Return how many indicators have another value or status in the new report."""
    columns = ["indicator", "value", "status"]
    both = [observations.loc[observations["report_id"] == report["report_id"], columns] for report in (new, old)]
    merged = both[0].merge(both[1], on="indicator", how="outer", suffixes=("", "_old"), validate="one_to_one")
    same = (merged["status"] == merged["status_old"]) & (
        (merged["value"] == merged["value_old"]) | (merged["value"].isna() & merged["value_old"].isna())
    )
    return int((~same).sum())


def _with_findings(frames: TidyFrames, rows: list[dict[str, Any]]) -> TidyFrames:
    findings = pd.concat([frames.findings, to_findings(rows)], ignore_index=True) if rows else frames.findings
    return replace(frames, findings=sort_findings(findings))

"""Two views of communes that merged: as reported, and on today's map.

On today's map the counts of communes that went whole into one are added, and rates follow from the sums. Where a commune
was split, its cases cannot be told apart: its successors have no value unless the analyst says which share went where.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.communes.registry import REFORM
from cchc_analysis.communes.successors import unchanged
from cchc_analysis.observations import TidyFrames, to_frame
from cchc_analysis.periods import Period
from cchc_analysis.reports import ReportId, commune_names, ruling

WEIGHT_COLUMNS = ["old_code", "new_code", "weight"]


def is_before(period: Period) -> bool:
    """Return whether a period ended before the communes of today came to be."""
    return period.last_day < REFORM


def territories(successors: pd.DataFrame, weights: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return how comparable each of today's communes is with what it was made of.

    Returns
    -------
    A row per new commune that the table knows, in order of code: `commune_code`, `commune`, `province`, `predecessors`
    (names joined), `count` of them, and `territory`: "same" (nothing changed but perhaps the name), "merged" (whole
    communes only), "weighted" (parts, with the analyst's weights), or "split" (parts: not comparable).
    """
    given = weights if weights is not None else pd.DataFrame(columns=WEIGHT_COLUMNS)
    is_whole = successors["part"] == "whole"
    known = successors.assign(whole=is_whole, known=is_whole | successors["old_code"].isin(given["old_code"]))
    found = known.groupby(["new_code", "new_name", "new_province"], sort=True, as_index=False).agg(
        predecessors=("old_name", ", ".join), count=("old_name", "size"), whole=("whole", "all"), known=("known", "all")
    )
    code = found["new_code"]
    kinds = [code.isin(unchanged(successors)), found["whole"], code.isin(given["new_code"]) & found["known"]]
    found["territory"] = np.select(kinds, ["same", "merged", "weighted"], "split")
    names = {"new_code": "commune_code", "new_name": "commune", "new_province": "province"}
    return found.rename(columns=names).drop(columns=["whole", "known"])


def on_todays_map(
    frames: TidyFrames, successors: pd.DataFrame, weights: pd.DataFrame | None = None
) -> tuple[TidyFrames, pd.DataFrame]:
    """Return the frames of one period on today's map, and what could not be brought there.

    Parameters
    ----------
    frames : of one period; of today's communes they come back as they are.
    weights : from `read_weights`; a count with weights may be no whole number, and no test is made of it.

    Returns
    -------
    frames : observations that add up (the catalogue says which), a row per new commune × indicator, `status` "derived"
        where communes were added, "blank" where one of them gave no value: a sum without it would be a figure of another
        territory. Printed rates, choices and titles have no sum and stay behind.
    gaps : `commune_code`, `commune`, `reason` ("split", "incomplete", or "unknown" for a reporting commune that the
        table does not have), `names` of the communes behind it.
    """
    periods = set(frames.observations["period"])
    if not periods or not is_before(Period.parse(next(iter(periods)))):
        return frames, pd.DataFrame(columns=["commune_code", "commune", "reason", "names"])
    read = ruling(frames.reports)
    names = commune_names(read)
    kinds = territories(successors, weights).set_index("commune_code")
    touched = successors[successors["old_code"].isin(names.index)]
    own = kinds.loc[sorted(set(touched["new_code"]))]
    gaps = [(code, names[code], "unknown", names[code]) for code in names.index.difference(successors["old_code"])]
    gaps += [
        (row.Index, row.commune, "split", row.predecessors) for row in own[own["territory"] == "split"].itertuples()
    ]
    usable = successors[successors["new_code"].isin(own.index[own["territory"] != "split"])]
    shares = usable.assign(weight=1.0) if weights is None else _shares(usable, weights)
    absent = shares[~shares["old_code"].isin(names.index)]
    incomplete = absent.groupby("new_code")["old_name"].agg(", ".join)
    gaps += [(code, own.loc[code, "commune"], "incomplete", text) for code, text in incomplete.items()]
    shares = shares[~shares["new_code"].isin(incomplete.index)]
    moved = _move(frames, shares, own)
    return moved, pd.DataFrame(gaps, columns=["commune_code", "commune", "reason", "names"])


def _shares(usable: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    merged = usable.merge(weights, on=["old_code", "new_code"], how="left", validate="one_to_one")
    return merged.assign(weight=merged["weight"].fillna(1.0))


def _move(frames: TidyFrames, shares: pd.DataFrame, own: pd.DataFrame) -> TidyFrames:
    adding = [name for name, known in catalogue.indicators().items() if known.adds == "sum"]
    rows = frames.observations[frames.observations["indicator"].isin(adding)]
    rows = rows.merge(shares[["old_code", "new_code", "weight"]], left_on="commune_code", right_on="old_code")
    # An indicator that one of the communes has no row for has no sum either.
    expected = shares.groupby("new_code").size()
    rows["value"] = rows["value"] * rows["weight"]
    groups = rows.groupby(["new_code", "indicator"], sort=False)
    total = groups["value"].agg(lambda values: values.sum(skipna=False))
    is_whole = groups.size() == expected.reindex(total.index.get_level_values(0)).to_numpy()
    total = total.where(is_whole)
    first = groups.first()
    alone = groups.size() == 1
    result = first.assign(
        value=total,
        status=pd.Series("derived", index=total.index).where(total.notna(), "blank"),
        source_file=groups["source_file"].agg(lambda files: "; ".join(dict.fromkeys(files))),
    )
    keep = alone & (first["weight"] == 1)
    result["status"] = first["status"].where(keep & is_whole, result["status"])
    result["raw"] = first["raw"].where(keep, "")
    result["confidence"] = float("nan")
    result[["source_page", "source_line"]] = result[["source_page", "source_line"]].where(keep, pd.NA)
    result = result.drop(columns=["commune_code", "old_code", "weight"]).reset_index()
    result = result.rename(columns={"new_code": "commune_code"})
    result["report_id"] = [
        str(ReportId.on_todays_map(Period.parse(period), code))
        for period, code in zip(result["period"], result["commune_code"], strict=True)
    ]
    reports = _reports(frames, shares, own)
    columns = list(frames.observations.columns)
    observations = to_frame(result[columns].to_dict("records"), "observations")
    return TidyFrames(reports, observations, to_frame([], "findings"))


def _reports(frames: TidyFrames, shares: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    read = ruling(frames.reports)
    read = read.merge(shares[["old_code", "new_code"]], left_on="commune_code", right_on="old_code")
    records = []
    for code, group in read.groupby("new_code"):
        first = group.iloc[0]
        records.append(
            {
                **{column: first[column] for column in ("period", "edition", "sha256", "media", "reader")},
                "report_id": str(ReportId.on_todays_map(Period.parse(first["period"]), str(code))),
                "commune_code": code,
                "commune": own.loc[code, "commune"],
                "province": own.loc[code, "province"],
                "source_file": "; ".join(dict.fromkeys(group["source_file"])),
                "status": "read",
                "is_simulated": bool(group["is_simulated"].any()),
            }
        )
    return to_frame(records, "reports")

"""Three communes of one district, with only the figures that a test names."""

from cchc_analysis.findings import Finding, finding_rows, to_findings
from cchc_analysis.observations import TidyFrames

CODES = {"11281": "Xã Chi Lăng Bắc", "11284": "Xã Chi Lăng Nam", "11263": "Xã Đoàn Kết"}


def district(quarter, figures, findings=()):
    """Return three communes' frames: blank forms but for `figures`, indicator → value, None or "?" for each commune."""
    parts = []
    for index, (code, name) in enumerate(CODES.items()):
        report_id = f"{code}-2023-Q1-test"
        report = quarter.reports.assign(commune_code=code, commune=name, report_id=report_id)
        rows = quarter.observations.assign(commune_code=code, report_id=report_id, value=None, status="blank", raw="")
        rows = rows.astype({"value": float})
        for indicator, values in figures.items():
            at = rows["indicator"] == indicator
            if values[index] == "?":
                rows.loc[at, ["status", "raw"]] = ["unreadable", "7l6"]
            elif values[index] is not None:
                rows.loc[at, ["status", "raw"]] = ["reported", f"{values[index]:g}".replace(".", ",")]
                rows.loc[at, "value"] = values[index]
        own = [item for owner, item in findings if owner == code]
        parts.append(
            TidyFrames(
                report, rows, to_findings(finding_rows(own, code, "2023-Q1", report_id)).assign(severity="verify")
            )
        )
    return TidyFrames.concat(parts)


def contradicted(code, *indicators):
    values = {"form": "3", "code": "3.3.2", "label": "Hồ sơ"}
    return code, Finding("row-other-code", "3.3.3", "3.3.2", indicators, ("Hồ sơ",), (1,), values)

"""Rows right and seconds a file for the report in each format that is shipped with the tests."""

from __future__ import annotations

import csv
import statistics
import time
from pathlib import Path

from cchc_analysis.parsing.report import read_report

ROOT = Path(__file__).resolve().parent.parent
SPECIMENS = ROOT / "tests" / "specimens"
NAME = "chi-lang-bac-2023-q1"


def main() -> None:
    with (SPECIMENS / f"{NAME}.expected.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    files = [SPECIMENS / f"{NAME}.txt", ROOT / "data/raw/2023-Q1" / f"{NAME}.docx", SPECIMENS / f"{NAME}.xlsx"]
    read_report(files[0])
    for file in files:
        seconds = []
        for _ in range(7):
            start = time.perf_counter()
            observations = read_report(file).observations
            seconds.append(time.perf_counter() - start)
        right = 0
        for want, row in zip(expected, observations.itertuples(), strict=True):
            blank = not want["value"] and row.status == "blank"
            right += blank or (row.status == "reported" and want["value"] and float(want["value"]) == row.value)
        print(f"{file.suffix}: {right} of {len(expected)} rows right, {statistics.median(seconds):.3f} s")


if __name__ == "__main__":
    main()

"""A country of made-up figures, 3,321 communes × 40 quarters × 110 indicators (14.6 million rows): seconds and memory.

The figures are drawn from one seed and marked as simulated; they lie in the store's own layout, in a temporary folder, after
July 2025. Each measurement is a process of its own; seconds are of the work, after imports, done twice: the first time with
what a process reads once, again as every further page of a run does it; beside them the peak of its memory.
`pandas`, `duckdb` and `polars` read the same files and do what a few lines of each do well: rates and Wilson's intervals, the
pooled rate, shrinkage and the difference to the last quarter. Exact limits, rank intervals and exact tests are ours alone.

For the two others: `uv pip install duckdb polars` (or `pip install`) into `.venv`; without them their lines are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import national_work
import numpy as np
import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.communes import registry
from cchc_analysis.observations import COLUMNS, TidyFrames, to_frame
from cchc_analysis.periods import Period
from cchc_analysis.store import parquet

EDITION = "commune-2023"
INDICATORS = 110
FIRST = Period(2025, "Q3")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--communes", type=int, default=3321)
    parser.add_argument("--periods", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="build here, or measure what lies here already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = given.keep or Path(scratch) / "data"
        if not (data / "tidy").is_dir():
            start = time.perf_counter()
            build(data, given.communes, given.periods, given.seed)
            print(f"built in {time.perf_counter() - start:.0f} s")
        measure(data, given.rounds)


def measure(data: Path, rounds: int) -> None:
    """Print the medians of seconds and of peak memory of each piece of work, rounds in turns."""
    files = list((data / "tidy").glob("*/observations.parquet"))
    rows = sum(national_work.rows_in(file) for file in files)
    size = sum(file.stat().st_size for file in files) / 2**20
    print(f"{rows:,} simulated rows in {len(files)} periods, {size:.1f} MiB")
    found: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(rounds):
        for name in national_work.WORK:
            command = [sys.executable, str(Path(national_work.__file__)), name, str(data)]
            ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
            if ran.returncode:
                print(f"{name:12} left out: {ran.stderr.strip().splitlines()[-1]}")
                continue
            answer = json.loads(ran.stdout.splitlines()[-1])
            found.setdefault(name, []).append((answer["first"], answer["again"], answer["peak_mib"]))
    medians = {name: np.median(runs, axis=0) for name, runs in found.items()}
    print("work            first    again   again, of pandas'   peak MiB   all, again")
    for name, (first, again, peak) in medians.items():
        of_pandas = again / medians["pandas"][1]
        listed = " ".join(f"{run[1]:.3f}" for run in found[name])
        print(f"{name:12} {first:8.3f} {again:8.3f} {of_pandas:19.2f} {peak:10.0f}   {listed}")


def build(data: Path, communes: int, periods: int, seed: int) -> None:
    """Write the tidy frames of so many communes and quarters, made up from one seed."""
    chance = np.random.default_rng(seed)
    known = sorted(registry._units(True), key=lambda unit: unit.code)[:communes]
    entries = [entry for entry in catalogue.editions()[EDITION].entries if entry.indicator in catalogue.indicators()]
    entries = sorted(entries, key=lambda entry: catalogue.indicator(entry.indicator).kind in ("section", "choice"))
    names = [entry.indicator for entry in entries[:INDICATORS]]
    sizes = np.exp(chance.normal(5.5, 1.0, len(known)))
    skill = chance.beta(60, 4, (len(known), len(names)))
    scale = chance.lognormal(0, 0.7, len(names))
    year, quarter = FIRST.year, int(FIRST.part[1])
    for _ in range(periods):
        period = Period(year, f"Q{quarter}")
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
        (data / "raw" / str(period)).mkdir(parents=True)
        values = _values(chance, names, sizes, skill, scale)
        parquet.write(_frames(known, period, entries[:INDICATORS], values), data / "tidy" / str(period))


def _values(chance, names, sizes, skill, scale):  # type: ignore[no-untyped-def]
    """Return whole numbers, communes down and indicators across; a part is at most its whole; one in fifty is blank."""
    place = {name: column for column, name in enumerate(names)}
    values = chance.poisson(sizes[:, None] * scale).astype(float)
    for rate in catalogue.indicators().values():
        if rate.numerator in place and rate.denominator in place:
            over, under = place[rate.numerator], place[rate.denominator]
            values[:, over] = chance.binomial(values[:, under].astype(int), skill[:, over])
            if rate.indicator in place:
                with np.errstate(invalid="ignore", divide="ignore"):
                    values[:, place[rate.indicator]] = np.round(100 * values[:, over] / values[:, under], 1)
    values[chance.random(values.shape) < 0.02] = np.nan
    return values


def _frames(known, period, entries, values):  # type: ignore[no-untyped-def]
    codes = [unit.code for unit in known]
    files = {
        province: f"{period}/{i:02}.csv" for i, province in enumerate(sorted({u.province for u in known}), start=1)
    }
    report_ids = [f"{code}-{period}-simulated" for code in codes]
    sources = [files[unit.province] for unit in known]
    reports = to_frame(
        [
            {
                "report_id": report,
                "commune_code": unit.code,
                "commune": unit.name,
                "province": unit.province,
                "period": str(period),
                "edition": EDITION,
                "source_file": source,
                "sha256": f"simulated-{period}",
                "media": "csv",
                "reader": "simulated",
                "status": "read",
                "is_simulated": True,
            }
            for unit, report, source in zip(known, report_ids, sources, strict=True)
        ],
        "reports",
    )
    count, wide = len(codes), len(entries)
    value = values.ravel()
    is_known = ~np.isnan(value)
    raw = np.char.replace(np.char.mod("%g", np.nan_to_num(value)), ".", ",")
    columns = {
        "commune_code": np.repeat(codes, wide),
        "period": str(period),
        "indicator": np.tile([entry.indicator for entry in entries], count),
        "value": value,
        "unit": np.tile([catalogue.indicator(entry.indicator).unit_vi for entry in entries], count),
        "status": np.where(is_known, "reported", "blank"),
        "raw": np.where(is_known, raw, ""),
        "form": np.tile([entry.form for entry in entries], count),
        "code": np.tile([entry.code for entry in entries], count),
        "edition": EDITION,
        "report_id": np.repeat(report_ids, wide),
        "source_file": np.repeat(sources, wide),
        "source_page": pd.NA,
        "source_line": np.tile(np.arange(1, wide + 1), count),
        "confidence": np.nan,
    }
    table = pd.DataFrame(columns).astype(COLUMNS["observations"])
    return TidyFrames(reports, table, *(to_frame([], name) for name in ("findings", "statements", "directives")))


if __name__ == "__main__":
    main()

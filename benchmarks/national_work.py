"""The pieces of work that `national.py` measures, each run as `national_work.py NAME DATA` in a process of its own.

commune : what a commune's page shows of its own report: its rows, rates, totals, forms, points.
standing : what it shows of the commune among its peers: every headline rate of its province's communes, judged.
province : a province's quarter: coverage, totals, rates, ranges, all rates judged.
comparison : every commune of the newest period: rates, intervals, funnels, shrinkage, rank intervals, changes.
pandas, duckdb, polars : rates, Wilson's intervals, pooled rate, shrinkage and difference of the same two periods.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq


def rows_in(file: Path) -> int:
    """Return the number of rows of a file."""
    return int(pq.ParquetFile(file).metadata.num_rows)


def last_two(data: Path):  # type: ignore[no-untyped-def]
    """Return the newest period and the one before."""
    from cchc_analysis import store

    before, newest = store.periods(data)[-2:]
    return before, newest


def commune(data: Path) -> Callable[[], object]:
    from cchc_analysis import store, totals
    from cchc_analysis.comparing import scores

    _, newest = last_two(data)

    def work() -> object:
        frames = store.load(newest, data, commune_code="09025")
        return totals.headline(frames), totals.rates(frames), totals.status_counts(frames), scores.score(frames)

    return work


def standing(data: Path) -> Callable[[], object]:
    from cchc_analysis import store, totals
    from cchc_analysis.comparing.headline_rates import comparable_rates, with_verdicts

    _, newest = last_two(data)

    def work() -> object:
        frames = store.load(newest, data, province=province_of(newest, data), indicators=totals.rate_parts())
        return [with_verdicts(rows) for rows in comparable_rates(frames).values()]

    return work


def province(data: Path) -> Callable[[], object]:
    from cchc_analysis import store, totals
    from cchc_analysis.comparing import bounds
    from cchc_analysis.comparing.headline_rates import comparable_rates, with_verdicts

    _, newest = last_two(data)

    def work() -> object:
        frames = store.load(newest, data, province=province_of(newest, data))
        roster = totals.coverage(frames)
        every = [with_verdicts(rows) for rows in comparable_rates(frames, only_headline=False).values()]
        return (
            totals.totals(frames, len(roster)),
            totals.rates(frames),
            bounds.bounded_rates(frames, None, roster),
            every,
        )

    return work


def comparison(data: Path) -> Callable[[], object]:
    import pandas as pd

    from cchc_analysis import store, totals
    from cchc_analysis.communes.successors import COLUMNS
    from cchc_analysis.comparing import trends
    from cchc_analysis.comparing.headline_rates import comparable_rates, with_verdicts
    from cchc_analysis.inference.intervals import interval

    before, newest = last_two(data)

    def work() -> object:
        known = {at: store.load(at, data, indicators=totals.rate_parts()) for at in (before, newest)}
        found = {}
        past = trends.history(known, newest, pd.DataFrame(columns=COLUMNS))
        for name, rows in comparable_rates(known[newest], only_headline=False).items():
            found[name] = interval(with_verdicts(rows)[0].drop(columns="share", errors="ignore"))
            found[f"{name} since"] = trends.changes(past, name)
        return found

    return work


def province_of(period, data: Path) -> str:  # type: ignore[no-untyped-def]
    """Return the province of commune 09025 as the store names it."""
    import pandas as pd

    reports = pd.read_parquet(data / "tidy" / str(period) / "reports.parquet", columns=["commune_code", "province"])
    return str(reports.set_index("commune_code").loc["09025", "province"])


def pairs():  # type: ignore[no-untyped-def]
    from cchc_analysis import catalogue

    return [
        (rate.indicator, rate.numerator, rate.denominator) for rate in catalogue.indicators().values() if rate.numerator
    ]


def in_pandas(data: Path) -> Callable[[], object]:
    import numpy as np
    import pandas as pd

    def rates_of(period):  # type: ignore[no-untyped-def]
        columns = ["commune_code", "indicator", "value"]
        rows = pd.read_parquet(data / "tidy" / str(period) / "observations.parquet", columns=columns)
        wide = rows.pivot(index="commune_code", columns="indicator", values="value")
        parts = [
            pd.DataFrame({"rate": rate, "x": wide[over], "n": wide[under]}).reset_index()
            for rate, over, under in pairs()
            if over in wide and under in wide
        ]
        table = pd.concat(parts).dropna()
        return table[table["n"] > 0].assign(share=lambda found: found["x"] / found["n"])

    def work() -> object:
        old, new = (rates_of(at) for at in last_two(data))
        z = 1.959963984540054
        middle = (new["share"] + z**2 / (2 * new["n"])) / (1 + z**2 / new["n"])
        half = (
            z
            * np.sqrt(new["share"] * (1 - new["share"]) / new["n"] + z**2 / (4 * new["n"] ** 2))
            / (1 + z**2 / new["n"])
        )
        groups = new.groupby("rate")
        pooled = groups["x"].transform("sum") / groups["n"].transform("sum")
        spread = (new["n"] * (new["share"] - pooled) ** 2).groupby(new["rate"]).transform("sum") / groups[
            "n"
        ].transform("sum")
        between = (spread - pooled * (1 - pooled) / groups["n"].transform("mean")).clip(lower=0)
        weight = between / (between + pooled * (1 - pooled) / new["n"])
        new = new.assign(lower=middle - half, upper=middle + half, estimate=pooled + weight * (new["share"] - pooled))
        return new.merge(old, on=["rate", "commune_code"], how="left", suffixes=("", "_before"))

    return work


_SQL = """
with pairs(rate, over, under) as (values {pairs}),
cells as (
  select period, commune_code, indicator, value from read_parquet([{files}])
  where indicator in (select over from pairs union select under from pairs)),
parts as (
  select a.period, rate, a.commune_code, a.value as x, b.value as n, a.value / b.value as share
  from pairs join cells a on a.indicator = over
  join cells b on b.indicator = under and b.commune_code = a.commune_code and b.period = a.period
  where a.value is not null and b.value > 0),
pool as (
  select rate, sum(x) / sum(n) as p, avg(n) as mean_n, sum(n) as total from parts where period = '{newest}' group by rate),
spread as (
  select rate, any_value(p) as p, greatest(0, sum(n * (share - p) * (share - p)) / any_value(total)
    - any_value(p) * (1 - any_value(p)) / any_value(mean_n)) as a
  from parts join pool using (rate) where period = '{newest}' group by rate)
select c.*, (share + z2 / (2 * n) - z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n) as lower,
  (share + z2 / (2 * n) + z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n) as upper,
  p + (share - p) * a / (a + p * (1 - p) / n) as estimate, share - before as difference
from (select parts.*, 1.959963984540054 as z, 3.841458820694124 as z2 from parts where period = '{newest}') c
join spread using (rate)
left join (select rate, commune_code, share as before from parts where period = '{before}') using (rate, commune_code)
"""


def in_duckdb(data: Path) -> Callable[[], object]:
    import duckdb

    before, newest = last_two(data)

    def work() -> object:
        files = ", ".join(f"'{data / 'tidy' / str(at) / 'observations.parquet'}'" for at in (before, newest))
        given = ", ".join(str(pair) for pair in pairs())
        return duckdb.sql(_SQL.format(pairs=given, files=files, newest=newest, before=before)).df()

    return work


def in_polars(data: Path) -> Callable[[], object]:
    import polars as pl

    before, newest = last_two(data)

    def work() -> object:
        known = pl.DataFrame(pairs(), schema=["rate", "over", "under"], orient="row").lazy()
        cells = pl.scan_parquet([data / "tidy" / str(at) / "observations.parquet" for at in (before, newest)])
        cells = cells.select("period", "commune_code", "indicator", "value")
        over = known.join(cells, left_on="over", right_on="indicator").rename({"value": "x"})
        under = known.join(cells, left_on="under", right_on="indicator").rename({"value": "n"})
        keys = ["period", "rate", "commune_code"]
        table = over.select(*keys, "x").join(under.select(*keys, "n"), on=keys)
        table = table.filter(pl.col("x").is_not_null() & (pl.col("n") > 0)).with_columns(
            share=pl.col("x") / pl.col("n")
        )
        n, share, p = pl.col("n"), pl.col("share"), pl.col("p")
        z, z2 = 1.959963984540054, 3.841458820694124
        half = z * (share * (1 - share) / n + z2 / (4 * n**2)).sqrt()
        new = table.filter(pl.col("period") == str(newest))
        new = new.with_columns(p=(pl.col("x").sum() / n.sum()).over("rate"))
        spread = (n * (share - p) ** 2).sum().over("rate") / n.sum().over("rate") - p * (1 - p) / n.mean().over("rate")
        new = new.with_columns(
            lower=(share + z2 / (2 * n) - half) / (1 + z2 / n),
            upper=(share + z2 / (2 * n) + half) / (1 + z2 / n),
            a=spread.clip(lower_bound=0),
        ).with_columns(estimate=p + (share - p) * pl.col("a") / (pl.col("a") + p * (1 - p) / n))
        old = table.filter(pl.col("period") == str(before)).select("rate", "commune_code", before=share)
        return new.join(old, on=["rate", "commune_code"], how="left").collect()

    return work


WORK: dict[str, Callable[[Path], Callable[[], object]]] = {
    "commune": commune,
    "standing": standing,
    "province": province,
    "comparison": comparison,
    "pandas": in_pandas,
    "duckdb": in_duckdb,
    "polars": in_polars,
}


def main() -> None:
    name, data = sys.argv[1], Path(sys.argv[2])
    work = WORK[name](data)
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(json.dumps({"first": seconds[0], "again": seconds[1], "peak_mib": peak}))


if __name__ == "__main__":
    main()

"""Projects of any size: the portal's tables for as many communes as wanted, with made-up figures, never to be published."""

from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from cchc_analysis.communes import registry

ROOT = Path(__file__).resolve().parent.parent
PERIOD = "2026-Q3"
HEAD = ["code", "unit", "level", "received", "on_time", "overdue", "avg_days"]


def project_with(communes: int, project: Path) -> Path:
    """Return a project folder with the notebooks and one table a province, of `communes` communes in all."""
    shutil.copytree(ROOT / "notebooks", project / "notebooks")
    raw = project / "data" / "raw" / PERIOD
    raw.mkdir(parents=True)
    chance = random.Random(1)
    left = communes
    for number, province in enumerate(sorted({unit.province for unit in registry._units(True)})):
        roster = registry.roster(province, None, dt.date(2026, 9, 30))
        names = Counter(registry._key(unit.name) for unit in roster)
        rows = []
        for unit in [unit for unit in roster if names[registry._key(unit.name)] == 1][:left]:
            received = chance.randint(50, 5000)
            overdue = chance.randint(0, received // 20)
            rows.append([unit.code, unit.name, "COMMUNE", received, received - overdue, overdue, 4.5])
        left -= len(rows)
        sums = [sum(row[column] for row in rows) for column in (3, 4, 5)]
        total = [f"H{number}", f"UBND {province[0].lower()}{province[1:]}", "PROVINCE_TOTAL", *sums, 4.5]
        with (raw / f"{number:02}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, total, *rows])
        if not left:
            return project
    raise SystemExit(f"there are no {communes} communes of unmistakable name, but {communes - left}")


def one_apart(raw: Path) -> Callable[[int], None]:
    """Put one commune of a folder of tables into a file of its own, and return what changes its number of dossiers.

    A change of it is then a change of no other's report.
    """
    table = sorted(raw.glob("*.csv"))[-1]
    head, total, *rows = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([head, total, *rows[:-1]]) + "\n", encoding="utf-8")

    def put(value: int) -> None:
        cells = rows[-1].split(",")
        cells[3:6] = str(value), str(value - 100), "100"  # received, on time, overdue
        (raw / "one.csv").write_text("\n".join([head, total, ",".join(cells)]) + "\n", encoding="utf-8")

    return put

"""Damaged documents end in frames or in an error of ours, and a value is true or doubted; in full in benchmarks/fuzz.py."""

import random
import sys

import pytest

from tests.paths import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import fuzz
from damage import CAREFUL, WILD

# As many as take a few seconds; those formats that other programs open are left to the full run.
COUNTS = {"docx": 40, "xlsx": 24, "csv": 32, "txt": 32, "zip": 12}


@pytest.mark.parametrize("form", COUNTS)
def test_damage_is_survived_and_said(form, tmp_path):
    bases = fuzz.originals(form, tmp_path, seed=11, count=4)
    for number in range(COUNTS[form]):
        rng = random.Random(f"test {form} {number}")
        path, values = bases[number % len(bases)]
        is_careful = number % 2 == 0
        mutation = rng.choice((CAREFUL if is_careful else WILD)[form])
        damaged = path.with_name(f"damaged{path.suffix}")
        damaged.write_bytes(mutation(path.read_bytes(), rng))
        outcome, says = fuzz.read(damaged)
        assert outcome in ("read", "refused"), (number, mutation.__name__, says)
        if outcome == "read" and is_careful:
            assert fuzz.silent(says, values) == [], (number, mutation.__name__)


def test_rows_out_of_order_are_not_taken_for_each_other(tmp_path):
    """Where Word numbers the rows there is no code to tell two like labels apart."""
    import docx

    from cchc_analysis.parsing.report import read_report

    (path, _), *_ = fuzz.originals("docx", tmp_path, seed=11, count=1)
    document = docx.Document(str(path))
    rows = [row for table in document.tables for row in table.rows]
    above = next(row for row in rows if row.cells[1].text.endswith("chi thường xuyên và chi đầu tư"))
    below = next(row for row in rows if row.cells[1].text.endswith("ĐVSN tự bảo đảm chi thường xuyên"))
    for row in (above, below):
        row.cells[0].text = ""
    below._tr.addnext(above._tr)
    document.save(str(path))
    frames = read_report(path)
    status = dict(zip(frames.observations["indicator"], frames.observations["status"], strict=True))
    doubted = {name for names in frames.findings["indicators"] for name in names}
    for name in ("service_units_autonomous_full", "service_units_autonomous_recurrent"):
        assert status[name] in ("unreadable", "absent")
        assert name in doubted

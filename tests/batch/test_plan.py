"""Which pages a period gets, and which of them a late document changes."""

import csv

from cchc_analysis import store
from cchc_analysis.batch import plan
from cchc_analysis.batch.keys import Keys
from cchc_analysis.periods import Period
from tests.paths import ROOT, TABLE

Q3 = Period.parse("2026-Q3")


def test_a_late_commune_makes_its_own_page_and_the_comparisons(tmp_path):
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    level = rows[0].index("level")
    late = next(row for row in rows if row[level] == "COMMUNE")
    folder = tmp_path / "raw" / "2026-Q3"
    folder.mkdir(parents=True)

    def put(name, body):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([rows[0], *body])

    def keys():
        store.update(tmp_path, Q3)
        notebooks = plan.templates(ROOT / "notebooks")
        tasks = plan.plan(store.load(Q3, tmp_path), Q3, notebooks, "vi")
        keys = Keys("vi")
        return {task.output: keys.of(task) for task in tasks}

    put("province.csv", [row for row in rows[1:] if row != late])
    before = keys()
    put("late.csv", [next(row for row in rows if row[level] == "PROVINCE_TOTAL"), late])
    after = keys()
    pages = [output for output in after if output.startswith("communes/")]
    assert len(pages) == 148
    again = {output for output in after if after[output] != before.get(output)}
    (own,) = set(after) - set(before)
    assert own.startswith("communes/")
    assert again == {own} | {output for output in after if not output.startswith("communes/")}

"""Faults of `cchc simulate --faults`, on any row of any report: how many the checks see, by kind.

The reports are written, read and checked twice, with and without faults. A fault is seen when its report has a finding that
it does not have without. `-o docs/checks-simulated.md` writes the table.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from checks import _interval

from cchc_analysis import TidyFrames, check, read_report
from cchc_analysis.findings import SEVERITIES
from cchc_analysis.simulate import simulate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=100)
    parser.add_argument("--periods", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    clean, _, _ = findings(given, faults=False)
    known = clean.groupby(["commune_code", "period"])["fingerprint"].agg(set).to_dict()
    found, planted, faulty = findings(given, faults=True)
    surest: dict[tuple[str, str], str] = {}
    for row in found.itertuples():
        key = row.commune_code, row.period
        if row.fingerprint not in known.get(key, ()):
            surest[key] = min(surest.get(key, "note"), row.severity, key=SEVERITIES.index)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for key, kind in planted.items():
        kinds[kind][surest.get(key, "unseen")] += 1
    elsewhere = Counter(surest[key] for key in surest if key not in planted)
    text = report(given, len(clean), kinds, elsewhere, Counter(clean["severity"]), faulty)
    print(text)
    if given.output:
        given.output.write_text(text, encoding="utf-8")


def findings(given, faults):  # type: ignore[no-untyped-def]
    """Return the findings on all reports, the kind of fault planted by commune and period, and the number of reports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulate(folder, given.communes, given.periods, given.seed, faults=faults, formats=("txt",))
        files = sorted((folder / "raw").rglob("*.txt"))
        frames = TidyFrames.concat([read_report(file) for file in files])
        rows = (folder / "truth" / "faults.csv").read_text(encoding="utf-8").splitlines()[1:]
    planted = {tuple(row.split(",")[:2]): row.split(",")[2] for row in rows}
    return check(frames), planted, len(files)


def report(given, of_clean, kinds, elsewhere, clean, reports) -> str:  # type: ignore[no-untyped-def]
    """Return the table as Markdown."""
    planted = sum(sum(counts.values()) for counts in kinds.values())
    asked = sum(counts["error"] + counts["verify"] for counts in kinds.values())
    noted = sum(counts["note"] for counts in kinds.values())
    lines = [
        "# Faults on any row",
        "",
        f"Made by `.venv/bin/python benchmarks/simulated.py -o docs/checks-simulated.md`: {reports} simulated reports of "
        f"{given.communes} communes, {planted} of them with one fault of `cchc simulate --faults`, seed {given.seed}. These "
        "faults fall on any row, also on rows that nothing else in a report repeats.",
        "",
        f"Asked about (*Sai chắc chắn* or *Cần xác minh*): {asked} of {planted}, {_interval(asked, planted)}. Noted as well: "
        f"{asked + noted}, {_interval(asked + noted, planted)}.",
        "",
        f"On the same reports without faults: {clean['error']} *Sai chắc chắn*, {clean['verify']} *Cần xác minh*. New "
        f"findings on reports without a fault, which stand beside one that has: {elsewhere['error']} *Sai chắc chắn*, "
        f"{elsewhere['verify']} *Cần xác minh*.",
        "",
        "| fault | planted | certain | asked | noted | not seen |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for kind, counts in sorted(kinds.items()):
        cells = [sum(counts.values()), *(counts[key] for key in (*SEVERITIES, "unseen"))]
        lines.append(f"| {kind} | " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()

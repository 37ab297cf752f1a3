"""Faults of `cchc simulate --faults`, on any row of any report: how many the checks see, by kind.

The reports are written, read and checked twice, with and without faults. A fault is seen when its report has a finding that
it does not have without. Faults that nobody could know of (`hidden` in `truth/faults.csv`, worked out from what is true) are
counted apart. `-o docs/checks-simulated.md` writes the table.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from checks import _interval

from cchc_analysis import TidyFrames, check, read_report
from cchc_analysis.findings import SEVERITIES
from cchc_analysis.periods import Period
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
    hidden: dict[str, Counter[str]] = defaultdict(Counter)
    for key, row in planted.items():
        verdict = surest.get(key, "unseen")
        if row["hidden"]:
            hidden[row["hidden"]][verdict] += 1
        else:
            later = any(other[0] == key[0] and other not in planted and _end(other) > _end(key) for other in surest)
            kinds[row["kind"]]["later" if verdict == "unseen" and later else verdict] += 1
        if verdict in ("unseen", "note"):
            print(verdict, row["hidden"], row["kind"], *key, row["where"], repr(row["true"]), repr(row["printed"]))
    elsewhere = Counter(surest[key] for key in surest if key not in planted)
    text = report(given, kinds, hidden, elsewhere, Counter(clean["severity"]), faulty)
    print(text)
    if given.output:
        given.output.write_text(text, encoding="utf-8")


def _end(key: tuple[str, str]) -> tuple[int, int]:
    return Period.parse(key[1]).last_month


def findings(given, faults):  # type: ignore[no-untyped-def]
    """Return the findings on all reports, the row of the fault planted by commune and period, and the number of reports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulate(folder, given.communes, given.periods, given.seed, faults=faults, formats=("txt",))
        files = sorted((folder / "raw").rglob("*.txt"))
        frames = TidyFrames.concat([read_report(file) for file in files])
        with (folder / "truth" / "faults.csv").open(encoding="utf-8", newline="") as file:
            planted = {(row["commune_code"], row["period"]): row for row in csv.DictReader(file)}
    return check(frames), planted, len(files)


def report(given, kinds, hidden, elsewhere, clean, reports) -> str:  # type: ignore[no-untyped-def]
    """Return the table as Markdown."""
    total = sum(kinds.values(), Counter())
    unknown = sum(hidden.values(), Counter())
    knowable, planted = sum(total.values()), sum(total.values()) + sum(unknown.values())
    asked, noted = total["error"] + total["verify"], total["note"]
    all_asked = asked + unknown["error"] + unknown["verify"]
    lines = [
        "# Faults on any row",
        "",
        f"Made by `.venv/bin/python benchmarks/simulated.py -o docs/checks-simulated.md`: {reports} simulated reports of "
        f"{given.communes} communes, {planted} of them with one fault of `cchc simulate --faults`, seed {given.seed}. These "
        "faults fall on any row, also on rows that nothing else in a report repeats.",
        "",
        f"Nobody could know of {planted - knowable} of them, from what is true and without asking the checks: a rate printed "
        "as its parts may be rounded or cut off, a row that nothing repeats in a commune's first report, or one that moves "
        f"as far by chance. `truth/faults.csv` says which. Of the other {knowable}:",
        "",
        "| | of those that can be known | of all planted |",
        "|---|---|---|",
        f"| asked about (*Sai chắc chắn*, *Cần xác minh*) | {asked} of {knowable}, {_interval(asked, knowable)} | "
        f"{all_asked} of {planted}, {_interval(all_asked, planted)} |",
        f"| noted as well (*Lưu ý*) | {asked + noted} of {knowable}, {_interval(asked + noted, knowable)} | "
        f"{all_asked + noted + unknown['note']} of {planted}, "
        f"{_interval(all_asked + noted + unknown['note'], planted)} |",
        f"| asked about in a later report as well | {asked + noted + total['later']} of {knowable}, "
        f"{_interval(asked + noted + total['later'], knowable)} | |",
        "",
        "A blank taken for a zero, or a zero for a blank, contradicts nothing: it is only ever noted.",
        "",
        f"On the same reports without faults: {clean['error']} *Sai chắc chắn*, {clean['verify']} *Cần xác minh*; of all "
        f"that was asked as *Cần xác minh* {_interval(total['verify'], total['verify'] + clean['verify'])} was a fault. "
        "New findings on reports without a fault, of communes with one in another: "
        f"{elsewhere['error']} *Sai chắc chắn*, {elsewhere['verify']} *Cần xác minh*; the two reports do "
        "contradict each other.",
        "",
        "| fault | can be known | certain | asked | noted | in a later report | not seen |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind, counts in sorted(kinds.items()):
        cells = [sum(counts.values()), *(counts[key] for key in (*SEVERITIES, "later", "unseen"))]
        lines.append(f"| {kind} | " + " | ".join(str(cell) for cell in cells) + " |")
    lines += ["", "| cannot be known | planted | of these noted or asked about |", "|---|---:|---:|"]
    for reason, counts in sorted(hidden.items()):
        whole = sum(counts.values())
        lines.append(f"| {reason} | {whole} | {whole - counts['unseen']} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()

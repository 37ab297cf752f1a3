"""Plant faults in made-up consistent reports and count which the checks see: recall by kind of fault and by rule.

One fault a report, the communes' earlier reports beside it. A fault is seen when the report has a finding that it did not
have without the fault. False alarms are findings on reports without any. `-o docs/checks.md` writes the tables.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
from consistent import ENTRIES, commune, frames
from faults import FAULTS, RATES

from cchc_analysis import catalogue, check, read_report
from cchc_analysis.checks.rules import cases
from cchc_analysis.findings import SEVERITIES
from cchc_analysis.inference.intervals import wilson


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=200)
    parser.add_argument("--faults", type=int, default=115, help="of each kind")
    parser.add_argument("--seed", type=int, default=20230314)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    communes = [commune(f"{20000 + number}", rng) for number in range(given.communes)]
    past = frames(made for reports in communes for made in reports[:-1])
    now = frames(reports[-1] for reports in communes)
    started = time.perf_counter()
    clean = check(now, past)
    seconds = time.perf_counter() - started
    silent = pd.concat([clean, check(past)])
    known = silent.groupby("commune_code")["fingerprint"].agg(set).to_dict()
    kinds, rules, missed = [], defaultdict(Counter), []
    for kind, fault in FAULTS.items():
        chosen = rng.permutation(given.communes)
        planted = [made for number in chosen if (made := fault(communes[number], rng))][: given.faults]
        found = check(frames(planted), past)
        new = found[
            [
                print_ not in known.get(code, ())
                for code, print_ in zip(found.commune_code, found.fingerprint, strict=True)
            ]
        ]
        seen = new.groupby("commune_code")["rule"].agg(set).to_dict()
        surest = new.groupby("commune_code")["severity"].agg(
            lambda own: min(own, key=["error", "verify", "note"].index)
        )
        kinds.append((kind, len(planted), len(seen), Counter(surest)))
        for names in seen.values():
            rules_of_kind = Counter(names)
            for name, count in rules_of_kind.items():
                rules[name][kind] += count
        missed += [(kind, made) for made in planted if made.code not in seen]
    text = report(given, seconds, kinds, rules, silent)
    print(text)
    for kind, made in missed[:40]:
        before = next(reports[-1] for reports in communes if reports[-1].code == made.code)
        changes = [
            (name, before.cells.get(name), raw) for name, raw in made.cells.items() if raw != before.cells.get(name)
        ]
        changes += [(name, before.said[name], raw) for name, raw in made.said.items() if raw != before.said[name]]
        print("missed:", kind, made.code, changes[:3], made.windows, made.cited)
    if given.output:
        given.output.write_text(text, encoding="utf-8")


def report(given, seconds, kinds, rules, silent) -> str:  # type: ignore[no-untyped-def]
    """Return the tables as Markdown."""
    reports = given.communes * 7
    alarms = Counter(zip(silent["rule"], silent["severity"], strict=True))
    planted, seen = (sum(row[i] for row in kinds) for i in (1, 2))
    lines = [
        "# How well the checks see planted faults",
        "",
        f"Made by `.venv/bin/python benchmarks/checks.py -o docs/checks.md`: {planted:,} faults, one a report, over "
        f"{given.communes} made-up communes with six earlier reports each, all simulated, seed {given.seed}. "
        f"{given.communes} reports checked against their past in {seconds:.1f} s.",
        "",
        f"Seen: {seen:,} of {planted:,}, {_interval(seen, planted)}. On {reports:,} reports without a fault: "
        f"{_alarms(alarms, 'error', reports)} *Sai chắc chắn*, {_alarms(alarms, 'verify', reports)} *Cần xác minh*.",
        "",
        f"On the one real report at hand (`data/raw/2023-Q1`): {_real()}; the certain ones are "
        f"those of a careful reader, no more.",
        "",
        "The communes, their sentences and the faults were made up by those who wrote the rules. Real reports word things "
        "otherwise; what no pattern knows is not read, and is neither seen nor taken for wrong.",
        "",
        "| fault | planted | seen | recall, 95 % interval | surest: error / verify / note |",
        "|---|---:|---:|---|---|",
    ]
    for kind, count, caught, surest in kinds:
        lines.append(
            f"| {kind} | {count} | {caught} | {_interval(caught, count)} | "
            f"{surest['error']} / {surest['verify']} / {surest['note']} |"
        )
    lines += ["", "| rule | severity | faults that it saw | false alarms | precision |", "|---|---|---:|---:|---|"]
    for name, rule in catalogue.rules().items():
        wrong, right = alarms[name, rule.severity], sum(rules[name].values())
        if rule.severity != "note" and (wrong or right):
            lines.append(f"| `{name}` | {rule.severity} | {right} | {wrong} | {_interval(right, right + wrong)} |")
    lines += [
        "",
        "What is not seen: a count mistyped by so little that the rate printed beside it still holds; a rate and its parts "
        "changed alike; and these rows of the forms, which no rule holds against anything in the same report:",
        "",
        ", ".join(f"{entry.form}:{entry.code}" for entry in ENTRIES if entry.indicator in _unreached()) + ".",
        "",
        "## Where a rule holds",
        "",
        "A rule of `cchc_analysis/catalogue/rules/*.toml` holds for every report, or for those of its scope:",
        "",
        "```toml",
        'scope = { editions = ["commune-2023"], units = ["phường", "11281"], from = "2023-Q1", until = "2025-H1" }',
        "```",
        "",
        "Each part may be left out. `units` are kinds of communes, as in `peers.toml`, or codes of single ones; `until` is "
        "the last period. An edition, kind, commune or period that does not exist is an error with file, line and rule. "
        "These have a scope: " + ", ".join(f"`{rule.rule}` (from {rule.scope.first})" for rule in _scoped()) + ".",
    ]
    return "\n".join([*lines, ""])


def _scoped() -> list[catalogue.Rule]:
    return [rule for rule in catalogue.rules().values() if rule.scope.first]


def _real() -> str:
    """Return what is found in the real report that comes with the project, in words."""
    (path,) = (Path(__file__).parent.parent / "data" / "raw" / "2023-Q1").glob("*.docx")
    counts = Counter(check(read_report(path))["severity"])
    return ", ".join(f"{counts[severity]} *{catalogue.word(severity)}*" for severity in SEVERITIES)


def _unreached() -> set[str]:
    """Return the indicators that only their own range, the past or nothing is held against."""
    own = [case for case in cases() if not case.rule.each and case.rule.level < 5]
    names = {name for case in own for name in case.relation.names if len(set(case.relation.names)) > 1}
    names |= {name for rate in RATES.values() for name in (rate.indicator, rate.numerator, rate.denominator)}
    return {entry.indicator for entry in ENTRIES if catalogue.indicator(entry.indicator).kind != "section"} - names


def _alarms(alarms: Counter[tuple[str, str]], severity: str, reports: int) -> str:
    count = sum(number for (_, own), number in alarms.items() if own == severity)
    return f"{count} ({100 * wilson(count, reports)[1].item():.2f} % of reports at most)"


def _interval(part: int, whole: int) -> str:
    if not whole:
        return "–"
    low, high = (100 * limit.item() for limit in wilson(part, whole))
    return f"{100 * part / whole:.1f} % ({low:.1f}–{high:.1f})"


if __name__ == "__main__":
    main()

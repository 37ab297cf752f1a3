"""What a batch returns and writes down: how each page ended."""

import json


def statuses(outcomes):
    return [outcome.status for outcome in outcomes]


def lines(out):
    return [json.loads(line) for line in (out / "run.jsonl").read_text(encoding="utf-8").splitlines()]

"""Filled question sheets, read back into `explanations.csv` and `corrections.csv`.

An answer with a corrected figure is a correction: it is listed, and the finding waits for the corrected report. Any other
answer explains the finding. No answer changes a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_analysis import store
from cchc_analysis.answers.explanations import (
    CORRECTIONS,
    EXPLANATIONS,
    KEY,
    REASONS,
    keys,
    merge_rows,
    read_day,
    write_table,
)
from cchc_analysis.errors import CchcError, NothingToDo
from cchc_analysis.exports.word.questions import digest, seal
from cchc_analysis.names import squeeze
from cchc_analysis.reading import TableRow, read_document

_QUESTION = re.compile(
    r"(?P<label>[^:]*): (?P<code>(?P<rule>[a-z0-9-]+)/(?P<print>[0-9a-f]{16})-(?P<check>[0-9a-f]{8}))$"
)
_SEAL = re.compile(r": (?P<seal>(?P<commune>[A-Z]?\d+)/(?P<period>[0-9A-Z-]+)/(?P<count>\d+)/[0-9a-f]{12})$")


@dataclass(frozen=True)
class Answers:
    """What one filled sheet says: rows for the two tables, and how many questions were left open."""

    commune_code: str
    period: str
    explanations: tuple[dict[str, str], ...]
    corrections: tuple[dict[str, str], ...]
    open: int


def read_answers(path: Path) -> Answers:
    """Return the answers on one filled question sheet.

    Raises
    ------
    CchcError : not a question sheet; a question is changed, added or taken away; a reason or day that cannot be read; an
        answer without name or day. Names file and line (paragraphs and table rows, counted from the top).
    """
    blocks = read_document(path).blocks
    found = [
        match for block in blocks if not isinstance(block, TableRow) if (match := _SEAL.search(squeeze(block.text)))
    ]
    if len(found) != 1:
        raise CchcError(
            path.name, "no code of a question sheet", "a sheet made by `cchc export`", "answer on that sheet"
        )
    commune, period = found[0]["commune"], found[0]["period"]
    codes: list[str] = []
    answered: list[tuple[str, dict[str, str]]] = []
    signature: list[tuple[str, int]] = []
    for block in blocks:
        if not isinstance(block, TableRow):
            continue
        cells = [squeeze(cell.text) for cell in block.cells]
        where = f"{path.name} line {block.place.line}"
        if len(cells) == 2:
            signature.append((cells[1], block.place.line))
        elif len(cells) == 6 and (match := _QUESTION.search(cells[1])):
            _hold(match, cells, commune, period, f"{where}, question {cells[0]!r}")
            codes.append(match["code"])
            if any(cells[3:]):
                answered.append((where, _answer(match, cells, commune, period, where)))
    if seal(commune, period, codes) != found[0]["seal"]:
        raise CchcError(
            f"{path.name} line {blocks[-1].place.line}",
            f"{len(codes)} questions, not those that were sent",
            f"the {found[0]['count']} that were",
            "answer on the sheet as it was sent",
        )
    rows = [row | _read_signature(signature, path.name) for _, row in answered]
    corrections = tuple(row for row in rows if row["corrected"])
    return Answers(
        commune, period, tuple(row for row in rows if not row["corrected"]), corrections, len(codes) - len(rows)
    )


def _hold(match: re.Match[str], cells: list[str], commune: str, period: str, where: str) -> None:
    """Raise unless a question's words are those that were sent."""
    asked = cells[1][: match.start("label")] + _before_code(match["label"])
    if digest([cells[0], asked, cells[2], commune, period], 8) != match["check"]:
        raise CchcError(
            where, "a question that was changed", "the words that were sent", "answer on the sheet as it was sent"
        )


def _before_code(label: str) -> str:
    from cchc_analysis.catalogue import LANGUAGES, word

    for language in LANGUAGES:
        label = label.removesuffix(word("sheet-question-code", language))
    return label


def _answer(match: re.Match[str], cells: list[str], commune: str, period: str, where: str) -> dict[str, str]:
    reason = cells[4].strip(". ")
    if reason and (not reason.isdigit() or not 1 <= int(reason) <= len(REASONS)):
        raise CchcError(
            f"{where}, question {cells[0]!r}", f"reason {reason!r}", f"1 to {len(REASONS)}", "write one number"
        )
    return {
        "commune_code": commune,
        "period": period,
        "rule": match["rule"],
        "fingerprint": match["print"],
        "reason": REASONS[int(reason) - 1] if reason else REASONS[-1],
        "corrected": cells[3],
        "text": cells[5],
    }


def _read_signature(signature: Sequence[tuple[str, int]], name: str) -> dict[str, str]:
    """Return who answered, when and in which document; the first two must be there."""
    if len(signature) != 3:
        raise CchcError(name, f"{len(signature)} rows for name, day and document", "3 rows", "restore the sheet's end")
    (who, line), (day, day_line), (document, _) = signature
    if not who:
        raise CchcError(f"{name} line {line}", "answers without a name", "who answered", "write the name")
    return {"answered_by": who, "answered_on": read_day(day, f"{name} line {day_line}"), "document": document}


def record(data: Path, answers: Answers) -> tuple[int, int]:
    """Add answers to the two tables of a data folder; return how many explanations and corrections were new.

    Raises
    ------
    CchcError : a table has a row that cannot be used, or another answer to the same finding. Nothing is written then.
    """
    try:
        findings = store.load(answers.period, data).findings
        now = dict(zip(keys(findings), findings.itertuples(), strict=True))
    except NothingToDo:
        now = {}
    corrections = []
    for row in answers.corrections:
        finding = now.get(tuple(row[name] for name in KEY))
        known = {"indicators": " ".join(finding.indicators), "found": finding.found} if finding else {}
        corrections.append(row | known)
    explained, new = merge_rows(data / EXPLANATIONS, answers.explanations)
    corrected, listed = merge_rows(data / CORRECTIONS, corrections)
    if new:
        write_table(data / EXPLANATIONS, explained)
    if listed:
        write_table(data / CORRECTIONS, corrected)
    return new, listed

"""All documents of one period, beside its pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cchc_analysis import catalogue, store
from cchc_analysis.answers.explanations import CORRECTIONS, EXPLANATIONS, KEY, read_table
from cchc_analysis.errors import CchcError
from cchc_analysis.exports.answers import read_answers
from cchc_analysis.exports.word.appendix import write_appendix
from cchc_analysis.exports.word.questions import find_questions, write_sheet
from cchc_analysis.exports.workbook import write_workbook
from cchc_analysis.observations import TidyFrames
from cchc_analysis.periods import Period
from cchc_analysis.reading.leftovers import is_left_behind
from cchc_analysis.reports import ruling

QUESTIONS = "questions"
WORKBOOK = "consolidated.xlsx"
APPENDIX = "appendix.docx"


@dataclass(frozen=True)
class Export:
    """What one export wrote, and which question sheets it left because somebody has begun to fill them."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    waiting: int


def export_period(period: Period, data: Path, folder: Path, language: str = "vi") -> Export:
    """Write the documents of a period into a folder.

    Question sheets that ask for nothing any more are taken away. One with answers that are not recorded yet is left as it
    is: somebody's work is in it.
    """
    frames = store.load(period, data)
    corrections = read_table(data / CORRECTIONS)
    sheets = find_questions(frames, corrections, language)
    present = {path.name: path for path in sorted((folder / QUESTIONS).glob("*.docx")) if not is_left_behind(path.name)}
    kept = [path for path in present.values() if _has_new_answers(path, data)]
    for path in present.values():
        if path not in kept and path.name not in {sheet.name for sheet in sheets}:
            path.unlink()
    names = {path.name for path in kept}
    written = [write_workbook(frames, period, folder / WORKBOOK, corrections, language)]
    written += [
        write_appendix(frames, period, edition, folder / (APPENDIX if number == 0 else f"appendix-{edition.name}.docx"))
        for number, edition in enumerate(_editions(frames))
    ]
    written += [write_sheet(sheet, folder / QUESTIONS, language) for sheet in sheets if sheet.name not in names]
    waiting = int((corrections["period"] == str(period)).sum())
    return Export(tuple(written), tuple(kept), waiting)


def _editions(frames: TidyFrames) -> list[catalogue.Edition]:
    """Return the editions of forms among the reports, the most frequent first: portal tables have no appendix."""
    names = ruling(frames.reports)["edition"].value_counts().index
    found = [catalogue.editions()[name] for name in names]
    return [edition for edition in found if edition.layout == "forms"]


def _has_new_answers(path: Path, data: Path) -> bool:
    """Return whether a sheet holds what the tables do not; one that cannot be read may."""
    try:
        answers = read_answers(path)
    except CchcError:
        return True
    known = {
        tuple(row)
        for name in (EXPLANATIONS, CORRECTIONS)
        for row in read_table(data / name)[KEY].itertuples(index=False)
    }
    rows = [*answers.explanations, *answers.corrections]
    return any(tuple(row[name] for name in KEY) not in known for row in rows)

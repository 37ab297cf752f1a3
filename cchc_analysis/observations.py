"""The data model: the tidy frames, their columns, types and keys, and the one gate into them.

There are nine. `commune_code` and `period` say in each whose row it is and for when; they are missing where a file could not
be used. Words in *italics* are all that a column may hold.

reports : a row per commune's report received. A table of many communes gives a row for each; a file that could not be
    used gives one row without commune, so that nothing received is lost from sight. Key: `report_id`.

    ===============================  ==============================================================================
    report_id                        commune code, period and the first digits of the file's hash
    commune_code, commune            code of the unit as valid at the period's end; missing for a refused file
    issuer_level                     commune; of an office above communes district, department, province or ministry, and
                                     `commune_code` and `commune` are that office's; missing for a refused file
    district, province               as valid then; `district` is missing since the tier was abolished in July 2025
    period                           2023-Q1, 2023-H1, 2023-9M, 2023-Y; months are 2023-M08, so many from January 2023-10M
    period_start, period_end         the data interval that the report prints; missing if it prints none
    doc_number, doc_date             as printed, right or wrong; missing if not printed
    edition                          edition of the forms in the catalogue
    given                            which of commune, period, edition a person gave, by an option or by the folder, because
                                     the file does not say it: "commune period"; "" for none
    source_file, sha256              the file, relative to `data/raw`, and its content
    media                            what the file is: *docx*, *doc*, *odt*, *rtf*, *pdf*, *image* (PNG, JPEG, TIFF), *xlsx*,
                                     *xls*, *ods*, *xml* (Office 2003), *html*, *csv*, *json*, *txt*; "" for a refused file. A
                                     file in a `.zip` is what it is itself
    reader                           which reader took it, with its version; "" for a refused file
    status                           *read*, *replaced* (a later report rules) or *refused* (see the findings)
    is_simulated                     whether the figures are made up
    ===============================  ==============================================================================

observations : a row per commune × period × indicator, which is the key.

    ===============================  ==============================================================================
    indicator                        what is counted, by its name in the catalogue, whatever edition prints it
    value                            the number; a rate is in percent, 0-100; an amount in the unit of `unit`.
                                     Missing unless `status` is reported or derived
    status                           *reported* (0 included), *blank* (the row is there, its cell is empty), *absent*
                                     (the row is not on the form), *unreadable* (something is printed, we do not know
                                     what), *derived* (ours, not the paper's)
    raw                              the text as printed, "" for a blank
    unit, form, code, edition        of the catalogue
    report_id, source_file           where it comes from
    source_page, source_line         page or sheet, and line, paragraph or row; missing for an absent row
    confidence                       of character recognition, 0-1; missing for anything that was not a scan
    ===============================  ==============================================================================

findings : a row per thing an analyst should look at; `cchc_analysis.findings` says what each column holds.

statements : a row per figure, interval or claim in the running text, as `lexicon.toml` and `statements.toml` word them.

    ===============================  ==============================================================================
    measure                          what is stated; the two ends of an interval are `…_start` and `…_end`, a fraction
                                     with its percentage is `share_part`, `share_whole`, `share_pct`, in that order
    value                            the number; a rate is in percent; a day is 20230309; a claim is 1
    unit, raw, quote                 the unit; the figure as printed ("gần 700" is not 700), and the words around it
    scope                            whose and of when: own; another level's, last year's, cumulative, planned, or part:…;
                                     checks compare the report's own alone
    section                          part, number and letter: II.2.c; the part by its heading's words, II for results
    sentence                         which sentence of the text a figure stands in; missing for claims and intervals
    report_id, source_file           where it comes from
    source_page, source_line         page and line of the figure, or paragraph
    ===============================  ==============================================================================

directives : a row per naming of a document in the running text, the one that names the report's basis included.

    ===============================  ==============================================================================
    kind, number, symbol, date       Kế hoạch, 40, KH-UBND, the day; a law's number keeps its year (130/2005). The date
                                     is missing where none is printed
    subject, section, quote          the words after it, the section, the words that name it
    report_id, source_file           where it comes from
    source_page, source_line         as above
    ===============================  ==============================================================================

scans : a row per line of a report that was read from pictures by character recognition, in reading order.

    ===============================  ==============================================================================
    text                             the line as recognised; the cells of a row are parted by tabs
    indicator, crop                  the indicator whose value stands on it, "" if none does, and the picture of that
                                     value's cell (PNG in base64), "" for an empty cell
    report_id, source_file           where it comes from
    source_page, source_line         as above
    ===============================  ==============================================================================

checks : a row per rule of the catalogue × report in use: the ledger, so that silence is no clean bill.

    ===============================  ==============================================================================
    rule                             the rule
    report_id                        the report
    outcome                          *found* (it has something to say), *run* (it compared what it compares and is silent),
                                     *not_run*
    reason                           why it could not run: *not_in_scope* (the rule is of other reports), *not_in_edition*
                                     (the forms have no such row), *unreadable*, *missing* (a figure, a sentence, an earlier
                                     report); "" if it ran
    missing                          the figures that it lacked, joined by commas; also of a rule that could run in part
    ===============================  ==============================================================================

further_parts : a row per naming of dossiers beside the columns of form 06/VPCP/KSTT, see `catalogue/practice.toml`: because
    of them a total may rightly be more than its known parts.

    ===============================  ==============================================================================
    part                             returned, withdrawn, by-post …; "unknown-column" for one of a table
    value, raw                       the figure beside the words, and as printed; missing, and "", where none stands there
    quote                            the words
    report_id, source_file           where it comes from
    source_page, source_line         as above
    ===============================  ==============================================================================

figures : a row per figure of the running text, whether anything was understood of it or not: what was not read is counted.

    ===============================  ==============================================================================
    raw                              the figure as printed; of a fraction each number has its own row
    is_understood                    whether a statement was read from it, or its sentence as a whole, as of growth
    quote, section                   the words around it, and the section, as above
    report_id, source_file           where it comes from
    source_page, source_line         as above
    ===============================  ==============================================================================
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue.files import FOLDER, read_toml
from cchc_analysis.errors import FrameError, first_rows

_FRAMES = read_toml(FOLDER / "frames.toml")
COLUMNS: dict[str, dict[str, str]] = {name: frame["columns"] for name, frame in _FRAMES.items()}
KEYS: dict[str, list[str] | None] = {name: frame.get("key") for name, frame in _FRAMES.items()}
# All that a column may hold, where that can be counted.
ALLOWED: dict[str, dict[str, list[str]]] = {
    name: frame["allowed"] for name, frame in _FRAMES.items() if "allowed" in frame
}
# Columns in which a missing value says something; everywhere else it is a fault.
_OPTIONAL = {name: set(frame.get("optional", ())) for name, frame in _FRAMES.items()}


@dataclass(frozen=True)
class TidyFrames:
    """The tidy frames of one or more reports, each through the gate.

    Attributes
    ----------
    reports : a row per commune's report received; who sent what, read, replaced or refused.
    observations : a row per commune × period × indicator. `value` is a count, an amount in the unit of `unit`, or a rate
        in percent, 0-100; it is missing unless `status` is "reported" or "derived": a blank is not 0. `raw` is the text as
        printed, `source_file` and `source_line` the place.
    findings : a row per thing to look at, the surest first: `severity` is "error", "verify" or "note", `message` the
        sentence, `quotes` and `source_lines` the words it rests on.
    statements : a row per figure, interval or claim in the running text, with the words around it.
    directives : a row per naming of a document in the running text.
    scans : a row per line read from a picture by character recognition, with the picture of its value's cell.
    checks : a row per rule × report: whether it found something, ran, or could not run and why.
    further_parts : a row per naming of dossiers beside the usual columns, such as returned ones.
    figures : a row per figure of the running text, with whether it was understood.

    Notes
    -----
    Every column of each is described in `cchc_analysis.observations`.
    """

    reports: pd.DataFrame
    observations: pd.DataFrame
    findings: pd.DataFrame
    statements: pd.DataFrame = field(default_factory=lambda: to_frame([], "statements"))
    directives: pd.DataFrame = field(default_factory=lambda: to_frame([], "directives"))
    scans: pd.DataFrame = field(default_factory=lambda: to_frame([], "scans"))
    checks: pd.DataFrame = field(default_factory=lambda: to_frame([], "checks"))
    further_parts: pd.DataFrame = field(default_factory=lambda: to_frame([], "further_parts"))
    figures: pd.DataFrame = field(default_factory=lambda: to_frame([], "figures"))

    def __post_init__(self) -> None:
        for item in fields(self):
            object.__setattr__(self, item.name, gate(getattr(self, item.name), item.name))

    @cached_property
    def hash(self) -> str:
        """A hash of every row, equal on every machine for equal frames."""
        text = "\0".join(getattr(self, item.name).to_csv(index=False, lineterminator="\n") for item in fields(self))
        return hashlib.sha256(text.encode()).hexdigest()

    def replace(self, **frames: pd.DataFrame) -> TidyFrames:
        """Return these with other frames in place of some, such as `frames.replace(observations=changed)`."""
        return replace(self, **frames)

    @classmethod
    def concat(cls, parts: list[TidyFrames]) -> TidyFrames:
        """Return the rows of several as one, in the order given."""
        if not parts:
            return cls(*(to_frame([], item.name) for item in fields(cls)))
        return cls(
            *(pd.concat([getattr(part, item.name) for part in parts], ignore_index=True) for item in fields(cls))
        )


def to_frame(rows: list[dict[str, Any]], table: str) -> pd.DataFrame:
    """Return rows as a frame with exactly the table's columns and types; no row is checked yet."""
    if not rows:
        empty = {dtype: pd.Series(dtype=dtype) for dtype in set(COLUMNS[table].values())}
        return pd.DataFrame({column: empty[dtype] for column, dtype in COLUMNS[table].items()})
    frame = pd.DataFrame(rows, columns=list(COLUMNS[table]))
    for column, dtype in COLUMNS[table].items():
        if dtype.startswith("datetime"):
            frame[column] = pd.to_datetime(frame[column]).astype(dtype)
        elif dtype != "object":
            frame[column] = frame[column].astype(dtype)
    return frame


def is_own(scope: Any) -> bool:
    """Return whether a statement of this scope is a figure of the report's own; one that says nothing else is."""
    return bool(pd.isna(scope)) or scope in ("", "own")


def gate(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the frame unchanged if it fits the data model.

    Raises
    ------
    FrameError : columns, types, statuses or keys do not fit; a value stands where its status says there is none, or is
        missing where its status says there is one; an indicator that the catalogue does not know. Names the first rows.

    Notes
    -----
    Written out rather than left to a schema library: those take longer to import than a report takes to read.
    """
    wanted = COLUMNS[table]
    if list(frame.columns) != list(wanted):
        problems = [f"columns {list(frame.columns)}"]
    else:
        problems = [f"{column} is {frame[column].dtype}" for column in wanted if frame[column].dtype != wanted[column]]
    if not problems and len(frame):
        for column in [name for name in wanted if name not in _OPTIONAL.get(table, ())]:
            problems += [f"{column} missing in row {row}" for row in frame.index[frame[column].isna()]]
        for column, allowed in ALLOWED.get(table, {}).items():
            if not (is_allowed := frame[column].isin(allowed)).all():
                problems += [f"{column} {value!r}" for value in frame.loc[~is_allowed, column]]
        if key := KEYS[table]:
            twice = frame.loc[frame.duplicated(key), key]
            problems += [f"{' '.join(map(str, row))} twice" for row in twice.itertuples(index=False)]
    if not problems and table == "observations":
        problems = _check_values(frame)
    if problems:
        raise FrameError(f"frame {table}", first_rows(problems), "the data model", "see cchc_analysis.observations")
    return frame


def _check_values(observations: pd.DataFrame) -> list[str]:
    has_value = observations["value"].notna()
    wrong = observations[has_value != observations["status"].isin(("reported", "derived"))]
    said = "{0.commune_code} {0.indicator} is {0.status} with value {0.value}"
    problems = [said.format(row) for row in wrong.itertuples()]
    unknown = sorted(set(observations["indicator"]) - set(catalogue.indicators()))
    return problems + [f"unknown indicator {name!r}" for name in unknown]

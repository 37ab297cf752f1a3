"""The figures of one report under the names that rules use, each with its place.

An indicator has its own name, a measure of the running text is `prose.<measure>`, a count of cited documents
`cited.<name>`. `report.year` is the year of the period; `report.carried_over` the dossiers carried over that the text gives,
or that it leaves between received and new ones; `report.carried_over_told` 1 where there are such, 0 where nobody knows.
Figures of the commune's earlier reports: see `PAST`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import Any

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.catalogue import wording
from cchc_analysis.catalogue.lexicon import measures
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames, is_own
from cchc_analysis.periods import Period
from cchc_analysis.reports import ruling

# Of earlier reports, before a dot and the name of an indicator or measure: of the report whose interval ends where this
# one's starts; the latest of the same year; the sum and the largest of those inside this cumulative one; that sum where
# they cover all of it.
PAST = ("adjoining", "earlier", "parts", "largest", "whole")
# The finding of reading on a printed row that no edition knows.
_UNKNOWN = "row-unknown"
CITED = ("steering_documents", "steering_letters")


@dataclass(frozen=True)
class Figure:
    """One figure. `value` is None unless it is printed and exact; `quote` and `line` are the words that prove it.

    `periods` are those of the earlier reports that it is from; empty for the report's own. `sentence` is the one of the text.
    """

    name: str
    value: Fraction | None
    raw: str
    status: str = "reported"
    line: int | None = None
    words: str = ""
    form: str = ""
    code: str = ""
    edition: str = ""
    periods: tuple[Period, ...] = ()
    sentence: int | None = None

    @property
    def indicator(self) -> str:
        """The indicator or measure, without where it is from."""
        return self.name.rsplit(".", 1)[-1]

    @property
    def bare(self) -> str:
        """The figure as printed, without a unit."""
        return self.raw.strip().removesuffix("%").rstrip()

    @property
    def quote(self) -> str:
        """The words on the paper: the sentence, or the row of the form."""
        if self.words or not self.form:
            return self.words
        entry = _entries(self.edition)[self.indicator]
        unit = "" if entry.options else entry.unit
        return " ".join(part for part in (f"{entry.code}.", entry.label, unit, self.raw) if part)

    def printed(self, language: str = "vi") -> str:
        """Return the figure as printed, with its unit."""
        if not self.bare:
            return ""
        known = catalogue.indicators().get(self.indicator)
        unit = known.unit(language) if known else ""
        if unit and unit != "%" and not unit.isupper():
            unit = unit[0].lower() + unit[1:]
        return f"{self.bare} {unit}".strip()

    def place(self, language: str = "vi") -> str:
        """Return where it stands, in words."""
        if self.form:
            label = catalogue.indicator(self.indicator).label(language)
            if self.periods:
                periods = ", ".join(period.label(language) for period in self.periods)
                return catalogue.word("finding-past", language, label=label, periods=periods)
            return catalogue.word("finding-cell", language, label=label, form=self.form, code=self.code)
        if self.line is None:
            periods = ", ".join(period.label(language) for period in self.periods)
            return catalogue.word("finding-text-past", language, quote=self.words, periods=periods)
        return catalogue.word("finding-text", language, line=self.line, quote=self.words)


@dataclass(frozen=True, eq=False)
class Sheet:
    """Everything one report says, for rules to look at; made whole and never changed.

    `is_recognised` : its characters were recognised in a picture, so that nothing in it is certain. `statements` are of the
    report's own figures, `apart` of another scope: another level, last year, a part. `further` are the further parts that it
    names, as rows of that frame; `unknown` the rows that no edition knows, as words with their line. `held` keeps what
    became of each case that was compared, for the ledger.
    """

    report: Any
    figures: Mapping[str, Sequence[Figure]]
    statements: Sequence[Any] = ()
    directives: Sequence[Any] = ()
    apart: Sequence[Any] = ()
    further: Sequence[Any] = ()
    unknown: Sequence[tuple[str, int | None]] = ()
    is_recognised: bool = False
    held: dict[int, bool | None] = field(default_factory=dict)

    def get(self, name: str) -> Figure | None:
        """Return the figure of a name; None where there is none, or where the text gives several that differ."""
        return _only(self.figures.get(name))

    @property
    def period(self) -> Period:
        """The report's period."""
        return Period.parse(self.report.period)


def read_sheets(frames: TidyFrames) -> Iterator[Sheet]:
    """Yield a sheet for each report in use, in the frames' order."""
    tables = (frames.observations, frames.statements, frames.directives, frames.further_parts)
    observations, statements, directives, further = (_by_report(table) for table in tables)
    unknown = _by_report(frames.findings[frames.findings["rule"] == _UNKNOWN])
    for report in ruling(frames.reports).itertuples(index=False):
        key = report.report_id
        rows, told, named = observations.get(key, []), statements.get(key, []), directives.get(key, [])
        stated = [row for row in told if is_own(row.scope)]
        figures = _printed(rows) | _stated(stated)
        figures |= {figure.name: [figure] for figure in (*_cited(named), *_of_report(report, figures))}
        yield Sheet(
            report,
            figures,
            stated,
            named,
            [row for row in told if not is_own(row.scope)],
            further.get(key, []),
            [(row.found, next(iter(row.source_lines), None)) for row in unknown.get(key, [])],
            any(pd.notna(row.confidence) for row in rows),
        )


def _printed(rows: Iterable[Any]) -> dict[str, list[Figure]]:
    """Return the figures of the forms."""
    return {
        row.indicator: [
            Figure(
                row.indicator,
                _exact(row.value),
                row.raw,
                row.status,
                _line(row.source_line),
                "",
                row.form,
                row.code,
                row.edition,
            )
        ]
        for row in rows
    }


def _stated(rows: Iterable[Any]) -> dict[str, list[Figure]]:
    """Return the figures of the running text, which may give one more than once."""
    found: dict[str, list[Figure]] = {}
    for row in rows:
        name = f"prose.{row.measure}"
        value = None if is_approximate(row.raw) else _exact(row.value)
        figure = Figure(
            name, value, row.raw, "reported", _line(row.source_line), row.quote, sentence=_line(row.sentence)
        )
        found.setdefault(name, []).append(figure)
    return found


def _of_report(report: Any, figures: Mapping[str, Sequence[Figure]]) -> Iterable[Figure]:
    """Yield the year of the period, and what the text tells of dossiers carried over: silence is no 0."""
    year = Period.parse(report.period).year
    yield Figure("report.year", Fraction(year), str(year))
    carried = _carried_over(figures)
    yield Figure("report.carried_over_told", Fraction(carried is not None), "")
    if carried is not None:
        yield replace(carried, name="report.carried_over")


def _carried_over(figures: Mapping[str, Sequence[Figure]]) -> Figure | None:
    """Return the dossiers carried over that the text gives, or that it leaves between those received and the new ones."""
    names = ("prose.dossiers_carried_over", "prose.dossiers_received", "prose.dossiers_new")
    carried, received, new = (_only(figures.get(name)) for name in names)
    if carried and carried.value is not None:
        return carried
    if not (received and new) or received.value is None or new.value is None or received.value < new.value:
        return None
    between = received.value - new.value
    return replace(received, value=between, raw=format_number(between))


def _only(figures: Sequence[Figure] | None) -> Figure | None:
    """Return the figure that all of several are; None where there is none, or where they differ."""
    if not figures or any(figure.value != figures[0].value for figure in figures[1:]):
        return None
    return figures[0]


def _by_report(table: pd.DataFrame) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in table.itertuples(index=False):
        found.setdefault(row.report_id, []).append(row)
    return found


def is_approximate(raw: str) -> bool:
    """Return whether a figure of the text is said to be approximate, so that it equals nothing.

    >>> is_approximate("gần 700"), is_approximate("700")
    (True, False)
    """
    return raw.split(" ", 1)[0].casefold() in wording.settings()["words"]["approximate"]


@cache
def known_names() -> frozenset[str]:
    """Return every name that a rule may use."""
    prose = (f"prose.{measure}" for measure in measures())
    past = (f"{when}.{name}" for when in PAST for name in (*catalogue.indicators(), *measures()))
    return frozenset(
        [
            *catalogue.indicators(),
            *prose,
            *past,
            *(f"cited.{name}" for name in CITED),
            "report.year",
            "report.carried_over",
            "report.carried_over_told",
        ]
    )


def _cited(directives: Iterable[Any]) -> Iterable[Figure]:
    """Count the numbered documents that part I.1 lists, and those that the label of form 1, code 1, names."""
    settings = wording.settings()["directives"]
    listed = {(row.kind, row.number, row.date): row for row in directives if row.section == settings["listed_in"]}
    if not listed:
        return
    letters = [row for row in listed.values() if row.kind.casefold() in settings["letters"]]
    last = list(listed.values())[-1]
    for name, count in zip(CITED, (len(listed), len(letters)), strict=True):
        yield Figure(f"cited.{name}", Fraction(count), str(count), "reported", _line(last.source_line), last.quote)


def _exact(value: float) -> Fraction | None:
    if value != value:
        return None
    return Fraction(int(value)) if value == int(value) else Fraction(str(value))


def _line(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


@cache
def _entries(edition: str) -> dict[str, catalogue.Entry]:
    return {entry.indicator: entry for entry in catalogue.editions()[edition].entries}

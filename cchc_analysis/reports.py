"""One report among the frames: its id, whether it rules, and the name of the commune that sent it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from cchc_analysis.errors import FrameError
from cchc_analysis.periods import Period

# Digits of a file's hash that tell documents apart.
_DIGITS = 8
_REFUSED, _MAP = "refused", "map"
_WRITTEN = re.compile(r"(?:(?P<commune>[^-]+)-)?(?P<period>20\d\d-[A-Z0-9]+)-(?P<document>.+)")


@dataclass(frozen=True)
class ReportId:
    """What tells a report from all others.

    Attributes
    ----------
    document : the first digits of the file's hash, or "map" for one that was made by adding communes that merged.
    period : None for a refused file.
    commune_code : None for a refused file, and for a whole table of many communes.

    >>> str(ReportId.of("0a1b2c3d4e5f", Period.parse("2023-Q1"), "11281"))
    '11281-2023-Q1-0a1b2c3d'
    """

    document: str
    period: Period | None = None
    commune_code: str | None = None

    @classmethod
    def of(cls, sha256: str, period: Period | None = None, commune_code: str | None = None, kind: str = "") -> ReportId:
        """Return the id of a file by its hash; `kind` tells apart the tables of several kinds that one file holds."""
        return cls(f"{kind}-{sha256[:_DIGITS]}" if kind else sha256[:_DIGITS], period, commune_code)

    @classmethod
    def on_todays_map(cls, period: Period, commune_code: str) -> ReportId:
        """Return the id of a commune's report that was made by adding those of communes that merged into it."""
        return cls(_MAP, period, commune_code)

    @classmethod
    def parse(cls, text: str) -> ReportId:
        """Return the id that is written as `text`.

        >>> ReportId.parse("2026-Q3-0a1b2c3d").commune_code is None, ReportId.parse("refused-0a1b2c3d").document
        (True, '0a1b2c3d')

        Raises
        ------
        FrameError : it is no id.
        """
        return _parse(text)

    def __str__(self) -> str:
        if self.period is None:
            return f"{_REFUSED}-{self.document}"
        return "-".join(str(part) for part in (self.commune_code, self.period, self.document) if part is not None)

    @property
    def is_on_todays_map(self) -> bool:
        """Whether it was made by adding communes, so that no document stands behind it."""
        return self.document == _MAP

    def of_table(self) -> ReportId:
        """Return the id of the whole table that a commune's row stands in."""
        return ReportId(self.document, self.period)


@lru_cache(maxsize=65536)
def _parse(text: str) -> ReportId:
    head, _, document = text.partition("-")
    if head == _REFUSED:
        return ReportId(document)
    if not (found := _WRITTEN.fullmatch(text)):
        raise FrameError("report_id", repr(text), "an id such as 11281-2023-Q1-0a1b2c3d", "see cchc_analysis.reports")
    return ReportId(found["document"], Period.parse(found["period"]), found["commune"])


def ruling(reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports that rule: those that were read, that no other replaces, and whose figures are in the frames."""
    return reports[reports["status"] == "read"]


def commune_names(communes: pd.DataFrame) -> pd.Series:
    """Return the name of each commune, by code in the order of the rows; of several rows of a commune the first tells.

    Parameters
    ----------
    communes : any rows with `commune_code` and `commune`; those of refused files, which have neither, stay out.
    """
    named = communes.dropna(subset=["commune_code"]).drop_duplicates("commune_code")
    return named.set_index("commune_code")["commune"]

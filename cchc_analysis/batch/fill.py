"""What pages show of other communes: worked out once a period, put into each page, renewed when any report changes.

So a late report costs its own page and the comparisons; every other page gets its new figures without its notebook running.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cchc_analysis.analyst.groups import load_groups
from cchc_analysis.batch.keys import content_hash, sha256
from cchc_analysis.errors import CchcError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.slots import fill

if TYPE_CHECKING:
    from cchc_analysis.pages.among_peers import Among


class Filling:
    """The content of the places of a period's pages.

    Parameters
    ----------
    frames : of all communes of the period.
    data : the data folder, with the analyst's own groups.

    Attributes
    ----------
    hash : of all that the content is made from, but for this package and the language, which a page's key holds.

    Raises
    ------
    CchcError : the analyst's groups cannot be used.
    """

    def __init__(self, frames: TidyFrames, data: Path, language: str) -> None:
        self._frames, self._language = frames, language
        self._groups = load_groups(frames.reports["commune_code"].dropna(), data)
        groups = sorted(self._groups.items()) if isinstance(self._groups, pd.Series) else self._groups
        self.hash = content_hash([frames.hash, groups])

    def write(self, page: Path, target: Path) -> str | None:
        """Write a page with its places filled in and return its hash; None, and nothing is written, if it is so already.

        Raises
        ------
        OSError : it cannot be read or written.
        CchcError : its places cannot be filled.
        """
        before = page.read_bytes().decode()
        try:
            after = fill(before, lambda code: self._among.of(code).html)
        except Exception as error:  # costs this page, not the batch
            found = f"{type(error).__name__}: {error}"
            raise CchcError(
                f"peers in page {page.name!r}", found, "figures to compare", "look at the reports"
            ) from error
        if after == before:
            return None
        content = after.encode()
        target.write_bytes(content)
        return sha256(content)

    @cached_property
    def _among(self) -> Among:
        from cchc_analysis.pages.among_peers import Among  # statistics, which an unchanged period does not need

        return Among(self._frames, self._language, self._groups)

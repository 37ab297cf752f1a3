"""Where things stand on the pages: each commune's page, and each line of a document on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cchc_analysis.names import slug
from cchc_analysis.observations import TidyFrames
from cchc_analysis.reports import ReportId

_PLACED = ("observations", "statements", "directives", "figures")


def commune_page(code: str, name: str) -> str:
    """Return the address of a commune's page below the period's folder."""
    return f"communes/{code}-{slug(name)}.html"


def file_name(file: str) -> str:
    """Return a file without the folder of its period, which the page names already."""
    return file.split("/", 1)[-1]


def finding_page(row: Any, name: str, pages: dict[tuple[str, int], set[int]]) -> str:
    """Return the address below the period's folder of the words that a commune's finding rests on, of its page without."""
    page = commune_page(row.commune_code, name)
    if not len(row.source_lines) or not is_of_commune(row):
        return page
    line = row.source_lines[0]
    return f"{page}#{anchor(row.report_id, line, pages.get((row.report_id, line), ()))}"


def source_files(frames: TidyFrames) -> dict[str, str]:
    """Return the file behind each `report_id` of the findings; one about a whole table has the id without a commune."""
    files = dict(zip(frames.reports["report_id"], frames.reports["source_file"], strict=True))
    return files | {str(ReportId.parse(report_id).of_table()): file for report_id, file in files.items()}


def is_of_commune(row: Any) -> bool:
    """Return whether a finding is about its commune's own report, and not about a whole table."""
    return ReportId.parse(row.report_id).commune_code == row.commune_code


def anchor(report_id: str, line: float, pages: Iterable[float] = ()) -> str:
    """Return the address of a document's line on its commune's page; of several possible pages the first is meant.

    >>> anchor("11281-2023-Q1-0a1b2c3d", 257)
    'line-0a1b2c3d-257'
    """
    page = next((f"{int(page)}-" for page in sorted(page for page in pages if pd.notna(page))), "")
    return f"line-{ReportId.parse(report_id).document}-{page}{int(line)}"


def line_address(row: Any, is_elsewhere: bool = False) -> str:
    """Return the address of the words behind a row of a frame: on its commune's own page, or seen from a page of many."""
    if pd.isna(row.source_line):
        return ""
    page = commune_page(row.commune_code, row.commune) if is_elsewhere else ""
    return f"{page}#{anchor(row.report_id, row.source_line, [row.source_page])}"


def line_pages(frames: TidyFrames) -> dict[tuple[str, int], set[int]]:
    """Return on which pages each line of a report stands, where its reader tells pages apart."""
    found: dict[tuple[str, int], set[int]] = {}
    for name in _PLACED:
        table = getattr(frames, name).dropna(subset=["source_page", "source_line"])
        for row in table.itertuples():
            found.setdefault((row.report_id, int(row.source_line)), set()).add(int(row.source_page))
    return found

"""Further parts of the dossiers that a text names beside the columns of form 06: returned, withdrawn, by post.

They are no figures of the report to add or compare. They say where its totals may hold more than their known parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cchc_analysis.catalogue import practice, wording
from cchc_analysis.errors import NumeralError
from cchc_analysis.numerals import parse_number
from cchc_analysis.parsing.text.items import Item

_DOSSIERS = re.compile(r"(?i)hồ sơ")


def read_further_parts(items: Iterable[Item]) -> Iterator[dict[str, Any]]:
    """Yield a row of the frame `further_parts` for each naming, without the columns that name the report.

    Plans are left out, and items that neither speak of dossiers nor stand under a heading that does.
    """
    skipped = tuple(wording.settings()["skipped_sections"])
    for item in items:
        if (
            not item.section
            or item.section.split(".")[0] in skipped
            or not _DOSSIERS.search(f"{item.heading} {item.key}")
        ):
            continue
        for part in practice.parts().values():
            for match in part.regex.finditer(item.key):
                name = next((name for name in ("before", "after") if match[name]), None)
                value = _count(match[name]) if name else None
                # "Không có hồ sơ trả lại" names none.
                if value == 0 or match["none"] or (part.is_counted and value is None):
                    continue
                place = item.place(match.start("words"))
                end = match.end() if name == "after" else match.end("words")
                yield {
                    "part": part.key,
                    "value": value,
                    "raw": item.text[slice(*match.span(name))] if name else "",
                    "quote": item.text[match.start() : end].strip(),
                    "source_page": place.page,
                    "source_line": place.line,
                }


def _count(printed: str) -> float | None:
    try:
        return float(parse_number(printed, "count"))
    except NumeralError:
        return None

"""The documents that a report names: kind, number, symbol, day and subject, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from cchc_analysis.catalogue import wording
from cchc_analysis.numerals import find_dates
from cchc_analysis.parsing.text.items import Item


def read_directives(items: Iterable[Item], own_number: str | None = None) -> list[dict[str, Any]]:
    """Return each naming of a document as a row of the frame `directives`, without the columns that name the report.

    Parameters
    ----------
    own_number : number and symbol of the report itself, such as 74/BC-UBND, which is no directive.

    Notes
    -----
    A law's number keeps its year: 130/2005. `date` is missing where none is printed or no such day exists.
    """
    patterns = _patterns()
    rows = []
    for item in items:
        for match in patterns["regex"].finditer(item.key):
            if f"{match['number']}/{match['symbol']}" == own_number:
                continue
            before = None if match["day"] else patterns["before"].search(item.key, 0, match.start())
            day = match["day"] or (before["day"] if before else "")
            date = next((date for _, date in find_dates(day)), None)
            subject = patterns["subject"].match(item.text[match.end() :])
            start = before.start() if before else match.start()
            place = item.place(match.start("number"))
            rows.append(
                {
                    "kind": _kind(match, item),
                    "number": f"{match['number']}/{match['year']}" if match["year"] else match["number"],
                    "symbol": item.text[slice(*match.span("symbol"))],
                    "date": date,
                    "subject": subject["subject"].strip() if subject else "",
                    "section": item.section,
                    "quote": item.text[start : match.end()].strip(),
                    "source_page": place.page,
                    "source_line": place.line,
                }
            )
    return rows


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    texts = wording.settings()["directives"]
    # The subject is cut from the text as printed, so its own pattern stays as written.
    return {
        "subject": re.compile(texts["subject"], re.IGNORECASE),
        **{name: wording.compiled(texts[name], f"{wording.FILE} [directives] {name}") for name in ("regex", "before")},
    }


def _kind(match: re.Match[str], item: Item) -> str:
    if match["kind"]:
        return item.text[slice(*match.span("kind"))].capitalize()
    known = {symbol.casefold(): kind for symbol, kind in wording.settings()["directives"]["symbols"].items()}
    return str(known.get(match["symbol"].split("-")[0].casefold(), "")).capitalize()

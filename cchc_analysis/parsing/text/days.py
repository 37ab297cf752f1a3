"""Days in the text that cannot be: those that no calendar has, and figures told as of a day that had not come."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache

from cchc_analysis.catalogue.wording import compiled, settings
from cchc_analysis.numerals import find_dates, format_date
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.statements import items_that_tell
from cchc_analysis.parsing.text.told import Told, finding_of


def read_days(items: Iterable[Item], end: dt.date | None, dated: dt.date | None) -> Iterator[Told]:
    """Yield a finding for each day that does not exist, and for each as of which figures are told before it has come.

    Parameters
    ----------
    end, dated : the last day of the data and the day of the report; the later of the two is the last that it can know.
    """
    items = list(items)
    last = max((day for day in (end, dated) if day), default=None)
    for item in items:
        at = 0
        for printed, day in find_dates(item.text):
            start = item.text.index(printed, at)
            at = start + len(printed)
            if day is None:
                yield Told(item, (), finding_of("sentence-no-such-day", item, start, at, printed))
    for item in items_that_tell(items) if last else ():
        for match in _as_of().finditer(item.key):
            day = next((found for _, found in find_dates(match["day"])), None)
            if day and last and day > last:
                found, known = format_date(day), format_date(last)
                yield Told(item, (), finding_of("sentence-day-ahead", item, *match.span(), found, known))


@cache
def _as_of() -> re.Pattern[str]:
    return compiled(settings()["as_of"]["regex"], "statements.toml [as_of]")

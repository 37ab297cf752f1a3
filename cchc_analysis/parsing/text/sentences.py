"""All that sentences tell which needs no other place of the report: growth, staff by degrees, days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cchc_analysis.parsing.text.changes import read_changes
from cchc_analysis.parsing.text.days import read_days
from cchc_analysis.parsing.text.degrees import read_degrees
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.scopes import OWN
from cchc_analysis.parsing.text.statements import Stated, items_that_tell
from cchc_analysis.parsing.text.told import Told
from cchc_analysis.periods import Period

_STAFF = "staff_present"


def read_sentences(
    items: Sequence[Item], stated: Sequence[Stated], period: Period, end: dt.date | None, dated: dt.date | None
) -> list[Told]:
    """Return what the sentences of a report tell, each with a finding if it cannot be.

    Parameters
    ----------
    stated : what `find_statements` has read from the same items.
    end, dated : the last day of the data and the day of the report, as its cover prints them.
    """
    telling = list(items_that_tell(items))
    staff = {row["value"] for row in (one.row for one in stated) if row["measure"] == _STAFF and row["scope"] == OWN}
    return [
        *read_changes(telling, period),
        *read_degrees(telling, int(staff.pop()) if len(staff) == 1 else None),
        *read_days(items, end, dated),
    ]

"""Acts that a report cites though another one had taken their place when it was written."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.checks.drafts import Draft
from cchc_analysis.checks.sheets import Sheet
from cchc_analysis.numerals import format_date


def find_replaced_acts(sheet: Sheet) -> Iterator[Draft]:
    """Yield a note for each act of `acts.toml` that a report of after its last day cites; each once."""
    written = sheet.report.doc_date if pd.notna(sheet.report.doc_date) else sheet.report.period_end
    if pd.isna(written):
        return
    for act in catalogue.settings("acts")["act"]:
        cited = [row for row in sheet.directives if (row.number, row.symbol) == (act["number"], act["symbol"])]
        if cited and written.date() > act["until"]:
            yield Draft(
                "directive-replaced",
                f"{act['kind']} {act['number']}/{act['symbol']}",
                act["by"],
                witnesses=[(row.quote, int(row.source_line)) for row in cited],
                values={"until": format_date(act["until"])},
                topic=act["number"],
            )

"""Reports read from scans: which figures nobody has confirmed yet, and the lines as they were recognised.

Recognition takes a minute, so that the words of a scan are kept with its figures instead of being read again for its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cchc_analysis.catalogue import method
from cchc_analysis.findings import Finding
from cchc_analysis.numerals import is_blank
from cchc_analysis.parsing.forms.rows import Forms
from cchc_analysis.reading import Document, TableRow

#: A cell whose recognition is less sure than this is doubtful, though two readings agree.
SURE = method("scan_sure").value
#: Parts the cells of a row in a line of `scans`.
CELL = "\t"


def scan_findings(forms: Forms) -> list[Finding]:
    """Return a finding for each figure that is doubtful, and one for all that recognition gave."""
    rows = [row for row in forms.printed if row.confidence is not None and not is_blank(row.raw)]
    findings = []
    for row in rows:
        if not row.problem and (row.confidence or 0) < SURE:
            values: dict[str, object] = {"form": row.entry.form, "code": row.entry.code, "label": row.entry.label}
            findings.append(
                Finding(
                    "cell-scan-unsure", row.raw, "", (row.entry.indicator,), (row.quote,), (row.place.line,), values
                )
            )
    if rows:
        read = " ".join(f"{row.entry.form}/{row.entry.code}={row.raw}" for row in rows)
        findings.append(Finding("report-scanned", str(len(rows)), values={"read": read}))
    return findings


def scanned_lines(document: Document, forms: Forms) -> Iterator[dict[str, Any]]:
    """Yield the lines of a document that is a scan, or has scanned pages, each value's crop beside it."""
    if not any(isinstance(block, TableRow) and any(cell.crop for cell in block.cells) for block in document.blocks):
        return
    crops = {(row.place.page, row.place.line): (row.crop, row.entry.indicator) for row in forms.printed if row.crop}
    for block in document.blocks:
        cells = [cell.text for cell in block.cells] if isinstance(block, TableRow) else [block.text]
        crop, indicator = crops.get((block.place.page, block.place.line), ("", ""))
        yield {
            "text": CELL.join(re.sub(r"\s+", " ", text) for text in cells),
            "crop": crop,
            "indicator": indicator,
            "source_page": block.place.page,
            "source_line": block.place.line,
        }

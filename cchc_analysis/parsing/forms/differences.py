"""A document's forms against their edition: forms and rows that are missing, unknown, hidden or named otherwise."""

from __future__ import annotations

from functools import partial

from cchc_analysis.findings import Finding
from cchc_analysis.names import fold
from cchc_analysis.numerals import is_blank
from cchc_analysis.parsing.forms.rows import Forms


def form_findings(forms: Forms) -> list[Finding]:
    """Return what the forms of one document lack, have beyond their edition, or write in another way."""
    findings = []
    printed = {row.entry.indicator for row in forms.printed}
    for form in forms.edition.titles:
        title = forms.edition.titles[form]["vi"]
        if form not in forms.seen:
            findings.append(Finding("form-missing", "", form, values={"form": form, "title": title}))
            continue
        for entry in forms.edition.form(form):
            if entry.indicator not in printed:
                findings.append(
                    Finding(
                        "row-missing", "", entry.label, (entry.indicator,), values={"form": form, "code": entry.code}
                    )
                )
    for unknown in forms.unknown:
        findings.append(
            Finding("row-unknown", unknown.text, "", (), (unknown.text,), (unknown.place.line,), {"form": unknown.form})
        )
    for row in forms.printed:
        values: dict[str, object] = {"form": row.entry.form, "code": row.entry.code, "label": row.entry.label}
        where = partial(
            Finding, indicators=(row.entry.indicator,), quotes=(row.quote,), lines=(row.place.line,), values=values
        )
        if row.confidence is not None:
            # Dots and lone letters are what recognition loses first; the row was found by its label.
            continue
        if row.printed_code and fold(row.printed_code).replace(" ", "") != row.entry.code.replace(".", ""):
            findings.append(where("row-other-code", row.printed_code, row.entry.code))
        if row.printed_unit is not None and not row.entry.options and fold(row.printed_unit) != fold(row.entry.unit):
            findings.append(where("row-other-unit", row.printed_unit, row.entry.unit))
        if row.is_merged:
            findings.append(where("cell-merged", "", ""))
    return findings + _hidden_rows(forms)


def _hidden_rows(forms: Forms) -> list[Finding]:
    """Return a finding for each form with figures in hidden rows: they count, and their author may not know of them."""
    findings = []
    for form in forms.edition.titles:
        rows = [row for row in forms.printed if row.entry.form == form and row.is_hidden and not is_blank(row.raw)]
        if rows:
            codes = ", ".join(row.entry.code for row in rows)
            findings.append(
                Finding(
                    "cell-hidden",
                    codes,
                    "",
                    tuple(row.entry.indicator for row in rows),
                    tuple(row.quote for row in rows),
                    tuple(row.place.line for row in rows),
                    {"form": form},
                )
            )
    return findings

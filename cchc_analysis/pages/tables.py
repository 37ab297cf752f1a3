"""The tables of the pages: a frame and a language in, a table out. No figure is computed here."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from cchc_analysis import __version__, catalogue
from cchc_analysis.catalogue import method, word
from cchc_analysis.comparing.followup import COLUMNS as FOLLOWED
from cchc_analysis.numerals import format_date, format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import file_name, line_address
from cchc_analysis.pages.markup import Cell, Head, Html, folded, join, number, paragraph, table
from cchc_analysis.pages.pieces import piece
from cchc_analysis.periods import Period
from cchc_analysis.reports import ruling
from cchc_analysis.totals import is_few

# Below this share of communes a total is provisional.
ENOUGH = method("enough_share").value


def coverage(communes: pd.DataFrame, language: str = "vi") -> Html:
    """Return who reported, in a sentence, and who did not, by name."""
    if communes.empty:
        return paragraph(word("nobody-reported", language), "coverage")
    reported, expected = int(communes["is_reported"].sum()), len(communes)
    places = ", ".join(dict.fromkeys(_territory(row) for row in communes.itertuples()))
    sentence = word("coverage", language, reported=_n(reported, language), expected=_n(expected, language))
    text = f"<p><strong>{escape(sentence)}</strong> ({escape(places)}).</p>"
    missing = communes.loc[~communes["is_reported"], "commune"]
    if len(missing):
        head = word("not-reported", language, count=_n(len(missing), language))
        text += folded(head, paragraph(", ".join(missing))).html
    return Html(f'<div class="coverage">{text}</div>', communes)


def headline(totals: pd.DataFrame, language: str = "vi") -> Html:
    """Return the headline totals as cards: value, what it rests on, how many communes are in it."""
    cards = []
    for row in totals.itertuples():
        indicator = catalogue.indicator(row.indicator)
        is_rate = indicator.kind == "rate"
        value = "–" if pd.isna(row.value) else format_number(row.value, None, language)
        unit = "%" if is_rate else indicator.unit(language)
        as_counts = is_rate and pd.notna(row.value) and is_few(row.indicator, row.denominator)
        if as_counts:
            value, unit = f"{_n(row.numerator, language)}/{_n(row.denominator, language)}", ""
        details = []
        if row.expected > 1:
            details.append(
                word("covers", language, communes=_n(row.communes, language), expected=_n(row.expected, language))
            )
            if row.communes < ENOUGH * row.expected:
                details.append(word("provisional", language))
        if is_rate and pd.notna(row.denominator) and not as_counts:
            details.insert(0, f"{_n(row.numerator, language)} / {_n(row.denominator, language)}")
        if row.held_back:
            details.append(word("without", language, names=row.held_back))
        if row.unconfirmed:
            details.append(word("ocr-count", language, count=_n(row.unconfirmed, language)))
        if pd.isna(row.value):
            details = [word("no-value", language)]
        unit = unit if value != "–" else ""
        cards.append({"label": indicator.label(language), "value": value, "unit": unit, "details": " · ".join(details)})
    return Html(piece("cards", cards=cards), totals)


def totals(table_of_totals: pd.DataFrame, language: str = "vi") -> Html:
    """Return all totals, folded: indicator, value, unit, how many communes are in it."""
    rows = []
    for row in table_of_totals.itertuples():
        indicator = catalogue.indicator(row.indicator)
        is_rate = indicator.kind == "rate"
        value = None if is_rate and is_few(row.indicator, row.denominator) else row.value
        parts = f"{_n(row.numerator, language)} / {_n(row.denominator, language)}" if pd.notna(row.denominator) else ""
        rows.append(
            [
                Cell(indicator.label(language)),
                _range(row, language) if indicator.adds == "same" else number(value, language, 2 if is_rate else None),
                Cell("%" if is_rate else indicator.unit(language)),
                Cell(parts, "num"),
                Cell(
                    f"{_n(row.communes, language)}/{_n(row.expected, language)}",
                    "num",
                    row.communes,
                    mark=_marks(row, language),
                ),
            ]
        )
    heads: list[Head] = [
        word("indicator", language),
        (word("total", language), "num"),
        word("unit", language),
        (word("parts", language), "num"),
        (word("communes-in-it", language), "num"),
    ]
    shown = table(heads, rows, word("totals-caption", language), kind="sortable", frame=table_of_totals)
    return folded(word("all-totals", language, count=_n(len(rows), language)), shown)


def _range(row: Any, language: str) -> Cell:
    """Return what the communes print of a set that is the same in all of them, and that is not added."""
    if pd.isna(row.lowest):
        return Cell("–", "num")
    ends = dict.fromkeys(_n(end, language) for end in (row.lowest, row.highest))
    return Cell("–".join(ends), "num", row.highest, mark=word("same-set", language))


def _marks(row: Any, language: str) -> str:
    """Return what is to be known of a total beside how many communes are in it."""
    marks = [word("without", language, names=row.held_back)] if row.held_back else []
    marks += [word("ocr-count", language, count=_n(row.unconfirmed, language))] if row.unconfirmed else []
    return " · ".join(marks)


def rates(compared: pd.DataFrame, language: str = "vi", links: bool = False) -> Html:
    """Return printed rates beside recomputed ones: all of a single commune, of many only those that do not agree.

    Each names its place; `links` points to it on the commune's page, for pages that stand beside the folder of communes.
    """
    printed = compared[compared["verdict"] != "unprinted"]
    if printed.empty:
        return paragraph(word("no-printed-rates", language))
    is_many = printed["commune_code"].nunique() > 1
    shown = printed[~printed["verdict"].isin(("agrees", "blank"))] if is_many else printed
    rows = [
        [
            Cell(catalogue.indicator(row.indicator).label(language)),
            *([Cell(row.commune)] if is_many else []),
            number(row.numerator, language),
            number(row.denominator, language),
            number(row.recomputed_pct, language, 2),
            Cell(row.raw or "–", "num"),
            Cell(word(f"rate-{row.verdict}", language), "flag" if row.verdict == "differs" else ""),
            Cell(_place(row.source_file, row.source_line, language), "source", href=line_address(row, links)),
        ]
        for row in shown.itertuples()
    ]
    heads: list[Head] = [
        word("indicator", language),
        *([word("commune", language)] if is_many else []),
        (word("numerator", language), "num"),
        (word("denominator", language), "num"),
        (word("recomputed", language), "num"),
        (word("as-printed", language), "num"),
        word("result", language),
        word("source", language),
    ]
    agree = word(
        "rates-agree",
        language,
        agree=_n((printed["verdict"] == "agrees").sum(), language),
        all=_n(len(printed), language),
    )
    return join(
        [paragraph(agree), table(heads, rows, word("rates-caption", language), kind="sortable", frame=compared)]
    )


def documents(frames: TidyFrames, language: str = "vi") -> Html:
    """Return every document received: what it is, what became of it, and how much of it was read."""
    filled = frames.observations.groupby("report_id")["status"].value_counts().unstack(fill_value=0)
    filled = filled.reindex(columns=["reported", "blank", "absent", "unreadable"], fill_value=0)
    rows = []
    for (file, status), group in frames.reports.groupby(["source_file", "status"], sort=False):
        own = filled.reindex(group["report_id"]).sum()
        first = group.iloc[0]
        communes = (
            first["commune"] if len(group) == 1 else word("communes-count", language, count=_n(len(group), language))
        )
        rows.append(
            [
                Cell(file_name(file)),
                Cell(communes if pd.notna(communes) else "–"),
                Cell(first["doc_number"] if pd.notna(first["doc_number"]) else "–"),
                Cell(format_date(first["doc_date"]) or "–", "num"),
                Cell(_interval(first) or "–"),
                Cell(word(f"status-{status}", language), "flag" if status == "refused" else ""),
                *(number(own[name], language) for name in filled.columns),
            ]
        )
    heads: list[Head] = [
        word("file", language),
        word("commune", language),
        word("doc-number", language),
        (word("doc-date", language), "num"),
        word("interval", language),
        word("status", language),
        *((word(f"{name}-head", language), "num") for name in filled.columns),
    ]
    return table(heads, rows, word("documents-caption", language), kind="sortable", frame=frames.reports)


def _interval(report: pd.Series) -> str:
    start, end = format_date(report["period_start"]), format_date(report["period_end"])
    return f"{start}–{end}" if start and end else ""


def provenance(frames: TidyFrames, period: Period, language: str = "vi") -> Html:
    """Return what the page rests on: files with their hashes, the version, whether anything is simulated."""
    files = frames.reports.drop_duplicates(["source_file", "sha256"])
    rows = [
        [
            Cell(row.source_file),
            Cell(row.sha256[:16]),
            Cell(row.reader or "–"),
            Cell(word(f"status-{row.status}", language)),
        ]
        for row in files.itertuples()
    ]
    heads: list[Head] = [word("file", language), "SHA-256", word("reader", language), word("status", language)]
    shown = table(heads, rows, word("provenance-caption", language, period=period.label(language)), kind="provenance")
    version = paragraph(word("made-with", language, version=__version__, hash=frames.hash[:16]), "muted")
    simulated = [paragraph(word("simulated", language), "simulated")] if frames.reports["is_simulated"].any() else []
    return join([*simulated, shown, version])


def _n(value: float, language: str) -> str:
    return format_number(float(value), None, language)


def _place(file: str, line: float, language: str) -> str:
    return file_name(file) if pd.isna(line) else f"{file_name(file)}, {word('line', language, line=int(line))}"


def _territory(row: Any) -> str:
    return f"{row.district}, {row.province}" if row.district and pd.notna(row.district) else row.province


def title(notebook: str, period: Period, language: str = "vi") -> Html:
    """Return a page's heading: what it is and which period it is about."""
    return Html(f"<h1>{escape(word(f'title-{notebook}', language))}: {escape(period.label(language))}</h1>")


def commune_title(frames: TidyFrames, period: Period, language: str = "vi") -> Html:
    """Return the heading of a commune's page: its name, where it lies, its documents."""
    report = ruling(frames.reports).iloc[0]
    numbers = [
        f"{row.doc_number}" + (f", {format_date(row.doc_date)}" if pd.notna(row.doc_date) else "")
        for row in frames.reports.itertuples()
        if row.status == "read" and pd.notna(row.doc_number)
    ]
    where = ", ".join(part for part in (report["district"], report["province"]) if pd.notna(part))
    details = " · ".join([where, word("unit-code", language, code=report["commune_code"]), *numbers, _interval(report)])
    return Html(
        f"<h1>{escape(report['commune'])}: {escape(period.label(language))}</h1>"
        f'<p class="muted">{escape(details.strip(" ·"))}</p>'
    )


def progress(found: pd.DataFrame, language: str = "vi") -> Html:
    """Return the rows of `follow_up` as a table."""
    rows = [
        [row.period.label(language), *(number(getattr(row, column), language) for column in FOLLOWED[1:])]
        for row in found.itertuples()
    ]
    heads: list[Head] = [
        word("period", language),
        *((word(f"followed-{name}", language), "num") for name in FOLLOWED[1:]),
    ]
    return table(heads, rows, word("followed-caption", language), frame=found)

"""The entry pages: one for each period, and one that lists the periods. They are made from what is on disk after a run."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cchc_analysis import __version__
from cchc_analysis.batch.html.volume import VOLUME
from cchc_analysis.batch.keys import content_hash, sha256
from cchc_analysis.batch.plan import Template
from cchc_analysis.batch.tasks import Outcome
from cchc_analysis.catalogue import word
from cchc_analysis.files import write_whole
from cchc_analysis.findings import MESSAGES, count_findings, message
from cchc_analysis.names import slug
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import commune_page, finding_page, line_pages, source_files
from cchc_analysis.pages.finding_list import FIRST_FINDINGS
from cchc_analysis.periods import Period
from cchc_analysis.reports import commune_names, ruling
from cchc_analysis.store.stamps import package_hash
from cchc_analysis.totals import coverage

# What the list of periods needs to know of each, kept beside its pages.
_SUMMARY = "summary.json"


def write_index(
    out: Path,
    frames: TidyFrames,
    period: Period,
    notebooks: Sequence[Template],
    outcomes: Sequence[Outcome],
    language: str,
) -> None:
    """Write `index.html` of a period: coverage and findings first, then links to every page that is there.

    What was written from the same rows for the same pages stays.
    """
    key = _index_key(out, frames, notebooks, outcomes, language)
    if _is_written(out, key):
        return
    from cchc_analysis.batch.html.frame import render_index  # an unchanged period does without

    communes = coverage(frames)
    counts = {"reported": int(communes["is_reported"].sum()), "expected": len(communes) or None}
    context = {
        "language": language,
        "period": period.label(language),
        "version": __version__,
        "made_on": dt.date.today().strftime("%d/%m/%Y"),
        "is_simulated": bool(frames.reports["is_simulated"].any()),
        "links": {word("home", language): "../index.html"},
        "coverage": counts,
        "findings": count_findings(frames.findings),
        "top_findings": _top_findings(frames, language),
        "pages": [
            {"title": template.titles[language], "href": template.page, "description": template.abouts[language]}
            for template in notebooks
            if template.per == "period" and (out / template.page).exists()
        ],
        "documents": _documents(out, frames, language),
        "communes": _communes(out, frames),
        "failures": [
            {"title": outcome.task.title, "href": _partial_notebook(out, outcome), "error": outcome.error}
            for outcome in outcomes
            if outcome.status == "failed"
        ],
        "skipped": _refusals(frames, language),
        "sources": [
            {"file": file, "sha256": group["sha256"].iloc[0][:16], "rows": len(group)}
            for file, group in ruling(frames.reports).groupby("source_file")
        ],
    }
    page = render_index(context)
    write_whole(out / "index.html", page)
    summary = {
        "period": str(period),
        "coverage": counts,
        "findings": context["findings"],
        "is_simulated": context["is_simulated"],
        "key": key,
        "sha256": sha256(page.encode()),
    }
    write_whole(out / _SUMMARY, json.dumps(summary))


def _index_key(
    out: Path, frames: TidyFrames, notebooks: Sequence[Template], outcomes: Sequence[Outcome], language: str
) -> str:
    """Return a hash of what an index is made from: rows, pages and documents that are there, failures, words, this
    package."""
    pages = [
        [outcome.task.output, outcome.task.title, outcome.output_sha256, outcome.error, _partial_notebook(out, outcome)]
        for outcome in outcomes
    ]
    words = [[template.page, template.per, dict(template.titles), dict(template.abouts)] for template in notebooks]
    documents = [document["href"] for document in _documents(out, frames, language)]
    return content_hash([language, __version__, package_hash(), frames.hash, words, pages, documents])


def _is_written(out: Path, key: str) -> bool:
    """Return whether the index on disk was made under this key."""
    try:
        summary = json.loads((out / _SUMMARY).read_text(encoding="utf-8"))
        return (summary["key"], summary["sha256"]) == (key, sha256((out / "index.html").read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_home(out: Path, language: str) -> None:
    """Write `index.html` of all periods, the newest first; what was written from the same summaries stays."""
    summaries = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob(f"*/{_SUMMARY}")]
    summaries.sort(key=lambda summary: Period.parse(summary["period"]), reverse=True)
    key = content_hash([language, __version__, package_hash(), summaries])
    if _is_home_written(out, key):
        return
    from cchc_analysis.batch.html.frame import render_home

    periods = [
        {
            "label": Period.parse(summary["period"]).label(language),
            "href": f"{summary['period']}/index.html",
            "coverage": summary["coverage"],
            "findings": summary["findings"],
            "is_simulated": summary["is_simulated"],
        }
        for summary in summaries
    ]
    context = {
        "language": language,
        "version": __version__,
        "made_on": dt.date.today().strftime("%d/%m/%Y"),
        "is_simulated": any(period["is_simulated"] for period in periods),
        "periods": periods,
    }
    write_whole(out / "index.html", f"{render_home(context).rstrip()}\n<!-- {key} -->\n")


def _is_home_written(out: Path, key: str) -> bool:
    try:
        return (out / "index.html").read_text(encoding="utf-8").endswith(f"<!-- {key} -->\n")
    except (OSError, ValueError):
        return False


def _top_findings(frames: TidyFrames, language: str) -> list[dict[str, Any]]:
    names = _names(frames)
    files, pages = source_files(frames), line_pages(frames)
    rows = []
    for row in frames.findings[~frames.findings["explained"]].head(FIRST_FINDINGS).itertuples():
        name = names.get(row.commune_code, "")
        line = f", {word('line', language, line=row.source_lines[0])}" if len(row.source_lines) else ""
        rows.append(
            {
                "severity": row.severity,
                "commune": name,
                "message": message(row, language),
                "href": finding_page(row, name, pages) if name else "quality.html",
                "quote": row.quotes[0] if len(row.quotes) else "",
                "source": files.get(row.report_id, "") + line,
            }
        )
    return rows


def _communes(out: Path, frames: TidyFrames) -> list[dict[str, Any]]:
    waiting = frames.findings[~frames.findings["explained"]]
    by_commune: dict[str, dict[str, int]] = {}
    for (code, severity), count in waiting.groupby(["commune_code", "severity"]).size().items():
        by_commune.setdefault(code, {})[severity] = int(count)
    rows = []
    for code, name in _names(frames).items():
        page = commune_page(code, name)
        href = page if (out / page).exists() else None
        rows.append({"name": name, "code": code, "href": href, "findings": by_commune.get(code, {})})
    return rows


def _documents(out: Path, frames: TidyFrames, language: str) -> list[dict[str, str]]:
    """Return the documents that `cchc export` has left beside the pages."""
    sheets = {
        f"questions/{code}-{slug(name)}.docx": word("document-questions", language, commune=name)
        for code, name in _names(frames).items()
    }
    known = {
        "consolidated.xlsx": word("document-workbook", language),
        "appendix.docx": word("document-appendix", language),
        VOLUME: word("document-volume", language),
        **sheets,
    }
    return [{"title": title, "href": href} for href, title in known.items() if (out / href).exists()]


def _names(frames: TidyFrames) -> Mapping[str, str]:
    return dict(sorted(commune_names(ruling(frames.reports)).items()))


def _refusals(frames: TidyFrames, language: str) -> list[dict[str, str]]:
    reasons = frames.findings.drop_duplicates("report_id").set_index("report_id")[MESSAGES[language]]
    refused = frames.reports[frames.reports["status"] == "refused"].drop_duplicates("source_file")
    return [{"name": row.source_file, "reason": reasons.get(row.report_id, "")} for row in refused.itertuples()]


def _partial_notebook(out: Path, outcome: Outcome) -> str | None:
    address = f"failed/{outcome.task.output.removesuffix('.html')}.ipynb"
    return address if (out / address).exists() else None

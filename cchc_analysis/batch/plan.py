"""Which notebooks with which parameters make a period's pages.

A notebook takes part by its metadata: `cchc.page` is the page's address, `cchc.per` is "period" for one page or "commune"
for one each, `cchc.reads` what it is made again for: "own" (its period, or its commune in it; the default), "period" (all
communes of the period) or "all" (also earlier periods, and the analyst's tables and answers in `data`). So an analyst's own
notebook joins in with no change of code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from cchc_analysis.batch.tasks import Task
from cchc_analysis.catalogue import word
from cchc_analysis.errors import NothingToDo, ParameterError
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages.addresses import commune_page
from cchc_analysis.periods import Period
from cchc_analysis.reports import ruling


@dataclass(frozen=True)
class Template:
    """A notebook that makes pages: its address pattern, what it is made for, and its words by language."""

    path: Path
    page: str
    per: str
    order: int
    titles: Mapping[str, str]
    abouts: Mapping[str, str]
    reads: str = "own"


def templates(folder: Path) -> list[Template]:
    """Return the notebooks of a folder that make pages, in the order that their metadata gives (`cchc.order`).

    Raises
    ------
    NothingToDo : there is none.
    ParameterError : a notebook is no JSON, or its metadata says neither period nor commune.
    """
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            about = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("cchc")
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise ParameterError(
                path.name, "no notebook", "a notebook in JSON", "save it again in JupyterLab"
            ) from error
        if about is None:
            continue
        if about.get("per") not in ("period", "commune") or not about.get("page"):
            raise ParameterError(
                path.name, f"metadata cchc {about!r}", "a page, and per = period or commune", "correct the metadata"
            )
        reads = about.get("reads", "own")
        if reads not in ("own", "period", "all"):
            raise ParameterError(
                path.name, f"metadata cchc.reads {reads!r}", "own, period or all", "correct the metadata"
            )
        titles, abouts = (
            {language: about.get(f"{key}_{language}", path.stem) for language in ("vi", "en")}
            for key in ("title", "about")
        )
        found.append(Template(path, about["page"], about["per"], int(about.get("order", 99)), titles, abouts, reads))
    if not found:
        raise NothingToDo(
            "notebooks", f"no notebook for pages in {folder.name!r}", "quarter.ipynb and others", "add one"
        )
    return sorted(found, key=lambda template: (template.order, template.path.name))


def plan(
    frames: TidyFrames, period: Period, notebooks: list[Template], language: str, data: Path | None = None
) -> list[Task]:
    """Return a task for each page of a period.

    Parameters
    ----------
    frames : the tidy frames of the period. A page is made again when the rows that it uses change: all of them for a page
        of the period, its own for a commune's, and what else its notebook says that it reads.
    data : the data folder, for pages that read more than their period.
    """
    label, whole = period.label(language), frames.hash
    read = ruling(frames.reports).drop_duplicates("commune_code")
    own = _hashes(frames)
    made_up = frames.reports.groupby("commune_code")["is_simulated"].any()
    beyond = {"own": "", "period": "", "all": _past(data, period)}
    tasks = []
    for template in notebooks:
        parameters = {"period": str(period), "language": language}
        if template.per == "period":
            title = f"{template.titles[language]}: {label}"
            tasks.append(
                Task(
                    template.path,
                    parameters,
                    template.page,
                    title,
                    whole + beyond[template.reads],
                    (label,),
                    {word("home", language): "../index.html", label: "index.html"},
                    bool(made_up.any()),
                )
            )
            continue
        for row in read.itertuples():
            page = template.page.format(commune=Path(commune_page(row.commune_code, row.commune)).stem)
            links = {word("home", language): "../../index.html", label: "../index.html"}
            parameters = parameters | {"commune_code": row.commune_code}
            tasks.append(
                Task(
                    template.path,
                    parameters,
                    page,
                    f"{row.commune}: {label}",
                    own[row.commune_code] + ("" if template.reads == "own" else whole) + beyond[template.reads],
                    (label, row.commune),
                    links,
                    bool(made_up[row.commune_code]),
                )
            )
    return tasks


def _past(data: Path | None, period: Period) -> str:
    """Return a hash of the frames of earlier periods and of the tables of analysts and answers, "" without any."""
    if data is None:
        return ""
    files = sorted(
        path
        for folder in (data / "tidy").glob("[!.]*")
        if folder.is_dir() and Period.parse(folder.name) < period
        for path in folder.glob("*.parquet")
    )
    files += sorted([*data.glob("units/*.csv"), *data.glob("units/*.geojson"), *data.glob("*.csv")])
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(data).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest() if files else ""


def _hashes(frames: TidyFrames) -> dict[str, str]:
    """Return a hash of each commune's rows."""
    hashes: dict[str, hashlib._Hash] = {}
    for field in fields(frames):
        table = getattr(frames, field.name)
        for code, row in zip(table["commune_code"], table.itertuples(index=False, name=None), strict=True):
            hashes.setdefault(code, hashlib.sha256()).update(repr(row).encode())
    return {code: digest.hexdigest() for code, digest in hashes.items()}

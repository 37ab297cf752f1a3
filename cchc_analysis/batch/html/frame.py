"""The frame that all pages share, and the pages that are nothing else: entry pages and a volume's contents.

Its content policy forbids every request and every script but its own, whatever a page contains. It is apart from `export`
because nbconvert takes longer to load than all else that an unchanged period needs.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cchc_analysis import formulas
from cchc_analysis.errors import CchcError
from cchc_analysis.numerals import format_number

TEMPLATES = Path(__file__).parents[2] / "templates"


def render_index(context: Mapping[str, Any]) -> str:
    """Return the entry page of a period.

    Parameters
    ----------
    context : texts are escaped here; addresses are relative; counts are whole numbers.

        - `language`, `period` (label), `version`, `made_on` (a printed date), `is_simulated`, `links` (texts of the pages
          above, outermost first → address)
        - `coverage` : {`reported`, `expected`}; `expected` is None where nobody knows who must report
        - `findings` : counts by severity, `error`, `verify`, `note`; a missing one is 0
        - `top_findings` : [{`severity`, `commune`, `message`, `href`, `quote`, `source`}]
        - `pages` : [{`title`, `href`, `description`}]
        - `communes` : [{`name`, `code`, `href` (None: no page), `findings` (as above)}]
        - `failures` : [{`title`, `href` (None: nothing to see), `error`}]
        - `skipped` : [{`name`, `reason`}]
        - `sources` : [{`file`, `sha256` (short), `rows`}]
    """
    return render("index.html.j2", context)


def render_home(context: Mapping[str, Any]) -> str:
    """Return the list of periods.

    Parameters
    ----------
    context : `language`, `version`, `made_on`, `is_simulated`, `links`, and `periods`, newest first:
        [{`label`, `href`, `coverage`, `findings`, `is_simulated`}], coverage and findings as in `render_index`.
    """
    return render("home.html.j2", context)


def render_contents(context: Mapping[str, Any]) -> str:
    """Return the list of contents of a printed volume.

    Parameters
    ----------
    context : `language`, `version`, `made_on`, `is_simulated`, `period` (label), and `leaves`: [{`title`, `href`, `page`}].
    """
    return render("volume.html.j2", context)


def render(template: str, context: Mapping[str, Any]) -> str:
    """Return a page from its template."""
    page = _environment(context["language"]).get_template(template)
    return page.render({"links": {}, "outline": [], **context})


@cache
def texts_of(language: str) -> dict[str, str]:
    """Return the words of the frame.

    Raises
    ------
    CchcError : there is no such language.
    """
    texts = tomllib.loads((TEMPLATES / "texts.toml").read_text(encoding="utf-8"))
    if language not in texts:
        raise CchcError("language of a page", repr(language), " or ".join(map(repr, texts)), "choose one of them")
    return texts[language]


@cache
def _environment(language: str) -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    script = (TEMPLATES / "table.js").read_text(encoding="utf-8").replace("/FORMULA/", f"/{formulas.PATTERN}/")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment.filters["number"] = partial(format_number, language=language)
    environment.globals.update(
        texts=texts_of(language),
        style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        script=Markup(script),
        script_hash=f"sha256-{digest}",
    )
    return environment

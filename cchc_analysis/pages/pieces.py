"""Pieces of pages from their templates, every text escaped."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension

_FOLDER = Path(__file__).parents[1] / "templates" / "pieces"
_BREAK = re.compile(r"\s*\n\s*")


class _JoinLines(Extension):
    """Joins the lines of a template: they are laid out for who reads it, and blanks between tags would show on a page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _BREAK.sub("", source)


def piece(template: str, **values: Any) -> str:
    """Return a piece of a page.

    Parameters
    ----------
    template : its name, without the folder and the ending.
    values : texts, which are escaped, and pieces of pages (`markup.Html`, `markupsafe.Markup`), which are not.

    >>> from markupsafe import Markup
    >>> piece("folded", head="1 < 2", inner=Markup("<p>so</p>"))
    '<details><summary>1 &lt; 2</summary><p>so</p></details>'
    """
    return _template(template).render(values)


@cache
def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.html.j2")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, extensions=[_JoinLines]
    )

"""Executed notebooks as HTML pages that stand alone.

nbconvert's own HTML exporter parses each finished page a second time and its page loads scripts from public servers.
Here a lean exporter renders the cells alone, and the frame that all pages share (`render`) is put around them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache

from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from cchc_analysis.batch.html.frame import TEMPLATES, render, texts_of
from cchc_analysis.errors import CchcError
from cchc_analysis.names import slug

# Richest first: what of an output is shown. Scripts and widgets need a server or a network and are never shown.
_TYPES = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain")
_HIDDEN_CODE = {"parameters", "injected-parameters", "hide-code"}
_TABLE = re.compile(r"<table\b.*?</table>", re.S | re.I)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.S | re.I)
_HEADING = re.compile(r"<h2\b([^>]*)>(.*?)</h2>", re.S | re.I)
_ID = re.compile(r"""\sid\s*=\s*(["']?)([^"'\s>]+)\1""", re.I)
_TAG = re.compile(r"<[^>]*>")
_IMAGE = re.compile(r"<img\b[^>]*>", re.I)
_ALT = re.compile(r"""\balt\s*=\s*(?:"\s*[^\s"]|'\s*[^\s'])""", re.I)
_REQUEST = re.compile(
    r"""<(?:script|link|img|iframe|embed|object|source|audio|video|image|use)\b[^>]*?
        \s(?:src|srcset|href|data|poster|xlink:href)\s*=\s*["']?\s*(?:https?:)?//[^\s"'>]*
        | (?:\burl\(|@import)\s*["']?\s*(?:https?:)?//[^\s"')>]*""",
    re.I | re.X,
)


def to_html(
    notebook: NotebookNode,
    *,
    title: str,
    language: str = "vi",
    links: Mapping[str, str] | None = None,
    simulated: bool = False,
) -> str:
    """Return an executed notebook as one HTML page that makes no request.

    Parameters
    ----------
    notebook : executed, nbformat 4. Markdown cells tagged with another language (`lang-en` for a page in `vi`) are left
        out. The code of cells tagged `parameters`, `injected-parameters` or `hide-code` is not shown, that of all others
        is folded away under its output. A figure's output metadata gives `alt` and, if wanted, `width` (pixels) and
        `caption`, under its type.
    title : of the window; also the heading of a page that has no first-level heading.
    language : of the frame and of `<html lang>`: "vi" or "en".
    links : pages above this one, text → relative address, outermost first.
    simulated : whether any input was made up; the page and each figure's caption then say so.

    Raises
    ------
    CchcError : a cell failed or wrote to standard error, a figure lacks its alternative text, something would be
        loaded from another place, or there is no such language.
    """
    texts = texts_of(language)
    _check(notebook.cells, title)
    cells = [cell for cell in notebook.cells if not _is_other_language(cell, language)]
    kept = NotebookNode({**notebook, "cells": cells})
    body, _ = _exporter().from_notebook_node(kept, resources={"texts": texts, "simulated": simulated})
    _check_body(body, title)
    body, outline = _with_anchors(body)
    context = {
        "language": language,
        "title": title,
        "links": links or {},
        "is_simulated": simulated,
        "outline": outline,
        "is_titled": "<h1" in body,
        "body": Markup(body),
    }
    return render("page.html.j2", context)


@cache
def _exporter() -> TemplateExporter:
    """Return the exporter of cells, kept because loading its templates takes longer than a page."""
    exporter = TemplateExporter(
        template_name="report", file_extension=".html", extra_template_basedirs=[str(TEMPLATES)]
    )
    for filter_ in (_markdown, _shown_type, _box_tables, _is_code_hidden):
        exporter.register_filter(filter_.__name__.removeprefix("_"), filter_)
    return exporter


def _markdown(source: str) -> str:
    return str(MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source))


def _shown_type(output: NotebookNode) -> str | None:
    """Return the type in which an output is shown, None for one that is not shown."""
    if output.output_type == "stream":
        return "text/plain"
    return next((type_ for type_ in _TYPES if type_ in output.get("data", {})), None)


def _box_tables(source: str, label: str) -> str:
    """Put each table into a box of its own that scrolls, named by the table's caption or `label`."""

    def add_box(match: re.Match[str]) -> str:
        caption = _CAPTION.search(match[0])
        name = html.escape(html.unescape((caption and _TAG.sub("", caption[1]).strip()) or label))
        # pandas heads the column of row heads with an empty heading, which a screen reader would announce.
        table = match[0].replace("<th></th>", "<td></td>")
        return f'<div class="scroll" role="group" aria-label="{name}" tabindex="0">{table}</div>'

    return _TABLE.sub(add_box, source)


def _tags(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", ()))


def _is_code_hidden(cell: NotebookNode) -> bool:
    return not _HIDDEN_CODE.isdisjoint(_tags(cell))


def _is_other_language(cell: NotebookNode, language: str) -> bool:
    languages = {tag for tag in _tags(cell) if tag.startswith("lang-")}
    return cell.cell_type == "markdown" and bool(languages) and f"lang-{language}" not in languages


def _check(cells: list[NotebookNode], title: str) -> None:
    """Refuse what must not be published: failures, warnings, figures without words."""
    for position, cell in enumerate(cells, 1):
        where = f"page {title!r}, cell {position}"
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                found = repr(f"{output.ename}: {output.evalue}")
                raise CchcError(where, found, "a cell that ran", "correct its cause and run the notebook again")
            if output.output_type == "stream" and output.name == "stderr":
                first = next(iter(output.text.strip().splitlines()), "")
                raise CchcError(where, f"{first!r} on standard error", "none", "remove the cause of the message")
            type_ = _shown_type(output) or ""
            alt = output.get("metadata", {}).get(type_, {}).get("alt", "")
            if type_.startswith("image/") and not alt.strip():
                expected = f'metadata["{type_}"]["alt"]'
                raise CchcError(where, "a figure without alternative text", expected, "say what the figure shows")


def _check_body(body: str, title: str) -> None:
    """Refuse requests and images without words that came in as HTML or Markdown."""
    # Folded code is text: an address in it loads nothing.
    shown = re.sub(r'<details class="code">.*?</details>', "", body, flags=re.S)
    if request := _REQUEST.search(shown):
        found = repr(request[0])
        raise CchcError(f"page {title!r}", found, "nothing loaded from elsewhere", "put the content into the page")
    for image in _IMAGE.findall(shown):
        if not _ALT.search(image):
            raise CchcError(f"page {title!r}", repr(image[:80]), "an image with alt text", "say what the image shows")


def _with_anchors(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the body with an id on each second-level heading, and (id, text) of each, in order."""
    outline: dict[str, str] = {}

    def add_anchor(match: re.Match[str]) -> str:
        attributes, content = match[1], match[2]
        text = html.unescape(_TAG.sub("", content)).strip()
        given = _ID.search(attributes)
        anchor = wanted = given[2] if given else slug(text) or "section"
        number = 1
        while anchor in outline:
            anchor = f"{wanted}-{(number := number + 1)}"
        outline[anchor] = text
        return f'<h2 id="{anchor}"{_ID.sub("", attributes)}>{content}</h2>'

    return _HEADING.sub(add_anchor, body), list(outline.items())

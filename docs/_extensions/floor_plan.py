"""The rooms of the package and the way of a document through them, drawn from the contract that `make lint` checks.

`rooms` is a table of the layers in `pyproject.toml`, the ground last, each room with the first line of its docstring.
`way` is a picture: each line of its content is `what comes in -> room: what it does`; a name that is no room of the
contract is an error.
"""

from __future__ import annotations

import ast
import re
import tomllib
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cchc_analysis"
_WIDTH, _STEP, _BOX, _ROOM = 760, 74, 40, 150
_LINE = re.compile(r"(?P<comes>.+?) -> (?P<room>\w+): (?P<does>.+)")


def rooms() -> list[str]:
    """Return the rooms from the top of the house to its ground."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = [item for item in project["tool"]["importlinter"]["contracts"] if item["type"] == "layers"]
    return layers["layers"]


def path_of(room: str) -> Path:
    return PACKAGE / room / "__init__.py" if (PACKAGE / room).is_dir() else PACKAGE / f"{room}.py"


def first_line(room: str) -> str:
    """Return what a room says of itself."""
    return (ast.get_docstring(ast.parse(path_of(room).read_text(encoding="utf-8"))) or "").splitlines()[0]


def _marked(text: str) -> list[nodes.Node]:
    """Return a docstring's line with what stands between backticks as code."""
    parts = text.split("`")
    return [nodes.literal(part, part) if place % 2 else nodes.Text(part) for place, part in enumerate(parts) if part]


def _folders(room: str) -> str:
    found = sorted(path.parent.name for path in (PACKAGE / room).glob("*/__init__.py"))
    return ", ".join(f"{name}/" for name in found)


class Rooms(Directive):
    """The directive `rooms`."""

    def run(self) -> list[nodes.Node]:
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (2, 7)), cols=2)
        heads = ("room", "what it says of itself")
        group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", head)) for head in heads)))
        body = nodes.tbody()
        for room in rooms():
            name = f"{room}/" if (PACKAGE / room).is_dir() else room
            named = [nodes.paragraph("", "", nodes.strong("", "", nodes.literal(name, name)))]
            if inner := _folders(room):
                named.append(nodes.paragraph("", "", nodes.literal(inner, inner)))
            body += nodes.row(
                "", nodes.entry("", *named), nodes.entry("", nodes.paragraph("", "", *_marked(first_line(room))))
            )
        group += body
        return [nodes.table("", group, classes=["rooms"])]


class Way(Directive):
    """The directive `way`."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        steps = [_LINE.fullmatch(line) for line in self.content]
        for line, step in zip(self.content, steps, strict=True):
            if step is None or step["room"] not in rooms():
                raise self.error(f"{line!r} is not `what comes in -> room: what it does` with a room of the contract")
        drawn = "".join(_step(number, step) for number, step in enumerate(steps))
        height = _STEP * len(steps) + 4
        words = "; ".join(f"{step['comes']} goes to {step['room']}: {step['does']}" for step in steps)
        picture = (
            f'<svg class="way" role="img" aria-label="{escape(words)}" viewBox="0 0 {_WIDTH} {height}" '
            f'xmlns="http://www.w3.org/2000/svg"><defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" '
            f'markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>{drawn}</svg>'
        )
        return [nodes.raw("", picture, format="html")]


def _step(number: int, step: re.Match[str]) -> str:
    """Return an arrow with what comes in, and below it the room with what it does."""
    top, middle = number * _STEP, _ROOM / 2 + 1
    box = top + _STEP - _BOX
    return (
        f'<line x1="{middle}" y1="{top + 3}" x2="{middle}" y2="{box - 2}" marker-end="url(#head)"/>'
        f'<text class="comes" x="{middle + 14}" y="{top + 22}">{escape(step["comes"])}</text>'
        f'<rect x="1" y="{box}" width="{_ROOM}" height="{_BOX}" rx="5"/>'
        f'<text class="room" x="{middle}" y="{box + 25}" text-anchor="middle">{escape(step["room"])}</text>'
        f'<text x="{_ROOM + 18}" y="{box + 25}">{escape(step["does"])}</text>'
    )


def setup(app: Any) -> dict[str, bool]:
    app.add_directive("rooms", Rooms)
    app.add_directive("way", Way)
    # Made from files that Sphinx does not watch.
    app.connect(
        "env-get-outdated",
        lambda app, env, added, changed, removed: ["development"] if "development" in env.found_docs else [],
    )
    return {"parallel_read_safe": True}

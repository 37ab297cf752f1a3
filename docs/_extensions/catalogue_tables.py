"""Tables of the catalogue and of the data model, made from the files themselves: they cannot say anything else.

A page writes the directive `catalogue` with what it wants: `indicators`, `form <edition> <number>`, `rules <file>`,
`statements`, `measures`, `points`, `methods <step>`, or `columns <table>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive

from cchc_analysis import catalogue, observations
from cchc_analysis.catalogue import FOLDER, word
from cchc_analysis.catalogue.lexicon import lexicon
from cchc_analysis.catalogue.methods import methods
from cchc_analysis.comparing import scores

Cell = nodes.Node | str | list[nodes.Node | str]  # a list is paragraphs below each other


def _code(text: str) -> nodes.Node:
    return nodes.literal(text, text)


def _vi(text: str) -> nodes.Node:
    """Return Vietnamese words in an English page; the class becomes the attribute `lang`."""
    return nodes.inline(text, text, classes=["language-vi"])


def _indicators() -> tuple[list[str], Iterator[list[Cell]]]:
    return ["indicator", "kind and unit", "over time", "source"], (
        [
            [_code(item.indicator), _vi(item.label_vi), item.label_en],
            [item.kind, item.unit_en],
            item.time,
            [item.source, *([_code(f"{item.numerator} / {item.denominator}")] if item.numerator else [])],
        ]
        for item in catalogue.indicators().values()
    )


def _form(edition: str, number: str) -> tuple[list[str], Iterator[list[Cell]]]:
    return ["code", "row as printed", "unit as printed", "indicator"], (
        [entry.code, _vi(entry.label), _vi(entry.unit), _code(entry.indicator)]
        for entry in catalogue.editions()[edition].form(number)
    )


def _rules(file: str) -> tuple[list[str], Iterator[list[Cell]]]:
    return ["rule", "what it says, what is compared, where it is known from"], (
        [
            [_code(rule.rule), word(rule.severity, "en")],
            [rule.message_en, *map(_code, rule.cases), nodes.emphasis(rule.source, rule.source)],
        ]
        for rule in catalogue.rules().values()
        if rule.file == file
    )


def _statements() -> tuple[list[str], Iterator[list[Cell]]]:
    return ["measure", "for example", "is read as"], (
        [
            _code(row["measure"]),
            _vi(row["example"]["text"]),
            ", ".join(f"{value:g}" for value in row["example"]["value"])
            if isinstance(row["example"]["value"], list)
            else str(row["example"]["value"]),
        ]
        for row in catalogue.read_toml(FOLDER / "statements.toml")["statement"]
        if "example" in row
    )


def _measures() -> tuple[list[str], Iterator[list[Cell]]]:
    return ["measure", "counted in", "of what", "what makes it", "its share"], (
        [
            _code(measure.name),
            _vi(measure.unit),
            ", ".join(measure.units),
            "; ".join(
                f"{facet}: {' or '.join(value or 'none' for value in values)}"
                for facet, values in measure.facets.items()
            ),
            _code(measure.rate) if measure.rate else "",
        ]
        for measure in lexicon().measures
    )


def _fed(item: scores.Component) -> list[str]:
    stated = [f"text {' + '.join(over)} / {under}" for over, under in item.stated]
    return [" / ".join(pair) for pair in item.parts] + stated + [f"text {name}" for name in item.stated_pct]


def _points() -> tuple[list[str], Iterator[list[Cell]]]:
    return ["component", "points", "full at", "fed by", "sure"], (
        [
            item.label("en"),
            f"{item.points:g}",
            f"{100 * item.full_at:g} %",
            _code("; ".join(fed)) if (fed := _fed(item)) else "not fed",
            f"{item.sure}, text {item.stated_sure}" if item.stated_sure else item.sure,
        ]
        for item in scores.components()
    )


def _methods(step: str) -> tuple[list[str], Iterator[list[Cell]]]:
    return ["name", "what it is", "value", "why, and where it is known from"], (
        [_code(item.name), item.en, item.text("en"), [item.why_en, nodes.emphasis(item.source, item.source)]]
        for item in methods().values()
        if item.step == step
    )


def _columns(table: str) -> tuple[list[str], Iterator[list[Cell]]]:
    allowed = observations.ALLOWED.get(table, {})
    return ["column", "type", "holds"], (
        [_code(name), _code(kind), ", ".join(value or "nothing" for value in allowed.get(name, ()))]
        for name, kind in observations.COLUMNS[table].items()
    )


_TABLES: dict[str, Any] = {
    "indicators": _indicators,
    "form": _form,
    "rules": _rules,
    "statements": _statements,
    "measures": _measures,
    "points": _points,
    "methods": _methods,
    "columns": _columns,
}


def _table(heads: list[str], rows: Iterable[list[Cell]]) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in heads), cols=len(heads))
    group += nodes.thead("", _row(heads))
    group += nodes.tbody("", *(_row(cells) for cells in rows))
    return nodes.table("", group, classes=["catalogue"])


def _row(cells: Iterable[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *_paragraphs(cell)) for cell in cells))


def _paragraphs(cell: Cell) -> list[nodes.Node]:
    parts = cell if isinstance(cell, list) else [cell]
    return [nodes.paragraph("", "", nodes.Text(part) if isinstance(part, str) else part) for part in parts]


class CatalogueTable(Directive):
    """The directive `catalogue`."""

    required_arguments = 1
    optional_arguments = 2

    def run(self) -> list[nodes.Node]:
        wanted, *rest = self.arguments
        return [_table(*_TABLES[wanted](*rest))]


def setup(app: Any) -> dict[str, bool]:
    app.add_directive("catalogue", CatalogueTable)
    # Made from files that Sphinx does not watch.
    app.connect(
        "env-get-outdated",
        lambda app, env, added, changed, removed: sorted(
            page for page in env.found_docs if page.startswith("reference/")
        ),
    )
    return {"parallel_read_safe": True}

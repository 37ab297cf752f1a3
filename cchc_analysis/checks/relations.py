"""Relations between figures, as rules write them: parsed once, worked out with exact fractions.

`a + b <= c`, `a in (0, 100)`, `a ≈ 100 * b / c`, `a == 1 implies b > 0`, `a requires b`. Names are indicators or, with a dot,
figures from elsewhere in the report; nothing else is run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from cchc_analysis.checks.sheets import Figure
from cchc_analysis.errors import CatalogueError
from cchc_analysis.numerals import decimals, format_number
from cchc_analysis.totals import is_printed_as

Lookup = Callable[[str], Figure | None]
_OPERATORS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.LtE: "<=",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.Gt: ">",
    ast.In: "in",
}
_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


@dataclass(frozen=True)
class Side:
    """One side of a comparison: an expression, or for `in` a tuple of them."""

    node: ast.expr

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in it, in order, each once."""
        return tuple(dict.fromkeys(_names(self.node)))

    def value(self, lookup: Lookup, blank: Fraction | None = None) -> Fraction | None:
        """Return its value; None where a figure is missing and `blank` does not stand for it, or a divisor is 0."""
        return _value(self.node, lookup, blank)

    def values(self, lookup: Lookup) -> list[Fraction | None]:
        """Return the values of the members of a tuple."""
        return [_value(node, lookup, None) for node in self.node.elts] if isinstance(self.node, ast.Tuple) else []

    def render(self, lookup: Lookup, language: str = "vi") -> str:
        """Return it as a reader works it out: `66 + 44 = 110`, or one figure as printed with its unit."""
        text = _render(self.node, lookup, language)
        if isinstance(self.node, ast.BinOp) and (value := self.value(lookup, Fraction(0))) is not None:
            return f"{text} = {format_number(value, language=language)}"
        return text


@dataclass(frozen=True)
class Relation:
    """A comparison of two sides, or two relations joined by implies; `requires` has a relation or side, and a side."""

    text: str
    operator: str
    left: Side | Relation
    right: Side | Relation

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in it, in order, each once."""
        return tuple(dict.fromkeys([*self.left.names, *self.right.names]))

    def holds(self, lookup: Lookup, missing: str = "skip_any") -> bool | None:
        """Return whether it holds; None where figures are missing, see `missing` of a rule."""
        if isinstance(self.left, Relation) or isinstance(self.right, Relation) or self.operator == "requires":
            return self._joined(lookup)
        if self.operator == "in":
            value, members = self.left.value(lookup), self.right.values(lookup)
            return None if value is None or None in members else value in members
        if self.operator == "≈":
            return _prints(self.left, self.right, lookup) if isinstance(self.left, Side) else None
        left, right = self.left.value(lookup), self.right.value(lookup)
        operator = self.operator
        if missing == "skip_all" and left is not None and right is None:
            # A part is blank: what is printed can be too much, never too little.
            if not any(figure and figure.value is not None for figure in map(lookup, self.right.names)):
                return None
            right, operator = self.right.value(lookup, Fraction(0)), ">="
        if left is None or right is None:
            return None
        return {
            "==": left == right,
            "<=": left <= right,
            ">=": left >= right,
            "<": left < right,
            ">": left > right,
        }[operator]

    def _joined(self, lookup: Lookup) -> bool | None:
        left = self.left
        if not (left.holds(lookup) if isinstance(left, Relation) else left.value(lookup) is not None):
            return None
        if isinstance(self.right, Relation):
            return self.right.holds(lookup)
        figure = lookup(self.right.names[0])
        return None if figure is None or figure.status not in ("reported", "blank") else figure.status == "reported"


def parse(text: str, where: str) -> Relation:
    """Return the relation that a rule writes.

    Parameters
    ----------
    where : file and name of the rule, for the error.

    Raises
    ------
    CatalogueError : it is not one of the known relations.
    """
    for word in (" implies ", " requires "):
        if word in text:
            first, second = text.split(word, 1)
            right = parse(second, where) if word == " implies " else _side(second, where)
            is_compared = word == " implies " or any(sign in first for sign in "=<>")
            return Relation(text, word.strip(), parse(first, where) if is_compared else _side(first, where), right)
    if " ≈ " in text:
        first, second = text.split(" ≈ ", 1)
        return Relation(text, "≈", _side(first, where), _side(second, where))
    node = _parsed(text, where)
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _OPERATORS:
        raise _error(text, where)
    for part in (node.left, node.comparators[0]):
        _check(part, text, where)
    return Relation(text, _OPERATORS[type(node.ops[0])], Side(node.left), Side(node.comparators[0]))


def _error(text: str, where: str) -> CatalogueError:
    return CatalogueError(where, f"{text!r}", "a relation such as 'a + b <= c'", "see rules/forms.toml")


def _parsed(text: str, where: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise _error(text, where) from None


def _side(text: str, where: str) -> Side:
    node = _parsed(text, where)
    _check(node, text, where)
    return Side(node)


def _check(node: ast.expr, text: str, where: str) -> None:
    match node:
        case ast.Name() | ast.Attribute(value=ast.Name()):
            return
        case ast.Constant(value=int()):
            return
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
            parts = [left, right]
        case ast.Tuple(elts=elements):
            parts = elements
        case _:
            raise _error(text, where)
    for part in parts:
        _check(part, text, where)


def _name(node: ast.expr) -> str:
    return f"{node.value.id}.{node.attr}" if isinstance(node, ast.Attribute) else node.id  # type: ignore[attr-defined]


def _names(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Name | ast.Attribute):
        yield _name(node)
    elif isinstance(node, ast.BinOp):
        yield from _names(node.left)
        yield from _names(node.right)
    elif isinstance(node, ast.Tuple):
        for element in node.elts:
            yield from _names(element)


def _value(node: ast.expr, lookup: Lookup, blank: Fraction | None) -> Fraction | None:
    if isinstance(node, ast.Constant):
        return Fraction(node.value)  # type: ignore[arg-type]
    if not isinstance(node, ast.BinOp):
        figure = None if isinstance(node, ast.Tuple) else lookup(_name(node))
        return blank if figure is None or figure.value is None else figure.value
    left, right = _value(node.left, lookup, blank), _value(node.right, lookup, blank)
    if left is None or right is None:
        return None
    match node.op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case _:
            return left / right if right else None


def _render(node: ast.expr, lookup: Lookup, language: str) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.BinOp):
        sign = _SIGNS[type(node.op)]
        return f"{_plain(node.left, lookup, language)} {sign} {_plain(node.right, lookup, language)}"
    if isinstance(node, ast.Tuple):
        return ", ".join(_plain(element, lookup, language) for element in node.elts)
    figure = lookup(_name(node))
    return figure.printed(language) if figure else ""


def _plain(node: ast.expr, lookup: Lookup, language: str) -> str:
    if isinstance(node, ast.Name | ast.Attribute):
        figure = lookup(_name(node))
        return figure.bare if figure and figure.bare else "…"
    return _render(node, lookup, language)


def _prints(left: Side, right: Side, lookup: Lookup) -> bool | None:
    """Return whether the coarser printed of two sides may stand for the other; an expression is exact."""
    values = left.value(lookup), right.value(lookup)
    if values[0] is None or values[1] is None:
        return None
    printed = [
        (decimals(figure.bare), figure, other)
        for side, other in ((left, values[1]), (right, values[0]))
        if isinstance(side.node, ast.Name | ast.Attribute) and (figure := lookup(side.names[0]))
    ]
    if not printed:
        return values[0] == values[1]
    _, figure, exact = min(printed, key=lambda item: item[0])
    return is_printed_as(figure.raw, exact, float(figure.value or 0))

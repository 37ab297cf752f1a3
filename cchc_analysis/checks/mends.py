"""What could have been meant: numbers that a relation asks of one of its figures, slips of the hand, rows shifted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.checks.relations import Lookup, Relation, Side
from cchc_analysis.checks.sheets import Figure, Sheet
from cchc_analysis.checks.slips import slips
from cchc_analysis.numerals import format_number

# How many neighbouring rows may have slid by one together.
_MOST_ROWS = method("repair_rows").whole


@dataclass(frozen=True)
class Change:
    """Figures that would stand instead.

    `kind` is a kind of slip, "rows" for two rows exchanged, "shift" for several slid by one, "solved" for a number that a
    relation itself asks for, "both" for two changes, its `parts`. `is_asked` where a relation asks for it, or few other
    slips exist.
    """

    kind: str
    figures: Mapping[str, Figure]
    is_asked: bool = True
    parts: tuple[Change, ...] = ()

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """What is changed into what."""
        return tuple(sorted((name, figure.raw) for name, figure in self.figures.items()))


def lookup(sheet: Sheet, figures: Mapping[str, Figure]) -> Lookup:
    """Return how to look figures up once some are changed."""
    return lambda name: figures.get(name) or sheet.get(name)


def own_figures(relation: Relation, sheet: Sheet) -> list[Figure]:
    """Return the figures of a relation that the report itself prints, so that it may have mistyped them."""
    found = (sheet.get(name) for name in relation.names)
    return [figure for figure in found if figure and not figure.periods and not figure.name.startswith(_DERIVED)]


_DERIVED = ("cited.", "report.")


def changes(relation: Relation, sheet: Sheet) -> Iterator[Change]:
    """Yield the changes of one cell, or of neighbouring rows together, that may make a relation hold."""
    own = own_figures(relation, sheet)
    for figure in own:
        yield from solved(relation, figure, sheet)
        if figure.value is not None and relation.operator != "≈":
            for kind, value, text in slips(figure.value, _kind(figure) == "rate"):
                yield Change(kind, {figure.name: replace(figure, value=value, raw=text)}, kind != "digit")
    for figure in own:
        rows = _rows(figure)
        for other in _neighbours(figure, rows, sheet):
            yield Change("rows", {figure.name: _moved(other, figure), other.name: _moved(figure, other)})
        yield from _shifts(figure, rows, sheet)


def solved(
    relation: Relation, figure: Figure, sheet: Sheet, changed: Mapping[str, Figure] | None = None
) -> Iterator[Change]:
    """Yield the change of one figure that a relation asks for; `changed` are figures that already stand otherwise."""
    is_rate = _kind(figure) == "rate"
    for value in _solutions(relation, figure, lookup(sheet, changed or {})):
        text = format_number(value, 2 if is_rate and value.denominator != 1 else None)
        kind = _slip_of(figure, value, is_rate) or "solved"
        yield Change(kind, {figure.name: replace(figure, value=value, raw=text, status="reported")})


def _slip_of(figure: Figure, value: Fraction, is_rate: bool) -> str:
    if figure.value is None:
        return ""
    return next((kind for kind, slip, _ in slips(figure.value, is_rate) if slip == value), "")


def _solutions(relation: Relation, figure: Figure, given: Lookup) -> Iterator[Fraction]:
    """Yield the number that a relation asks of one of its figures, where it asks for one."""
    if relation.operator not in ("==", "≈") or not (
        isinstance(relation.left, Side) and isinstance(relation.right, Side)
    ):
        return
    values = []
    for trial in (Fraction(1), Fraction(2)):
        tried = replace(figure, value=trial, raw=str(trial))

        def find(name: str, tried: Figure = tried) -> Figure | None:
            return tried if name == figure.name else given(name)

        left, right = relation.left.value(find), relation.right.value(find)
        if left is None or right is None:
            return
        values.append(left - right)
    # Two points give the line a + bx, or a + b/x where the figure divides; what is none of them does not hold later.
    slope = values[1] - values[0]
    roots = [1 - values[0] / slope] if slope else []
    if far := values[0] + 2 * slope:
        roots.append(2 * slope / far)
    is_rate = _kind(figure) == "rate"
    for root in roots:
        if (is_rate and 0 <= root <= 100) or (not is_rate and root >= 0 and root.denominator == 1):
            yield root
        elif not is_rate and relation.operator == "≈" and root >= 0:
            yield Fraction(round(root))


def _kind(figure: Figure) -> str:
    known = catalogue.indicators().get(figure.indicator)
    return known.kind if known else ("rate" if figure.name.endswith(("_rate", "_pct")) else "count")


def _moved(figure: Figure, to: Figure) -> Figure:
    return replace(to, value=figure.value, raw=figure.raw, status=figure.status)


def _rows(figure: Figure) -> tuple[list[str], int]:
    """Return the rows of a figure's form, in order, and the place of its own; no rows for a figure of the text."""
    if not figure.form:
        return [], 0
    rows = [entry.indicator for entry in catalogue.editions()[figure.edition].form(figure.form)]
    return rows, rows.index(figure.name)


def _neighbours(figure: Figure, rows: tuple[list[str], int], sheet: Sheet) -> Iterator[Figure]:
    """Yield the figures of the rows above and below in the same form that carry one of the same unit."""
    names, place = rows
    for name in names[max(0, place - 1) : place] + names[place + 1 : place + 2]:
        other = sheet.get(name)
        if other and _may_slide(other) and _kind(other) == _kind(figure) and other.value != figure.value:
            yield other


def _may_slide(figure: Figure | None) -> bool:
    return figure is not None and figure.status in ("reported", "blank")


def _shifts(figure: Figure, rows: tuple[list[str], int], sheet: Sheet) -> Iterator[Change]:
    """Yield what three to six rows would be had they slid by one, the figure's among them, into or out of a blank row."""
    names, place = rows
    for count in range(3, _MOST_ROWS + 1):
        for start in range(max(0, place - count + 1), min(place, len(names) - count) + 1):
            run = [sheet.get(name) for name in names[start : start + count]]
            whole = [found for found in run if found is not None and _may_slide(found)]
            if (
                len(whole) < count
                or len({_kind(found) for found in whole}) > 1
                or sum(found.status == "blank" for found in whole) != 1
            ):
                continue
            # The blank end is where the figures came from; they go back towards it.
            if whole[0].status == "blank":
                order = [*whole[1:], whole[0]]
            elif whole[-1].status == "blank":
                order = [whole[-1], *whole[:-1]]
            else:
                continue
            yield Change("shift", {old.name: _moved(new, old) for old, new in zip(whole, order, strict=True)})

"""One fault in a consistent report: a figure changed so that logic can see it, and what was changed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from benchmarks.voices.figures import PARTS, SHARES, SUMS
from benchmarks.voices.report import ROWS, Report, cell_of
from benchmarks.voices.voices import Piece, reprinted

# Figures in words, or approximate, are left as they are.
_IN_DIGITS = ("", "bare")
HEAD = ("file", "kind", "measure", "scope", "true", "printed", "with")


@dataclass(frozen=True)
class Fault:
    """What was planted: `names` are the printed figures that contradict each other, the changed one first."""

    kind: str
    piece: Piece
    true: str
    printed: str
    others: str

    def row(self, file: str) -> dict[str, str]:
        """Return the row of the table."""
        cells = (file, self.kind, self.piece.measure, self.piece.scope, self.true, self.printed, self.others)
        return dict(zip(HEAD, cells, strict=True))


def plant(report: Report, kind: str, rng: random.Random) -> tuple[Report, Fault] | None:
    """Return the report with one fault of a kind, or None where its words give no place for it."""
    ways = list(KINDS[kind](report, rng))
    return rng.choice(ways)() if ways else None


def _printed(report: Report) -> Counter[str]:
    """Count the figures that are printed as exact numbers, in digits."""
    return Counter(p.name for p in report.pieces if p.measure and p.style in _IN_DIGITS and not p.note)


def _everywhere(report: Report, kind: str, name: str, value: Fraction, others: str) -> tuple[Report, Fault]:
    """Change a figure wherever the words and the forms print it, so that only the `others` contradict it."""
    old = next(piece for piece in report.pieces if piece.name == name)
    new = reprinted(old, report.voice, value)
    pieces = [reprinted(piece, report.voice, value) if piece.name == name else piece for piece in report.pieces]
    cells = {place: shown for _, cells in ROWS for place, shown in cells.items()}
    rows = {place: cell_of(value, name) if cells[place] == name else cell for place, cell in report.rows.items()}
    return replace(report, pieces=pieces, rows=rows), Fault(kind, new, old.text, new.text, others)


def _prefixes(report: Report) -> set[str]:
    return {name.rpartition(".")[0] + "." if "." in name else "" for name in _printed(report)}


def _sums(report: Report, rng: random.Random) -> Iterator[Callable[[], tuple[Report, Fault]]]:
    """A part of a sum that the words give in full is some more or less."""
    printed, said = _printed(report), {piece.name for piece in report.pieces}
    for prefix in sorted(_prefixes(report)):
        for total, parts in SUMS:
            names = [prefix + name for name in (total, *parts)]
            whole = report.figures.get(prefix + total)
            balanced = whole == sum((report.figures.get(name, Fraction()) for name in names[1:]), Fraction())
            if not balanced or not said.issuperset(names):
                continue
            for name in names:
                # Its own share would tell, too: then the kind would not be this one.
                if printed[name] == 1 and report.figures[name] >= 3 and not _shared(name, said):
                    value = report.figures[name] + rng.choice((-2, 2, 3, 4))
                    yield partial(
                        _everywhere, report, "sum", name, value, " = ".join((names[0], " + ".join(names[1:])))
                    )


def _shared(name: str, said: set[str]) -> bool:
    prefix, _, bare = name.rpartition(".")
    prefix = prefix and prefix + "."
    return any(bare in pair and prefix + share in said for share, pair in SHARES.items())


def _parts(report: Report, rng: random.Random) -> Iterator[Callable[[], tuple[Report, Fault]]]:
    """A part is more than its whole."""
    printed = _printed(report)
    for prefix in sorted(_prefixes(report)):
        for part, whole in PARTS:
            names = prefix + part, prefix + whole
            if printed[names[0]] == 1 and printed[names[1]]:
                value = report.figures[names[1]] + rng.randint(1, 40)
                yield partial(_everywhere, report, "part", names[0], value, f"{names[0]} <= {names[1]}")


def _shares(report: Report, rng: random.Random) -> Iterator[Callable[[], tuple[Report, Fault]]]:
    """A percentage is some points off the two figures that stand in the words."""
    printed = _printed(report)
    for prefix in sorted(_prefixes(report)):
        for share, (part, whole) in SHARES.items():
            name, others = prefix + share, (prefix + part, prefix + whole)
            if printed[name] == 1 and all(printed[other] for other in others):
                true = report.figures[name]
                value = true - rng.randint(3, 9) if true > 20 else true + rng.randint(3, 9)
                yield partial(_everywhere, report, "share", name, value, f"{name} = {others[0]} / {others[1]}")


def _forms(report: Report, rng: random.Random) -> Iterator[Callable[[], tuple[Report, Fault]]]:
    """A row of the forms prints another figure than the words."""
    printed = _printed(report)
    for needs, cells in ROWS:
        for place, name in cells.items():
            if place in report.rows and printed[name] and name in needs.split():
                yield partial(_row, report, place, name, rng)


def _row(report: Report, place: tuple[int, str], name: str, rng: random.Random) -> tuple[Report, Fault]:
    piece = next(piece for piece in report.pieces if piece.name == name)
    cell = cell_of(report.figures[name] + rng.randint(2, 9), name)
    rows = report.rows | {place: cell}
    return replace(report, rows=rows), Fault("form", piece, piece.text, cell, f"form {place[0]}, {place[1]}")


def _repeats(report: Report, rng: random.Random) -> Iterator[Callable[[], tuple[Report, Fault]]]:
    """A figure that the words give twice differs the second time."""
    for name, times in sorted(_printed(report).items()):
        if times > 1 and report.figures.get(name, 0) >= 3:
            yield partial(_again, report, name, rng)


def _again(report: Report, name: str, rng: random.Random) -> tuple[Report, Fault]:
    last = max(at for at, piece in enumerate(report.pieces) if piece.name == name and piece.style in _IN_DIGITS)
    old = report.pieces[last]
    new = reprinted(old, report.voice, report.figures[name] + rng.choice((-2, -1)))
    pieces = [new if at == last else piece for at, piece in enumerate(report.pieces)]
    return replace(report, pieces=pieces), Fault("repeat", new, old.text, new.text, f"{name} said before")


KINDS: dict[str, Callable[[Report, random.Random], Iterator[Callable[[], tuple[Report, Fault]]]]] = {
    "sum": _sums,
    "part": _parts,
    "share": _shares,
    "form": _forms,
    "repeat": _repeats,
}

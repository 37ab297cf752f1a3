"""Voices: how each office words its report, and which offices the work on the reader may look at.

A voice is one file of `offices/`: lines `key = value`, a blank line, and the words of parts I to V. In the words, `[a|b]` is
one of several ways of that office, `{name}` a figure, `{name:style}` a figure printed otherwise, `{name~words}` words that
stand for it, `{?name|some|none}` one wording where there are any and another where there are none, `{=name}` a name or a day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from benchmarks.voices.figures import MEASURES, Figures
from benchmarks.voices.numbers import ROUNDED, Hand

OFFICES = Path(__file__).with_name("offices")
# The work on the reader never looks at these, neither at their words nor at what is missed in them.
UNSEEN = (
    "bach-mai", "chan-hung", "con-dao", "dien-ban", "dong-chau", "giao-hoa", "hoi-an-tay", "long-binh", "my-le", "ngo-may",
    "phong-coc", "thanh-thoi-an", "xuan-cam",
)  # fmt: skip
SEEN = tuple(sorted(path.stem for path in OFFICES.glob("*.txt") if path.stem not in UNSEEN))
_SCOPES = {"last": "last_year", "cum": "cumulative", "goal": "plan"}
_PARTS = {"full": "part:online in full", "partial": "part:online in part"}
_WINDOW = {"start": "window_start", "end": "window_end"}


@dataclass(frozen=True)
class Piece:
    """Some words of a report; with `name`, a figure: whose it is, its value as printed, and what is to be said of it."""

    text: str
    name: str = ""
    measure: str = ""
    scope: str = ""
    value: Fraction = Fraction()
    note: str = ""
    style: str = ""


@dataclass(frozen=True)
class Voice:
    """One office: its name, its habits and its words."""

    name: str
    head: dict[str, str]
    words: str

    @property
    def hand(self) -> Hand:
        """How the office writes numbers."""
        return Hand.of(self.head)

    def scope(self, name: str) -> str:
        """Return whose figure a name is."""
        prefix, _, rest = name.rpartition(".")
        if not prefix:
            return _PARTS.get(rest, "own")
        return _SCOPES.get(prefix) or self.head[prefix]


def load(name: str) -> Voice:
    """Return the voice of one office."""
    head, _, words = (OFFICES / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    lines = (line.partition("=") for line in head.splitlines())
    return Voice(name, {key.strip(): value.strip().strip('"') for key, _, value in lines}, words.strip() + "\n")


def speak(voice: Voice, figures: Figures, said: dict[str, str], rng: random.Random) -> list[Piece]:
    """Return the words of a report in one voice, in pieces; `said` holds names and days."""
    return list(_expand(voice.words, voice, figures, said, rng))


def reprinted(piece: Piece, voice: Voice, value: Fraction) -> Piece:
    """Return a figure with another value, printed by the same hand."""
    return replace(piece, text=voice.hand.write(value, piece.style, piece.name.endswith("_pct")), value=value)


def _expand(words: str, voice: Voice, figures: Figures, said: dict[str, str], rng: random.Random) -> Iterator[Piece]:
    at = 0
    while at < len(words):
        opened = min((found for found in (words.find("[", at), words.find("{", at)) if found >= 0), default=len(words))
        if opened > at:
            yield Piece(words[at:opened])
        if opened == len(words):
            return
        closed = _closing(words, opened)
        inner, at = words[opened + 1 : closed], closed + 1
        if words[opened] == "[":
            yield from _expand(rng.choice(_branches(inner)), voice, figures, said, rng)
        elif inner.startswith("?"):
            name, some, none = _branches(inner[1:])
            yield from _expand(some if figures[name] else none, voice, figures, said, rng)
        elif inner.startswith("="):
            yield _named(inner[1:], said)
        else:
            yield _figure(inner, voice, figures)


def _closing(words: str, opened: int) -> int:
    depth = 0
    for at in range(opened, len(words)):
        depth += (words[at] in "[{") - (words[at] in "]}")
        if not depth:
            return at
    raise ValueError(f"no end to {words[opened : opened + 40]!r}")


def _branches(inner: str) -> list[str]:
    out, depth = [""], 0
    for letter in inner:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "|" and not depth:
            out.append("")
        else:
            out[-1] += letter
    return out


def _named(name: str, said: dict[str, str]) -> Piece:
    if name not in _WINDOW:
        return Piece(said[name])
    day, month, year = said[name].split("/")
    return Piece(said[name], name, _WINDOW[name], "own", Fraction(int(year) * 10000 + int(month) * 100 + int(day)))


def _figure(inner: str, voice: Voice, figures: Figures) -> Piece:
    inner, _, note = inner.partition("!")
    inner, _, instead = inner.partition("~")
    name, _, style = inner.partition(":")
    bare = name.rpartition(".")[2]
    value = voice.hand.printed(figures[name], style, bare.endswith("_pct"))
    # What is aimed at is a round number, and printed as one.
    hand = replace(voice.hand, trims=True) if name.startswith("goal.") else voice.hand
    text = instead or hand.write(figures[name], style, bare.endswith("_pct"))
    note = note or ("approximate" if style in ROUNDED else "")
    return Piece(text, name, MEASURES[bare], voice.scope(name), value, note, "said" if instead else style)

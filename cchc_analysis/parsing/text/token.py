"""A piece of the text, as clauses are made of: a figure, a phrase, a span of time, a mark, or a word that nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cchc_analysis.catalogue.lexicon import Fact


@dataclass(frozen=True)
class Token:
    """A piece of the text. `value` is None where a figure cannot be read for certain.

    kind : "count", "percent", "decimal", "phrase", "period", "nothing" (a number that is no figure), "mark" or "word".
    whole : of a count, the figure that it is out of.
    """

    kind: str
    start: int
    end: int
    text: str
    value: Fraction | None = None
    facts: Sequence[Fact] = ()
    period: dict[str, str] | None = None
    whole: Token | None = None

    @property
    def is_figure(self) -> bool:
        return self.kind in ("count", "percent", "decimal")

    @property
    def is_unknown(self) -> bool:
        """Whether it is a word that nobody knows; a name in capitals is one that says nothing of a figure."""
        return self.kind == "word" and not self.text[0].isupper() and not self.text.isdigit()

    def says(self, facet: str, value: str | None = None) -> bool:
        return any(fact.facet == facet and value in (None, fact.value) for fact in self.facts)

    def fact(self, facet: str) -> str:
        """Return the value of a facet, "" without one."""
        return next((fact.value for fact in self.facts if fact.facet == facet), "")

"""A figure with what is said of it, and what the words before it leave behind for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from cchc_analysis.catalogue.lexicon import Measure, lexicon
from cchc_analysis.parsing.text.scopes import OWN
from cchc_analysis.parsing.text.token import Token


@dataclass(frozen=True)
class Figure:
    """A figure with what its clause says of it; `start` and `end` are those of the words that it is read by.

    whole : what the clause says of the figure that it is out of.
    zero : words deny that there are any: the figure is 0 and its token the denial.
    is_total : its words say that it is the whole; is_bare : and nothing else of it.
    is_part : it is printed as a fraction of a whole.
    rides : a percentage that says nothing itself and has its meaning from the figure before.
    """

    token: Token
    unit: str
    facts: dict[str, str]
    scope: str
    start: int
    end: int
    sentence: int = 0
    whole: Figure | None = None
    zero: bool = False
    rides: bool = False
    is_part: bool = False
    is_total: bool = False
    is_bare: bool = False

    @property
    def measure(self) -> Measure | None:
        """The measure that the figure is, if the catalogue knows one; a change is none, a denial only where 0 is said so."""
        if "change" in self.facts:
            return None
        found = lexicon().measure(self.facts, self.unit, self.is_total)
        if found is not None and self.is_part:
            found = lexicon().with_whole(found.name) or found
        return found if found is None or found.zero or not self.zero else None


@dataclass
class Known:
    """What clauses leave behind: facts, the thing counted, scopes of the sentence and of the item, the last figure.

    `counted` is what the last figure counts. `is_after_percent` : a bracket has just opened behind a percentage;
    `start` is where the sentence begins, `subject` where the last of its clauses does that says what happened, 0 before any.
    """

    facts: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    item_scope: str = OWN
    sentence_scope: str = OWN
    last: Figure | None = None
    is_fresh: bool = True
    counted: str = ""
    is_after_percent: bool = False
    head: dict[str, str] = field(default_factory=dict)
    plan: str = ""
    start: int = 0
    subject: int = 0
    sentence: int = 0
    brackets: list[Figure | None] = field(default_factory=list)

    @property
    def is_total_resolved(self) -> bool:
        """Whether the last figure is that of all resolved, so that its timings follow."""
        facts = self.last.facts if self.last is not None and not self.is_fresh else {}
        return facts.get("act") == "resolved" and not facts.keys() & {"timing", "state"}

    def quoted_from(self, scope: str) -> int:
        """Return where the words begin that prove a figure: its clause and what it rests on; of a foreign scope, all."""
        return self.subject or self.start if scope == OWN else self.start

    def stop(self) -> None:
        """End a sentence."""
        self.sentence_scope, self.start, self.subject = self.item_scope, 0, 0
        self.brackets, self.is_fresh, self.counted = [], True, ""
        self.sentence += 1

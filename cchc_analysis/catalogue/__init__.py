"""The forms, indicators, rules and words of the project as data, and the one loader of them.

What changes from form to form is a row in a file beside this one: `editions.toml` names the editions, `forms/<edition>.csv`
holds their rows, `indicators.csv` says what each indicator is, `rules/*.toml` what a finding is called and how it is
worded, `methods.toml` every number that decides something, `words.toml` every other Vietnamese or English word a page shows.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cchc_analysis.catalogue.files import FOLDER, lines_of, read_toml
from cchc_analysis.catalogue.methods import method as method
from cchc_analysis.catalogue.scope import ANY, Scope, parse_scope
from cchc_analysis.errors import CatalogueError

LANGUAGES = ("vi", "en")
KINDS = ("count", "amount", "rate", "choice", "section")
SEVERITIES = ("error", "verify", "note")
MISSING = ("skip_any", "skip_all", "never")


@dataclass(frozen=True)
class Indicator:
    """What one indicator is, in every edition that prints it.

    `kind` is count, amount, rate (0-100), choice or section (a title without a figure of its own). `time` is flow, stock
    or ytd. `numerator` and `denominator` are empty unless the indicator is a rate whose parts are reported.
    `adds` says how it adds over communes: sum, same (each counts one set, which is not added), recompute (from its parts) or
    none. `polarity` is up, down or none.
    `headline` orders the few indicators a quarter opens with; 0 for the rest.
    """

    indicator: str
    label_vi: str
    label_en: str
    kind: str
    unit_vi: str
    unit_en: str
    time: str
    numerator: str
    denominator: str
    adds: str
    polarity: str
    headline: int
    options_en: Mapping[int, str]
    source: str

    def label(self, language: str = "vi") -> str:
        """Return the short label in a language."""
        return self.label_en if language == "en" else self.label_vi

    def unit(self, language: str = "vi") -> str:
        """Return the unit in a language; a choice has none."""
        return self.unit_en if language == "en" else self.unit_vi


@dataclass(frozen=True)
class Entry:
    """One row of a form as an edition prints it; `options` are the printed choices, empty for anything else.

    Of a table, a row is a column: `heads` are other words that stand over it, folded, the group first where there is one
    ("group > column"), and a table may lack it if `is_optional`.
    """

    form: str
    code: str
    label: str
    unit: str
    options: Mapping[int, str]
    indicator: str
    heads: tuple[str, ...] = ()
    is_optional: bool = False


@dataclass(frozen=True)
class Edition:
    """One edition of the forms: layout "forms" (a report's appendix) or "table" (a row per commune).

    A table whose head has several rows says so by `settings["groups"]`, see `cchc_analysis.parsing.tables.form_06`.
    """

    name: str
    layout: str
    titles: Mapping[str, Mapping[str, str]]
    entries: tuple[Entry, ...]
    settings: Mapping[str, Any]
    source: str

    def form(self, number: str) -> tuple[Entry, ...]:
        """Return the entries of one form, in printed order."""
        return tuple(entry for entry in self.entries if entry.form == number)

    def title(self, language: str = "vi") -> str:
        """Return the edition's name for a reader."""
        return str(self.settings[f"title_{language}"])


@dataclass(frozen=True)
class Rule:
    """What a finding of one kind means, how sure it is and how it is worded.

    A rule of `checks` also says what is compared: `cases` (relations, see `rules/forms.toml`), `percentages`, or `verdict`
    on each rate; `each` repeats cases over a kind of indicator. `missing` says what a blank does. `scope` says which
    reports it holds for. Where a rule of `folds_under` has a finding, this one's is part of it. `practice` names the facts of
    `practice.toml` that make it ask. `needs` is what a rule without cases reads, see `cchc_analysis.checks.ledger`.
    `holds_back` keeps the counts and amounts that it is about out of every total, see `cchc_analysis.totals.held_back`.
    """

    rule: str
    severity: str
    message_vi: str
    message_en: str
    source: str
    file: str
    line: int
    version: int = 1
    level: int = 0
    cases: tuple[str, ...] = ()
    each: str = ""
    verdict: str = ""
    percentages: tuple[Mapping[str, Any], ...] = ()
    otherwise: str = ""
    missing: str = ""
    scope: Scope = ANY
    folds_under: tuple[str, ...] = ()
    practice: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    holds_back: bool = False

    @property
    def where(self) -> str:
        """Where the rule stands, for an error."""
        return f"{self.file} line {self.line}, rule {self.rule!r}"

    def message(self, values: Mapping[str, object], language: str = "vi") -> str:
        """Return the message with its values filled in."""
        return (self.message_en if language == "en" else self.message_vi).format_map(values)


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _options(text: str) -> Mapping[int, str]:
    """Return `0=Không;1=Có` as a mapping from number to word."""
    pairs = (item.split("=", 1) for item in text.split(";") if item)
    return MappingProxyType({int(number): word for number, word in pairs})


@cache
def indicators() -> Mapping[str, Indicator]:
    """Return every indicator by name, in catalogue order."""
    known: dict[str, Indicator] = {}
    for row in _read_csv(FOLDER / "indicators.csv"):
        fields: dict[str, Any] = dict(row)
        fields["headline"] = int(row["headline"] or 0)
        fields["options_en"] = _options(row["options_en"])
        known[row["indicator"]] = Indicator(**fields)
    return MappingProxyType(known)


@cache
def editions() -> Mapping[str, Edition]:
    """Return every edition by name."""
    known: dict[str, Edition] = {}
    for name, settings in read_toml(FOLDER / "editions.toml").items():
        rows = _read_csv(FOLDER / "forms" / f"{name}.csv")
        entries = tuple(map(_entry, rows))
        titles = {
            form["number"]: {language: form[f"title_{language}"] for language in LANGUAGES}
            for form in settings["forms"]
        }
        known[name] = Edition(name, settings["layout"], titles, entries, settings, settings["source"])
    return MappingProxyType(known)


def _entry(row: Mapping[str, str]) -> Entry:
    heads = tuple(filter(None, row.get("heads", "").split("|")))
    printed = row["form"], row["code"], row["label"], row["unit"], _options(row["options"]), row["indicator"]
    return Entry(*printed, heads, row.get("optional", "") == "yes")


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by name, over all rule files.

    Raises
    ------
    CatalogueError : a rule twice, a key that no rule has, an unknown severity, a scope that names what the catalogue does
        not know, or a comparison that does not say what a blank does. Names file, line and rule.
    """
    known: dict[str, Rule] = {}
    for path in sorted((FOLDER / "rules").glob("*.toml")):
        for row, line in zip(read_toml(path)["rule"], lines_of(path, "rule"), strict=True):
            rule = _rule(row, path.name, line)
            if rule.rule in known:
                raise CatalogueError(rule.where, f"rule {rule.rule!r} twice", "each rule once", "rename one of them")
            known[rule.rule] = rule
    return MappingProxyType(known)


def _rule(row: dict[str, Any], file: str, line: int) -> Rule:
    where = f"{file} line {line}, rule {row.get('rule', '?')!r}"
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    kinds = [kind["word"] for kind in settings("peers")["kinds"]]
    scope = parse_scope(row["scope"], where, list(editions()), kinds) if "scope" in row else ANY
    try:
        rule = Rule(**row | lists | {"file": file, "line": line, "scope": scope})
    except TypeError as error:
        raise CatalogueError(where, f"{str(error).split(') ')[-1]}", "the keys of Rule", "correct the rule") from None
    if rule.severity not in SEVERITIES:
        raise CatalogueError(where, f"severity {rule.severity!r}", f"one of {SEVERITIES}", "correct it")
    compares = bool(rule.cases or rule.percentages or rule.verdict)
    if rule.missing not in MISSING if compares else rule.missing:
        raise CatalogueError(where, f"missing {rule.missing!r}", f"one of {MISSING} for a comparison", "say it")
    return rule


@cache
def settings(name: str) -> Mapping[str, Any]:
    """Return a table of settings that has no loader of its own, such as `successors.toml`."""
    return MappingProxyType(read_toml(FOLDER / f"{name}.toml"))


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return read_toml(FOLDER / "words.toml")


def word(key: str, language: str = "vi", **values: object) -> str:
    """Return a word or sentence of a page, with its values filled in.

    >>> word("coverage", "en", reported=1, expected=1)
    '1 of 1 communes reported'
    """
    try:
        text = _words()[key][language]
    except KeyError:
        raise CatalogueError("words.toml", f"no word {key!r} in {language!r}", "a row for it", "add the row") from None
    return text.format_map(values)


def indicator(name: str) -> Indicator:
    """Return one indicator; an unknown name is an error that suggests the nearest."""
    try:
        return indicators()[name]
    except KeyError:
        import difflib

        near = difflib.get_close_matches(name, indicators(), n=1)
        hint = f"use {near[0]!r}" if near else "see cchc_analysis.catalogue.indicators()"
        raise CatalogueError("indicators.csv", f"no indicator {name!r}", "a name of the catalogue", hint) from None

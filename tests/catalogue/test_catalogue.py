"""The catalogue tests itself, row by row: what is defined is used, what is used is defined, and messages render."""

import ast
import re
import string
import tomllib
import unicodedata

import pytest

from cchc_analysis import catalogue
from cchc_analysis.errors import CatalogueError
from cchc_analysis.parsing.forms.in_text import _units as printed_units
from tests.paths import ROOT

PACKAGE = ROOT / "cchc_analysis"
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.j2"))
INDICATORS = catalogue.indicators()
EDITIONS = catalogue.editions()
FORMS = EDITIONS["commune-2023"]
ENTRIES = [entry for edition in EDITIONS.values() for entry in edition.entries]
# The rules of reading; those that compare figures are driven by data and have tests of their own.
STRUCTURE = tomllib.loads((catalogue.FOLDER / "rules" / "structure.toml").read_text(encoding="utf-8"))["rule"]
RULES = {row["rule"]: catalogue.rules()[row["rule"]] for row in STRUCTURE}
WORDS = tomllib.loads((catalogue.FOLDER / "words.toml").read_text(encoding="utf-8"))


def test_the_seven_forms_are_whole(expected):
    assert [(entry.form, entry.code) for entry in FORMS.entries] == list(expected)
    assert [len(FORMS.form(str(number))) for number in range(1, 8)] == [19, 12, 17, 8, 15, 13, 29]


@pytest.mark.parametrize("name", EDITIONS)
def test_each_edition_is_sound(name):
    edition = EDITIONS[name]
    keys = [(entry.form, entry.code) for entry in edition.entries]
    assert len(keys) == len(set(keys)), "each code once a form"
    names = [entry.indicator for entry in edition.entries]
    assert len(names) == len(set(names)), "each indicator once an edition"
    assert {entry.form for entry in edition.entries} == set(edition.titles), "each form has a title and rows"
    assert edition.layout in ("forms", "table")
    assert edition.source
    assert edition.title()
    assert edition.title("en")
    assert (catalogue.FOLDER / "forms" / f"{name}.csv").is_file()


def test_each_form_file_belongs_to_an_edition():
    assert {path.stem for path in (catalogue.FOLDER / "forms").glob("*.csv")} == set(EDITIONS)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.form}:{entry.code}")
def test_each_row_has_an_indicator_that_fits(entry):
    indicator = INDICATORS[entry.indicator]
    assert bool(entry.options) == (indicator.kind == "choice")
    if entry.unit and indicator.kind not in ("section", "choice"):
        assert indicator.unit_vi == entry.unit
    assert entry.label == " ".join(entry.label.split())


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.options], ids=lambda entry: f"{entry.form}:{entry.code}")
def test_options_are_those_printed(entry):
    """The unit column prints "Có = 1; Không = 0": the options are read from it again, in either order."""
    printed = {
        int(number): " ".join(word.split())
        for word, number in re.findall(r"(\d? ?[^=\d;]+?)\s*=\s*(\d)(?=[\s;]|$)", entry.unit)
    }
    assert printed == dict(entry.options)
    assert list(INDICATORS[entry.indicator].options_en) == list(entry.options)
    assert len(printed_units(entry)) == 3


@pytest.mark.parametrize("name", INDICATORS)
def test_each_indicator_is_sound(name):
    indicator = INDICATORS[name]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert indicator.kind in catalogue.KINDS
    assert indicator.source
    assert indicator.polarity in ("up", "down", "none")
    assert indicator.time in (("",) if indicator.kind == "section" else ("flow", "stock", "ytd"))
    for label in (indicator.label_vi, indicator.label_en):
        assert 0 < len(label) <= 60
        assert label == " ".join(label.split())
    # A title may print a unit, as form 3, code 1 does; a figure must have one, a choice has none.
    assert bool(indicator.unit_vi) == bool(indicator.unit_en)
    assert indicator.kind == "section" or bool(indicator.unit_vi) == (indicator.kind != "choice")
    assert (indicator.unit_vi == "%") == (indicator.kind == "rate")


@pytest.mark.parametrize("name", [name for name, known in INDICATORS.items() if known.kind == "rate"])
def test_each_rate_has_both_parts_or_says_that_it_has_none(name):
    rate = INDICATORS[name]
    assert bool(rate.numerator) == bool(rate.denominator)
    if not rate.numerator:
        assert rate.adds == "none"
        assert "not on the form" in rate.source or "form 4, code" in rate.source
        return
    over, under = INDICATORS[rate.numerator], INDICATORS[rate.denominator]
    assert over.kind == under.kind != "rate"
    if rate.adds == "recompute":
        # Of one set that every commune has, the communes' parts make the mean share of it.
        assert over.adds == under.adds in ("sum", "same"), "a rate over communes needs parts that are counted alike"
    homes = [
        {edition.name for edition in EDITIONS.values() if any(e.indicator == part for e in edition.entries)}
        for part in (rate.numerator, rate.denominator)
    ]
    assert homes[0] & homes[1], "one edition prints both parts"


def test_only_rates_have_parts():
    assert not [name for name, known in INDICATORS.items() if known.kind != "rate" and known.numerator]
    assert {known.adds for known in INDICATORS.values()} == {"sum", "same", "recompute", "none"}
    assert not [name for name, known in INDICATORS.items() if known.adds == "recompute" and known.kind != "rate"]


def test_nothing_is_defined_and_unused():
    printed = {entry.indicator for entry in ENTRIES}
    derived = {name for name, known in INDICATORS.items() if known.kind == "rate" and known.numerator}
    assert printed <= set(INDICATORS)
    assert set(INDICATORS) == printed | derived


def test_each_place_among_the_headlines_once():
    places = [known.headline for known in INDICATORS.values() if known.headline]
    assert len(places) == len(set(places))


def test_labels_are_told_apart():
    for edition in EDITIONS.values():
        for language in catalogue.LANGUAGES:
            labels = [INDICATORS[entry.indicator].label(language) for entry in edition.entries]
            assert sorted(labels) == sorted(set(labels))


def test_every_file_is_in_one_spelling():
    for path in catalogue.FOLDER.rglob("*"):
        if path.suffix in (".csv", ".toml"):
            text = path.read_text(encoding="utf-8")
            assert unicodedata.is_normalized("NFC", text), path
            assert "\r" not in text


def fields_of(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# What the code gives each family of rules to fill its message with, see `findings` and `parsing`.
GIVEN = {
    "file": {"found", "expected", "file"},
    "cover": {"found", "expected"},
    "form": {"found", "expected", "form", "title"},
    "row": {"found", "expected", "form", "code", "label"},
    "cell": {"found", "expected", "form", "code", "label"},
    "table": {"found", "expected", "file", "label", "names"},
    "report": {"found", "expected", "changed"},
    "sentence": {"found", "expected", "quote", "now", "then"},
}
GIVEN_TO = {
    "row-missing": {"found", "expected", "form", "code"},
    "row-unknown": {"found", "expected", "form"},
    "table-unknown-commune": {"found", "expected"},
    "table-other-levels": {"found", "expected", "names"},
    "table-total": {"found", "expected", "label"},
    "table-no-period": {"found", "expected", "file"},
    "table-no-total": {"found", "expected", "file"},
    "table-twice": {"found", "expected", "file", "commune"},
    "table-row-longer": {"found", "expected", "names"},
    "table-page-of-more": {"found", "expected"},
    "table-other-columns": {"found", "expected", "file", "columns"},
    "table-column-twice": {"found", "expected", "file", "column"},
    "table-other-head": {"found", "expected", "file", "columns"},
    "table-sheets-unknown": {"found", "expected"},
    "table-columns-differ": {"found", "expected", "label", "names"},
    "file-refused": {"file", "place"},
    "file-other-period": {"found", "expected", "file", "folder", "written"},
    "file-unknown-commune": {"found", "expected", "file", "commune"},
    "file-merged-commune": {"found", "expected", "file", "commune", "into", "until"},
    "file-no-such-period": {"found", "expected", "file", "written"},
    "file-rare-period": {"found", "expected", "file", "written"},
    "file-other-commune": {"found", "expected", "file", "written", "given"},
    "file-other-level": {"found", "expected", "file", "written"},
    "file-two-communes": {"found", "expected", "file", "names"},
    "cover-window-period": {"found", "expected", "like"},
    "file-same": {"found", "expected", "changed"},
    "file-two-reports": {"found", "expected", "changed"},
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_renders_with_what_the_code_gives(name):
    rule = RULES[name]
    given = GIVEN_TO.get(name, GIVEN[name.split("-")[0]])
    assert rule.severity in ("error", "verify", "note")
    assert rule.source
    assert fields_of(rule.message_vi) == fields_of(rule.message_en)
    assert fields_of(rule.message_vi) <= given
    for language in catalogue.LANGUAGES:
        message = rule.message({field: f"<{field}>" for field in given}, language)
        assert "{" not in message
        assert message[0].isupper() or message[0] == "<"
        assert message[-1] in ".?"


def test_each_rule_is_used_and_each_used_rule_is_defined():
    code = "\n".join(SOURCES.values())
    written = set(re.findall(r'"((?:file|cover|form|row|cell|table|report)-[a-z-]+)"', code))
    made = set()
    for template, names in {
        'f"cell-{row.problem}"': (
            "formula-without-value",
            "value-in-note",
            "value-elsewhere",
            "no-place",
            "row-longer",
            "several-numbers",
            "words-left",
            "readers-differ",
            "scan-differs",
            "scan-merged",
            "other-label",
            "page-number",
            "stray-number",
            "two-readings",
        ),
        'f"cover-no-{name}"': ("number", "date", "interval"),
    }.items():
        assert template in code
        made |= {template[2:].split("{")[0] + name for name in names}
        assert all(f'"{name}"' in code for name in names)
    assert (written | made) & set(RULES) == set(RULES), sorted(set(RULES) - written - made)
    given_as_rule = set(re.findall(r'(?<!-)rule="([a-z-]+)"', code)) | set(re.findall(r'Finding\(\s*"([a-z-]+)"', code))
    assert given_as_rule <= set(catalogue.rules())


def words_in_code():
    """Return the keys and the patterns of keys that the package asks for."""
    keys, patterns = set(), set()
    for source in SOURCES.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "word" and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.JoinedStr):
                        pattern = "".join(
                            re.escape(value.value) if isinstance(value, ast.Constant) else "[a-z_-]+"
                            for value in part.values
                        )
                        patterns.add(pattern)
                inside = {c for p in ast.walk(node.args[0]) if isinstance(p, ast.JoinedStr) for c in ast.walk(p)}
                keys |= {
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and part not in inside
                }
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WORDS:
                keys.add(node.value)
    return keys, patterns


def test_each_word_asked_for_exists_and_none_is_unused():
    keys, patterns = words_in_code()
    for source in SOURCES.values():
        assert not [key for key in re.findall(r'\bword\("([a-z0-9-]+)"', source) if key not in WORDS]
    unused = [key for key in WORDS if key not in keys and not any(re.fullmatch(p, key) for p in patterns)]
    assert unused == []
    for pattern in patterns:
        assert any(re.fullmatch(pattern, key) for key in WORDS), pattern


@pytest.mark.parametrize("key", WORDS)
def test_each_word_is_in_both_languages_with_the_same_gaps(key):
    assert set(WORDS[key]) == {"vi", "en"}
    assert fields_of(WORDS[key]["vi"]) == fields_of(WORDS[key]["en"])
    assert all(text == text.strip() and text for text in WORDS[key].values())


def test_words_for_every_state_that_the_code_names():
    for verdict in ("agrees", "differs", "parts-blank", "no-denominator", "rate-blank", "blank"):
        assert f"rate-{verdict}" in WORDS
    for status in ("read", "replaced", "refused"):
        assert f"status-{status}" in WORDS
    for status in ("reported", "blank", "absent", "unreadable"):
        assert f"{status}-head" in WORDS


def test_unknown_names_are_errors_that_help():
    with pytest.raises(
        CatalogueError,
        match=r"^indicators\.csv: found no indicator 'dossiers_recieved'; expected a name of the catalogue; "
        r"use 'dossiers_received'\.$",
    ):
        catalogue.indicator("dossiers_recieved")
    with pytest.raises(
        CatalogueError,
        match=r"^words\.toml: found no word 'nothing' in 'vi'; expected a row for it; add the row\.$",
    ):
        catalogue.word("nothing")

"""Rows of rules and wordings that cannot work say where they stand and what to do; statements have three outcomes."""

import re

import pytest

from cchc_analysis import catalogue, check, read_report
from cchc_analysis.catalogue import wording
from cchc_analysis.checks import rules, verdicts
from cchc_analysis.errors import CatalogueError
from tests.made_up import report

RULE = {"rule": "x", "severity": "verify", "message_vi": "?", "message_en": "?", "source": "s"}
ROW = {
    "measure": "x",
    "unit": "",
    "kind": "count",
    "regex": "có {n} hồ sơ",
    "example": {"text": "có 3 hồ sơ", "value": 3},
}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"severity": "fatal"},
            "forms.toml line 3, rule 'x': found severity 'fatal'; expected one of ('error', 'verify', 'note'); correct it.",
        ),
        (
            {"cases": ["staff_present >= 0"]},
            "forms.toml line 3, rule 'x': found missing ''; expected one of ('skip_any', 'skip_all', 'never') for a "
            "comparison; say it.",
        ),
        (
            {"case": []},
            "forms.toml line 3, rule 'x': found got an unexpected keyword argument 'case'; expected the keys of Rule; "
            "correct the rule.",
        ),
    ],
)
def test_a_rule_that_is_not_whole(changed, message):
    with pytest.raises(CatalogueError, match=f"^{re.escape(message)}$"):
        catalogue._rule(RULE | changed, "forms.toml", 3)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"regex": "{n}"},
            "statements.toml line 7, statement 'x': found a pattern that fits any text; expected words that name the figure; "
            "make it narrower.",
        ),
        (
            {"regex": "có hồ sơ"},
            "statements.toml line 7, statement 'x': found groups []; expected groups ['value']; mark the figure "
            "with {n} or {p}.",
        ),
        (
            {"kind": "guess"},
            "statements.toml line 7, statement 'x': found kind 'guess'; expected measure, unit, kind, regex, example; "
            "correct the row.",
        ),
    ],
)
def test_a_wording_that_fits_too_much_or_nothing(changed, message):
    with pytest.raises(CatalogueError, match=f"^{re.escape(message)}$"):
        wording._wording(ROW | changed, 7)


def test_a_file_that_is_no_toml(tmp_path):
    (tmp_path / "own.toml").write_text('[[rule]]\nrule = "x\n', encoding="utf-8")
    with pytest.raises(
        CatalogueError, match=r"^own\.toml: found .*line 2.*; expected a TOML file in UTF-8; correct the line\.$"
    ):
        catalogue.read_toml(tmp_path / "own.toml")


def test_every_rule_knows_its_line():
    for rule in catalogue.rules().values():
        lines = (catalogue.FOLDER / "rules" / rule.file).read_text(encoding="utf-8").splitlines()
        assert lines[rule.line] == f'rule = "{rule.rule}"'


def test_every_rule_names_what_the_catalogue_knows():
    assert len(rules.cases()) > 100


def test_the_three_outcomes_of_a_statement(reports):
    rows = verdicts(read_report(reports / "chi-lang-bac-2023-q1.txt"))
    by_line = {(row.measure, row.source_line): row.verdict for row in rows.itertuples()}
    assert by_line["dossiers_resolved", 260] == "agrees"
    assert by_line["dossiers_new_online_rate", 257] == "contradicts"
    assert by_line["dossiers_window_end", 256] == "contradicts"
    assert by_line["documents_arrived", 359] == "unmapped"
    # 668/687 = 97.234 %, 671/693 = 96.825 %: each of the three figures is held against the other two.
    for what in ("components_digitised", "results_digitised"):
        assert {by_line[what + end, 266] for end in ("", "_of", "_rate")} == {"agrees"}
    assert rows["verdict"].value_counts().to_dict() == {"agrees": 46, "contradicts": 18, "unmapped": 9}


def test_nothing_is_guessed_where_a_form_is_blank():
    frames = report({}, [("II.2", "Số lượng hồ sơ đã giải quyết: 709 hồ sơ")])
    assert verdicts(frames)["verdict"].tolist() == ["unmapped"]
    assert check(frames).empty

"""A rule holds for the reports of its scope; a scope that names what nobody knows says where it stands."""

import re
from dataclasses import replace

import pytest

from cchc_analysis import catalogue, check
from cchc_analysis.catalogue.scope import ANY, parse_scope
from cchc_analysis.checks import rules
from cchc_analysis.errors import CatalogueError
from cchc_analysis.periods import Period
from tests.made_up import report

RULE = {"rule": "x", "severity": "verify", "message_vi": "?", "message_en": "?", "source": "s"}
WRONG_RATE = {"dossiers_resolved": "709", "dossiers_resolved_on_time": "700", "on_time_rate": "100,0"}


def scope(**row):
    return parse_scope(row, "own.toml line 1, rule 'x'", ["commune-2023", "commune-2026"], ["xã", "phường", "đặc khu"])


@pytest.mark.parametrize(
    ("row", "is_in"),
    [
        ({}, True),
        ({"editions": ["commune-2023"]}, True),
        ({"editions": ["commune-2026"]}, False),
        ({"units": ["xã"]}, True),
        ({"units": ["phường", "đặc khu"]}, False),
        ({"units": ["phường", "11281"]}, True),
        ({"units": ["11284"]}, False),
        ({"from": "2023-Q1"}, True),
        ({"from": "2023-H1"}, False),
        ({"until": "2023-Q1"}, True),
        ({"until": "2022-Y"}, False),
        ({"editions": ["commune-2023"], "units": ["xã"], "from": "2022-Q3", "until": "2025-H1"}, True),
    ],
)
def test_which_reports_a_scope_holds(row, is_in):
    found = scope(**row).holds("commune-2023", "11281", "Xã Chi Lăng Bắc", Period.parse("2023-Q1"))
    assert found == is_in


def test_a_kind_is_the_first_word_of_a_name_in_any_case():
    quarter = Period.parse("2026-Q1")
    assert scope(units=["đặc khu"]).holds("", "1", "ĐẶC KHU Côn Đảo", quarter)
    assert not scope(units=["xã"]).holds("", "1", "Phường Xã Tắc", quarter)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            {"editions": ["commune-2032"]},
            "edition 'commune-2032'; expected commune-2023, portal-766-progress, portal-766-digitisation, vpcp-06, "
            "vpcp-06-stopped; "
            "use 'commune-2023'.",
        ),
        ({"units": ["quận"]}, "kind of commune 'quận'; expected xã, phường, thị trấn, đặc khu; "),
        ({"units": "xã"}, "units = 'xã'; expected a list such as [\"…\"]; write a list, or leave it out."),
        ({"units": []}, 'units = []; expected a list such as ["…"]; write a list, or leave it out.'),
        (
            {"from": "2023-Q5"},
            "from = '2023-Q5'; expected 2023-Q1, 2023-H1, 2023-9M, 2023-Y or 2023-M08; write the period so.",
        ),
        (
            {"from": "2023-H1", "until": "2023-Q1"},
            "from 2023-H1 until 2023-Q1; expected a span that runs forward; exchange the two.",
        ),
        ({"edition": ["commune-2023"]}, "scope with edition; expected scope with editions, units, from, until; "),
    ],
)
def test_a_scope_that_cannot_be_used(row, message):
    with pytest.raises(CatalogueError, match=f"^forms\\.toml line 3, rule 'x': found {re.escape(message)}"):
        catalogue._rule(RULE | {"scope": row}, "forms.toml", 3)


def test_a_commune_that_does_not_exist():
    rule = catalogue._rule(RULE | {"scope": {"units": ["99999"], "from": "2023-Q1"}}, "forms.toml", 3)
    message = (
        "forms.toml line 3, rule 'x': found commune '99999'; expected a commune's code of 31/03/2023; correct the code."
    )
    with pytest.raises(CatalogueError, match=f"^{re.escape(message)}$"):
        rules._check_communes(rule)
    # One of before July 2025, and one of after.
    for code in ("11281", "06400"):
        rules._check_communes(catalogue._rule(RULE | {"scope": {"units": [code]}}, "forms.toml", 3))


@pytest.mark.parametrize(("units", "count"), [(["xã"], 1), (["phường"], 0)])
def test_a_rule_is_silent_outside_its_scope(monkeypatch, units, count):
    known = catalogue.rules()
    own = dict(known) | {"rate-differs": replace(known["rate-differs"], scope=scope(units=units))}
    monkeypatch.setattr(catalogue, "rules", lambda: own)
    found = check(report(WRONG_RATE))["rule"].tolist()
    assert found.count("rate-differs") == count


def test_rules_on_wordings_of_the_past_begin_with_what_ended_them():
    text = [("II.6", "Dịch vụ công trực tuyến mức độ 3, mức độ 4")]
    rules = [
        set(check(report({}, text, period=period, start=start, end=end, dated=end))["rule"])
        for period, start, end in (
            ("2022-Q1", "15/12/2021", "14/03/2022"),
            ("2022-Q3", "15/06/2022", "14/09/2022"),
        )
    ]
    assert ["old-service-levels" in found for found in rules] == [False, True]


def test_most_rules_hold_everywhere():
    assert sum(rule.scope is not ANY for rule in catalogue.rules().values()) == 6

"""The numbers of method: each is whole, each is used, and code asks for no other."""

import ast
import re
from fractions import Fraction
from pathlib import Path

import pytest

from cchc_analysis import catalogue
from cchc_analysis.catalogue import methods as table
from cchc_analysis.catalogue.methods import labels, method, methods
from cchc_analysis.checks import against_others, unlike
from cchc_analysis.cli import doctor
from cchc_analysis.errors import CatalogueError
from cchc_analysis.inference import funnel_verdicts, intervals, ranks
from cchc_analysis.pages.how_judged import how_judged

PACKAGE = Path(__file__).parents[2] / "cchc_analysis"
ROW = """
[[step]]
key = "rate"
vi = "Một tỷ lệ"
en = "One rate"

[[unit]]
key = "cases"
vi = "hồ sơ"
en = "cases"

[[method]]
name = "few"
step = "rate"
value = 20
unit = "cases"
vi = "Ít"
en = "Few"
why_vi = "Vì vậy"
why_en = "So"
source = "ours"
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return a function that puts another table in place of the catalogue's."""

    def write(text):
        (tmp_path / "methods.toml").write_text(text, encoding="utf-8")
        monkeypatch.setattr(table, "_FILE", tmp_path / "methods.toml")
        labels.cache_clear(), methods.cache_clear()

    yield write
    monkeypatch.undo()
    labels.cache_clear(), methods.cache_clear()


def asked():
    """Return the names that the package's code asks for."""
    return {
        node.args[0].value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "method"
        and isinstance(node.args[0], ast.Constant)
    }


def test_each_number_is_used_and_each_that_is_used_is_there():
    assert asked() == set(methods())


def test_each_step_and_unit_is_used():
    for kind in ("step", "unit"):
        assert {getattr(item, kind) for item in methods().values()} == set(labels(kind))


@pytest.mark.parametrize("name", methods())
def test_each_number_reads_in_both_languages(name):
    item = method(name)
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
    for language in catalogue.LANGUAGES:
        assert item.label(language)[0].isupper()
        assert item.why(language)[-1] not in ".;,"
        assert item.text(language).split()[0].strip("0123456789.,") == ""
    if item.unit == "share":
        assert 0 < item.value < 1


def test_the_code_judges_by_the_table():
    assert (intervals.FEW_CASES, funnel_verdicts.FEWEST_PEERS, funnel_verdicts.Funnel().act) == (20, 10, 0.998)
    assert (ranks.DRAWS, ranks.MOST_DRAWN, ranks.FEWEST_DRAWS) == (2000, 2_000_000, 500)
    assert (Fraction(19, 20), 19) == (unlike._SHARE, unlike.FEWEST_OTHERS)
    assert against_others._WIDE == {"disbursement_plan": 5, "disbursement_done": 2}


def test_values_as_a_reader_sees_them():
    assert method("past_unusual").text() == "0,2 %"
    assert method("funnel_act").text("en") == "99.8 %"
    assert method("most_drawn").text() == "2.000.000 giá trị"
    assert method("printed_rounded").text("en") == "0.5 of the last printed digit"


def test_a_table_of_ones_own_is_read(written):
    written(ROW)
    assert list(methods()) == ["few"]
    assert method("few").text() == "20 hồ sơ"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            'source = "ours"\n',
            "",
            "methods.toml line 12, method 'few': found source lacking or too many; "
            "expected the keys en, name, source, step, unit, value, vi, why_en, why_vi; correct the row.",
        ),
        (
            "value = 20",
            'value = "20"',
            "methods.toml line 12, method 'few': found value '20'; expected a number; correct the value.",
        ),
        (
            'step = "rate"',
            'step = "rates"',
            "methods.toml line 12, method 'few': found step 'rates'; expected one of rate; correct it.",
        ),
        (
            'unit = "cases"',
            'unit = "case"',
            "methods.toml line 12, method 'few': found unit 'case'; expected one of cases; correct it.",
        ),
        (
            'why_en = "So"',
            'why_en = " "',
            "methods.toml line 12, method 'few': found why_en empty; expected what it is, why, and a source; write it.",
        ),
    ],
)
def test_a_row_that_is_not_whole_is_refused(written, before, after, message):
    assert before in ROW
    written(ROW.replace(before, after))
    with pytest.raises(CatalogueError, match=f"^{re.escape(message)}$"):
        methods()


def test_a_name_twice_is_refused(written):
    written(ROW + ROW[ROW.index("[[method]]") :])
    message = "methods.toml line 22, method 'few': found the name twice; expected each name once; rename one of them."
    with pytest.raises(CatalogueError, match=f"^{re.escape(message)}$"):
        methods()


def test_a_number_that_must_be_whole(written):
    written(ROW.replace("value = 20", "value = 20.5"))
    message = "methods.toml, method 'few': found value 20.5; expected a whole number; correct the value."
    with pytest.raises(CatalogueError, match=f"^{re.escape(message)}$"):
        _ = method("few").whole


def test_an_unknown_name_is_answered_with_the_nearest():
    message = "methods.toml: found no method 'few_case'; expected a name of the table; use 'few_cases'."
    with pytest.raises(CatalogueError, match=f"^{re.escape(message)}$"):
        method("few_case")


def test_the_doctor_says_what_is_unused(written):
    """Of the package's own names all but one are missing in a table of one row, and that row is used nowhere."""
    assert list(doctor._methods()) == []
    written(ROW)
    said = list(doctor._methods())
    assert said[0] == "methods.toml: few is used nowhere"
    assert said[1] == "methods.toml: alike_last is missing"
    assert len(said) == 1 + len(asked())


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_page_lists_each_number_once(language):
    html = how_judged(language).html
    assert html.startswith("<details><summary>")
    assert html.count("<tr>") == 1 + len(methods())
    assert html.count('class="group"') == len(labels("step"))
    for item in methods().values():
        assert item.text(language) in html

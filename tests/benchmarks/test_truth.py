"""Cases whose right outcome is known: which they are, and when an outcome is right."""

import pytest

from benchmarks.truth import Case, cases


def test_the_cases_are_the_rows_of_the_table_that_are_there(tmp_path):
    (tmp_path / "README.md").write_text(
        "# Cases\n\n| case | what | right | got |\n|---|---|---|---|\n"
        "| a.txt | one | silent | silent |\n| folder/ | two | asked | nothing |\n| gone.txt | three | silent | |\n",
        encoding="utf-8",
    )
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    assert cases(tmp_path) == [Case(tmp_path / "a.txt", "silent"), Case(tmp_path / "folder", "asked")]


@pytest.mark.parametrize(
    ("right", "rules", "errors", "is_read", "expected"),
    [
        ("silent (679+27+5=711)", [], [], True, True),
        ("silent", ["a"], [], True, False),
        ("silent", [], [], False, False),
        ("a question at most", ["a"], [], True, True),
        ("a question at most", ["a"], ["a"], True, False),
        ("a question", [], [], True, False),
        ("found or asked", ["a"], ["a"], True, True),
        ("asked", [], [], True, False),
        ("2023-H1, or asked", ["a"], [], True, None),
    ],
)
def test_an_outcome_is_right_or_not_or_for_a_person_to_judge(tmp_path, right, rules, errors, is_read, expected):
    assert Case(tmp_path, right).is_right(rules, errors, is_read) is expected

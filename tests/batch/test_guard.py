"""What is refused before any kernel is started."""

import re

import pytest

from cchc_analysis.batch import Task
from cchc_analysis.batch.guard import check_tasks, declared_parameters
from cchc_analysis.errors import CchcError, NothingToDo, ParameterError
from tests.paths import NOTEBOOKS


def task(notebook="declares_two", output="page.html", title="Page", **parameters):
    return Task(NOTEBOOKS / f"{notebook}.ipynb", parameters, output, title, inputs="")


def whole(message):
    return f"^{re.escape(message)}$"


def test_a_notebook_declares_literals_with_or_without_a_type():
    assert declared_parameters(NOTEBOOKS / "declares_two.ipynb") == {"period": "2023-Q1", "commune_code": "11281"}


def test_exactly_the_declared_names_pass():
    check_tasks([task(period="2026-Q3", commune_code="00001")])


def test_no_task():
    message = "the batch: found no page to make; expected one page or more; add reports, or name another period."
    with pytest.raises(NothingToDo, match=whole(message)):
        check_tasks([])


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        (
            {"perlod": "2026-Q3", "commune_code": "00001"},
            "unknown parameter 'perlod' (nearest: 'period'); no value for parameter 'period'",
        ),
        ({"period": "2026-Q3"}, "no value for parameter 'commune_code'"),
        ({"period": "2026-Q3", "commune_code": "1", "x": "1"}, "unknown parameter 'x'"),
        ({"period": "2026-Q3", "commune_code": 11281}, "parameter 'commune_code' given as int, declared as str"),
    ],
)
def test_names_and_kinds_that_do_not_fit(parameters, found):
    message = (
        f"notebook 'declares_two.ipynb': found {found}; expected a value for each of 'period', 'commune_code'; "
        "correct the names, or the cell tagged 'parameters'."
    )
    with pytest.raises(ParameterError, match=whole(message)):
        check_tasks([task(**parameters), task(output="other.html", **parameters)])


@pytest.mark.parametrize(
    ("notebook", "message"),
    [
        (
            "lost_its_tag",
            ": found no cells tagged 'parameters'; expected one; tag the cell that declares the parameters.",
        ),
        (
            "derives_a_parameter",
            ", cell 'parameters', line 2: found 'year = period[:4]'; expected one literal a line, name = value; "
            "move what is derived into the next cell.",
        ),
        (
            "assigns_two_at_once",
            """, cell 'parameters', line 1: found "first, second = ('2023-Q1', '2023-H1')"; """
            "expected one literal a line, name = value; move what is derived into the next cell.",
        ),
        (
            "declares_one_twice",
            ", cell 'parameters', line 2: found 'period' again; expected each name once; remove one.",
        ),
    ],
)
def test_a_parameters_cell_that_papermill_would_misread(notebook, message):
    with pytest.raises(ParameterError, match=whole(f"notebook '{notebook}.ipynb'{message}")):
        check_tasks([task(notebook, period="2026-Q3")])


def test_a_notebook_that_is_not_there():
    message = (
        "notebook 'absent.ipynb': found No such file or directory; expected a notebook of format 4; "
        "save it in JupyterLab."
    )
    with pytest.raises(CchcError, match=whole(message)):
        check_tasks([task("absent")])


def test_two_pages_in_one_place():
    pages = [task(title=title, output=output) for title, output in (("One", "a.html"), ("Two", "A.html"))]
    message = "output 'A.html': found two pages, 'One' and 'Two'; expected one page for each output; name them apart."
    with pytest.raises(CchcError, match=whole(message)):
        check_tasks(pages)


@pytest.mark.parametrize(
    "output",
    ["../a.html", "/a.html", "a/../b.html", "a\\b.html", "c:a.html", "failed/a.html", "run.jsonl", "a//b.html"],
)
def test_a_page_outside_its_folder(output):
    message = (
        f"page 'Page': found output {output!r}; expected a relative path below the folder, with '/', such as "
        "communes/11281-chi-lang-bac.html; name another output."
    )
    with pytest.raises(CchcError, match=whole(message)):
        check_tasks([task(output=output)])

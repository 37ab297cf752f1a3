"""A notebook is the table of contents of an analysis: thin, in two languages, and kept without results."""

import ast
import json
from itertools import pairwise

import pytest

from tests.paths import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LITERALS = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.UnaryOp)
FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.For,
    ast.While,
    ast.If,
    ast.Try,
    ast.With,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.GeneratorExp,
)


def cells(path, kind=None):
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if kind in (None, cell["cell_type"])]


def source(cell):
    return "".join(cell["source"])


def tags(cell):
    return cell["metadata"].get("tags", [])


def test_the_notebooks_are_there():
    assert [path.stem for path in NOTEBOOKS] == ["commune", "compare", "explore", "quality", "quarter", "tour"]


@pytest.fixture(params=[*NOTEBOOKS, FOLDER / "templates" / "own.ipynb"], ids=lambda path: path.stem)
def notebook(request):
    return request.param


def test_no_results_are_kept(notebook):
    for cell in cells(notebook, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_one_parameters_cell_of_literals(notebook):
    (cell,) = [cell for cell in cells(notebook) if "parameters" in tags(cell)]
    for statement in ast.parse(source(cell)).body:
        assert isinstance(statement, ast.Assign)
        assert isinstance(statement.value, LITERALS)
    assert all("#" in line for line in source(cell).splitlines()), "each parameter says what it is"


def test_no_logic_to_get_wrong(notebook):
    for cell in cells(notebook, "code"):
        tree = ast.parse(source(cell))
        for node in ast.walk(tree):
            assert not isinstance(node, FORBIDDEN), source(cell)
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert called not in ("print", "merge", "groupby", "apply", "open"), source(cell)
        assert len(source(cell).splitlines()) <= 6


def test_imports_are_ours(notebook):
    for cell in cells(notebook, "code"):
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.Import):
                assert [name.name for name in node.names] == ["cchc_analysis"]
            if isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] == "cchc_analysis"


def test_each_vietnamese_cell_has_its_english_twin(notebook):
    languages = [tag for cell in cells(notebook, "markdown") for tag in tags(cell) if tag.startswith("lang-")]
    assert languages == ["lang-vi", "lang-en"] * (len(languages) // 2)
    found = cells(notebook)
    for cell, after in pairwise(found):
        assert ("lang-vi" in tags(cell)) == ("lang-en" in tags(after))
        if "lang-vi" in tags(cell):
            heads = [text.split(" ", 1)[0] if text.startswith("#") else "" for text in (source(cell), source(after))]
            assert heads[0] == heads[1], "twins are headings of one level"
    assert all(tags(cell) for cell in cells(notebook, "markdown")), "prose is in one language"


def test_no_figure_is_typed_into_prose(notebook):
    for cell in cells(notebook, "markdown"):
        numbers = [word for word in source(cell).split() if any(c.isdigit() for c in word)]
        # The confidence limits are a method, zero is the word for what a blank is not.
        assert set(numbers) <= {"99,8", "99.8", "0", "0:", "0."}, numbers


def test_the_last_cell_says_what_the_page_rests_on(notebook):
    if "cchc" not in json.loads(notebook.read_text(encoding="utf-8"))["metadata"]:
        return  # it makes no page
    assert source(cells(notebook)[-1]) == "tables.provenance(frames, quarter, language)"

"""The guided notebook teaches what is so, and what it names explains itself to `?`."""

import ast
import inspect
import os
import re
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

import cchc_analysis
from cchc_analysis import store
from cchc_analysis.periods import Period
from tests.paths import ROOT

TOUR = ROOT / "notebooks" / "tour.ipynb"
PACKAGE = ROOT / "cchc_analysis"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory, cut_tables):
    """What each code cell of the tour shows, by its last line, run from top to bottom by a kernel."""
    data = tmp_path_factory.mktemp("toured") / "data"
    shutil.copytree(ROOT / "data" / "raw" / "2023-Q1", data / "raw" / "2023-Q1")
    (data / "raw" / "2026-Q3").mkdir()
    shutil.copy(ROOT / "data" / "raw" / "2026-Q3" / "phu-tho-progress.csv", data / "raw" / "2026-Q3")
    cut_tables(data / "raw" / "2026-Q3", 20)
    for period in ("2023-Q1", "2026-Q3"):
        store.update(data, Period.parse(period))
    notebook = nbformat.read(TOUR, 4)
    client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(data.parent)}})
    client.execute(env={**os.environ, "CCHC_DATA": str(data)})
    return {cell.source.splitlines()[-1]: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def shown(outputs, start):
    (found,) = [output for line, output in outputs.items() if line.startswith(start)]
    (output,) = found
    return output["data"]


def test_the_tour_runs_and_warns_of_nothing(outputs):
    kinds = {output["output_type"] for found in outputs.values() for output in found}
    assert kinds == {"execute_result"}


def test_it_shows_a_finding_and_the_words_that_prove_it(outputs):
    first = shown(outputs, "finding_list.findings")["text/html"].split("</li>")[0]
    assert "trong khi 679 / 716 = 94,83 %" in first
    quotes = re.findall("<blockquote>(.*?)</blockquote>", first)
    assert [(quote.split()[0], quote.split()[-1]) for quote in quotes] == [
        ("6.7.", "0"),
        ("6.7.2.", "679"),
        ("6.7.1.", "716"),
    ]


def test_a_blank_is_no_zero_and_the_rate_has_its_interval(outputs):
    assert re.search(r"reported +63\nblank +50", shown(outputs, 'frames.observations["status"]')["text/plain"])
    # 13 of 36 tasks: Wilson's interval, as worked out by hand in tests/inference/test_intervals.py.
    assert re.search(
        r"13\.0 +36\.0 +0\.361\d+ +0\.224\d+ +0\.524\d+", shown(outputs, "intervals.interval")["text/plain"]
    )


def test_figures_are_drawn_with_their_words(outputs):
    for start in ("spread.plot_rates", "funnels.plot_funnel"):
        assert re.search(r'<img alt="[^"]{40,}"', shown(outputs, start)["text/html"]), start
    assert re.search(r'<svg [^>]*aria-label="[^"]{40,}"', shown(outputs, "among_peers.Among")["text/html"])


def test_one_thing_changed_takes_its_finding_away(outputs):
    table = shown(outputs, "findings[~findings")["text/plain"]
    assert "rate-differs" in table
    assert len(table.splitlines()) == 2


def test_the_tour_makes_no_page():
    assert "cchc" not in nbformat.read(TOUR, 4).metadata


@pytest.mark.parametrize("name", [name for name in cchc_analysis.__all__ if name != "__version__"])
def test_question_mark_tells_what_a_public_name_takes_and_gives(name):
    thing = getattr(cchc_analysis, name)
    text = inspect.getdoc(thing)
    fields = [field for field in inspect.signature(thing).parameters if field not in ("self", "args", "kwargs")]
    for field in fields:
        assert re.search(rf"^(.+, )?{field}(, .+)? : \S", text, re.M), f"{name}: {field}"
    if inspect.isfunction(thing):
        assert "\nReturns\n-------\n" in text


def test_question_mark_on_frames_tells_shape_units_and_source():
    text = inspect.getdoc(cchc_analysis.TidyFrames)
    assert text.count(": a row per ") == 9
    for words in ("in percent, 0-100", "a blank is not 0", "`source_line` the place"):
        assert words in text.replace("\n    ", " ")


def test_every_public_function_says_what_it_does():
    for path in set(PACKAGE.rglob("*.py")) - set((PACKAGE / "cli").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.relative_to(ROOT)}: {node.name}"

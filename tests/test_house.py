"""Modules and functions are short; each module has a test file of its name or one that runs it; no test file uses another."""

import ast

import pytest

from tests.paths import ROOT

PACKAGE, TESTS = ROOT / "cchc_analysis", ROOT / "tests"
# Test file → modules without a test file of their name that it runs, as measured with coverage.py.
RUN_BY = {
    "analyst/test_tables": "analyst/groups analyst/outlines analyst/rating analyst/targets analyst/weights",
    "batch/test_runs": "batch/keys batch/outcomes batch/record",
    "checks/test_repair": "checks/mends",
    "checks/test_rules": "checks/__init__ checks/against_others checks/blanks checks/dates checks/drafts "
    "checks/effects checks/prose checks/relations checks/sheets findings",
    "checks/test_catalogue": "checks/verdicts",
    "exports/word/test_questions": "exports/answers exports/period exports/word/excerpts exports/word/style",
    "pages/test_comparison": "comparing/headline_rates pages/among_peers pages/bounds_table pages/change_sections "
    "pages/charts/figures pages/charts/funnels pages/charts/heatmap "
    "pages/charts/runs pages/score_tables",
    "pages/test_bad_pages": "pages/rating_section pages/side_by_side store/parquet",
    "parsing/test_report": "parsing/forms/differences parsing/forms/in_tables parsing/forms/in_text "
    "parsing/forms/lines parsing/forms/rows parsing/text/directives "
    "parsing/text/running parsing/text/statements reading/document "
    "reading/modern_office reading/safe_zip reading/text reading/word_text",
    "simulate/test_simulate": "simulate/commune simulate/faults simulate/figures simulate/files simulate/blind_spots "
    "simulate/layout simulate/paper simulate/sums simulate/truth simulate/word",
}
# The same, not measured yet: most of these run in processes of their own.
TAKEN_TO_BE_RUN_BY = {
    "checks/test_certainty": "catalogue/practice parsing/text/further_parts",
    "checks/test_ledger": "checks/coverage pages/checks_ledger",
    "checks/test_against_past": "checks/doubts checks/past",
    "inference/test_differences": "inference/funnel_verdicts inference/ranks inference/shrinkage",
    "parsing/cover/test_letterheads": "communes/gazetteer parsing/cover/dates parsing/cover/heads parsing/cover/issuers "
    "parsing/cover/places parsing/cover/titles parsing/cover/windows",
    "parsing/tables/test_form_06": "parsing/tables/form_06_heads",
    "parsing/tables/test_other_hands": "parsing/tables/authority parsing/tables/cells parsing/tables/communes "
    "parsing/tables/frames parsing/tables/head parsing/tables/printed_rates "
    "parsing/tables/sums reading/records",
    "parsing/text/test_changes": "parsing/text/told",
    "parsing/text/test_figures_by_clause": "parsing/text/figure_tokens parsing/text/inherited parsing/text/meaning "
    "parsing/text/parts parsing/text/tables parsing/text/token parsing/text/whole_text",
    "checks/test_rules": "checks/acts",
    "test_imports": "__init__",
    "test_project": "__main__",
    "batch/test_runs": "batch/__init__ batch/publish batch/tasks batch/workers/worker",
    "batch/html/test_pages": "batch/html/entry_pages batch/html/volume",
    "batch/kernels/test_warm": "batch/kernels/client batch/kernels/engine batch/kernels/execute "
    "batch/kernels/manager batch/kernels/provisioner batch/kernels/warm_process",
    "batch/workers/test_cluster": "batch/workers/cluster_worker",
    "catalogue/test_catalogue": "catalogue/wording catalogue/files",
    "cli/test_cli": "cli/check cli/command cli/doctor cli/read cli/run",
    "test_docs": "cli/export cli/lab cli/simulate cli/units",
    "exports/workbook/test_workbook": "exports/workbook/commune_sheet exports/workbook/front_sheets "
    "exports/workbook/layout exports/workbook/styles",
    "pages/test_bad_pages": "pages/form_tables pages/how_judged pages/slots pages/source_text",
    "parsing/test_report": "parsing/forms/by_edition parsing/frame_rows reading/apart/answer reading/apart/package "
    "reading/apart/process reading/blocks",
    "reading/scans/test_reader": "answers/confirmations reading/scans/cells reading/scans/digits reading/scans/lines",
    "simulate/test_formats": "simulate/package simulate/printing",
    "store/test_store": "store/readings store/revisions store/sources",
}
MODULES = [path.relative_to(PACKAGE).with_suffix("") for path in sorted(PACKAGE.rglob("*.py"))]
TEST_FILES = sorted(TESTS.rglob("test_*.py"))


def own_test(module):
    """Return where the test file of a module's name is; that of a folder's `__init__` has the folder's name."""
    name = module.parent.name if module.name == "__init__" else module.name
    return TESTS / module.parent / f"test_{name}.py"


def is_code(module):
    body = ast.parse((PACKAGE / module).with_suffix(".py").read_text(encoding="utf-8")).body
    return not all(isinstance(statement, ast.Expr) for statement in body)


def test_no_module_is_over_three_hundred_lines_and_no_function_over_sixty():
    long = []
    for module in MODULES:
        text = (PACKAGE / module).with_suffix(".py").read_text(encoding="utf-8")
        parts = [
            node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]
        long += [f"{module}: {part.name}" for part in parts if part.end_lineno - part.lineno >= 60]
        long += [f"{module}"] if len(text.splitlines()) > 300 else []
    assert long == []


def test_each_module_is_tested_by_a_file_of_its_name_or_by_one_that_is_known_to_run_it():
    without = [module.as_posix() for module in MODULES if is_code(module) and not own_test(module).exists()]
    listed = [*RUN_BY.values(), *TAKEN_TO_BE_RUN_BY.values()]
    assert sorted(without) == sorted(name for names in listed for name in names.split())


def test_the_files_that_run_others_are_there():
    assert [name for name in (*RUN_BY, *TAKEN_TO_BE_RUN_BY) if not (TESTS / f"{name}.py").exists()] == []


@pytest.mark.parametrize("path", TEST_FILES, ids=lambda path: path.relative_to(TESTS).as_posix())
def test_a_test_file_uses_no_other(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    assert [name for name in used if name.split(".")[-1].startswith("test_")] == []


def test_the_files_that_begin_are_there():
    from tests.conftest import LONGEST

    assert [name for name in LONGEST if not (TESTS / name).exists()] == []

"""Imports run one way, engines stay in their corner, and nothing heavy loads before it is needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cchc_analysis"
# Each layer may import from itself and those above it in this list.
LAYERS = [
    ("errors", "periods", "numerals", "names", "places", "stamps"),
    ("catalogue",),
    ("units", "analyst"),
    ("observations", "findings"),
    ("reading", "parsing"),
    ("simulate",),
    ("successors",),
    ("territory",),
    ("quarters",),
    ("recognised",),
    ("totals", "ranges", "compare", "intervals"),
    ("checks",),
    ("revisions",),
    ("parquet",),
    ("store",),
    ("counts", "peers", "sentences", "targets", "geography"),
    ("trends", "bounds", "scores"),
    ("display", "evidence", "followup", "tables", "form_tables", "charts", "comparisons", "panels", "maps", "ratings"),
    ("sections", "change_sections"),
    ("among", "explore"),
    ("exports",),
    ("batch", "doctor"),
    ("cli", "__main__"),
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def layer_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    """Return every absolute module name that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            if node.module == "cchc_analysis":
                yield from (f"cchc_analysis.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path):
    assert layer_of(path) in RANK, "a new module: give it a layer"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "cchc_analysis" and len(parts) > 1 and parts[1] in RANK:
            assert RANK[parts[1]] <= RANK[layer_of(path)], name


def test_reading_knows_nothing_of_forms():
    for path in (PACKAGE / "reading").glob("*.py"):
        ours = {name for name in imported(path) if name.startswith("cchc_analysis.")}
        assert all(name.split(".")[1] in ("errors", "names", "numerals", "reading") for name in ours), path


def test_only_batch_knows_the_notebook_engine():
    for path in MODULES:
        if layer_of(path) != "batch":
            engines = {name.split(".")[0] for name in imported(path)} & {"papermill", "nbconvert", "nbclient"}
            assert engines == set(), path


HEAVY = ("pandas", "numpy", "matplotlib", "papermill", "nbconvert", "pandera", "openpyxl", "scipy")


# Entry pages are also written where no notebook runs: nbconvert takes longer to load than they take.
@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("cchc_analysis", HEAVY),
        ("cchc_analysis.cli", HEAVY),
        ("cchc_analysis.batch.site, cchc_analysis.batch.render", ("nbconvert", "papermill", "matplotlib", "scipy")),
    ],
)
def test_importing_loads_nothing_heavy(module, heavy):
    code = f"import sys, {module}; print(*(name for name in {heavy} if name in sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert result.stdout.split() == []


def test_public_names():
    import cchc_analysis

    assert cchc_analysis.__all__ == ["__version__", "CchcError", "Period", "TidyFrames", "check", "load", "read_report"]
    assert all(getattr(cchc_analysis, name) for name in cchc_analysis.__all__)
    assert set(cchc_analysis.__all__) <= set(dir(cchc_analysis))
    with pytest.raises(AttributeError, match=r"^module 'cchc_analysis' has no attribute 'nothing'$"):
        cchc_analysis.nothing  # noqa: B018

"""Nothing heavy loads before it is needed. Which room may import which is import-linter's contract in pyproject.toml."""

import subprocess
import sys

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "cchc_analysis"

HEAVY = ("pandas", "numpy", "matplotlib", "papermill", "nbconvert", "pandera", "openpyxl", "scipy")


# Entry pages are also written where no notebook runs: nbconvert takes longer to load than they take.
@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("cchc_analysis", HEAVY),
        ("cchc_analysis.cli", HEAVY),
        (
            "cchc_analysis.batch.html.entry_pages, cchc_analysis.batch.html.frame",
            ("nbconvert", "papermill", "matplotlib", "scipy"),
        ),
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

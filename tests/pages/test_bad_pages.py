"""The pages of bad input, cell by cell as the notebooks make them: no NaN, no zero for a blank, and no verdict on nothing."""

import ast
import json
import re

import pytest

from cchc_analysis.observations import TidyFrames
from cchc_analysis.store import parquet
from tests.made_up import report
from tests.page_words import words_of
from tests.paths import ROOT
from tests.small_frames import CASES

NOTEBOOKS = ROOT / "notebooks"


def whole(pairs, period="2023-Q1", first=1):
    """Return whole reports, all rows blank but two of form 3."""
    names = ("dossiers_resolved_on_time", "dossiers_resolved")
    return TidyFrames.concat(
        [
            report(
                {name: str(value) for name, value in zip(names, pair, strict=True) if value is not None},
                period=period,
                code=f"{i:05}",
                commune=f"Xã Giả Định {i}",
            )
            for i, pair in enumerate(pairs, start=first)
        ]
    )


# Made when they are asked for.
PERIODS = {
    "numerator above denominator": lambda: {"2023-Q1": whole(CASES["numerator above denominator"])},
    "all blank": lambda: {"2023-Q1": whole(CASES["all blank"][:3])},
    "zeros and a blank": lambda: {"2023-Q1": whole([(None, 0), *[(0, 0)] * 3])},
    "a period without rates": lambda: {"2023-Q1": whole([(None, None)] * 12), "2023-Q3": whole([(5, 10)], "2023-Q3")},
    "a unit without successor": lambda: {
        "2025-Q1": whole([(5, 10), (3, 4)], "2025-Q1", first=99998),
        "2025-Q3": whole([(3, 4)], "2025-Q3", first=99998),
    },
}


def shown(name, parameters):
    """Return the HTML that a notebook's code cells show, one after the other in one namespace."""
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    space, found = {}, []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), space)
        if "parameters" in cell["metadata"].get("tags", []):
            space |= parameters
        if last is not None:
            result = eval(compile(ast.Expression(last.value), name, "eval"), space)
            found.append(result._repr_html_())
    return "".join(found)


def project(folder, periods):
    for period, frames in periods.items():
        (folder / "raw" / period).mkdir(parents=True)
        parquet.write(frames, folder / "tidy" / period)
    return list(periods)[-1]


@pytest.mark.filterwarnings("error")  # a warning fails the page, see `batch.execute`
@pytest.mark.parametrize("case", PERIODS)
def test_no_page_prints_a_nan(case, tmp_path, monkeypatch):
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    periods = PERIODS[case]()
    newest = project(tmp_path, periods)
    code = periods[newest].reports["commune_code"].iloc[0]
    for name, parameters in (("quarter", {}), ("compare", {}), ("commune", {"commune_code": code})):
        html = shown(name, {"period": newest, "language": "vi", **parameters})
        assert not re.search(r"\b(nan|inf|none|nat|<na>)\b", words_of(html), re.I), name
        for alt in re.findall(r'alt="([^"]*)"', html):
            assert not re.search(r"\b(nan|inf|none|nat)\b", alt, re.I), alt

"""The data dictionary is true: every frame, column and value that the code can give is in it, and nothing else."""

import ast
import inspect
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from cchc_analysis import findings, observations, store
from cchc_analysis.errors import FrameError
from cchc_analysis.observations import ALLOWED, COLUMNS, KEYS, TidyFrames, gate
from cchc_analysis.reading import other_office
from cchc_analysis.store import revisions

ROOT = Path(__file__).parent.parent
READING = ROOT / "cchc_analysis" / "reading"
TABLES = list(COLUMNS)
ENGLISH, VIETNAMESE = {6: ("six", "sáu"), 7: ("seven", "bảy"), 8: ("eight", "tám"), 9: ("nine", "chín")}[len(TABLES)]
# A line of a table in a docstring: names, a gap, what they hold.
_ENTRY = re.compile(r"^ {0,4}(\w+(?:, \w+)*) {2,}\S", re.M)


def dictionary() -> dict[str, str]:
    """Return what the docstrings say of each frame."""
    parts = re.split(r"^(\w+) : a row per ", observations.__doc__, flags=re.M)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return found | {"findings": findings.__doc__}


def columns(text: str) -> set[str]:
    return {name for names in _ENTRY.findall(text) for name in names.split(", ")}


def test_every_place_speaks_of_the_same_frames():
    assert {field.name for field in fields(TidyFrames)} == set(COLUMNS) == set(KEYS) == set(dictionary())
    assert sorted(revisions.TABLES) == sorted(TABLES)
    reference = (ROOT / "docs" / "reference" / "frames.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^### (\w+)$", reference, re.M)) == sorted(TABLES)
    assert sorted(re.findall(r"^```\{catalogue\} columns (\w+)$", reference, re.M)) == sorted(TABLES)
    notebook = json.loads((ROOT / "notebooks" / "tour.ipynb").read_text(encoding="utf-8"))
    tour = "".join("".join(cell["source"]) for cell in notebook["cells"])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"the same {ENGLISH} frames" in reference
    assert f"the {ENGLISH} tables of a period" in tour
    assert f"trả về {VIETNAMESE} bảng của một kỳ" in tour
    assert f"`frames` are {ENGLISH}: " in readme
    assert f"There are {ENGLISH}. " in observations.__doc__
    for text in (readme, inspect.getdoc(store.load), inspect.getdoc(TidyFrames)):
        assert all(re.search(rf"\b{table}\b", text) for table in TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described_and_no_other(table):
    shared = {"commune_code", "period"}
    assert all(f"`{name}`" in observations.__doc__ for name in shared)
    assert columns(dictionary()[table]) | shared == set(COLUMNS[table])


@pytest.mark.parametrize("table", TABLES)
def test_every_value_of_a_column_is_named_and_no_other(table):
    words = {value for values in ALLOWED.get(table, {}).values() for value in values if value}
    assert set(re.findall(r"\*(\w+)\*", dictionary()[table])) == words


def media_of_the_readers() -> set[str]:
    """Return the first word of what each reader returns, and the third of each Document that is made."""
    found = set()
    for path in (READING / "__init__.py", READING / "modern_office.py", READING / "old_office.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Document":
                found.add(node.args[2])
            elif isinstance(node, ast.FunctionDef) and node.name in ("_read", "read_package", "kind"):
                values = [part.value for part in ast.walk(node) if isinstance(part, ast.Return)]
                found |= {value.elts[0] if isinstance(value, ast.Tuple) else value for value in values}
    others = {media for _, media, _ in other_office._XML_KINDS} | {
        media for media, _ in other_office._PACKAGED.values()
    }
    return {node.value for node in found if isinstance(node, ast.Constant)} | others | {"rtf"}


def test_the_media_are_those_of_the_readers_and_none_of_a_refused_file():
    assert media_of_the_readers() | {""} == set(ALLOWED["reports"]["media"])


def test_a_medium_that_the_dictionary_does_not_know_does_not_pass(quarter):
    with pytest.raises(FrameError, match=r"^frame reports: found media 'odp'; expected the data model; see cchc_an"):
        gate(quarter.reports.assign(media="odp"), "reports")

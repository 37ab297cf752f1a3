"""What stands in several files says the same in all of them, and the README does not lie."""

import importlib
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import cchc_analysis
from tests.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
# conda-forge calls these packages otherwise: without the graphical toolkits.
CONDA_NAMES = {"matplotlib-base": "matplotlib", "seaborn-base": "seaborn"}


def wanted() -> dict[str, SpecifierSet]:
    requirements = map(Requirement, PROJECT["dependencies"])
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in requirements}


def test_environment_and_pyproject_agree():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    lines = [line for line in environment["dependencies"] if isinstance(line, str)]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert pip[-1] == "-e ."
    named = {}
    for line in lines + pip[:-1]:
        name, _, bounds = line.partition(" ")
        named[CONDA_NAMES.get(name, name)] = SpecifierSet(bounds)
    assert named.pop("pip") == SpecifierSet()
    assert named.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert named == wanted()


def test_lock_holds_every_requirement_with_its_hashes():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {}
    for match in re.finditer(
        r"^([\w.\-]+)==([\w.]+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock, re.M
    ):
        pinned.setdefault(canonicalize_name(match[1]), []).append(match[2])
    assert len(pinned) == len(set(re.findall(r"^([\w.\-]+)==", lock, re.M)))
    dev = {canonicalize_name(r.name): r.specifier for r in map(Requirement, PROJECT["optional-dependencies"]["dev"])}
    for name, specifier in (wanted() | dev).items():
        assert name in pinned, f"{name} is not in requirements.lock: run make lock"
        assert all(version in specifier for version in pinned[name])


def test_no_registry_is_named():
    for name in ("requirements.lock", "environment.yml", "pyproject.toml", "Makefile", ".ci/run"):
        assert not re.search(r"https?://", (ROOT / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md", "CONTRIBUTING.md"])
def test_readme_commands_exist(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)$", text, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target
    for command in set(re.findall(r"^cchc (\w+)", text, re.M)):
        help_text = [sys.executable, "-m", "cchc_analysis", command, "--help"]
        assert subprocess.run(help_text, capture_output=True, check=False).returncode == 0, command
    for path in re.findall(r"\]\(((?!http)[^)]+)\)", text):
        assert (ROOT / path).exists(), path


def test_python_versions_are_said_once():
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    assert "Python 3.11, 3.12 or 3.13" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_version_is_one_and_the_changelog_begins_with_it():
    versions = re.findall(r"^## (\S+)$", CHANGELOG, re.M)
    assert versions[0] == PROJECT["version"] == cchc_analysis.__version__
    for version in re.split(r"^## ", CHANGELOG, flags=re.M)[1:]:
        assert re.findall(r"^### (\w+)$", version, re.M) == ["Added", "Changed", "Mended"]


def test_a_notebook_of_before_finds_what_it_used_where_the_changelog_says():
    rows = re.findall(r"^  \| (`[^|]+`) \| (`[^|]+`) \|$", CHANGELOG, re.M)
    assert len(rows) > 30
    for before, now in rows:
        old, new = (re.findall(r"`([\w.]+)`", cell) for cell in (before, now))
        assert len(old) == len(new)
        for was, name in zip(old, new, strict=True):
            assert meant_by(was) is None, was
            assert meant_by(name) is not None, name


def meant_by(name):
    """Return the module, or what it has, that a dotted name in the package means; None if there is none."""
    found = cchc_analysis
    for part in name.split("."):
        try:
            found = importlib.import_module(f"{found.__name__}.{part}")
        except (ModuleNotFoundError, AttributeError):
            found = getattr(found, part, None)
        if found is None:
            return None
    return found

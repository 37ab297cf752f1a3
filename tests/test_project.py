"""What stands in several files says the same in all of them, and the README does not lie."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
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


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
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

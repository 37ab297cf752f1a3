"""Whether an installation is whole, line by line."""

from __future__ import annotations

import importlib.metadata
import platform
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cchc_analysis import __version__, catalogue
from cchc_analysis.catalogue.methods import Method, methods
from cchc_analysis.errors import CchcError
from cchc_analysis.programs import find_program
from cchc_analysis.reading.scans import tesseract
from cchc_analysis.store.stamps import PACKAGE

# Programs that some jobs can use and none needs: name, what for, how to get it.
_OPTIONAL = (
    (
        "soffice",
        "old Office files (.doc, .xls)",
        "Debian: apt install libreoffice-writer libreoffice-calc; Windows: libreoffice.org",
    ),
    (
        "tesseract",
        "scans",
        "Debian: apt install tesseract-ocr tesseract-ocr-vie; Windows: the installer named at tesseract-ocr.github.io, with "
        "Vietnamese among its additional languages",
    ),
    (
        "browser",
        "the printed volume of a period",
        "Debian: apt install chromium; Windows: Edge is there already, or google.com/chrome",
    ),
)


def examine() -> list[tuple[bool, str]]:
    """Return what was looked at: whether it is as it must be, and a line that says so. Optional tools are never a fault."""
    lines = [(True, f"cchc_analysis {__version__}, Python {platform.python_version()} on {platform.system()}")]
    lines += [_requirements(), *_catalogue(), *_data()]
    for program, purpose, how in _OPTIONAL:
        state = "found" if find_program(program) else "not installed"
        if program == "tesseract" and state == "found" and tesseract.LANGUAGE not in tesseract.languages():
            state = "without Vietnamese"
        lines.append((True, f"{program}: {state}" + (state != "found") * f" (optional, for {purpose}): {how}"))
    return lines


def _requirements() -> tuple[bool, str]:
    wanted = [line for line in importlib.metadata.requires("cchc-analysis") or [] if "extra ==" not in line]
    missing = []
    for line in wanted:
        name = re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0]
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    return not missing, f"libraries: {len(wanted) - len(missing)} of {len(wanted)}" + (
        f", missing {', '.join(missing)}" if missing else ""
    )


def _catalogue() -> list[tuple[bool, str]]:
    """Return the catalogue's test of itself: what stands in one file exists in the other."""
    indicators, problems = catalogue.indicators(), []
    printed = {entry.indicator for edition in catalogue.editions().values() for entry in edition.entries}
    for edition in catalogue.editions().values():
        codes = [(entry.form, entry.code) for entry in edition.entries]
        problems += [
            f"{edition.name}: code {code} twice" for code in sorted({code for code in codes if codes.count(code) > 1})
        ]
        problems += [f"{edition.name}: unknown {e.indicator}" for e in edition.entries if e.indicator not in indicators]
    for indicator in indicators.values():
        parts = [indicator.numerator, indicator.denominator]
        problems += [
            f"{indicator.indicator}: part {part} is on no form" for part in parts if part and part not in printed
        ]
        if indicator.indicator not in printed and not all(parts):
            problems.append(f"{indicator.indicator}: neither on a form nor made of parts")
    # Here for the command's start: relations need the frames.
    from cchc_analysis.catalogue.wording import wordings
    from cchc_analysis.checks.rules import cases

    rules: Mapping[str, catalogue.Rule] = {}
    numbers: Mapping[str, Method] = {}
    try:
        rules, numbers = catalogue.rules(), methods()
        cases(), wordings()
        problems += _methods()
    except CchcError as error:
        problems.append(str(error))
    text = (
        f"catalogue: {len(printed)} indicators on forms, {len(catalogue.editions())} editions, {len(rules)} rules, "
        f"{len(numbers)} numbers of method"
    )
    return [(not problems, text)] + [(False, problem) for problem in problems]


def _methods() -> Iterator[str]:
    """Yield each number of method that no code asks for, and each that code asks for in vain."""
    asked = {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r'(?<!>> )\bmethod\("(\w+)"\)\.', path.read_text(encoding="utf-8"))
    }
    yield from (f"methods.toml: {name} is used nowhere" for name in methods() if name not in asked)
    yield from (f"methods.toml: {name} is missing" for name in sorted(asked - set(methods())))


def _data() -> list[tuple[bool, str]]:
    from cchc_analysis import store

    try:
        folder = store.data_folder()
        lines = [(True, f"data: {', '.join(map(str, store.periods(folder))) or 'no period yet'}")]
    except CchcError as error:
        return [(False, str(error))]
    return lines + _analyst_tables(folder)


def _analyst_tables(data: Path) -> list[tuple[bool, str]]:
    """Return whether each table that the analyst wrote can be used; what a table must hold stands in its folder's README."""
    import pandas as pd

    from cchc_analysis.analyst.groups import read_groups
    from cchc_analysis.analyst.outlines import read_outlines
    from cchc_analysis.analyst.rating import read_weights
    from cchc_analysis.analyst.targets import read_targets
    from cchc_analysis.analyst.weights import read_weights as read_shares
    from cchc_analysis.communes.successors import load_successors

    readers: dict[str, Callable[[Path], object]] = {
        "peers.csv": lambda path: read_groups(path, pd.Series([], dtype=str)),
        "targets.csv": read_targets,
        "rating.csv": read_weights,
        "weights.csv": lambda path: read_shares(path, load_successors(data)),
        "communes.geojson": read_outlines,
    }
    found, problems = [], []
    for name, read in readers.items():
        if (path := data / "units" / name).is_file():
            found.append(name)
            try:
                read(path)
            except CchcError as error:
                problems.append((False, f"units/{error}"))
    said = f"tables of your own in units: {', '.join(found) or 'none (optional)'}; their columns: units/README.md"
    return [(True, said), *problems]

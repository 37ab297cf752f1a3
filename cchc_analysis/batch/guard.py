"""Refuses a batch that would publish the wrong thing, before any kernel is started.

papermill runs on with a misspelt, missing or derived parameter and publishes the page of the default one.
"""

from __future__ import annotations

import ast
import importlib.util
import json
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any

from cchc_analysis.batch.tasks import Task
from cchc_analysis.errors import CchcError, NothingToDo, ParameterError, first_rows

#: Names below the folder of a run that are not for pages.
RESERVED = ("run.jsonl", "failed")


def check_tasks(tasks: Sequence[Task]) -> None:
    """Check that every task fits its notebook and has an output of its own.

    Raises
    ------
    NothingToDo : there is no task.
    ParameterError : a notebook has no usable `parameters` cell, or the names given are not those it declares.
    CchcError : a notebook cannot be read or is not for Python, there is no kernel for it, an output is no path below the
        folder, or two tasks have the same one.
    """
    if not tasks:
        raise NothingToDo("the batch", "no page to make", "one page or more", "add reports, or name another period")
    _check_outputs(tasks)
    _check_kernel()
    for notebook in dict.fromkeys(task.notebook for task in tasks):
        declared = declared_parameters(notebook)
        problems: dict[str, None] = {}
        for task in tasks:
            if task.notebook == notebook:
                problems |= dict.fromkeys(_find_problems(declared, task.parameters))
        if problems:
            raise ParameterError(
                f"notebook {notebook.name!r}",
                first_rows(list(problems)),
                f"a value for each of {_in_quotes(declared)}",
                "correct the names, or the cell tagged 'parameters'",
            )


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """Return the parameters a notebook declares, name → default.

    They are read from its cell tagged `parameters`, which holds one literal a line (`name = "x"` or `name: str = "x"`)
    and nothing else: what is derived there would keep the default's value when another one is injected below.

    Raises
    ------
    ParameterError : there is no such cell, or more than one, or it holds something else.
    CchcError : the file is missing or no notebook.
    """
    where = f"notebook {notebook.name!r}"
    cells = [cell for cell in _python_cells(notebook) if "parameters" in cell.get("metadata", {}).get("tags", ())]
    if len(cells) != 1:
        raise ParameterError(
            where, f"{len(cells) or 'no'} cells tagged 'parameters'", "one", "tag the cell that declares the parameters"
        )
    try:
        statements = ast.parse(source_of(cells[0])).body
    except SyntaxError as error:
        raise ParameterError(
            f"{where}, cell 'parameters', line {error.lineno}", error.msg, "Python", "correct the line"
        ) from error
    declared: dict[str, Any] = {}
    for statement in statements:
        name, value = _literal(statement, where)
        if name in declared:
            line = f"{where}, cell 'parameters', line {statement.lineno}"
            raise ParameterError(line, f"{name!r} again", "each name once", "remove one")
        declared[name] = value
    if not declared:
        raise ParameterError(
            f"{where}, cell 'parameters'", "no parameter", 'a line such as period = "2023-Q1"', "declare them there"
        )
    return declared


def _check_kernel() -> None:
    try:
        found = importlib.util.find_spec("ipykernel") is not None
    except ValueError:  # it is there and cannot be imported
        found = False
    if not found:
        raise CchcError(
            "kernel 'python3'", "no package 'ipykernel'", "the kernel for Python", "install the requirements again"
        )


def _python_cells(notebook: Path) -> list[dict[str, Any]]:
    cells = read_cells(notebook)
    about = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
    language = about.get("kernelspec", {}).get("language") or about.get("language_info", {}).get("name") or "python"
    if str(language).casefold() != "python":
        raise CchcError(
            f"notebook {notebook.name!r}",
            f"a kernel for {language}",
            "one for Python",
            "choose the kernel Python 3 for it",
        )
    return cells


def read_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook file (nbformat 4) as they are stored.

    Raises
    ------
    CchcError : the file is missing or no notebook.
    """
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        if content["nbformat"] == 4:
            return list(content["cells"])
        found = f"notebook format {content['nbformat']}"
    except OSError as error:
        found = error.strerror or type(error).__name__
    except (ValueError, KeyError, TypeError):
        found = "no notebook"
    raise CchcError(f"notebook {notebook.name!r}", found, "a notebook of format 4", "save it in JupyterLab") from None


def source_of(cell: Mapping[str, Any]) -> str:
    """Return a stored cell's source, which a file holds as one text or as lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _literal(statement: ast.stmt, where: str) -> tuple[str, Any]:
    """Return name and value of `name = literal` or `name: type = literal`."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value and len(targets) == 1:
        target = targets[0]
        if isinstance(target, ast.Name):
            try:
                return target.id, ast.literal_eval(statement.value)
            except ValueError:
                pass  # derived: reported below together with all other forms
    raise ParameterError(
        f"{where}, cell 'parameters', line {statement.lineno}",
        repr(ast.unparse(statement).splitlines()[0]),
        "one literal a line, name = value",
        "move what is derived into the next cell",
    )


def _find_problems(declared: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    problems = []
    for name, value in given.items():
        if name not in declared:
            nearest = "".join(f" (nearest: {near!r})" for near in get_close_matches(name, declared, n=1))
            problems.append(f"unknown parameter {name!r}{nearest}")
        elif declared[name] is not None and type(value) is not type(declared[name]):
            kinds = type(value).__name__, type(declared[name]).__name__
            problems.append(f"parameter {name!r} given as {kinds[0]}, declared as {kinds[1]}")
    problems += [f"no value for parameter {name!r}" for name in declared if name not in given]
    return problems


def _check_outputs(tasks: Sequence[Task]) -> None:
    owners: dict[str, Task] = {}
    for task in tasks:
        if not is_output(task.output):
            raise CchcError(
                f"page {task.title!r}",
                f"output {task.output!r}",
                "a relative path below the folder, with '/', such as communes/11281-chi-lang-bac.html",
                "name another output",
            )
        # Two names that differ in case are one file on Windows and macOS.
        other = owners.setdefault(task.output.casefold(), task)
        if other is not task:
            raise CchcError(
                f"output {task.output!r}",
                f"two pages, {other.title!r} and {task.title!r}",
                "one page for each output",
                "name them apart",
            )


def is_output(path: str) -> bool:
    """Return whether a text is a path at which a page may be written, and later removed, below the folder of a run.

    >>> [is_output(path) for path in ("communes/a.html", "/a.html", "../a.html", "a\\\\b.html", "failed/a.html")]
    [True, False, False, False, False]
    """
    pure = PurePosixPath(path)
    return (
        pure.suffix == ".html"
        and not pure.is_absolute()
        and not {"..", *RESERVED} & set(pure.parts)
        and not {"\\", ":"} & set(path)
        and str(pure) == path
    )


def _in_quotes(names: Collection[str]) -> str:
    return ", ".join(repr(name) for name in names)

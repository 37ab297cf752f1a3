"""When a page must be made again: a hash of everything that shapes it."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cchc_analysis.batch.guard import read_cells, source_of
from cchc_analysis.batch.tasks import Task
from cchc_analysis.store.stamps import package_hash

#: The libraries that draw: another version of one of them gives other pages.
DRAWING = ("pandas", "matplotlib", "seaborn", "pillow", "nbconvert")


class Keys:
    """The keys of one run; files are read once, when it begins.

    Parameters
    ----------
    language : of the pages.
    """

    def __init__(self, language: str) -> None:
        self.versions = versions()
        self._common = [language, self.versions["cchc-analysis"], package_hash(), [version(name) for name in DRAWING]]
        self._notebooks: dict[Path, str] = {}

    def of(self, task: Task) -> str:
        """Return the key of a task: equal keys give equal pages.

        Of the notebook only the sources and tags of its cells count, so that running it in JupyterLab changes nothing.
        """
        if task.notebook not in self._notebooks:
            self._notebooks[task.notebook] = _cells_hash(task.notebook)
        shown = [task.title, dict(task.links), list(task.must_contain), task.simulated]
        return content_hash([self._common, self._notebooks[task.notebook], dict(task.parameters), task.inputs, shown])


def sha256(content: bytes) -> str:
    """Return a hash as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of what makes pages on this machine, name → version."""
    try:
        package = version("cchc-analysis")
    except PackageNotFoundError:
        package = "not installed"
    libraries = {name: version(name) for name in (*DRAWING, "papermill", "ipykernel")}
    return {"cchc-analysis": package, "python": platform.python_version()} | libraries


def _cells_hash(notebook: Path) -> str:
    cells = [cell for cell in read_cells(notebook) if cell["cell_type"] in ("code", "markdown")]
    return content_hash([[cell["cell_type"], source_of(cell), cell["metadata"].get("tags", [])] for cell in cells])


def content_hash(content: Any) -> str:
    """Return a hash of what JSON can hold."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())

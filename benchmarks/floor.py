"""The floor of a page: its cells and its HTML in one warm process, one page after the other, nothing kept apart.

    python benchmarks/floor.py notebook.ipynb PERIOD CODE CODE …

prints the seconds of each page as JSON; the first page, which loads everything, is made once more.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output


def page(shell: InteractiveShell, notebook: Path, parameters: dict[str, str]) -> float:
    """Return the seconds that one page takes."""
    from cchc_analysis.batch.html.notebook_page import to_html

    start = time.perf_counter()
    executed = nbformat.read(notebook, as_version=4)
    for cell in executed.cells:
        if cell.cell_type != "code":
            continue
        source = cell.source
        if "parameters" in cell.metadata.get("tags", ()):
            source += "".join(f"\n{name} = {value!r}" for name, value in parameters.items())
        with capture_output() as captured:
            shell.run_cell(source).raise_error()
        cell.outputs = [
            nbformat.v4.new_output("execute_result", output.data, metadata=output.metadata or {}, execution_count=1)
            for output in captured.outputs
        ]
    text = to_html(executed, title=parameters["commune_code"])
    if parameters["commune_code"] not in text:
        raise SystemExit("a page of another commune")
    return time.perf_counter() - start


def main() -> None:
    notebook, period, *codes = sys.argv[1:]
    shell = InteractiveShell.instance()
    seconds = [
        page(shell, Path(notebook), {"period": period, "language": "vi", "commune_code": code})
        for code in [codes[0], *codes]
    ]
    print(json.dumps(seconds[1:]))


if __name__ == "__main__":
    main()

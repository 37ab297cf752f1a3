"""How far a batch has come, in a notebook: one bar, and what failed below it."""

import nbformat
from nbclient import NotebookClient

CODE = """
from cchc_analysis.batch.progress import Progress

with Progress(total=3, skipped=1) as progress:
    progress.add("done")
    progress.add("failed", "page: why")
"""


def test_a_notebook_shows_one_bar_and_what_failed():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    NotebookClient(notebook, timeout=120).execute()
    outputs = notebook.cells[0].outputs
    bars = [output for output in outputs if output.output_type == "display_data"]
    said = "".join(output.text for output in outputs if output.output_type == "stream")
    assert [("application/vnd.jupyter.widget-view+json" in bar["data"]) for bar in bars] == [True]
    assert said.strip() == "failed: page: why"

"""The papermill engine `cchc`: a kernel of its own for each notebook, without the fixed waits.

    papermill --engine cchc in.ipynb out.ipynb

papermill loads every engine while it is itself being imported, half finished. So the one that is installed for it
imports nothing of papermill before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


class Engine:
    """What papermill asks of an engine, handed on to `client.PromptEngine`."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """Run a notebook; options are those of papermill and of `client.NotebookClient`."""
        from cchc_analysis.batch.kernels.client import PromptEngine

        return PromptEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the name of the kernel to run a notebook with."""
        from papermill.utils import nb_kernel_name

        return nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return the language a notebook is written in."""
        from papermill.utils import nb_language

        return nb_language(nb, language)

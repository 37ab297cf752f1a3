"""Notebooks in bulk: tasks in, published pages and a record of the run out.

Nothing heavy is imported here: papermill and nbconvert live in the worker processes.
"""

from cchc_analysis.batch.runs import run
from cchc_analysis.batch.tasks import Outcome, Task

__all__ = ["Outcome", "Task", "run"]

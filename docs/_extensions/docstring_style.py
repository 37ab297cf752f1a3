"""The package's docstrings as a page: sections get heads, and `name : what it is` becomes an entry of a list.

They follow numpydoc, but say after the colon what a thing is and not its type, which the signature has; and what a
function returns is a sentence.
"""

from __future__ import annotations

import re
from typing import Any

_SECTIONS = ("Parameters", "Attributes", "Returns", "Raises", "Notes", "Examples")
_ENTRY = re.compile(r"([\w`][\w`, .*\"-]*?) : (.+)")


def _restyle(app: Any, what: str, name: str, item: Any, options: Any, lines: list[str]) -> None:
    styled: list[str] = []
    was_entry = False
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line in _SECTIONS and set(after) == {"-"}:
            styled += ["", f".. rubric:: {line}", ""]
        elif line and set(line) == {"-"} and styled[-2:-1] and styled[-2].startswith(".. rubric"):
            styled.append("")
        elif entry := _ENTRY.fullmatch(line):
            if styled and styled[-1] and not was_entry:
                styled.append("")
            styled += [", ".join(f"``{word.strip('` ')}``" for word in entry[1].split(",")), f"    {entry[2]}"]
            was_entry = True
        else:
            was_entry = was_entry and line.startswith(" ")
            styled.append(line)
    lines[:] = styled


def setup(app: Any) -> dict[str, bool]:
    app.connect("autodoc-process-docstring", _restyle)
    return {"parallel_read_safe": True}

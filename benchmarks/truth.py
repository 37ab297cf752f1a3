"""What `cchc check` makes of cases whose right outcome is known, one line a case, wrong ones first.

From the project's root:  .venv/bin/python -m benchmarks.truth FOLDER [-v]

FOLDER holds a README.md with a table whose first column names a report, or a folder of a commune's reports, and whose third
says what is right: *silent*, *read*, *asked* or *found*. A case whose outcome words cannot say is listed with what was found.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SURE = ("error", "verify")


@dataclass(frozen=True)
class Case:
    """One row of the table: a file or a folder of reports, and the words that say what is right of it."""

    path: Path
    right: str

    def is_right(self, rules: list[str], errors: list[str], is_read: bool) -> bool | None:
        """Return whether an outcome is the right one; None where the words leave it open."""
        if self.right.startswith("silent"):
            return is_read and not rules
        if self.right.startswith("read"):
            return is_read
        if self.right.startswith("a question at most"):
            return is_read and not errors
        if self.right.startswith("a question"):
            return is_read and bool(rules) and not errors
        if self.right.startswith(("found or asked", "asked")):
            return bool(rules) or not is_read
        return None


def cases(folder: Path) -> list[Case]:
    """Return the cases of a folder's table, in its order."""
    found = []
    for line in (folder / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) > 2 and (path := folder / cells[0].rstrip("/")).exists() and cells[0]:
            found.append(Case(path, cells[2]))
    return found


def checked(path: Path) -> tuple[list[dict[str, Any]], bool]:
    """Return what the command finds in a file or folder, and whether it could read all of it."""
    run = [str(Path(sys.executable).with_name("cchc")), "check", str(path), "--format", "json"]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", check=False)
    return json.loads(done.stdout or "[]"), done.returncode != 2 and "cchc: " not in done.stderr


def main() -> None:
    """Read the command line, check every case, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-v", action="store_true", help="each finding that is more than a note")
    given = parser.parse_args()
    told: list[tuple[bool | None, str]] = []
    for case in cases(given.folder):
        found, is_read = checked(case.path)
        sure = [row for row in found if row["severity"] in SURE]
        rules = [row["rule"] for row in sure]
        is_right = case.is_right(rules, [row["rule"] for row in sure if row["severity"] == "error"], is_read)
        word = {True: "right", False: "WRONG", None: "look"}[is_right]
        listed = ", ".join(f"{row['severity']} {row['rule']}" for row in sure) or ("silent" if is_read else "not read")
        lines = [f"{word}  {case.path.name}: {listed}; right is: {case.right}"]
        lines += [f"         {row['message']}" for row in sure if given.v]
        told.append((is_right, "\n".join(lines)))
    order = {False: 0, None: 1, True: 2}
    print("\n".join(text for _, text in sorted(told, key=lambda item: order[item[0]])))
    print(f"{sum(is_right is True for is_right, _ in told)} of {len(told)} right")


if __name__ == "__main__":
    main()

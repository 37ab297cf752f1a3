"""Two folders of reports, page by page: equal but for days, versions, hashes and folded code?

    python benchmarks/same_pages.py BEFORE/reports AFTER/reports

Prints each page that is only in one folder or differs, with the first words that do, and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from pathlib import Path

# What may change without a reader noticing: days, hours, versions, hashes, and the folded code of a notebook's cells.
MAY_DIFFER = re.compile(
    r"\d{4}-\d\d-\d\d(T[\d:.+Z-]+)?|\d+\.\d+\.\d+|\d{1,2}:\d\d(:\d\d)?|\b[0-9a-f]{12,64}\b"
    r"|<details class=\"code\">.*?</details>|(?<=<footer class=\"page\"><p>)[^<]*",
    re.DOTALL,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    given = parser.parse_args()
    before, after = pages(given.before), pages(given.after)
    for name in sorted(before ^ after):
        print(f"only in {given.before if name in before else given.after}: {name}")
    differ = [
        name
        for name in sorted(before & after)
        if (words := difference(given.before / name, given.after / name)) and print(f"{name}: {words}") is None
    ]
    print(f"{len(before & after)} pages in both, {len(differ)} differ, {len(before ^ after)} in one folder only")
    sys.exit(bool(differ or before ^ after))


def pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}


def difference(before: Path, after: Path) -> str:
    """Return the first words in which two pages differ beyond `MAY_DIFFER`; "" where they do not."""
    old, new = (MAY_DIFFER.sub("#", _spelled(path.read_text(encoding="utf-8"))) for path in (before, after))
    if old == new:
        return ""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return " | ".join(line[:160] for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---"))[:400]


def _spelled(page: str) -> str:
    """Return a page with its escaped quotes in one spelling: of the two in use a browser shows the same."""
    return page.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")


if __name__ == "__main__":
    main()

"""Where the project, its real documents and the tests' own notebooks are."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "tests" / "notebooks"
# The real report as Word sends it and as text, and the portal's progress table of 148 communes.
REPORT = ROOT / "data" / "raw" / "2023-Q1" / "chi-lang-bac-2023-q1.docx"
TEXT = ROOT / "tests" / "specimens" / "chi-lang-bac-2023-q1.txt"
TABLE = ROOT / "data" / "raw" / "2026-Q3" / "phu-tho-progress.csv"

"""Scans of the shipped report and of made-up ones: rows right, wrong and flagged, wrong in silence; seconds and memory.

    python benchmarks/scans.py [--made-up N] [--dpi 200] [--angle 0.9] [REPORT.docx …]

Each Word file is printed by LibreOffice, rendered, turned, blurred, made noisy and compressed as in `tests/scans.py`, and
read as a PDF without text. What the Word file says is the truth. A wrong row is flagged if it is unreadable or a finding of
the reading names it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cchc_analysis.parsing.report import read_report  # noqa: E402
from cchc_analysis.periods import Period  # noqa: E402
from cchc_analysis.programs import find_program  # noqa: E402
from cchc_analysis.simulate import simulate  # noqa: E402
from tests.scans import save, scan  # noqa: E402


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("files", nargs="*", type=Path)
    arguments.add_argument("--made-up", type=int, default=0, metavar="N")
    arguments.add_argument("--dpi", type=int, default=200)
    arguments.add_argument("--angle", type=float, default=0.9)
    given = arguments.parse_args()
    counts = [0, 0, 0]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = given.files or sorted((ROOT / "data" / "raw" / "2023-Q1").glob("*.docx"))
        files = [*files, *made_up(given.made_up, folder)]
        for number, file in enumerate(files):
            pdf = printed(file, folder / str(number))
            document = pypdfium2.PdfDocument(pdf)
            count = len(document)
            document.close()
            picture = save(
                scan(pdf, range(1, count + 1), given.angle, given.dpi, number), folder / f"{number}.pdf", given.dpi
            )
            found = judge(file, picture)
            counts = [have + more for have, more in zip(counts, found[:3], strict=True)]
            print(
                f"{file.name}: {count} pages, {picture.stat().st_size / 1e6:.1f} MB: {said(found[:3])}; {found[3]:.0f} s, "
                f"{found[4] / 1e6:.0f} MB",
                flush=True,
            )
    print(f"all: {said(counts)}, {100 * counts[0] / sum(counts):.2f} % right")


def made_up(count: int, folder: Path) -> list[Path]:
    """Return made-up reports as Word files."""
    files = []
    for seed in range(count):
        simulate(folder / f"made-up-{seed}", communes=1, count=1, seed=seed)
        (file,) = (folder / f"made-up-{seed}").rglob("*.docx")
        files.append(file.rename(folder / f"made-up-{seed}.docx"))
    return files


def printed(file: Path, folder: Path) -> Path:
    """Return a Word file as LibreOffice prints it."""
    profile = (folder.parent / "profile").as_uri()
    office = [
        find_program("soffice") or "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*office, "--outdir", folder, file], check=True, capture_output=True, timeout=180)
    return folder / f"{file.stem}.pdf"


def judge(file: Path, picture: Path) -> tuple[int, int, int, float, float]:
    """Return how many rows are right, flagged and wrong in silence; seconds; and the most memory of all processes."""
    truth = {row.indicator: (row.value, row.status) for row in read_report(file).observations.itertuples()}
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        own = psutil.Process()
        while not done.wait(0.1):
            used = 0
            for process in own.children(recursive=True):
                try:
                    used += process.memory_info().rss
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], used)

    watching = threading.Thread(target=watch)
    watching.start()
    start = time.perf_counter()
    try:
        frames = read_report(picture, Period.parse(read_report(file).reports["period"].iloc[0]))
    finally:
        seconds = time.perf_counter() - start
        done.set()
        watching.join()
    flagged = {name for row in frames.findings.itertuples() if row.rule != "report-scanned" for name in row.indicators}
    right = wrong = silent = 0
    for row in frames.observations.itertuples():
        value, status = truth[row.indicator]
        if row.status == status and (row.value == value or row.value != row.value):
            right += 1
        elif row.indicator in flagged:
            wrong += 1
            print(f"  flagged: {row.form}/{row.code}: {value} read as {row.raw!r} ({row.confidence:.2f})")
        else:
            silent += 1
            print(f"  SILENT: {row.form}/{row.code}: {value} {status} read as {row.raw!r} {row.status}")
    return right, wrong, silent, seconds, peak[0]


def said(counts: list[int] | tuple[int, ...]) -> str:
    """Return three counts in words."""
    return f"{counts[0]} right, {counts[1]} wrong and flagged, {counts[2]} wrong in silence"


if __name__ == "__main__":
    main()

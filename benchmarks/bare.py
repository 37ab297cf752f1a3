"""Seconds and most memory of one reader on one file, in a process that has loaded nothing else: `reading.py` starts it.

    .venv/bin/python benchmarks/bare.py ours|docx|doc|xlsx|xls|pdf FILE

Prints the seconds of the second reading, and the most MB that the process and its children held together.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil


def main(who: str, path: Path) -> None:
    most, is_over = [0], threading.Event()
    watcher = threading.Thread(target=watch, args=(most, is_over))
    watcher.start()
    read = {"ours": ours, "docx": word, "doc": old, "xls": old, "xlsx": sheet, "pdf": pdf}[who]
    read(path)
    start = time.perf_counter()
    read(path)
    seconds = time.perf_counter() - start
    is_over.set()
    watcher.join()
    print(json.dumps([seconds, most[0] / 2**20]))


def watch(most: list[int], is_over: threading.Event) -> None:
    """Note the most memory of this process and its children, fifty times a second."""
    own = psutil.Process()
    while True:
        held = 0
        for process in (own, *own.children(recursive=True)):
            with suppress(psutil.Error):
                held += process.memory_info().rss
        most[0] = max(most[0], held)
        if is_over.wait(0.02):
            return


def ours(path: Path) -> None:
    from cchc_analysis.parsing.report import read_report
    from cchc_analysis.reading.archive import documents

    with documents(path, path.name) as inside:
        read_report(inside[0][0])


def word(path: Path) -> list[str]:
    import docx

    document = docx.Document(str(path))
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]


def sheet(path: Path) -> list[object]:
    import openpyxl

    return [cell.value for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]


def pdf(path: Path) -> list[object]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [page.extract_tables() for page in document.pages]


def old(path: Path) -> None:
    from cchc_analysis.reading import old_office

    with tempfile.TemporaryDirectory() as folder:
        old_office.convert([path], f"{path.suffix[1:]}x", Path(folder), 100)
        new = Path(folder) / f"{path.stem}{path.suffix}x"
        (word if path.suffix == ".doc" else sheet)(new)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

"""Damaged documents of every format through the readers: crashes, hangs and values that are wrong without a sign.

    .venv/bin/python benchmarks/fuzz.py [--documents 10000] [--seed 1] [--format docx …]

Half of the documents of a format are damaged anyhow (bytes flipped, cut off, spliced; zip members swapped; XML elements
dropped, doubled, moved), half with care (see `damage.py`): no printed value is changed, only what stands around it. Of all
of them a reader must return, in time, with frames or with an error of its own kind. Of those damaged with care each value
must be the true one, or the reader must say that something is wrong with it.

The reading runs in a process with a limit of memory that is begun anew when it dies or takes too long. PDF files, which
usually have a process each, are read in that one, to save the seconds of its start; every hundredth has its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from damage import CAREFUL, WILD

from cchc_analysis.communes import registry
from cchc_analysis.errors import CchcError
from cchc_analysis.names import fold
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading.apart import pdf
from cchc_analysis.reading.archive import documents
from cchc_analysis.simulate import Press, file_name
from cchc_analysis.simulate.figures import draw, periods
from cchc_analysis.simulate.layout import draw_layout
from cchc_analysis.simulate.paper import write_paper
from cchc_analysis.simulate.printing import scan

# Shares of the formats: those that LibreOffice or Tesseract opens take seconds each.
SHARES = {
    "docx": 0.3,
    "xlsx": 0.19,
    "csv": 0.15,
    "txt": 0.15,
    "zip": 0.1,
    "pdf": 0.09,
    "doc": 0.009,
    "xls": 0.009,
    "scan": 0.002,
}
SECONDS = 180
MEMORY_BYTES = 6_000_000_000
OWN_PROCESS = 100
PAGES = 7  # of a PDF, the forms at its end among them


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", action="append", choices=list(SHARES))
    given = parser.parse_args()
    shares = {form: share for form, share in SHARES.items() if form in (given.format or SHARES)}
    total: Counter[str] = Counter()
    for form, share in shares.items():
        start = time.perf_counter()
        count = round(given.documents * share / sum(shares.values()))
        found = fuzz(form, count, given.seed)
        total.update(found)
        print(f"{form}: {dict(found)}, {time.perf_counter() - start:.0f} s", flush=True)
    print(f"all: {dict(total)}")
    return int(any(total[key] for key in ("crash", "death", "hang", "silent")))


def fuzz(form: str, count: int, seed: int) -> Counter[str]:
    """Damage and read so many documents of a format; return how they ended."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        bases = originals(form, Path(temporary), seed)
        worker = Worker()
        for number in range(count):
            rng = random.Random(f"{seed} {form} {number}")
            path, values = bases[number % len(bases)]
            is_careful = form in CAREFUL and number % 2 == 0
            mutation = rng.choice((CAREFUL if is_careful else WILD)[form])
            damaged = path.with_name(f"damaged{path.suffix}")
            try:
                damaged.write_bytes(mutation(path.read_bytes(), rng))
            except RuntimeError as error:
                raise SystemExit(f"{form} {number}: {mutation.__name__} {error}") from error
            outcome, says = worker.read(damaged, number % OWN_PROCESS == 0)
            if outcome == "read" and is_careful:
                wrong = silent(says, values)
                outcome = "silent" if wrong else "read"
                says = wrong
            found[outcome] += 1
            if (number + 1) % (200 if SHARES[form] >= 0.1 else 20) == 0:
                print(f"  {form} {number + 1}: {dict(found)}", flush=True)
            if outcome in ("crash", "death", "hang", "silent"):
                print(f"  {form} {number} {mutation.__name__}: {outcome} {str(says)[-1500:]}", flush=True)
        worker.end()
    found["documents"] = count
    return found


def originals(form: str, folder: Path, seed: int, count: int = 8) -> list[tuple[Path, dict[str, float | None]]]:
    """Return reports of a format in layouts drawn by chance, with their true values."""
    press, found = Press(), []
    written = "pdf" if form == "scan" else form
    for number, unit in enumerate(registry.made_up_communes(count), start=1):
        reported = next(draw(periods(1), np.random.default_rng([seed, number])))
        paper = write_paper(unit, number, reported, seed)
        path = folder / file_name(paper, form)
        press.write(
            paper, draw_layout(np.random.default_rng([seed, number, 9])), written, path, np.random.default_rng(number)
        )
        found.append((path, {name: None if value is None else float(value) for name, value in paper.values.items()}))
    press.finish()
    for path, _ in found if written == "pdf" else ():
        shorten(path, form)
        if form == "scan":
            path.write_bytes(scan(path.read_bytes(), np.random.default_rng([seed, *path.name.encode()])))
    return found


def shorten(path: Path, form: str) -> None:
    """Keep the cover of a PDF and a few pages with forms: of one to be scanned the first, else the last ones."""
    import pypdfium2

    source, target = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    texts = [fold(page.get_textpage().get_text_bounded()) for page in source]
    forms = [number for number, text in enumerate(texts) if number and re.search(r"bieu mau|bieu so", text)]
    last = range(max(2, len(source) - PAGES + 2), len(source))
    target.import_pages(source, [0, *forms[:2]] if form == "scan" else [0, 1, *last])
    source.close()
    target.save(path)
    target.close()


def silent(observations: list[tuple[Any, ...]], values: dict[str, float | None]) -> list[str]:
    """Return the values that are not the true ones, and of which nothing is said."""
    return [
        f"{name}: {raw!r} read as {value} ({status}), true {values.get(name)}"
        for name, value, status, raw, is_named in observations
        if not is_named and status in ("reported", "blank") and value != values.get(name)
    ]


class Worker:
    """A process that reads, begun anew when it dies or takes too long."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=serve, args=(other, self.pipe), daemon=True)
        self.process.start()
        other.close()

    def read(self, path: Path, in_own_process: bool) -> tuple[str, Any]:
        self.pipe.send((str(path), in_own_process))
        try:
            if self.pipe.poll(SECONDS):
                return self.pipe.recv()
            outcome: tuple[str, Any] = ("hang", f"more than {SECONDS} s")
        except (EOFError, ConnectionError):
            outcome = ("death", self.process.exitcode)
        self.end()
        self.begin()
        return outcome

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def serve(pipe: Any, others: Any) -> None:
    import resource

    # Only so does this process see that the other end is gone.
    others.close()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    apart = pdf._read_apart
    while True:
        try:
            path, in_own_process = pipe.recv()
        except EOFError:
            return
        pdf._read_apart = apart if in_own_process else read_here
        pipe.send(read(Path(path)))


def read_here(path: Path, name: str, kind: str, seconds: float) -> Any:
    """What the sandbox does in a process of its own."""
    if kind == "image":
        from cchc_analysis.reading.scans.reader import read_image

        return read_image(path, name)
    from cchc_analysis.reading.pdf import read_pdf

    return read_pdf(path, name, recognise=kind == "scan")


def read(path: Path) -> tuple[str, Any]:
    """Return how the reading of a file ended, and its observations."""
    import traceback

    try:
        with documents(path, path.name) as inside:
            document, name = next((item for item in inside if item[1].endswith(".docx")), inside[0])
            frames = read_report(document, None, name)
    except CchcError:
        return "refused", None
    except Exception:
        return "crash", traceback.format_exc()
    named = {name for names in frames.findings["indicators"] for name in names}
    return "read", [
        (row.indicator, None if row.value != row.value else row.value, row.status, row.raw, row.indicator in named)
        for row in frames.observations.itertuples()
    ]


if __name__ == "__main__":
    sys.exit(main())

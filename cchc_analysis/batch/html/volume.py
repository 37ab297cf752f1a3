"""One printable volume of a period: its pages as a browser prints them, bound in order behind a list of contents.

Links between pages become links inside the volume, down to the line of a document; what leads elsewhere on this machine is
taken out, so that no address of it leaves with the volume. Browsers print a page at a time and number it alone; the
numbers through the volume are written here.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urldefrag

from cchc_analysis import __version__
from cchc_analysis.errors import CchcError, NothingToDo
from cchc_analysis.files import write_whole
from cchc_analysis.programs import find_program

VOLUME = "volume.pdf"
# A page takes a second, a long one on a busy machine ten.
_SECONDS = 120
# On paper nothing unfolds by a click, and a page does not number itself.
_BOUND = """<style>@page { @bottom-right { content: none; } }
details:not(.code)::details-content { content-visibility: visible; }</style></head>"""
_POINTS = 8


@dataclass(frozen=True)
class Leaf:
    """A page of the volume: its address below the period's folder, and its line in the list of contents."""

    address: str
    title: str


def bind(
    folder: Path,
    leaves: Sequence[Leaf],
    contents: Callable[[list[dict[str, Any]]], str],
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Print pages and bind them as `volume.pdf` into their folder.

    Parameters
    ----------
    leaves : in the order of the volume; one whose page is not there is left out.
    contents : {`title`, `href`, `page`} of each leaf → the list of contents as HTML.
    say : told of each page printed, "12/151".

    Raises
    ------
    CchcError : no browser is installed, or it prints nothing.
    NothingToDo : no page is there.
    """
    from pypdf import PdfReader

    program = find_program("browser")
    if program is None:
        raise CchcError(
            "the printed volume", "no browser", "Chromium, Chrome or Edge", "install one (see `cchc doctor`)"
        )
    leaves = [leaf for leaf in leaves if (folder / leaf.address).exists()]
    if not leaves:
        raise NothingToDo(folder.name, "no page", "the pages of the period", "run `cchc run` first")
    with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as temporary:
        work = Path(temporary)
        with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as hands:
            texts = ((leaf.address, (folder / leaf.address).read_text(encoding="utf-8")) for leaf in leaves)
            jobs = [hands.submit(_print, program, work, *text) for text in texts]
            printed = []
            for count, job in enumerate(jobs, 1):
                printed.append(PdfReader(job.result()))
                say(f"{count}/{len(leaves)}")
        lengths = [len(reader.pages) for reader in printed]
        front = PdfReader(_print(program, work, "contents.html", contents(_page_numbers(leaves, lengths, 1))))
        # The list may be longer than a page: its own length is known only once it is printed.
        numbered = _page_numbers(leaves, lengths, len(front.pages))
        front = PdfReader(_print(program, work, "contents.html", contents(numbered)))
        return _bind(folder / VOLUME, work, [Leaf("contents.html", ""), *leaves], [front, *printed])


def _page_numbers(leaves: Sequence[Leaf], lengths: Sequence[int], front: int) -> list[dict[str, Any]]:
    starts = accumulate(lengths, initial=front + 1)
    return [
        {"title": leaf.title, "href": leaf.address, "page": start} for leaf, start in zip(leaves, starts, strict=False)
    ]


def _print(program: str, work: Path, address: str, html: str) -> Path:
    """Print a page that stands in the working folder as it does among the period's pages; return the printed file."""
    page = work / address
    page.parent.mkdir(exist_ok=True)
    page.write_text(html.replace("</head>", _BOUND, 1), encoding="utf-8")
    result = page.with_suffix(".pdf")
    with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as profile:
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-extensions",
            "--no-pdf-header-footer",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={profile}",
            f"--print-to-pdf={result}",
            page.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False)
        except (subprocess.TimeoutExpired, OSError) as error:
            raise CchcError(
                address,
                f"{Path(program).name} prints nothing ({type(error).__name__})",
                "a printed page",
                "open the page in a browser and print it there",
            ) from error
    if not result.exists():
        raise CchcError(
            address,
            f"{Path(program).name} prints nothing",
            "a printed page",
            "open the page in a browser and print it there",
        )
    return result


def _bind(target: Path, work: Path, leaves: Sequence[Leaf], printed: Sequence[Any]) -> Path:
    from pypdf import PdfWriter

    writer = PdfWriter()
    starts: dict[str, int] = {}
    places: dict[str, dict[str, tuple[int, Any]]] = {}
    for leaf, reader in zip(leaves, printed, strict=True):
        start = starts[leaf.address] = len(writer.pages)
        for page in reader.pages:
            writer.add_page(page)
        places[leaf.address] = {
            name.lstrip("/"): (start + number, place)
            for name, place in reader.named_destinations.items()
            if (number := reader.get_destination_page_number(place)) is not None
        }
        if leaf.title:
            writer.add_outline_item(title=leaf.title, page_number=start)
    bounds = [*starts.values(), len(writer.pages)]
    for leaf, start, end in zip(leaves, bounds, bounds[1:], strict=False):
        for number in range(start, end):
            _link(writer, writer.pages[number], leaf.address, work, starts, places)
            _stamp(writer, writer.pages[number], f"{number + 1}/{len(writer.pages)}")
    writer.add_metadata({"/Title": leaves[1].title, "/Creator": f"cchc_analysis {__version__}"})
    return write_whole(target, writer.write)


def _link(
    writer: Any, page: Any, address: str, work: Path, starts: dict[str, int], places: dict[str, dict[str, Any]]
) -> None:
    """Turn a page's links into links inside the volume; one to another file of this machine goes."""
    from pypdf.generic import ArrayObject, NameObject, NullObject, NumberObject

    kept = ArrayObject()
    for reference in page.get("/Annots", ()):
        note = reference.get_object()
        leaf, name = _aim(note, address, work)
        if leaf is None:
            kept.append(reference)
            continue
        number, place = places.get(leaf, {}).get(name, (starts.get(leaf), None))
        if number is None or (name and place is None and leaf == address):
            continue
        aim = writer.pages[number].indirect_reference
        top = NullObject() if place is None else place.top
        note.pop("/A", None)
        note[NameObject("/Dest")] = ArrayObject([aim, NameObject("/XYZ"), NullObject(), top, NumberObject(0)])
        kept.append(reference)
    if "/Annots" in page:
        page[NameObject("/Annots")] = kept


def _aim(note: Any, address: str, work: Path) -> tuple[str | None, str]:
    """Return the leaf and the place in it that a link leads to; no leaf for one that leads to another computer."""
    if isinstance(name := note.get("/Dest"), str):
        return address, name.lstrip("/")
    target = str(note.get("/A", {}).get("/URI", ""))
    if not target.startswith("file:"):
        return None, ""
    path, name = urldefrag(target)
    return unquote(path.removeprefix(work.as_uri()).lstrip("/")), unquote(name)


def _stamp(writer: Any, page: Any, text: str) -> None:
    """Write a page's number below its right edge, over whatever the page's own drawing left behind."""
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

    fonts = page["/Resources"].get_object().setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    fonts[NameObject("/CchcNumber")] = DictionaryObject(
        {
            NameObject(key): NameObject(value)
            for key, value in (("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Helvetica"))
        }
    )
    # Digits and the stroke of Helvetica are 0.556 and 0.278 wide.
    width = _POINTS * (0.556 * len(re.sub(r"\D", "", text)) + 0.278)
    x = float(page.mediabox.right) - 42 - width
    before, after = DecodedStreamObject(), DecodedStreamObject()
    before.set_data(b"q\n")
    after.set_data(f"\nQ q BT /CchcNumber {_POINTS} Tf 0.35 g {x:.1f} 26 Td ({text}) Tj ET Q\n".encode())
    drawn = page["/Contents"]
    drawn = list(drawn) if isinstance(drawn, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(before), *drawn, writer._add_object(after)])

"""Made-up reports through other programs: LibreOffice saves and prints them, and a worn scanner takes their pages back in."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from cchc_analysis.communes.registry import MADE_UP_MARK
from cchc_analysis.errors import CchcError
from cchc_analysis.programs import find_program
from cchc_analysis.reading import old_office

# A report takes a second, and every start another.
AT_ONCE = 40
_SECONDS = 300.0
# What differs from one printing to the next; replaced by as many characters, because a PDF counts its bytes.
_HOUR = re.compile(rb"(/CreationDate\s*\(D:)(\d{14})")
_MARKS = re.compile(rb"(/ID|/DocChecksum)(\s*(?:\[[<>\s0-9A-F]*\]|/[0-9A-F]+))")
_DPI = 200
_TURN = 0.9
_BLUR = 0.6
_GRAIN = 7.0
_QUALITY = 72


def check_installed(formats: Sequence[str]) -> None:
    """Raise an error where formats are asked for that only LibreOffice writes, and it is not installed.

    Raises
    ------
    CchcError : says what to install.
    """
    if formats and find_program("soffice") is None:
        raise CchcError(
            f"formats {', '.join(formats)}",
            "no LibreOffice to write them",
            "LibreOffice",
            "install it (see `cchc doctor`) or choose docx, xlsx, csv, txt or zip",
        )


def save_as(contents: Sequence[bytes], suffix: str, target: str) -> list[bytes]:
    """Return documents as LibreOffice saves them in another format.

    Parameters
    ----------
    contents : documents of the format that `suffix` names.

    Raises
    ------
    CchcError : LibreOffice is missing, does not end in time, or leaves a document out.
    """
    check_installed([target])
    with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        sources = [folder / f"{number}{suffix}" for number in range(len(contents))]
        for source, content in zip(sources, contents, strict=True):
            source.write_bytes(content)
        in_time = old_office.convert(sources, target, folder, _SECONDS)
        results = [source.with_suffix(f".{target}") for source in sources]
        if not in_time or not all(result.exists() for result in results):
            raise CchcError(
                f"LibreOffice writing .{target}",
                "documents that it left out" if in_time else f"no end within {_SECONDS:g} s",
                "a file for each document",
                "close other programs and try again",
            )
        return [_steady(result.read_bytes()) for result in results]


def _steady(content: bytes) -> bytes:
    """Return a printed document without the hour and the marks of its printing."""
    if not content.startswith(b"%PDF"):
        return content
    content = _HOUR.sub(rb"\g<1>20240101000000", content)
    return _MARKS.sub(lambda mark: mark[1] + re.sub(rb"[0-9A-F]", b"0", mark[2]), content)


def scan(content: bytes, rng: np.random.Generator) -> bytes:
    """Return the pages of a PDF as a scanner gives them: pictures, a little turned, blurred and grainy.

    Notes
    -----
    Synthetic: neither stamps nor signatures nor handwriting, which real scans have.
    """
    import pypdfium2
    from PIL import Image, ImageFilter

    pages: list[Any] = []
    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            picture = page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L")
            picture = picture.rotate(rng.uniform(-_TURN, _TURN), Image.Resampling.BICUBIC, fillcolor=255)
            picture = picture.filter(ImageFilter.GaussianBlur(_BLUR))
            grain = rng.normal(0, _GRAIN, (picture.height, picture.width))
            levels = np.clip(np.asarray(picture, dtype=np.float32) + grain, 0, 255)
            pages.append(Image.fromarray(levels.astype(np.uint8)))
    finally:
        document.close()
    made = io.BytesIO()
    hour = time.gmtime(1_704_067_200)
    pages[0].save(
        made,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=_DPI,
        quality=_QUALITY,
        creationDate=hour,
        modDate=hour,
        title=MADE_UP_MARK,
    )
    return made.getvalue()

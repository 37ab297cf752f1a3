"""Zip packages without the hour at which they were written, so that the same report is the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

_FIXED = (2024, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def pack(save: Callable[[io.BytesIO], Any]) -> bytes:
    """Return what an Office library saves, without its times."""
    written = io.BytesIO()
    save(written)
    with zipfile.ZipFile(written) as source:
        return together(
            (name, _TIMES.sub(rb"\g<1>2024-01-01T00:00:00Z", source.read(name))) for name in source.namelist()
        )


def together(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of named contents."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            target.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()

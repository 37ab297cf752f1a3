"""Read Vietnamese communes' administrative-reform (CCHC) reports, check them, compare them, share the findings.

Frames in, frames out. `load(period)` gives the tidy frames of a quarter, `read_report(path)` those of one file, and
`check(frames)` what contradicts what in them; what their columns mean is in `cchc_analysis.observations`.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.2.0"

# Public names and the module of each. They load on first use, so that the command's --help does not wait for pandas.
_PUBLIC = {
    "CchcError": "errors",
    "Period": "periods",
    "TidyFrames": "observations",
    "check": "checks",
    "load": "store",
    "read_report": "parsing.report",
}
__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(importlib.import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])

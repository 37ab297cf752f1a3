"""Where the programs of others are that some jobs use: on the path, or where a system keeps them that puts none on it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """A program: the names that it goes by on the path, and the places of Windows and macOS, the first found first."""

    names: tuple[str, ...]
    places: tuple[str, ...]


PROGRAMS = {
    "soffice": Program(
        ("soffice",),
        (
            "C:/Program Files/LibreOffice/program/soffice.exe",
            "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        ),
    ),
    "tesseract": Program(
        ("tesseract",), ("C:/Program Files/Tesseract-OCR/tesseract.exe", "/opt/homebrew/bin/tesseract")
    ),
    # Any that prints without a window.
    "browser": Program(
        (
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "chrome",
            "msedge",
            "microsoft-edge",
        ),
        (
            "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
            "C:/Program Files/Microsoft/Edge/Application/msedge.exe",
            "C:/Program Files/Google/Chrome/Application/chrome.exe",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        ),
    ),
}


def find_program(name: str) -> str | None:
    """Return where a program of `PROGRAMS` is, or None."""
    program = PROGRAMS[name]
    on_path = (shutil.which(known) for known in program.names)
    return next(filter(None, on_path), None) or next((place for place in program.places if Path(place).exists()), None)

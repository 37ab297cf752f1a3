"""Files that office programs and systems leave beside documents: they are no reports, and never worth a word."""

from __future__ import annotations

# Lock files of Word and LibreOffice (`.~lock.…#`), hidden files (`.DS_Store` too), and what Windows keeps in a folder.
_BEGIN = ("~$", ".")
_NAMES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"))
# What macOS puts into an archive by itself.
_FOLDER = "__MACOSX"


def is_left_behind(name: str) -> bool:
    """Return whether a file, given by its name or its path inside an archive, was left by a program.

    >>> is_left_behind("~$bao-cao.docx"), is_left_behind("__MACOSX/bao-cao.docx"), is_left_behind("2023/bao-cao.docx")
    (True, True, False)
    """
    *folders, own = name.split("/")
    return (
        own.startswith(_BEGIN)
        or own.casefold() in _NAMES
        or any(folder.startswith((_FOLDER, ".")) for folder in folders)
    )

"""Old Office files (.doc, .xls): saved by LibreOffice as .docx and .xlsx, then read as those are.

LibreOffice is a program of its own, started anew for each file under its own profile (a second run on a shared one fails),
with a time limit, and ended with all it has started. It opens macros in no case.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_analysis.errors import ReadError
from cchc_analysis.programs import find_program

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A report takes 3 s, on a busy machine with a new profile 10 s.
SECONDS = 90
# What is no old Office file, by its suffix.
_ARTICLES = {
    "rtf": "an RTF file",
    "xml": "an Office file of 2003 (XML)",
    "odt": "an OpenDocument file (.odt)",
    "ods": "an OpenDocument file (.ods)",
    "fodt": "an OpenDocument file (.fodt)",
    "fods": "an OpenDocument file (.fods)",
}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>"""


def kind(content: bytes, name: str) -> str:
    """Return "doc" or "xls" by the streams that a compound file names.

    Raises
    ------
    ReadError : encrypted, with macros, or of another program.
    """
    if _names(content, "EncryptedPackage") or _names(content, "EncryptionInfo"):
        raise ReadError(
            name, "an encrypted file", "a document without a password", "save it without one", rule="file-encrypted"
        )
    if _names(content, "_VBA_PROJECT"):
        raise ReadError(
            name, "a document with macros", "a document without macros", "save it as .docx or .xlsx", rule="file-macros"
        )
    if _names(content, "WordDocument"):
        return "doc"
    if _names(content, "Workbook") or _names(content, "Book"):
        return "xls"
    raise ReadError(
        name,
        "an old Office file that is neither Word nor Excel",
        "a .doc or .xls file",
        "save it as .docx or .xlsx",
        rule="file-kind",
    )


def _names(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content


@contextmanager
def modern(content: bytes, old: str, name: str, new: str = "") -> Iterator[Path]:
    """Give a file of suffix `old` as .docx or .xlsx, by default the new one of its program; it is gone when the context ends.

    Raises
    ------
    ReadError : LibreOffice is not installed, does not end in time, or makes nothing of the file.
    """
    new = new or f"{old}x"
    if find_program("soffice") is None:
        raise ReadError(
            name,
            f"{_ARTICLES.get(old, f'an old Office file (.{old})')}, and no LibreOffice to open it",
            f"a .{new} file",
            f"install LibreOffice (see `cchc doctor`) or save it as .{new}",
            rule="file-needs-office",
        )
    with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        source = folder / f"document.{old}"
        source.write_bytes(content)
        if not convert([source], new, folder, SECONDS):
            raise ReadError(
                name,
                f"a file that LibreOffice does not open in {SECONDS} s",
                f"a .{new} file",
                f"save it as .{new}",
                rule="file-no-end",
            )
        result = source.with_suffix(f".{new}")
        if not result.exists():
            raise ReadError(
                name, "a damaged file", f"a whole .{old} file", "ask for the file again", rule="file-damaged"
            )
        yield result


def convert(sources: Sequence[Path], suffix: str, folder: Path, seconds: float) -> bool:
    """Save files in another format into a folder, all by one start of LibreOffice; return whether it ended in time.

    Which of them it could open, the files in the folder tell.
    """
    office = find_program("soffice")
    if office is None:
        return False
    with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as temporary:
        profile = Path(temporary) / "user"
        profile.mkdir()
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        command = [
            office,
            f"-env:UserInstallation={Path(temporary).as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            suffix,
            "--outdir",
            str(folder),
            *map(str, sources),
        ]
        return _ends(command, seconds)


def _ends(command: list[str], seconds: float) -> bool:
    """Run a program and return whether it ended in time; one that does not is ended with all it has started."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if os.name == "posix":
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        elif process.poll() is None:
            process.kill()
        process.wait()
    return True

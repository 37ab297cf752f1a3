"""Letters of old Vietnamese fonts: text that looks right in its own font and is other letters to every program.

TCVN3 (.VnTime) and VNI (VNI-Times) put Vietnamese letters where Western ones and signs have their places. Such text is
refused, not converted: a document mixes fonts, and which words are in which the text alone does not say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.document import Paragraph, Place, TableRow

# Letters that Vietnamese alone has, against Western letters and signs that no Vietnamese text has.
_OURS = frozenset("ăđơưĂĐƠƯ") | {chr(code) for code in range(0x1EA0, 0x1EFA)}
_FOREIGN = frozenset("ñöïûøäëüåæÿçîœžšÑÖÏÛØÄËÜÅÆŸÇÎŒŽŠ¡¢£¤¥¦¨ª¬®¯´µ¶¸¹¼¾¿×÷þÞß")
# In the real report 73 % of what is beyond ASCII is of the first and nothing of the second; written in VNI 0 and 54 %, in
# TCVN3 0 and 55 %. A foreign name or a formula may hold a few of the second.
_SHARE, _FEWEST = 0.15, 8
# What the two or three bytes of a Vietnamese letter are in the code page of Windows.
_MOJIBAKE = re.compile("á[º»][^\\s]|Ä[\u0090\u0091‘]|Æ[°¡]|Ã[\u00a0-¿ƒ…‚]")
_EXPECTED, _ACTION = "Unicode text", "convert it to Unicode (with Unikey, say) and send it again"


def is_old_font(text: str) -> bool:
    """Return whether a text is written for a TCVN3 or VNI font.

    >>> is_old_font("UÛY BAN NHAÂN DAÂN XAÕ CHI LAÊNG BAÉC, coäng hoøa xaõ hoäi chuû nghóa, ñoäc laäp, töï do")
    True
    """
    foreign, other = count(text)
    return foreign >= _FEWEST and foreign > _SHARE * (foreign + other)


def count(text: str) -> tuple[int, int]:
    """Return how many signs of old fonts a text has, and how many other letters beyond ASCII."""
    beyond = [letter for letter in unicodedata.normalize("NFC", text) if letter > "\x7f"]
    foreign = sum(letter in _FOREIGN for letter in beyond)
    return foreign, sum(letter.isalpha() for letter in beyond if letter not in _FOREIGN)


def refuse_old_fonts(blocks: Iterable[Paragraph | TableRow], name: str) -> None:
    """Raise an error that names the first line in an old font, if the text as a whole is in one.

    Raises
    ------
    ReadError : the letters are those of TCVN3 or VNI.
    """
    texts = [(block.text, block.place) for block in blocks]
    if is_old_font("\n".join(text for text, _ in texts)):
        place = next((place for text, place in texts if count(text)[0]), Place(1))
        raise ReadError(
            f"{name} line {place.line}",
            "letters of an old font (TCVN3 or VNI)",
            _EXPECTED,
            _ACTION,
            rule="file-encoding",
            lines=(place.line,),
        )


def refuse_mojibake(text: str, name: str) -> None:
    """Raise an error that names the first line, if a text was saved as UTF-8 and opened as something else.

    Raises
    ------
    ReadError : "Biá»ƒu máº«u" for "Biểu mẫu".
    """
    found = [line for line, words in enumerate(text.splitlines(), start=1) if _MOJIBAKE.search(words)]
    if len(_MOJIBAKE.findall(text)) >= _FEWEST:
        raise ReadError(
            f"{name} line {found[0]}",
            'UTF-8 text that was opened as another encoding (mojibake, such as "Biá»ƒu máº«u")',
            _EXPECTED,
            "open the original file as UTF-8 and save it again as .docx or .xlsx",
            rule="file-mojibake",
            lines=(found[0],),
        )


def from_windows(content: bytes) -> str | None:
    """Return bytes of the Vietnamese code page of Windows (1258) as text, or None if they are of another one."""
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    ours = sum(letter in _OURS for letter in text)
    foreign, other = count(text)
    # A text of another code page has the letters by chance, never most of them.
    return text if ours and foreign <= 0.02 * (foreign + other) and 3 * ours > other else None

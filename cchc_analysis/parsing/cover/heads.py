"""The head of a report as lines: letters that were spaced apart joined, the national motto and the second column left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cchc_analysis.names import squeeze
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.reading import Paragraph, TableRow

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
PROPER_NAME = rf"((?:[{UPPER}][\w’'-]*|\d+)(?:\s+(?:[{UPPER}][\w’'-]*|\d+)){{0,4}})"
NAME_OF_STATE = re.compile(r"(?i)C[ỘO]NG\s*H\w{1,2}\s*X[ÃA]\s*H[ỘO]I\s*CH[ỦU]\s*NGH[ĨI]A\s*VI[ỆE]T\s*NAM")
# In a narrow column the name goes on below: its first words end one line, the others the next.
_STATE_WORDS = (r"C[ỘO]NG", r"H\w{1,2}", r"X[ÃA]", r"H[ỘO]I", r"CH[ỦU]", r"NGH[ĨI]A", r"VI[ỆE]T", "NAM")
# Two are a commune's name, too: xã Cộng Hòa.
_FIRST_WORDS = 3
_MOTTO = re.compile(r"(?i)Đ[ộo]c\s*l[ậa]p\s*[-–—\s]*t[ựu]\s*do\s*[-–—\s]*h[ạa]nh\s*ph[úu]c")
# "B Á O  C Á O": three letters and more with one blank between; more blanks part words.
_SPACED = re.compile(rf"(?<!\S)[{UPPER}](?: [{UPPER}])+(?!\S)")
_SURELY_SPACED = re.compile(rf"(?<!\S)[{UPPER}](?: [{UPPER}]){{2,}}(?!\S)")
# Where every letter stood alone, the words are one: "UBNDPHƯỜNGĐÔNGHÀ".
_RUN_TOGETHER = re.compile(
    r"^(UBND|[ỦU][YỶ]BANNHÂNDÂN)?(TỈNH|THÀNHPHỐ|HUYỆN|QUẬN|THỊXÃ|XÃ|PHƯỜNG|THỊTRẤN|ĐẶCKHU|SỞ|PHÒNG|BỘ)(\w+)$"
)
_FULL = {"THÀNHPHỐ": "THÀNH PHỐ", "THỊXÃ": "THỊ XÃ", "THỊTRẤN": "THỊ TRẤN", "ĐẶCKHU": "ĐẶC KHU"}
_COLUMNS = re.compile(r"\t+| {3,}")
_TITLE = re.compile(r"^(?:BÁO\s*CÁO(?!\s*(?:SỐ|số)\b)|Báo cáo\s*:?$)")
_OTHER_TITLE = re.compile(r"^(?:V/v|Về việc|PHỤ LỤC|Phụ lục|BIỂU|THỐNG KÊ|TỔNG HỢP|BẢNG)")
_LETTER = re.compile(r"(?i)^kính gửi")
# A head and a subject fill the first page; the province is named by the sentence after them.
_BLOCKS = 60
# Without a title the head is what stands before the first sentences.
_LINES = 12


@dataclass(frozen=True)
class Head:
    """The first page: `lines` of the whole, `above` those before the title, `title` where that begins (None: nowhere)."""

    lines: tuple[Paragraph, ...]
    title: int | None

    @property
    def above(self) -> tuple[Paragraph, ...]:
        """The letterhead: what stands above the title, or in the first lines of a page without one."""
        end = self.title if self.title is not None else _LINES
        stop = next((at for at, line in enumerate(self.lines) if _LETTER.match(line.text)), end)
        return self.lines[: min(end, stop)]

    @property
    def running(self) -> Running:
        """The words of the first page as one text."""
        return Running(self.lines)


def read_head(blocks: Iterable[Paragraph | TableRow]) -> Head:
    """Return the head of a report."""
    lines = tuple(_lines([*blocks][:_BLOCKS]))
    for pattern in (_TITLE, _OTHER_TITLE):
        for at, line in enumerate(lines):
            # A sheet's name has no line: one that is called "Báo cáo" begins no title.
            if line.place.line and pattern.match(line.text):
                return Head(lines, at)
    return Head(lines, None)


def find_covers(blocks: Iterable[Paragraph | TableRow]) -> list[tuple[int, int]]:
    """Return the lines on which a cover begins and its title stands: the name of the state, and BÁO CÁO soon after."""
    found = []
    opened: list[Paragraph] = []
    for block in blocks:
        for text in _texts(block):
            line = Paragraph(join_letters(text), block.place)
            if NAME_OF_STATE.search(line.text):
                opened = [line]
            elif opened and _TITLE.match(squeeze(line.text)):
                found.append((opened[0].place.line, line.place.line))
                opened = []
            elif opened and len(opened) < _LINES:
                opened.append(line)
            else:
                opened = []
    return found


def _lines(blocks: Iterable[Paragraph | TableRow]) -> Iterator[Paragraph]:
    rest = ""
    for block in blocks:
        for text in _texts(block):
            shown = join_letters(text)
            if rest:
                shown = re.sub(rf"(?i)(?<!\w){rest}\s*$", "   ", shown)
            shown = _MOTTO.sub("", NAME_OF_STATE.sub("   ", shown))
            shown, rest = _without_first_words(shown)
            # The columns of the head stand apart; of a sentence wide blanks are those of its justified lines.
            for part in _COLUMNS.split(shown) if _is_head_line(shown) else [shown]:
                if words := squeeze(part):
                    yield Paragraph(words, block.place)


def _without_first_words(text: str) -> tuple[str, str]:
    """Return a line without the first words of the state's name at its end, and the pattern of those still to come."""
    for count in range(len(_STATE_WORDS) - 1, _FIRST_WORDS - 1, -1):
        first, rest = (r"\s+".join(words) for words in (_STATE_WORDS[:count], _STATE_WORDS[count:]))
        if match := re.search(rf"(?i)(?<!\w){first}\s*$", text):
            return text[: match.start()] + "   ", rest
    return text, ""


def _is_head_line(text: str) -> bool:
    return text.strip()[:4].isupper() or bool(re.match(r"(?i)\s*số\s*:", text))


def _texts(block: Paragraph | TableRow) -> list[str]:
    if isinstance(block, TableRow) and any("\n" in cell.text for cell in block.cells):
        return [line for cell in block.cells for line in cell.text.split("\n")]
    return block.text.split("\n")


def join_letters(text: str) -> str:
    """Return a line in which letters that were spaced apart are words again.

    >>> join_letters("U B N D  P H Ư Ờ N G  Đ Ô N G  H À"), join_letters("X Ã T H A N H B A"), join_letters("Số: 7/BC-UBND")
    ('UBND PHƯỜNG ĐÔNG HÀ', 'XÃ THANHBA', 'Số: 7/BC-UBND')
    """
    if not _SURELY_SPACED.search(text):
        return text
    words = re.sub(r"\s+", " ", _SPACED.sub(lambda match: match[0].replace(" ", ""), text)).strip()
    if match := _RUN_TOGETHER.match(words):
        return " ".join(_FULL.get(part, part) for part in match.groups() if part)
    return words

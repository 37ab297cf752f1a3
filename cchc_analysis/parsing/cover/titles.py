"""The title of a report and the period that it names.

A title often names two: the next period ("phương hướng quý IV"), which is left out, and one that ends in the same month
("quý II và 6 tháng đầu năm"), of which the days that the data cover decide. The words are rows of `catalogue/periods.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cchc_analysis import catalogue
from cchc_analysis.names import fold
from cchc_analysis.parsing.cover.heads import Head
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.periods import Period
from cchc_analysis.reading import Paragraph

_BEGIN = re.compile(r"^(?:BÁO\s*CÁO|Báo cáo)\s*:?\s*")
# Lines that begin so are the first of the text below a title; its own first line may.
_BELOW = re.compile(
    r"(?:Thực hiện|Căn cứ|Kính gửi|Theo |Nhằm|UBND|U[ỷyỶY]|Ủ[yỷ]|Phường|Xã|Đặc khu|Thị trấn|Trong |Ngày |Phần |"
    r"\+\s|[IVX]+\.\s|1\.\s|Biểu|\(?[Kk]èm theo|-?\s*\(?[Ss]ố liệu)"
)
_SENTENCE = re.compile(r"Thực hiện (?:Công văn|Kế hoạch số|Quyết định|Văn bản|Hướng dẫn)|Căn cứ |- Số liệu|I\.\s")
# Brackets that say no period.
_ASIDE = re.compile(r"(?i)\((?:[^()\d]*|\s*(?:số liệu|kèm|tính|từ ngày|từ|ban hành|đính)[^()]*)\)|\(\s*số liệu.*")
PLANS = re.compile(
    r"(?i)phương hướng|nhiệm vụ|kế hoạch|giải pháp|chương trình công tác|dự kiến|ước thực hiện|triển khai công tác"
)
YEAR = re.compile(r"(?<!\d)(?<!/\d/)(?<!/\d\d/)20\d\d(?!\d)")
_FEWEST, _LINES = 4, 8


@dataclass(frozen=True)
class Title:
    """The words of a title and where they stand: `named` are the parts of a year that it names for the report's own."""

    text: str
    line: int
    named: tuple[str, ...] = ()
    year: int | None = None
    refused: str = ""

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that the title may mean; none without a year."""
        return tuple(Period(self.year, part) for part in self.named) if self.year else ()


def read_title(head: Head) -> Title:
    """Return the title of a report; its words are "" where it has none."""
    if head.title is None:
        return Title("", 0)
    lines = list(_own_lines(head))
    running = Running(lines)
    text = running.text
    if stop := _SENTENCE.search(text, _FEWEST):
        text = text[: stop.start()]
    text = _ASIDE.sub(" ", text)
    words = " ".join(text.split())
    line = lines[0].place.line if lines else 0
    named = find_periods(words)
    start = named[0][0] if named else len(words)
    if reason := _reason(words[:start], bool(named)):
        return Title(words, line, refused=reason)
    if not named:
        return Title(words, line)
    years = list(YEAR.finditer(words))
    year = next((match for match in years if match.start() >= start), years[-1] if years else None)
    return Title(words, line, _own_parts(words, named), int(year[0]) if year else None)


def _own_lines(head: Head) -> Iterator[Paragraph]:
    at = head.title or 0
    first = Paragraph(_BEGIN.sub("", head.lines[at].text), head.lines[at].place)
    is_begun = False
    for line in (first, *head.lines[at + 1 : at + _LINES]):
        if is_begun and _BELOW.match(line.text):
            return
        is_begun |= bool(line.text)
        if line.text:
            yield line


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = catalogue.settings("periods")["named"]
    return tuple((re.compile(f"(?i)(?<!\\w)(?:{row['words']})"), row["part"]) for row in rows)


def find_periods(words: str) -> list[tuple[int, int, str]]:
    """Return begin, end and part of every period that a text names, in its order."""
    found: list[tuple[int, int, str]] = []
    for pattern, part in _patterns():
        for match in pattern.finditer(words):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), _part(part, match)))
    return sorted(found)


def _part(part: str, match: re.Match[str]) -> str:
    """Return the part of the year: "quý III" is Q3, "sáu tháng" H1, "tháng Tám" M08."""
    settings = catalogue.settings("periods")
    printed = next((text for text in match.groups() if text), "")
    key = fold(printed)
    number = int(key) if key.isdigit() else settings["numbers"].get(key, 0)
    made = part.format(n=f"{number:02}" if part.startswith("M") else number)
    return str(settings["same"].get(made, made))


def _own_parts(words: str, named: list[tuple[int, int, str]]) -> tuple[str, ...]:
    """Return the parts that the report is of: the first, and those joined to it that end in the same month."""
    plans = PLANS.search(words, named[0][1])
    own = [item for item in named if plans is None or item[0] < plans.start()]
    # "năm 2026" after a quarter is its year, and before it is the year of a plan.
    finer = [item for item in own if item[2] != "Y"]
    start, end, first = (finer or own)[0]
    found = [first]
    for at, _, part in own:
        between = words[end:at]
        is_joined = re.search(r"(?i)(?:và|,|;|-|/|\+|&)\s*(?:cả|của|trong|lũy kế)?\s*$", between)
        ends_alike = Period(2000, part).last_month == Period(2000, first).last_month
        if at > start and is_joined and ends_alike and part not in found:
            found.append(part)
    return tuple(found)


def _reason(words: str, has_period: bool) -> str:
    """Return why words name no period of ours; beside a period only what is a part of it says so."""
    for row in catalogue.settings("periods")["refused"]:
        if (row["is_part"] or not has_period) and re.search(f"(?i)(?<!\\w)(?:{row['words']})", words):
            return str(row["reason"])
    return ""

"""The cover of a report: who, which number, when, about which period, with which data interval.

Everything is kept as written. Dates that contradict each other are noted, never corrected: a year is often mistyped, and
only the commune can say which.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cchc_analysis.communes.registry import MADE_UP_MARK
from cchc_analysis.errors import ReadError
from cchc_analysis.findings import Finding
from cchc_analysis.names import fold, squeeze
from cchc_analysis.numerals import find_dates
from cchc_analysis.parsing.forms.rows import form_number
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document, Paragraph, Place, TableRow

_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
PROPER_NAME = rf"((?:[{_UPPER}][\w’'-]*|\d+)(?:\s+(?:[{_UPPER}][\w’'-]*|\d+)){{0,4}})"
_OFFICE = r"(?:[Uu][Bb][Nn][Dd]|[ỦUỷYyủu]\w*\s+[Bb][Aa][Nn]\s+[Nn][Hh][Ââ][Nn]\s+[Dd][Ââ][Nn])"
_COMMUNE = re.compile(rf"{_OFFICE}\s+((?i:xã|phường|thị trấn|đặc khu))\s+{PROPER_NAME}")
# The issuer often stands on two lines of the head, UỶ BAN NHÂN DÂN above and the commune alone below.
_ISSUER = re.compile(rf"((?i:xã|phường|thị trấn|đặc khu))\s+{PROPER_NAME}")
_DISTRICT = re.compile(rf"{_OFFICE}\s+((?i:huyện|quận|thị xã))\s+{PROPER_NAME}")
_PROVINCE = re.compile(rf"{_OFFICE}\s+((?i:tỉnh|thành phố))\s+{PROPER_NAME}")
_NUMBER = re.compile(r"[Ss][ốỐ]\s*:?\s*(\d+)\s*/\s*(BC[-–][\w-]+)")
_PLACE = rf"(?<!\w)((?:[{_UPPER}][a-zà-ỹđ’']*\s+){{0,4}}[{_UPPER}][a-zà-ỹđ’']*)"
_ISSUED = re.compile(rf"{_PLACE}\s*,\s*ngày\s+(\d{{1,2}}\s*tháng\s*\d{{1,2}}\s*năm\s*\d{{4}})")
_INTERVAL = re.compile(
    r"(?i)số liệu\s+(?:được\s+)?(?:tính\s+)?từ\s+(?:ngày\s+)?(\S+?)\s*(?:(?:-\s*)?đến|[-–])\s*"
    r"(?:hết\s+)?(?:ngày\s+)?([\d/.\-]+)"
)
_ENCLOSED = re.compile(
    r"(?i)kèm theo báo cáo số\s*(\d+)\s*/\s*(BC[-–][\w-]+)\s*,?\s*ngày\s+(\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{4})"
)
# What the workbook of `cchc template` asks for beside the head of a letter.
_CODE = re.compile(r"(?i)mã đơn vị hành chính\s*:?\s*(\d{1,5})(?!\d)")
_SIGNED = re.compile(r"(?i)ngày ký\s*:?\s*(\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{4})")
_TITLE = re.compile(r"BÁO CÁO\s+(.{10,400}?)(?=\(|- Số liệu|Thực hiện|Căn cứ|I\.\s)", re.DOTALL)
_PARTS = (
    ("H1", re.compile(r"(?i)\b(?:6|sáu)\s+tháng")),
    ("9M", re.compile(r"(?i)\b(?:9|chín)\s+tháng")),
    ("Q4", re.compile(r"(?i)\bquý\s+(?:IV|4)\b")),
    ("Q3", re.compile(r"(?i)\bquý\s+(?:III|3)\b")),
    ("Q2", re.compile(r"(?i)\bquý\s+(?:II|2)\b")),
    ("Q1", re.compile(r"(?i)\bquý\s+(?:I|1)\b")),
    ("Y", re.compile(r"(?i)\bnăm\s+20\d\d|\bcả năm\b")),
)
# A head and a subject fill the first page; the province is named by the sentence after them.
_HEAD_BLOCKS = 60


@dataclass
class Cover:
    """What the cover prints; None for what it does not. `lines` says where each field stands."""

    commune: str | None = None
    district: str | None = None
    province: str | None = None
    code: str | None = None
    number: str | None = None
    date: dt.date | None = None
    period: Period | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    is_simulated: bool = False
    quotes: dict[str, tuple[str, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_cover(document: Document) -> Cover:
    """Return the cover of a report, with findings on what it lacks and what contradicts itself.

    Raises
    ------
    ReadError : the period or the commune cannot be read; nothing can be compared without them.
    """
    blocks = list(_before_forms(document))
    head = Running(blocks[:_HEAD_BLOCKS])
    cover = Cover(is_simulated=MADE_UP_MARK in head.text)
    _read_number_and_date(cover, head)
    _read_period(cover, head, document.source_file)
    _read_interval(cover, head)
    _read_places(cover, blocks, document.source_file)
    cover.findings += _missing(cover)
    cover.findings += _check_dates(cover, Running(document.blocks))
    return cover


def _before_forms(document: Document) -> Iterator[Paragraph | TableRow]:
    for block in document.blocks:
        if form_number(block.text):
            return
        yield block


def _note(cover: Cover, name: str, head: Running, match: re.Match[str]) -> None:
    cover.quotes[name] = (match[0], head.place(match.start()).line)


def _read_number_and_date(cover: Cover, head: Running) -> None:
    if match := _NUMBER.search(head.text):
        cover.number = f"{match[1]}/{match[2]}"
        _note(cover, "number", head, match)
    if match := _ISSUED.search(head.text) or _SIGNED.search(head.text):
        cover.date = find_dates(match[match.re.groups])[0][1]
        _note(cover, "date", head, match)
    if match := _CODE.search(head.text):
        # A spreadsheet cuts the zeros in front.
        cover.code = match[1].zfill(5)
        _note(cover, "code", head, match)


def _read_period(cover: Cover, head: Running, name: str) -> None:
    title = _TITLE.search(head.text)
    years = re.findall(r"20\d\d", title[1]) if title else []
    # The title names the next period too ("phương hướng nhiệm vụ quý II năm 2023"): the first named is the report's.
    parts = [(match.start(), part) for part, pattern in _PARTS if title and (match := pattern.search(title[1]))]
    if not title or not years or not parts:
        raise ReadError(
            name,
            "no period after the words BÁO CÁO",
            "such as 'quý I … năm 2023'",
            "add the period to the title",
            rule="file-period",
        )
    cover.period = Period(int(years[0]), min(parts)[1])
    cover.quotes["period"] = (" ".join(title[1].split()), head.place(title.start(1)).line)


def _read_interval(cover: Cover, head: Running) -> None:
    if match := _INTERVAL.search(head.text):
        dates = [date for printed in match.groups() for _, date in find_dates(printed)]
        if len(dates) == 2:
            cover.start, cover.end = dates
            _note(cover, "interval", head, match)


def _read_places(cover: Cover, blocks: list[Paragraph | TableRow], name: str) -> None:
    body = Running(blocks)
    names: dict[str, list[tuple[str, int]]] = {}
    for match in _COMMUNE.finditer(body.text):
        commune = _shorten(f"{match[1].lower()} {match[2]}", body.text, match.end())
        names.setdefault(fold(commune), []).append((commune, body.place(match.start()).line))
    for text, place in _lines(blocks[:_HEAD_BLOCKS]):
        if issuer := _ISSUER.fullmatch(text):
            commune = f"{issuer[1].lower()} {issuer[2]}"
            names.setdefault(fold(commune), []).append((commune, place.line))
    if not names:
        raise ReadError(
            name,
            "no commune",
            "such as 'UBND xã Chi Lăng Bắc'",
            "add the issuing commune to the head",
            rule="file-commune",
        )
    # A report names its own commune again and again, others rarely; capitals of the head are the poorer spelling.
    spellings = max(names.values(), key=len)
    cover.commune, line = min(spellings, key=lambda item: item[0].split(" ", 1)[1].isupper())
    cover.quotes["commune"] = (cover.commune, line)
    for field_name, pattern in (("district", _DISTRICT), ("province", _PROVINCE)):
        if found := pattern.search(body.text):
            setattr(cover, field_name, f"{found[1].lower()} {found[2]}")
            _note(cover, field_name, body, found)
    if cover.province is None:
        raise ReadError(
            name,
            f"no province for {cover.commune}",
            "such as 'UBND tỉnh Hải Dương'",
            "add the province",
            rule="file-province",
        )


def _lines(blocks: list[Paragraph | TableRow]) -> Iterator[tuple[str, Place]]:
    for block in blocks:
        for text in [cell.text for cell in block.cells] if isinstance(block, TableRow) else [block.text]:
            for line in text.split("\n"):
                yield squeeze(line), block.place


def _shorten(commune: str, text: str, end: int) -> str:
    """Return a name without the capital of a word that follows it in an all-capitals head."""
    words = commune.split()
    stop = next(
        (index for index, word in enumerate(words) if fold(word) in {"cong", "so", "doc"} and word.isupper()), None
    )
    return " ".join(words[:stop]) if stop else commune


def _missing(cover: Cover) -> list[Finding]:
    wanted = {"number": cover.number, "date": cover.date, "interval": cover.end}
    return [Finding(f"cover-no-{name}", "", "") for name, value in wanted.items() if value is None]


def _check_dates(cover: Cover, whole: Running) -> list[Finding]:
    findings = []
    date_quote, interval_quote = cover.quotes.get("date"), cover.quotes.get("interval")
    enclosed = _ENCLOSED.search(whole.text)
    second = find_dates(enclosed[3])[0][1] if enclosed and f"{enclosed[1]}/{enclosed[2]}" == cover.number else None
    quotes = [quote for quote in (date_quote, interval_quote) if quote]
    if enclosed and second and second != cover.date:
        quotes.append((enclosed[0], whole.place(enclosed.start()).line))
    texts, lines = tuple(text for text, _ in quotes), tuple(line for _, line in quotes)
    if cover.start and cover.end and cover.start > cover.end:
        findings.append(
            Finding("cover-interval-reversed", _day(cover.end), _day(cover.start), (), texts[1:2], lines[1:2])
        )
    if cover.date and cover.end and cover.date < cover.end:
        # Many are signed some days before the cut-off, with estimates to its day; none before what they report begins.
        is_within = cover.start is None or min(cover.start, cover.end) <= cover.date
        rule = "cover-date-in-interval" if is_within else "cover-date-before-end"
        findings.append(Finding(rule, _day(cover.date), _day(cover.end), (), texts, lines))
    elif cover.date and second and second != cover.date:
        findings.append(Finding("cover-two-dates", _day(cover.date), _day(second), (), texts, lines))
    if cover.period and cover.end and _months_apart(cover.period, cover.end) > 1:
        findings.append(
            Finding("cover-interval-period", _day(cover.end), cover.period.label(), (), texts[1:2], lines[1:2])
        )
    return findings


def _day(date: dt.date) -> str:
    return date.strftime("%d/%m/%Y")


def _months_apart(period: Period, end: dt.date) -> int:
    year, month = period.last_month
    return abs((end.year - year) * 12 + end.month - month)

"""What stands on one made-up report, before it becomes a file: head, text, documents cited, cells of the forms."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Entry
from cchc_analysis.communes.registry import MADE_UP_MARK, Unit
from cchc_analysis.numerals import format_date, format_number
from cchc_analysis.periods import Period
from cchc_analysis.simulate.figures import QUARTERS
from cchc_analysis.simulate.sums import ReportFigures

EDITION = "commune-2023"
# Cut-off days of guidance 581/BNV-CCHC, by the quarter that ends then.
_ENDS = {1: (3, 14), 2: (6, 14), 3: (9, 14), 4: (12, 14)}
_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


@dataclass
class Letter:
    """A document that a report lists as its own."""

    kind: str
    number: int
    symbol: str
    date: dt.date
    subject: str

    def __str__(self) -> str:
        return f"{self.kind} số {self.number}/{self.symbol} ngày {format_date(self.date)} về {self.subject}"


@dataclass
class Paper:
    """One report as printed. `cells`: the text of each row of the forms by indicator, "" for a blank."""

    unit: Unit
    period: Period
    number: int
    date: dt.date
    start: dt.date
    end: dt.date
    letters: list[Letter]
    cells: dict[str, str]
    facts: dict[str, str]
    variants: dict[str, int]
    enclosed: dt.date
    values: dict[str, Fraction | None] = field(default_factory=dict)

    def head(self) -> list[str]:
        """Return the lines above the text."""
        return [
            MADE_UP_MARK,
            "ỦY BAN NHÂN DÂN",
            self.unit.name.upper(),
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            f"Số: {self.number}/BC-UBND",
            f"Mô Phỏng, ngày {self.date.day:02} tháng {self.date.month:02} năm {self.date.year}",
            "BÁO CÁO",
            f"Tình hình thực hiện công tác cải cách hành chính {_period_name(self.period)}",
            f"(Số liệu tính từ ngày {format_date(self.start)} đến ngày {format_date(self.end)})",
        ]

    def body(self) -> list[str]:
        """Return the paragraphs of the running text, headings included."""
        return [text for text, _ in self._sentences()]

    def states(self) -> dict[str, str]:
        """Return what the running text says, by measure, as printed."""
        return {measure: self.facts[measure] for _, measures in self._sentences() for measure in measures}

    def enclosure(self) -> list[str]:
        """Return the lines between the text and the forms."""
        return [
            "PHỤ LỤC",
            f"Thống kê số liệu cải cách hành chính {_period_name(self.period)}",
            f"(Kèm theo Báo cáo số {self.number}/BC-UBND ngày {format_date(self.enclosed)})",
        ]

    def _sentences(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        said = {
            "petitions": self.facts["petitions_received"] != "0",
            "discipline": self.facts["staff_disciplined"] != "0",
        }
        province, name = _lower(self.unit.province), _lower(self.unit.name)
        yield (
            f"Thực hiện Công văn số {100 + self.period.year % 100}/UBND-NC ngày 02/01/{self.period.year} của UBND {province} "
            f"về chế độ báo cáo cải cách hành chính, Ủy ban nhân dân {name} báo cáo như sau:",
            (),
        )
        yield "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", ()
        yield "1. Các hoạt động chỉ đạo, điều hành", ()
        yield f"- {self._plain('steering')} Các văn bản đã ban hành:", ()
        for letter in self.letters:
            yield f"+ {letter}.", ()
        yield "2. Tiến độ thực hiện kế hoạch", ()
        yield self._sentence("plan")
        yield "3. Công tác kiểm tra", ()
        yield f"- {self._plain('inspection')}", ()
        yield "II. KẾT QUẢ THỰC HIỆN", ()
        yield "1. Cải cách thể chế", ()
        yield self._sentence("documents")
        yield "2. Cải cách thủ tục hành chính", ()
        yield "a. Kiểm soát thủ tục hành chính", ()
        yield self._sentence("petitions" if said["petitions"] else "petitions-none")
        yield "b. Công bố, công khai thủ tục hành chính", ()
        yield self._sentence("procedures")
        yield "c. Thực hiện cơ chế một cửa, một cửa liên thông", ()
        for name in ("received", "resolved", "pending"):
            yield self._sentence(name)
        yield "3. Cải cách tổ chức bộ máy", ()
        yield f"- {self._plain('organisation')}", ()
        yield "4. Cải cách chế độ công vụ", ()
        yield self._sentence("staff")
        if not said["discipline"]:
            yield self._sentence("discipline-none")
        yield "5. Cải cách tài chính công", ()
        yield f"- {self._plain('finance')}", ()
        yield "6. Xây dựng chính quyền điện tử, chính quyền số", ()
        yield self._sentence("electronic")
        yield "III. ĐÁNH GIÁ CHUNG", ()
        yield self._sentence("assessment")
        yield f"- {self._plain('limits')}", ()
        yield "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ", ()
        yield f"- {self._plain('plans')}", ()
        yield "V. KIẾN NGHỊ, ĐỀ XUẤT", ()
        yield f"- {self._plain('proposals')}", ()
        yield f"Trên đây là báo cáo của UBND {name}.", ()

    def _sentence(self, at: str) -> tuple[str, tuple[str, ...]]:
        variant = _sentences()[at][self.variants[at]]
        words = {
            "year": self.period.year,
            "start": format_date(self.start),
            "end": format_date(self.end),
            **self.cells,
            **self.facts,
        }
        return "- " + variant["text"].format(**words), tuple(variant["states"])

    def _plain(self, at: str) -> str:
        return str(_plain()[at][self.variants[at]])


def write_paper(unit: Unit, number: int, reported: ReportFigures, seed: int) -> Paper:
    """Return a commune's report of one period on paper.

    Parameters
    ----------
    number : the commune's number, which with the seed sets its habits of writing.
    """
    period, habits = reported.period, np.random.default_rng([seed, number, 1])
    choices = {at: len(found) for texts in (_sentences(), _plain()) for at, found in texts.items()}
    variants = {at: int(habits.integers(choices[at])) for at in sorted(choices)}
    grouped, padded = bool(habits.integers(4)), bool(habits.integers(2))
    quarters = QUARTERS[period.part]
    start = _end(period.year, quarters[0] - 1) + dt.timedelta(days=1)
    end = _end(period.year, quarters[-1])
    date = end + dt.timedelta(days=1 + int(habits.integers(5)))
    count = int(reported.rows["steering_documents_issued"] or 0)
    kinds = {indicator.indicator: indicator.kind for indicator in catalogue.indicators().values()}

    def print_value(value: Fraction | int | None, kind: str = "count") -> str:
        if value is None:
            return ""
        if kind == "rate":
            return format_number(Fraction(value))
        text = format_number(Fraction(value), 0)
        text = text if grouped else text.replace(".", "")
        return f"0{text}" if padded and kind == "count" and 0 < value < 10 else text

    return Paper(
        unit=unit,
        period=period,
        number=10 + end.timetuple().tm_yday,
        date=date,
        start=start,
        end=end,
        letters=_letters(period, quarters, count, np.random.default_rng([seed, number, 2, period.year])),
        cells={
            entry.indicator: print_value(reported.rows.get(entry.indicator), kinds[entry.indicator])
            for entry in catalogue.editions()[EDITION].entries
        },
        facts={measure: print_value(value) for measure, value in reported.facts.items()},
        variants=variants,
        enclosed=date,
        values=dict(reported.rows),
    )


def forms() -> list[tuple[str, str, tuple[Entry, ...]]]:
    """Return the forms in order: number, title, rows."""
    edition = catalogue.editions()[EDITION]
    return [(form, title["vi"], tuple(edition.form(form))) for form, title in edition.titles.items()]


def _letters(period: Period, quarters: tuple[int, ...], count: int, rng: np.random.Generator) -> list[Letter]:
    """Return a year's documents that fall into some of its quarters: the same ones in every report that lists them."""
    subjects = _plain()["subjects"]
    kinds = (("Kế hoạch", "KH-UBND"), ("Quyết định", "QĐ-UBND"), ("Công văn", "UBND-VP"))
    share = -(-count // len(quarters))
    letters = []
    for quarter in range(1, quarters[-1] + 1):
        days = sorted(int(day) for day in rng.choice(60, size=12, replace=False))
        drawn = [(int(rng.integers(3)), int(rng.integers(len(subjects)))) for _ in days]
        if quarter not in quarters:
            continue
        first = dt.date(period.year, 3 * quarter - 2, 5)
        for day, (kind, subject) in list(zip(days, drawn, strict=True))[:share]:
            date = first + dt.timedelta(days=day)
            # One document a day at most, so that numbers rise with the days.
            number = date.timetuple().tm_yday
            letters.append(Letter(kinds[kind][0], number, kinds[kind][1], date, subjects[subject]))
    return letters[:count]


def _end(year: int, quarter: int) -> dt.date:
    return dt.date(year, *_ENDS[quarter]) if quarter else dt.date(year - 1, *_ENDS[4])


def _period_name(period: Period) -> str:
    label = period.label()
    return label[0].lower() + label[1:]


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))


@cache
def _sentences() -> dict[str, list[dict[str, Any]]]:
    return {row["at"]: row["variants"] for row in _texts()["sentence"]}


@cache
def _plain() -> dict[str, list[str]]:
    return dict(_texts()["plain"])

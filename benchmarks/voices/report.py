"""A whole report in one voice: cover, words, the seven forms; as text and as a Word document."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import docx

from benchmarks.voices.figures import Figures, draw
from benchmarks.voices.numbers import half_up
from benchmarks.voices.voices import Piece, Voice, load, speak

FORM = Path(__file__).parents[2] / "cchc_analysis" / "catalogue" / "forms" / "commune-2023.csv"
TITLES = (
    "Công tác chỉ đạo điều hành CCHC", "Cải cách thể chế", "Cải cách thủ tục hành chính",
    "Cải cách bộ máy hành chính nhà nước", "Cải cách chế độ công vụ", "Cải cách tài chính công",
    "Xây dựng chính quyền điện tử, Chính quyền số",
)  # fmt: skip
# Period, its words, first and last day of its data, day of the report.
PERIODS = {
    "Q1": ("quý I năm 2026", "15/12/2025", "14/3/2026", "16/3/2026"),
    "H1": ("6 tháng đầu năm 2026", "15/12/2025", "14/6/2026", "16/6/2026"),
    "Q3": ("quý III năm 2026", "15/6/2026", "14/9/2026", "15/9/2026"),
    "9M": ("9 tháng đầu năm 2026", "15/12/2025", "14/9/2026", "16/9/2026"),
    "Y": ("năm 2026", "15/12/2025", "14/12/2026", "16/12/2026"),
}
BEFORE = {"Q1": "quý IV", "H1": "năm trước", "Q3": "quý II", "9M": "năm trước", "Y": "năm trước"}
# Rows of the forms and the figures they print, filled where the words give all that `needs` names.
ROWS: list[tuple[str, dict[tuple[int, str], str]]] = [
    ("steering", {(1, "1"): "steering"}),
    ("tasks tasks_done", {(1, "2"): "plan_pct", (1, "2.1"): "tasks", (1, "2.2"): "tasks_done"}),
    ("sheets", {(1, "5"): "1", (1, "5.1"): "sheets", (1, "5.2"): "1"}),
    ("legal", {(2, "1"): "legal", (2, "1.3"): "legal"}),
    ("petitions", {(3, "3.4.1"): "petitions", (3, "3.4.2"): "petitions_done"}),
    ("resolved", {(3, "3.3"): "on_time_pct", (3, "3.3.1"): "resolved", (3, "3.3.2"): "by_deadline"}),
    ("posts staff", {(4, "2.1"): "posts", (4, "2.2"): "staff"}),
    ("sent issued", {(7, "5.2.3"): "sent_pct"}),
    ("new online", {(7, "6.7"): "online_pct", (7, "6.7.1"): "new", (7, "6.7.2"): "online"}),
]


@dataclass(frozen=True)
class Report:
    """One report before it is printed: `rows` are the filled rows of its forms."""

    voice: Voice
    figures: Figures
    said: dict[str, str]
    pieces: list[Piece]
    rows: dict[tuple[int, str], str]

    @property
    def words(self) -> str:
        """Parts I to V."""
        return "".join(piece.text for piece in self.pieces)

    def printed(self) -> list[Piece]:
        """Return the pieces as text has them: a table's cells with tabs between them."""
        return [replace(piece, text=piece.text.replace("\n| ", "\n").replace(" | ", "\t")) for piece in self.pieces]

    def text(self) -> tuple[str, int]:
        """Return the report as text, and where its words begin."""
        cover = "\n".join(_cover(self.voice, self.said)) + "\n\n"
        body = "".join(piece.text for piece in self.printed())
        forms = [line for number in range(1, 8) for line in _form(number, self.rows)]
        return cover + body + "\n" + "\n".join([*_end(self.said), *forms]) + "\n", len(cover)

    def save_word(self, path: Path) -> None:
        """Write the report as a Word document, with its tables as tables."""
        document = docx.Document()
        for line in _cover(self.voice, self.said):
            document.add_paragraph(line)
        row: list[list[str]] = []
        for line in [*self.words.splitlines(), *_end(self.said)]:
            if line.startswith("|"):
                row.append([cell.strip() for cell in line.strip("|").split("|")])
                continue
            if row:
                _table(document, row)
                row = []
            if line.strip():
                document.add_paragraph(line)
        for number in range(1, 8):
            document.add_paragraph(f"Biểu mẫu {number}")
            document.add_paragraph(TITLES[number - 1])
            head = ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu (số lượng/tỷ lệ)", "Ghi chú"]
            lines = [
                [code, label, unit, self.rows.get((number, code), ""), ""] for code, label, unit in _entries()[number]
            ]
            _table(document, [head, *lines])
        document.save(str(path))


def make(name: str, seed: int) -> Report:
    """Return the report of one office and seed."""
    voice = load(name)
    rng = random.Random(f"{name} {seed}")
    period = rng.choice(voice.head.get("periods", "Q1 H1 Q3 9M Y").split())
    figures = draw(rng, voice.head)
    said = _said(voice, period, rng)
    pieces = speak(voice, figures, said, rng)
    printed = {piece.name for piece in pieces if not piece.note}
    rows = {
        place: name if name.isdigit() else cell_of(figures[name], name)
        for needs, cells in ROWS
        if printed.issuperset(needs.split())
        for place, name in cells.items()
    }
    return Report(voice, figures, said, pieces, rows)


def _said(voice: Voice, period: str, rng: random.Random) -> dict[str, str]:
    words, start, end, day = PERIODS[period]
    kind, _, name = voice.head["commune"].partition(" ")
    if kind == "đặc":
        kind, name = "đặc khu", name.removeprefix("khu ")
    return {
        "xa": kind,
        "Xa": kind.capitalize(),
        "thang": end.split("/")[1] + "/2026",
        "ten": name,
        "tinh": voice.head["province"],
        "ky": words,
        "Ky": words[0].upper() + words[1:],
        "ky_truoc": BEFORE[period],
        "quy": words.split()[1] if words.startswith("quý") else "",
        "nam": "2026",
        "nam_truoc": "2025",
        "start": start,
        "end": end,
        "ngay": day,
        "so": str(rng.randint(20, 380)),
        "dien_thoai": f"02{rng.randint(10, 99)}.3{rng.randint(100, 999)}.{rng.randint(100, 999)}",
        "van_ban": str(rng.randint(11, 190)),
    }


def cell_of(value: Fraction, name: str) -> str:
    """Return a figure as the forms print it."""
    if not name.endswith("_pct"):
        return f"{int(value):,}".replace(",", ".")
    return f"{float(half_up(value, 2)):.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _cover(voice: Voice, said: dict[str, str]) -> list[str]:
    day, month, year = said["ngay"].split("/")
    return [
        "SỐ LIỆU MÔ PHỎNG",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {said['so']}/BC-UBND {said['ten']}, ngày {day} tháng {month} năm {year}",
        "BÁO CÁO",
        f"Tình hình thực hiện công tác cải cách hành chính {said['ky']}",
        f"Thực hiện chế độ báo cáo cải cách hành chính (CCHC) định kỳ của UBND {said['tinh']}, Ủy ban nhân dân {said['xa']} "
        f"{said['ten']} báo cáo kết quả thực hiện công tác CCHC {said['ky']} như sau:",
    ]


def _end(said: dict[str, str]) -> list[str]:
    return [
        "Nơi nhận:",
        f"- UBND {said['tinh']};",
        "- Lưu: VT.",
        "PHỤ LỤC",
        f"Số liệu về kết quả thực hiện công tác CCHC {said['ky']}",
    ]


@cache
def _entries() -> dict[int, list[tuple[str, str, str]]]:
    out: dict[int, list[tuple[str, str, str]]] = {number: [] for number in range(1, 8)}
    with FORM.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            out[int(row["form"])].append((row["code"], row["label"], row["unit"]))
    return out


def _form(number: int, rows: dict[tuple[int, str], str]) -> list[str]:
    lines = [
        re.sub(r" +", " ", f"{code}. {label} {unit} {rows.get((number, code), '')}").strip()
        for code, label, unit in _entries()[number]
    ]
    return ["", f"Biểu mẫu {number}", TITLES[number - 1], "", *lines]


def _table(document: docx.document.Document, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=False):
            cell.text = text

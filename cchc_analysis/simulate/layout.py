"""How a made-up report is laid out: the habits of a hundred offices, drawn by chance, that change no figure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cchc_analysis import catalogue
from cchc_analysis.simulate.paper import EDITION

HEADS = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số lượng/ Tỷ lệ", "Ghi chú")
_HEADS = (
    HEADS,
    ("TT", "Nội dung", "ĐVT", "Số lượng", "Ghi chú"),
    ("Số TT", "Tên chỉ tiêu", "Đơn vị tính", "Tỷ lệ/ Số lượng", "Ghi chú"),
)
UPPER_HEAD = "Kết quả thống kê"
_TITLES = ("Biểu mẫu {}", "BIỂU MẪU SỐ {:0>2}", "Biểu mẫu số {}")
_FONTS = ("Liberation Serif", "Liberation Sans", "DejaVu Serif", "DejaVu Sans")
# Old and new places of the tone mark, and letters that hands leave out or exchange.
_TONE_PAIRS = (("òa", "oà"), ("óa", "oá"), ("ủy", "uỷ"), ("Ủy", "Uỷ"), ("úy", "uý"), ("ũy", "uỹ"), ("ụy", "uỵ"))
_FILLERS = (
    "- Các cuộc họp giao ban hằng tuần đều có nội dung về cải cách hành chính.",
    "- Bảng niêm yết được thay mới; 02 máy tính được sửa chữa.",
    "- Nhân dân được thông tin qua 12 lượt phát trên đài truyền thanh.",
)


@dataclass(frozen=True)
class Layout:
    """What differs from office to office. The default is the plain report.

    `labels` and `codes` hold, by indicator, what is printed instead of the catalogue's words. `fillers`: sentences of
    no consequence by the number of the paragraph after which they stand.
    """

    title: str = _TITLES[0]
    heads: tuple[str, ...] = HEADS
    has_upper_head: bool = False
    font: str = "Liberation Serif"
    size: int = 11
    is_landscape: bool = False
    has_letterhead: bool = False
    has_page_numbers: bool = False
    on_new_pages: bool = False
    heads_repeat: bool = False
    split_at: float = 0.0
    split_has_head: bool = False
    is_merged: bool = False
    is_nested: bool = False
    is_numbered: bool = False
    is_tracked: bool = False
    has_controls: bool = False
    runs_are_cut: bool = False
    on_one_sheet: bool = False
    left_columns: int = 0
    percent_formats: bool = False
    codes_are_numbers: bool = False
    numbers_are_text: bool = False
    delimiter: str = ","
    line_width: int = 0
    blank: str = ""
    is_decomposed: bool = False
    blanks_do_not_break: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    fillers: dict[int, str] = field(default_factory=dict)

    def type_text(self, text: str) -> str:
        """Return a text in the letters that the office's programs write."""
        if self.blanks_do_not_break:
            text = text.replace(" số ", " số\u00a0").replace(" % ", "\u00a0% ")
        return unicodedata.normalize("NFD", text) if self.is_decomposed else text

    def body(self, lines: Sequence[str]) -> list[str]:
        """Return the paragraphs of a text with the fillers among them."""
        return [text for number, line in enumerate(lines) for text in (line, self.fillers.get(number)) if text]


PLAIN = Layout()


def draw_layout(rng: np.random.Generator) -> Layout:
    """Return a layout drawn by chance."""

    def chance(share: float) -> bool:
        return bool(rng.random() < share)

    labels, codes = {}, {}
    separator = "," if chance(0.05) else "."
    final = chance(0.7)
    for entry in catalogue.editions()[EDITION].entries:
        code = entry.code.replace(".", separator)
        codes[entry.indicator] = code + "." * (final != chance(0.05))
        labels[entry.indicator] = _reword(entry.label, rng) if chance(0.2) else entry.label
    return Layout(
        title=_TITLES[int(rng.integers(len(_TITLES)))],
        heads=_HEADS[int(rng.integers(len(_HEADS)))],
        has_upper_head=chance(0.4),
        font=_FONTS[int(rng.integers(len(_FONTS)))],
        size=int(rng.integers(10, 15)),
        is_landscape=chance(0.2),
        has_letterhead=chance(0.5),
        has_page_numbers=chance(0.5),
        on_new_pages=chance(0.5),
        heads_repeat=chance(0.4),
        split_at=float(rng.uniform(0.2, 0.8)) if chance(0.25) else 0.0,
        split_has_head=chance(0.5),
        is_merged=chance(0.3),
        is_nested=chance(0.1),
        is_numbered=chance(0.2),
        is_tracked=chance(0.25),
        has_controls=chance(0.2),
        runs_are_cut=chance(0.4),
        on_one_sheet=chance(0.4),
        left_columns=int(rng.integers(3)),
        percent_formats=chance(0.4),
        codes_are_numbers=chance(0.2),
        numbers_are_text=chance(0.3),
        delimiter=",;\t"[int(rng.integers(3))],
        line_width=int(rng.integers(34, 70)) if chance(0.6) else 0,
        blank=("", "", "", "-", "–")[int(rng.integers(5))],
        is_decomposed=chance(0.15),
        blanks_do_not_break=chance(0.3),
        labels=labels,
        codes=codes,
        fillers={
            int(at): _FILLERS[index] for index, at in enumerate(rng.integers(4, 20, len(_FILLERS))) if chance(0.5)
        },
    )


def _reword(label: str, rng: np.random.Generator) -> str:
    """Return a label as another hand types it: other marks, blanks, tones, a letter wrong. Digits stay."""
    kind = int(rng.integers(6))
    if kind == 0:
        for new, old in _TONE_PAIRS:
            label = label.replace(new, old)
        return label
    if kind == 1:
        return label.replace(",", "").replace(";", ",")
    if kind == 2:
        return label + "."
    if kind == 3:
        return label.replace(" ", "  ", 2)
    words = label.split(" ")
    at = int(rng.integers(len(words)))
    word = words[at]
    if len(word) < 4 or not word.isalpha():
        return label
    if kind == 4:
        letter = int(rng.integers(1, len(word) - 2))
        words[at] = word[:letter] + word[letter + 1] + word[letter] + word[letter + 2 :]
    else:
        words[at] = word[:-1]
    return " ".join(words)

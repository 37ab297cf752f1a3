"""Forms whose cells are kept apart: Word tables and spreadsheets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition, Entry
from cchc_analysis.names import fold, squeeze
from cchc_analysis.numerals import is_blank
from cchc_analysis.parsing.forms.places import elsewhere, figure_in_unit, has_place, is_longer, may_end_early
from cchc_analysis.parsing.forms.rows import Forms, PrintedRow, UnknownRow, digits, form_number, label_key, pair
from cchc_analysis.parsing.forms.second_reading import agree
from cchc_analysis.reading import Cell, Document, TableRow

# How the head of a form names its columns; the first match of a column wins.
_HEADS = {
    "code": ("stt", "so tt", "tt", "ma so"),
    "label": ("chi tieu", "noi dung", "ten chi tieu"),
    "unit": ("don vi", "dvt"),
    "value": ("so luong", "ty le", "gia tri"),
    "note": ("ghi chu",),
}
_USUAL = {"code": 0, "label": 1, "unit": 2, "value": 3, "note": 4}
# Below this a label is another one: the nearest wrong label of the edition scores 0.53 with its code damaged.
_LABEL = 0.55
_CODE = 0.4
# Typing errors move a label by 0.02 to 0.04.
_CLEARLY = 0.05


class _Section:
    """The rows of one form under the columns that its head names."""

    def __init__(self, media: str, may_end_early: bool) -> None:
        self.rows: list[TableRow] = []
        self.columns = dict(_USUAL)
        self.width = len(_USUAL)
        self.media = media
        self.may_end_early = may_end_early
        self.named: set[str] = set()

    @property
    def cells_of_head(self) -> int | None:
        """How many cells each row must have, None where rows may end before the head does, or no head was seen."""
        return self.width if self.named and not self.may_end_early else None

    def column(self, role: str) -> int | None:
        """Return where a role stands; None if the head names another in its usual place."""
        taken = {self.columns[other] for other in self.named if other != role}
        return None if role not in self.named and self.columns[role] in taken else self.columns[role]

    def cell_at(self, row: TableRow, role: str) -> int:
        # The head of a scan may have lost a line, or have one too many; its columns say nothing of rows that have not.
        is_other = len(row.cells) != self.width and row.cells[0].confidence is not None
        return (_USUAL if is_other else self.columns)[role]

    def cell(self, row: TableRow, role: str) -> Cell:
        index = self.cell_at(row, role)
        has_own = self.column(role) is not None and index < len(row.cells)
        return row.cells[index] if has_own else Cell()


def sections(document: Document, edition: Edition) -> dict[str, list[_Section]]:
    """Return the rows under each form's title; a form whose title comes again later has two sections."""
    found: dict[str, list[_Section]] = {}
    early = may_end_early(document)
    current: str | None = None
    for block in document.blocks:
        filled = [cell for cell in block.cells if cell.text] if isinstance(block, TableRow) else []
        title = form_number(block.text) if not isinstance(block, TableRow) or len(filled) == 1 else None
        if title in edition.titles:
            if title != current:
                found.setdefault(str(title), []).append(_Section(document.media, early))
            current = title
        elif isinstance(block, TableRow) and current and filled:
            section = found[current][-1]
            if not _take_head(section, block) and len(filled) > 0:
                section.rows.append(block)
    return found


def read_grid(document: Document, edition: Edition) -> Forms:
    """Return what the tables of a document print for each row of an edition."""
    printed: list[PrintedRow] = []
    unknown: list[UnknownRow] = []
    found = sections(document, edition)
    for form, parts in found.items():
        section = parts[0]
        entries = edition.form(form)
        section.rows = [row for row in section.rows if not _is_title(row, edition, form)]
        section.rows = _join_cut(entries, section)
        pairs = _pair(entries, section)
        taken = set(pairs.values())
        for i, j in sorted(pairs.items()):
            row = _printed_row(entries[i], section, j)
            is_others = not row.problem and _fits_another(entries, i, section.cell(section.rows[j], "label").text)
            printed.append(replace(row, problem="other-label") if is_others else _with_stray(row, section, j, taken))
        printed[len(printed) - len(pairs) :] = _without_codes(printed[len(printed) - len(pairs) :])
        unknown += [
            UnknownRow(form, squeeze(row.text), row.place) for j, row in enumerate(section.rows) if j not in taken
        ]
    return Forms(edition, tuple(printed), tuple(unknown), tuple(form for form, parts in found.items() for _ in parts))


def _take_head(section: _Section, row: TableRow) -> bool:
    """Take the columns from a row of the table's head; return whether it is one."""
    roles = {}
    for index, cell in enumerate(row.cells):
        text = fold(cell.text)
        for role, heads in _HEADS.items():
            if role not in roles and text and any(text == head or text.startswith(f"{head} ") for head in heads):
                roles[role] = index
                break
    # "Số lượng ĐVSN đã chuyển đổi …" begins like a head but stands where labels do.
    is_label = any(index == {**section.columns, **roles}["label"] for role, index in roles.items() if role != "label")
    if len(roles) < 2 or is_label or is_code(row.cells[0].text):
        return False
    section.columns.update(roles)
    section.named |= set(roles)
    section.width = len(row.cells)
    return True


def is_number(text: str) -> bool:
    """Return whether a cell holds a number alone."""
    return text.strip("%").replace(".", "").replace(",", "").isdigit()


def is_code(text: str) -> bool:
    """Return whether a cell holds the number of a row."""
    return bool(text) and text.strip(". ,)").replace(".", "").replace(",", "").isdigit()


def _is_title(row: TableRow, edition: Edition, form: str) -> bool:
    """Return whether a row only repeats the form's title or the head's upper line."""
    if any(fold(cell.text).startswith("ket qua thong ke") for cell in row.cells):
        return True
    filled = [cell.text for cell in row.cells if cell.text]
    known = (edition.titles[form]["vi"], "Kết quả thống kê")
    return len(filled) == 1 and any(fuzz.ratio(fold(filled[0]), fold(title)) >= 80 for title in known)


def _pair(entries: Sequence[Entry], section: _Section) -> dict[int, int]:
    labels = label_key(entries)
    printed = [fold(section.cell(row, "label").text) for row in section.rows]
    codes = [digits(section.cell(row, "code").text) for row in section.rows]

    def gain(i: int, j: int) -> float:
        label = fuzz.ratio(labels[i], printed[j]) / 100
        return label + _CODE * (codes[j] == digits(entries[i].code)) if label >= _LABEL else 0.0

    return pair(len(entries), len(section.rows), gain)


def _join_cut(entries: Sequence[Entry], section: _Section) -> list[TableRow]:
    """Return the rows with each one that was cut in two, by hand or by the end of a page, put together again.

    The two labels together are one of the catalogue more nearly than either alone, and the second part has no code, or the
    rest of one: "." below "6.6.2", "2." below "6.6.".
    """
    rows: list[TableRow] = []
    labels, codes = label_key(entries), [digits(entry.code) for entry in entries]
    for row in section.rows:
        if rows and _is_rest(labels, codes, section, rows[-1], row):
            rows[-1] = rows[-1].joined(row.cells)
        else:
            rows.append(row)
    return rows


def _is_rest(labels: Sequence[str], codes: Sequence[str], section: _Section, above: TableRow, row: TableRow) -> bool:
    first, rest = (fold(section.cell(part, "label").text) for part in (above, row))
    code, more = (section.cell(part, "code").text.strip(" .,") for part in (above, row))
    whole = digits(code + more)
    if not rest or (more and whole not in codes):
        return False
    fits = [fuzz.ratio(label, f"{first} {rest}") for label in labels]
    if more and codes[fits.index(max(fits))] != whole:
        return False
    return max(fits) > max(fuzz.ratio(label, part) for label in labels for part in (first, rest))


def _fits_another(entries: Sequence[Entry], own: int, text: str) -> bool:
    """Return whether a label is clearly that of another row: rows out of their order are not what they are taken for."""
    fits = [fuzz.ratio(label, fold(text)) / 100 for label in label_key(entries)]
    return max(fits) > fits[own] + _CLEARLY


def _with_stray(row: PrintedRow, section: _Section, at: int, taken: Collection[int]) -> PrintedRow:
    """Return a blank row without its code, with the problem that a value beside it is of no row: it may be this one's."""
    has_own = digits(row.printed_code) == digits(row.entry.code)
    if row.raw or row.problem or has_own or catalogue.indicator(row.entry.indicator).kind == "section":
        return row
    beside = [section.rows[j] for j in (at - 1, at + 1) if j not in taken and 0 <= j < len(section.rows)]
    values = [squeeze(section.cell(other, "value").text) for other in beside]
    found = next((text for text in values if not is_blank(text)), "")
    return replace(row, raw=found, problem="stray-number") if found else row


def _without_codes(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Return a form's rows with a problem on each value that is its row's code, where only this row has none in its place.

    Codes of a scan are often misread, and its values are read twice: nothing follows from them.
    """
    own = [digits(row.printed_code) == digits(row.entry.code) for row in rows]
    return [
        replace(row, problem="stray-number")
        if not (has_own or row.problem or row.crop)
        and sum(own) == len(rows) - 1
        and row.raw.strip(". ") == row.entry.code
        else row
        for row, has_own in zip(rows, own, strict=True)
    ]


def _has_lost_a_line(section: _Section, at: int) -> bool:
    """Return whether a line around a row's cells is missing on a scan: its value may be another's, or in another cell."""
    value = section.cell(section.rows[at], "value")
    if value.confidence is None:
        return False
    if value.is_merged or at + 1 == len(section.rows):
        return value.is_merged
    label, code = (section.cell(section.rows[at + 1], role) for role in ("label", "code"))
    # Then the label below is part of this row's, and that row has none of its own.
    return label.is_merged and (code.is_merged or is_code(code.text))


def _printed_row(entry: Entry, section: _Section, at: int) -> PrintedRow:
    row = section.rows[at]
    value, note = section.cell(row, "value"), squeeze(section.cell(row, "note").text)
    kind = catalogue.indicator(entry.indicator).kind
    problem, found, unit = "", "", squeeze(section.cell(row, "unit").text)
    if is_blank(value.text) and value.number is None and not is_number(note):
        # A head that has slipped, or a line that a scan has lost, moves a number into a neighbour's column.
        own = {section.cell_at(row, role) for role in ("code", "label", "value")}
        others = (cell.text for index, cell in enumerate(row.cells) if index not in own)
        note = next((text for text in map(squeeze, others) if is_number(text)), note)
    figure = figure_in_unit(entry, value, section.cell(row, "unit"))
    if figure and not value.text:
        value = replace(value, text=figure)
        unit = entry.unit
    if value.is_uncalculated:
        problem = "formula-without-value"
    elif is_blank(value.text) and is_number(note):
        problem = "value-in-note"
    elif kind != "section" and _has_lost_a_line(section, at):
        problem = "scan-merged"
    elif kind != "section":
        problem, found = _why_no_blank(entry, section, row, value)
    if not problem and value.crop and not agree(value, kind):
        problem = "scan-differs"
    raw = {
        "value-in-note": note,
        "value-elsewhere": found,
        "scan-differs": f"{squeeze(value.text) or '?'} ≠ {squeeze(value.second or '') or '?'}",
    }
    # What follows the digits of a scanned number is dust; readings are compared without it.
    text = squeeze(value.text).rstrip(".,") if value.crop else squeeze(value.text)
    return PrintedRow(
        entry,
        raw.get(problem, text),
        row.place,
        squeeze(row.text),
        section.cell(row, "code").text.strip(),
        unit,
        note,
        value.number,
        problem,
        value.is_hidden,
        value.confidence,
        value.crop,
        value.is_merged,
        value.unseen,
    )


def _why_no_blank(entry: Entry, section: _Section, row: TableRow, value: Cell) -> tuple[str, str]:
    """Return why a place without a figure is no blank, or one with a figure no certain one, and the figure found."""
    # Words of a row that a comma within a figure has cut stand one column to the right.
    if section.media == "csv" and is_longer(
        row.cells, section.width if section.named else None, section.column("value")
    ):
        return "row-longer", ""
    if value.text or value.number is not None or value.is_merged:
        return "", ""
    is_scan = row.cells[0].confidence is not None
    if found := elsewhere(entry, section.cell(row, "unit").text, section.cell(row, "label").text, is_scan):
        return "value-elsewhere", found
    at, unit_at = section.column("value"), section.column("unit")
    if not has_place(entry, row.cells, at, unit_at, section.cells_of_head):
        return "no-place", ""
    return "", ""

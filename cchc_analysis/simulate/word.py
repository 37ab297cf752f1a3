"""A made-up report as a Word document, with what Word leaves in one: merged cells, tracked changes, controls, numbering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from cchc_analysis.catalogue import Entry
from cchc_analysis.communes.registry import MADE_UP_MARK
from cchc_analysis.simulate.layout import UPPER_HEAD, Layout
from cchc_analysis.simulate.package import pack
from cchc_analysis.simulate.paper import Paper, forms

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_WHO = 'w:author="Mô phỏng" w:date="2024-01-01T00:00:00Z"'
# Shares of the width that the columns take.
_WIDTHS = (0.1, 0.46, 0.18, 0.16, 0.1)
_NUMBERING = 91
_LEVELS = 4


def to_word(paper: Paper, layout: Layout) -> bytes:
    """Return the report as a Word document, a table a form."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.shared import Pt

    document: Any = docx.Document()
    document.core_properties.title = MADE_UP_MARK
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = layout.font, Pt(layout.size)
    section = document.sections[0]
    section.left_margin = section.right_margin = section.page_width // 10
    if layout.is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.header.paragraphs[0].text = MADE_UP_MARK
    if layout.has_page_numbers:
        section.footer.paragraphs[0]._p.append(
            parse_xml(f'<w:fldSimple {_SPACES} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
    if layout.is_numbered:
        _add_numbering(document, [form for form, _, _ in forms()])
    width = int((section.page_width - 2 * section.left_margin) / 635)
    writer = _Writer(layout, paper, width)
    end = document.element.body[-1]
    for block in writer.blocks():
        end.addprevious(parse_xml(block))
    return pack(document.save)


def _add_numbering(document: Any, names: Sequence[str]) -> None:
    """Add a list of several levels, begun anew for each form."""
    from docx.oxml import parse_xml

    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="'
        + "".join(f"%{number}." for number in range(1, level + 2))
        + '"/><w:lvlJc w:val="left"/></w:lvl>'
        for level in range(_LEVELS)
    )
    abstract = parse_xml(f'<w:abstractNum {_SPACES} w:abstractNumId="{_NUMBERING}">{levels}</w:abstractNum>')
    numbering.insert(0, abstract)
    for form in names:
        starts = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>' for level in range(_LEVELS)
        )
        numbering.append(
            parse_xml(
                f'<w:num {_SPACES} w:numId="{_NUMBERING + int(form)}"><w:abstractNumId w:val="{_NUMBERING}"/>'
                f"{starts}</w:num>"
            )
        )


class _Writer:
    """The XML of one report's paragraphs and tables."""

    def __init__(self, layout: Layout, paper: Paper, width: int) -> None:
        self.layout, self.paper = layout, paper
        self.widths = [int(width * share) for share in _WIDTHS]
        self.changes = 0

    def blocks(self) -> Iterator[str]:
        head, paper, layout = self.paper.head(), self.paper, self.layout
        if layout.has_letterhead:
            # The mark stays above; the office stands left of the nation's name, as Decree 30/2020 lays a letter out.
            yield self.paragraph(head[0])
            left, right = [*head[1:3], head[5]], [*head[3:5], head[6]]
            cells = [self.cell(lines, 1, sum(self.widths) // 2) for lines in (left, right)]
            yield self.table([f"<w:tr>{''.join(cells)}</w:tr>"], [sum(self.widths) // 2] * 2, ruled=False)
            head = head[7:]
        for line in (*head, *layout.body(paper.body()), *paper.enclosure()):
            yield self.paragraph(line)
        for form, title, entries in forms():
            breaks = '<w:pageBreakBefore w:val="1"/>' if layout.on_new_pages else ""
            yield self.paragraph(layout.title.format(form), breaks)
            yield self.paragraph(title)
            yield from self.tables(form, entries)
            yield self.paragraph("")

    def tables(self, form: str, entries: Sequence[Entry]) -> Iterator[str]:
        heads, rows = self.heads(), self.rows(form, entries)
        cut = int(len(rows) * self.layout.split_at)
        parts = (
            [heads + rows[:cut], (heads if self.layout.split_has_head else []) + rows[cut:]] if cut else [heads + rows]
        )
        for number, part in enumerate(parts):
            if number:
                yield self.paragraph("")
            table = self.table(part, self.widths)
            if self.layout.is_nested and len(parts) == 1:
                inner = re.sub(r"^<w:tbl [^>]*>", "<w:tbl>", table)
                outer = f"<w:tc><w:tcPr/>{inner}<w:p/></w:tc>"
                table = self.table([f"<w:tr>{outer}</w:tr>"], [sum(self.widths)], ruled=False)
            yield table

    def heads(self) -> list[str]:
        layout, repeats = self.layout, "<w:trPr><w:tblHeader/></w:trPr>" if self.layout.heads_repeat else ""
        if not layout.has_upper_head:
            return [self.row([(head,) for head in layout.heads], repeats)]
        # STT and label stand two rows high beside a common head of the other three.
        code, label, *others = layout.heads
        above = self.cell([code], 1, self.widths[0], "restart") + self.cell([label], 1, self.widths[1], "restart")
        above += self.cell([UPPER_HEAD], 3, sum(self.widths[2:]))
        below = self.cell([], 1, self.widths[0], "continue") + self.cell([], 1, self.widths[1], "continue")
        below += "".join(self.cell([head], 1, width) for head, width in zip(others, self.widths[2:], strict=True))
        return [f"<w:tr>{repeats}{above}</w:tr>", f"<w:tr>{repeats}{below}</w:tr>"]

    def rows(self, form: str, entries: Sequence[Entry]) -> list[str]:
        layout, rows, unit = self.layout, [], ""
        counters = [0] * _LEVELS
        for number, entry in enumerate(entries):
            value = self.paper.cells[entry.indicator] or layout.blank
            code, label = layout.codes.get(entry.indicator, f"{entry.code}."), layout.labels.get(entry.indicator)
            level = self.counted_level(entry.code, counters) if layout.is_numbered else None
            numbered = ""
            if level is not None:
                numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{_NUMBERING + int(form)}"/></w:numPr>'
            first = self.cell(["" if numbered else code], 1, self.widths[0], "", numbered)
            words = label or entry.label
            if layout.is_merged and not entry.unit:
                cells = first + self.cell([words], 2, sum(self.widths[1:3]))
            else:
                merge = ""
                if layout.is_merged:
                    again = number + 1 < len(entries) and entries[number + 1].unit == entry.unit
                    merge = "continue" if unit == entry.unit else "restart" if again else ""
                cells = first + self.cell([words], 1, self.widths[1])
                cells += self.cell([] if merge == "continue" else [entry.unit], 1, self.widths[2], merge)
            unit = entry.unit
            rows.append(f"<w:tr>{cells}{self.value(value, number)}{self.cell([], 1, self.widths[4])}</w:tr>")
            if layout.is_tracked and number == 2:
                gone = f'<w:trPr><w:del w:id="{self.change()}" {_WHO}/></w:trPr>'
                rows.append(self.row([("9.9.",), ("Dòng đã xóa",), (entry.unit,), ("999",), ("",)], gone, deleted=True))
        return rows

    @staticmethod
    def counted_level(code: str, counters: list[int]) -> int | None:
        """Return the level at which Word's counting would print just this code, or None."""
        wanted = [int(part) for part in code.split(".")]
        level = len(wanted) - 1
        if wanted != [*counters[:level], counters[level] + 1]:
            return None
        counters[level:] = [wanted[-1], *[0] * (len(counters) - level - 1)]
        return level

    def value(self, value: str, number: int) -> str:
        layout, text = self.layout, self.layout.type_text(value)
        runs = self.runs(text)
        before, after = "", ""
        if layout.is_tracked and number % 3 == 0 and value:
            old = f'<w:del w:id="{self.change()}" {_WHO}><w:r><w:delText>88</w:delText></w:r></w:del>'
            runs = f'{old}<w:ins w:id="{self.change()}" {_WHO}>{runs}</w:ins>'
        elif layout.has_controls and number % 2 == 0 and runs:
            runs = f"<w:sdt><w:sdtPr/><w:sdtContent>{runs}</w:sdtContent></w:sdt>"
        cell = (
            f'<w:tc><w:tcPr><w:tcW w:w="{self.widths[3]}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{runs}</w:p></w:tc>'
        )
        if layout.has_controls and number % 2:
            before, after = "<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"
        return f"{before}{cell}{after}"

    def change(self) -> int:
        self.changes += 1
        return self.changes

    def runs(self, text: str, tag: str = "t") -> str:
        pieces = [text[:2], text[2:]] if self.layout.runs_are_cut and len(text) > 2 else [text]
        return "".join(
            f'<w:r><w:{tag} xml:space="preserve">{escape(piece)}</w:{tag}></w:r>' for piece in pieces if piece
        )

    def paragraph(self, text: str, properties: str = "") -> str:
        inner = f"<w:pPr>{properties}</w:pPr>{self.runs(self.layout.type_text(text))}"
        return f"<w:p {_SPACES}>{inner}</w:p>"

    def cell(self, lines: Sequence[str], span: int, width: int, merge: str = "", numbered: str = "") -> str:
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
        runs = [self.runs(self.layout.type_text(line)) for line in lines] or [""]
        paragraphs = "".join(f"<w:p><w:pPr>{numbered}</w:pPr>{run}</w:p>" for run in runs)
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"

    def row(self, cells: Sequence[Sequence[str]], properties: str = "", deleted: bool = False) -> str:
        found = "".join(self.cell(lines, 1, width) for lines, width in zip(cells, self.widths, strict=True))
        if deleted:
            found = re.sub(
                r"<w:r>(.*?)</w:r>",
                lambda run: f'<w:del w:id="{self.change()}" {_WHO}>{run[0].replace("w:t", "w:delText")}</w:del>',
                found,
            )
        return f"<w:tr>{properties}{found}</w:tr>"

    def table(self, rows: Sequence[str], widths: Sequence[int], ruled: bool = True) -> str:
        style = '<w:tblStyle w:val="TableGrid"/>' if ruled else ""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl {_SPACES}><w:tblPr>{style}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

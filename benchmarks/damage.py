"""Ways to damage a document, seeded. `wild` ones break anything; `careful` ones leave every printed value in its place.

After a careful one a reader has no excuse: each value is right, or the reader says that something is wrong there.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable

from lxml import etree
from wear import scan_careful

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Mutation = Callable[[bytes, random.Random], bytes]


def flip(content: bytes, rng: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(rng.choice((1, 1, 3, 20))):
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def truncate(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def splice(content: bytes, rng: random.Random) -> bytes:
    at, to, size = (rng.randrange(len(content)) for _ in range(3))
    size = min(size, 2000)
    return content[:to] + content[at : at + size] + content[to + rng.choice((0, size)) :]


def zip_members(content: bytes, rng: random.Random) -> bytes:
    """Swap, drop, double or rename members."""
    members = unpack(content)
    names = list(members)
    a, b = rng.choice(names), rng.choice(names)
    kind = rng.randrange(4)
    if kind == 0:
        members[a], members[b] = members[b], members[a]
    elif kind == 1:
        del members[a]
    elif kind == 2:
        members[rng.choice(("../", "/", "a\n", "con/", "")) + a + "x"] = members[a]
    else:
        members[a] = members[a][: rng.randrange(len(members[a]) + 1)]
    return pack(members)


def xml_wild(content: bytes, rng: random.Random) -> bytes:
    """Drop, double, move or rename elements of any part, or change their attributes."""
    members = unpack(content)
    name = rng.choice([name for name in members if name.endswith((".xml", ".rels"))])
    if rng.random() < 0.7:
        name = next((n for n in members if n in ("word/document.xml", "xl/worksheets/sheet2.xml")), name)
    try:
        root = etree.fromstring(members[name])
    except etree.XMLSyntaxError:
        return flip(content, rng)
    for _ in range(rng.choice((1, 2, 5))):
        elements = [element for element in root.iter() if element.getparent() is not None]
        if not elements:
            break
        element, kind = rng.choice(elements), rng.randrange(5)
        parent = element.getparent()
        if kind == 0:
            parent.remove(element)
        elif kind == 1:
            parent.insert(parent.index(element), etree.fromstring(etree.tostring(element)))
        elif kind == 2:
            parent.append(element)
        elif kind == 3:
            element.tag = rng.choice(elements).tag
        elif element.attrib:
            element.attrib[rng.choice(list(element.attrib))] = rng.choice(("", "-1", "99999999", "x", "1"))
    members[name] = etree.tostring(root)
    return pack(members)


def word_careful(content: bytes, rng: random.Random) -> bytes:
    """Change the structure of a Word document around its values."""
    members = unpack(content)
    root = etree.fromstring(members["word/document.xml"])
    for _ in range(rng.choice((1, 2, 4))):
        rng.choice(WORD)(root, rng)
    members["word/document.xml"] = etree.tostring(root)
    return pack(members)


def _rows(root: etree._Element) -> list[etree._Element]:
    return [row for row in root.iter(f"{W}tr") if len(row.findall(f".//{W}tc")) > 3]


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element))


def _double_row(root: etree._Element, rng: random.Random) -> None:
    row = rng.choice(_rows(root))
    row.addnext(_copy(row))


def _drop_row(root: etree._Element, rng: random.Random) -> None:
    row = rng.choice(_rows(root))
    row.getparent().remove(row)


def _swap_rows(root: etree._Element, rng: random.Random) -> None:
    row = rng.choice(_rows(root))
    if (after := row.getnext()) is not None:
        row.addprevious(after)


def _empty_row(root: etree._Element, rng: random.Random) -> None:
    row = rng.choice(_rows(root))
    empty = _copy(row)
    for text in list(empty.iter(f"{W}t")):
        text.text = ""
    row.addprevious(empty)


def _drop_cell(root: etree._Element, rng: random.Random) -> None:
    """Drop the cell of a code or of a label, so that the others move to the left."""
    cells = rng.choice(_rows(root)).findall(f"{W}tc")
    if len(cells) > 3:
        cell = cells[rng.randrange(2)]
        cell.getparent().remove(cell)


def _double_cell(root: etree._Element, rng: random.Random) -> None:
    cells = rng.choice(_rows(root)).findall(f"{W}tc")
    if len(cells) > 3:
        cell = cells[rng.randrange(2)]
        cell.addnext(_copy(cell))


def _empty_words(root: etree._Element, rng: random.Random) -> None:
    cells = rng.choice(_rows(root)).findall(f"{W}tc")
    if len(cells) > 3:
        for text in cells[rng.randrange(2)].iter(f"{W}t"):
            text.text = ""


def _drop_paragraph(root: etree._Element, rng: random.Random) -> None:
    paragraphs = [p for p in root.iter(f"{W}p") if p.getparent().tag == f"{W}body"]
    paragraph = rng.choice(paragraphs)
    paragraph.getparent().remove(paragraph)


def _double_paragraph(root: etree._Element, rng: random.Random) -> None:
    paragraphs = [p for p in root.iter(f"{W}p") if p.getparent().tag == f"{W}body"]
    paragraph = rng.choice(paragraphs)
    rng.choice(paragraphs).addnext(_copy(paragraph))


def _drop_property(root: etree._Element, rng: random.Random) -> None:
    names = ("tcPr", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcW", "vMerge", "gridSpan", "jc", "sdtPr")
    # Without its mark a struck row or cell would be one that is printed.
    found = [e for e in root.iter(*(f"{W}{name}" for name in names)) if not list(e.iter(f"{W}del"))]
    if found:
        element = rng.choice(found)
        element.getparent().remove(element)


def _wrap(root: etree._Element, rng: random.Random) -> None:
    """Put a run into an insertion, a control, a link or a smart tag."""
    runs = [run for run in root.iter(f"{W}r") if run.getparent().tag == f"{W}p"]
    if runs:
        run = rng.choice(runs)
        kind = rng.choice(("ins", "sdt", "hyperlink", "smartTag", "moveTo", "fldSimple"))
        outer = etree.Element(f"{W}{kind}")
        run.addprevious(outer)
        (etree.SubElement(outer, f"{W}sdtContent") if kind == "sdt" else outer).append(run)


def _cut_run(root: etree._Element, rng: random.Random) -> None:
    runs = [run for run in root.iter(f"{W}r") if len(run.findtext(f"{W}t") or "") > 1]
    if runs:
        run = rng.choice(runs)
        text = run.find(f"{W}t")
        at = rng.randrange(1, len(text.text))
        rest = _copy(run)
        rest.find(f"{W}t").text, text.text = text.text[at:], text.text[:at]
        run.addnext(rest)


def _cut_table(root: etree._Element, rng: random.Random) -> None:
    row = rng.choice(_rows(root))
    table = row.getparent()
    if table.tag != f"{W}tbl":
        return
    second = _copy(table)
    at = table.index(row)
    for index, (one, other) in enumerate(zip(list(table), list(second), strict=True)):
        if one.tag == f"{W}tr" or one.tag == f"{W}sdt":
            (table if index >= at else second).remove(one if index >= at else other)
    table.addnext(second)
    table.addnext(etree.Element(f"{W}p"))


WORD = (
    _double_row,
    _drop_row,
    _swap_rows,
    _empty_row,
    _drop_cell,
    _double_cell,
    _empty_words,
    _drop_paragraph,
    _double_paragraph,
    _drop_property,
    _wrap,
    _cut_run,
    _cut_table,
)


def sheet_careful(content: bytes, rng: random.Random) -> bytes:
    """Change the structure of a workbook around its values."""
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for _ in range(rng.choice((1, 2, 4))):
        sheet = rng.choice(workbook.worksheets)
        kind, row = rng.randrange(9), rng.randint(1, max(1, sheet.max_row))
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        if kind == 0:
            sheet.insert_cols(rng.randint(1, 6))
        elif kind == 1:
            sheet.insert_rows(row, rng.randint(1, 3))
        elif kind == 2:
            sheet.delete_rows(row)
        elif kind == 3:
            cell = _first(sheet, row)
            if cell:
                sheet.cell(row, cell + rng.randrange(2)).value = None
        elif kind == 4:
            found = [cell.value for cell in sheet[row]]
            sheet.insert_rows(row + 1)
            for column, value in enumerate(found, start=1):
                sheet.cell(row + 1, column).value = value
                sheet.cell(row + 1, column).number_format = sheet.cell(row, column).number_format
        elif kind == 5:
            sheet.title = rng.choice(("Sheet1", "Bìa", "a" * 31, "Biểu mẫu 9", "."))
        elif kind == 6 and sum(other.sheet_state == "visible" for other in workbook.worksheets) > 1:
            sheet.sheet_state = "hidden"
        elif kind == 7 and len(workbook.worksheets) > 1:
            workbook.move_sheet(sheet, rng.randint(-3, 3))
        else:
            cell = _first(sheet, row)
            if cell and sheet.max_column < 20:
                sheet.move_range(f"A{row}:T{row}", cols=1)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _first(sheet: object, row: int) -> int:
    return next((cell.column for cell in sheet[row] if cell.value is not None), 0)  # type: ignore[index]


def csv_careful(content: bytes, rng: random.Random) -> bytes:
    """Shuffle the fields of rows, drop codes and labels, double and drop rows."""
    text = content.decode("utf-8-sig")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    for _ in range(rng.choice((1, 2, 5))):
        at, kind = rng.randrange(len(rows)), rng.randrange(7)
        row = rows[at]
        if kind == 0:
            i, j = rng.randrange(len(row)), rng.randrange(len(row))
            row[i], row[j] = row[j], row[i]
        elif kind == 1:
            row.insert(rng.randrange(2), "")
        elif kind == 2:
            row[rng.randrange(2)] = ""
        elif kind == 3:
            rows.insert(rng.randrange(len(rows)), list(row))
        elif kind == 4:
            del rows[at]
        elif kind == 5:
            rng.shuffle(row)
        else:
            rows[at] = [cell + "\n" if cell and not cell[-1].isdigit() else cell for cell in row]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode()


def text_careful(content: bytes, rng: random.Random) -> bytes:
    """Change letters, line ends and whole lines of a text; digits and what stands beside them stay."""
    text = content.decode()
    for _ in range(rng.choice((1, 3, 10))):
        kind, at = rng.randrange(6), rng.randrange(len(text))
        if kind == 0 and text[at].isalpha():
            text = text[:at] + rng.choice("aeiouđnx") + text[at + 1 :]
        elif kind == 1 and text[at].isalpha():
            text = text[:at] + text[at + 1 :]
        elif kind == 2 and text[at] == " ":
            text = text[:at] + rng.choice(("\n", "  ", "\u00a0", "\t", "\n\n")) + text[at + 1 :]
        elif kind == 3:
            at = text.find("\n", at)
            text = text[:at] + rng.choice((" ", "\n\n", "\n\f")) + text[at + 1 :] if at >= 0 else text
        else:
            lines = text.split("\n")
            line = rng.randrange(len(lines))
            if kind == 4:
                lines.insert(rng.randrange(len(lines)), lines[line])
            elif not re.search(r"\d\s*%?\s*$", lines[line]):
                del lines[line]
            text = "\n".join(lines)
    return text.encode()


def pages_careful(content: bytes, rng: random.Random) -> bytes:
    """Drop, double, turn or reorder the pages of a PDF."""
    import pypdfium2

    source = pypdfium2.PdfDocument(content)
    order = list(range(len(source)))
    kind = rng.randrange(4)
    if kind == 0 and len(order) > 1:
        order.pop(rng.randrange(len(order)))
    elif kind == 1:
        order.insert(rng.randrange(len(order)), rng.choice(order))
    elif kind == 2:
        rng.shuffle(order)
    target = pypdfium2.PdfDocument.new()
    target.import_pages(source, order)
    if kind == 3:
        target[rng.randrange(len(target))].set_rotation(rng.choice((90, 180, 270)))
    written = io.BytesIO()
    target.save(written)
    target.close()
    source.close()
    return written.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return written.getvalue()


def archive_careful(content: bytes, rng: random.Random) -> bytes:
    """Damage the document in a zip file, or put other files beside it."""
    members = unpack(content)
    name = next(iter(members))
    if rng.random() < 0.5:
        members[name] = word_careful(members[name], rng)
    else:
        members[rng.choice(("__MACOSX/x", "a.exe", "b/c.docx", "~$x.docx"))] = rng.randbytes(200)
    return pack(members)


BYTES: tuple[Mutation, ...] = (flip, truncate, splice)
WILD: dict[str, tuple[Mutation, ...]] = {
    "docx": (*BYTES, zip_members, xml_wild, xml_wild),
    "xlsx": (*BYTES, zip_members, xml_wild, xml_wild),
    "zip": (*BYTES, zip_members),
    **dict.fromkeys(("txt", "csv", "pdf", "doc", "xls", "scan"), BYTES),
}
CAREFUL: dict[str, tuple[Mutation, ...]] = {
    "docx": (word_careful,),
    "xlsx": (sheet_careful,),
    "csv": (csv_careful,),
    "txt": (text_careful,),
    "zip": (archive_careful,),
    "pdf": (pages_careful,),
    "scan": (scan_careful,),
}

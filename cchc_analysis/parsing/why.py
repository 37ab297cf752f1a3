"""What was tried on a file, part by part, and what would help: for who asks why it was refused, or read as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from cchc_analysis import catalogue
from cchc_analysis.catalogue import Edition
from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.parsing.forms.in_tables import read_grid
from cchc_analysis.parsing.forms.in_text import read_lines
from cchc_analysis.parsing.forms.rows import form_number
from cchc_analysis.parsing.report import read_report, refusal
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document, TableRow, read_document
from cchc_analysis.reading.document import Block
from cchc_analysis.reading.word_text import PICTURE


def explain(
    path: Path, name: str, period: Period | None, commune: str | None = None, edition: str | None = None
) -> Iterator[str]:
    """Yield lines in Vietnamese and English: what the file is, what stands in each part, which rows of forms are known.

    The last lines say how it ended: read, with the questions on its cells, or refused, with what would help.
    """
    try:
        document = read_document(path, name)
    except ReadError as error:
        yield from _refused(name, error, period)
        return
    yield f"{name}: đọc như tệp {document.media}, bằng {document.reader} · read as {document.media}, by {document.reader}"
    for part, blocks in groupby(document.blocks, key=_part):
        yield f"  {part}: {_contents([*blocks])}"
    yield from _forms(document)
    try:
        frames = read_report(path, period, name, commune, edition)
    except CchcError as error:
        yield from _refused(name, error, period)
        return
    asked = frames.findings[frames.findings["rule"].str.startswith(("cell-", "row-", "form-"))]
    yield f"  đọc được · read: {len(frames.observations)} dòng · rows, {len(asked)} điều cần xem · to be looked at"
    for _, finding in asked.iterrows():
        yield f"    {finding['message']} · {finding['message_en']}"


def _refused(name: str, error: CchcError, period: Period | None) -> Iterator[str]:
    (finding,) = refusal(name, "0" * 64, period, error).findings.to_dict("records")
    yield f"  không dùng được · refused: {finding['message']} · {error}"


def _part(block: Block) -> str:
    if block.place.sheet:
        return f"trang tính · sheet {block.place.sheet!r}"
    return f"trang · page {block.place.page}" if block.place.page else "toàn bộ · the whole"


def _contents(blocks: Sequence[Block]) -> str:
    rows = [block for block in blocks if isinstance(block, TableRow)]
    lines = [block for block in blocks if not isinstance(block, TableRow) and block.text.strip()]
    found = [f"{len(lines)} dòng chữ · lines", f"{len(rows)} hàng bảng · table rows"]
    if any(cell.confidence is not None for row in rows for cell in row.cells):
        found.append("nhận dạng từ ảnh · recognised from a picture")
    if pictures := sum(line.text == PICTURE for line in lines):
        found.append(f"{pictures} ảnh không đọc được · pictures not read")
    if any(cell.is_hidden for row in rows for cell in row.cells):
        found.append("có ô bị ẩn · has hidden cells")
    titles = dict.fromkeys(number for block in blocks if (number := form_number(block.text)))
    if titles:
        found.append(f"Biểu mẫu · forms {', '.join(titles)}")
    return "; ".join(found)


def _forms(document: Document) -> Iterator[str]:
    """Yield, for the edition that explains most rows, how many rows of each form are known."""
    read = read_grid if document.has_tables else read_lines
    editions: list[Edition] = [one for one in catalogue.editions().values() if one.layout == "forms"]
    best = max((read(document, edition) for edition in editions), key=lambda forms: len(forms.printed))
    yield f"  mẫu gần nhất · nearest edition: {best.edition.name}"
    for form in dict.fromkeys(best.seen):
        known = sum(row.entry.form == form for row in best.printed)
        strange = sum(row.form == form for row in best.unknown)
        of = len(best.edition.form(form))
        yield f"    Biểu mẫu · form {form}: {known}/{of} dòng nhận ra · rows known, {strange} dòng lạ · others"
    if not best.seen:
        yield "    không thấy tiêu đề “Biểu mẫu …” nào · no title “Biểu mẫu …” was seen"

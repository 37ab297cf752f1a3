"""Form fields and notes of a PDF, made part of their pages: every viewer shows them there."""

from __future__ import annotations

import ctypes
from typing import Any

#: Left, bottom, right and top of the notes of each page, in points from below.
Notes = dict[int, list[tuple[float, float, float, float]]]

# The size of words whose note says none.
_TYPED = 9
# No report has more of them on a page.
_MOST = 2_000
# A frame may be drawn on the note's edge.
_EDGE = 1.5


def flatten(document: Any) -> Notes:
    """Make fields and notes part of their pages; return where they lie, on pages that have any."""
    from pypdfium2 import raw

    if document.get_formtype():
        document.init_forms()
    found: Notes = {}
    for number, page in enumerate(document, start=1):
        places = []
        for at in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST)):
            note, place = raw.FPDFPage_GetAnnot(page.raw, at), raw.FS_RECTF()
            kind = raw.FPDFAnnot_GetSubtype(note)
            if kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
                raw.FPDFAnnot_GetRect(note, place)
                low, high = sorted((place.bottom, place.top))
                places.append((min(place.left, place.right), low, max(place.left, place.right), high))
                if kind == raw.FPDF_ANNOT_FREETEXT and not raw.FPDFAnnot_HasKey(note, b"AP"):
                    _type(document, page, note, places[-1])
            raw.FPDFPage_CloseAnnot(note)
        if places:
            raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
            found[number] = places
    return found


def without_frames(page: Any, notes: Notes) -> Any:
    """Return a page of pdfplumber without the lines that its notes draw around themselves: they are none of a table.

    A line through letters stays.
    """
    boxes = notes.get(page.page_number)
    if not boxes:
        return page

    def is_kept(item: dict[str, Any]) -> bool:
        if item.get("object_type") not in ("line", "rect", "curve"):
            return True
        left, right = item["x0"], item["x1"]
        low, high = page.height - item["bottom"], page.height - item["top"]
        return not any(
            box[0] - _EDGE <= left
            and right <= box[2] + _EDGE
            and box[1] - _EDGE <= low
            and high <= box[3] + _EDGE
            and (low - box[1] <= 2 * _EDGE or box[3] - high <= 2 * _EDGE)
            for box in boxes
        )

    return page.filter(is_kept)


def _type(document: Any, page: Any, note: Any, place: tuple[float, float, float, float]) -> None:
    """Write the words of a note without a look of its own where it lies: viewers make one."""
    from pypdfium2 import raw

    count = raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
    words = ctypes.create_string_buffer(count)
    raw.FPDFAnnot_GetStringValue(note, b"Contents", ctypes.cast(words, ctypes.POINTER(raw.FPDF_WCHAR)), count)
    if count <= 2 or raw.FPDFAnnot_GetFlags(note) & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW):
        return
    text = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", _TYPED)
    raw.FPDFText_SetText(text, ctypes.cast(words, ctypes.POINTER(raw.FPDF_WCHAR)))
    raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, place[0] + 2, (place[1] + place[3] - _TYPED) / 2 + 2)
    raw.FPDFPage_InsertObject(page.raw, text)
    raw.FPDFPage_GenerateContent(page.raw)

"""The words of one Word paragraph as they print: accepted, without what is hidden, with what a plain text would lose.

A figure that is struck out, a footnote's number beside a value, a ticked box: each is part of what the cell says. Run
together with the digits beside it, it would make another number of them, so it keeps its look: 709¹, 7̶0̶9̶, ☒.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from cchc_analysis.reading.marks import raised, struck

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OLD_DRAWN = "{urn:schemas-microsoft-com:vml}imagedata"

# Wrappers that are part of the accepted text, and what is not part of it.
INTO = {
    f"{W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple")
}
INTO |= {f"{_MC}AlternateContent", f"{_MC}Choice"}
_GONE = {f"{W}del", f"{W}moveFrom", f"{_MC}Fallback"}
_BOX = f"{W}txbxContent"
_PAST = _GONE | {_BOX} | {f"{W}{tag}" for tag in ("delText", "instrText", "sdtPr", "pPr", "rPr")}
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-"}
# Letters of Wingdings that stand for a box or a tick; every other symbol is one that we do not know.
_SYMBOLS = {0x6F: "☐", 0xA8: "☐", 0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗"}
_UNKNOWN = "\ufffd"
PICTURE = "[hình ảnh]"


def text_of(element: etree._Element) -> str:
    """Return the words of a paragraph, or of anything inside one."""
    # What a control shows until somebody fills it in is no answer.
    if any(_is_unfilled(control) for control in element.iterancestors(f"{W}sdt")):
        return ""
    return "".join(_words(element))


def _is_unfilled(control: etree._Element) -> bool:
    return is_on(control.find(f"{W}sdtPr"), "showingPlcHdr")


def boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes that are anchored in a paragraph, each once, outermost first."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _GONE:
            yield from boxes(child)


def has_picture(element: etree._Element) -> bool:
    """Return whether a picture stands in a cell, whose words nobody reads."""
    return any(True for _ in element.iter(_DRAWN, _OLD_DRAWN))


def is_joined(paragraph: etree._Element) -> bool:
    """Return whether a paragraph's end is deleted under review, so that the next one goes on in it."""
    mark = paragraph.find(f"{W}pPr/{W}rPr/{W}del")
    return mark is not None


def is_on(properties: etree._Element | None, tag: str) -> bool:
    """Return whether a property that is on or off is on."""
    found = None if properties is None else properties.find(f"{W}{tag}")
    return found is not None and found.get(f"{W}val", "true") not in ("0", "false", "off")


def _words(element: etree._Element) -> Iterator[str]:
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _PAST:
            continue
        if child.tag == f"{W}r":
            yield _run(child)
        elif child.tag == f"{W}sdt":
            if not _is_unfilled(child):
                yield from _words(child)
        elif child.tag == f"{_M}f":
            # A fraction's parts side by side would be one long number.
            yield f"({text_of(child)})"
        elif child.tag == f"{_M}t":
            yield child.text or ""
        elif child.tag in (f"{_M}num", f"{_M}den", f"{_M}sup", f"{_M}sub", f"{_M}e"):
            yield " "
            yield from _words(child)
        else:
            yield from _leaf(child)


def _leaf(child: etree._Element) -> Iterator[str]:
    if child.tag == f"{W}t":
        yield child.text or ""
    elif child.tag in _BREAKS:
        yield _BREAKS[child.tag]
    elif child.tag == f"{W}sym":
        yield _symbol(child)
    elif child.tag == f"{W}ffData":
        yield _form_field(child)
    else:
        yield from _words(child)


def _run(run: etree._Element) -> str:
    properties = run.find(f"{W}rPr")
    text = "".join(_words(run))
    if properties is None or not text or is_on(properties, "vanish"):
        return "" if is_on(properties, "vanish") else text
    found = properties.find(f"{W}vertAlign")
    align = "" if found is None else found.get(f"{W}val", "")
    text = raised(text, align)
    return struck(text) if is_on(properties, "strike") or is_on(properties, "dstrike") else text


def _symbol(symbol: etree._Element) -> str:
    try:
        code = int(symbol.get(f"{W}char", ""), 16) & 0xFF
    except ValueError:
        return _UNKNOWN
    font = symbol.get(f"{W}font", "")
    if font.startswith("Wingdings"):
        return _SYMBOLS.get(code, _UNKNOWN)
    return chr(code) if font == "Symbol" and chr(code) in "0123456789.,%-+ " else _UNKNOWN


def _form_field(field: etree._Element) -> str:
    """Return what an old form field shows that has no text of its own: a list or a box."""
    choices = field.find(f"{W}ddList")
    if choices is not None:
        entries = [entry.get(f"{W}val", "") for entry in choices.findall(f"{W}listEntry")]
        chosen = choices.find(f"{W}result")
        at = "0" if chosen is None else chosen.get(f"{W}val", "0")
        return entries[int(at)] if at.isdigit() and int(at) < len(entries) else _UNKNOWN
    box = field.find(f"{W}checkBox")
    if box is None:
        return ""
    return "☒" if is_on(box, "checked" if box.find(f"{W}checked") is not None else "default") else "☐"

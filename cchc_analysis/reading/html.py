"""HTML, as portals and office programs save it, often under the name of a Word or Excel file: paragraphs and tables.

Nothing that a page names is fetched: it is parsed here, and its pictures, styles and scripts are left out.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator

from lxml import etree, html

from cchc_analysis.errors import ReadError
from cchc_analysis.names import clean
from cchc_analysis.reading.document import Block, Cell, Paragraph, Place, TableRow
from cchc_analysis.reading.marks import raised, struck
from cchc_analysis.reading.word_text import PICTURE

READER = "html 2"
_BEGIN = re.compile(
    r"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<(?:html|head|body|table|meta|style|div|center)\b)"
)
_MHTML = re.compile(r"(?is)\A(?:[\w-]+:[^\n]*\n|[ \t]+[^\n]*\n)*?content-type:\s*(?:multipart/related|text/html)")
_LEFT_OUT = frozenset(("script", "style", "head", "template", "noscript", "object", "iframe", "title"))
_STRUCK = frozenset(("s", "strike", "del"))
_ALIGNED = {"sup": "superscript", "sub": "subscript"}
_BLOCKS = frozenset(
    ("p", "caption", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "section", "article", "blockquote")
)
_UNSEEN = re.compile(
    r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?)\b"
)
_GROUND = re.compile(r"(?i)background(?:-color)?\s*:")
_SPAN = 64


def is_html(text: str) -> bool:
    """Return whether a text is HTML, or HTML in the envelope of a mail (MHTML).

    >>> is_html("<html><table>"), is_html("MIME-Version: 1.0\\nContent-Type: multipart/related;\\n"), is_html("xã < 5")
    (True, True, False)
    """
    return _BEGIN.match(text) is not None or _MHTML.match(text) is not None


def read_html(text: str, content: bytes, name: str) -> tuple[Block, ...]:
    """Return the paragraphs and table rows of a page, or of all pages in an envelope.

    Raises
    ------
    ReadError : nothing in it, or more levels than any page has.
    """
    page = _Page()
    for source in _pages(text, content):
        parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
            raise _damaged(name, "an HTML file without content") from error
        if any("depth" in entry.message.lower() for entry in parser.error_log):
            raise _damaged(name, "an HTML file with tables in tables without end")
        page.take(root)
    return tuple(
        Paragraph(words, Place(number)) if isinstance(words, str) else TableRow(tuple(words), Place(number))
        for number, words in enumerate(page.found, start=1)
    )


def _damaged(name: str, found: str) -> ReadError:
    return ReadError(name, found, "a report", "save it as .docx or .xlsx and send it again", rule="file-damaged")


def _pages(text: str, content: bytes) -> Iterator[str]:
    if not _MHTML.match(text):
        yield text
        return
    for part in email.message_from_bytes(content, policy=email.policy.default).walk():
        if part.get_content_type() == "text/html":
            yield str(part.get_content())


class _Table:
    """A table that is being read: its rows so far, and where cells of rows above reach down."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.inner: list[list[Cell]] = []
        self.cells: list[tuple[Cell, int, int]] = []
        self.reaching: dict[int, tuple[int, bool]] = {}

    def end_row(self) -> None:
        """Put the cells of a row on the table's grid."""
        row: list[Cell] = []
        waiting = list(self.cells)
        while waiting or len(row) in self.reaching:
            at = len(row)
            if at in self.reaching:
                left, has_text = self.reaching.pop(at)
                if left > 1:
                    self.reaching[at] = (left - 1, has_text)
                row.append(Cell(is_merged=has_text))
                continue
            cell, wide, high = waiting.pop(0)
            for column in range(at, at + wide):
                if high > 1:
                    self.reaching[column] = (high - 1, bool(cell.text) and column == at)
            row += [cell, *[Cell(is_covered=True)] * (wide - 1)]
        self.cells = []
        if row:
            self.rows.append(row)
        self.rows += self.inner
        self.inner = []


class _Page:
    """What a page holds, in its order: lines, and the cells of rows; a table within a cell comes after its row."""

    def __init__(self) -> None:
        self.found: list[str | list[Cell]] = []
        self.tables: list[_Table] = []
        # The words of what is open: of the page, and of each cell within it; those that do not show beside them.
        self.words: list[list[str]] = [[]]
        self.unseen: list[list[str]] = [[]]

    def take(self, root: etree._Element) -> None:
        """Add what stands in an element."""
        _put_classes_in(root)
        looks: list[tuple[bool, str, bool]] = [(False, "", False)]
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                looks.append(_look(element, looks[-1]))
                self._begin(str(element.tag))
                if element.tag in _LEFT_OUT:
                    walk.skip_subtree()
                elif element.tag == "input" and (element.get("type") or "").casefold() != "hidden":
                    self._add(element.get("value"), looks[-1])
                else:
                    self._add(element.text, looks[-1])
            else:
                looks.pop()
                self._end(element)
                self._add(element.tail, looks[-1])
        self._break()

    def _add(self, text: str | None, look: tuple[bool, str, bool]) -> None:
        if not text:
            return
        is_struck, align, is_unseen = look
        words = self.unseen if is_unseen else self.words
        text = raised(re.sub(r"\s+", " ", text), align)
        words[-1].append(struck(text) if is_struck else text)

    def _break(self) -> None:
        """End a line: within a cell by a line's end, else by a paragraph."""
        if self.tables:
            self.words[-1].append("\n")
            return
        line = clean("".join(self.words[-1])).strip()
        if line:
            self.found.append(line)
        self.words[-1] = []

    def _begin(self, tag: str) -> None:
        if tag == "table":
            self._break()
            self.tables.append(_Table())
        elif tag in ("td", "th") and self.tables:
            self.words.append([])
            self.unseen.append([])
        elif tag in _BLOCKS or tag == "br":
            self._break()

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in ("td", "th") and self.tables and len(self.words) > 1:
            lines = (" ".join(line.split()) for line in clean("".join(self.words.pop())).split("\n"))
            text, unseen = "\n".join(line for line in lines if line), "".join(self.unseen.pop()).strip()
            if not text and element.find(".//img") is not None:
                text = PICTURE
            spans = (_number(element.get("colspan")), _number(element.get("rowspan")))
            self.tables[-1].cells.append((Cell(text, unseen="" if text else unseen), *spans))
        elif tag == "tr" and self.tables:
            self.tables[-1].end_row()
        elif tag == "table" and self.tables:
            table = self.tables.pop()
            table.end_row()
            if self.tables:
                self.tables[-1].inner += table.rows
            else:
                self.found += table.rows
        elif tag in _BLOCKS:
            self._break()


def _put_classes_in(root: etree._Element) -> None:
    """Write what the page's own classes declare into the style of each element that has them."""
    declared: dict[str, str] = {}
    for sheet in root.iter("style"):
        for rule in (sheet.text or "").split("}"):
            names, _, body = rule.partition("{")
            for name in re.findall(r"\.([\w-]+)", names):
                declared[name] = f"{declared.get(name, '')};{body}"
    if declared:
        for element in root.iter(etree.Element):
            own = [declared[name] for name in (element.get("class") or "").split() if name in declared]
            if own:
                element.set("style", ";".join([*own, element.get("style") or ""]))


def _look(element: etree._Element, outer: tuple[bool, str, bool]) -> tuple[bool, str, bool]:
    """Return whether the words of an element are struck, how they are raised, and whether they do not show."""
    style = element.get("style") or ""
    is_struck = outer[0] or element.tag in _STRUCK or "line-through" in style
    colour = (element.get("color") or "").casefold() in ("white", "#ffffff")
    is_hidden = bool(_UNSEEN.search(style) and not _GROUND.search(style)) or colour or element.get("hidden") is not None
    # On a ground of its own white print shows.
    has_ground = _GROUND.search(style) is not None or element.get("bgcolor") is not None
    return is_struck, _ALIGNED.get(str(element.tag), outer[1]), is_hidden or (outer[2] and not has_ground)


def _number(text: str | None) -> int:
    # A span wider than this is no form; the bound keeps a hostile one from filling the memory.
    return max(min(int(text), _SPAN), 1) if text and text.isdigit() and len(text) < 6 else 1

"""Looks that a Word file gives its letters from afar, written into each run, where `word_text` finds them.

A style of letters or of a paragraph may strike, hide, raise or whiten what stands in it. White letters on white paper,
tiny letters and those in a hidden row do not show, just as hidden ones; a digit that is set higher is raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LOOKS = ("strike", "dstrike", "vanish", "vertAlign", "color", "sz", "position", "shd", "highlight")
# Half-points: letters of two points or less are no print; a digit raised by three points is a note's number.
_TINY, _RAISED = 4, 6
_WHITE_THEMES = ("background1", "light1")
# Two colours whose channels differ by no more than this are one to the eye.
_ALIKE = 24
_STYLES_DEEP = 12


def write_looks(body: etree._Element, styles: etree._Element | None) -> None:
    """Write into each run what its styles say, and that it is hidden where it does not show."""
    known = _styles(styles)
    for run in body.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        looks = dict(_of_styles(run, properties, known))
        if properties is not None:
            looks |= {tag: found for tag in _LOOKS if (found := properties.find(f"{W}{tag}")) is not None}
        if not looks and not _is_in_hidden_row(run):
            continue
        if properties is None:
            properties = etree.Element(f"{W}rPr")
            run.insert(0, properties)
        for tag in ("strike", "dstrike", "vanish", "vertAlign"):
            if tag in looks and properties.find(f"{W}{tag}") is None:
                _set(properties, tag, looks[tag].get(f"{W}val"))
        if _number(looks.get("position")) >= _RAISED and not _is_alone(run) and "vertAlign" not in looks:
            _set(properties, "vertAlign", "superscript")
        if _is_unseen(run, looks) or _is_in_hidden_row(run):
            _set(properties, "vanish", None)


def unseen_text(element: etree._Element) -> str:
    """Return the words of an element's hidden runs."""
    hidden = (run for run in element.iter(f"{W}r") if _is_on(run.find(f"{W}rPr/{W}vanish")) and not _is_deleted(run))
    return "".join(text.text or "" for run in hidden for text in run.iter(f"{W}t")).strip()


def _styles(root: etree._Element | None) -> dict[str, tuple[str, dict[str, etree._Element]]]:
    """Return the looks of each style, and what it is based on."""
    found = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        properties, based = style.find(f"{W}rPr"), style.find(f"{W}basedOn")
        looks = {
            tag: own for tag in _LOOKS if properties is not None and (own := properties.find(f"{W}{tag}")) is not None
        }
        found[style.get(f"{W}styleId", "")] = ("" if based is None else based.get(f"{W}val", ""), looks)
    return found


def _of_styles(
    run: etree._Element,
    properties: etree._Element | None,
    known: Mapping[str, tuple[str, dict[str, etree._Element]]],
) -> Iterator[tuple[str, etree._Element]]:
    """Yield the looks of the styles of a run, the nearest last."""
    paragraph = next(run.iterancestors(f"{W}p"), None)
    names = [None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")]
    names.append(None if properties is None else properties.find(f"{W}rStyle"))
    for named in names:
        chain: list[dict[str, etree._Element]] = []
        name = "" if named is None else named.get(f"{W}val", "")
        while name in known and len(chain) < _STYLES_DEEP:
            name, looks = known[name]
            chain.append(looks)
        for looks in reversed(chain):
            yield from looks.items()


def _is_unseen(run: etree._Element, looks: Mapping[str, etree._Element]) -> bool:
    if 0 < _number(looks.get("sz")) <= _TINY:
        return True
    colour = looks.get("color")
    own = None if colour is None else _rgb(colour.get(f"{W}val"), colour.get(f"{W}themeColor"))
    if own is None or "highlight" in looks:
        return False
    ground = _ground(run, looks.get("shd"))
    return ground is not None and all(abs(one - other) <= _ALIKE for one, other in zip(own, ground, strict=True))


def _ground(run: etree._Element, own: etree._Element | None) -> tuple[int, ...] | None:
    """Return the colour behind a run: of itself, its paragraph or its cell; None where a theme or a table's style says it."""
    shades = [own]
    for outer in run.iterancestors(f"{W}p", f"{W}tc"):
        shades.append(outer.find(f"{W}{'pPr' if outer.tag == f'{W}p' else 'tcPr'}/{W}shd"))
    for shade in shades:
        fill = None if shade is None else shade.get(f"{W}fill", "auto")
        if shade is not None and fill not in ("auto", None):
            return _rgb(fill, shade.get(f"{W}themeFill"))
    table = next(run.iterancestors(f"{W}tbl"), None)
    # A table's style may have a dark head.
    is_styled = table is not None and table.find(f"{W}tblPr/{W}tblStyle") is not None and _is_first_row(run)
    return None if is_styled else (255, 255, 255)


def _is_first_row(run: etree._Element) -> bool:
    row = next(run.iterancestors(f"{W}tr"), None)
    return row is not None and next(row.itersiblings(f"{W}tr", preceding=True), None) is None


def _rgb(value: str | None, theme: str | None) -> tuple[int, ...] | None:
    if theme in _WHITE_THEMES:
        return (255, 255, 255)
    try:
        return tuple(bytes.fromhex(value or "")) if value and len(value) == 6 else None
    except ValueError:
        return None


def _is_alone(run: etree._Element) -> bool:
    """Return whether a paragraph has no other words: set higher as a whole they are no mark."""
    paragraph = next(run.iterancestors(f"{W}p"), None)
    others = paragraph.iter(f"{W}t") if paragraph is not None else ()
    return not any((text.text or "").strip() for text in others if text.getparent() is not run)


def _is_in_hidden_row(run: etree._Element) -> bool:
    return any(_is_on(row.find(f"{W}trPr/{W}hidden")) for row in run.iterancestors(f"{W}tr"))


def _is_deleted(run: etree._Element) -> bool:
    return any(True for _ in run.iterancestors(f"{W}del", f"{W}moveFrom"))


def _is_on(found: etree._Element | None) -> bool:
    return found is not None and found.get(f"{W}val", "true") not in ("0", "false", "off")


def _number(found: etree._Element | None) -> int:
    value = "" if found is None else found.get(f"{W}val", "")
    return int(value) if value.lstrip("-").isdigit() and len(value) < 6 else 0


def _set(properties: etree._Element, tag: str, value: str | None) -> None:
    for old in properties.findall(f"{W}{tag}"):
        properties.remove(old)
    made = etree.SubElement(properties, f"{W}{tag}")
    if value is not None:
        made.set(f"{W}val", value)

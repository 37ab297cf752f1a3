"""Who issued a report: a commune, or an office above it, whose figures are never a commune's.

The letterhead says so: the lowest place above the title. A report without one is of the commune that its text names most.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from cchc_analysis.communes.registry import Unit
from cchc_analysis.errors import ReadError
from cchc_analysis.findings import Finding
from cchc_analysis.names import fold, slug
from cchc_analysis.parsing.cover.dates import Quote
from cchc_analysis.parsing.cover.heads import Head
from cchc_analysis.parsing.cover.other_communes import find_other
from cchc_analysis.parsing.cover.places import AFTER_OFFICE, OFFICE, NamedPlace, find_unit, in_line, in_text
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.reading import Paragraph

_LINE_OF_PLACE = re.compile(rf"(?i)^(?:{OFFICE}\s+)?$")
# An office below the people's committee: of a province (sở), of a district (phòng), of the state (bộ).
_ORGAN = re.compile(r"^(SỞ|PHÒNG|BAN|BỘ|CỤC|VĂN PHÒNG|THANH TRA)\s+[^\d]{3,}$")
_MINISTRIES = ("BỘ",)


@dataclass
class Issuer:
    """Who issued a report. `unit` is the commune, or stands for the office; `name` is as printed, `quote` where."""

    level: str
    unit: Unit
    name: str
    quotes: dict[str, Quote] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    is_given: bool = False


def read_issuer(head: Head, body: Sequence[Paragraph], day: dt.date, where: str, given: Unit | None = None) -> Issuer:
    """Return who issued a report.

    Parameters
    ----------
    body : all lines before the forms, the head's among them.
    day : a day on which the issuer must exist.
    given : the commune that a person named for this file; one that the document contradicts is refused.

    Raises
    ------
    ReadError : no issuer, two of them, or one that the list does not know or has more than once.
    """
    above = [named for line in head.above for named in in_line(line, day)]
    running = Running(body)
    places = list(in_text(running, day))
    communes = _communes(above, head, day)
    if not communes and (office := _office(above, head, where, given)):
        return office
    if not communes:
        communes = _most_named(places)
    if not communes:
        if given:
            return Issuer("commune", given, given.name, is_given=True)
        raise ReadError(
            where,
            "no commune",
            "such as 'UBND xã Chi Lăng Bắc'",
            "add the issuing commune to the head, or give --commune",
            rule="file-commune",
        )
    return _commune(communes, above, places, running, day, where, given)


def _communes(above: list[NamedPlace], head: Head, day: dt.date) -> list[NamedPlace]:
    """Return the communes of the letterhead: after an office's name, or first in their line; else that of the title."""
    found = [
        named
        for named in above
        if named.mention.level == "commune"
        and (not named.before.strip() or named.before.isupper() or AFTER_OFFICE.search(named.before))
    ]
    # "PHÒNG VĂN HÓA - XÃ HỘI": what the list knows goes before what it does not.
    found = [named for named in found if named.mention.units] or found
    if found or head.title is None:
        return found
    title = head.lines[head.title : head.title + 4]
    return [
        named
        for line in title
        for named in in_line(line, day)
        if named.mention.level == "commune" and fold(named.before).endswith(("cua", "cua ubnd", "cua uy ban nhan dan"))
    ]


def _office(above: list[NamedPlace], head: Head, where: str, given: Unit | None) -> Issuer | None:
    """Return the office above communes whose letterhead it is, or None."""
    heads = [
        named
        for named in above
        if named.mention.level != "commune" and _LINE_OF_PLACE.match(named.before) and named.mention.units
    ]
    organ = next((line for line in head.above if _ORGAN.match(line.text)), None)
    lowest = max(heads, key=lambda named: named.mention.level == "district", default=None)
    place = lowest.mention.units[0] if lowest else None
    if organ is not None:
        level = "ministry" if place is None and organ.text.split()[0] in _MINISTRIES else "department"
        name, line = " ".join(organ.text.split()).capitalize(), organ.place.line
        code = slug(f"{place.district or place.province if place else ''} {name}")
        unit = Unit(code, name, place.district if place else None, place.province if place else "", None, None)
    elif lowest is not None and place is not None:
        level, name, line = lowest.mention.level, lowest.mention.name, lowest.line
        code = slug(f"{place.district or ''} {place.province}")
        unit = Unit(code, place.district or place.province, place.district, place.province, None, None)
    else:
        return None
    if given:
        raise _contradiction(where, name, line, given)
    return Issuer(level, unit, name, {"commune": (name, line)})


def _most_named(places: list[NamedPlace]) -> list[NamedPlace]:
    """Return the namings of the commune that a text names most after an office's name; of a known one before others."""
    own = [named for named in places if named.mention.level == "commune" and AFTER_OFFICE.search(named.before)]
    own = [named for named in own if named.mention.units] or own
    if not own:
        return []
    ((most, _),) = Counter(named.mention.key for named in own).most_common(1)
    return [named for named in own if named.mention.key == most]


def _commune(
    heads: list[NamedPlace],
    above: list[NamedPlace],
    places: list[NamedPlace],
    running: Running,
    day: dt.date,
    where: str,
    given: Unit | None,
) -> Issuer:
    keys = dict.fromkeys(named.mention.key for named in heads)
    if len(keys) > 1:
        first, second = (next(named for named in heads if named.mention.key == key) for key in list(keys)[:2])
        raise ReadError(
            where,
            f"two communes in one head: {first.mention.name} (line {first.line}) and {second.mention.name} "
            f"(line {second.line})",
            "one issuer",
            "keep the one that issued the report",
            rule="file-two-communes",
            lines=(first.line, second.line),
            names=f"{first.mention.name}, {second.mention.name}",
        )
    key = next(iter(keys))
    spelt = [*heads, *(named for named in places if named.mention.key == key)]
    # Capitals of the head are the poorer spelling.
    best = min(spelt, key=lambda named: named.mention.name.split(" ", 1)[1].isupper())
    own = next((named for named in reversed(spelt) if named.quote == best.quote), best)
    name, mention = own.mention.name, own.mention
    if given and fold(given.name) != fold(name):
        raise _contradiction(where, name, heads[0].line, given)
    if given:
        issuer = Issuer("commune", given, name)
    else:
        unit, quotes, findings = find_unit(own, above, places, day, where)
        issuer = Issuer("commune", unit, name, quotes, findings)
    if given and len(mention.units) > 1:
        issuer.is_given = True
    issuer.quotes = {"commune": own.quote} | issuer.quotes
    if other := find_other(running, places, key, issuer.unit.province):
        issuer.findings.append(
            Finding("cover-other-commune", other.mention.name, issuer.unit.name, (), other.quote[:1], other.quote[1:])
        )
    return issuer


def _contradiction(where: str, name: str, line: int, given: Unit) -> ReadError:
    return ReadError(
        f"{where} line {line}",
        repr(name),
        f"{given.name} ({given.code}), as given",
        "take the right file or leave out --commune",
        rule="file-other-commune",
        lines=(line,),
        written=name,
        given=given.name,
    )

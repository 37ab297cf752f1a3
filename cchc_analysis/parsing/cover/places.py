"""Places that a report names, and which of the communes of one name is meant by them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cchc_analysis.communes import registry
from cchc_analysis.communes.former import find_former
from cchc_analysis.communes.gazetteer import Mention, find_places
from cchc_analysis.communes.registry import Unit
from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.findings import Finding
from cchc_analysis.names import squeeze
from cchc_analysis.parsing.cover.dates import Quote
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.reading import Paragraph

OFFICE = r"(?:UBND|U[ỷyỶY]\s+ban\s+nhân\s+dân|Ủ[yỷYỶ]\s+ban\s+nhân\s+dân|Hội\s+đồng\s+nhân\s+dân|HĐND)"
AFTER_OFFICE = re.compile(rf"(?i){OFFICE}\s+$")
_STRONG = re.compile(rf"(?i)(?:{OFFICE}|Sở\s+[^\W\d]+(?:\s+[^\W\d]+){{0,4}}|Tỉnh\s+ủy)\s+$")
# Letters before a place that can say whose it is.
_BEFORE = 300


@dataclass(frozen=True)
class NamedPlace:
    """A place with the words before it in its line or text."""

    mention: Mention
    before: str
    line: int

    @property
    def quote(self) -> Quote:
        """The name as printed, and its line."""
        return self.mention.name, self.line


def in_line(line: Paragraph, day: dt.date) -> list[NamedPlace]:
    """Return the places of one line of a head."""
    return [_named(mention, line.text, line.place.line) for mention in find_places(line.text, day)]


def in_text(running: Running, day: dt.date) -> Iterator[NamedPlace]:
    """Yield the places of a text."""
    for mention in find_places(running.text, day):
        yield _named(mention, running.text, running.place(mention.start).line)


def _named(mention: Mention, text: str, line: int) -> NamedPlace:
    return NamedPlace(mention, text[max(0, mention.start - _BEFORE) : mention.start], line)


def find_unit(
    own: NamedPlace, above: list[NamedPlace], places: list[NamedPlace], day: dt.date, where: str
) -> tuple[Unit, dict[str, Quote], list[Finding]]:
    """Return the commune of that name in the province that the report names, or that its district or name implies.

    Returns
    -------
    The commune, where province and district are named, and a note where the province is nowhere.

    Raises
    ------
    ReadError : no such commune there, or several.
    """
    mention, line = own.mention, own.line
    province, district, quotes = _around(mention, above, places)
    if not mention.units:
        _refuse_former(mention, province, district, day, where, line)
    # Names that differ by diacritics alone are different communes.
    exact = tuple(unit for unit in mention.units if squeeze(unit.name).casefold() == squeeze(mention.name).casefold())
    units = exact or mention.units
    if province is None and district:
        units = tuple(unit for unit in units if unit.district in {place.district for place in district.mention.units})
    provinces = dict.fromkeys(unit.province for unit in units)
    if province is None and (not mention.units or len(provinces) != 1):
        count = f", a name of {len(units)} communes" if len(units) > 1 else ""
        raise ReadError(
            where,
            f"no province for {mention.name}{count}",
            "such as 'UBND tỉnh Hải Dương'",
            "add the province, or give --commune with the commune's code",
            rule="file-province",
        )
    in_province = province.mention.units[0].province if province and province.mention.units else None
    if province and in_province is None:
        in_province = province.mention.name
    try:
        unit = registry.find(
            mention.name,
            in_province or next(iter(provinces)),
            district.mention.name if district else None,
            day=day,
            where=where,
        )
    except CchcError as error:
        _refuse_former(mention, province, district, day, where, line)
        raise ReadError(
            error.where,
            error.found,
            error.expected,
            error.action,
            rule="file-unknown-commune",
            lines=(line,),
            commune=mention.name,
        ) from error
    findings = [Finding("cover-province-inferred", unit.name, unit.province)] if province is None else []
    return unit, quotes, findings


def _refuse_former(
    mention: Mention, province: NamedPlace | None, district: NamedPlace | None, day: dt.date, where: str, line: int
) -> None:
    """Raise if a commune of that name existed and was merged before a day, and say into which."""
    former = find_former(mention.name, _official(province), _official(district), day)
    if former is None:
        return
    into = ", ".join(former.into)
    reform = f"{registry.REFORM:%d/%m/%Y}"
    until = f"until {former.until:%d/%m/%Y}" if former.until else f"before {reform}, in the rounds of 2018 to 2024"
    raise ReadError(
        f"{where} line {line}",
        f"{mention.name!r}, which existed {until} and was merged into {into}",
        f"a commune of {day:%d/%m/%Y}",
        "correct the period or the name; the list of communes does not reach further back",
        rule="file-merged-commune",
        lines=(line,),
        commune=mention.name,
        into=into,
        until=f"{former.until:%d/%m/%Y}" if former.until else reform,
    )


def _official(place: NamedPlace | None) -> str | None:
    """Return a place's name as the list has it, or as printed where it has none."""
    return next((unit.name for unit in place.mention.units), place.mention.name) if place else None


def _around(
    mention: Mention, above: list[NamedPlace], places: list[NamedPlace]
) -> tuple[NamedPlace | None, NamedPlace | None, dict[str, Quote]]:
    """Return province and district that a report names for its commune: in its head, beside the name, after an office."""
    in_head = [named for named in above if not named.before.strip() or AFTER_OFFICE.search(named.before)]
    beside = _beside(mention, places)
    strong = [named for named in places if named.mention.units and _STRONG.search(named.before)]

    def first(ways: Iterable[tuple[list[NamedPlace], bool]], level: str) -> NamedPlace | None:
        for way, is_sure in ways:
            of_level = [named for named in way if named.mention.level == level]
            fitting = [named for named in of_level if named.mention.units and _holds(named.mention, mention)]
            if found := fitting or (of_level if is_sure else []):
                return found[0]
        return None

    # What the head says holds even where it is wrong; what the text says of other places does not.
    province = first(
        ((in_head, True), (beside, True), (strong, False), (places, False), (strong, True)),
        "province",
    )
    district = first(((in_head, False), (beside, False), (strong, False), (places, False)), "district")
    found = {"district": district, "province": province}
    return province, district, {level: place.quote for level, place in found.items() if place}


def _holds(place: Mention, commune: Mention) -> bool:
    return not commune.units or any(
        unit.province == held.province and held.district in (None, unit.district)
        for unit in commune.units
        for held in place.units
    )


def _beside(mention: Mention, places: list[NamedPlace]) -> list[NamedPlace]:
    """Return places right behind the commune's name: "xã Gia Bình (tỉnh Bắc Ninh)", "xã Năm Căn, tỉnh Cà Mau"."""
    found: list[NamedPlace] = []
    last: Mention | None = None
    for named in places:
        between = named.mention.start - last.end if last else 99
        if named.mention.key == mention.key or (last and between <= 4 and named.mention.level != "commune"):
            last = named.mention
            found += [named] if named.mention.level != "commune" else []
        else:
            last = None
    return found

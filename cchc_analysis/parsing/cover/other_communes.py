"""Where a report speaks of another commune as its own: in its closing, as whoever did what it reports, as its ground."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cchc_analysis import catalogue
from cchc_analysis.names import squeeze
from cchc_analysis.parsing.cover.places import OFFICE, NamedPlace
from cchc_analysis.parsing.text.running import Running

_OFFICE = re.compile(rf"(?i){OFFICE}\s+$")
_OF_ITSELF = re.compile(rf"(?i)(?:báo\s+cáo\s+[^.;()]{{0,200}}?của\s+|TM\.?\s*){OFFICE}\s+$")
# Letters behind a name that can say what it did.
_BEHIND = 40


def find_other(running: Running, places: Sequence[NamedPlace], key: str, province: str) -> NamedPlace | None:
    """Return the first place where a report speaks of another commune as its own; None where it does so nowhere.

    Parameters
    ----------
    running : the text before the forms; `places` are those that it names.
    key : of the commune that issued the report; only communes of its province count, and those that the list does not know
        where they sign or are reported of.
    """
    for named in places:
        mention = named.mention
        if mention.level != "commune" or mention.key == key:
            continue
        behind = running.text[mention.end : mention.end + _BEHIND]
        if _OF_ITSELF.search(named.before):
            return named
        is_near = any(squeeze(unit.province) == squeeze(province) for unit in mention.units)
        if is_near and not _pattern("former").match(behind) and _speaks_of_own(running, named, behind):
            return named
    return None


def _speaks_of_own(running: Running, named: NamedPlace, behind: str) -> bool:
    """Return whether the commune is the ground of what is told, or begins a sentence and did something."""
    if _pattern("ground").search(named.before):
        return True
    if not (office := _OFFICE.search(named.before)) or not _pattern("did").match(behind):
        return False
    begin = named.mention.start - len(office[0])
    return running.begins(begin) or _pattern("subject").search(named.before[: office.start()]) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(catalogue.settings("places")["speaks"][name], re.IGNORECASE)

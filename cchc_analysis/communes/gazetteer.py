"""Names of places as running text prints them: the longest name of the official list after a kind of place.

Where a name ends cannot be seen in capitals ("UBND XÃ CHI LĂNG BẮC CỘNG HÒA …"); the list of the day knows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cchc_analysis.catalogue.files import FOLDER, read_toml
from cchc_analysis.communes import registry
from cchc_analysis.communes.former import is_former
from cchc_analysis.communes.registry import Unit
from cchc_analysis.names import fold

# Kinds as written, in full and short. "thành phố" is a province or lies in one: the list decides.
_KINDS = {
    "xa": "xã|x\\.",
    "phuong": "phường|p\\.",
    "thi tran": "thị trấn|tt\\.?",
    "dac khu": "đặc khu",
    "huyen": "huyện|h\\.",
    "quan": "quận|q\\.",
    "thi xa": "thị xã|tx\\.?",
    "thanh pho": "thành phố|t\\.?p\\.?",
    "tinh": "tỉnh",
}
_KIND = re.compile(
    r"(?<![\w/-])(?:"
    + "|".join(f"(?P<{kind.replace(' ', '_')}>{written})" for kind, written in sorted(_KINDS.items(), reverse=True))
    + r")(?=\s|(?<=\.)\w)\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\s–—-]*([^\W_]+(?:[’'‘`´ʼ][^\W_]+)*)")
_LONGEST = 8
# A kind in so few letters may be another word: it counts before a name of the list alone.
_SHORT = 3
# Places of the simulator, in no list.
_MADE_UP = re.compile(r"(?P<commune>(?:xa|phuong)giadinh\d{1,4})|(?P<province>tinhmophong\d{1,4})")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
# Words after a name that are no part of it, where nothing but a blank parts them.
_AFTER = frozenset(
    (
        *(
            "so",
            "doc",
            "cong",
            "tinh",
            "huyen",
            "quan",
            "thanh",
            "thi",
            "xa",
            "phuong",
            "dac",
            "tp",
            "ubnd",
            "uy",
            "hdnd",
        ),
        *(
            "hoi",
            "dang",
            "van",
            "phong",
            "trung",
            "ban",
            "bo",
            "to",
            "bao",
            "thuc",
            "can",
            "kinh",
            "tran",
            "chu",
            "nam",
        ),
        *("ngay", "quy", "thang", "tm", "kt"),
    )
)


@dataclass(frozen=True)
class Mention:
    """A place that a text names: `units` are those of the list, none for a name that it does not hold.

    A district or province is one unit whose `code` is "" here; `start` and `end` are offsets in the text.
    """

    level: str
    name: str
    units: tuple[Unit, ...]
    start: int
    end: int

    @property
    def key(self) -> str:
        """What two spellings of one name have in common."""
        return _key(self.name)


def find_places(text: str, day: dt.date) -> Iterator[Mention]:
    """Yield the places that a text names, in its order; what follows a kind without a capital or a number is no name."""
    at = 0
    while match := _KIND.search(text, at):
        kind = next(name for name, found in match.groupdict().items() if found).replace("_", " ")
        mention = _mention(text, match, kind, day)
        at = mention.end if mention else match.end()
        if mention:
            yield mention


def _mention(text: str, match: re.Match[str], kind: str, day: dt.date) -> Mention | None:
    words: list[re.Match[str]] = []
    at = match.end()
    while len(words) < _LONGEST and (word := _WORD.match(text, at)):
        words.append(word)
        at = word.end()
    if not words or not _is_name(words[0][1]):
        return None
    names = index(day)
    for count in range(len(words), 0, -1):
        name = f"{kind} " + text[words[0].start(1) : words[count - 1].end()]
        known = names.get(_key(name)) or _made_up_place(name)
        if known and not (count < len(words) and _goes_on(text, words[count - 1], words[count])):
            return Mention(known[0], _full_name(name, kind), known[1], match.start(), words[count - 1].end())
    # "xã hội" is society.
    if (len(match[0].strip()) <= _SHORT and kind != "xa") or fold(f"{kind} {words[0][1]}") == "xa hoi":
        return None
    for count in range(len(words), 1, -1):
        name = f"{kind} " + text[words[0].start(1) : words[count - 1].end()]
        if is_former(name):
            return Mention("commune", _full_name(name, kind), (), match.start(), words[count - 1].end())
    run = 1
    while run < min(len(words), 5) and _goes_on(text, words[run - 1], words[run]):
        run += 1
    level = (
        "commune" if kind in ("xa", "phuong", "thi tran", "dac khu") else "province" if kind == "tinh" else "district"
    )
    name = f"{kind} " + text[words[0].start(1) : words[run - 1].end()]
    return Mention(level, _full_name(name, kind), (), match.start(), words[run - 1].end())


def _made_up_place(name: str) -> tuple[str, tuple[Unit, ...]] | None:
    match = _MADE_UP.fullmatch(_key(name))
    if match and match["province"]:
        return "province", (Unit("", name, None, name, None, None),)
    return ("commune", ()) if match else None


def _full_name(name: str, kind: str) -> str:
    """Return a name with its kind in full and small letters: "UBND P. Gia Cẩm" is of phường Gia Cẩm."""
    return f"{_KINDS[kind].split('|')[0]} {name[len(kind) + 1 :]}"


def _is_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def _goes_on(text: str, last: re.Match[str], following: re.Match[str]) -> bool:
    """Return whether the next word can belong to the name: a capital as the name's own, after nothing but a blank."""
    word, before = following[1], last[1]
    if not _is_name(word) or word[0].isdigit() or text[last.end() : following.start(1)].strip():
        return False
    return word.isupper() == before.isupper() and fold(word) not in _AFTER


def _key(name: str) -> str:
    return _ZEROS.sub("", fold(name)).replace(" ", "")


def index(day: dt.date) -> dict[str, tuple[str, tuple[Unit, ...]]]:
    """Return level and units of every place of the list of a day, by kind and name, folded and without blanks."""
    return _index(day >= registry.REFORM)


@cache
def _index(is_reformed: bool) -> dict[str, tuple[str, tuple[Unit, ...]]]:
    units = registry.communes(registry.REFORM if is_reformed else registry.REFORM - dt.timedelta(days=1))
    found: dict[str, tuple[str, tuple[Unit, ...]]] = {}
    for unit in units:
        key = _key(unit.name)
        _, same = found.get(key, ("", ()))
        found[key] = ("commune", (*same, unit))
    districts = dict.fromkeys((unit.district, unit.province, unit.valid_to) for unit in units if unit.district)
    for district, province, until in districts:
        key = _key(str(district))
        _, same = found.get(key, ("", ()))
        found[key] = ("district", (*same, Unit("", str(district), district, province, None, until)))
    for province, until in dict.fromkeys((unit.province, unit.valid_to) for unit in units):
        found[_key(province)] = ("province", (Unit("", province, None, province, None, until),))
    for written, official in read_toml(FOLDER / "places.toml")["also_written"].items():
        if _key(official) in found:
            found.setdefault(_key(written), found[_key(official)])
    return found

"""The cover of a report: who, which number, when, about which period, with which data interval.

Everything is kept as written. Dates that contradict each other are noted, never corrected: a year is often mistyped, and
only the commune can say which.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cchc_analysis import catalogue
from cchc_analysis.communes import registry
from cchc_analysis.communes.registry import MADE_UP_MARK, Unit
from cchc_analysis.errors import ReadError
from cchc_analysis.findings import Finding
from cchc_analysis.parsing.cover.dates import Quote, check_days, read_day, read_number
from cchc_analysis.parsing.cover.heads import Head, find_covers, join_letters, read_head
from cchc_analysis.parsing.cover.issuers import read_issuer
from cchc_analysis.parsing.cover.titles import Title, read_title
from cchc_analysis.parsing.cover.windows import check_window, choose, read_window
from cchc_analysis.parsing.forms.rows import form_number
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.periods import Period
from cchc_analysis.reading import Document, Paragraph, TableRow

# What the workbook of `cchc template` asks for beside the head of a letter.
_CODE = re.compile(r"(?i)mã đơn vị hành chính\s*:?\s*(\d{1,5})(?!\d)")


@dataclass(frozen=True)
class Given:
    """What a person says of a file that it may not say itself: by an option, or by the folder of its period."""

    period: Period | None = None
    commune: str | None = None
    edition: str | None = None

    def as_words(self) -> dict[str, str | None]:
        """Return it as words, as it is sent to other processes."""
        period = str(self.period) if self.period else None
        return {"period": period, "commune": self.commune, "edition": self.edition}


@dataclass
class Cover:
    """What the cover prints; None for what it does not. `quotes` says where each field stands.

    `unit` is the issuer as the list has it; `given` names what a person gave because the document does not say it; `named`
    are the parts of the year that the title names for the report's own.
    """

    period: Period
    unit: Unit
    issuer_level: str = "commune"
    commune: str | None = None
    district: str | None = None
    province: str | None = None
    code: str | None = None
    number: str | None = None
    date: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    is_simulated: bool = False
    given: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    quotes: dict[str, Quote] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def day(self) -> dt.date:
        """The day on which the issuer must exist: the period's nominal end, since printed years are often wrong."""
        return self.period.last_day


def read_cover(document: Document, given: Given | None = None) -> Cover:
    """Return the cover of a report, with findings on what it lacks and what contradicts itself.

    Raises
    ------
    ReadError : the period or the issuer cannot be read, or contradicts what a person gave; nothing can be compared
        without them.
    """
    given, where = given or Given(), document.source_file
    blocks = list(_before_forms(document))
    head = read_head(blocks)
    body = [Paragraph(join_letters(line), block.place) for block in blocks for line in block.text.split("\n")]
    title = read_title(head)
    start, end, interval = read_window(head)
    period, findings, is_told = _period(title, start, end, given.period, where)
    day = period.last_day
    commune = registry.by_words(given.commune, day, "--commune") if given.commune else None
    issuer = read_issuer(head, body, day, where, commune)
    number, number_quote = read_number(head)
    date, date_quote = read_day(head)
    code, code_quote = _code(head)
    quotes = {
        "number": number_quote,
        "date": date_quote,
        "code": code_quote,
        "period": (title.text, title.line) if title.named else None,
        "interval": interval,
    }
    shown = {name: quote for name, quote in quotes.items() if quote} | issuer.quotes
    lacks = {"number": number, "date": date, "interval": end}
    findings += [Finding(f"cover-no-{name}", "", "") for name, value in lacks.items() if value is None]
    findings += check_days(number, date, start, end, shown, Running(document.blocks))
    findings += check_window(period, start, end, interval, issuer.unit.valid_from)
    return Cover(
        period=period,
        unit=issuer.unit,
        issuer_level=issuer.level,
        commune=issuer.name,
        district=issuer.quotes.get("district", (None,))[0],
        province=issuer.quotes.get("province", (None,))[0],
        code=code,
        number=number,
        date=date,
        start=start,
        end=end,
        is_simulated=MADE_UP_MARK in head.running.text,
        given=tuple(name for name, is_so in (("commune", issuer.is_given), ("period", not is_told)) if is_so),
        named=title.named,
        quotes=shown,
        findings=[*findings, *issuer.findings],
    )


def check_one(document: Document) -> None:
    """Refuse a file that holds several reports one after the other.

    Raises
    ------
    ReadError : a second cover begins in it; names the lines of both.
    """
    covers = find_covers(document.blocks)
    if len(covers) > 1:
        lines = tuple(line for line, _ in covers)
        raise ReadError(
            document.source_file,
            f"{len(covers)} covers (lines {', '.join(map(str, lines))})",
            "one report in a file",
            "send each report as a file of its own",
            rule="file-two-covers",
            lines=lines,
        )


def _before_forms(document: Document) -> Iterator[Paragraph | TableRow]:
    for block in document.blocks:
        if form_number(block.text):
            return
        yield block


def _code(head: Head) -> tuple[str | None, Quote | None]:
    running = head.running
    if match := _CODE.search(running.text):
        # A spreadsheet cuts the zeros in front.
        return match[1].zfill(5), (match[0], running.place(match.start()).line)
    return None, None


def _period(
    title: Title, start: dt.date | None, end: dt.date | None, filed: Period | None, where: str
) -> tuple[Period, list[Finding], bool]:
    """Return the period, what is doubtful of it, and whether the document says it (else a person did)."""
    if title.refused:
        raise ReadError(
            f"{where} line {title.line}",
            f"no period of a report: {title.refused} ({title.text!r})",
            "a month, a quarter, some months from January or a year",
            "leave it out, or put it into the report of its month",
            rule="file-no-such-period",
            lines=(title.line,),
            written=title.text,
        )
    named = title.periods
    if not named:
        if filed is not None and (not title.named or filed.part in title.named):
            return filed, [], False
        raise ReadError(
            where,
            f"no year after {title.text!r}" if title.named else "no period after the words BÁO CÁO",
            "such as 'quý I … năm 2023'",
            "add the period to the title, or give --period",
            rule="file-period",
        )
    quotes = (title.text,), (title.line,)
    if filed is not None:
        if filed in named:
            return filed, [], True
        raise ReadError(
            f"{where} line {title.line}",
            f"period {named[0]} ({title.text!r})",
            f"{filed}, as its folder",
            "move the file or correct it",
            rule="file-other-period",
            lines=(title.line,),
            written=str(named[0]),
            folder=str(filed),
        )
    period, is_sure = choose(named, start, end)
    if period.part not in catalogue.settings("periods")["unasked"]:
        raise ReadError(
            f"{where} line {title.line}",
            f"period {period} ({title.text!r})",
            "a quarter, six or nine months or a year",
            f"give --period {period} or put the file into the folder {period} to read it as that",
            rule="file-rare-period",
            lines=(title.line,),
            written=str(period),
        )
    both = " / ".join(option.label() for option in named)
    doubts = [] if is_sure else [Finding("cover-two-periods", both, period.label(), (), *quotes)]
    return period, doubts, True

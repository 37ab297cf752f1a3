"""Made-up reports whose figures agree, for planting faults: seven forms, sentences and cited documents over two years.

Every figure is drawn, none is anybody's. Sentences are read by the package's own patterns; cells are given as printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from cchc_analysis import TidyFrames, catalogue
from cchc_analysis.catalogue.wording import placed
from cchc_analysis.errors import CchcError
from cchc_analysis.findings import Finding, finding_rows
from cchc_analysis.numerals import format_date, format_number, parse_number
from cchc_analysis.observations import COLUMNS, to_frame
from cchc_analysis.parsing.text.directives import read_directives
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.parsing.text.statements import read_statements
from cchc_analysis.reading import Paragraph, Place

EDITION = "commune-2023"
ENTRIES = catalogue.editions()[EDITION].entries
# Period, first and last day of its data, quarters in it. The second and fourth quarter have no report of their own.
PERIODS = [
    ("2021-Q1", "2020-12-15", "2021-03-14", (0,)),
    ("2021-Q3", "2021-06-15", "2021-09-14", (2,)),
    ("2022-Q1", "2021-12-15", "2022-03-14", (4,)),
    ("2022-H1", "2021-12-15", "2022-06-14", (4, 5)),
    ("2022-Q3", "2022-06-15", "2022-09-14", (6,)),
    ("2022-Y", "2021-12-15", "2022-12-14", (4, 5, 6, 7)),
    ("2023-Q1", "2022-12-15", "2023-03-14", (8,)),
]
TEXT = [
    ("I.2", "Theo kế hoạch có 08 nội dung với {plan_tasks} nhiệm vụ (với {plan_activities} hoạt động cụ thể)."),
    ("I.2", "Đến nay đã hoàn thành {plan_tasks_completed}/{plan_tasks} nhiệm vụ, đạt {plan_completion_rate}%."),
    ("II.1", "Từ ngày {start} đến ngày {end}, UBND xã đã ban hành {documents_issued} văn bản các loại."),
    (
        "II.2.c",
        "Tổng số hồ sơ TTHC đã tiếp nhận từ {start} đến {end} là: {dossiers_received}; trong đó: Số mới tiếp nhận "
        "trong kỳ: {dossiers_new} (trực tuyến: {dossiers_new_online} = {dossiers_new_online_rate}%; trực tiếp và qua dịch vụ "
        "bưu chính: {dossiers_new_direct}), số từ kỳ trước chuyển qua: {dossiers_carried_over}.",
    ),
    (
        "II.2.c",
        "Số lượng hồ sơ đã giải quyết: {dossiers_resolved}; trong đó, giải quyết trước hạn: "
        "{dossiers_resolved_early}, đúng hạn: {dossiers_resolved_on_the_day}, quá hạn: {dossiers_resolved_late}.",
    ),
    (
        "II.2.c",
        "Số lượng hồ sơ đang giải quyết: {dossiers_pending}; trong đó, trong hạn: {dossiers_pending_in_time}, "
        "quá hạn: {dossiers_pending_overdue}.",
    ),
    (
        "II.2.d",
        "Kết quả số hóa TTHC (từ {start} đến {end}): số hóa thành phần {share_part}/{share_whole}={share_pct}%.",
    ),
    ("II.2", "Tổng số TTHC thuộc thẩm quyền giải quyết của xã: {procedures_local_authority} thủ tục;"),
    (
        "II.3",
        "tổng số cán bộ, công chức xã được giao {staff_posts_assigned} người, hiện có {staff_present} người, trong đó: "
        "cán bộ có {staff_officials} người, công chức {staff_civil_servants} người.",
    ),
    ("II.6", "{documents_sent_electronically} văn bản đi (đạt 100%, trừ văn bản mật)."),
    ("III", "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn đạt {on_time_rate}%."),
]


@dataclass(frozen=True)
class Made:
    """One report before it is read: cells and figures of the text as printed, days, documents."""

    code: str
    period: str
    start: dt.date
    end: dt.date
    dated: dt.date
    cells: dict[str, str]
    said: dict[str, str]
    windows: dict[int, tuple[dt.date, dt.date]] = field(default_factory=dict)
    documents: tuple[tuple[int, str, dt.date], ...] = ()
    cited: tuple[tuple[int, str, dt.date], ...] = ()

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of the tidy frames; a cell that the package would refuse is unreadable."""
        report_id = f"{self.code}-{self.period}"
        source = {"commune_code": self.code, "period": self.period, "report_id": report_id, "source_file": "made-up"}
        cells = []
        for line, entry in enumerate(ENTRIES, start=500):
            indicator, raw = catalogue.indicator(entry.indicator), self.cells.get(entry.indicator, "")
            value, status = _read(raw, indicator.kind)
            cells.append(
                source
                | {
                    "indicator": entry.indicator,
                    "value": value,
                    "raw": raw,
                    "unit": indicator.unit_vi,
                    "status": status,
                    "form": entry.form,
                    "code": entry.code,
                    "edition": EDITION,
                    "source_line": line,
                }
            )
        items = list(self._items())
        head = {
            "report_id": report_id,
            "commune_code": self.code,
            "commune": f"Xã {self.code}",
            "district": "Huyện X",
            "province": "Tỉnh X",
            "period": self.period,
            "period_start": self.start,
            "period_end": self.end,
            "doc_number": "99/BC-UBND",
            "doc_date": self.dated,
            "edition": EDITION,
            "source_file": "made-up",
            "sha256": report_id,
            "media": "txt",
            "reader": "text",
            "status": "read",
            "is_simulated": True,
        }
        # What reading says of a cell or a head that cannot be; with files it comes before the checks.
        unnamed: dict[str, object] = {"form": "", "code": "", "label": ""}
        findings = [
            Finding("cell-unreadable", row["raw"], "", (row["indicator"],), values=unnamed)
            for row in cells
            if row["status"] == "unreadable"
        ]
        if self.dated < self.end:
            rule = "cover-date-before-end" if self.dated < self.start else "cover-date-in-interval"
            findings.append(Finding(rule, format_date(self.dated), format_date(self.end)))
        return {
            "reports": [head],
            "observations": cells,
            "findings": finding_rows(findings, self.code, self.period, report_id),
            "statements": [source | row for row in read_statements(items)],
            "directives": [source | row for row in read_directives(items, "99/BC-UBND")],
        }

    def _items(self) -> Iterator[Item]:
        texts = [
            ("I.1", f"Kế hoạch số {n}/{symbol} ngày {format_date(day)} về CCHC;") for n, symbol, day in self.documents
        ]
        for number, (section, template) in enumerate(TEXT):
            start, end = self.windows.get(number, (self.start, self.end))
            texts.append((section, template.format(start=format_date(start), end=format_date(end), **self.said)))
        texts += [
            ("II.2.a", f"Theo Kế hoạch số {n}/{symbol} ngày {format_date(day)};") for n, symbol, day in self.cited
        ]
        for line, (section, text) in enumerate(texts, start=10):
            running = Running([Paragraph(text, Place(line))])
            yield Item(section, running, placed(running.text))


def _read(raw: str, kind: str) -> tuple[float | None, str]:
    if not raw:
        return None, "blank"
    try:
        return float(parse_number(raw, kind)), "reported"
    except CchcError:
        return None, "unreadable"


def printed_rate(over: int, under: int, places: int, cut: bool = False) -> str:
    """Return a percentage as printed: rounded, or cut off."""
    share = Fraction(100 * over, under) * 10**places
    whole = share.numerator // share.denominator if cut else round(share)
    value = Fraction(whole, 10**places)
    return format_number(value, 0 if value in (0, 100) else places)


def commune(code: str, rng: np.random.Generator) -> list[Made]:
    """Return a commune's reports, in order of `PERIODS`."""
    mean, online, plan = float(rng.lognormal(5.6, 0.8)) + 40, rng.uniform(0.5, 0.97), int(rng.integers(25, 60))
    staff, procedures = int(rng.integers(15, 25)), int(rng.integers(120, 190))
    officials = int(rng.integers(8, staff - 4))
    level_3, level_4 = int(rng.integers(40, 70)), int(rng.integers(20, 45))
    budget, places, cut = int(rng.integers(5, 90)) * 100, int(rng.integers(1, 3)), bool(rng.random() < 0.25)
    # Quarter by quarter: a scatter of a tenth beyond luck, as one commune's own counts have.
    new = rng.poisson(mean * rng.gamma(100, 1 / 100, 9)) + 12
    pending = [int(rng.integers(2, 9)) for _ in range(10)]
    received = [int(new[q]) + pending[q] for q in range(9)]
    resolved = [received[q] - pending[q + 1] for q in range(9)]
    by_net = [int(rng.binomial(new[q], online)) for q in range(9)]
    late = [int(rng.binomial(resolved[q], 0.02)) for q in range(9)]
    early = [int(rng.binomial(resolved[q] - late[q], 0.8)) for q in range(9)]
    issued = [int(rng.poisson(90)) + 30 for _ in range(9)]
    sheets = [int(count) for count in rng.poisson(40, 9)]
    steps = rng.multinomial(plan, [0.3, 0.25, 0.2, 0.25]), rng.multinomial(plan, [0.3, 0.25, 0.2, 0.25])
    reports = []
    for period, first, last, quarters in PERIODS:
        days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        year = int(period[:4])
        n, net = int(sum(new[q] for q in quarters)), sum(by_net[q] for q in quarters)
        done, tardy, ahead = (sum(values[q] for q in quarters) for values in (resolved, late, early))
        carried, left = pending[quarters[0]], pending[quarters[-1] + 1]
        completed = int(steps[year % 2][: quarters[-1] % 4 + 1].sum())
        spent = budget * (quarters[-1] % 4 + 1) // 5
        papers, parts = sum(issued[q] for q in quarters), n - int(rng.integers(0, 15))

        def rate(over: int, under: int) -> str:
            return printed_rate(over, under, places, cut)

        counts = {
            "plan_tasks": plan,
            "plan_tasks_completed": completed,
            "dossiers_received": n,
            "dossiers_received_online": net,
            "dossiers_resolved": done,
            "dossiers_resolved_on_time": done - tardy,
            "procedures_local_authority": procedures,
            "procedures_commune_authority": procedures,
            "procedures_new": 0,
            "procedures_abolished_or_replaced": 0,
            "petitions_received": 0,
            "petitions_resolved": 0,
            "staff_posts_assigned": staff,
            "staff_present": staff,
            "procedures_eligible_level_3": level_3,
            "procedures_online_level_3": level_3 - 3,
            "procedures_online_level_3_used": 9,
            "procedures_eligible_level_4": level_4,
            "procedures_online_level_4": level_4 - 2,
            "procedures_online_level_4_used": 2,
            "procedures_online_level_3_4": level_3 + level_4 - 5,
            "procedures_integrated": level_3 + level_4 - 8,
            "satisfaction_survey_held": 1,
            "survey_sheets": sum(sheets[q] for q in quarters),
            "survey_method": 1,
            "disbursement_plan": budget,
            "disbursement_done": spent,
            "steering_documents_issued": 8 * len(quarters),
            "staff_disciplined": 0,
            "service_units": 0,
        }
        cells = {name: format_number(value) for name, value in counts.items()}
        for name, indicator in catalogue.indicators().items():
            if indicator.numerator in counts and counts.get(indicator.denominator):
                cells[name] = rate(counts[indicator.numerator], counts[indicator.denominator])
        said = {
            name: format_number(value)
            for name, value in {
                "plan_tasks": plan,
                "plan_activities": plan + 9,
                "plan_tasks_completed": completed,
                "documents_issued": papers,
                "documents_sent_electronically": papers,
                "dossiers_received": n + carried,
                "dossiers_new": n,
                "dossiers_new_online": net,
                "dossiers_new_direct": n - net,
                "dossiers_carried_over": carried,
                "dossiers_resolved": done,
                "dossiers_resolved_early": ahead,
                "dossiers_resolved_on_the_day": done - tardy - ahead,
                "dossiers_resolved_late": tardy,
                "dossiers_pending": left,
                "dossiers_pending_in_time": left - 1,
                "dossiers_pending_overdue": 1,
                "share_part": parts,
                "share_whole": n,
                "procedures_local_authority": procedures,
                "staff_posts_assigned": staff,
                "staff_present": staff,
                "staff_officials": officials,
                "staff_civil_servants": staff - officials,
            }.items()
        }
        said |= {
            "plan_completion_rate": rate(completed, plan),
            "dossiers_new_online_rate": rate(net, n),
            "on_time_rate": rate(done - tardy, done),
            "share_pct": rate(parts, n),
        }
        # Days of one register, in order, none before New Year.
        opened = max(days[0], dt.date(days[1].year, 1, 2))
        documents = tuple(
            (3 * i + 2, "KH-UBND", opened + dt.timedelta(days=9 * i + int(rng.integers(0, 8)))) for i in range(5)
        )
        reports.append(
            Made(
                code,
                period,
                *days,
                days[1] + dt.timedelta(days=int(rng.integers(1, 6))),
                cells,
                said,
                {},
                documents,
                (documents[int(rng.integers(0, 5))],),
            )
        )
    return reports


def frames(reports: Iterable[Made]) -> TidyFrames:
    """Return reports as the package would read them."""
    parts = [made.rows() for made in reports]
    return TidyFrames(
        **{table: to_frame([row for part in parts for row in part.get(table, ())], table) for table in COLUMNS}
    )

"""True figures of made-up communes: every quarter drawn once, every report added up from its quarters.

Sizes and rates vary as in the portal's table of Phú Thọ, third quarter of 2026: 656 to 6,700 dossiers a quarter, 76 to 99 %
of them on time. All that the forms hold against each other, and a report against earlier ones, is true of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cchc_analysis import catalogue
from cchc_analysis.periods import Period

FIRST_YEAR = 2024
# Guidance 581/BNV-CCHC knows no second and no fourth quarter: these reports are cumulative.
REPORTED = {"Q1": (1,), "H1": (1, 2), "Q3": (3,), "Y": (1, 2, 3, 4)}
# Rows that a commune may leave blank for good, each group together.
_LEFT_BLANK = (
    ("offices_inspected", "communes_inspected", "inspection_issues_found", "inspection_issues_resolved"),
    ("assigned_tasks", "assigned_tasks_completed_on_time", "assigned_tasks_completed_late", "assigned_tasks_overdue"),
    ("legal_inspection_documents_to_handle", "legal_inspection_documents_handled"),
    ("legal_review_documents_to_handle", "legal_review_documents_handled"),
    ("procedures_linked_same_level", "procedures_linked_across_levels", "procedures_any_location"),
    ("staff_contracts", "staff_posts_cut"),
    ("service_units_job_positions_approved", "job_position_violations"),
    ("commune_leaders_disciplined", "commune_civil_servants_disciplined", "service_unit_employees_disciplined"),
    ("service_units_equitised",),
    ("procedures_with_fees", "procedures_online_payment"),
)


@dataclass(frozen=True)
class Reported:
    """What one report says: `rows` of the forms by indicator (None: left blank), `facts` of the running text by measure."""

    period: Period
    rows: dict[str, Fraction | None]
    facts: dict[str, int]


def periods(count: int) -> list[Period]:
    """Return the first `count` reporting periods from 2024 on: first quarter, half, third quarter, year.

    >>> [str(period) for period in periods(5)]
    ['2024-Q1', '2024-H1', '2024-Q3', '2024-Y', '2025-Q1']
    """
    parts = list(REPORTED)
    return [Period(FIRST_YEAR + number // len(parts), parts[number % len(parts)]) for number in range(count)]


def draw(wanted: list[Period], rng: np.random.Generator) -> Iterator[Reported]:
    """Yield a commune's reports in order of time.

    Parameters
    ----------
    wanted : periods as `periods` returns them, from the first on.
    rng : the commune's own source of chance.
    """
    commune = _Commune(rng)
    years: dict[int, list[dict[str, int]]] = {}
    for period in wanted:
        quarters = years.setdefault(period.year, [])
        if not quarters:
            commune.begin_year()
        while len(quarters) < REPORTED[period.part][-1]:
            quarters.append(commune.quarter(len(quarters) + 1))
        chosen = [quarters[number - 1] for number in REPORTED[period.part]]
        yield _report(period, commune, chosen)


class _Commune:
    """A commune with what stays for years, what stays for a year, and what moves from quarter to quarter."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.size = float(np.clip(np.exp(rng.normal(7.7, 0.5)), 656, 6700))
        self.on_time = float(np.clip(rng.beta(18, 1.6), 0.76, 0.99))
        self.online = float(rng.beta(12, 2))
        self.electronic = float(rng.beta(60, 2))
        self.pending = int(rng.poisson(self.size * 0.02))
        self.procedures = int(rng.integers(110, 180))
        self.level_3, self.level_4 = int(rng.integers(30, 60)), int(rng.integers(10, 40))
        self.posts = int(rng.integers(16, 26))
        self.units = [int(count) for count in rng.integers(0, 3, 6)]
        self.blank = {name for group in _LEFT_BLANK if rng.random() < 0.4 for name in group}
        self.documents_a_day = float(rng.uniform(1.0, 2.2))
        self.year: dict[str, int] = {}

    def begin_year(self) -> None:
        rng = self.rng
        tasks = int(rng.integers(28, 60))
        self.year = {
            "carried": self.pending,
            "plan_tasks": tasks,
            "done": 0,
            "plan": 10 * int(rng.integers(80, 900)),
            "spent": 0,
            "present": self.posts - int(rng.integers(0, 2)),
        }

    def quarter(self, number: int) -> dict[str, int]:
        rng, year = self.rng, self.year
        new = int(rng.poisson(self.size))
        carried = self.pending
        self.pending = int(rng.binomial(carried + new, 0.02))
        resolved = carried + new - self.pending
        late = int(rng.binomial(resolved, 1 - self.on_time))
        year["done"] += int(rng.binomial(year["plan_tasks"] - year["done"], 0.2 + 0.15 * number))
        year["spent"] += int(rng.integers(0, max(1, (year["plan"] - year["spent"]) // (6 - number))))
        issued = round(91 * self.documents_a_day) + int(rng.integers(0, 6))
        procedures_new, procedures_gone = int(rng.integers(0, 3)), int(rng.integers(0, 2))
        self.procedures += procedures_new - procedures_gone
        petitions = int(rng.poisson(1.2))
        tasks, inspected, found = int(rng.integers(4, 15)), int(rng.integers(0, 4)), int(rng.integers(1, 4))
        late_tasks, overdue = int(rng.integers(0, 2)), int(rng.integers(0, 2))
        reviewed, wrong = int(rng.integers(3, 10)), int(rng.integers(1, 3))
        return {
            "carried": carried,
            "new": new,
            "online": int(rng.binomial(new, self.online)),
            "resolved": resolved,
            "late": late,
            "early": int(rng.binomial(resolved - late, 0.8)),
            "pending": self.pending,
            "pending_overdue": int(rng.binomial(self.pending, 0.1)),
            "issued": issued,
            "electronic": int(rng.binomial(issued, self.electronic)),
            "arrived": int(rng.poisson(260)),
            "letters": int(rng.integers(2, 7)),
            "done": year["done"],
            "spent": year["spent"],
            "inspected": inspected,
            "issues": found * bool(inspected),
            "tasks": tasks,
            "tasks_late": late_tasks,
            "tasks_overdue": overdue,
            "tasks_on_time": tasks - late_tasks - overdue,
            "sheets": int(rng.poisson(0.3 * self.size)) + 1,
            "legal": int(rng.random() < 0.2),
            "legal_reviewed": reviewed,
            "legal_wrong": wrong,
            "procedures_new": procedures_new,
            "procedures_gone": procedures_gone,
            "procedures": self.procedures,
            "petitions": petitions,
            "petitions_resolved": int(rng.binomial(petitions, 0.9)),
            "recruited": int(rng.random() < 0.15),
            "disciplined": int(rng.random() < 0.05),
        }


def _report(period: Period, commune: _Commune, quarters: list[dict[str, int]]) -> Reported:
    total = {name: sum(quarter[name] for quarter in quarters) for name in quarters[0]}
    first, last, year = quarters[0], quarters[-1], commune.year
    on_time = total["resolved"] - total["late"]
    partial = commune.units[2:5]
    used_3, used_4 = max(1, commune.level_3 // 2), commune.level_4 // 3
    rows: dict[str, int | Fraction | None] = {
        "steering_documents_issued": total["letters"],
        "plan_tasks": year["plan_tasks"],
        "plan_tasks_completed": last["done"],
        "offices_inspected": 0,
        "communes_inspected": total["inspected"],
        "inspection_issues_found": total["issues"],
        "inspection_issues_resolved": total["issues"],
        "assigned_tasks": total["tasks"],
        "assigned_tasks_completed_on_time": total["tasks_on_time"],
        "assigned_tasks_completed_late": total["tasks_late"],
        "assigned_tasks_overdue": last["tasks_overdue"],
        "satisfaction_survey_held": 1,
        "survey_sheets": total["sheets"],
        "survey_method": 2,
        "dialogue_held": int(commune.posts % 3 > 0),
        "legal_documents_issued_commune": total["legal"],
        "legal_documents_inspected": total["legal_reviewed"],
        "legal_inspection_documents_to_handle": total["legal_wrong"],
        "legal_inspection_documents_handled": total["legal_wrong"],
        "legal_documents_reviewed": total["legal_reviewed"],
        "legal_review_documents_to_handle": total["legal_wrong"],
        "legal_review_documents_handled": total["legal_wrong"],
        "procedures_simplified": 0,
        "procedures_new": total["procedures_new"],
        "procedures_abolished_or_replaced": total["procedures_gone"],
        "procedures_local_authority": last["procedures"],
        "procedures_commune_authority": last["procedures"],
        "procedures_linked_same_level": 2,
        "procedures_linked_across_levels": 30,
        "procedures_any_location": 12,
        "dossiers_resolved": total["resolved"],
        "dossiers_resolved_on_time": on_time,
        "petitions_received": total["petitions"],
        "petitions_resolved": total["petitions_resolved"],
        "commune_reorganisation_rate": 100,
        "staff_posts_assigned": commune.posts,
        "staff_present": year["present"],
        "staff_contracts": 1,
        "staff_posts_cut": 0,
        "agencies_job_positions_approved": 1,
        "service_units_job_positions_approved": 1,
        "job_position_violations": 0,
        "staff_recruited": total["recruited"],
        "civil_servants_recruited": total["recruited"],
        "civil_servants_recruited_special": 0,
        "commune_officials_promoted": 0,
        "public_employees_recruited": 0,
        "public_employees_recruited_special": 0,
        "leaders_appointed_by_competition": 0,
        "staff_disciplined": total["disciplined"],
        "commune_leaders_disciplined": 0,
        "commune_civil_servants_disciplined": total["disciplined"],
        "service_unit_employees_disciplined": 0,
        "disbursement_plan": year["plan"],
        "disbursement_done": last["spent"],
        "service_units": commune.units[0] + commune.units[1] + sum(partial) + commune.units[5],
        "service_units_autonomous_full": commune.units[0],
        "service_units_autonomous_recurrent": commune.units[1],
        "service_units_autonomous_partial": sum(partial),
        "service_units_autonomous_70_100": partial[0],
        "service_units_autonomous_30_70": partial[1],
        "service_units_autonomous_10_30": partial[2],
        "service_units_state_funded": commune.units[5],
        "service_units_equitised": 0,
        "e_government_architecture_updated": 1,
        "online_meeting_system": 2,
        "national_reporting_rate": 100,
        "lgsp_platform": 2,
        "document_system_connection_rate": 100,
        "document_system_connection_rate_commune": 100,
        "electronic_document_rate_commune": _percent(total["electronic"], total["issued"]),
        "one_stop_system_connection_rate_commune": 100,
        "procedures_eligible_level_3": commune.level_3,
        "procedures_online_level_3": commune.level_3 - 3,
        "procedures_online_level_3_used": min(used_3, commune.level_3 - 3),
        "procedures_eligible_level_4": commune.level_4,
        "procedures_online_level_4": commune.level_4,
        "procedures_online_level_4_used": used_4,
        "procedures_online_level_3_4": commune.level_3 - 3 + commune.level_4,
        "procedures_integrated": commune.level_3 - 5 + commune.level_4,
        "dossiers_received": total["new"],
        "dossiers_received_online": total["online"],
        "procedures_with_fees": 20,
        "procedures_online_payment": 15,
    }
    rows |= dict.fromkeys(commune.blank)
    for indicator in catalogue.indicators().values():
        if indicator.numerator and indicator.numerator in rows:
            rows[indicator.indicator] = _percent(rows[indicator.numerator], rows[indicator.denominator])
    facts = {
        "plan_tasks": year["plan_tasks"],
        "plan_tasks_completed": last["done"],
        "documents_issued": total["issued"],
        "documents_sent_electronically": total["electronic"],
        "documents_arrived": total["arrived"],
        "legal_documents_issued_commune": total["legal"],
        "petitions_received": total["petitions"],
        "procedures_local_authority": last["procedures"],
        "dossiers_received": first["carried"] + total["new"],
        "dossiers_new": total["new"],
        "dossiers_new_online": total["online"],
        "dossiers_new_direct": total["new"] - total["online"],
        "dossiers_carried_over": first["carried"],
        "dossiers_resolved": total["resolved"],
        "dossiers_resolved_by_deadline": on_time,
        "dossiers_resolved_early": total["early"],
        "dossiers_resolved_on_the_day": on_time - total["early"],
        "dossiers_resolved_late": total["late"],
        "dossiers_pending": last["pending"],
        "dossiers_pending_in_time": last["pending"] - last["pending_overdue"],
        "dossiers_pending_overdue": last["pending_overdue"],
        "staff_posts_assigned": commune.posts,
        "staff_present": year["present"],
        "staff_officials": 10,
        "staff_civil_servants": year["present"] - 10,
        "staff_disciplined": total["disciplined"],
    }
    return Reported(period, {name: _exact(value) for name, value in rows.items()}, facts)


def _percent(part: int | Fraction | None, whole: int | Fraction | None) -> Fraction | None:
    """Return a rate as it is printed, with two decimals; None where there is none."""
    if part is None or not whole:
        return None
    return round(100 * Fraction(part) / whole, 2)


def _exact(value: int | Fraction | None) -> Fraction | None:
    return None if value is None else Fraction(value)

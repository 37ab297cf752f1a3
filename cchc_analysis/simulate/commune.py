"""A made-up commune: what stays with it for years, what for a year, and its quarters, each drawn once.

Sizes and rates vary as in the portal's table of Phú Thọ, third quarter of 2026: 656 to 6,700 dossiers a quarter, 76 to 99 %
of them on time.
"""

from __future__ import annotations

import numpy as np

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


class Commune:
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
        """Draw what stays for a year: its plans, and how many of its posts are filled."""
        rng = self.rng
        tasks = int(rng.integers(28, 60))
        self.year = {
            "plan_tasks": tasks,
            "done": 0,
            "plan": 10 * int(rng.integers(80, 900)),
            "spent": 0,
            "present": self.posts - int(rng.integers(0, 2)),
        }

    def quarter(self, number: int) -> dict[str, int]:
        """Draw the next quarter, the `number`th of its year, and return its counts by name."""
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

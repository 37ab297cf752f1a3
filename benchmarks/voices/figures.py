"""Figures of one made-up office and period that agree with each other, by the short names that the voices use.

Every figure is drawn, none is anybody's. An office's own figures are the sum of three parts (`a.`, `b.`, `c.`: systems,
levels, fields, as the voice has it); beside them stand the same period of last year (`last.`) and the year so far (`cum.`).
"""

from __future__ import annotations

import random
from fractions import Fraction

Figures = dict[str, Fraction]

# What the voices call a figure, and what the catalogue of statements calls it; `other:` where it has no name for it.
MEASURES = {
    "received": "dossiers_received",
    "new": "dossiers_new",
    "online": "dossiers_new_online",
    "online_pct": "dossiers_new_online_rate",
    "direct": "dossiers_new_direct",
    "carried": "dossiers_carried_over",
    "resolved": "dossiers_resolved",
    "by_deadline": "dossiers_resolved_by_deadline",
    "early": "dossiers_resolved_early",
    "on_day": "dossiers_resolved_on_the_day",
    "late": "dossiers_resolved_late",
    "pending": "dossiers_pending",
    "in_time": "dossiers_pending_in_time",
    "overdue": "dossiers_pending_overdue",
    "on_time_pct": "on_time_rate",
    "late_pct": "other:share of dossiers late",
    "early_pct": "other:share of dossiers early",
    "resolved_pct": "other:share of received dossiers resolved",
    "direct_pct": "other:share of dossiers direct",
    "returned": "other:dossiers returned",
    "withdrawn": "other:dossiers withdrawn",
    "stopped": "other:dossiers stopped",
    "refused": "other:dossiers refused",
    "supplement": "other:dossiers awaiting a supplement",
    "post": "other:dossiers received by post",
    "full": "dossiers_new_online",
    "partial": "dossiers_new_online",
    "more": "other:change of dossiers received",
    "more_pct": "other:change of dossiers received, in percent",
    "procedures": "procedures_local_authority",
    "announced": "procedures_announced",
    "public": "procedures_public",
    "petitions": "petitions_received",
    "petitions_done": "other:petitions resolved",
    "tasks": "plan_tasks",
    "tasks_done": "plan_tasks_completed",
    "tasks_doing": "other:plan tasks under way",
    "tasks_ahead": "other:plan tasks not yet due",
    "plan_pct": "plan_completion_rate",
    "steering": "steering_documents_issued",
    "sheets_out": "other:survey sheets sent out",
    "sheets": "survey_sheets",
    "satisfied": "other:survey sheets satisfied",
    "satisfied_pct": "other:share of survey sheets satisfied",
    "inspections": "other:inspections of its own",
    "issued": "documents_issued",
    "legal": "legal_documents_issued_commune",
    "arrived": "documents_arrived",
    "sent": "documents_sent_electronically",
    "sent_pct": "documents_sent_electronically_rate",
    "comp": "components_digitised",
    "comp_of": "components_digitised_of",
    "comp_pct": "components_digitised_rate",
    "res": "results_digitised",
    "res_of": "results_digitised_of",
    "res_pct": "results_digitised_rate",
    "elec": "results_electronic",
    "elec_of": "results_electronic_of",
    "elec_pct": "results_electronic_rate",
    "reused": "data_reused",
    "reused_of": "data_reused_of",
    "reused_pct": "data_reused_rate",
    "paid": "dossiers_paid_online",
    "paid_of": "dossiers_paid_online_of",
    "paid_pct": "dossiers_paid_online_rate",
    "posts": "staff_posts_assigned",
    "staff": "staff_present",
    "officials": "staff_officials",
    "servants": "staff_civil_servants",
    "disciplined": "staff_disciplined",
    "trained": "other:staff trained",
}
# A percentage is of these two; its name holds with any prefix.
SHARES = {
    "online_pct": ("online", "new"),
    "direct_pct": ("direct", "new"),
    "on_time_pct": ("by_deadline", "resolved"),
    "late_pct": ("late", "resolved"),
    "early_pct": ("early", "resolved"),
    "resolved_pct": ("resolved", "received"),
    "plan_pct": ("tasks_done", "tasks"),
    "satisfied_pct": ("satisfied", "sheets"),
    "sent_pct": ("sent", "issued"),
    "comp_pct": ("comp", "comp_of"),
    "res_pct": ("res", "res_of"),
    "elec_pct": ("elec", "elec_of"),
    "reused_pct": ("reused", "reused_of"),
    "paid_pct": ("paid", "paid_of"),
    "more_pct": ("more", "last.received"),
}
# Totals and what they are the sum of, where nothing else belongs to them.
SUMS = [
    ("received", ("new", "carried")),
    ("new", ("online", "direct")),
    ("new", ("online", "direct", "post")),
    ("resolved", ("early", "on_day", "late")),
    ("resolved", ("by_deadline", "late")),
    ("pending", ("in_time", "overdue")),
    ("pending", ("in_time", "overdue", "supplement")),
    ("received", ("resolved", "pending")),
    ("tasks", ("tasks_done", "tasks_doing", "tasks_ahead")),
    ("staff", ("officials", "servants")),
]
# A part is never more than its whole.
PARTS = [
    ("early", "resolved"),
    ("by_deadline", "resolved"),
    ("late", "resolved"),
    ("overdue", "pending"),
    ("in_time", "pending"),
    ("online", "new"),
    ("online", "received"),
    ("resolved", "received"),
    ("tasks_done", "tasks"),
    ("comp", "comp_of"),
    ("res", "res_of"),
    ("elec", "elec_of"),
    ("paid", "paid_of"),
    ("reused", "reused_of"),
    ("satisfied", "sheets"),
    ("sheets", "sheets_out"),
    ("sent", "issued"),
    ("public", "announced"),
]
FURTHER = ("returned", "withdrawn", "stopped")
BLOCK = (
    "received", "new", "online", "direct", "carried", "resolved", "by_deadline", "early", "on_day", "late", "pending",
    "in_time", "overdue", "full", "partial", "post", "supplement", "refused", "returned", "withdrawn", "stopped",
)  # fmt: skip


def draw(rng: random.Random, head: dict[str, str]) -> Figures:
    """Return every figure that a voice may name; `head` says which further parts and how many parts its dossiers have."""
    size = round(10 ** rng.uniform(2.4, 3.8))
    further = head.get("further", "").split()
    shares = {"1": (1.0, 0.0, 0.0), "2": (0.72, 0.28, 0.0), "3": (0.55, 0.3, 0.15)}[head.get("parts", "1")]
    made: Figures = {}
    for letter, share in zip("abc", shares, strict=True):
        block = (
            _dossiers(rng, int(size * share), further if letter == "a" else []) if share else dict.fromkeys(BLOCK, 0)
        )
        made |= {f"{letter}.{name}": Fraction(value) for name, value in block.items()}
    made |= {name: sum((made[f"{letter}.{name}"] for letter in "abc"), Fraction()) for name in BLOCK}
    last = _dossiers(rng, int(size * rng.uniform(0.72, 0.92)), further)
    made |= {f"last.{name}": Fraction(value) for name, value in last.items()}
    made["more"] = made["received"] - made["last.received"]
    made |= _so_far(rng, made, size)
    made |= {name: Fraction(value) for name, value in _others(rng, made).items()}
    for prefix in ("", "a.", "b.", "c.", "last.", "cum."):
        for name, (part, whole) in SHARES.items():
            if made.get(prefix + whole) and prefix + part in made:
                made[prefix + name] = 100 * made[prefix + part] / made[prefix + whole]
    made["more_pct"] = 100 * made["more"] / made["last.received"]
    made |= {f"goal.{name}": Fraction(rng.randrange(low, 99)) for name, low in GOALS.items()}
    return made


GOALS = {"on_time_pct": 96, "online_pct": 60, "comp_pct": 70, "paid_pct": 50, "plan_pct": 90}


def _dossiers(rng: random.Random, size: int, further: list[str]) -> dict[str, int]:
    """Return one balance of dossiers: what comes in is resolved, pending or one of the `further` parts."""
    made = dict.fromkeys(BLOCK, 0)
    made["new"] = max(20, size)
    made["carried"] = rng.randint(2, 4 + size // 30)
    made["received"] = made["new"] + made["carried"]
    made["post"] = rng.randint(2, 5 + size // 40) if "post" in further else 0
    made["online"] = int((made["new"] - made["post"]) * rng.uniform(0.55, 0.97))
    made["direct"] = made["new"] - made["post"] - made["online"]
    made["full"] = int(made["online"] * rng.uniform(0.5, 0.8))
    made["partial"] = made["online"] - made["full"]
    for name in FURTHER:
        made[name] = rng.randint(2, 4 + size // 60) if name in further else 0
    made["supplement"] = rng.randint(1, 3 + size // 80) if "supplement" in further else 0
    made["overdue"] = rng.choice((0, 0, rng.randint(1, 3)))
    made["in_time"] = rng.randint(3, 6 + size // 25)
    made["pending"] = made["in_time"] + made["overdue"] + made["supplement"]
    gone = sum(made[name] for name in FURTHER)
    if made["pending"] + gone > made["received"] - 5:
        return _dossiers(rng, size + 20, further)
    made["resolved"] = made["received"] - made["pending"] - gone
    made["late"] = rng.choice((0, rng.randint(1, 2 + made["resolved"] // 50)))
    made["by_deadline"] = made["resolved"] - made["late"]
    made["on_day"] = int(made["by_deadline"] * rng.uniform(0.03, 0.25))
    made["early"] = made["by_deadline"] - made["on_day"]
    made["refused"] = rng.randint(1, 2 + made["early"] // 40) if "refused" in further else 0
    return made


def _so_far(rng: random.Random, made: Figures, size: int) -> Figures:
    """Return the year so far: the quarters before, which left what this one carried over, and this one."""
    before = {name: int(size * rng.uniform(1.0, 2.2)) for name in ("new",)}
    start = rng.randint(2, 4 + size // 30)
    late, early_share, online_share = rng.randint(0, 4), rng.uniform(0.75, 0.97), rng.uniform(0.5, 0.9)
    new, resolved = before["new"], before["new"] + start - int(made["carried"])
    early, online = int((resolved - late) * early_share), int(new * online_share)
    gone = sum(made[name] for name in FURTHER)
    so_far = {
        "carried": Fraction(start),
        "new": made["new"] + new,
        "online": made["online"] + online,
        "direct": made["direct"] + new - online,
        "resolved": made["resolved"] + resolved,
        "late": made["late"] + late,
        "early": made["early"] + early,
        "on_day": made["on_day"] + resolved - late - early,
        "pending": made["pending"],
    }
    so_far["received"] = so_far["new"] + so_far["carried"]
    so_far["by_deadline"] = so_far["early"] + so_far["on_day"]
    assert so_far["received"] == so_far["resolved"] + so_far["pending"] + gone
    return {f"cum.{name}": value for name, value in so_far.items()}


def _others(rng: random.Random, made: Figures) -> dict[str, int]:
    """Return the figures that are not of dossiers handled: plan, surveys, documents, digitisation, staff."""
    new, resolved = int(made["new"]), int(made["resolved"])
    out: dict[str, int] = {"procedures": rng.randint(180, 420), "petitions": rng.choice((0, 0, rng.randint(2, 12)))}
    out["announced"] = out["public"] = rng.randint(120, 400)
    out["petitions_done"] = out["petitions"]
    out["tasks"] = rng.randint(24, 60)
    out["tasks_done"] = rng.randint(out["tasks"] // 4, out["tasks"] - 4)
    out["tasks_ahead"] = rng.randint(1, out["tasks"] - out["tasks_done"] - 1)
    out["tasks_doing"] = out["tasks"] - out["tasks_done"] - out["tasks_ahead"]
    out["steering"], out["inspections"] = rng.randint(6, 28), rng.randint(1, 4)
    out["sheets_out"] = rng.choice((100, 120, 150, 200, 250, 300, 400, 500))
    out["sheets"] = out["sheets_out"] - rng.randint(3, 20)
    out["satisfied"] = out["sheets"] - rng.randint(1, 9)
    out["legal"] = rng.choice((0, 0, 1, 2))
    out["issued"] = rng.randint(140, 1900)
    out["sent"] = out["issued"] - rng.choice((0, rng.randint(1, 12)))
    out["arrived"] = int(out["issued"] * rng.uniform(1.3, 2.9))
    out["comp_of"] = new - rng.randint(1, max(1, new // 20))
    out["res_of"] = out["elec_of"] = resolved
    out["reused_of"] = new
    out["paid_of"] = max(12, int(new * rng.uniform(0.3, 0.6)))
    for name, low in (("comp", 0.7), ("res", 0.75), ("elec", 0.8), ("reused", 0.3), ("paid", 0.4)):
        out[name] = int(out[f"{name}_of"] * rng.uniform(low, 0.99))
    out["posts"] = rng.randint(32, 70)
    out["staff"] = out["posts"] - rng.randint(1, 4)
    out["officials"] = rng.randint(8, 16)
    out["servants"] = out["staff"] - out["officials"]
    out["disciplined"] = rng.choice((0, 0, 0, 1))
    out["trained"] = rng.randint(5, 30)
    return out

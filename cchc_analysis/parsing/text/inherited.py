"""What a figure has from the clauses before it where its own is silent: its act, the thing counted, its topic."""

from __future__ import annotations

from cchc_analysis.catalogue.lexicon import lexicon
from cchc_analysis.parsing.text.meaning import Known
from cchc_analysis.parsing.text.parts import Clause, takes

# Facets that tell of a figure; one that has none of them may have its meaning from before.
TOLD = {"act", "timing", "channel", "state", "topic", "deed", "standing", "conduct", "quality", "change", "role"}


def inherited(facts: dict[str, str], unit: str, known: Known, clause: Clause) -> dict[str, str]:
    """Return facts with those that the clauses before have left: an act for its parts, a plan for its tasks."""
    names = {"task_of"} | ({"act"} if {"timing", "state"} & facts.keys() else set())
    if facts.get("timing") in ("in_time", "within"):
        names.discard("act")
    last = known.last
    if "channel" in facts and not known.is_fresh and last is not None and last.token.kind == "count":
        names |= {"act"} if last.facts.get("act") in ("resolved", "pending") else set()
    if unit == "documents_out":
        names.add("quality")
    if unit in ("results", "components", "transactions") or (not TOLD & facts.keys() and not known.is_fresh):
        names.add("topic")
    return {name: known.facts[name] for name in names & known.facts.keys()} | facts


def kept(facts: dict[str, str], known: Known) -> str:
    """Return the thing counted before, if what is said can be said of it; else dossiers, where only they can be meant."""
    if not known.is_fresh and known.counted == "other":
        return "other"
    if not facts or takes(known.unit, set(facts)):
        return known.unit
    if "task_of" in facts and "deed" in facts:
        return "tasks"
    if facts.get("conduct") or facts.get("deed") in ("assigned_posts", "present"):
        return "staff"
    is_other = not known.is_fresh and known.unit not in lexicon().parted - {"petitions", "procedures"}
    return "dossiers" if {"act", "timing", "channel", "topic"} & facts.keys() and not is_other else known.unit


def settled(facts: dict[str, str], known: Known) -> dict[str, str]:
    """Return facts with the act that a timing implies: early ones are resolved, those in time are still open."""
    timing = facts.get("timing")
    if facts.get("act") == "left" and timing not in (None, "in_time", "within"):
        # "Còn 5 hồ sơ quá hạn": the rest of those resolved, or of those open, as the figures before have it.
        facts["act"] = "pending" if known.facts.get("act") in ("pending", "left") else "resolved"
    if timing == "within":
        is_result = facts.get("act") == "resolved" or ("act" not in facts and known.is_total_resolved)
        timing = facts["timing"] = "by_deadline" if is_result else "in_time"
    if timing == "in_time" and facts.get("act") != "left":
        facts["act"] = "pending"
    elif timing in ("early", "on_the_day", "by_deadline") and facts.get("act") != "resolved":
        facts["act"] = "resolved"
    elif timing == "late" and facts.get("act") not in ("resolved", "pending"):
        facts["act"] = "pending" if known.facts.get("act") == "pending" else "resolved"
    return facts

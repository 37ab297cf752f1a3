"""What a made-up report says, added up from its quarters: the rows of its seven forms, and the facts of its running text.

All that the forms hold against each other, and a report against earlier ones, is true of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cchc_analysis import catalogue
from cchc_analysis.periods import Period
from cchc_analysis.simulate.commune import Commune

Counts = dict[str, int]


@dataclass(frozen=True)
class ReportFigures:
    """What one report says: `rows` of the forms by indicator (None: left blank), `facts` of the running text by measure."""

    period: Period
    rows: dict[str, Fraction | None]
    facts: Counts


def add_up(period: Period, commune: Commune, quarters: list[Counts]) -> ReportFigures:
    """Return the figures of a report of these quarters, as things stand with the commune at their end."""
    total = {name: sum(quarter[name] for quarter in quarters) for name in quarters[0]}
    last = quarters[-1]
    counts: dict[str, int | None] = {
        **_steering(commune, total, last),
        **_legal(total),
        **_procedures(total, last),
        **_posts(commune),
        **_staff(total),
        **_finances(commune, last),
        **_digital(commune, total),
    }
    counts |= dict.fromkeys(commune.blank)
    rows = {name: None if value is None else Fraction(value) for name, value in counts.items()}
    rows["electronic_document_rate_commune"] = _percent(total["electronic"], total["issued"])
    for indicator in catalogue.indicators().values():
        if indicator.numerator and indicator.numerator in rows:
            rows[indicator.indicator] = _percent(rows[indicator.numerator], rows[indicator.denominator])
    return ReportFigures(period, rows, _facts(commune, total, quarters[0], last))


def _steering(commune: Commune, total: Counts, last: Counts) -> Counts:
    """Return form 1: steering, inspections, tasks, surveys."""
    return {
        "steering_documents_issued": total["letters"],
        "plan_tasks": commune.year["plan_tasks"],
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
    }


def _legal(total: Counts) -> Counts:
    """Return form 2: legal documents, inspected and reviewed."""
    return {
        "legal_documents_issued_commune": total["legal"],
        "legal_documents_inspected": total["legal_reviewed"],
        "legal_inspection_documents_to_handle": total["legal_wrong"],
        "legal_inspection_documents_handled": total["legal_wrong"],
        "legal_documents_reviewed": total["legal_reviewed"],
        "legal_review_documents_to_handle": total["legal_wrong"],
        "legal_review_documents_handled": total["legal_wrong"],
    }


def _procedures(total: Counts, last: Counts) -> Counts:
    """Return form 3: procedures, dossiers, petitions."""
    return {
        "procedures_simplified": 0,
        "procedures_new": total["procedures_new"],
        "procedures_abolished_or_replaced": total["procedures_gone"],
        "procedures_local_authority": last["procedures"],
        "procedures_commune_authority": last["procedures"],
        "procedures_linked_same_level": 2,
        "procedures_linked_across_levels": 30,
        "procedures_any_location": 12,
        "dossiers_resolved": total["resolved"],
        "dossiers_resolved_on_time": total["resolved"] - total["late"],
        "petitions_received": total["petitions"],
        "petitions_resolved": total["petitions_resolved"],
    }


def _posts(commune: Commune) -> Counts:
    """Return form 4: organisation and posts."""
    return {
        "commune_reorganisation_rate": 100,
        "staff_posts_assigned": commune.posts,
        "staff_present": commune.year["present"],
        "staff_contracts": 1,
        "staff_posts_cut": 0,
    }


def _staff(total: Counts) -> Counts:
    """Return form 5: staff recruited, promoted, disciplined."""
    return {
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
    }


def _finances(commune: Commune, last: Counts) -> Counts:
    """Return form 6: money spent, and service units by who pays for them."""
    full, recurrent, *partial, state = commune.units
    return {
        "disbursement_plan": commune.year["plan"],
        "disbursement_done": last["spent"],
        "service_units": sum(commune.units),
        "service_units_autonomous_full": full,
        "service_units_autonomous_recurrent": recurrent,
        "service_units_autonomous_partial": sum(partial),
        "service_units_autonomous_70_100": partial[0],
        "service_units_autonomous_30_70": partial[1],
        "service_units_autonomous_10_30": partial[2],
        "service_units_state_funded": state,
        "service_units_equitised": 0,
    }


def _digital(commune: Commune, total: Counts) -> Counts:
    """Return form 7: systems, and procedures and dossiers online."""
    third, fourth = commune.level_3 - 3, commune.level_4
    return {
        "e_government_architecture_updated": 1,
        "online_meeting_system": 2,
        "national_reporting_rate": 100,
        "lgsp_platform": 2,
        "document_system_connection_rate": 100,
        "document_system_connection_rate_commune": 100,
        "one_stop_system_connection_rate_commune": 100,
        "procedures_eligible_level_3": commune.level_3,
        "procedures_online_level_3": third,
        "procedures_online_level_3_used": min(max(1, commune.level_3 // 2), third),
        "procedures_eligible_level_4": fourth,
        "procedures_online_level_4": fourth,
        "procedures_online_level_4_used": fourth // 3,
        "procedures_online_level_3_4": third + fourth,
        "procedures_integrated": third - 2 + fourth,
        "dossiers_received": total["new"],
        "dossiers_received_online": total["online"],
        "procedures_with_fees": 20,
        "procedures_online_payment": 15,
    }


def _facts(commune: Commune, total: Counts, first: Counts, last: Counts) -> Counts:
    """Return the figures that the running text may name, by measure."""
    on_time, present = total["resolved"] - total["late"], commune.year["present"]
    return {
        "plan_tasks": commune.year["plan_tasks"],
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
        "staff_present": present,
        "staff_officials": 10,
        "staff_civil_servants": present - 10,
        "staff_disciplined": total["disciplined"],
    }


def _percent(part: Fraction | int | None, whole: Fraction | int | None) -> Fraction | None:
    """Return a rate as it is printed, with two decimals; None where there is none."""
    if part is None or not whole:
        return None
    return round(100 * Fraction(part) / whole, 2)

"""The real report: four findings certain and no more, ten to ask about, and the figures that agree stay silent."""

from dataclasses import replace

import pandas as pd
import pytest

from cchc_analysis import TidyFrames, check
from cchc_analysis.checks import rules
from cchc_analysis.checks.sheets import read_sheets
from cchc_analysis.parsing.report import read_report

# Of the full text: rule → lines. A1-A4, B1-B10 and C1-C5 of the careful reader.
CERTAIN = [
    ("cover-date-before-end", {4, 10, 89, 476}),
    ("rate-differs", {1010, 1013, 1015}),
    ("interval-reversed", {256}),
    ("interval-reversed", {264}),
]
ASKED = [
    ("text-percent-other-denominator", {256, 257}),
    ("directive-other-symbol", {59, 183}),
    ("documents-below-register", {32, 174, 175}),
    ("interval-outside", {264}),
    ("survey-online-or-paper", {399, 535}),
    ("all-satisfied", {400, 529, 661}),
    ("plan-completed-or-under-way", {117, 504}),
    ("new-procedures-announced", {239, 619}),
    ("documents-wrong-but-none-checked", {192, 568, 584}),
    ("received-counts-carried-over", {257, 258, 1013}),
]
NOTED = [
    ("rate-parts-blank", {570, 572, 574}),
    ("rate-parts-blank", {586, 588, 593}),
    ("rate-no-denominator", {666, 671, 673}),
    ("rate-blank", {813, 818, 820}),
    ("blank-beside-total", {626, 628}),
    ("claim-without-figure", {158, 519}),
    ("claim-without-figure", {120, 511}),
    ("months-beyond-end", {215}),
    ("few-means-none", {412, 984}),
    ("old-service-levels", {424}),
    ("text-of-another-time", {150}),
    ("text-of-another-time", {197}),
    ("steering-documents-kinds", {89}),
    ("proposals-blank", {456}),
    ("basis-old", {12}),
]
SEVERITIES = {"error": CERTAIN, "verify": ASKED, "note": NOTED}
# What the report says of one thing in several places, and says alike.
AGREE = """
dossiers_received in (prose.dossiers_received, prose.dossiers_new)
prose.dossiers_received == prose.dossiers_new + prose.dossiers_carried_over
prose.dossiers_new == prose.dossiers_new_online + prose.dossiers_new_direct
prose.dossiers_received == prose.dossiers_resolved + prose.dossiers_pending
prose.dossiers_new + prose.dossiers_carried_over == prose.dossiers_resolved + prose.dossiers_pending
prose.dossiers_resolved == prose.dossiers_resolved_early + prose.dossiers_resolved_on_the_day + prose.dossiers_resolved_late
prose.dossiers_pending == prose.dossiers_pending_in_time + prose.dossiers_pending_overdue
prose.dossiers_new_online == dossiers_received_online
prose.dossiers_resolved == dossiers_resolved
prose.dossiers_resolved_early + prose.dossiers_resolved_on_the_day == dossiers_resolved_on_time
prose.on_time_rate ≈ on_time_rate
prose.plan_completion_rate ≈ plan_completion_rate
prose.plan_tasks == plan_tasks
prose.plan_tasks <= prose.plan_activities
steering_documents_issued >= cited.steering_documents
steering_documents_issued <= prose.documents_issued
prose.documents_sent_electronically <= prose.documents_issued
prose.documents_sent_electronically_rate ≈ electronic_document_rate_commune
prose.procedures_local_authority == procedures_local_authority
prose.procedures_public <= prose.procedures_announced
prose.legal_documents_issued_commune == legal_documents_issued_commune
prose.petitions_received == petitions_received
prose.staff_disciplined == staff_disciplined
prose.staff_posts_assigned == staff_posts_assigned
prose.staff_present == staff_present
prose.staff_present == prose.staff_officials + prose.staff_civil_servants
procedures_online_level_3_4 == procedures_online_level_3 + procedures_online_level_4
""".strip().splitlines()


@pytest.fixture(scope="module")
def full(reports):
    return read_report(reports / "chi-lang-bac-2023-q1.txt")


def by_severity(findings, severity):
    return findings[findings["severity"] == severity]


def found_rules(findings):
    return sorted(findings["rule"])


@pytest.mark.parametrize("severity", SEVERITIES)
def test_the_full_report_has_these_findings_and_no_other(full, severity):
    rows = by_severity(check(full), severity)
    found = sorted((row.rule, sorted(set(row.source_lines))) for row in rows.itertuples())
    assert found == sorted((rule, sorted(lines)) for rule, lines in SEVERITIES[severity])


def test_quotes_are_the_words_on_their_lines(full, reports):
    lines = (reports / "chi-lang-bac-2023-q1.txt").read_text(encoding="utf-8").split("\n")
    for row in check(full).itertuples():
        assert len(row.quotes) == len(row.source_lines) > 0
        for quote, line in zip(row.quotes, row.source_lines, strict=True):
            words = set(quote.split())
            assert words & set(" ".join(lines[line - 3 : line + 2]).split()), (row.rule, line)


@pytest.mark.parametrize("media", ["txt", "docx"])
def test_the_shipped_report_has_the_same_findings(media, report_files, from_text, report_text):
    frames = from_text(report_text) if media == "txt" else read_report(report_files[media])
    findings = check(frames)
    for severity, wanted in SEVERITIES.items():
        assert found_rules(by_severity(findings, severity)) == sorted(rule for rule, _ in wanted)
    assert list(findings["severity"]) == sorted(findings["severity"], key=["error", "verify", "note"].index)
    assert findings["fingerprint"].is_unique


def test_forms_alone_have_what_is_in_the_forms(report_files):
    findings = check(read_report(report_files["xlsx"]))
    assert found_rules(by_severity(findings, "error")) == ["cover-date-before-end", "rate-differs"]
    assert by_severity(findings, "verify").empty


@pytest.mark.parametrize("relation", AGREE)
def test_what_agrees_stays_silent(quarter, relation):
    (sheet,) = read_sheets(quarter)
    assert [verdict for _, text, verdict in rules.verdicts(sheet) if text == relation] == ["agrees"]


def test_messages_show_both_figures(quarter):
    findings = check(quarter).drop_duplicates("rule").set_index("rule")
    assert findings.loc["rate-differs", "message"].startswith(
        "“Tỷ lệ hồ sơ tiếp nhận trực tuyến” (Biểu mẫu 7, mục 6.7) ghi 0 %, trong khi 679 / 716 = 94,83 %."
    )
    assert findings.loc["text-percent-other-denominator", "message_en"] == (
        "The text says 94,8 %: that is 679/716, not 679/711 = 95.50 %. Which denominator is right?"
    )
    assert findings.loc["interval-reversed", "message"] == (
        "Khoảng thời gian “từ 10/12/2022 đến 9/3/2022” kết thúc trước khi bắt đầu. Đề nghị xem lại năm. "
        "Có phải là 10/12/2022–09/03/2023?"
    )


def test_only_arithmetic_and_logic_say_wrong(quarter):
    findings = check(quarter)
    asked = findings[findings["severity"] != "error"]
    assert not asked["message"].str.contains("chắc chắn").any()
    verify = by_severity(findings, "verify")
    assert verify["message"].str.endswith("?").all()


def test_a_fingerprint_holds_until_a_printed_value_changes(from_text, report_text, replace_once):
    def prints(text):
        return check(from_text(text)).groupby("rule")["fingerprint"].agg(set)

    before = prints(report_text)
    moved = prints("\n\n" + report_text)
    assert before.equals(moved)
    changed = prints(report_text.replace("478", "479"))
    different = {rule for rule in before.index if before[rule] != changed[rule]}
    assert different == {"all-satisfied"}


def test_checking_again_changes_nothing(quarter):
    once = check(quarter)
    again = check(replace(quarter, findings=once))
    pd.testing.assert_frame_equal(once, again)


def test_what_was_recognised_from_a_picture_is_never_certain(quarter):
    scanned = replace(quarter, observations=quarter.observations.assign(confidence=0.99))
    made = check(scanned).set_index("rule")["severity"]
    assert set(made[["rate-differs", "interval-reversed"]]) == {"verify"}


def test_no_report_no_finding():
    assert check(TidyFrames.concat([])).empty

"""Repairs are questions: one cell or two rows, only where nothing else does as much and nothing that held would break."""

from fractions import Fraction

import pytest

from cchc_analysis import check
from cchc_analysis.checks.slips import slips
from cchc_analysis.parsing.text.statements import read_statements
from tests.made_up import item, report

SAID = "prose.dossiers_resolved"


def asked(figures):
    findings = check(report(figures))
    return [
        (row.rule, row.message_en.partition(" Is ")[2] or row.message_en.partition(" Are ")[2])
        for row in findings.itertuples()
    ]


def messages(figures):
    findings = check(report(figures))
    return findings.loc[findings["severity"] != "note", "message_en"].tolist()


def test_the_text_is_witness_for_a_swap_and_one_cause_is_one_finding():
    # 709/709 = 100 and the text agree against 790: three rules, one slip.
    figures = {"dossiers_resolved": "709", "dossiers_resolved_on_time": "790", "on_time_rate": "100", SAID: "709"}
    assert asked(figures) == [
        ("rate-differs", "“Dossiers resolved on time” (form 3, 3.3.2) 709 dossiers (two digits swapped)?")
    ]


@pytest.mark.parametrize(
    ("printed", "why"),
    [("790", "two digits swapped"), ("7.090", "a zero lost or added"), ("79", "one digit wrong, lost or added")],
)
def test_slips_are_named(printed, why):
    found = asked(
        {"dossiers_resolved": printed, "dossiers_resolved_on_time": "709", "on_time_rate": "100", SAID: "709"}
    )
    assert len(found) == 1
    assert found[0][1] == f"“Dossiers resolved” (form 3, 3.3.1) 709 dossiers ({why})?"


def test_two_rows_exchanged():
    # 13/36 = 36.1
    assert asked({"plan_tasks": "13", "plan_tasks_completed": "36", "plan_completion_rate": "36,1"}) == [
        (
            "rate-differs",
            "“Plan tasks completed” (form 1, 2.2) and “Tasks in the annual reform plan” (form 1, 2.1) exchanged?",
        )
    ]


def test_what_two_cells_explain_alike_is_left_open():
    # 66 + 44 = 110: the total or either part may be wrong, and no other figure tells.
    found = asked(
        {"procedures_online_level_3_4": "111", "procedures_online_level_3": "66", "procedures_online_level_4": "44"}
    )
    assert found == [("sum-differs", "")]


def test_a_change_that_breaks_what_held_is_no_repair():
    # The text says 790 as the form does; only the rate is alone.
    figures = {"dossiers_resolved": "790", "dossiers_resolved_on_time": "709", "on_time_rate": "100", SAID: "790"}
    (found,) = asked(figures)
    assert found[0] == "rate-differs"
    assert "709" not in found[1]


def test_equally_small_changes_are_named_and_many_are_counted():
    parts = {"procedures_online_level_3": "66", "procedures_online_level_4": "44"}
    (few,) = messages({"procedures_online_level_3_4": "111", **parts})
    why = "(one digit wrong, lost or added)"
    assert few.partition(" Possibly: ")[2] == (
        f"“Procedures online at levels 3 and 4” (form 7, 6.6.1) 110 procedures {why}; or “Procedures online at level 3” "
        f"(form 7, 6.4.2) 67 procedures {why}; or “Procedures online at level 4” (form 7, 6.5.2) 45 procedures {why}?"
    )
    # 1 + 3 + 2 + 2 = 8, not 9: the total, any of the four parts, or rows beside them exchanged.
    units = ("", "_autonomous_full", "_autonomous_recurrent", "_autonomous_partial", "_state_funded")
    figures = {f"service_units{name}": raw for name, raw in zip(units, ("9", "1", "3", "2", "2"), strict=True)}
    (many,) = messages(figures)
    assert many.endswith(" equally small changes would make the figures agree.")
    # 654, 754, 764, 765: a part above its whole asks for no number.
    (none,) = messages({"plan_tasks": "900", "prose.plan_tasks": "900", "plan_tasks_completed": "7654"})
    assert none.endswith("Please check.")


def test_two_cells_where_none_alone_would_do():
    # 711 + 5 = 716, 709 + 7 = 716: the total and the resolved have two digits swapped, and both sums fail.
    said = {"new": "711", "carried_over": "5", "received": "761", "resolved": "790", "pending": "7"}
    found = messages({f"prose.dossiers_{name}": raw for name, raw in said.items()})
    asked = [message.partition(" Is ")[2] for message in found]
    assert sorted(map(bool, asked)) == [False, True]
    (question,) = filter(None, asked)
    assert "716 dossiers (two digits swapped) and" in question
    assert question.endswith("709 dossiers (two digits swapped)?")


def test_two_slips_that_have_nothing_to_do_with_each_other_are_asked_apart():
    # 66/66 = 100 printed 10; 66 + 44 = 110 printed 101; 44/44 = 100 holds, and more eligible than 140 there are not.
    figures = {
        "procedures_online_level_3_rate": "10",
        "procedures_eligible_level_3": "66",
        "procedures_online_level_3": "66",
        "procedures_online_level_4_rate": "100",
        "procedures_eligible_level_4": "44",
        "procedures_online_level_4": "44",
        "procedures_online_level_3_4": "101",
        "procedures_local_authority": "140",
        "procedures_commune_authority": "140",
    }
    assert asked(figures) == [
        ("rate-differs", "“Eligible procedures online at level 3 (rate)” (form 7, 6.4) 100 % (a zero lost or added)?"),
        ("sum-differs", "“Procedures online at levels 3 and 4” (form 7, 6.6.1) 110 procedures (two digits swapped)?"),
    ]


def test_rows_that_slid_by_one():
    # 2, 1 and 140 stand one row too low: 1.4 has the 1, its part 1.4.3 the 140 of which the text speaks.
    figures = {
        "procedures_abolished_or_replaced": "2",
        "procedures_local_authority": "1",
        "procedures_commune_authority": "140",
        "prose.procedures_local_authority": "140",
    }
    (found,) = messages(figures)
    whole, part = "“Procedures under local authority” (form 3, 1.4)", "“Commune-level procedures” (form 3, 1.4.3)"
    assert found.partition(" Possibly: ")[2] == (
        f"{part} and {whole} exchanged; or the rows from “Procedures newly announced” (form 3, 1.2) to {part} one row off; "
        f"or {whole} 140 procedures?"
    )


def test_more_than_two_wrong_cells_are_left_open():
    # Four sums about one total, of which no two changes mend all.
    said = {
        "new": "711",
        "carried_over": "5",
        "received": "761",
        "resolved": "790",
        "pending": "7",
        "resolved_by_deadline": "612",
        "resolved_late": "9",
        "pending_in_time": "3",
        "pending_overdue": "1",
    }
    found = messages({f"prose.dossiers_{name}": raw for name, raw in said.items()})
    assert len(found) >= 3
    assert not any(" Is " in message or "Possibly" in message or "equally" in message for message in found)


def test_slips_of_a_number():
    found = {(kind, value) for kind, value, _ in slips(Fraction(1500))}
    assert {("swap", Fraction(5100)), ("zero", Fraction(15000)), ("zero", Fraction(150))} <= found
    assert ("separator", Fraction(1_500_000)) in found
    assert all(value <= 100 for _, value, _ in slips(Fraction("36.1"), is_rate=True))


@pytest.mark.parametrize(
    ("sentence", "measure", "values"),
    [
        ("Số lượng hồ sơ đã giải quyết: gần 700", "dossiers_resolved", [700]),
        ("Số lượng hồ sơ đã giải quyết: bảy trăm linh chín hồ sơ", "dossiers_resolved", [709]),
        ("Tổng số hồ sơ đã được giải quyết xong là 1.709 hồ sơ", "dossiers_resolved", [1709]),
        ("Phấn đấu giải quyết 100% hồ sơ", "dossiers_resolved", []),
        ("Thông tư số 709/TT-BNV về hồ sơ", "dossiers_resolved", []),
    ],
)
def test_wordings(sentence, measure, values):
    assert [row["value"] for row in read_statements([item("II.2", sentence)]) if row["measure"] == measure] == values


def test_an_approximate_figure_contradicts_nothing():
    text = [("II.2", "Số lượng hồ sơ đã giải quyết: gần 700 hồ sơ")]
    assert check(report({"dossiers_resolved": "690"}, text)).empty
    assert len(check(report({"dossiers_resolved": "690"}, [("II.2", "Số lượng hồ sơ đã giải quyết: 700 hồ sơ")]))) == 1


def test_plans_are_not_read():
    assert read_statements([item("IV", "Số lượng hồ sơ đã giải quyết: 700 hồ sơ")]) == []


@pytest.mark.parametrize(("total", "severities"), [("716", []), ("711", []), ("761", ["verify"])])
def test_received_may_leave_out_those_carried_over(total, severities):
    # 679 + 32 + 5 = 716, 679 + 32 = 711
    text = f"Tổng số hồ sơ tiếp nhận trong kỳ: {total} hồ sơ (trực tuyến: 679; trực tiếp: 32), kỳ trước chuyển sang: 5."
    assert check(report({}, [("II.2", text)]))["severity"].tolist() == severities


def test_one_finding_explains_another_only_about_the_same_figures():
    # 700 + 8 is not 709; that 10 + 11 is not 20 is another matter.
    apart = {SAID: "709", "prose.dossiers_resolved_by_deadline": "700", "prose.dossiers_resolved_late": "8"}
    staff = {"prose.staff_present": "20", "prose.staff_officials": "10", "prose.staff_civil_servants": "11"}
    assert [rule for rule, _ in asked(apart | staff)] == ["text-sum-differs", "text-sum-differs-unusual"]
    # 711 + 5 = 716 and 709 + 7 = 716 against 761: one cause.
    total = {"new": "711", "carried_over": "5", "resolved": "709", "pending": "7", "received": "761"}
    assert [rule for rule, _ in asked({f"prose.dossiers_{name}": raw for name, raw in total.items()})] == [
        "text-sum-differs"
    ]

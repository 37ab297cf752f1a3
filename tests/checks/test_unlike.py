"""Rows filled in unlike other communes' are noted; a stock that never changed and is now a slip of itself is asked about."""

from dataclasses import replace

import pytest

from cchc_analysis import check
from tests.made_up import report, together

HISTORY = [
    ("2022-Q1", "15/12/2021", "14/03/2022"),
    ("2022-Q3", "15/06/2022", "14/09/2022"),
    ("2023-Q1", "10/12/2022", "09/03/2023"),
]
OWN = "11281"


def of_rule(findings, rule):
    return findings.loc[findings["rule"] == rule, ["commune_code", "severity", "indicators"]].values.tolist()


def copies(figures, count, first=0):
    """Return one commune's frames under other codes."""
    made = report(figures, code="90000", commune="Xã Khác")
    for number in range(first, first + count):
        code = f"{90000 + number}"
        own = {"commune_code": code, "report_id": f"{code}-made-up"}
        tables = {name: getattr(made, name).assign(**own) for name in ("reports", "observations")}
        yield replace(made, **tables)


def pair(raw):
    return {"commune_leaders_disciplined": raw, "commune_civil_servants_disciplined": raw}


LIKE = {"procedures_linked_across_levels": "30", "survey_sheets": "40", "staff_recruited": "0"}
UNLIKE = {"procedures_linked_across_levels": "3", "survey_sheets": "0", "commune_leaders_disciplined": "0"}
RULES = {
    "blank-unlike-others": "staff_recruited",
    "zero-unlike-others": "survey_sheets",
    "figure-unlike-others": "procedures_linked_across_levels",
    "blank-apart": "commune_civil_servants_disciplined",
}


@pytest.mark.parametrize(("count", "is_habit"), [(19, True), (18, False)])
def test_rows_unlike_the_others_are_notes(count, is_habit):
    # Half of the others fill in both rows of discipline, half neither.
    others = [*copies(LIKE | pair("0"), 10), *copies(LIKE, count - 10, 10)]
    found = check(together(report(UNLIKE, code=OWN), *others))
    for rule, row in RULES.items():
        assert of_rule(found, rule) == ([[OWN, "note", [row]]] if is_habit else []), rule


def test_what_some_others_do_too_is_not_noted():
    others = [*copies(LIKE, 20), *copies({**UNLIKE, **pair("")}, 2, 20)]
    found = check(together(report(UNLIKE | pair(""), code=OWN), *others))
    assert not set(RULES) & set(found["rule"])


def over_time(*figures, **more):
    reports = [
        report(own, period=period, start=start, end=end, dated=end, **more)
        for own, (period, start, end) in zip(figures, HISTORY, strict=True)
    ]
    return check(together(*reports))


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        ("12", "21", "hai chữ số đổi chỗ"),
        ("30", "3", "thiếu hoặc thừa một số 0"),
        ("23", "2", "sai, thiếu hoặc thừa một chữ số"),
    ],
)
def test_a_stock_that_never_changed_and_is_one_slip_away(before, now, why):
    name = "procedures_any_location"
    found = over_time({name: before}, {name: before}, {name: now})
    assert of_rule(found, "slip-of-earlier") == [[OWN, "verify", [name]]]
    message = found.loc[found["rule"] == "slip-of-earlier", "message"].item()
    assert message.endswith(
        f"ghi {now} thủ tục; các kỳ trước của xã luôn là {before} thủ tục. Có phải ghi nhầm ({why})?"
    )


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (("12", "12"), "12"),  # As ever.
        (("12", "12"), "13"),  # One more is no slip of the hand.
        (("12", "11"), "21"),  # Never settled.
        (("", "12"), "21"),  # Seen once.
    ],
)
def test_what_changes_by_itself_is_silent(before, now):
    name = "procedures_any_location"
    found = over_time(*({name: raw} for raw in (*before, now)))
    assert of_rule(found, "slip-of-earlier") == []


def test_two_settled_rows_exchanged():
    upper, lower = "procedures_linked_same_level", "procedures_linked_across_levels"
    usual = {upper: "2", lower: "30"}
    found = over_time(usual, usual, {upper: "30", lower: "2"})
    assert of_rule(found, "slip-of-earlier") == [[OWN, "verify", [upper, lower]]]


def test_flows_and_plans_of_a_year_may_become_anything():
    figures = [{"survey_sheets": raw, "plan_tasks": raw} for raw in ("35", "35", "53")]
    assert of_rule(over_time(*figures), "slip-of-earlier") == []


def money(plan, code, period=2):
    name, start, end = HISTORY[period]
    return report(
        {"disbursement_plan": plan}, period=name, start=start, end=end, dated=end, code=code, commune=f"Xã {code}"
    )


def test_peers_tell_which_of_two_reports_has_the_wrong_unit():
    # 2.000 million in the first report printed as 2.000.000; 2.100 in the next is right, as the others' amounts say.
    others = [money("2.000", f"{90000 + number}", period) for number in range(6) for period in (0, 1)]
    found = check(together(money("2.000.000", OWN, 0), money("2.100", OWN, 1), *others))
    asked = found.loc[found["rule"] == "money-unit", ["commune_code", "period"]].values.tolist()
    assert asked == [[OWN, "2022-Q1"]]

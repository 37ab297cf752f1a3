"""The ledger: what each rule came to on each report, and how much silence is worth."""

import pandas as pd
import pytest

from cchc_analysis import catalogue
from cchc_analysis.checks import checked
from cchc_analysis.checks.coverage import figures_understood, find_not_understood, is_telling, rules_run
from cchc_analysis.parsing.report import read_report
from tests.made_up import report, together


def outcomes(frames):
    rows = checked(frames).checks
    return {row.rule: (row.outcome, row.reason, row.missing) for row in rows.itertuples()}


def test_each_rule_has_one_row_a_report():
    frames = checked(together(report({}), report({}, period="2023-H1")))
    assert frames.checks.groupby("report_id")["rule"].agg(set).tolist() == [set(catalogue.rules())] * 2


def test_found_run_and_why_not():
    found = outcomes(report({"on_time_rate": "105", "survey_method": "1", "prose.dossiers_resolved": "709"}))
    assert found["rate-out-of-range"] == ("found", "", "")
    assert found["option-impossible"][0] == "run"
    assert found["survey-without-sheets"] == ("not_run", "missing", "satisfaction_survey_held, survey_sheets")
    assert found["handling-sum-differs"][:2] == ("not_run", "not_in_edition")
    assert found["old-service-levels-2026"] == ("not_run", "not_in_scope", "")
    assert found["carried-over-differs"] == ("not_run", "missing", "earlier_reports")
    assert found["blank-unlike-others"] == ("not_run", "missing", "others.19")
    assert found["report-scanned"] == ("not_run", "not_in_scope", "")


def test_a_condition_that_does_not_hold_was_looked_at():
    assert outcomes(report({"satisfaction_survey_held": "0"}))["survey-without-method"][0] == "run"


def test_a_figure_that_cannot_be_read_is_told_from_a_blank():
    frames = report({})
    is_it = frames.observations["indicator"] == "survey_method"
    frames.observations.loc[is_it, ["status", "raw"]] = ["unreadable", "1?"]
    assert outcomes(frames)["survey-online-or-paper"] == ("not_run", "unreadable", "survey_method")


def test_earlier_reports_let_rules_run():
    before = report({"plan_tasks": "36"})
    frames = checked(together(before, report({"plan_tasks": "36"}, period="2023-H1")))
    rows = frames.checks[frames.checks["rule"] == "plan-changed"].set_index("period")["outcome"]
    assert rows.to_dict() == {"2023-Q1": "not_run", "2023-H1": "run"}


def test_the_real_report_was_looked_at(reports):
    frames = checked(read_report(reports / "chi-lang-bac-2023-q1.txt"))
    (row,) = rules_run(frames.checks).to_dict("records")
    assert row["share"] > 0.8
    assert is_telling(frames)
    assert not list(find_not_understood(frames))


def test_silence_of_an_empty_report_says_nothing():
    frames = checked(report({}))
    assert frames.findings.empty
    assert not is_telling(frames)
    assert [item.what for item in find_not_understood(frames)] == ["text"]


def test_results_of_which_no_word_is_known_are_not_understood(reports, tmp_path):
    text = (reports / "chi-lang-bac-2023-q1.txt").read_text(encoding="utf-8")
    silent = tmp_path / "report.txt"
    before, after = text.index("\nII. "), text.index("\nIII. ")
    silent.write_text(f"{text[:before]}\nII. KẾT QUẢ\nNhư mọi năm.{text[after:]}", encoding="utf-8")
    frames = checked(read_report(silent))
    assert [item.what for item in find_not_understood(frames)] == ["text"]
    assert not is_telling(frames)


FIGURES = "Đã giải quyết 709 hồ sơ. Lắp 03 bảng. Kê thêm 05 bàn."


@pytest.mark.parametrize(("sentence", "understood"), [(FIGURES, (1, 3)), (FIGURES.replace("Lắp 03 bảng. ", ""), None)])
def test_a_text_of_whose_figures_less_than_half_is_known_was_not_looked_at(sentence, understood):
    frames = checked(report({}, text=[("II.2", sentence)]))
    found = [(item.understood, item.figures) for item in find_not_understood(frames) if item.what == "figures"]
    assert found == ([understood] if understood else [])


def test_the_figures_of_all_reports_are_counted(reports):
    frames = read_report(reports / "chi-lang-bac-2023-q1.txt")
    (row,) = figures_understood(frames.figures).to_dict("records")
    # 08 contents of the plan, one at school, one percentage of signatures.
    assert row["figures"] - row["understood"] == 3


def test_a_form_without_a_row_is_not_understood():
    frames = report({"prose.dossiers_resolved": "709"})
    frames.observations.loc[frames.observations["form"] == "6", "status"] = "absent"
    assert [(item.what, item.form) for item in find_not_understood(checked(frames))] == [("form", "6")]


@pytest.mark.parametrize("rule", catalogue.rules().values(), ids=lambda rule: rule.rule)
def test_each_rule_says_what_it_reads(rule):
    compares = bool(rule.cases or rule.percentages or rule.verdict)
    handed = any(other.otherwise == rule.rule for other in catalogue.rules().values())
    assert bool(rule.needs) == (rule.level > 0 and not compares and not handed)


def test_the_gate_knows_the_outcomes():
    rows = checked(report({})).checks
    assert set(rows["outcome"]) <= {"found", "run", "not_run"}
    assert ((rows["outcome"] == "not_run") == (rows["reason"] != "")).all()
    assert isinstance(rows["missing"].iloc[0], str)
    assert not pd.isna(rows["missing"]).any()

"""What no reading can save stays certain; what practice may explain asks, and what the report itself explains is silent."""

from dataclasses import replace

import pytest

from cchc_analysis import catalogue, check
from cchc_analysis.catalogue import practice
from cchc_analysis.checks import rules, verdicts
from cchc_analysis.checks.sheets import read_sheets
from cchc_analysis.errors import CatalogueError
from cchc_analysis.findings import Finding, finding_rows, to_findings
from cchc_analysis.observations import to_frame
from cchc_analysis.parsing.text.further_parts import read_further_parts
from tests.made_up import item, report

Q = "prose.dossiers_"
SUM = "text-sum-differs"
NEW = {"new": "711", "new_online": "679", "new_direct": "27"}
PENDING = {"pending": "7", "pending_in_time": "5", "pending_overdue": "0"}


def named(sentence, **figures):
    """Return a report with figures of the text, and what a sentence names beside them."""
    frames = report({Q + name: value for name, value in figures.items()})
    source = {"commune_code": "11281", "period": "2023-Q1", "source_file": "made-up.txt"}
    rows = read_further_parts([item("II.2.c", sentence)])
    report_id = frames.reports["report_id"].iloc[0]
    return replace(
        frames, further_parts=to_frame([source | row | {"report_id": report_id} for row in rows], "further_parts")
    )


def severity(frames, rule):
    return check(frames).set_index("rule")["severity"].to_dict().get(rule, "")


@pytest.mark.parametrize(
    ("sentence", "figures", "expected"),
    [
        ("", NEW, "error"),
        # 679 + 27 + 5 = 711
        ("hồ sơ trực tiếp: 27; qua dịch vụ bưu chính công ích: 05", NEW, ""),
        ("hồ sơ qua dịch vụ bưu chính công ích: 04", NEW, "verify"),
        # The form's own column of two ways.
        ("hồ sơ trực tiếp và qua dịch vụ bưu chính: 27", NEW, "error"),
        ("tạm dừng chờ bổ sung hồ sơ: 02", PENDING, ""),
        ("một số hồ sơ bị trả lại", PENDING, "verify"),
        ("không có hồ sơ bị trả lại", PENDING, "error"),
        ("hồ sơ bị trả lại: 0", PENDING, "error"),
        # A part that a total has no place for explains nothing of it.
        ("hồ sơ qua bưu điện: 02", PENDING, "error"),
        # 7 is less than 5 + 4: two returned do not make it more.
        ("hồ sơ trả lại: 02", {"pending": "7", "pending_in_time": "5", "pending_overdue": "4"}, "verify"),
    ],
)
def test_a_sum_is_certain_only_where_its_parts_are_all(sentence, figures, expected):
    assert severity(named(sentence, **figures), SUM) == expected


def test_a_question_names_the_words_that_make_it_one():
    found = check(named("một số hồ sơ bị trả lại", pending="7", pending_in_time="5", pending_overdue="0"))
    (row,) = found[found["rule"] == SUM].to_dict("records")
    assert row["message"].endswith("Phần lời còn nêu “bị trả lại”: có tính vào đó không?")
    assert row["message_en"].endswith("The text also names “bị trả lại”: is it in there?")
    assert ("bị trả lại", 1) in zip(row["quotes"], row["source_lines"], strict=True)


@pytest.mark.parametrize(
    ("sentence", "part", "value"),
    [
        ("số hồ sơ công dân xin rút: 05 hồ sơ", "withdrawn", 5),
        ("có 03 hồ sơ bị trả lại, còn lại đúng quy định", "returned", 3),
        ("hồ sơ dừng xử lý theo đề nghị của công dân: 37 hồ sơ", "stopped", 37),
        ("từ chối giải quyết có văn bản nêu lý do, đều gửi trong thời hạn: 06 hồ sơ", "refused", 6),
        ("hồ sơ trực tuyến một phần: 2.188 hồ sơ", "in-part-or-full", 2188),
        ("275 hồ sơ thuộc thẩm quyền cấp tỉnh", "other-authority", 275),
    ],
)
def test_what_is_named_comes_with_its_figure(sentence, part, value):
    rows = list(read_further_parts([item("II.2.c", sentence)]))
    assert (part, value) in [(row["part"], row["value"]) for row in rows]


@pytest.mark.parametrize(
    ("withdrawn", "expected"),
    [
        # 1,128 + 16 = 1,144 = 1,089 + 30 + 11 + 14
        ("14", ""),
        ("13", "verify"),
    ],
)
def test_a_further_part_that_a_clause_tells_counts_as_one_that_is_named(withdrawn, expected):
    figures = {"new": "1.128", "carried_over": "16", "resolved": "1.089", "pending": "30"}
    frames = named("hồ sơ trả lại: 11", **figures | {"withdrawn": withdrawn})
    assert severity(frames, SUM) == expected


def test_plans_and_other_matters_name_no_dossiers():
    assert not list(
        read_further_parts([item("IV.2", "không để hồ sơ bị trả lại: 05"), item("II.5", "trả lại vốn: 05")])
    )


def form_06(**figures):
    columns = {"received": "27", "received_online": "20", "received_direct": "5", "carried_over": "2"}
    return report({f"handling_{name}": value for name, value in (columns | figures).items()}, edition="vpcp-06")


def test_a_total_of_form_06_one_off_its_parts_asks():
    assert severity(form_06(received="28"), "handling-sum-differs") == "verify"
    assert severity(form_06(received="29"), "handling-sum-differs") == "error"


def test_a_plan_may_be_exceeded_and_no_other_rate():
    assert severity(report({"disbursement_rate": "105"}), "rate-out-of-range") == "verify"
    assert severity(report({"on_time_rate": "105"}), "rate-out-of-range") == "error"


def test_a_row_that_no_edition_knows_may_be_a_part():
    figures = {
        "procedures_online_level_3_4": "111",
        "procedures_online_level_3": "66",
        "procedures_online_level_4": "44",
    }
    frames = report(figures)
    assert severity(frames, "sum-differs") == "error"
    key = frames.reports.iloc[0]
    unknown = Finding("row-unknown", "6.5.4 Mức độ khác", lines=(9,), values={"form": "7"})
    rows = finding_rows([unknown], key["commune_code"], key["period"], key["report_id"])
    assert severity(replace(frames, findings=to_findings(rows)), "sum-differs") == "verify"


def test_figures_of_another_scope_are_not_compared():
    frames = report({Q + "received": "716", Q + "new": "711", Q + "carried_over": "5"})
    (sheet,) = read_sheets(frames)
    other = sheet.statements[0]._replace(value=10455.0, raw="10.455")
    sheet.apart.append(other)
    assert not list(rules.find_broken(sheet))
    assert verdicts(frames)["verdict"].tolist() == ["agrees"] * 3


def test_each_fact_weakens_a_rule_and_has_its_source():
    used = {key for rule in catalogue.rules().values() for key in rule.practice}
    assert used == set(practice.facts())
    assert all(fact.source for fact in (*practice.facts().values(), *practice.parts().values()))


def test_a_part_of_an_unknown_total_says_so():
    row = {"key": "x", "vi": "x", "en": "x", "words": "x", "of": ["dossiers_recieved"], "source": "s"}
    with pytest.raises(CatalogueError) as error:
        practice._part(row)
    assert str(error.value) == (
        "practice.toml part 'x': found no total 'dossiers_recieved'; expected a measure or an indicator; correct it."
    )

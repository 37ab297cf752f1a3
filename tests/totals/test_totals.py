"""Sums and rates over communes: blanks are no zeros, rates come from summed parts, and every number says what it covers."""

from fractions import Fraction

import pytest

from cchc_analysis.observations import TidyFrames
from cchc_analysis.totals import coverage, headline, is_printed_as, rates, status_counts, totals
from tests.small_frames import frames_of, three

ROLL_UP = frames_of({"A": three(5, 10), "B": three(990, 1000), "C": three(None, None)})


def test_roll_up():
    """A 5/10, B 990/1000, C blank: 995/1010 = 98.51 %, of 2 communes in 3. The mean of rates would be 74.5 %."""
    table = totals(ROLL_UP).set_index("indicator")
    rate = table.loc["on_time_rate"]
    assert (rate["numerator"], rate["denominator"], rate["communes"], rate["expected"]) == (995, 1010, 2, 3)
    assert rate["value"] == pytest.approx(98.5149, abs=1e-4)
    assert table.loc["dossiers_resolved"].tolist()[0] == 1010
    assert table.loc["dossiers_resolved", "communes"] == 2


def test_a_total_of_blanks_is_missing_and_not_zero():
    table = totals(frames_of({"A": three(None, None), "B": three(None, None)})).set_index("indicator")
    assert table["value"].isna().all()
    assert table.loc["dossiers_resolved", "communes"] == 0
    assert table.loc["dossiers_resolved", "expected"] == 2


def test_a_commune_with_one_part_alone_is_in_no_rate():
    """B has a denominator only: 5/10 = 50 %, not 5/1010."""
    rate = totals(frames_of({"A": three(5, 10), "B": three(None, 1000)})).set_index("indicator").loc["on_time_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"], rate["communes"]) == (50, 5, 10, 1)


def test_denominators_of_zero_give_no_rate():
    rate = totals(frames_of({"A": three(0, 0), "B": three(0, 0)})).set_index("indicator").loc["on_time_rate"]
    assert rate["value"] != rate["value"]
    assert rate["communes"] == 2
    assert (
        totals(frames_of({"A": three(0, 0), "B": three(1, 4)})).set_index("indicator").loc["on_time_rate", "value"]
        == 25
    )


def test_expected_may_be_given():
    assert set(totals(ROLL_UP, 5)["expected"]) == {5}


@pytest.mark.parametrize(
    ("over", "under", "rate", "raw", "verdict"),
    [
        (13, 36, 36.1, "36,1", "agrees"),
        (709, 709, 100, "100", "agrees"),
        (679, 711, 94.8, "94,8", "differs"),
        (None, 36, 36.1, "36,1", "parts-blank"),
        (0, 0, 100, "100", "no-denominator"),
        (13, 36, None, "", "rate-blank"),
        (0, 0, None, "", "blank"),
        (None, None, None, "", "blank"),
    ],
)
def test_verdicts(over, under, rate, raw, verdict):
    (row,) = rates(frames_of({"A": three(over, under, rate)}, on_time_rate=raw)).itertuples()
    assert row.verdict == verdict
    assert row.raw == raw
    is_computable = over is not None and bool(under)
    assert (row.recomputed_pct == row.recomputed_pct) == is_computable


def test_a_rate_that_no_form_prints(portal):
    table = rates(portal)
    assert set(table["verdict"]) <= {"unprinted", "blank"}
    assert table["reported_pct"].isna().all()
    assert table["source_line"].notna().all()


@pytest.mark.parametrize(
    ("raw", "over", "under", "answer"),
    [
        ("97.23", 668, 687, True),  # 97.2344 rounded
        ("85,10", 7600, 8930, True),  # 85.1064 cut off
        ("94,8", 679, 711, False),  # 95.4993
        ("94,8", 679, 716, True),  # 94.8324 rounded
        ("9,48", 214, 2265, False),  # 9.4481
        ("100", 709, 709, True),
        ("100", 708, 709, True),  # 99.859 rounds to 100 without decimals
        ("100,00", 708, 709, False),
        ("0", 679, 716, False),
        ("36,1", 13, 36, True),
        ("96,83", 671, 693, True),
    ],
)
def test_a_printed_rate_and_its_parts(raw, over, under, answer):
    reported = float(raw.replace(",", "."))
    assert is_printed_as(raw, Fraction(100 * over, under), reported) is answer


def test_the_real_report_contradicts_itself_in_two_rates(quarter):
    table = rates(quarter).set_index("indicator")
    differing = table[table["verdict"] == "differs"]
    assert "online_dossier_rate" in differing.index
    row = table.loc["online_dossier_rate"]
    assert (row["numerator"], row["denominator"], row["reported_pct"]) == (679, 716, 0)
    assert row["recomputed_pct"] == pytest.approx(94.8324, abs=1e-4)
    assert table.loc["plan_completion_rate", "verdict"] == "agrees"
    assert table.loc["disbursement_rate", "verdict"] == "rate-blank"
    assert table.loc["legal_review_resolution_rate", "verdict"] == "parts-blank"
    assert table.loc["petition_resolution_rate", "verdict"] == "no-denominator"


def test_coverage_of_a_district(quarter):
    table = coverage(quarter)
    assert table.loc[table["is_reported"], "commune"].tolist() == ["Xã Chi Lăng Bắc"]
    assert set(table["district"]) == {"Huyện Thanh Miện"}
    assert len(table) == table["commune_code"].nunique() > 10
    own = table[table["is_reported"]].iloc[0]
    assert own["doc_number"] == "74/BC-UBND"
    assert own["source_files"] == "2023-Q1/chi-lang-bac-2023-q1.docx"


def test_coverage_of_a_province(portal):
    table = coverage(portal)
    assert (len(table), table["is_reported"].sum()) == (148, 148)


def test_coverage_of_nothing():
    table = coverage(TidyFrames.concat([]))
    assert len(table) == 0
    assert table["is_reported"].dtype == bool


def test_headlines_keep_the_catalogues_order(quarter, portal):
    assert headline(quarter)["indicator"].iloc[0] == "plan_completion_rate"
    assert headline(portal)["indicator"].tolist()[:2] == ["portal_in_time_rate", "portal_dossiers_received"]


def test_status_counts_leave_titles_out(quarter):
    table = status_counts(quarter)
    assert table.columns.tolist() == ["edition", "form", "reported", "blank", "absent", "unreadable"]
    assert table["form"].tolist() == list("1234567")
    assert table["reported"].sum() == 63
    assert table[["absent", "unreadable"]].to_numpy().sum() == 0


def test_nothing_in_nothing_out():
    nothing = TidyFrames.concat([])
    assert len(rates(nothing)) == len(totals(nothing)) == len(headline(nothing)) == 0

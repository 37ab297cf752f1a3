"""Figures without a source in a comment were computed with scipy 1.17.1 and stand in the project's statistics note."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cchc_analysis.errors import CchcError, FrameError
from cchc_analysis.inference.intervals import (
    against_target,
    as_counts,
    clopper_pearson,
    dispersion,
    exact_tails,
    find_impossible,
    fisher_mid_p,
    interval,
    newcombe,
    wilson,
)

# One in the last of the four digits given.
LAST_DIGIT = 1.01e-4

counts = st.integers(0, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
positive_counts = counts.filter(lambda pair: pair[1] > 0)
levels = st.floats(0.001, 0.9999)


def rates(*pairs):
    return pd.DataFrame(
        {
            "commune_code": [f"X{i:02}" for i in range(1, len(pairs) + 1)],
            "commune": [f"Commune {i}" for i in range(1, len(pairs) + 1)],
            "numerator": pd.array([x for x, _ in pairs], dtype="Int64"),
            "denominator": pd.array([n for _, n in pairs], dtype="Int64"),
        }
    )


@pytest.mark.parametrize(
    ("x", "n", "by_wilson", "by_clopper_pearson"),
    [
        (13, 36, (0.2248, 0.5242), (0.2082, 0.5378)),  # real: Chi Lăng Bắc, first quarter of 2023, plan
        (18, 19, (0.7536, 0.9906), (0.7397, 0.9987)),
        (709, 709, (0.9946, 1), (0.9948, 1)),  # real: on time; 0.025^(1/709) = 0.99481
        (0, 17, (0, 0.1843), (0, 0.1951)),  # real: form 7, code 6.8; 1 - 0.025^(1/17) = 0.1951
        (679, 716, (0.9296, 0.9623), (0.9295, 0.9634)),  # real: online
        (671, 693, (0.9524, 0.9789), (0.9523, 0.9800)),  # real: digitised
    ],
)
def test_intervals_of_known_counts(x, n, by_wilson, by_clopper_pearson):
    assert np.ravel(wilson(x, n)) == pytest.approx(by_wilson, abs=LAST_DIGIT)
    assert np.ravel(clopper_pearson(x, n)) == pytest.approx(by_clopper_pearson, abs=LAST_DIGIT)


@settings(max_examples=40, derandomize=True)
@given(counts, levels)
def test_intervals_are_ordered_and_hold_their_share(pair, level):
    for method in (wilson, clopper_pearson):
        (lower,), (upper,) = method(*pair, level)
        if pair[1] == 0:
            assert np.isnan(lower)
            assert np.isnan(upper)
        else:
            assert 0 <= lower <= pair[0] / pair[1] <= upper <= 1


@settings(max_examples=40, derandomize=True)
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_clopper_pearson_agrees_with_scipys_own(pair):
    lower, upper = clopper_pearson(*pair)
    assert (lower[0], upper[0]) == pytest.approx(stats.binomtest(*pair).proportion_ci(0.95, "exact"), abs=1e-9)


def test_missing_parts_and_zero_denominators_give_nan_where_they_stand():
    numerator, denominator = pd.array([None, 3, 0, 5], dtype="Int64"), [7, np.nan, 0, 10]
    for method in (wilson, clopper_pearson):
        lower, upper = method(numerator, denominator)
        assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("numerator", "denominator", "rows"),
    [
        ([1, 31, 5], [1, 30, 0], "row 2: 31 of 30; row 3: 5 of 0"),
        ([-1], [4], "row 1: -1 of 4"),
        ([0.5], [4], "row 1: 0.5 of 4"),
        ([1], [np.inf], "row 1: 1 of inf"),
        ([9] * 7, [8] * 7, "; ".join(f"row {i}: 9 of 8" for i in range(1, 6)) + "; +2 more"),
    ],
)
def test_counts_that_cannot_be_are_refused(numerator, denominator, rows):
    message = (
        f"rates: found {rows}; expected whole counts, the numerator at most the denominator; correct or blank them."
    )
    for method in (wilson, clopper_pearson):
        with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
            method(numerator, denominator)


def test_a_level_in_percent_is_refused():
    message = "level: found 95; expected a share between 0 and 1; divide a percent by 100."
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        wilson(1, 2, level=95)


@pytest.mark.parametrize(
    ("pairs", "difference", "limits", "mid_p"),
    [
        ((18, 19, 14, 19), 0.2105, (-0.0315, 0.4394), 0.0997),
        ((285, 300, 270, 300), 0.0500, (0.0076, 0.0937), 0.0207),
        ((950, 1000, 920, 1000), 0.0300, (0.0084, 0.0520), 0.0065),
        ((709, 709, 704, 709), 0.0071, (0.0003, 0.0164), 0.0310),
    ],
)
def test_two_quarters(pairs, difference, limits, mid_p):
    x, n, base_x, base_n = pairs
    assert x / n - base_x / base_n == pytest.approx(difference, abs=LAST_DIGIT)
    assert np.ravel(newcombe(*pairs)) == pytest.approx(limits, abs=LAST_DIGIT)
    assert fisher_mid_p(*pairs) == pytest.approx([mid_p], abs=LAST_DIGIT)


def test_mid_p_by_hand():
    # 3 of 3 against 0 of 3: 20 tables with 3 successes, 1 9 9 1; the extreme two are equally likely, half of 2/20.
    assert fisher_mid_p(3, 3, 0, 3) == pytest.approx([0.05])
    # 2 of 3 against 1 of 3: 2/20 are less likely, 18/20 equal: 0.1 + 0.45.
    assert fisher_mid_p(2, 3, 1, 3) == pytest.approx([0.55])
    # One table only: half of 1.
    assert fisher_mid_p(5, 5, 8, 8) == pytest.approx([0.5])
    assert np.isnan(fisher_mid_p([1, 0, np.nan], [2, 0, 2], [1, 1, 1], [2, 2, 2])).tolist() == [False, True, True]


def test_mid_p_of_many_communes_is_that_of_each_alone(monkeypatch):
    monkeypatch.setattr("cchc_analysis.inference.intervals._TABLES", 700)  # several parts, one of them a single commune
    chance = np.random.default_rng(2)
    n, base_n = chance.integers(0, 400, (2, 60))
    n[7] = base_n[7] = 3000
    x, base_x = chance.binomial(n, 0.9), chance.binomial(base_n, 0.8)
    together = fisher_mid_p(x, n, base_x, base_n)
    alone = [fisher_mid_p(*row)[0] for row in zip(x, n, base_x, base_n, strict=True)]
    assert together == pytest.approx(alone, rel=1e-12, nan_ok=True)


small_counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=40, derandomize=True)
@given(small_counts, small_counts)
def test_mid_p_is_below_fishers_and_blind_to_order(first, second):
    p = fisher_mid_p(*first, *second)[0]
    fisher = stats.fisher_exact([[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]).pvalue
    assert 0 < p < fisher <= 1.000001
    assert p == pytest.approx(fisher_mid_p(*second, *first)[0], rel=1e-6)


@settings(max_examples=40, derandomize=True)
@given(positive_counts, positive_counts, levels)
def test_newcombe_holds_the_difference_and_mirrors(first, second, level):
    (lower,), (upper,) = newcombe(*first, *second, level)
    assert -1 - 1e-12 <= lower <= first[0] / first[1] - second[0] / second[1] <= upper <= 1 + 1e-12
    mirrored = newcombe(*second, *first, level)
    assert (-upper, -lower) == pytest.approx(tuple(np.ravel(mirrored)), abs=1e-12)


@pytest.mark.parametrize(
    ("x", "n", "verdict"),
    [
        (18, 19, "unclear"),
        (90, 100, "unclear"),
        (89, 100, "below"),
        (270, 300, "below"),
        (276, 300, "below"),
        (277, 300, "unclear"),
        (293, 300, "above"),
        (59, 59, "unclear"),
        (71, 71, "unclear"),  # 0.95^71 = 0.0262
        (72, 72, "above"),  # 0.95^72 = 0.0249
        (0, 0, "unknown"),
        (None, 30, "unknown"),
    ],
)
def test_verdict_against_a_target_of_95_percent(x, n, verdict):
    assert against_target(rates((x, n)), 0.95)["verdict"].tolist() == [verdict]


def test_tails_at_a_target():
    p_below, p_above = exact_tails([18, 90, 270, 293, 59], [19, 100, 300, 300, 59], 0.95)
    assert p_below[:3] == pytest.approx([0.6226, 0.0282, 0.0003], abs=LAST_DIGIT)
    assert p_above[3:] == pytest.approx([0.0160, 0.0485], abs=LAST_DIGIT)


def test_a_target_of_everything_is_missed_by_one_case():
    judged = against_target(rates((999, 1000), (1000, 1000)), 1)
    assert judged["verdict"].tolist() == ["below", "unclear"]


@pytest.mark.parametrize("target", [95, -0.1, float("nan")])
def test_a_target_outside_the_scale_is_refused(target):
    message = f"target: found {target!r}; expected a share between 0 and 1; divide a percent by 100."
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        against_target(rates((1, 2)), target)


def test_interval_chooses_its_method_and_keeps_every_row():
    given_rates = rates((13, 36), (18, 19), (709, 709), (0, 40), (None, 30), (0, 0), (19, 20))
    given_rates.index = [9, 3, 3, 1, 0, 5, 2]  # any index, repeats included, comes back
    found = interval(given_rates)
    exact, none = "clopper_pearson", "none"
    assert found["method"].tolist() == ["wilson", exact, exact, exact, none, none, "wilson"]
    pd.testing.assert_frame_equal(found[given_rates.columns], given_rates)
    assert found["share"].isna().tolist() == [False, False, False, False, True, True, False]
    assert found.iloc[0][["lower", "upper"]].tolist() == pytest.approx([0.2248, 0.5242], abs=LAST_DIGIT)
    assert found.iloc[1][["lower", "upper"]].tolist() == pytest.approx([0.7397, 0.9987], abs=LAST_DIGIT)


def test_interval_of_no_commune_is_an_empty_frame():
    assert interval(rates()).columns.tolist()[4:] == ["share", "lower", "upper", "method"]


def test_impossible_counts_in_a_frame_are_named_by_commune_and_can_be_found():
    given_rates = rates((1, 2), (31, 30), (None, 4))
    message = (
        "rates: found X02 Commune 2: 31 of 30; expected whole counts, the numerator at most the denominator; "
        "correct or blank them."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        interval(given_rates)
    assert find_impossible(given_rates)["commune_code"].tolist() == ["X02"]
    given_rates.loc[find_impossible(given_rates).index, ["numerator", "denominator"]] = pd.NA
    assert interval(given_rates)["share"].notna().tolist() == [True, False, False]


def test_a_missing_column_is_named():
    message = "rates: found no column commune, denominator; expected a row per commune with both counts; add it."
    with pytest.raises(FrameError, match=f"^{re.escape(message)}$"):
        interval(rates((1, 2)).drop(columns=["commune", "denominator"]))


def test_counts_without_a_rate_are_missing_in_both_parts():
    x, n = as_counts([3, 0, None, 4], [None, 0, 5, 8])
    assert np.isnan(x).tolist() == np.isnan(n).tolist() == [True, True, True, False]


def test_dispersion_by_hand():
    # 50/100 and 150/200: pooled 2/3. asin √: 0.785398, 1.047198, 0.955317; z = 20(-0.169919) = -3.39837 and
    # 28.28427(0.091881) = 2.59879. phi = (11.54892 + 6.75371)/2 = 9.15131. W = 400, 800: 1200 - 800000/1200 = 533.333;
    # tau2 = (2 * 9.15131 - 1)/533.333 = 0.0324424.
    phi, tau2 = dispersion(rates((50, 100), (150, 200), (None, 9)), trim=0)
    assert (phi, tau2) == pytest.approx((9.15131, 0.0324424), rel=1e-5)


def test_dispersion_of_equal_rates_is_none_and_of_one_commune_is_unknown():
    assert dispersion(rates((9, 10), (18, 20), (90, 100))) == pytest.approx((0, 0), abs=1e-12)
    assert np.isnan(dispersion(rates((9, 10), (0, 0)))).all()

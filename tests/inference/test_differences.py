"""Figures without a source in a comment were computed with scipy 1.17.1 and stand in the project's statistics note."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cchc_analysis.errors import CchcError, FrameError
from cchc_analysis.inference.differences import change
from cchc_analysis.inference.funnel_verdicts import Funnel
from cchc_analysis.inference.intervals import dispersion, interval
from cchc_analysis.inference.ranks import rank_intervals
from cchc_analysis.inference.shrinkage import shrink
from tests.paths import TABLE
from tests.small_frames import pairs_of

LAST_DIGIT = 1.01e-4


pair = st.one_of(
    st.integers(0, 20_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.tuples(st.none(), st.integers(0, 50)),
    st.tuples(st.integers(0, 50), st.none()),
)
wild = st.lists(pair, max_size=30).map(lambda pairs: pairs_of(*pairs))


@pytest.fixture(scope="module")
def phu_tho():
    """Returns the 148 communes as printed by the national portal; its README tells how they were read."""
    printed = pd.read_csv(TABLE)
    communes = printed[printed["level"] == "COMMUNE"].reset_index(drop=True)
    return communes.rename(
        columns={"code": "commune_code", "unit": "commune", "on_time": "numerator", "received": "denominator"}
    )


# Funnel


@pytest.mark.parametrize(
    ("n", "watch", "act"),
    [
        (20, (17, 20), (15, 20)),
        (50, (44, 50), (42, 50)),
        (100, (90, 99), (87, 100)),
        (263, (243, 256), (238, 259)),
        (1000, (936, 963), (927, 970)),
    ],
)
def test_exact_limits_around_95_percent(n, watch, act):
    row = Funnel(center=0.95)(pairs_of(*[(n, n)] * 10)).rows.iloc[0]
    assert (row["watch_lower"] * n, row["watch_upper"] * n) == pytest.approx(watch)
    assert (row["act_lower"] * n, row["act_upper"] * n) == pytest.approx(act)


def test_every_verdict_of_a_funnel():
    # Around 0.95, exact limits: 14/20 out and 15/20 between, 17/20 inside; 963/1,000 inside, 970 between, 971 out.
    # Eight ordinary communes keep phi, trimmed, at 0: no adjustment.
    judged = [(14, 20), (15, 20), (17, 20), (963, 1000), (970, 1000), (971, 1000), (None, 5), (0, 0)]
    funnel = Funnel(center=0.95)(pairs_of(*judged, *[(9500, 10_000)] * 40))
    assert funnel.rows["verdict"].tolist()[:8] == [
        "low",
        "watch_low",
        "same",
        "same",
        "watch_high",
        "high",
        "unknown",
        "unknown",
    ]
    assert set(funnel.rows["verdict"][8:]) == {"same"}
    assert not funnel.is_adjusted


@pytest.mark.parametrize(
    ("out", "inside", "n"),
    [(14, 15, 20), (237, 238, 263), (926, 927, 1000)],  # P = 0.000329, 0.002574; 0.000814, 0.001745; 0.000648, 0.001006
)
def test_the_last_count_inside_the_act_limits(out, inside, n):
    funnel = Funnel(center=0.95)(pairs_of((out, n), (inside, n), *[(9500, 10_000)] * 40))
    assert funnel.rows["verdict"].tolist()[:2] == ["low", "watch_low"]


def test_adjusted_limits_by_hand():
    # Half at 800, half at 900 of 1,000: pooled 0.85, asin √ 1.173097. z = 63.24555(1.107149 - 1.173097) = -4.17093
    # and 63.24555(1.249046 - 1.173097) = 4.80343. phi = (17.39666 + 23.07292)/2 = 20.23479.
    # tau2 = (10 * 20.23479 - 9)/(40000 - 4000) = 0.00537077. Half width 3.090232 √(0.00025 + 0.00537077) = 0.231680;
    # sin²(0.941417) = 0.653499, sin²(1.404777) = 0.972690. At 1.959964: 0.146942; sin²(1.026155) = 0.731560,
    # sin²(1.320039) = 0.938428.
    funnel = Funnel()(pairs_of(*[(800, 1000), (900, 1000)] * 5))
    assert (funnel.center, funnel.phi, funnel.tau2) == pytest.approx((0.85, 20.23479, 0.00537077), rel=1e-6)
    limits = ["adjusted_lower", "adjusted_upper", "adjusted_watch_lower", "adjusted_watch_upper"]
    assert funnel.rows.loc[0, limits].tolist() == pytest.approx([0.653499, 0.972690, 0.731560, 0.938428], abs=1e-6)
    assert funnel.is_adjusted
    assert funnel.is_mixed
    # Each is further from 0.85 than luck takes it, and within what its peers scatter.
    assert set(funnel.rows["verdict"]) == {"usual"}
    assert (funnel.rows["share"] > funnel.rows["act_upper"]).sum() == 5


def test_a_target_all_miss_together_is_no_overdispersion():
    funnel = Funnel(center=0.95)(pairs_of(*[(900, 1000)] * 12))
    assert funnel.phi == pytest.approx(0, abs=1e-9)
    assert set(funnel.rows["verdict"]) == {"low"}


def test_fewer_than_ten_communes_are_not_judged():
    funnel = Funnel()(pairs_of(*[(9, 10)] * 9, (None, 10), (0, 0)))
    assert funnel.rows["verdict"].tolist() == ["few"] * 11
    assert funnel.rows["share"].tolist()[:9] == [0.9] * 9
    assert funnel.rows.filter(like="lower").isna().all(axis=None)
    assert funnel.center == pytest.approx(0.9)
    assert np.isnan([funnel.phi, funnel.tau2]).all()
    assert not funnel.is_adjusted
    assert not funnel.is_mixed
    assert funnel.curve.empty
    assert funnel.curve.columns.tolist() == Funnel()(pairs_of(*[(9, 10)] * 10)).curve.columns.tolist()


def test_all_equal_communes_are_the_same():
    for x in (0, 7, 10):
        funnel = Funnel()(pairs_of(*[(x, 10)] * 12))
        assert set(funnel.rows["verdict"]) == {"same"}
        assert (funnel.phi, funnel.tau2) == pytest.approx((0, 0), abs=1e-9)


def test_all_missing_communes_have_no_center():
    funnel = Funnel()(pairs_of(*[(None, 10)] * 12))
    assert set(funnel.rows["verdict"]) == {"few"}
    assert np.isnan(funnel.center)


def test_a_funnel_of_the_real_communes(phu_tho):
    funnel = Funnel()(phu_tho)
    rows = funnel.rows
    assert 100 * funnel.center == pytest.approx(91.31, abs=0.0101)
    assert funnel.phi == pytest.approx(42.26, abs=0.0101)
    assert np.sqrt(funnel.tau2) == pytest.approx(0.0638, abs=LAST_DIGIT)
    assert dispersion(phu_tho, trim=0)[0] == pytest.approx(64.07, abs=0.0101)
    assert len(rows) == 148
    assert ((rows["share"] < rows["act_lower"]).sum(), (rows["share"] > rows["act_upper"]).sum()) == (36, 73)
    outside = rows[rows["verdict"].isin(["low", "high"])]
    assert outside[["commune", "numerator", "denominator", "verdict"]].values.tolist() == [
        ["xã Yên Lạc", 2470, 3232, "low"]
    ]
    assert funnel.is_mixed


def test_the_shares_of_the_real_communes(phu_tho):
    """345,211 of 378,085; the lowest xã Yên Lạc, 2,470/3,232."""
    share = 100 * interval(phu_tho)["share"]
    assert 100 * phu_tho["numerator"].sum() / phu_tho["denominator"].sum() == pytest.approx(91.31, abs=0.005)
    assert (share.min(), share.max(), share.median()) == pytest.approx((76.42, 98.81, 93.05), abs=0.005)


def test_the_curve_passes_between_the_counts(phu_tho):
    # At every size of the grid the line lies between the last count inside and the first one outside.
    funnel = Funnel()(phu_tho)
    curve, n = funnel.curve, funnel.curve["n"]
    binomial = stats.binom(n, funnel.center)
    last = binomial.ppf(0.001)
    assert ((curve["act_lower"] * n <= last) & (curve["act_lower"] * n >= last - 1)).all()
    last = binomial.isf(0.001)
    assert ((curve["act_upper"] * n >= last) & (curve["act_upper"] * n <= last + 1)).all()
    assert n.iloc[0] <= 655
    assert n.iloc[-1] >= 6684
    # Without teeth: the lower line only rises with n, the upper only falls.
    assert (curve["act_lower"].diff()[1:] > 0).all()
    assert (curve["act_upper"].diff()[1:] < 0).all()


@settings(max_examples=40, derandomize=True)
@given(wild)
def test_funnel_limits_are_ordered_and_every_row_is_kept(given_rates):
    rows = Funnel()(given_rates).rows
    assert rows["commune_code"].tolist() == given_rates["commune_code"].tolist()
    limits = [
        "adjusted_lower",
        "act_lower",
        "watch_lower",
        "watch_upper",
        "act_upper",
        "adjusted_upper",
    ]
    drawn = rows.loc[rows["watch_lower"].notna(), limits].to_numpy()
    assert ((drawn >= 0) & (drawn <= 1)).all()
    assert (np.diff(drawn, axis=1) >= 0).all()
    if (rows["verdict"] != "few").any():
        assert (rows["verdict"] == "unknown").tolist() == rows["share"].isna().tolist()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"center": 95}, "center: found 95; expected a share between 0 and 1; divide a percent by 100."),
        ({"watch": 95}, "watch: found 95; expected a share between 0 and 1; divide a percent by 100."),
        (
            {"watch": 0.998, "act": 0.95},
            "funnel: found watch 0.998, act 0.95; expected watch below act; swap them.",
        ),
    ],
)
def test_parameters_of_a_funnel_that_cannot_be(parameters, message):
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        Funnel(**parameters)


# Shrinkage and ranks

FIVE = [(10, 10), (40, 50), (180, 200), (294, 300), (900, 1000)]
FIVE_ALIKE = [(9, 10), (48, 50), (190, 200), (285, 300), (960, 1000)]


def test_shrinkage():
    found = shrink(pairs_of(*FIVE, (None, 8), (0, 0)))
    assert found["weight"].tolist()[:5] == pytest.approx([0.1307, 0.4290, 0.7504, 0.8185, 0.9376], abs=LAST_DIGIT)
    assert found["estimate"].tolist()[:5] == pytest.approx([0.9242, 0.8644, 0.9032, 0.9678, 0.9008], abs=LAST_DIGIT)
    assert found["estimate"].idxmax() == 3  # 294/300; the raw first, 10/10, no longer is
    assert found[["estimate", "weight"]].isna().all(axis=1).tolist() == [False] * 5 + [True] * 2


def test_shrinkage_of_communes_that_differ_by_luck_only():
    found = shrink(pairs_of(*FIVE_ALIKE))
    assert found["estimate"].tolist() == pytest.approx([0.9564] * 5, abs=LAST_DIGIT)
    assert found["weight"].tolist() == [0] * 5


@settings(max_examples=40, derandomize=True)
@given(wild)
def test_an_estimate_lies_between_its_share_and_the_pooled_rate(given_rates):
    found = shrink(given_rates)
    known = found[found["estimate"].notna()]
    share = (known["numerator"] / known["denominator"]).to_numpy(float)
    pooled = known["numerator"].sum() / known["denominator"].sum() if len(known) else np.nan
    assert known["weight"].between(0, 1).all()
    assert (known["estimate"] >= np.minimum(share, pooled) - 1e-12).all()
    assert (known["estimate"] <= np.maximum(share, pooled) + 1e-12).all()


def test_rank_intervals():
    found = rank_intervals(pairs_of(*FIVE, (None, 8)), draws=20_000, seed=1)
    assert found["rank_lower"].tolist() == [1, 2, 2, 1, 2, pd.NA]
    assert found["rank_upper"].tolist() == [5, 5, 5, 2, 5, pd.NA]
    assert found["p_first"].round(2).tolist()[:5] == pytest.approx([0.06, 0, 0, 0.94, 0], abs=0.0101)
    assert found[["p_first", "p_last"]].sum().tolist() == pytest.approx([1, 1])
    assert np.isnan(found["p_first"].iloc[5])


def test_rank_intervals_repeat_with_their_seed_and_turn_with_polarity():
    given_rates = pairs_of(*FIVE)
    first = rank_intervals(given_rates, seed=3)
    pd.testing.assert_frame_equal(first, rank_intervals(given_rates, seed=3))
    assert first["p_first"].tolist() != rank_intervals(given_rates, seed=4)["p_first"].tolist()
    turned = rank_intervals(given_rates, seed=3, polarity="down")
    assert turned["p_last"].tolist() == first["p_first"].tolist()
    assert turned["rank_upper"].tolist() == [5, 4, 4, 5, 4]


def test_communes_that_differ_by_luck_only_may_hold_every_rank():
    found = rank_intervals(pairs_of(*FIVE_ALIKE))
    assert found[["rank_lower", "rank_upper"]].drop_duplicates().values.tolist() == [[1, 5]]
    assert found["p_first"].tolist() == found["p_last"].tolist() == pytest.approx([0.2] * 5)


def test_rank_intervals_of_one_commune_and_of_none():
    one = rank_intervals(pairs_of((5, 7), (0, 0)))
    assert one.loc[0, ["rank_lower", "rank_upper", "p_first", "p_last"]].tolist() == [1, 1, 1, 1]
    assert rank_intervals(pairs_of((None, 7), (0, 0)))["rank_lower"].isna().all()
    assert rank_intervals(pairs_of()).empty


def test_rank_intervals_of_the_real_communes(phu_tho):
    found = rank_intervals(phu_tho, draws=2000, seed=0)
    assert (found["rank_upper"] - found["rank_lower"]).median() == pytest.approx(25, abs=1)


def test_ranks_of_a_country_rest_on_fewer_draws(monkeypatch):
    """A bound on the draws moves ends by less than one in a hundred places on average."""
    chance = np.random.default_rng(5)
    n = chance.integers(50, 3000, 600)
    given_rates = pairs_of(*zip(chance.binomial(n, chance.beta(60, 5, 600)).tolist(), n.tolist(), strict=True))
    few = rank_intervals(given_rates)
    monkeypatch.setattr("cchc_analysis.inference.ranks.MOST_DRAWN", 10**9)
    many = rank_intervals(given_rates, draws=8000)
    for end in ("rank_lower", "rank_upper"):
        assert (few[end] - many[end]).abs().mean() <= 6


# Change


@pytest.mark.parametrize(
    ("after", "before", "verdict"),
    [
        ((18, 19), (14, 19), "same"),
        ((285, 300), (270, 300), "improved"),
        ((270, 300), (285, 300), "worse"),
        ((950, 1000), (920, 1000), "improved"),
        ((709, 709), (704, 709), "same"),  # mid-p 0.0310, but under 2 points
        ((9500, 10_000), (9300, 10_000), "improved"),  # exactly 2 points, which floats miss
        ((9499, 10_000), (9300, 10_000), "same"),
        ((None, 19), (14, 19), "unknown"),
        ((0, 0), (14, 19), "unknown"),
    ],
)
def test_the_verdict_of_a_change(after, before, verdict):
    assert change(pairs_of(before), pairs_of(after))["verdict"].tolist() == [verdict]


def test_change_joins_by_code_and_keeps_every_commune():
    before, after = pairs_of((270, 300), (5, 10), (None, 9)), pairs_of((14, 19), (285, 300), (3, 4))
    before["commune_code"], after["commune_code"] = ["A", "B", "C"], ["D", "A", "C"]
    found = change(before, after)
    assert found.columns.tolist() == [
        "commune_code",
        "commune",
        "numerator_before",
        "denominator_before",
        "numerator_after",
        "denominator_after",
        "difference",
        "lower",
        "upper",
        "p",
        "p_adjusted",
        "verdict",
    ]
    assert found["commune_code"].tolist() == ["D", "A", "C", "B"]
    assert found["commune"].tolist() == ["Commune 1", "Commune 2", "Commune 3", "Commune 2"]
    assert found["verdict"].tolist() == ["unknown", "improved", "unknown", "unknown"]
    assert found["numerator_before"].tolist() == [pd.NA, 270, pd.NA, 5]
    row = found.iloc[1]
    assert row[["difference", "lower", "upper", "p"]].tolist() == pytest.approx(
        [0.05, 0.0076, 0.0937, 0.0207], abs=1e-4
    )
    assert row["p_adjusted"] == row["p"]  # the only commune with both rates is the whole family


@pytest.mark.parametrize(
    ("polarity", "verdicts"),
    [("up", ["improved", "worse"]), ("down", ["worse", "improved"]), ("none", ["higher", "lower"])],
)
def test_polarity_names_a_rise_and_a_fall(polarity, verdicts):
    before, after = pairs_of((270, 300), (285, 300)), pairs_of((285, 300), (270, 300))
    assert change(before, after, polarity)["verdict"].tolist() == verdicts


def test_one_of_many_changes_needs_more_than_a_small_p():
    # 285/300 after 270/300 has p = 0.0207; among 3 communes with the others at about 1, adjusted 3 * 0.0207 = 0.0621.
    before, after = pairs_of((270, 300), (90, 100), (90, 100)), pairs_of((285, 300), (90, 100), (90, 100))
    found = change(before, after)
    assert found.loc[0, "p_adjusted"] == pytest.approx(0.0621, abs=3e-4)
    assert found["verdict"].tolist() == ["same"] * 3


def test_benjamini_hochberg():
    p = [0.0004, 0.0021, 0.012, 0.019, 0.041, 0.2, 0.44, 0.6, 0.81, 0.95]
    assert stats.false_discovery_control(p)[:5] == pytest.approx(
        [0.0040, 0.0105, 0.0400, 0.0475, 0.0820], abs=LAST_DIGIT
    )


def test_change_of_no_commune_and_of_all_missing():
    assert change(pairs_of(), pairs_of()).empty
    assert change(pairs_of((None, 3)), pairs_of((0, 0)))["verdict"].tolist() == ["unknown"]


@settings(max_examples=40, derandomize=True)
@given(wild, wild)
def test_a_verb_needs_its_interval_on_one_side(before, after):
    found = change(before, after)
    assert len(found) == max(len(before), len(after))
    known = found[found["verdict"] != "unknown"]
    assert (known["lower"] <= known["difference"]).all()
    assert (known["difference"] <= known["upper"]).all()
    assert (known["p_adjusted"] >= known["p"]).all()
    assert (known.loc[known["verdict"] == "improved", "lower"] > 0).all()
    assert (known.loc[known["verdict"] == "worse", "upper"] < 0).all()


def test_a_commune_that_stands_twice_is_refused():
    twice = pairs_of((1, 2), (1, 2), (1, 2))
    twice["commune_code"] = ["A", "A", None]
    message = "rates after: found commune_code 'A'; {}; expected each commune once, coded; correct the rows."
    with pytest.raises(FrameError, match=f"^{re.escape(message.format(repr(twice['commune_code'][2])))}$"):
        change(pairs_of((1, 2)), twice)


@pytest.mark.parametrize("compare", [rank_intervals, lambda found, polarity: change(found, found, polarity)])
def test_an_unknown_polarity_is_refused(compare):
    message = "polarity: found 'better'; expected up, down or none; take it from the catalogue's indicators."
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        compare(pairs_of((1, 2)), polarity="better")


def test_impossible_counts_are_named_in_every_comparison():
    message = (
        "rates: found X02 Commune 2: 3 of 2; expected whole counts, the numerator at most the denominator; "
        "correct or blank them."
    )
    wrong = pairs_of((1, 2), (3, 2))
    for compare in (Funnel(), shrink, rank_intervals, lambda found: change(found, found)):
        with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
            compare(wrong)


def test_two_definitions_of_on_time_are_never_compared():
    resolved, received = (
        pairs_of((9, 10)).assign(indicator="on_time_rate"),
        pairs_of((9, 10)).assign(indicator="portal_in_time_rate"),
    )
    message = (
        "rates of two periods: found on_time_rate beside portal_in_time_rate; expected one definition; "
        "compare each with its own past."
    )
    with pytest.raises(FrameError, match=f"^{re.escape(message)}$"):
        change(resolved, received)
    both = pd.concat([resolved, received])
    message = (
        "rates: found on_time_rate, portal_in_time_rate; expected one definition in one comparison; "
        "compare each by itself."
    )
    for compare in (Funnel(), shrink, rank_intervals, dispersion):
        with pytest.raises(FrameError, match=f"^{re.escape(message)}$"):
            compare(both)


def test_a_period_is_not_compared_with_one_that_holds_it():
    quarter, nine = pairs_of((9, 10)).assign(period="2026-Q3"), pairs_of((9, 10)).assign(period="2026-9M")
    message = (
        "rates of two periods: found 2026-Q3 and 2026-9M, which share a quarter; expected periods apart; "
        "choose another."
    )
    with pytest.raises(FrameError, match=f"^{re.escape(message)}$"):
        change(quarter, nine)

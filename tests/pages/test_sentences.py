"""Given p, difference and interval, exactly one sentence comes out, and it judges only where the test allows."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis.inference.differences import change
from cchc_analysis.inference.funnel_verdicts import Funnel
from cchc_analysis.inference.intervals import against_target
from cchc_analysis.inference.ranks import rank_intervals
from cchc_analysis.pages.sentences import against_peers, of_change, rank_group, rate_text
from cchc_analysis.pages.sentences import against_target as target_sentence
from tests.small_frames import pairs_of

JUDGING = ("Cải thiện", "Giảm sút", "Cao hơn", "Thấp hơn", "Improved", "Worse", "Higher", "Lower")


def only(frame):
    (row,) = frame.itertuples()
    return row


@pytest.mark.parametrize(
    ("after", "before", "sentence"),
    [
        ((18, 19), (14, 19), "Từ 14/19 lên 18/19: chưa đủ căn cứ để nói là thay đổi."),
        (
            (285, 300),
            (270, 300),
            "Cải thiện: từ 270/300 (90,0 %) lên 285/300 (95,0 %), chênh 5,0 điểm phần trăm "
            "(khoảng tin cậy 95 %: +0,8 … +9,4).",
        ),
        (
            (920, 1000),
            (950, 1000),
            "Giảm sút: từ 950/1.000 (95,0 %) xuống 920/1.000 (92,0 %), chênh 3,0 điểm phần trăm "
            "(khoảng tin cậy 95 %: -5,2 … -0,8).",
        ),
        ((709, 709), (704, 709), "Từ 704/709 (99,3 %) lên 709/709 (100,0 %): chưa đủ căn cứ để nói là thay đổi."),
        ((9, 10), (9, 10), "Từ 9/10 vẫn là 9/10: chưa đủ căn cứ để nói là thay đổi."),
        ((9, 10), (None, 10), "Thiếu số liệu của một trong hai kỳ, không so được."),
        ((0, 0), (9, 10), "Thiếu số liệu của một trong hai kỳ, không so được."),
    ],
)
def test_the_sentence_of_a_change(after, before, sentence):
    assert of_change(only(change(pairs_of(before), pairs_of(after)))) == sentence


def test_in_english_and_without_a_better_side():
    found = change(pairs_of((270, 300)), pairs_of((285, 300)), "none")
    assert of_change(only(found), "en") == (
        "Higher than before: from 270/300 (90.0 %) up to 285/300 (95.0 %), a difference of 5.0 points "
        "(95 % interval: +0.8 … +9.4)."
    )


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ((18, 19), "18/19; so với mức 95 %: chưa đủ căn cứ."),
        ((90, 100), "90/100 (90,0 %); so với mức 95 %: chưa đủ căn cứ."),
        ((89, 100), "89/100 (89,0 %): thấp hơn mức 95 %."),
        ((293, 300), "293/300 (97,7 %): cao hơn mức 95 %."),
        ((0, 0), "Chưa có tỷ lệ để so với mức 95 %."),
    ],
)
def test_the_sentence_against_a_target(pair, sentence):
    assert target_sentence(only(against_target(pairs_of(pair), 0.95)), 0.95) == sentence


def test_the_sentence_against_peers():
    funnel = Funnel()(pairs_of((500, 1000), *[(950, 1000)] * 40, (None, None)))
    rows = list(funnel.rows.itertuples())
    said = [against_peers(rows[i], funnel.center, "các xã") for i in (0, 1, -1)]
    assert said == [
        "500/1.000 (50,0 %): khác hẳn các xã, thấp hơn mức chung 93,9 %.",
        "950/1.000 (95,0 %): chưa đủ căn cứ phân biệt với các xã (mức chung 93,9 %).",
        "Chưa có tỷ lệ để so với các xã.",
    ]
    few = Funnel()(pairs_of((5, 10), (950, 1000)))
    assert against_peers(next(few.rows.itertuples()), few.center, "các xã") == (
        "5/10; nhóm các xã có dưới 10 đơn vị có số liệu, không so sánh."
    )


@settings(max_examples=150)
@given(
    st.lists(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=2),
    st.sampled_from(["up", "down", "none"]),
    st.sampled_from(["vi", "en"]),
)
def test_one_sentence_and_never_a_nan(pairs, polarity, language):
    row = only(change(pairs_of(pairs[0]), pairs_of(pairs[1]), polarity))
    sentence = of_change(row, language)
    assert sentence.endswith(".")
    assert "nan" not in sentence.casefold()
    judges = sentence.startswith(JUDGING)
    assert judges == (row.verdict in ("improved", "worse", "higher", "lower"))
    if judges:
        assert row.p_adjusted <= 0.05
        assert abs(row.difference) > 0.0199
        assert row.lower * row.upper > 0


def test_small_numbers_are_counts():
    assert rate_text(19, 19, "en") == "19/19"
    assert rate_text(1900, 2000, "en") == "1,900/2,000 (95.0 %)"
    assert rate_text(None, 3) == rate_text(float("nan"), 3) == rate_text(pd.NA, pd.NA) == "–"


def test_a_rank_is_a_group():
    found = rank_intervals(pairs_of((10, 10), (40, 50), (180, 200), (294, 300), (900, 1000)))
    groups = [rank_group(row, 5) for row in found.itertuples()]
    assert groups == ["middle"] * 5
    alone = rank_intervals(pairs_of((9, 10)))
    assert rank_group(only(alone), 1) == "middle"
    assert rank_group(only(rank_intervals(pairs_of((None, 1)))), 0) == "unknown"
    wide = rank_intervals(pairs_of((999, 1000), *[(500 + i, 1000) for i in range(11)], (10, 1000)))
    assert [rank_group(row, 13) for row in wide.itertuples()][::12] == ["first", "last"]
    # Nine communes have no first and no last, as they have no funnel.
    assert {rank_group(row, 9) for row in wide.itertuples()} == {"middle"}

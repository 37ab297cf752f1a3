"""The pooled rate is of cases, and of the communes that have a rate only."""

import numpy as np
import pandas as pd

from cchc_analysis.inference.pooled import has_rate, pool


def test_cases_are_taken_together():
    together = pool([1, 90], [10, 100])
    # 91 of 110, not the mean of 10 % and 90 %.
    assert (together.numerator, together.denominator, together.communes) == (91, 110, 2)
    assert together.pct == 100 * 91 / 110
    assert together.share == 91 / 110


def test_a_commune_without_a_rate_adds_nothing():
    numerator, denominator = pd.Series([1.0, None, 5.0, 3.0]), pd.Series([4.0, 10.0, None, 0.0])
    assert has_rate(numerator, denominator).tolist() == [True, False, False, False]
    assert pool(numerator, denominator) == pool([1], [4])


def test_without_communes_there_is_no_rate():
    for together in (pool([], []), pool([3], [0])):
        assert together.communes == 0
        assert np.isnan([together.share, together.pct]).all()

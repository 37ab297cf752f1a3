"""Changes that scatter by more than the luck of their cases are no changes; what stands out from the scatter is one."""

import numpy as np
import pandas as pd
import pytest

from cchc_analysis.inference.differences import change
from cchc_analysis.inference.scatter import beyond_scatter, scatter_variance


def test_by_hand():
    """0 and ±3 over variances of 1: Σ y²/(1 + τ²) = 18/(1 + τ²) = 2 where τ² = 8."""
    assert scatter_variance(np.array([-3.0, 0, 3]), np.ones(3)) == pytest.approx(8)


@pytest.mark.parametrize("differences", [[0.0, 0.1, -0.1], [5.0], [5.0, -5.0], [5.0, -5.0, np.nan], []])
def test_no_more_than_luck_or_too_few_to_tell(differences):
    y = np.array(differences)
    assert scatter_variance(y, np.ones_like(y)) == 0
    assert [found.tolist() for found in beyond_scatter(y, np.ones_like(y), 0.05)] == [[0] * y.size] * 2


def test_communes_without_a_variance_say_nothing():
    y, v = np.array([-3.0, 0, 3, 9]), np.array([1.0, 1, 1, 0])
    assert scatter_variance(y, v) == pytest.approx(8)


def two_quarters(rng, communes, scatter):
    cases = np.clip(rng.lognormal(6, 1, (2, communes)), 20, 8000).astype(int)
    level = np.clip(rng.normal(0.95, 0.02, communes), 0.5, 0.995)
    shares = np.clip(level + rng.normal(0, scatter, (2, communes)), 0, 1)
    codes = [f"{at:05}" for at in range(communes)]
    return [
        pd.DataFrame(
            {"commune_code": codes, "commune": codes, "numerator": rng.binomial(n, p).astype(float), "denominator": n}
        )
        for n, p in zip(cases, shares, strict=True)
    ]


@pytest.mark.parametrize(("communes", "pages"), [(10, 60), (148, 30)])
def test_where_nobody_changes_hardly_a_page_says_that_somebody_did(communes, pages):
    """The quarters scatter by 1 point; by chance alone 54 and 99 in 100 pages would name somebody."""
    rng = np.random.default_rng(communes)
    named = [set(change(*two_quarters(rng, communes, 0.01))["verdict"]) - {"same"} for _ in range(pages)]
    assert sum(map(bool, named)) <= 0.1 * pages


def test_a_fall_that_stands_out_is_one():
    before, after = two_quarters(np.random.default_rng(1), 148, 0.01)
    at = after["denominator"].idxmax()
    after.loc[at, "numerator"] = round(0.7 * after.loc[at, "denominator"])
    found = change(before, after)
    assert found.loc[found["verdict"] != "same", "commune_code"].tolist() == [after.loc[at, "commune_code"]]
    assert found.loc[at, "verdict"] == "worse"
    assert found.loc[at, "lower"] < found.loc[at, "difference"] < found.loc[at, "upper"] < 0

"""Communes that are all alike: words of difference stay as rare as their tests promise; in full: `benchmarks/equal.py`."""

import importlib.util

import pytest

from tests.paths import ROOT

SOURCE = ROOT / "benchmarks" / "equal.py"


@pytest.fixture(scope="module")
def equal():
    spec = importlib.util.spec_from_file_location("equal", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("sizes", "rate"), [(30, 0.95), (250, 0.95), (2000, 0.80)])
def test_words_of_difference_are_rare_where_there_is_none(equal, sizes, rate):
    """10 × 148 judgements: nominal shares, and three standard errors of so few trials."""
    found = equal.shares(10, 148, sizes, rate, seed=4)
    judgements = 10 * 148
    for key, nominal in (("act", 0.002), ("watch", 0.05), ("below", 0.025), ("above", 0.025)):
        assert found[key] <= nominal + 3 * (nominal * (1 - nominal) / judgements) ** 0.5, key
    assert found["changed"] <= 0.001  # a family of 148 has any false verb in at most one comparison of twenty
    assert found["ranked"] == 0

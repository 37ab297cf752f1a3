"""Methods against references that share no code with them: whole numbers, fractions and 50-digit decimals, and print.

Each function of `REFERENCES` returns our figures and the same ones worked out another way; `docs/statistics.md` gives the
largest deviation of each. Published figures have as many digits as their source prints.
"""

import math
from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cchc_analysis.inference.counts import count_change_p, left_out_p, mcnemar_p, poisson_interval, run_chart
from cchc_analysis.inference.differences import change
from cchc_analysis.inference.funnel_verdicts import Funnel
from cchc_analysis.inference.intervals import clopper_pearson, dispersion, exact_tails, fisher_mid_p, newcombe, wilson
from cchc_analysis.inference.ranks import rank_intervals
from cchc_analysis.inference.shrinkage import shrink

getcontext().prec = 50
Z = Decimal("1.95996398454005423552459443052055152795555007786954839847695")
PAIRS = [(13, 36), (18, 19), (709, 709), (0, 17), (679, 716), (671, 693), (1, 29), (81, 263), (2470, 3232), (1, 2)]
TABLES = [
    (18, 19, 14, 19),
    (285, 300, 270, 300),
    (709, 709, 704, 709),
    (3, 4, 1, 4),
    (950, 1000, 920, 1000),
    (0, 10, 5, 12),
]
SIX = [(10, 10), (40, 50), (180, 200), (294, 300), (900, 1000), (1800, 2200)]
COUNTS = (0, 1, 10, 98, 709)
# Benjamini and Hochberg, JRSS B 1995;57:289, section 4
P_VALUES = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0,
]


def rates(pairs):
    return pd.DataFrame(
        [(f"{i:05}", f"Xã {i}", x, n) for i, (x, n) in enumerate(pairs, start=1)],
        columns=["commune_code", "commune", "numerator", "denominator"],
    )


def exact_wilson(x, n):
    x, n = Decimal(x), Decimal(n)
    middle, half = x + Z**2 / 2, Z * (x * (n - x) / n + Z**2 / 4).sqrt()
    return (middle - half) / (n + Z**2), (middle + half) / (n + Z**2)


def binomial(n, k, p):
    """Return P(X ≤ k) in the arithmetic of `p`."""
    return sum((math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1)), start=0 * p)


def root(function, low, high):
    """Return where a falling function passes 0, by halving."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return low


def exact_clopper_pearson(x, n):
    tail = Decimal("0.025")
    lower = Decimal(0) if x == 0 else root(lambda p: binomial(n, x - 1, p) - 1 + tail, Decimal(0), Decimal(1))
    upper = Decimal(1) if x == n else root(lambda p: binomial(n, x, p) - tail, Decimal(0), Decimal(1))
    return lower, upper


def intervals_of_wilson():
    return np.column_stack(wilson(*zip(*PAIRS, strict=True))), [exact_wilson(*pair) for pair in PAIRS]


def intervals_of_clopper_pearson():
    pairs = [pair for pair in PAIRS if pair[1] < 300]
    return np.column_stack(clopper_pearson(*zip(*pairs, strict=True))), [exact_clopper_pearson(*pair) for pair in pairs]


def intervals_of_newcombe():
    found = []
    for x, n, y, m in TABLES:
        (low, high), (base_low, base_high) = exact_wilson(x, n), exact_wilson(y, m)
        share, base = Decimal(x) / n, Decimal(y) / m
        found.append(
            (
                share - base - ((share - low) ** 2 + (base_high - base) ** 2).sqrt(),
                share - base + ((high - share) ** 2 + (base - base_low) ** 2).sqrt(),
            )
        )
    return np.column_stack(newcombe(*zip(*TABLES, strict=True))), found


def mid_p():
    found = []
    for x, n, y, m in TABLES:
        weights = {k: math.comb(n, k) * math.comb(m, x + y - k) for k in range(max(0, x + y - m), min(n, x + y) + 1)}
        less = sum(weight for weight in weights.values() if weight < weights[x])
        alike = sum(weight for weight in weights.values() if weight == weights[x])
        found.append(Fraction(2 * less + alike, 2 * sum(weights.values())))
    return fisher_mid_p(*zip(*TABLES, strict=True)), found


def tails_at_a_target():
    p = Fraction(95, 100)
    pairs = [(18, 19), (90, 100), (270, 300), (276, 300), (72, 72)]
    below = [binomial(n, x, p) for x, n in pairs]
    above = [1 - binomial(n, x - 1, p) for x, n in pairs]
    return np.concatenate(exact_tails(*zip(*pairs, strict=True), 0.95)), below + above


def last_inside(n, p, tail):
    """Return the least and the greatest count with more than `tail` at and beyond it."""
    weights = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    total, low = Fraction(0), 0
    while (total := total + weights[low]) <= tail:
        low += 1
    total, high = Fraction(0), n
    while (total := total + weights[high]) <= tail:
        high -= 1
    return low, high


def exact_funnel_limits():
    sizes, p = (20, 50, 100, 263, 400), Fraction(95, 100)
    rows = Funnel(center=0.95)(rates([(n, n) for n in sizes for _ in range(2)])).rows.iloc[::2]
    found = []
    for n in sizes:
        (watch_low, watch_high), (low, high) = (last_inside(n, p, Fraction(tail)) for tail in ("0.025", "0.001"))
        found.append([Fraction(k, n) for k in (watch_low, watch_high, low, high)])
    return rows[["watch_lower", "watch_upper", "act_lower", "act_upper"]], found


def interpolated_funnel_limits():
    """The line between the last count inside and the next: where its tail, taken as straight, is reached."""
    curve = Funnel(center=0.95)(rates([(95, 100)] * 6 + [(190, 200)] * 6)).curve.iloc[::25]
    found, p, tail = [], Fraction(95, 100), Fraction("0.001")
    for n in curve["n"].astype(int):
        low, high = last_inside(n, p, tail)
        inside, outside = binomial(n, low, p), binomial(n, low - 1, p) if low else Fraction(0)
        lower = max(low - (inside - tail) / (inside - outside), Fraction(0))
        inside, outside = 1 - binomial(n, high - 1, p), 1 - binomial(n, high, p)
        upper = min(high + (inside - tail) / (inside - outside), Fraction(n))
        found.append((lower / n, upper / n))
    return curve[["act_lower", "act_upper"]], found


def overdispersion():
    """Without trimming, term by term with the functions of `math`."""
    pooled = math.asin(math.sqrt(sum(x for x, _ in SIX) / sum(n for _, n in SIX)))
    z = [2 * math.sqrt(n) * (math.asin(math.sqrt(x / n)) - pooled) for x, n in SIX]
    phi, weights = math.fsum(value**2 for value in z) / len(z), [4 * n for _, n in SIX]
    divisor = sum(weights) - Fraction(sum(weight**2 for weight in weights), sum(weights))
    return dispersion(rates(SIX), trim=0), (phi, max(0.0, (len(z) * phi - (len(z) - 1)) / float(divisor)))


def moments():
    """Return p and A of the six communes as fractions."""
    over, under = sum(x for x, _ in SIX), sum(n for _, n in SIX)
    p = Fraction(over, under)
    spread = sum(n * (Fraction(x, n) - p) ** 2 for x, n in SIX) / under
    return p, spread - p * (1 - p) / Fraction(under, len(SIX))


def shrinkage():
    p, between = moments()
    found = []
    for x, n in SIX:
        weight = between / (between + p * (1 - p) / n)
        found.append((p + weight * (Fraction(x, n) - p), weight))
    return shrink(rates(SIX))[["estimate", "weight"]], found


def false_discovery():
    """Through `change`: the p of 15 communes, adjusted from the greatest down as fractions."""
    before = rates([(900 - 5 * i, 1000) for i in range(15)])
    table = change(before, rates([(930, 1000)] * 15))
    order = sorted(range(15), key=lambda i: -table["p"][i])
    found, least = [Fraction(0)] * 15, Fraction(1)
    for place, i in enumerate(order):
        least = found[i] = min(least, Fraction(table["p"][i]) * 15 / (15 - place))
    return table["p_adjusted"], found


def poisson_counts():
    def cumulated(mean, count):
        term = total = Decimal(1)
        for i in range(1, count + 1):
            term *= mean / i
            total += term
        return total * (-mean).exp()

    tail, found = Decimal("0.025"), []
    for count in COUNTS:
        top = Decimal(count * 2 + 20)
        lower = Decimal(0)
        if count:
            lower = root(lambda mean, k=count: cumulated(mean, k - 1) - 1 + tail, Decimal(0), top)
        found.append((lower, root(lambda mean, k=count: cumulated(mean, k) - tail, Decimal(0), top)))
    return np.column_stack(poisson_interval(COUNTS)), found


def counts_of_two_periods():
    found = []
    for before, after, share in ((3, 9, Fraction(1, 2)), (0, 6, Fraction(1, 2)), (98, 113, Fraction(91, 181))):
        n = before + after
        weights = [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
        found.append(sum(weight for weight in weights if weight <= weights[after]))
    ours = [*count_change_p([3, 0], [9, 6]), *count_change_p(98, 113, 91 / 181)]
    return [*ours, mcnemar_p(12, 3), mcnemar_p(5, 1)], [*found, Fraction(2 * 576, 2**15), Fraction(2 * 7, 2**6)]


def left_out():
    past, fifth = [2, 3, 4, 3], Fraction(1, 5)
    found = [2 * (1 - binomial(12 + new, new - 1, fifth)) for new in (11, 12, 13)]
    return [left_out_p(past, new) for new in (11, 12, 13)], found


def run_limits():
    values = [41, 38, 44, 40, 43, 39, 42, 37, 45, 40, 41, 43]
    mean = Fraction(sum(values), 12)
    spread = Fraction("2.66") * Fraction(sum(abs(b - a) for a, b in pairwise(values)), 11)
    chart = run_chart(values)
    return (chart.mean, chart.lower, chart.upper), (mean, mean - spread, mean + spread)


REFERENCES = [
    intervals_of_wilson,
    intervals_of_clopper_pearson,
    intervals_of_newcombe,
    mid_p,
    tails_at_a_target,
    exact_funnel_limits,
    interpolated_funnel_limits,
    overdispersion,
    shrinkage,
    false_discovery,
    poisson_counts,
    counts_of_two_periods,
    left_out,
    run_limits,
]


def deviation(reference):
    """Return the largest deviation, as a part of the reference where it is above 1 or near 0."""
    ours, theirs = (np.array(side, dtype=float).ravel() for side in reference())
    assert ours.shape == theirs.shape
    assert len(ours) >= 2
    scale = np.where(theirs == 0, 1, np.abs(theirs))
    return float((np.abs(ours - theirs) / scale).max())


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.__name__)
def test_six_digits(reference):
    assert deviation(reference) < 5e-7


@pytest.mark.parametrize(
    ("x", "n", "by_score", "by_exact"),
    [  # Newcombe, Stat Med 1998;17:857, table I, methods 3 and 5
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0, 0.1611), (0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_published_intervals(x, n, by_score, by_exact):
    assert np.ravel(wilson(x, n)) == pytest.approx(by_score, abs=5.1e-5)
    assert np.ravel(clopper_pearson(x, n)) == pytest.approx(by_exact, abs=5.1e-5)


@pytest.mark.parametrize(
    ("table", "limits"),
    [  # Newcombe, Stat Med 1998;17:873, table II, method 10
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0000)),
    ],
)
def test_published_differences(table, limits):
    assert np.ravel(newcombe(*table)) == pytest.approx(limits, abs=5.1e-5)


def test_published_false_discovery():
    """Of the fifteen, the four least are below 0.05: 0.0095 × 15/4 = 0.035625, and 0.0201 × 15/5 = 0.0603 is not."""
    adjusted = stats.false_discovery_control(P_VALUES)
    assert adjusted[3:5] == pytest.approx([0.035625, 0.0603])
    assert (adjusted <= 0.05).sum() == 4


def test_chances_of_the_first_place_by_integration():
    """What rank intervals are drawn from, by Simpson's rule instead: P(first) = ∫ fᵢ Π Fⱼ. Draws are good to two digits."""
    p, between = moments()
    mass = float(p * (1 - p) / between - 1)
    grid = np.linspace(1e-6, 1 - 1e-6, 20_001)
    densities = []
    for x, n in SIX:
        a, b = float(p) * mass + x, (1 - float(p)) * mass + n - x
        logs = (a - 1) * np.log(grid) + (b - 1) * np.log1p(-grid)
        densities.append(np.exp(logs + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)))
    step = grid[1] - grid[0]
    below = [np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2) * step]) for density in densities]
    simpson = np.full(grid.size, 2.0)
    simpson[1::2], simpson[[0, -1]] = 4, 1
    first = [
        float((simpson * densities[i] * np.prod([below[j] for j in range(6) if j != i], axis=0)).sum() * step / 3)
        for i in range(6)
    ]
    assert sum(first) == pytest.approx(1, abs=1e-6)
    assert rank_intervals(rates(SIX), draws=40_000)["p_first"].tolist() == pytest.approx(first, abs=0.01)

"""One slip of the hand: which numbers may have become the one that is printed."""

from fractions import Fraction

import pytest

from cchc_analysis.checks.slips import KINDS, slips


def kinds(value, is_rate=False):
    return {number: kind for kind, number, _ in slips(Fraction(value), is_rate)}


@pytest.mark.parametrize(
    ("printed", "meant", "kind"),
    [
        (709, 790, "swap"),
        (30, 3, "zero"),  # and no swap of 3 and 0
        (3, 30, "zero"),
        (2, 2000, "separator"),
        (71, 716, "digit"),  # lost
        (7166, 716, "digit"),  # doubled
        (726, 716, "digit"),  # mistyped
    ],
)
def test_a_slip_has_its_kind(printed, meant, kind):
    assert kinds(printed)[meant] == kind


def test_a_rate_is_never_above_all_and_loses_no_thousand():
    found = kinds("94.83", is_rate=True)
    assert max(found) <= 100
    assert "separator" not in found.values()
    assert found[Fraction("49.83")] == "swap"


def test_what_is_printed_is_no_slip_of_itself():
    assert 716 not in kinds(716)
    assert set(kinds(21000).values()) == set(KINDS)

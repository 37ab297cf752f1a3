"""The lexicon tests itself: each measure can be reached, each value is used, and no phrase says two things of one facet."""

from collections import Counter

import pytest

from cchc_analysis.catalogue import FOLDER, read_toml
from cchc_analysis.catalogue.lexicon import FILE, lexicon, words_of

TABLE = read_toml(FOLDER / FILE)
# What a measure says beside the values of its facets.
NAMES = {"name", "unit", "unit_of", "rate", "whole", "zero", "not_in", "of_total", "also_left"}
# Values that only keep figures from being read as another's.
_APART = {"assigned", "under_way", "told_apart", "wrong", "discussed", "signature", "asked", "satisfaction"}
_APART |= {"within", "at_once"}


def nodes(node):
    if node.facts:
        yield node.facts
    for below in node.next.values():
        yield from nodes(below)


def test_each_facet_of_a_term_is_said_of_some_unit():
    said = {name for facets in TABLE["facets"].values() for name in facets}
    assert {row["facet"] for row in TABLE["term"]} <= said


def test_each_unit_has_its_facets():
    assert set(TABLE["facets"]) == set(TABLE["units"]) - {"again"}


@pytest.mark.parametrize("row", TABLE["measure"], ids=lambda row: row["name"])
def test_each_measure_is_reached_by_what_it_asks_for(row):
    known = lexicon()
    for unit in row["unit_of"]:
        facts = {name: row[name][0] for name in known.facets[unit] if name in row}
        found = known.measure(facts, unit, is_total=row.get("of_total", False))
        assert found is not None, unit
        said = {value for name in facts for value in (facts[name],) if value}
        assert found.name == row["name"] or not said


def test_each_value_of_a_term_is_used_or_kept_apart():
    asked = {
        value
        for row in TABLE["measure"]
        for name, values in row.items()
        if isinstance(values, list)
        for value in values
    }
    assert {row["value"] for row in TABLE["term"]} - asked <= _APART


def test_each_value_that_a_measure_asks_for_is_said():
    said = {(row["facet"], row["value"]) for row in TABLE["term"]}
    asked = {(name, value) for row in TABLE["measure"] for name in set(row) - NAMES for value in row[name] if value}
    assert asked <= said


def test_no_phrase_says_two_things_of_one_facet():
    for facts in nodes(lexicon()._root):
        names = Counter(fact.facet for fact in facts if fact.facet not in ("mark", "unit", "scope"))
        assert all(count == 1 for count in names.values()), facts


def test_a_phrase_is_found_with_each_of_its_choices():
    known = lexicon()
    for text in ("tiếp nhận", "đã tiếp nhận", "được tiếp nhận", "đã được tiếp nhận"):
        words = words_of(text)
        count, facts = known.longest(words, 0)
        assert (count, facts[0].value) == (len(words), "received")


def test_choices_are_followed_side_by_side_and_not_written_out():
    def size(node):
        return 1 + sum(map(size, node.next.values()))

    # Some 12,000 places, loaded in 50 ms; written out, the phrases would be a hundred thousand.
    assert size(lexicon()._root) < 25_000

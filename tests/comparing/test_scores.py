"""Two worked rows of the portal, and scores that never pass for the whole."""

import dataclasses
import math
import re

import pandas as pd
import pytest

from cchc_analysis import catalogue
from cchc_analysis.analyst.rating import read_weights
from cchc_analysis.comparing.scores import components, points, rating, score, summary
from cchc_analysis.errors import CchcError
from cchc_analysis.pages import score_tables
from tests.small_frames import frames_of, three
from tests.weight_tables import rating_weights

BY_KEY = {component.key: component for component in components()}


def test_the_points_add_up_to_100_and_the_groups_are_those_shown():
    groups = pd.DataFrame([(c.group, c.points) for c in components()]).groupby(0, sort=False)[1].sum()
    assert groups.to_dict() == {
        "publicity": 18,
        "progress": 20,
        "online": 12,
        "payment": 10,
        "digitisation": 22,
        "satisfaction": 18,
    }
    assert len(components()) == 21
    assert {c.sure for c in components()} == {"A", "B"}
    assert all(c.label("vi") and c.label("en") for c in components())


@pytest.mark.parametrize(
    ("key", "numerator", "denominator", "expected"),
    [
        # xã Vân Canh, Gia Lai, 2026
        ("handled-on-time", 2541, 2618, 19.41),
        ("electronic-result", 2497, 2618, 5.72),
        ("dossiers-digitised", 1520, 2618, 2.32),
        ("data-reused", 1543, 2618, 1.47),
        ("population-data-dossiers", 1105, 2618, 0.84),
        ("population-data-procedures", 28, 388, 0.14),
        ("announced-on-time", 1, 47, 0.13),
        ("made-public-on-time", 43, 47, 3.66),
        ("content-complete", 47, 47, 2),
        ("dossiers-synchronised", 1869, 1869, 6),
        # xã Đăk Song
        ("handled-on-time", 287, 294, 19.52),
        ("electronic-result", 272, 294, 5.55),
        ("dossiers-digitised", 129, 294, 1.76),
        ("data-reused", 116, 294, 0.99),
        ("synchronised-to-the-personal-store", 6, 294, 0.08),
        ("population-data-dossiers", 185, 294, 1.26),
        ("population-data-procedures", 19, 389, 0.10),
        # caps and empty denominators
        ("dossiers-received-online", 679, 716, 6),
        ("procedures-with-online-payment", 9, 10, 2),
        ("reception-and-handling", 0, 0, 0),
        ("petitions-answered-on-time", 0, 0, 6),
        ("certified-copies", 0, 0, 2),
    ],
)
def test_worked_rows(key, numerator, denominator, expected):
    assert round(points(BY_KEY[key], numerator, denominator), 2) == expected


@pytest.mark.parametrize("pair", [(None, 10), (5, None), (0, 0), (11, 10), (-1, 10)])
def test_what_gives_no_points_gives_none_and_not_zero(pair):
    assert math.isnan(points(BY_KEY["handled-on-time"], *pair))


def test_a_partial_score_says_what_it_could_give(portal):
    """The progress table feeds 20 of 100 points."""
    table = summary(score(portal))
    assert len(table) == 148
    assert set(table["possible"]) == {20}
    assert set(table["share"]) == {0.2}
    lac = table[table["commune"] == "Xã Yên Lạc"].iloc[0]
    # 20 × 2470 / 3232 = 15.2847, of which the portal prints and adds 15.28.
    assert lac["points"] == pytest.approx(15.28, abs=1e-12)
    assert lac["components"] == ("handled-on-time",)


def test_a_report_feeds_its_own_components_and_not_the_other_on_time(quarter):
    """On time among resolved is another definition; online 679 of 716 is full at 50 %; 0 of 17 with online payment.

    The text: 709 resolved early, 0 on the day, 7 pending in time, of 716 received: all of 20 points.
    """
    fed = score(quarter).dropna(subset=["points"]).set_index("component")
    assert fed["points"].to_dict() == {
        "handled-on-time": 20,
        "dossiers-received-online": 6,
        "procedures-with-online-payment": 0,
        "electronic-result": pytest.approx(6 * 671 / 693),
        "dossiers-digitised": pytest.approx(4 * 668 / 687),
    }
    assert fed["basis"].tolist() == ["text", "form", "form", "text", "text"]
    assert fed["sure"].tolist() == ["A", "B", "A", "C", "C"]
    assert fed.loc["handled-on-time", ["numerator", "denominator"]].tolist() == [716, 716]
    row = summary(score(quarter)).iloc[0]
    # 26 and 5.8095 and 3.8894, each as printed: 26 + 5.81 + 3.89.
    assert row["points"] == pytest.approx(35.70, abs=1e-12)
    assert (row["possible"], row["possible_sure"]) == (38, 22)


def stating(quarter, **figures):
    """Return the report's frames with these figures in its text instead of its own; a list states one several times."""
    template = quarter.statements.iloc[[0]]
    rows = [
        template.assign(measure=measure, value=float(value), raw=str(value))
        for measure, values in figures.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return dataclasses.replace(quarter, statements=pd.concat(rows, ignore_index=True))


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        # 600 by the deadline and 50 pending in time of 700: 20 × 650 / 700
        ({"dossiers_resolved_by_deadline": 600, "dossiers_pending_in_time": 50, "dossiers_received": 700}, 18.571),
        # one stated twice alike is stated once
        (
            {"dossiers_resolved_by_deadline": [600, 600], "dossiers_pending_in_time": 50, "dossiers_received": 700},
            18.571,
        ),
        # what is missing is no zero
        ({"dossiers_resolved_by_deadline": 600, "dossiers_received": 700}, None),
        ({"dossiers_resolved_early": 600, "dossiers_pending_in_time": 50, "dossiers_received": 700}, None),
        # two figures for one thing, and more handled than received
        ({"dossiers_resolved_by_deadline": [600, 610], "dossiers_pending_in_time": 50, "dossiers_received": 700}, None),
        ({"dossiers_resolved_by_deadline": 690, "dossiers_pending_in_time": 50, "dossiers_received": 700}, None),
    ],
)
def test_what_the_text_feeds(quarter, figures, expected):
    row = score(stating(quarter, **figures)).set_index("component").loc["handled-on-time"]
    assert row["points"] == pytest.approx(expected, abs=1e-3) if expected else math.isnan(row["points"])


@pytest.mark.parametrize(
    ("component", "figures", "expected"),
    [
        # issued electronically rules over digitised afterwards: 6 × 690 / 709
        (
            "electronic-result",
            {
                "results_electronic": 690,
                "results_electronic_of": 709,
                "results_digitised": 9,
                "results_digitised_of": 10,
            },
            5.8392,
        ),
        ("dossiers-digitised", {"components_digitised": 668, "components_digitised_rate": 97.23}, 3.8892),
        ("dossiers-paid-online", {"dossiers_paid_online": 120, "dossiers_paid_online_of": 150}, 4.8),
        # full at 80 %
        ("data-reused", {"data_reused_rate": 82}, 2),
        ("data-reused", {"data_reused_rate": [60, 65]}, None),
        ("data-reused", {"data_reused_rate": 165}, None),
        # a sum without what it is of says nothing
        ("dossiers-paid-online", {"dossiers_paid_online": 120}, None),
    ],
)
def test_what_the_text_says_of_digitisation(quarter, component, figures, expected):
    row = score(stating(quarter, **figures)).set_index("component").loc[component]
    assert row["points"] == pytest.approx(expected, abs=1e-4) if expected else math.isnan(row["points"])
    assert row["sure"] == ("C" if row["basis"] else "A")


def test_more_than_95_percent_is_no_95(quarter):
    frames = stating(quarter, components_digitised_rate=95)
    frames = dataclasses.replace(frames, statements=frames.statements.assign(raw="trên 95"))
    assert math.isnan(score(frames).set_index("component").loc["dossiers-digitised", "points"])


def test_a_form_rules_over_the_text(quarter):
    """The form of the portal: 600 of 700 with an electronic result, whatever a text says."""
    template = quarter.observations.iloc[[0]].assign(status="reported", value=0.0)
    cells = [("portal_dossiers_electronic_result", 600.0), ("portal_digitisation_dossiers", 700.0)]
    rows = [template.assign(indicator=name, value=value) for name, value in cells]
    frames = dataclasses.replace(quarter, observations=pd.concat([quarter.observations, *rows], ignore_index=True))
    row = score(frames).set_index("component").loc["electronic-result"]
    assert (row["points"], row["basis"], row["sure"]) == (pytest.approx(6 * 600 / 700), "form", "A")


def test_the_page_says_which_points_come_from_the_text(quarter):
    found = score(quarter)
    assert "20,00 (lời văn)" in score_tables.scores(found, summary(found)).html
    assert "716/716 (100,0 %) (lời văn)" in score_tables.own_score(found).html
    assert "3,89 (lời văn; C)" in score_tables.scores(found, summary(found)).html
    stated = score(stating(quarter, data_reused_rate=65.5))
    assert "65,5 % (lời văn)" in score_tables.own_score(stated).html


def test_a_commune_that_feeds_nothing_has_no_points():
    row = summary(score(frames_of({"A": three(5, 10)}))).iloc[0]
    assert math.isnan(row["points"])
    assert (row["possible"], row["share"]) == (0, 0)


def test_a_rating_by_an_analysts_weights(tmp_path):
    """A: 60 × 0.9/1 + 40 × min(1, 0.5/0.5) = 94 of 100; B has no second rate: 60 × 0.5 = 30 of 60."""
    weights = read_weights(rating_weights(tmp_path, "on_time_rate,60,100", "online_dossier_rate,40,50"))
    online = {"dossiers_received_online": 50, "dossiers_received": 100}
    blank = {"dossiers_received_online": None, "dossiers_received": 100}
    table = rating(frames_of({"A": three(90, 100) | online, "B": three(5, 10) | blank}), weights).set_index(
        "commune_code"
    )
    assert table.loc["A", ["points", "possible", "missing"]].tolist() == [94, 100, ""]
    assert table.loc["B", ["points", "possible", "missing"]].tolist() == [30, 60, "online_dossier_rate"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["on_time_rate,60,100"], "weights.csv: found weights that add up to 60; expected 100; correct the weights."),
        (
            ["staff_present,100,100"],
            "weights.csv: found line 2 'staff_present', which is no computed rate with higher better; "
            "expected each rate once, a weight above 0, 0-100; correct the rows.",
        ),
        (
            ["on_time_rate,x,0"],
            "weights.csv: found line 2 weight 'x'; line 2 full_at_pct '0'; "
            "expected each rate once, a weight above 0, 0-100; correct the rows.",
        ),
    ],
)
def test_weights_that_cannot_be(tmp_path, rows, message):
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        read_weights(rating_weights(tmp_path, *rows))


def test_each_part_is_in_the_catalogue():
    for component in components():
        for name in (name for pair in component.parts for name in pair):
            assert catalogue.indicator(name).kind == "count"

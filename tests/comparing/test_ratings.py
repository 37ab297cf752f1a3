"""A rating shows what it is built of, and never a blank as a zero or an order as a merit."""

import math
import re

import pytest

from cchc_analysis.analyst.rating import load_weights
from cchc_analysis.comparing.ratings import rate_communes
from cchc_analysis.errors import CchcError
from cchc_analysis.inference.intervals import interval
from cchc_analysis.pages.rating_section import ratings
from tests.page_words import words_of
from tests.small_frames import frames_of, pairs_of, three
from tests.weight_tables import rating_weights


@pytest.fixture
def weights(tmp_path):
    (tmp_path / "units").mkdir()
    rating_weights(tmp_path / "units", "on_time_rate,60,100", "online_dossier_rate,40,50").rename(
        tmp_path / "units" / "rating.csv"
    )
    return load_weights(tmp_path)


@pytest.fixture
def frames():
    online = {"dossiers_received_online": 50, "dossiers_received": 100}
    blank = {"dossiers_received_online": None, "dossiers_received": 100}
    return frames_of(
        {
            "A": three(90, 100) | online,
            "B": three(50, 100) | blank,
            "C": three(None, 10) | blank,
            "D": three(10, 100) | online,
        }
    )


def test_points_with_their_parts_and_range(frames, weights):
    """A: 60 × 0.9 + 40 = 94 of 100; its range at the ends of the Wilson intervals of 90/100 and 50/100."""
    table = rate_communes(frames, weights).set_index("commune_code")
    assert table.loc["A", ["points", "possible", "on_time_rate", "online_dossier_rate"]].tolist() == [94, 100, 54, 40]
    low, high = interval(pairs_of((90, 100), (50, 100)))[["lower", "upper"]].to_numpy().T
    assert table.loc["A", "lower"] == pytest.approx(60 * low[0] + 40 * low[1] / 0.5)
    assert table.loc["A", "upper"] == pytest.approx(60 * high[0] + 40)
    assert table.loc["B", ["points", "possible"]].tolist() == [30, 60]
    assert math.isnan(table.loc["B", "online_dossier_rate"])
    assert table.loc["C", ["points", "lower", "upper"]].isna().all()


def test_the_section_says_what_is_missing_and_that_order_means_little(frames, weights):
    html = ratings(frames, weights).html
    text = words_of(html)
    assert "2 trên 4 đơn vị có đủ số liệu của mọi phần; 1 đơn vị không có phần nào." in text
    assert "Trong 1 cặp đơn vị có đủ số liệu, 1 cặp có khoảng điểm tách rời nhau; 0 cặp" in text
    assert [words_of(row)[:4] for row in re.findall(r"<tbody>(.*)</tbody>", html)[0].split("<tr>")[1:]] == [
        "Xã A",
        "Xã B",
        "Xã C",
        "Xã D",
    ]
    row = words_of(re.search(r"<tr><th[^>]*><a[^>]*>Xã B</a>.*?</tr>", html)[0])
    assert "30,0 / 60" in row
    assert row.endswith("30,0 dữ liệu không có")
    assert "weight 60; full at 100 %" in words_of(ratings(frames, weights, "en").html)
    assert not re.search(r"\bnan\b", text, re.I)


def test_without_a_table_the_page_says_how_to_make_one(frames, tmp_path):
    assert load_weights(tmp_path) is None
    assert "data/units/rating.csv" in words_of(ratings(frames, None).html)


def test_weights_that_do_not_add_up_stop_with_the_sum(tmp_path):
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "rating.csv").write_text("indicator,weight,full_at_pct\non_time_rate,60,100\n")
    message = r"^rating\.csv: found weights that add up to 60; expected 100; correct the weights\.$"
    with pytest.raises(CchcError, match=message):
        load_weights(tmp_path)

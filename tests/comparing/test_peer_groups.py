"""Peers by what a commune is, and an analyst's own table of them."""

import re

import pandas as pd
import pytest

from cchc_analysis.analyst.groups import read_groups
from cchc_analysis.comparing.peer_groups import by_kind, by_size, label, with_peers
from cchc_analysis.errors import CchcError
from cchc_analysis.pages import comparison
from cchc_analysis.pages.among_peers import Among
from tests.page_words import words_of
from tests.small_frames import communes, pairs_of


def test_kinds_from_names():
    names = pd.Series(["Xã An", "PHƯỜNG Bình", "Thị trấn Cát", "Đặc khu Côn Đảo", "UBND xã An", "Xãm"])
    assert by_kind(names).tolist() == ["xa", "phuong", "thi-tran", "dac-khu", "other", "other"]
    assert (label("xa"), label("phuong", "en"), label("1"), label("vùng cao")) == (
        "các xã",
        "urban wards (phường)",
        "nhóm ít hồ sơ nhất",
        "vùng cao",
    )


def test_size_bands_hold_a_third_each_and_miss_what_is_missing():
    bands = by_size(pd.Series([10, 20, 30, 40, 50, 60, None]))
    assert bands.tolist()[:6] == ["1", "1", "2", "2", "3", "3"]
    assert bands.isna().tolist() == [False] * 6 + [True]
    assert by_size(pd.Series([5, 5, 5])).tolist() == ["1", "1", "1"]
    assert by_size(pd.Series([], dtype=float)).tolist() == []


def test_the_real_communes(portal):
    found = by_kind(portal.reports["commune"]).value_counts()
    assert found.to_dict() == {"xa": 133, "phuong": 15}


def groups_file(folder, *rows):
    path = folder / "peers.csv"
    path.write_text("\n".join(["commune_code,group", *rows]) + "\n", encoding="utf-8")
    return path


def test_an_analysts_own_groups_rule(tmp_path):
    groups = read_groups(
        groups_file(tmp_path, "X01,vùng cao", "X02,vùng thấp", "X99,vùng cao"), pd.Series(["X01", "X02"])
    )
    assert with_peers(pairs_of((1, 2), (3, 4)), groups=groups)["peers"].tolist() == ["vùng cao", "vùng thấp"]


def test_one_grouping_for_all_communes(tmp_path):
    assert read_groups(groups_file(tmp_path, "*,size"), pd.Series(["X01", "X02"])) == "size"
    assert with_peers(pairs_of((1, 2), (3, 4), (5, 6)), groups="size")["peers"].tolist() == ["1", "2", "3"]
    assert with_peers(pairs_of((1, 2), (3, 4)), groups="all")["peers"].tolist() == ["all", "all"]
    message = r"^peers\.csv: found group 'terrain' for \*; expected kind or size or all; choose one\.$"
    with pytest.raises(CchcError, match=message):
        read_groups(groups_file(tmp_path, "*,terrain"), pd.Series(["X01"]))


def test_a_page_says_which_group_a_commune_is_held_against():
    """Thirty communes of three sizes: 100, 200, 300 cases; one without cases has no size."""
    frames = communes(*[(90 * size, 100 * size) for size in (1, 2, 3) for _ in range(10)], (None, None))
    text = words_of(comparison.compare_communes(frames, groups="size").html)
    assert text.startswith("Nhóm so sánh theo quy mô: ở mỗi tỷ lệ, các đơn vị được chia ba nhóm")
    for band in (
        "nhóm ít hồ sơ nhất 10 100 90",
        "nhóm số hồ sơ trung bình 10 200 90",
        "nhóm nhiều hồ sơ nhất 10 300 90",
    ):
        assert band in text
    own = words_of(Among(frames, groups="size").of("00031").html)
    assert "Chưa có tỷ lệ để so với tất cả các đơn vị." in own
    assert "nhóm ít hồ sơ nhất" in words_of(Among(frames, groups="size").of("00001").html)
    own_groups = pd.Series({f"{i:05}": "vùng cao" if i % 2 else "vùng thấp" for i in range(1, 32)})
    text = words_of(comparison.compare_communes(frames, groups=own_groups).html)
    assert text.startswith("Nhóm so sánh do người phân tích lập")
    assert "vùng cao 15 100–300 90" in text


@pytest.mark.parametrize(
    ("rows", "found"),
    [(["X01,a", "X01,b"], "X01 twice; no row for X02"), (["X01,a", "X02, "], "X02 without a group")],
)
def test_groups_that_leave_somebody_out(tmp_path, rows, found):
    message = f"peers.csv: found {found}; expected each commune once, with its group; correct the rows."
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        read_groups(groups_file(tmp_path, *rows), pd.Series(["X01", "X02"]))


def test_a_grouping_that_is_none():
    message = r"^peers: found 'terrain'; expected kind or size or all; choose one, or give a table of your own\.$"
    with pytest.raises(CchcError, match=message):
        with_peers(pairs_of((1, 2)), "terrain")
    assert with_peers(pairs_of((1, 2)), "all")["peers"].tolist() == ["all"]
    assert with_peers(pairs_of((1, 2), (None, None)), "size")["peers"].isna().tolist() == [False, True]

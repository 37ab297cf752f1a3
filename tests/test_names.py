import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_analysis.names import clean, fold, slug, squeeze


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (unicodedata.normalize("NFD", "Chi Lăng Bắc"), "Chi Lăng Bắc"),
        ("ðiện tử, Ðường", "điện tử, Đường"),
        ("36\u00a0nhiệm\u202fvụ", "36 nhiệm vụ"),
        ("thủ\u00ad tục\u200b\ufeff", "thủ tục"),
        ("\u202eabc\u202c", "abc"),
        ("a\x00b\x07c", "abc"),
        ("dòng\n\tmới", "dòng\n\tmới"),
        # Line 268 of the real report: a dot below that lost its letter.
        ("xử \u0323lý", "xử lý"),
        ("", ""),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


def test_squeeze():
    assert squeeze("  Xã \n Chi\tLăng\u00a0Bắc ") == "Xã Chi Lăng Bắc"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("K'Nớ", "K’Nớ"),
        ("UBND xã Đông", "ubnd XA ĐONG"),
        ("a – b", "a-b"),
        (unicodedata.normalize("NFD", "Thủ tục"), "thủ tục"),
    ],
)
def test_fold_makes_spellings_equal(one, other):
    assert fold(one) == fold(other)


def test_fold_keeps_what_tells_rows_apart():
    assert fold("Có = 1; Không = 0") == "co = 1 khong = 0"
    assert fold("từ 70% - dưới 100%") == "tu 70% duoi 100%"
    assert fold("mức độ 3") != fold("mức độ 4")


def test_slug():
    assert slug("Xã K’Nớ (mới)") == "xa-kno-moi"
    assert slug("<script>") == "script"
    assert slug("../../etc") == "etc"


@given(st.text(max_size=60))
def test_clean_and_fold_are_stable_and_of_one_form(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")

"""Communes that were merged before the day of a report: named as such, with what took them in."""

import datetime as dt

import pytest

from cchc_analysis.communes.former import find_former
from cchc_analysis.communes.registry import in_full

BEFORE, SINCE = dt.date(2023, 3, 31), dt.date(2026, 3, 31)
LAST = dt.date(2025, 6, 30)


@pytest.mark.parametrize(
    ("name", "province", "day", "into", "until"),
    [
        # Merged into phường Trúc Bạch before 2025 (quận Ba Đình).
        ("Phường Nguyễn Trung Trực", "Hà Nội", BEFORE, ("Phường Trúc Bạch (Quận Ba Đình)",), None),
        ("phường NGUYỄN TRUNG TRỰC", None, BEFORE, ("Phường Trúc Bạch (Quận Ba Đình)",), None),
        ("P. Nguyễn Trung Trực", None, SINCE, ("Phường Trúc Bạch (Quận Ba Đình)",), None),
        ("Xã Chi Lăng Bắc", "Hải Dương", SINCE, ("Xã Nam Thanh Miện (11284)",), LAST),
        ("Xã Chi Lăng Bắc", "Hải Phòng", SINCE, ("Xã Nam Thanh Miện (11284)",), LAST),
    ],
)
def test_what_became_of_a_commune(name, province, day, into, until):
    former = find_former(name, province, None, day)
    assert (former.into, former.until) == (into, until)


@pytest.mark.parametrize(
    ("name", "province", "day"),
    [
        ("Xã Không Đâu Có", "Hà Nội", BEFORE),
        # It is in the list of the day, which is asked first.
        ("Phường Trúc Bạch", "Hà Nội", BEFORE),
        # Many communes took in a "phường 10"; which, the district says.
        ("Phường 10", "Thành phố Hồ Chí Minh", BEFORE),
        ("Xã Chi Lăng Bắc", "Phú Thọ", SINCE),
    ],
)
def test_what_no_list_tells(name, province, day):
    assert find_former(name, province, None, day) is None


def test_the_district_tells_one_from_the_others():
    former = find_former("Phường 10", "Thành phố Hồ Chí Minh", "Quận 3", BEFORE)
    assert former.into == ("Phường 9 (Quận 3)",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("P. Gia Cẩm", "phường Gia Cẩm"),
        ("X.Đà Bắc", "xã Đà Bắc"),
        ("TT Thanh Miện", "thị trấn Thanh Miện"),
        ("ĐK Lý Sơn", "đặc khu Lý Sơn"),
        ("P.12", "phường 12"),
        ("p.gia cẩm", "phường gia cẩm"),
        ("TT. Phục vụ hành chính công", "TT. Phục vụ hành chính công"),
        ("Phòng Kinh tế", "Phòng Kinh tế"),
        ("Xuân Lộc", "Xuân Lộc"),
        ("X quang", "X quang"),
    ],
)
def test_kinds_in_short(name, expected):
    assert in_full(name) == expected

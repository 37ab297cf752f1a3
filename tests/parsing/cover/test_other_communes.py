"""A report that speaks of another commune as its own was copied; one that names a neighbour was not."""

import datetime as dt

import pytest

from cchc_analysis.communes.registry import find
from cchc_analysis.parsing.cover.other_communes import find_other
from cchc_analysis.parsing.cover.places import in_text
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.reading import Paragraph, Place

DAY = dt.date(2023, 3, 31)
OWN = find("xã Chi Lăng Bắc", "Hải Dương", day=DAY, where="test")


def other(*lines):
    running = Running([Paragraph(line, Place(at)) for at, line in enumerate(lines, start=1)])
    found = find_other(running, list(in_text(running, DAY)), "xachilangbac", OWN.province)
    return found and found.quote


@pytest.mark.parametrize(
    "line",
    [
        "Trên đây là báo cáo công tác cải cách hành chính của UBND xã Chi Lăng Nam./.",
        "UBND xã Chi Lăng Nam đã ban hành 19 văn bản.",
        "- UBND xã Chi Lăng Nam tiếp tục thực hiện cơ chế một cửa.",
        "Công tác được duy trì. Trong quý I năm 2023, UBND xã Chi Lăng Nam đã tiếp nhận 716 hồ sơ.",
        "Kết quả giải quyết thủ tục hành chính trên địa bàn xã Chi Lăng Nam đạt khá.",
        "(Kèm theo Báo cáo số 74/BC-UBND ngày 13/3/2023 của UBND xã Chi Lăng Nam)",
    ],
)
def test_another_commune_in_the_place_of_the_own(line):
    assert other("UBND xã Chi Lăng Bắc", line) == ("xã Chi Lăng Nam", 2)


@pytest.mark.parametrize(
    "line",
    [
        "UBND xã đã phối hợp với UBND xã Chi Lăng Nam ban hành quy chế.",
        "Công an xã Chi Lăng Nam đã bàn giao 05 hồ sơ.",
        "UBND xã Chi Lăng Nam (cũ) đã ban hành Kế hoạch số 41/KH-UBND.",
        "UBND xã Chi Lăng Bắc đã ban hành 19 văn bản.",
        # In another province.
        "UBND xã Thanh Ba đã đến học tập mô hình của xã.",
    ],
)
def test_a_neighbour_that_is_only_named(line):
    assert other("UBND xã Chi Lăng Bắc", line) is None

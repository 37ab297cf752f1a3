"""The cover: who, which number, when, about what; contradictions are kept as written and noted."""

import datetime as dt

import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.cover import read_cover
from cchc_analysis.reading import Document, Paragraph, Place

HEAD = """ỦY BAN NHÂN DÂN
XÃ CHI LĂNG BẮC
CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 74/BC-UBND Chi Lăng Bắc, ngày 13 tháng 3 năm 2023
BÁO CÁO
Tình hình thực hiện công tác cải cách hành chính quý I,
phương hướng nhiệm vụ quý II năm 2023
(Số liệu tính từ ngày 10/12/2022 đến ngày 09/3/2023)
Thực hiện Công văn số 508/UBND-VP của UBND tỉnh Hải
Dương, UBND xã Chi Lăng Bắc báo cáo như sau:"""
ENCLOSED = "\n(Kèm theo Báo cáo số 74/BC-UBND, ngày 13/3/2023 của UBND xã Chi Lăng Bắc)"


def cover_of(text):
    blocks = tuple(Paragraph(line, Place(number)) for number, line in enumerate(text.split("\n"), start=1))
    return read_cover(Document("a.txt", "", "txt", "text 1", blocks))


def rules_of(text):
    return [(finding.rule, finding.found, finding.expected, finding.lines) for finding in cover_of(text).findings]


def test_a_sound_cover():
    cover = cover_of(HEAD + ENCLOSED)
    assert (cover.commune, cover.district, cover.province) == ("xã Chi Lăng Bắc", None, "tỉnh Hải Dương")
    assert (cover.number, cover.date) == ("74/BC-UBND", dt.date(2023, 3, 13))
    assert str(cover.period) == "2023-Q1"
    assert (cover.start, cover.end) == (dt.date(2022, 12, 10), dt.date(2023, 3, 9))
    assert cover.findings == []
    assert {name: line for name, (_, line) in cover.quotes.items()} == {
        "number": 5,
        "date": 5,
        "period": 7,
        "interval": 9,
        "commune": 11,
        "province": 10,
    }


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("cải cách hành chính quý I, phương hướng nhiệm vụ quý II năm 2023", "2023-Q1"),
        ("cải cách hành chính quý III năm 2023", "2023-Q3"),
        ("công tác CCHC Quý 3 năm 2024", "2024-Q3"),
        ("cải cách hành chính 6 tháng đầu năm 2023, nhiệm vụ 6 tháng cuối năm 2023", "2023-H1"),
        ("cải cách hành chính sáu tháng đầu năm 2023", "2023-H1"),
        ("cải cách hành chính 9 tháng năm 2023, phương hướng quý IV năm 2023", "2023-9M"),
        ("cải cách hành chính năm 2023, phương hướng, nhiệm vụ năm 2024", "2023-Y"),
        ("cải cách hành chính quý IV và năm 2023", "2023-Q4"),
    ],
)
def test_the_first_period_of_the_title_is_the_reports(title, period):
    start = HEAD.index("Tình hình thực hiện")
    end = HEAD.index("(Số liệu")
    assert str(cover_of(f"{HEAD[:start]}Tình hình thực hiện {title}\n{HEAD[end:]}").period) == period


def changed(old, new, text=HEAD):
    assert text.count(old) == 1
    return text.replace(old, new)


def test_a_date_before_the_data_end():
    text = changed("năm 2023\nBÁO", "năm 2022\nBÁO", HEAD + ENCLOSED)
    assert rules_of(text) == [("cover-date-before-end", "13/03/2022", "09/03/2023", (5, 9, 12))]
    assert cover_of(text).date == dt.date(2022, 3, 13)


def test_a_date_long_after_the_data_end():
    # Data to 09/3/2023; 92 days later is 09/6/2023.
    late = changed("ngày 13 tháng 3 năm 2023", "ngày 10 tháng 6 năm 2023")
    assert [rule for rule, *_ in rules_of(late)] == ["cover-date-late"]
    assert rules_of(changed("ngày 13 tháng 3 năm 2023", "ngày 09 tháng 6 năm 2023")) == []


def test_two_dates_of_one_report():
    text = changed("ngày 13/3/2023", "ngày 15/3/2023", HEAD + ENCLOSED)
    assert rules_of(text) == [("cover-two-dates", "13/03/2023", "15/03/2023", (5, 9, 12))]


def test_the_date_of_another_report_is_not_compared():
    assert rules_of(changed("số 74/BC-UBND, ngày 13/3/2023", "số 75/BC-UBND, ngày 15/3/2023", HEAD + ENCLOSED)) == []


def test_an_interval_that_ends_before_it_starts():
    text = changed("10/12/2022", "10/12/2023")
    assert rules_of(text) == [("cover-interval-reversed", "09/03/2023", "10/12/2023", (9,))]


def test_an_interval_of_another_quarter():
    text = changed("đến ngày 09/3/2023", "đến ngày 09/6/2023").replace("13 tháng 3", "13 tháng 6")
    assert rules_of(text) == [("cover-interval-period", "09/06/2023", "Quý I năm 2023", (9,))]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("Số: 74/BC-UBND Chi", "Số:    /BC-UBND Chi", "cover-no-number"),
        (", ngày 13 tháng 3 năm 2023", ", ngày   tháng   năm 2023", "cover-no-date"),
        ("(Số liệu tính từ ngày 10/12/2022 đến ngày 09/3/2023)", "", "cover-no-interval"),
    ],
)
def test_what_is_missing_is_noted(old, new, rule):
    assert rules_of(changed(old, new)) == [(rule, "", "", ())]


def test_a_day_that_does_not_exist_is_no_date():
    cover = cover_of(changed("ngày 13 tháng 3", "ngày 31 tháng 2"))
    assert cover.date is None
    assert [finding.rule for finding in cover.findings] == ["cover-no-date"]


def test_district_and_spellings():
    text = HEAD.replace("UBND tỉnh Hải", "UBND huyện Thanh Miện, UBND tỉnh Hải")
    assert cover_of(text).district == "huyện Thanh Miện"
    assert cover_of(HEAD.replace("UBND xã Chi Lăng Bắc", "chúng tôi")).commune == "xã CHI LĂNG BẮC"


def test_no_commune():
    text = HEAD.replace("XÃ CHI LĂNG BẮC", "").replace("UBND xã Chi Lăng Bắc", "chúng tôi")
    with pytest.raises(
        ReadError,
        match=r"^a\.txt: found no commune; expected such as 'UBND xã Chi Lăng Bắc'; add the issuing commune to the head, "
        r"or give --commune\.$",
    ):
        cover_of(text)

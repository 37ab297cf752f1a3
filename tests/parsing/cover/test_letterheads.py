"""Covers as offices print them: each row is one habit, made up, of communes that exist."""

import pytest

from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.parsing.cover import Given, check_one, read_cover
from cchc_analysis.periods import Period
from cchc_analysis.reading import Cell, Document, Paragraph, Place, TableRow

STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
STATE = f"{STATE_NAME}\n{MOTTO}"
PLACE = "Thanh Ba, ngày 14 tháng 3 năm 2026"
NUMBER = "Số: 12/BC-UBND"
TITLE = "BÁO CÁO\nKết quả công tác cải cách hành chính quý I năm {}"


def document(text):
    """Return a document of the lines of a text; "|" parts the cells of a table's row, "\\n" in it is written as "/"."""
    blocks = []
    for number, line in enumerate(text.split("\n"), start=1):
        if "|" in line:
            cells = tuple(Cell(cell.strip().replace(" / ", "\n")) for cell in line.split("|"))
            blocks.append(TableRow(cells, Place(number)))
        else:
            blocks.append(Paragraph(line, Place(number)))
    return Document("a.txt", "", "txt", "text 1", tuple(blocks))


def cover_of(text, **given):
    return read_cover(document(text), Given(**given))


def on(year, *lines):
    return "\n".join([*lines[:-1], TITLE.format(year), lines[-1]])


BODY = "Thực hiện kế hoạch, đơn vị báo cáo như sau:"
# Letterhead and first sentence, and the commune and province that they are of.
COMMUNES = {
    "two lines in capitals": (
        on(2026, "UBND TỈNH PHÚ THỌ", "UBND XÃ THANH BA", STATE, NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "office and place on two lines": (
        on(2026, "ỦY BAN NHÂN DÂN", "XÃ THANH BA", STATE, NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "one line in full": (
        on(2026, "ỦY BAN NHÂN DÂN XÃ THANH BA", STATE, NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "UỶ with the mark on Y": (
        on(2026, "UỶ BAN NHÂN DÂN", "PHƯỜNG NÔNG TRANG", NUMBER, BODY),
        ("Phường Nông Trang", "Tỉnh Phú Thọ"),
    ),
    "province without its office": (
        on(2026, "TỈNH PHÚ THỌ", "UBND XÃ THANH BA", NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "place and date run into the state's name": (
        on(2026, "UBND XÃ THANH BA CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc", NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "number right below the name": (
        on(2026, "UBND XÃ THANH BA", "Số: 74/BC", BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "number on the line of the name": (
        on(2026, "UBND XÃ THANH BA Số: 74/BC-UBND", BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "everything on one line": (
        on(2026, "UBND TỈNH PHÚ THỌ UBND XÃ THANH BA Số: 74/BC-UBND", BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "two columns": (
        on(
            2026,
            f"UBND TỈNH GIA LAI        {STATE_NAME}",
            f"UBND PHƯỜNG QUY NHƠN      {MOTTO}",
            BODY,
        ),
        ("Phường Quy Nhơn", "Tỉnh Gia Lai"),
    ),
    "two columns, place and date beside the name": (
        on(2026, f"UBND XÃ THANH BA        {PLACE}", BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "two columns parted by a tab": (
        on(
            2026,
            f"UBND TỈNH PHÚ THỌ\t{STATE_NAME}",
            f"UBND XÃ THANH BA\t{MOTTO}",
            BODY,
        ),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "a table of one row": (
        on(
            2026,
            f"UBND TỈNH PHÚ THỌ / UBND XÃ THANH BA / Số: 12/BC-UBND | {STATE_NAME} / {MOTTO} / {PLACE}",
            BODY,
        ),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "a table of two rows": (
        on(
            2026,
            f"UBND TỈNH PHÚ THỌ | {STATE_NAME}",
            f"UBND XÃ THANH BA | {MOTTO}",
            f"Số: 12/BC-UBND | {PLACE}",
            BODY,
        ),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "a table with the office above the place": (
        on(
            2026,
            f"ỦY BAN NHÂN DÂN / XÃ THANH BA / ------- | {STATE_NAME} / {MOTTO}",
            BODY,
        ),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "a line of dashes": (
        on(2026, "UBND TỈNH PHÚ THỌ", "UBND XÃ THANH BA", "-------", STATE, "---------------", NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "letters spaced apart": (
        on(2026, "U B N D  T Ỉ N H  Q U Ả N G  T R Ị", "U B N D  P H Ư Ờ N G  Đ Ô N G  H À", BODY),
        ("Phường Đông Hà", "Tỉnh Quảng Trị"),
    ),
    "letters spaced apart, words too": (
        on(2026, "U B N D T Ỉ N H Q U Ả N G T R Ị", "U B N D P H Ư Ờ N G Đ Ô N G H À", BODY),
        ("Phường Đông Hà", "Tỉnh Quảng Trị"),
    ),
    "only the name spaced apart": (
        on(2026, "ỦY BAN NHÂN DÂN", "XÃ  T H A N H  B A", BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "marks on another vowel": (
        on(2026, "UBND TỈNH ĐẮK LẮK", "UBND PHƯỜNG TUY HOÀ", BODY),
        ("Phường Tuy Hòa", "Tỉnh Đắk Lắk"),
    ),
    "no mark at all": (
        on(2026, "UBND TINH PHU THO", "UBND XÃ THANH BA", BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "short kinds": (
        on(2023, "UBND TP. VIỆT TRÌ", "UBND P. GIA CẨM", BODY),
        ("Phường Gia Cẩm", "Tỉnh Phú Thọ"),
    ),
    "short kinds without a blank": (
        on(2023, "UBND TP.VIỆT TRÌ", "UBND P.GIA CẨM", BODY),
        ("Phường Gia Cẩm", "Tỉnh Phú Thọ"),
    ),
    "township in short": (
        on(2023, "UBND H. QUỲ HỢP", "UBND TT QUỲ HỢP", BODY),
        ("Thị trấn Quỳ Hợp", "Tỉnh Nghệ An"),
    ),
    "hyphen in the name": (
        on(2026, "UBND THÀNH PHỐ HÀ NỘI", "UBND PHƯỜNG VĂN MIẾU - QUỐC TỬ GIÁM", BODY),
        ("Phường Văn Miếu - Quốc Tử Giám", "Thành phố Hà Nội"),
    ),
    "long dash in the name": (
        on(2026, "ỦY BAN NHÂN DÂN", "XÃ CHÂN MÂY – LĂNG CÔ", BODY),
        ("Xã Chân Mây - Lăng Cô", "Thành phố Huế"),
    ),
    "hyphen without blanks": (
        on(2026, "ỦY BAN NHÂN DÂN", "XÃ CHÂN MÂY-LĂNG CÔ", BODY),
        ("Xã Chân Mây - Lăng Cô", "Thành phố Huế"),
    ),
    "apostrophe": (
        on(2026, "UBND TỈNH ĐẮK LẮK", "UBND XÃ EA H’LEO", BODY),
        ("Xã Ea H'Leo", "Tỉnh Đắk Lắk"),
    ),
    "number in the name": (
        on(2026, "UBND TỈNH LÂM ĐỒNG", "UBND PHƯỜNG 1 BẢO LỘC", BODY),
        ("Phường 1 Bảo Lộc", "Tỉnh Lâm Đồng"),
    ),
    "number alone, with a zero": (
        on(2023, "ỦY BAN NHÂN DÂN QUẬN 8", "ỦY BAN NHÂN DÂN PHƯỜNG 04", BODY),
        ("Phường 4", "Thành phố Hồ Chí Minh"),
    ),
    "special zone": (
        on(2026, "UBND TỈNH QUẢNG NINH", "UBND ĐẶC KHU VÂN ĐỒN", BODY),
        ("Đặc khu Vân Đồn", "Tỉnh Quảng Ninh"),
    ),
    "province after a hyphen": (
        on(2026, "UBND XÃ TÂN LẬP - TỈNH TÂY NINH", BODY),
        ("Xã Tân Lập", "Tỉnh Tây Ninh"),
    ),
    "province after a comma": (
        on(2026, "ỦY BAN NHÂN DÂN XÃ THANH BA, TỈNH PHÚ THỌ", BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "province in brackets": (
        on(2026, "ỦY BAN NHÂN DÂN XÃ THANH BA (TỈNH PHÚ THỌ)", BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "province in the sentence alone": (
        on(2026, "ỦY BAN NHÂN DÂN", "XÃ AN PHÚ", "Theo yêu cầu của Sở Nội vụ tỉnh An Giang, xã báo cáo:"),
        ("Xã An Phú", "Tỉnh An Giang"),
    ),
    "district above, province nowhere": (
        on(2024, "UBND HUYỆN QUỲ HỢP", "UBND XÃ CHÂU QUANG", BODY),
        ("Xã Châu Quang", "Tỉnh Nghệ An"),
    ),
    "district without its office": (
        on(2024, "HUYỆN QUỲ HỢP", "XÃ CHÂU QUANG", BODY),
        ("Xã Châu Quang", "Tỉnh Nghệ An"),
    ),
    "city of a province": (
        on(
            2023,
            "ỦY BAN NHÂN DÂN PHƯỜNG GIA CẨM",
            "Thực hiện chỉ đạo của UBND thành phố Việt Trì và UBND tỉnh Phú Thọ, UBND phường báo cáo:",
        ),
        ("Phường Gia Cẩm", "Tỉnh Phú Thọ"),
    ),
    "an office of the commune": (
        on(2026, "UBND XÃ THANH BA", "PHÒNG VĂN HÓA - XÃ HỘI", NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "the centre of the commune": (
        on(2026, "UBND XÃ THANH BA", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "a steering committee": (
        on(2026, "BAN CHỈ ĐẠO CẢI CÁCH HÀNH CHÍNH XÃ THANH BA", NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "blank lines between": (
        on(2026, "ỦY BAN NHÂN DÂN", "", "XÃ THANH BA", "", "", STATE, "", NUMBER, BODY),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "no letterhead": (
        on(2026, "", "UBND xã Thanh Ba báo cáo kết quả như sau:"),
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "the title names it": (
        "BÁO CÁO\nKết quả cải cách hành chính quý I năm 2026 của UBND xã Thanh Ba\n" + BODY,
        ("Xã Thanh Ba", "Tỉnh Phú Thọ"),
    ),
    "the state's name over two lines beside the head": (
        on(
            2023,
            "ỦY BAN NHÂN DÂN CỘNG HOÀ XÃ HỘI CHỦ NGHĨA",
            "XÃ CHI LĂNG BẮC VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            NUMBER,
            BODY.replace("tỉnh Phú Thọ", "tỉnh Hải Dương"),
        ),
        ("Xã Chi Lăng Bắc", "Tỉnh Hải Dương"),
    ),
    "a commune named for the republic beside it": (
        on(2023, "UBND HUYỆN VỤ BẢN CỘNG HÒA XÃ HỘI", "UBND XÃ CỘNG HÒA CHỦ NGHĨA VIỆT NAM", NUMBER, BODY),
        ("Xã Cộng Hòa", "Tỉnh Nam Định"),
    ),
    "a commune named for the republic": (
        on(2023, "UBND HUYỆN VỤ BẢN", "UBND XÃ CỘNG HÒA", STATE, NUMBER, BODY),
        ("Xã Cộng Hòa", "Tỉnh Nam Định"),
    ),
    "a name that others begin with": (
        on(2023, "UBND HUYỆN THANH MIỆN", "UBND XÃ CHI LĂNG BẮC", BODY),
        ("Xã Chi Lăng Bắc", "Tỉnh Hải Dương"),
    ),
    "a former province": (
        on(
            2023,
            "UBND HUYỆN QUẢNG ĐIỀN",
            "UBND XÃ QUẢNG PHƯỚC",
            "UBND xã Quảng Phước báo cáo UBND tỉnh Thừa Thiên Huế:",
        ),
        ("Xã Quảng Phước", "Thành phố Huế"),
    ),
}


@pytest.mark.parametrize("habit", COMMUNES)
def test_a_letterhead_of_a_commune(habit):
    text, found = COMMUNES[habit]
    cover = cover_of(text)
    assert (cover.unit.name, cover.unit.province) == found
    assert (cover.issuer_level, str(cover.period)[4:], cover.given) == ("commune", "-Q1", ())


BACKWARDS = ["cover-interval-reversed", "cover-interval-period"]
# Letterheads of offices above communes: level, name, district, province.
OFFICES = {
    "district": (
        on(2024, "ỦY BAN NHÂN DÂN", "HUYỆN QUỲ HỢP", STATE, NUMBER, BODY),
        ("district", "Huyện Quỳ Hợp", "Huyện Quỳ Hợp", "Tỉnh Nghệ An"),
    ),
    "district below its province": (
        on(2024, "UBND TỈNH PHÚ THỌ", "UBND THÀNH PHỐ VIỆT TRÌ", NUMBER, BODY),
        ("district", "Thành phố Việt Trì", "Thành phố Việt Trì", "Tỉnh Phú Thọ"),
    ),
    "province": (
        on(2026, "UBND TỈNH PHÚ THỌ", STATE, NUMBER, BODY),
        ("province", "Tỉnh Phú Thọ", None, "Tỉnh Phú Thọ"),
    ),
    "department of a province": (
        on(2026, "UBND TỈNH PHÚ THỌ", "SỞ NỘI VỤ", STATE, NUMBER, BODY),
        ("department", "Sở nội vụ", None, "Tỉnh Phú Thọ"),
    ),
    "department of a district": (
        on(
            2024, "UBND HUYỆN QUỲ HỢP", "PHÒNG NỘI VỤ", STATE, NUMBER, "UBND xã Châu Quang và UBND xã Tam Hợp nộp chậm."
        ),
        ("department", "Phòng nội vụ", "Huyện Quỳ Hợp", "Tỉnh Nghệ An"),
    ),
    "ministry": (
        on(2026, "BỘ NỘI VỤ", STATE, NUMBER, "UBND xã Thanh Ba là điển hình."),
        ("ministry", "Bộ nội vụ", None, ""),
    ),
}


@pytest.mark.parametrize("office", OFFICES)
def test_a_letterhead_of_an_office_above_communes(office):
    text, (level, name, district, province) = OFFICES[office]
    cover = cover_of(text)
    assert (cover.issuer_level, cover.unit.name, cover.unit.district, cover.unit.province) == (
        level,
        name,
        district,
        province,
    )
    assert cover.unit.code[0].isalpha()


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Công tác cải cách hành chính (CCHC) quý I năm 2026", "2026-Q1"),
        ("Kết quả công tác cải cách hành chính\n(Quý I năm 2026)", "2026-Q1"),
        ("Kết quả công tác CCHC quý 1/2026", "2026-Q1"),
        ("Kết quả công tác CCHC Quý I-2026", "2026-Q1"),
        ("Kết quả công tác CCHC quí I năm 2026", "2026-Q1"),
        ("KẾT QUẢ CÔNG TÁC CẢI CÁCH HÀNH CHÍNH QUÝ I NĂM 2026", "2026-Q1"),
        ("Thực hiện công tác cải cách hành chính quý I năm 2026", "2026-Q1"),
        ("Thực hiện kế hoạch cải cách hành chính năm 2026 quý I", "2026-Q1"),
        ("Kết quả thực hiện nhiệm vụ CCHC quý I, nhiệm vụ trọng tâm quý II năm 2026", "2026-Q1"),
        ("Công tác CCHC 3 tháng đầu năm 2026", "2026-Q1"),
        ("Công tác CCHC quý II và phương hướng nhiệm vụ quý III năm 2026", "2026-Q2"),
        ("Công tác CCHC sáu tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2026", "2026-H1"),
        ("Công tác CCHC 06 tháng đầu năm 2026", "2026-H1"),
        ("Công tác CCHC 9 tháng năm 2026 và phương hướng quý IV năm 2026", "2026-9M"),
        ("Công tác CCHC quý IV năm 2025, phương hướng quý I năm 2026", "2025-Q4"),
        ("Công tác CCHC năm 2025 và phương hướng, nhiệm vụ quý I năm 2026", "2025-Y"),
        ("Tổng kết công tác cải cách hành chính năm 2025; kế hoạch năm 2026", "2025-Y"),
    ],
)
def test_the_period_of_a_title(title, period):
    text = f"UBND TỈNH PHÚ THỌ\nUBND XÃ THANH BA\nBÁO CÁO\n{title}\nCăn cứ kế hoạch năm 2024, UBND xã báo cáo:"
    assert str(cover_of(text).period) == period


def of_title(title, *head):
    return "\n".join([*(head or ("UBND TỈNH PHÚ THỌ", "UBND XÃ THANH BA")), "BÁO CÁO", title, BODY])


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Kết quả giải quyết thủ tục hành chính tháng 8 năm 2026", "2026-M08"),
        ("Kết quả giải quyết TTHC tháng 8/2026, nhiệm vụ tháng 9/2026", "2026-M08"),
        ("Kết quả CCHC tháng Tám, phương hướng tháng Chín năm 2026", "2026-M08"),
        ("Kết quả CCHC 10 tháng, nhiệm vụ 02 tháng cuối năm 2026", "2026-10M"),
        ("Kết quả CCHC mười tháng đầu năm 2026", "2026-10M"),
        ("Kết quả CCHC 8 tháng năm 2026", "2026-8M"),
    ],
)
def test_a_month_is_read_where_it_is_asked_for(title, period):
    assert str(cover_of(of_title(title), period=Period.parse(period)).period) == period
    with pytest.raises(ReadError) as error:
        cover_of(of_title(title))
    assert str(error.value) == (
        f"a.txt line 4: found period {period} ({title!r}); expected a quarter, six or nine months or a year; "
        f"give --period {period} or put the file into the folder {period} to read it as that."
    )
    assert error.value.rule == "file-rare-period"


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Kết quả CCHC tuần 32, tháng 8 năm 2026", "a week"),
        ("Kết quả CCHC tuần thứ 2 tháng 8/2026", "a week"),
        ("Kết quả CCHC 6 tháng cuối năm 2025", "the last six months"),
        ("Sơ kết chương trình tổng thể CCHC giai đoạn 2021-2025", "a span of years"),
    ],
)
def test_spans_that_are_no_period(title, reason):
    with pytest.raises(ReadError) as error:
        cover_of(of_title(title))
    assert str(error.value) == (
        f"a.txt line 4: found no period of a report: {reason} ({title!r}); "
        "expected a month, a quarter, some months from January or a year; "
        "leave it out, or put it into the report of its month."
    )


@pytest.mark.parametrize(
    ("title", "days", "period", "rules"),
    [
        ("quý II năm 2026", "từ ngày 15/3/2026 đến ngày 14/6/2026", "2026-Q2", []),
        ("quý II năm 2026", "từ ngày 15/12/2025 đến ngày 14/6/2026", "2026-Q2", ["cover-window-period"]),
        ("quý III năm 2026", "từ ngày 01/8/2026 đến ngày 31/8/2026", "2026-Q3", ["cover-window-period"]),
        ("quý III năm 2026", "từ ngày 15/6 đến ngày 14/9/2026", "2026-Q3", []),
        ("quý I năm 2026", "từ ngày 15/12 đến hết ngày 14/3/2026", "2026-Q1", []),
        ("quý I năm 2020", "từ ngày 01/12/2019 đến ngày 29/02/2020", "2020-Q1", []),
        ("quý I năm 2026", "từ ngày 01/01/2026 đến ngày 31/3/2026", "2026-Q1", []),
        ("quý I năm 2026", "từ ngày 10/02/2025 đến ngày 09/3/2026", "2026-Q1", ["cover-window-period"]),
        (
            "quý I năm 2026",
            "từ ngày 14/3/2026 đến ngày 15/12/2025",
            "2026-Q1",
            ["cover-interval-reversed", "cover-interval-period"],
        ),
        ("quý III năm 2026", "từ ngày 15/12/2025 đến ngày 14/9/2026", "2026-Q3", ["cover-window-period"]),
        ("9 tháng đầu năm 2026", "từ ngày 15/12/2025 đến ngày 14/9/2026", "2026-9M", []),
        ("năm 2025", "từ ngày 01/7/2025 đến ngày 14/12/2025", "2025-Y", []),
        ("năm 2024", "từ ngày 01/7/2024 đến ngày 14/12/2024", "2024-Y", ["cover-window-period"]),
        ("quý II và 6 tháng đầu năm 2026", "từ ngày 10/12/2025 đến ngày 09/6/2026", "2026-H1", []),
        ("quý II và 6 tháng đầu năm 2026", "từ ngày 10/3/2026 đến ngày 09/6/2026", "2026-Q2", []),
        ("quý II và 6 tháng đầu năm 2026", "", "2026-Q2", ["cover-two-periods"]),
        ("quý III và 9 tháng đầu năm 2026", "từ 15/12/2025 - 14/9/2026", "2026-9M", []),
    ],
)
def test_the_days_of_the_data_decide(title, days, period, rules):
    name = "UBND XÃ THANH BA" if period[:4] in ("2025", "2026") else "UBND XÃ CHÂU QUANG"
    text = f"{name}\nBÁO CÁO\nCông tác CCHC {title}\n" + (f"(Số liệu {days})\n" if days else "") + BODY
    cover = cover_of(text)
    assert str(cover.period) == period
    said = [
        finding.rule
        for finding in cover.findings
        if finding.rule.startswith(("cover-window", "cover-interval", "cover-two"))
    ]
    assert said == rules


@pytest.mark.parametrize(
    ("days", "written"),
    [
        ("(Số liệu tính từ ngày 15/12/2025 đến ngày 14/3/2026)", "15/12/2025 14/03/2026"),
        ("(Từ ngày 15/12/2025 đến hết ngày 14/3/2026)", "15/12/2025 14/03/2026"),
        ("(Kỳ báo cáo từ 15/12/2025 - 14/3/2026)", "15/12/2025 14/03/2026"),
        ("(số liệu lấy từ ngày 15/12 đến ngày 14/3/2026)", "15/12/2025 14/03/2026"),
        ("Số liệu từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 3 năm 2026", "15/12/2025 14/03/2026"),
        ("(Thời gian từ 15.12.2025 đến 14.3.2026)", "15/12/2025 14/03/2026"),
    ],
)
def test_how_the_days_of_the_data_are_written(days, written):
    cover = cover_of(f"UBND XÃ THANH BA\nBÁO CÁO\nCông tác CCHC quý I năm 2026\n{days}\n{BODY}")
    assert f"{cover.start:%d/%m/%Y} {cover.end:%d/%m/%Y}" == written


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 74/BC-UBND", "74/BC-UBND"),
        ("Số 74 / BC-UBND", "74/BC-UBND"),
        ("SỐ: 74/BC- UBND", "74/BC-UBND"),
        ("Số:074/BC–UBND", "074/BC-UBND"),
        ("Số: 74/BC-VHXH", "74/BC-VHXH"),
        ("Số: 74/BC", "74/BC"),
        ("Số:      /BC-UBND", None),
        ("", None),
    ],
)
def test_how_the_number_is_written(line, number):
    assert (
        cover_of(on(2026, "UBND XÃ THANH BA", line, "Theo Báo cáo số 9/BC-UBND của cấp trên, xã báo cáo:")).number
        == number
    )


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thanh Ba, ngày 14 tháng 3 năm 2026", "14/03/2026"),
        ("Thanh Ba ngày 14 tháng 3 năm 2026", "14/03/2026"),
        ("Ngày 14 tháng 3 năm 2026".lower(), "14/03/2026"),
        ("Thanh Ba, ngày14 tháng 03 năm2026", "14/03/2026"),
        ("Thanh Ba, ngày 14/3/2026", "14/03/2026"),
        ("Thanh Ba, ngày      tháng 3 năm 2026", None),
    ],
)
def test_how_the_day_is_written(line, day):
    date = cover_of(on(2026, "UBND XÃ THANH BA", NUMBER, line, BODY)).date
    assert (date and f"{date:%d/%m/%Y}") == day


REFUSED = {
    "two communes": (
        on(2026, "UBND XÃ THANH BA", "UBND XÃ ĐOAN HÙNG", BODY),
        "a.txt: found two communes in one head: xã THANH BA (line 1) and xã ĐOAN HÙNG (line 2); expected one issuer; "
        "keep the one that issued the report.",
    ),
    "a name of several communes": (
        on(2026, "UBND XÃ TÂN LẬP", BODY),
        "a.txt: found no province for xã TÂN LẬP, a name of 3 communes; expected such as 'UBND tỉnh Hải Dương'; "
        "add the province, or give --commune with the commune's code.",
    ),
    "twice in one province": (
        on(2023, "UBND TỈNH HẢI DƯƠNG", "UBND PHƯỜNG TÂN HOÀNG", BODY),
        "a.txt: found 'phường TÂN HOÀNG', unknown in Tỉnh Hải Dương; expected a commune of 31/03/2023; correct the name",
    ),
    "another province's": (
        on(2026, "UBND TỈNH QUẢNG TRỊ", "UBND XÃ THANH BA", BODY),
        "a.txt: found 'xã THANH BA', unknown in Tỉnh Quảng Trị; expected a commune of 31/03/2026; correct the name",
    ),
    "a province of before": (
        on(2026, "UBND TỈNH HẢI DƯƠNG", "UBND XÃ THANH MIỆN", BODY),
        "a.txt: found province 'tỉnh HẢI DƯƠNG'; expected a province of 2026; correct the name.",
    ),
    "no year": (
        of_title("Kết quả CCHC quý I"),
        "a.txt: found no year after 'Kết quả CCHC quý I'; expected such as 'quý I … năm 2023'; "
        "add the period to the title, or give --period.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_names_its_cause(case):
    text, message = REFUSED[case]
    with pytest.raises(CchcError) as error:
        cover_of(text)
    assert str(error.value).startswith(message)


def test_two_reports_in_one_file():
    one = f"UBND XÃ THANH BA\n{STATE}\n{NUMBER}\n{TITLE.format(2026)}\n{BODY}"
    check_one(document(one))
    with pytest.raises(ReadError) as error:
        check_one(document(f"{one}\nNội dung\n{one}"))
    assert str(error.value) == (
        "a.txt: found 2 covers (lines 2, 10); expected one report in a file; send each report as a file of its own."
    )


def test_a_report_that_calls_itself_another_commune_s():
    text = on(2023, "UBND HUYỆN THANH MIỆN", "UBND XÃ CHI LĂNG BẮC", BODY)
    closing = "\nTrên đây là báo cáo kết quả công tác cải cách hành chính quý I của UBND xã Chi Lăng Nam./."
    (finding,) = (item for item in cover_of(text + closing).findings if item.rule == "cover-other-commune")
    assert (finding.found, finding.expected, finding.lines) == ("xã Chi Lăng Nam", "Xã Chi Lăng Bắc", (6,))
    assert not [item for item in cover_of(text + closing.replace("Nam", "Bắc")).findings if "other" in item.rule]


def test_what_a_person_gives_is_used_where_the_document_does_not_say_it():
    bare = "Biểu tổng hợp\nSố liệu cải cách hành chính"
    cover = cover_of(bare, period=Period(2026, "Q1"), commune="xã Thanh Ba")
    assert (cover.unit.name, str(cover.period), cover.given) == ("Xã Thanh Ba", "2026-Q1", ("commune", "period"))
    told = cover_of(on(2026, "UBND XÃ THANH BA", BODY), period=Period(2026, "Q1"), commune="xã Thanh Ba")
    assert told.given == ()
    tan_lap = on(2026, "UBND XÃ TÂN LẬP", BODY)
    named = cover_of(tan_lap, commune="xã Tân Lập, tỉnh Tây Ninh")
    assert (named.unit.province, named.given) == ("Tỉnh Tây Ninh", ("commune",))
    assert cover_of(tan_lap, commune=named.unit.code).unit == named.unit


def test_what_a_person_gives_against_the_document_is_refused():
    with pytest.raises(ReadError) as error:
        cover_of(on(2026, "UBND XÃ THANH BA", BODY), commune="xã Đoan Hùng")
    assert str(error.value).startswith("a.txt line 1: found 'xã THANH BA'; expected Xã Đoan Hùng (")
    assert str(error.value).endswith("), as given; take the right file or leave out --commune.")
    with pytest.raises(ReadError, match=r"^a\.txt line 1: found 'Sở nội vụ'"):
        cover_of(on(2026, "SỞ NỘI VỤ", BODY), commune="xã Đoan Hùng")


def test_a_commune_that_was_merged_is_named_as_that():
    text = on(2023, "UBND QUẬN BA ĐÌNH", "UBND PHƯỜNG NGUYỄN TRUNG TRỰC", STATE, NUMBER, "UBND thành phố Hà Nội")
    with pytest.raises(ReadError) as error:
        cover_of(text)
    assert error.value.rule == "file-merged-commune"
    assert str(error.value) == (
        "a.txt line 2: found 'phường NGUYỄN TRUNG TRỰC', which existed before 01/07/2025, in the rounds of 2018 to 2024 and "
        "was merged into Phường Trúc Bạch (Quận Ba Đình); expected a commune of 31/03/2023; correct the period or the name; "
        "the list of communes does not reach further back."
    )
    text = on(2026, "UBND TỈNH HẢI DƯƠNG", "UBND XÃ CHI LĂNG BẮC", STATE, NUMBER, BODY)
    with pytest.raises(ReadError, match="which existed until 30/06/2025 and was merged into Xã Nam Thanh Miện"):
        cover_of(text)


def test_the_end_of_the_state_s_name_beside_the_office_is_no_part_of_its_name():
    """The two columns of a head as a PDF or a scan gives them, in a font that is too wide for the second."""
    text = on(
        2026,
        "ỦY BAN NHÂN DÂN CỘNG HOÀ XÃ HỘI CHỦ NGHĨA",
        "XÃ THANH BA VIỆT NAM",
        MOTTO,
        NUMBER,
        PLACE,
        "Thực hiện kế hoạch của UBND tỉnh Phú Thọ, đơn vị báo cáo như sau:",
    )
    assert cover_of(text).unit.name == "Xã Thanh Ba"

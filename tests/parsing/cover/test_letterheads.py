"""Covers as offices print them: each row is one habit, made up, of communes that exist."""

import pytest

from cchc_analysis.parsing.cover import Given, read_cover
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

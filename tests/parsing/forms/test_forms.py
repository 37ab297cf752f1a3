"""Forms in plain text: what a row's value is when codes, letters, pages and values are not as the catalogue has them."""

import random
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_analysis import catalogue
from cchc_analysis.parsing.forms.rows import digits, form_number, pair
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.reading import Paragraph, Place

# Codes at the start of a line in the forms, with or without their last dot.
CODE = re.compile(r"^(\d(?:\.\d)+)(\.?)(?=\s|$)", re.M)


def forms_of(text):
    """Return the text before the appendix, and the appendix."""
    at = text.index("Biểu mẫu 1\n")
    return text[:at], text[at:]


def without_diacritics(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).translate(
        str.maketrans("đĐ", "dD")
    )


SPELLINGS = {
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "NBSP": lambda text: text.replace(" ", "\u00a0"),
    "eth": lambda text: text.translate(str.maketrans("đĐ", "ðÐ")),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "BOM": lambda text: "\ufeff" + text,
    "soft hyphens": lambda text: text.replace("thủ tục", "thủ\u00ad tục"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_of_the_same_letters(spelling, report_text, from_text, differences):
    assert differences(from_text(SPELLINGS[spelling](report_text))) == {}


def test_forms_without_diacritics(report_text, from_text, differences):
    head, forms = forms_of(report_text)
    assert differences(from_text(head + without_diacritics(forms))) == {}


def test_codes_with_commas_for_dots(report_text, from_text, differences):
    head, forms = forms_of(report_text)
    changed, count = CODE.subn(lambda found: found[0].replace(".", ","), forms)
    assert count > 60
    assert differences(from_text(head + changed)) == {}


@pytest.mark.parametrize("seed", range(3))
def test_some_codes_with_commas_for_dots(seed, report_text, from_text, differences):
    """Every fifth code damaged: measured with a plain aligner, their rows melted into the ones before."""
    chance = random.Random(seed)
    head, forms = forms_of(report_text)
    damaged = CODE.sub(lambda code: code[0].replace(".", ",") if chance.random() < 0.2 else code[0], forms)
    assert differences(from_text(head + damaged)) == {}


def test_codes_without_their_last_dot(report_text, from_text, differences):
    head, forms = forms_of(report_text)
    changed, count = re.subn(r"^(\d(?:\.\d)*)\.(?=\s|$)", r"\1", forms, flags=re.M)
    assert count > 100
    assert differences(from_text(head + changed)) == {}


LEADING_CODE = re.compile(r"^ *(\d+\.|\d+(?:\.\d+)+\.?)(?=\s|$) *", re.M)
DAMAGE = {
    "gone": lambda code: "",
    "l for 1": lambda code: code.replace("1", "l"),
    "I for 1, O for 0": lambda code: code.replace("1", "I").replace("0", "O"),
    "without dots": lambda code: code.replace(".", ""),
}


@pytest.mark.parametrize("share", [0.3, 1])
@pytest.mark.parametrize("damage", DAMAGE)
def test_codes_that_are_damaged_or_gone(damage, share, report_text, from_text, differences):
    chance = random.Random(1)
    head, forms = forms_of(report_text)

    def damaged(code):
        return code[0].replace(code[1], DAMAGE[damage](code[1])) if chance.random() < share else code[0]

    assert differences(from_text(head + LEADING_CODE.sub(damaged, forms))) == {}


@pytest.mark.parametrize("key", ["6.4.2", "6.5.2"])
def test_a_missing_row_without_code_is_not_the_longer_one_below(key, report_text, from_text, differences):
    """ "Số TTHC đang cung cấp trực tuyến mức độ 3" also begins the label of 6.4.3."""
    head, forms = forms_of(report_text)
    start = forms.index(f"{key}.\nSố TTHC đang cung cấp trực tuyến mức\n")
    forms = forms[:start] + forms[forms.index(f"{key[:-1]}3.\n", start) :]
    frames = from_text(head + LEADING_CODE.sub("", forms))
    assert differences(frames) == {f"7:{key}": (None, "absent")}


TABLE_HEAD = (
    "STT\nChỉ tiêu thống kê\n(sử dụng cho kỳ báo cáo hàng quý, 6\ntháng, năm)\nKết quả thống kê\nĐơn vị tính\n"
    "Số lượng/\nTỷ lệ\nGhi chú\n"
)


def on_pages(text, lines, numbers):
    """Return a text cut into pages of some lines, each with its number and the table's head on top."""
    head, forms = forms_of(re.sub(r"\f\d+\n", "", text).replace(TABLE_HEAD, ""))
    rows = forms.rstrip("\n").split("\n")
    pages = ["\n".join(rows[start : start + lines]) for start in range(0, len(rows), lines)]
    return head + "".join(f"\f{number}\n{TABLE_HEAD}{page}\n" for number, page in zip(numbers, pages, strict=False))


@pytest.mark.parametrize("lines", [7, 40])
def test_heads_and_page_numbers_between_any_lines(lines, report_text, from_text, differences):
    """Pages of seven lines cut most rows in two, often between unit and value."""
    assert differences(from_text(on_pages(report_text, lines, range(1, 200)))) == {}


def test_an_offices_name_on_each_page(report_text, from_text, differences):
    """It stands on the first page that has it, and between no halves of a row."""
    text = re.sub(r"(\f\d+\n)", r"\1Văn phòng Ủy ban nhân dân xã\n", on_pages(report_text, 40, range(1, 200)))
    assert differences(from_text(text)) == {}


def test_page_numbers_that_begin_anew(report_text, from_text, differences):
    """The body's pages outnumber the appendix's, whose numbers have a shift of their own; two pages are missing."""
    body = "".join(f"\f{number}\nLời của báo cáo, trang {number}.\n" for number in range(1, 30))
    head, forms = forms_of(on_pages(report_text, 40, [1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13]))
    assert differences(from_text(head.removesuffix(f"\f1\n{TABLE_HEAD}") + body + f"\f1\n{TABLE_HEAD}" + forms)) == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Có = 1; Không = 0 1", "Không = 0; Có = 1 1"),
        ("Có = 1; Không = 0 1", "Không = 0 Có = 1\n1"),
        ("Không = 0\nCó = 1\n0", "Có = 1\nKhông = 0\n0"),
        ("Không = 0\nCó = 1\n0", "Có = 1; Không = 0 0"),
        ("Trực tuyến = 0\nPhát phiếu = 1\nKết hợp = 2\n1", "Kết hợp = 2\nPhát phiếu = 1\nTrực tuyến = 0\n1"),
        ("Chưa có = 0\n2 cấp = 1\n3 cấp = 2\n2", "3 cấp = 2\n2 cấp = 1\nChưa có = 0\n2"),
    ],
)
def test_options_in_either_order(old, new, report_text, from_text, differences, replace_once):
    assert differences(from_text(replace_once(report_text, old, new))) == {}


@pytest.mark.parametrize(
    ("key", "old", "new", "status"),
    [
        ("1:5.1", "5.1 Số lượng phiếu khảo sát Phiếu 478", "5.1 Số lượng phiếu khảo sát Phiếu", "blank"),
        ("1:5.1", "5.1 Số lượng phiếu khảo sát Phiếu 478", "5.1 Số lượng phiếu khảo sát Phiếu –", "blank"),
        ("1:5.1", "5.1 Số lượng phiếu khảo sát Phiếu 478", "5.1 Số lượng phiếu khảo sát Phiếu ...", "blank"),
        ("1:5", "Có = 1; Không = 0 1", "Có = 1; Không = 0", "blank"),
        ("7:2", "Chưa có = 0\n2 cấp = 1\n3 cấp = 2\n2", "Chưa có = 0\n2 cấp = 1\n3 cấp = 2", "blank"),
    ],
)
def test_blank_stays_blank(key, old, new, status, report_text, from_text, differences, replace_once):
    frames = from_text(replace_once(report_text, old, new))
    assert differences(frames, **{key: (None, status)}) == {}


DOSSIERS = "3.3.1. Tổng số hồ sơ TTHC đã giải quyết xong Hồ sơ 709"
LABEL = "Biểu mẫu 3, mục 3.3.1 (Tổng số hồ sơ TTHC đã giải quyết xong)"


ROWS_WITH_A_SIMILAR_ROW = {
    "1:6": "6.\nTổ chức đối thoại của lãnh đạo với\nngười dân, cộng đồng doanh nghiệp\nKhông = 0\nCó = 1\n0\n",
    "3:3.3.1": "3.3.1. Tổng số hồ sơ TTHC đã giải quyết xong Hồ sơ 709\n",
    "5:2.4": "2.4.\nSố viên chức được tuyển dụng (thi tuyển,\nxét tuyển)\nNgười\n",
    "6:2.4.3": "2.4.3.\nSố ĐVSN tự bảo đảm từ 10% - dưới 30%\nchi thường xuyên\nĐơn vị\n",
    "7:3": "3.\nTỷ lệ báo cáo định kỳ được gửi, nhận\nqua Hệ thống thông tin báo cáo quốc gia\n% 100\n",
    "7:5.2.3": "5.2.3.\nTỷ lệ sử dụng văn bản điện tử của UBND\ncấp xã\n% 100\n",
    "7:6.4.1": "6.4.1.\nTổng số TTHC đủ điều kiện cung cấp trực\ntuyến mức độ 3\nThủ tục 66\n",
    "7:6.7.2": "6.7.2. Số hồ sơ TTHC đã tiếp nhận trực tuyến Hồ sơ 679\n",
}


@pytest.mark.parametrize("key", ROWS_WITH_A_SIMILAR_ROW)
def test_a_missing_row_takes_nothing_of_a_similar_one(key, report_text, from_text, differences, rules, replace_once):
    frames = from_text(replace_once(report_text, ROWS_WITH_A_SIMILAR_ROW[key], ""))
    assert differences(frames, **{key: (None, "absent")}) == {}
    assert [rule for rule, _ in rules(frames)] == ["row-missing"]


@pytest.mark.parametrize(
    ("printed", "rule", "message"),
    [
        ("709 716", "cell-several-numbers", "có nhiều số (“709 716”), không rõ số nào là giá trị."),
        ("hồ sơ đủ", "cell-words-left", "chỗ của giá trị ghi chữ “hồ sơ đủ”."),
        ("7,09", "cell-unreadable", "không đọc chắc được “7,09” thành một số."),
    ],
)
def test_a_cell_that_is_no_one_number(printed, rule, message, report_text, from_text, differences, rules, replace_once):
    frames = from_text(replace_once(report_text, DOSSIERS, DOSSIERS.replace("709", printed)))
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert (rule, f"{LABEL}: {message}") in rules(frames)


@pytest.mark.parametrize(
    ("key", "old", "new", "found"),
    [
        ("3:3.3.1", DOSSIERS, DOSSIERS.replace(" 709", "\n7"), "7"),
        (
            "2:2.1",
            "đã kiểm tra theo thẩm quyền\ncủa cấp huyện\nVăn bản 0\n",
            "đã kiểm tra theo thẩm quyền\n2\ncủa cấp huyện\nVăn bản\n",
            "2",
        ),
        ("7:5.2", "điện tử).\n100\n5.2.3.", "điện tử).\n1.4\n5.2.3.", "1.4"),
        ("7:5.1", "cấp xã\n100\n5.1.3.", "cấp xã\n2.4. Số biên chế Người\n100\n5.1.3.", "100"),
    ],
)
def test_a_number_out_of_place_is_no_value(
    key, old, new, found, report_text, from_text, differences, rules, replace_once
):
    frames = from_text(replace_once(report_text, old, new))
    assert differences(frames) == {key: (None, "unreadable")}
    assert [rule for rule, message in rules(frames) if f"“{found}” không đứng ở chỗ của giá trị" in message]


def test_an_option_that_is_not_listed(report_text, from_text, differences, rules, replace_once):
    frames = from_text(replace_once(report_text, "Có = 1; Không = 0 1", "Có = 1; Không = 0 5"))
    assert differences(frames) == {"1:5": (None, "unreadable")}
    assert (
        "cell-option",
        "Biểu mẫu 1, mục 5 (Khảo sát sự hài lòng của người dân, tổ chức): “5” không phải lựa chọn của mẫu "
        "(0 = Không; 1 = Có).",
    ) in rules(frames)


def test_a_row_that_is_missing(report_text, from_text, differences, rules, replace_once):
    frames = from_text(replace_once(report_text, DOSSIERS + "\n", ""))
    assert differences(frames) == {"3:3.3.1": (None, "absent")}
    assert ("row-missing", "Biểu mẫu 3 không có dòng 3.3.1: Tổng số hồ sơ TTHC đã giải quyết xong.") in rules(frames)


def test_a_row_that_no_edition_has(report_text, from_text, differences, rules, replace_once):
    added = "3.3.9. Số cuộc họp của tổ công tác Cuộc 12"
    frames = from_text(replace_once(report_text, DOSSIERS, f"{DOSSIERS}\n{added}"))
    assert differences(frames) == {}
    assert (
        "row-unknown",
        f"Biểu mẫu 3 có dòng không nằm trong mẫu đã biết: “{added}”. Dòng này chưa được dùng.",
    ) in rules(frames)


def test_a_form_that_is_missing(report_text, from_text, differences, rules):
    start, end = report_text.index("Biểu mẫu 4\n"), report_text.index("Biểu mẫu 5\n")
    frames = from_text(report_text[:start] + report_text[end:])
    gone = differences(frames)
    assert set(gone) == {f"4:{code}" for code in ("1", "1.2", "2", "2.1", "2.2", "2.3", "2.4", "2.5")}
    assert set(gone.values()) == {(None, "absent")}
    assert ("form-missing", "Phụ lục thiếu Biểu mẫu 4: Cải cách bộ máy hành chính nhà nước.") in rules(frames)


def test_a_code_that_is_not_the_editions(report_text, from_text, differences, rules, replace_once):
    frames = from_text(replace_once(report_text, DOSSIERS, DOSSIERS.replace("3.3.1.", "3.3.7.")))
    assert differences(frames) == {}
    assert (
        "row-other-code",
        "Biểu mẫu 3: dòng “Tổng số hồ sơ TTHC đã giải quyết xong” ghi mã 3.3.7, mẫu ghi 3.3.1.",
    ) in rules(frames)


def random_value(entry, chance):
    """Return a value that the row may print, and the number it stands for."""
    kind = catalogue.indicator(entry.indicator).kind
    if entry.options:
        number = chance.choice(list(entry.options))
        return str(number), float(number)
    if kind == "rate":
        hundredths = chance.randrange(10001)
        text = f"{hundredths // 100},{hundredths % 100:02d}" if chance.random() < 0.5 else str(hundredths // 100)
        return text, hundredths / 100 if "," in text else float(hundredths // 100)
    number = chance.choice([chance.randrange(10), chance.randrange(1000), chance.randrange(1000, 100000)])
    grouped = f"{number:,}".replace(",", ".")
    return (grouped if kind == "amount" or chance.random() < 0.5 else str(number)), float(number)


def test_any_values_in_the_same_form_are_right(report_text, from_text, cells, expected):
    """80 % of the values replaced or blanked, twenty times: 2,260 rows."""
    entries = {(entry.form, entry.code): entry for entry in catalogue.editions()["commune-2023"].entries}
    clean = from_text(report_text).observations
    printed = clean[clean["status"] == "reported"]
    for seed in range(20):
        chance = random.Random(seed)
        lines = report_text.split("\n")
        wanted = {key: value[:2] for key, value in expected.items()}
        for row in printed.itertuples():
            if chance.random() < 0.8:
                key, number = (row.form, row.code), row.source_line - 1
                before, _, after = lines[number].rpartition(row.raw)
                text, value = random_value(entries[key], chance) if chance.random() < 0.7 else ("", None)
                lines[number] = before + text + after
                wanted[key] = (value, "blank" if value is None else "reported")
        read = cells(from_text("\n".join(lines)))
        assert {key: value[:2] for key, value in read.items()} == wanted, f"seed {seed}"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_words_after_a_label_lose_no_other_row(report_text, from_text, differences, words):
    """Whatever stands for one value on its line, the other 112 rows are read as before."""
    line = " ".join(words.split()) or "-"
    frames = from_text(report_text.replace(DOSSIERS, DOSSIERS.replace("709", line)))
    assert set(differences(frames)) <= {"3:3.3.1"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Biểu mẫu 1", "1"),
        ("BIỂU MẪU SỐ 07", "7"),
        ("Biểu mẫu 3: Cải cách thủ tục hành chính", "3"),
        ("Biểu 2", "2"),
        ("(theo Biểu mẫu 7)", None),
        ("Biểu mẫu", None),
        ("", None),
        (
            "Biểu mẫu 3 kèm theo công văn này được gửi về Phòng Nội vụ huyện trước ngày mười lăm tháng ba để tổng hợp",
            None,
        ),
    ],
)
def test_form_number(text, number):
    assert form_number(text) == number


def test_digits():
    assert [digits(code) for code in ("2.1.", "2,1", "21", "")] == ["21", "21", "21", ""]


def test_pair_keeps_order_and_takes_the_largest_gain():
    gains = {(0, 1): 1.0, (1, 0): 1.5, (1, 2): 0.4, (2, 2): 0.9}
    # 0-1 with 2-2 gives 1.9; 1-0 with 2-2 gives 2.4; 0-1 and 1-0 cross.
    assert pair(3, 3, lambda i, j: gains.get((i, j), 0)) == {1: 0, 2: 2}
    assert pair(0, 3, lambda i, j: 1) == {}


def test_running_text_knows_the_line_of_each_word():
    text = Running([Paragraph("  tỉnh Hải ", Place(3)), Paragraph("", Place(4)), Paragraph("Dương", Place(5))])
    assert text.text == "tỉnh Hải Dương"
    assert [text.place(text.text.index(word)).line for word in ("tỉnh", "Hải", "Dương")] == [3, 3, 5]
    assert Running([]).place(0) == Place(0)

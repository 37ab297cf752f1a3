"""What sentences of many offices state: each measure with its value and whose it is, and nothing else."""

import sys
import time

import pytest

from cchc_analysis.catalogue.lexicon import kinds
from cchc_analysis.catalogue.wording import placed
from cchc_analysis.parsing.text.figures_by_clause import figures
from cchc_analysis.parsing.text.items import item_of
from cchc_analysis.parsing.text.statements import read_statements
from cchc_analysis.periods import Period
from cchc_analysis.reading import Paragraph, Place

Q3, H1, YEAR = "2025-Q3", "2025-H1", "2025-Y"
# Claims and fractions are wordings of their own, tested with them.
_OTHERS = {name for name, kind in kinds().items() if kind in ("claim", "window", "share")} | {"months_of_year"}


def own(**values):
    return {name: (value, "own") for name, value in values.items()}


CASES = [
    # plans and tasks
    (
        "Theo kế hoạch có 08 nội dung liên quan CCHC với 36 nhiệm vụ (với 53 hoạt động cụ thể).",
        "2023-Q1",
        own(plan_tasks=36, plan_activities=53),
    ),
    (
        "Đến nay đã hoàn thành 13/36 nhiệm vụ, đạt 36,1% kế hoạch.",
        Q3,
        own(plan_tasks_completed=13, plan_tasks=36, plan_completion_rate=36.1),
    ),
    (
        "Tiến độ kế hoạch: 13/43 nhiệm vụ (30,23%).",
        Q3,
        own(plan_tasks_completed=13, plan_tasks=43, plan_completion_rate=30.23),
    ),
    (
        "Kế hoạch CCHC năm 2025 có 30 đầu việc; hoàn thành 12, đang thực hiện 10.",
        YEAR,
        own(plan_tasks=30, plan_tasks_completed=12),
    ),
    ("Đã hoàn thành 15 nhiệm vụ trong số 46 nhiệm vụ của kế hoạch.", Q3, own(plan_tasks_completed=15, plan_tasks=46)),
    (
        "Mức độ hoàn thành kế hoạch: 77,78% (42/54 nhiệm vụ).",
        Q3,
        own(plan_completion_rate=77.78, plan_tasks_completed=42, plan_tasks=54),
    ),
    ("UBND tỉnh giao xã 12 nhiệm vụ, đã hoàn thành 11 nhiệm vụ.", Q3, {}),
    # documents
    ("UBND xã đã ban hành 19 văn bản chỉ đạo, điều hành về CCHC.", Q3, own(steering_documents_issued=19)),
    ("23 văn bản về CCHC đã được UBND xã ban hành kịp thời.", Q3, own(steering_documents_issued=23)),
    ("HĐND và UBND xã đã ban hành 98 văn bản các loại.", Q3, own(documents_issued=98)),
    ("UBND xã đã ban hành chín mươi tám văn bản các loại.", Q3, own(documents_issued=98)),
    (
        "Đã ban hành 98 văn bản các loại, không có văn bản quy phạm pháp luật.",
        Q3,
        own(documents_issued=98, legal_documents_issued_commune=0),
    ),
    ("HĐND xã đã ban hành 02 văn bản quy phạm pháp luật.", Q3, own(legal_documents_issued_commune=2)),
    ("Văn bản đến: 2.615 văn bản.", Q3, own(documents_arrived=2615)),
    (
        "Văn bản đi: 300 văn bản, trong đó ký số 297 văn bản, đạt 99%.",
        Q3,
        own(documents_issued=300, documents_sent_electronically=297, documents_sent_electronically_rate=99),
    ),
    ("Thực hiện Kế hoạch số 332/KH-UBND ngày 30/12/2022, Quyết định số 766/QĐ-TTg.", Q3, {}),
    # surveys, petitions, procedures, staff
    ("Phát ra 500 phiếu, thu về 478 phiếu.", Q3, own(survey_sheets_sent_out=500, survey_sheets=478)),
    ("UBND xã tiếp nhận ba phản ánh, kiến nghị.", Q3, own(petitions_received=3)),
    ("Không nhận được phản ánh, kiến nghị nào.", Q3, own(petitions_received=0)),
    (
        "Tổng số TTHC được công bố gồm 140 thủ tục, trong đó TTHC được công khai: 138 thủ tục.",
        Q3,
        own(procedures_announced=140, procedures_public=138),
    ),
    ("Tổng số TTHC thuộc thẩm quyền giải quyết của xã: 140 thủ tục.", Q3, own(procedures_local_authority=140)),
    ("Niêm yết công khai 142/150 TTHC tại trụ sở.", Q3, own(procedures_public=142, procedures_announced=150)),
    (
        "Tổng số cán bộ, công chức xã được giao 21 người, hiện có 20 người.",
        Q3,
        own(staff_posts_assigned=21, staff_present=20),
    ),
    ("Được giao 25 biên chế, sử dụng 24 biên chế.", Q3, own(staff_posts_assigned=25, staff_present=24)),
    ("Không có công chức nào bị kỷ luật.", Q3, own(staff_disciplined=0)),
    ("Có 02 công chức bị kỷ luật.", Q3, own(staff_disciplined=2)),
    ("Trang thiết bị đã sử dụng trên 05 năm, trụ sở 02 tầng xây từ năm 1994.", Q3, {}),
    # received
    ("Tổng số hồ sơ TTHC đã tiếp nhận từ 10/12/2022 đến 9/3/2023 là: 716.", "2023-Q1", own(dossiers_received=716)),
    (
        "Số mới tiếp nhận trong kỳ: 711 (trực tuyến: 679 = 95,5%; trực tiếp và qua dịch vụ bưu chính: 32); "
        "số từ kỳ trước chuyển qua:05.",
        "2023-Q1",
        own(
            dossiers_new=711,
            dossiers_new_online=679,
            dossiers_new_online_rate=95.5,
            dossiers_new_direct=32,
            dossiers_carried_over=5,
        ),
    ),
    (
        "Tổng số hồ sơ tiếp nhận trong kỳ: 716 hồ sơ (trực tuyến: 679 hồ sơ; trực tiếp: 32 hồ sơ; kỳ trước chuyển sang: 5).",
        Q3,
        own(dossiers_received=716, dossiers_new_online=679, dossiers_new_direct=32, dossiers_carried_over=5),
    ),
    ("Trung tâm Phục vụ hành chính công tiếp nhận và xử lý 841 hồ sơ.", Q3, own(dossiers_received=841)),
    (
        "Tổng số hồ sơ phải giải quyết: 512 hồ sơ, gồm 500 hồ sơ mới, 12 hồ sơ cũ.",
        Q3,
        own(dossiers_received=512, dossiers_new=500, dossiers_carried_over=12),
    ),
    (
        "Người dân nộp qua mạng 300 hồ sơ, nộp tại quầy 40 hồ sơ.",
        Q3,
        own(dossiers_new_online=300, dossiers_new_direct=40),
    ),
    ("Trong đó mới 695, cũ 09.", Q3, own(dossiers_new=695, dossiers_carried_over=9)),
    ("Tồn đầu kỳ: 18 hồ sơ; nhận trong kỳ: 812 hồ sơ.", Q3, own(dossiers_carried_over=18, dossiers_new=812)),
    (
        "Tiếp nhận 548 hồ sơ, gồm 17 hồ sơ chuyển từ quý II và 531 hồ sơ nộp trong kỳ.",
        Q3,
        own(dossiers_received=548, dossiers_carried_over=17, dossiers_new=531),
    ),
    ("Hồ sơ tồn của năm trước: 6 hồ sơ.", Q3, own(dossiers_carried_over=6)),
    ("Có 12 hồ sơ qua dịch vụ bưu chính công ích.", Q3, own(dossiers_by_post=12)),
    ("Hồ sơ tiếp nhận (từ 15/6/2025 đến 14/9/2025): 467 hồ sơ.", Q3, own(dossiers_received=467)),
    (
        "Số hồ sơ trực tuyến phát sinh là 897 hồ sơ trên tổng số 1.313 hồ sơ tiếp nhận mới, đạt 68,32%.",
        Q3,
        own(dossiers_new_online=897, dossiers_new=1313, dossiers_new_online_rate=68.32),
    ),
    ("Hồ sơ tiếp nhận trực tuyến: 1.098/1.221 hồ sơ.", Q3, own(dossiers_new_online=1098)),
    (
        "Số hồ sơ nộp qua Cổng Dịch vụ công quốc gia là 874 hồ sơ, chiếm 93,88% số nhận mới.",
        Q3,
        own(dossiers_new_online=874, dossiers_new_online_rate=93.88),
    ),
    # resolved
    (
        "Số lượng hồ sơ đã giải quyết:  709; trong đó, giải quyết trước hạn: 700, đúng hạn: 9, quá hạn:0.",
        Q3,
        own(
            dossiers_resolved=709, dossiers_resolved_early=700, dossiers_resolved_on_the_day=9, dossiers_resolved_late=0
        ),
    ),
    (
        "Số hồ sơ đã giải quyết: 709; trước và đúng hạn: 700, quá hạn: 9.",
        Q3,
        own(dossiers_resolved=709, dossiers_resolved_by_deadline=700, dossiers_resolved_late=9),
    ),
    (
        "Đã giải quyết 709 hồ sơ, đúng hạn 705 hồ sơ, trễ hạn 4 hồ sơ.",
        Q3,
        own(dossiers_resolved=709, dossiers_resolved_by_deadline=705, dossiers_resolved_late=4),
    ),
    (
        "Kết quả giải quyết: 1.089 hồ sơ, gồm: sớm hạn 1.007 hồ sơ; đúng hạn 75 hồ sơ; trễ hạn 7 hồ sơ.",
        Q3,
        own(
            dossiers_resolved=1089,
            dossiers_resolved_early=1007,
            dossiers_resolved_on_the_day=75,
            dossiers_resolved_late=7,
        ),
    ),
    (
        "Đã trả 528 kết quả, trong số đó 420 kết quả trả sớm, 100 kết quả trả đúng ngày hẹn, 8 kết quả trả trễ.",
        Q3,
        own(
            dossiers_resolved=528,
            dossiers_resolved_early=420,
            dossiers_resolved_on_the_day=100,
            dossiers_resolved_late=8,
        ),
    ),
    (
        "Tổng đã giải quyết 600; trong đó sớm 512, đúng 80, trễ 8.",
        Q3,
        own(
            dossiers_resolved=600,
            dossiers_resolved_early=512,
            dossiers_resolved_on_the_day=80,
            dossiers_resolved_late=8,
        ),
    ),
    (
        "Số hồ sơ trả 4.385, đạt 98,7% số nhận; trả sớm 3.561, trả đúng hẹn 824, trả muộn 0.",
        Q3,
        own(
            dossiers_resolved=4385,
            dossiers_resolved_early=3561,
            dossiers_resolved_on_the_day=824,
            dossiers_resolved_late=0,
        ),
    ),
    (
        "Hai mươi hồ sơ được trả trước hẹn, ba hồ sơ trả đúng hẹn.",
        Q3,
        own(dossiers_resolved_early=20, dossiers_resolved_on_the_day=3),
    ),
    (
        "Trong 799 hồ sơ tiếp nhận có 765 hồ sơ đã được giải quyết.",
        Q3,
        own(dossiers_received=799, dossiers_resolved=765),
    ),
    ("Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn đạt 99,5%.", Q3, own(on_time_rate=99.5)),
    (
        "Tỷ lệ hồ sơ đúng hạn: 98%; tỷ lệ hồ sơ trực tuyến: 77,59%.",
        Q3,
        own(on_time_rate=98, dossiers_new_online_rate=77.59),
    ),
    (
        "Số hồ sơ giải quyết đúng hạn trên tổng số hồ sơ đã giải quyết là 720/725 hồ sơ (tỷ lệ 99,31%).",
        Q3,
        own(dossiers_resolved_by_deadline=720, dossiers_resolved=725, on_time_rate=99.31),
    ),
    ("Không có hồ sơ nào bị trễ hạn.", Q3, own(dossiers_resolved_late=0)),
    # pending
    (
        "Số lượng hồ sơ đang giải quyết: 07; trong đó, trong hạn:06, quá hạn:01.",
        Q3,
        own(dossiers_pending=7, dossiers_pending_in_time=6, dossiers_pending_overdue=1),
    ),
    ("Hiện nay còn mười hồ sơ chưa trả, ba hồ sơ quá hạn.", Q3, own(dossiers_pending=10, dossiers_pending_overdue=3)),
    ("Chuyển sang quý IV 06 hồ sơ.", Q3, own(dossiers_pending=6)),
    ("Hồ sơ đang thụ lý: 31 hồ sơ.", Q3, own(dossiers_pending=31)),
    ("Còn giữ 41 hồ sơ.", Q3, own(dossiers_pending=41)),
    ("11 hồ sơ đang luân chuyển tại các phòng.", Q3, own(dossiers_pending=11)),
    (
        "Trả lại 5 hồ sơ; công dân rút 2 hồ sơ; từ chối giải quyết 1 hồ sơ.",
        Q3,
        own(dossiers_returned=5, dossiers_withdrawn=2, dossiers_refused=1),
    ),
    # digital
    (
        "Số hóa thành phần 668/687=97.23%; số hóa kết quả: 671/693=96.83%.",
        Q3,
        own(
            components_digitised=668,
            components_digitised_of=687,
            components_digitised_rate=97.23,
            results_digitised=671,
            results_digitised_of=693,
            results_digitised_rate=96.83,
        ),
    ),
    (
        "Số hồ sơ cấp kết quả điện tử: 690/709 hồ sơ, đạt 97,3%.",
        Q3,
        own(results_electronic=690, results_electronic_of=709, results_electronic_rate=97.3),
    ),
    (
        "Tỷ lệ khai thác, sử dụng lại thông tin, dữ liệu số hóa: 450/687 hồ sơ, đạt tỷ lệ 65,5%.",
        Q3,
        own(data_reused=450, data_reused_of=687, data_reused_rate=65.5),
    ),
    (
        "Số hồ sơ thanh toán trực tuyến là 120 hồ sơ trên tổng số 150 hồ sơ có phí, lệ phí.",
        Q3,
        own(dossiers_paid_online=120, dossiers_paid_online_of=150),
    ),
    ("Tỷ lệ hồ sơ thanh toán trực tuyến đạt 80%.", Q3, own(dossiers_paid_online_rate=80)),
    (
        "Tỷ lệ hồ sơ cấp kết quả điện tử 92,87% (768/827).",
        Q3,
        own(results_electronic_rate=92.87, results_electronic=768, results_electronic_of=827),
    ),
    # whose and when
    (
        "Quý III/2025 tiếp nhận 500 hồ sơ (lũy kế từ đầu năm 1.400 hồ sơ).",
        Q3,
        {"dossiers_received": (500, "own"), "dossiers_received/2": (1400, "cumulative")},
    ),
    ("Lũy kế 6 tháng tiếp nhận 900 hồ sơ.", H1, own(dossiers_received=900)),
    ("Lũy kế từ đầu năm tiếp nhận 900 hồ sơ.", Q3, {"dossiers_received": (900, "cumulative")}),
    (
        "Đã giải quyết 300 hồ sơ; cùng kỳ 280 hồ sơ.",
        Q3,
        {"dossiers_resolved": (300, "own"), "dossiers_resolved/2": (280, "last_year")},
    ),
    ("Phấn đấu 95% hồ sơ được giải quyết đúng hạn.", Q3, {"on_time_rate": (95, "plan")}),
    ("Đối với hồ sơ cấp tỉnh: tiếp nhận 30 hồ sơ.", Q3, {"dossiers_received": (30, "other_level")}),
    ("Lĩnh vực đất đai: tiếp nhận 30 hồ sơ.", Q3, {"dossiers_received": (30, "part:field")}),
    ("Năm 2024, tiếp nhận 700 hồ sơ.", Q3, {"dossiers_received": (700, "last_year")}),
    ("Không kể hồ sơ của thành phố, đã giải quyết 45 hồ sơ.", Q3, {"dossiers_resolved": (45, "part:other")}),
    ("7 hồ sơ trễ hạn đều thuộc lĩnh vực đất đai.", Q3, own(dossiers_resolved_late=7)),
    # what is none, and what nobody can know
    ("Số hồ sơ tiếp nhận tăng 57 hồ sơ so với quý trước.", Q3, {}),
    ("Khoảng 3 nghìn hồ sơ đã giải quyết.", Q3, {}),
    ("Tiếp nhận 45 con trâu.", Q3, {}),
    ("Đường dây nóng 0234 3567 890 phục vụ 24/7.", Q3, {}),
    ("Dịch vụ công trực tuyến mức độ 3, 4 còn khó.", Q3, {}),
    ("Đã giải quyết 45 hồ sơ, xe máy 12.", Q3, own(dossiers_resolved=45)),
    ("Đã giải quyết 500 hồ sơ (trực tuyến 300, trực tiếp 200).", Q3, own(dossiers_resolved=500)),
    # whose it is
    ("Hồ sơ nộp trực tuyến mức độ 3, mức độ 4 được 296 hồ sơ.", Q3, own(dossiers_new_online=296)),
    ("Hồ sơ mức độ 3 nộp qua mạng: 9 hồ sơ.", Q3, {"dossiers_new_online": (9, "part:level")}),
    ("Tiếp nhận 45 hồ sơ; riêng nộp trực tuyến 40 hồ sơ.", Q3, own(dossiers_received=45, dossiers_new_online=40)),
    ("Riêng lĩnh vực hộ tịch đã giải quyết 45 hồ sơ.", Q3, {"dossiers_resolved": (45, "part:other")}),
    (
        "Tiếp nhận 2.466 hồ sơ thuộc các lĩnh vực đất đai, hộ tịch, chứng thực, đã giải quyết 2.351 hồ sơ.",
        Q3,
        own(dossiers_received=2466, dossiers_resolved=2351),
    ),
    ("Số hồ sơ của cấp xã đã giải quyết: 467 hồ sơ.", Q3, own(dossiers_resolved=467)),
    (
        "Kết quả: (1) giải quyết sớm hạn 2.877, đúng hạn 305; (2) quá hạn 4.",
        Q3,
        own(dossiers_resolved_early=2877, dossiers_resolved_on_the_day=305, dossiers_resolved_late=4),
    ),
    (
        "2.683 hồ sơ đã giải quyết, trả sớm 2.478, trả đúng 205.",
        Q3,
        own(dossiers_resolved=2683, dossiers_resolved_early=2478, dossiers_resolved_on_the_day=205),
    ),
    ("Tiếp nhận 1.562 hồ sơ, bình quân 74 hồ sơ/ngày.", Q3, own(dossiers_received=1562)),
]


def stated(text, period):
    """Return what a sentence states: measure, with its number in the text from the second on, to value and scope."""
    rows = read_statements([item_of("II.2", [Paragraph(text, Place(1))])], Period.parse(period))
    found = {}
    for row in rows:
        if row["measure"] in _OTHERS:
            continue
        count = sum(name.split("/")[0] == row["measure"] for name in found)
        found[row["measure"] + (f"/{count + 1}" if count else "")] = (row["value"], row["scope"])
    return found


@pytest.mark.parametrize(("text", "period", "expected"), CASES, ids=[case[0][:60] for case in CASES])
def test_a_sentence_states_this_and_nothing_else(text, period, expected):
    assert stated(text, period) == expected


LONG = {
    "10,000 digits": "1" * 10_000,
    "no digit": "hồ sơ đã giải quyết " * 5_000,
    "many figures": "đã tiếp nhận 45 hồ sơ và giải quyết 40 hồ sơ, " * 1_000,
    "brackets": "(" * 20_000,
    "parts of parts": "trên 5 " * 5_000,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_takes_its_length(name):
    figures(placed("đã giải quyết 5 hồ sơ"))  # the words are loaded once

    def calls(text):
        count = 0

        def tick(frame, event, arg):
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(tick)
        try:
            figures(placed(text))
        finally:
            sys.setprofile(None)
        return count

    def seconds(text):
        start = time.process_time()
        figures(placed(text))
        return time.process_time() - start

    # Eight times the text takes eight times the steps; with the square of the length it would take 64 times as many.
    whole, eighth = LONG[name], LONG[name][: len(LONG[name]) // 8]
    assert calls(whole) < 10 * calls(eighth) + 1000
    # What one call does inside a pattern shows only in time.
    assert min(seconds(whole) for _ in range(3)) < 24 * max(min(seconds(eighth) for _ in range(3)), 0.002)

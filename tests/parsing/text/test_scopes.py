"""Whose figures are, and of when."""

import pytest

from cchc_analysis.catalogue.wording import placed
from cchc_analysis.parsing.text.scopes import scope_of
from cchc_analysis.parsing.text.tokens import tokens
from cchc_analysis.periods import Period

CASES = [
    ("trong quý III năm 2025", "2025-Q3", "own"),
    ("quý II năm 2025", "2025-Q3", "part:period"),
    ("quý III năm 2024", "2025-Q3", "last_year"),
    ("9 tháng đầu năm 2025", "2025-Q3", "cumulative"),
    ("9 tháng đầu năm 2025", "2025-9M", "own"),
    ("lũy kế từ đầu năm", "2025-Q3", "cumulative"),
    ("lũy kế từ đầu năm", "2025-H1", "own"),
    ("so với cùng kỳ năm trước", "2025-Q3", "last_year"),
    ("phấn đấu năm 2026", "2025-Q3", "plan"),
    ("chỉ tiêu tỉnh giao", "2025-Q3", "plan"),
    ("riêng quý III", "2025-Q3", "own"),
    ("riêng lĩnh vực hộ tịch", "2025-Q3", "part:other"),
    ("trên hệ thống của tỉnh", "2025-Q3", "part:system"),
    ("tính chung cả hai hệ thống", "2025-Q3", "own"),
    # names, and reasons, are no scopes
    ("Trung tâm Phục vụ hành chính công cấp xã", "2025-Q3", ""),
    ("UBND xã xây dựng Kế hoạch số 44/KH-UBND", "2025-Q3", ""),
    ("xử lý trên môi trường mạng", "2025-Q3", ""),
    ("kết quả bảo đảm yêu cầu", "2025-Q3", ""),
    ("đều thuộc lĩnh vực đất đai", "2025-Q3", ""),
    ("một phần nguyên nhân", "2025-Q3", ""),
]


@pytest.mark.parametrize(("words", "period", "scope"), CASES)
def test_words_name_a_scope(words, period, scope):
    assert scope_of(tokens(placed(words)), Period.parse(period)) == scope


@pytest.mark.parametrize("is_head", [True, False])
def test_a_system_is_a_part_only_before_a_colon(is_head):
    words = tokens(placed("Phần mềm hộ tịch"))
    found = scope_of(words, Period.parse("2025-Q3"), is_head=is_head)
    assert found == ("part:system" if is_head else "part:field")

"""Clauses without a figure: what is denied is none, and what all of the figure before are is told of it."""

import pytest

from cchc_analysis.catalogue.wording import placed
from cchc_analysis.parsing.text.figures_by_clause import figures


def told(text):
    return [(found.measure.name, int(found.token.value)) for found in figures(placed(text)) if found.measure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Đã trả cho dân 420 hồ sơ, đều đúng hẹn",
            [("dossiers_resolved", 420), ("dossiers_resolved_on_the_day", 420)],
        ),
        (
            "Hiện còn 292 hồ sơ đang xử lý, tất cả đều còn trong hạn",
            [("dossiers_pending", 292), ("dossiers_pending_in_time", 292)],
        ),
        (
            "Đã giải quyết 95 hồ sơ (tất cả trước hạn)",
            [("dossiers_resolved", 95), ("dossiers_resolved_early", 95)],
        ),
    ],
)
def test_what_all_are_is_told_of_the_figure_before(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # How those received stand is no result of all of them.
        "Tiếp nhận 45 hồ sơ, tất cả đúng hạn",
        # Resolved ones are not open, and a sentence of its own is of nothing before it.
        "Đã giải quyết 45 hồ sơ, tất cả chưa đến hạn",
        "Đã giải quyết 45 hồ sơ. Tất cả đúng hạn",
        "Đã giải quyết 45 hồ sơ, không phải tất cả đúng hạn",
        "Đã giải quyết 45 hồ sơ, tất cả hầu như tạm thời đúng hạn",
    ],
)
def test_nothing_is_told_of_a_figure_that_is_of_something_else(text):
    assert len(told(text)) == 1


def test_what_is_denied_is_none():
    assert told("Đã giải quyết 45 hồ sơ, không có hồ sơ quá hạn") == [
        ("dossiers_resolved", 45),
        ("dossiers_resolved_late", 0),
    ]

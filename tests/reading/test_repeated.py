"""What each page prints anew at its edge is kept once; what only looks alike on two pages, or holds a figure, stays."""

from cchc_analysis.reading.repeated import without_repeats

HEAD = "Ủy ban nhân dân xã Chi Lăng Bắc"


BODIES = (
    ["Công tác chỉ đạo, điều hành", "Kế hoạch kiểm tra nội bộ"],
    ["Cải cách thể chế trong kỳ", "Văn bản quy phạm pháp luật"],
    ["Thủ tục được niêm yết công khai", "Hồ sơ tiếp nhận trực tuyến"],
    ["Khó khăn, vướng mắc", "Phương hướng quý sau"],
)


def bodies(*heads):
    return [[head, "", *body] for head, body in zip(heads, BODIES, strict=False)]


def test_the_first_of_a_repeated_head_stays():
    kept = without_repeats(bodies(HEAD, HEAD, HEAD, HEAD), str)
    assert [page[0] for page in kept] == [HEAD, "", "", ""]
    assert [page[-2:] for page in kept] == list(BODIES)
    assert [len(page) for page in kept] == [4, 3, 3, 3]


def test_a_head_that_was_read_otherwise_on_one_page_is_the_same():
    kept = without_repeats(bodies(HEAD, HEAD, "Uy ban nhàn dam xã Chi Lang Bac", HEAD), str)
    assert [page[0] for page in kept] == [HEAD, "", "", ""]


def test_two_pages_are_too_few_to_tell():
    pages = bodies(HEAD, HEAD)
    assert without_repeats(pages, str) == pages


def test_a_line_with_a_figure_is_never_taken_out():
    pages = bodies(*["Tổng số hồ sơ tiếp nhận: 716"] * 4)
    assert without_repeats(pages, str) == pages

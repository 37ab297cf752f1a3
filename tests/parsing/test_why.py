"""Why a file was read or refused, part by part."""

from cchc_analysis.parsing.why import explain


def test_a_file_that_is_read(report_files):
    lines = [*explain(report_files["xlsx"], "a.xlsx", None)]
    assert lines[0].startswith("a.xlsx: đọc như tệp xlsx, bằng sheet ")
    assert any("sheet 'Biểu mẫu 3'" in line and "forms 3" in line for line in lines)
    assert any(line.startswith("    Biểu mẫu · form 7: 29/29 ") for line in lines)
    assert "  đọc được · read: 113 dòng · rows, 0 điều cần xem · to be looked at" in lines


def test_a_file_that_is_refused_says_what_would_help(tmp_path):
    (tmp_path / "a.txt").write_text("UBND xã Chi Lăng Bắc\nBáo cáo", encoding="utf-8")
    lines = [*explain(tmp_path / "a.txt", "a.txt", None)]
    assert "    không thấy tiêu đề “Biểu mẫu …” nào · no title “Biểu mẫu …” was seen" in lines
    assert lines[-1].startswith("  không dùng được · refused: Báo cáo a.txt không có phụ lục số liệu")
    assert lines[-1].endswith("add the appendix.")


def test_a_file_that_cannot_be_opened(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    (line,) = explain(tmp_path / "a.pdf", "a.pdf", None)
    assert "found a damaged PDF" in line

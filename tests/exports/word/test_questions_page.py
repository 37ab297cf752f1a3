"""Ten questions stand on one sheet of paper, and quotes are cut to the words that decide."""

import shutil
import subprocess
from dataclasses import replace

import pandas as pd

from cchc_analysis import check
from cchc_analysis.answers.explanations import read_table
from cchc_analysis.exports.answers import read_answers
from cchc_analysis.exports.word.excerpts import ELLIPSIS, excerpt, excerpts, numbers
from cchc_analysis.exports.word.questions import find_questions, write_sheet
from tests.programs import needs_libreoffice

LONG = (
    "“Số thủ tục đã cung cấp dịch vụ công trực tuyến có phát sinh hồ sơ” (Biểu mẫu 7, mục 6.4.{n}) ghi {n} thủ tục, nhiều "
    "hơn “Số thủ tục đã cung cấp dịch vụ công trực tuyến” (Biểu mẫu 7, mục 6.5.{n}): 44 thủ tục. Thường thì không lớn hơn; "
    "số nào đúng? Có phải là 4{n} thủ tục?"
)
QUOTES = [
    "Tổng số hồ sơ đã tiếp nhận, giải quyết trong kỳ báo cáo của đơn vị tính đến thời điểm chốt số liệu là 44 hồ sơ "
    * 3,
    "6.4.3. Số TTHC đã triển khai có phát sinh hồ sơ trực tuyến trong kỳ báo cáo của đơn vị Thủ tục 44",
    "6.5.3. Số TTHC đã triển khai có phát sinh hồ sơ trực tuyến trong kỳ báo cáo của đơn vị Thủ tục 4",
]


def many_long(frames, count):
    """Return a report's frames with findings as long as rules word them."""
    first = frames.findings.head(1)
    rows = [
        first.assign(
            message=LONG.format(n=number),
            fingerprint=f"{number:016x}",
            severity="error" if number < 5 else "verify",
            quotes=pd.Series([QUOTES], first.index),
            source_lines=pd.Series([[101, 1001, 998]], first.index),
        )
        for number in range(count)
    ]
    return replace(frames, findings=pd.concat(rows, ignore_index=True))


@needs_libreoffice
def test_ten_questions_are_one_page(quarter, tmp_path):
    quarter = replace(quarter, findings=check(quarter))
    none = read_table(tmp_path / "corrections.csv")
    made = [
        write_sheet(find_questions(frames, none)[0], tmp_path / name)
        for name, frames in (("real", quarter), ("ten", many_long(quarter, 10)), ("twelve", many_long(quarter, 12)))
    ]
    files = [shutil.copy(path, tmp_path / f"{path.parent.name}.docx") for path in made]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files],
        check=True,
        capture_output=True,
        timeout=60,
    )
    from pypdfium2 import PdfDocument

    assert {path.stem: len(PdfDocument(path)) for path in tmp_path.glob("*.pdf")} == {"real": 1, "ten": 1, "twelve": 1}
    assert [read_answers(path).open for path in made] == [10, 10, 10]


def test_a_quote_keeps_its_beginning_and_the_figure_in_question():
    found = excerpt(QUOTES[1], numbers("ghi 44 thủ tục"), 50)
    assert found == "6.4.3. Số TTHC đã triển … báo cáo của đơn vị Thủ tục 44"[: len(found)] or found.endswith(
        "Thủ tục 44"
    )
    assert found.startswith("6.4.3. Số")
    assert ELLIPSIS in found
    assert len(found) <= 50


def test_a_figure_in_the_middle_is_kept():
    quote = (
        "Trong kỳ đã tiếp nhận nhiều hồ sơ, trong đó 679 hồ sơ trực tuyến, còn lại nộp trực tiếp tại bộ phận một cửa"
    )
    found = excerpt(quote, {"679"}, 45)
    assert "679" in found
    assert found.startswith("Trong")
    assert found.endswith(ELLIPSIS)
    assert len(found) <= 45


def test_what_is_short_is_not_cut_and_leaves_its_room_to_others():
    assert excerpts(["hồ sơ 5", QUOTES[1]], {"44"}, 105) == ["hồ sơ 5", QUOTES[1]]
    assert excerpt("một từ", set(), 1) == "một từ"
    assert sum(map(len, excerpts(QUOTES, {"44", "4"}, 120))) <= 120


def test_no_word_is_invented():
    for most in range(10, 120, 7):
        for word in excerpt(QUOTES[0], {"44"}, most).split():
            assert word == ELLIPSIS or word in QUOTES[0].split()

"""Old fonts and code pages: refused with their reason, or read as what they are, never matched as if they were Unicode."""

import docx
import openpyxl
import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import read_document
from cchc_analysis.reading.old_fonts import is_old_font, refuse_mojibake
from tests.old_fonts import tcvn3, vni, windows_1258

OLD = {"TCVN3": tcvn3, "VNI": vni}
REASON = (
    "found letters of an old font (TCVN3 or VNI); expected Unicode text; "
    "convert it to Unicode (with Unikey, say) and send it again."
)


def in_word(path, text):
    document = docx.Document()
    for line in text.replace("\f", "").split("\n"):
        document.add_paragraph(line)
    document.save(path)


def in_sheet(path, text):
    workbook = openpyxl.Workbook()
    for line in text.replace("\f", "").split("\n"):
        workbook.active.append([line])
    workbook.save(path)


def in_text(path, text):
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("font", OLD)
@pytest.mark.parametrize(("name", "write"), [("a.docx", in_word), ("a.xlsx", in_sheet), ("a.txt", in_text)])
def test_text_in_an_old_font_is_refused_with_its_reason(font, name, write, report_text, tmp_path):
    write(tmp_path / name, OLD[font](report_text))
    with pytest.raises(ReadError) as error:
        read_report(tmp_path / name)
    assert str(error.value).startswith(f"{name} line ")
    assert str(error.value).endswith(REASON)
    assert error.value.rule == "file-encoding"


def test_forms_alone_in_an_old_font_under_a_head_in_unicode(report_text, from_text):
    """Half of the document was pasted from an old one."""
    at = report_text.index("Biểu mẫu 1\n")
    with pytest.raises(ReadError) as error:
        from_text(report_text[:at] + vni(report_text[at:]))
    assert error.value.rule == "file-encoding"


@pytest.mark.parametrize("font", OLD)
def test_bytes_of_an_old_font_are_named(font, report_text, tmp_path):
    (tmp_path / "a.txt").write_bytes(OLD[font](report_text).encode("cp1252", "replace"))
    with pytest.raises(ReadError, match=r"^a\.txt line 1: found bytes that are no UTF-8 text; ") as error:
        read_report(tmp_path / "a.txt")
    assert error.value.rule == "file-encoding"


@pytest.mark.parametrize(
    "text", ["", "Café, naïve: ½ của ñ", "ÿ" * 7, "Xã Đắk Krông, K’Nớ: 100 %, 30 km², 25 °C, “Hoà” – Y Đôn Niê Kđăm"]
)
def test_a_foreign_word_is_no_old_font(text):
    assert not is_old_font(text)


def test_the_code_page_of_windows_is_read(report_text, tmp_path, differences):
    (tmp_path / "a.txt").write_bytes(windows_1258(report_text.replace("–", "-")))
    assert differences(read_report(tmp_path / "a.txt")) == {}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings_of_unicode(encoding, report_text, from_text, differences):
    assert differences(from_text(report_text, encoding=encoding)) == {}


def test_mojibake_is_named_as_that(tmp_path, report_files):
    text = report_files["txt"].read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text.encode().decode("cp1252", "replace"), encoding="utf-8")
    with pytest.raises(ReadError, match="mojibake") as error:
        read_document(tmp_path / "a.txt")
    assert error.value.rule == "file-mojibake"
    refuse_mojibake(text, "a.txt")

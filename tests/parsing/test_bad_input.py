"""Files that are no report: one clear message each, with its place, and the rule that tells a reader of the page why."""

import io
import random
import re
import zipfile

import openpyxl
import pytest

from cchc_analysis import catalogue
from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report, refusal
from cchc_analysis.periods import Period

WORD_XML = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
ANY = "a .docx, .xlsx, .csv or .txt file"
DAMAGED = "found a damaged package; expected a whole .docx or .xlsx file; ask for the file again."


def package(**parts):
    """Return a zip file; `__` in a name is a slash, `_` a dot."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name.replace("__", "/").replace("_", "."), part)
    return content.getvalue()


def encrypted():
    content = bytearray(package(word__document_xml=WORD_XML))
    # Bit 0 of the flags, in the local header and in the directory.
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


BAD = {
    "empty.txt": (b"", "file-empty", "found an empty file; expected a report; ask for the file again."),
    "blank.docx": (b" \r\n\t", "file-empty", "found an empty file; expected a report; ask for the file again."),
    "report.pdf": (
        b"%PDF-1.7\n1 0 obj",
        "file-damaged",
        "found a damaged PDF; expected a whole PDF file; ask for the file again.",
    ),
    "a PDF called report.docx": (
        b"%PDF-1.7\n1 0 obj",
        "file-damaged",
        "found a damaged PDF; expected a whole PDF file; ask for the file again.",
    ),
    "report.doc": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "file-kind",
        "found an old Office file that is neither Word nor Excel; expected a .doc or .xls file; save it as .docx or .xlsx.",
    ),
    "binary.txt": (
        b"abc\x00def",
        "file-kind",
        f"found binary content; expected {ANY}; ask for the file again.",
    ),
    "cut.docx": (package(word__document_xml=WORD_XML)[:-40], "file-damaged", DAMAGED),
    "only.docx": (b"PK\x03\x04", "file-damaged", DAMAGED),
    "photos.zip": (
        package(a_jpg="abc"),
        "file-kind",
        "found a package that is neither Word nor Excel; expected a .docx or .xlsx file; save it as one.",
    ),
    "macros.docm": (
        package(word__document_xml=WORD_XML, word__vbaProject_bin="abc"),
        "file-macros",
        "found a document with macros; expected a document without macros; save it as .docx or .xlsx.",
    ),
    "secret.docx": (
        encrypted(),
        "file-encrypted",
        "found an encrypted package; expected a document without a password; save it without one.",
    ),
    "bomb.docx": (
        package(word__document_xml=b" " * 60_000_000),
        "file-too-large",
        "found 1 parts that unpack to 60 MB; expected at most 2000 parts and 100 MB; "
        "ask the sender for an ordinary document.",
    ),
    "parts.docx": (
        package(**{f"p{number}_xml": "" for number in range(2001)}),
        "file-too-large",
        "found 2001 parts that unpack to 0 MB; expected at most 2000 parts and 100 MB; "
        "ask the sender for an ordinary document.",
    ),
    "large.txt": (
        b"a" * 25_000_001,
        "file-too-large",
        "found 25 MB; expected at most 25 MB; send the report without pictures.",
    ),
    "no-body.docx": (
        package(word__document_xml=WORD_XML.format("")),
        "file-no-forms",
        "found no title 'Biểu mẫu …'; expected the appendix with its forms; add the appendix.",
    ),
}


def refused(name, message):
    return pytest.raises(ReadError, match=f"^{re.escape(f'{name}: {message}')}$")


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_report(name, tmp_path):
    content, rule, message = BAD[name]
    (tmp_path / name).write_bytes(content)
    with refused(name, message) as error:
        read_report(tmp_path / name)
    assert error.value.rule == rule
    assert rule in catalogue.rules()


def test_a_file_that_is_not_there(tmp_path):
    with refused(
        "gone.docx", "found no readable file (No such file or directory); expected a file; check the path."
    ) as error:
        read_report(tmp_path / "gone.docx")
    assert error.value.rule == "file-damaged"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE w [<!ENTITY a "ha">]>' + WORD_XML.format("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"),
        '<!doctype w SYSTEM "file:///etc/passwd">' + WORD_XML.format(""),
    ],
)
def test_a_document_type_is_refused_before_it_is_parsed(text, tmp_path):
    (tmp_path / "a.docx").write_bytes(package(word__document_xml=text))
    with refused(
        "a.docx, part word/document.xml",
        "found a document type declaration; expected none; do not use this file.",
    ) as error:
        read_report(tmp_path / "a.docx")
    assert error.value.rule == "file-damaged"


def test_a_document_type_in_another_encoding(tmp_path):
    """UTF-16 hides the declaration from a search of bytes."""
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + WORD_XML
    content = text.format("<w:p><w:r><w:t>Biểu mẫu 1 &a;</w:t></w:r></w:p>").encode("utf-16")
    (tmp_path / "a.docx").write_bytes(package(word__document_xml=content))
    with refused(
        "a.docx, part word/document.xml",
        "found a document type declaration; expected none; do not use this file.",
    ):
        read_report(tmp_path / "a.docx")


def test_broken_xml(tmp_path):
    (tmp_path / "a.docx").write_bytes(package(word__document_xml="<w:document"))
    with refused(
        "a.docx, part word/document.xml", "found damaged content; expected well-formed XML; ask for the file again."
    ):
        read_report(tmp_path / "a.docx")


def test_a_part_that_does_not_unpack(tmp_path, report_files):
    content = bytearray(report_files["docx"].read_bytes())
    with zipfile.ZipFile(report_files["docx"]) as file:
        start = file.getinfo("word/document.xml").header_offset
    content[start + 200 : start + 400] = bytes(200)
    (tmp_path / "a.docx").write_bytes(content)
    with refused(
        "a.docx, part word/document.xml", "found damaged content; expected well-formed XML; ask for the file again."
    ) as error:
        read_report(tmp_path / "a.docx")
    assert error.value.rule == "file-damaged"


@pytest.mark.parametrize("seed", range(8))
def test_random_bytes_by_any_name(seed, tmp_path):
    content = random.Random(seed).randbytes(2000)
    for name in ("a.docx", "a.xlsx", "a.txt", "a.csv"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ReadError) as error:
            read_report(tmp_path / name, Period.parse("2026-Q3"))
        assert str(error.value).startswith(name)
        assert error.value.rule in catalogue.rules()


@pytest.mark.parametrize("media", ["docx", "xlsx"])
@pytest.mark.parametrize("seed", range(6))
def test_a_file_damaged_anywhere_is_read_or_refused(media, seed, tmp_path, report_files):
    chance = random.Random(seed)
    content = bytearray(report_files[media].read_bytes())
    for _ in range(20):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path = tmp_path / f"a.{media}"
    path.write_bytes(content)
    try:
        count = len(read_report(path).observations)
    except ReadError:
        count = None
    assert count in (113, None)


def test_a_document_type_in_a_workbook_expands_nothing(tmp_path, report_files):
    """Entities that would grow tenfold five times over, in the part that holds a sheet's words."""
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 8))
    declared = f'<!DOCTYPE worksheet [<!ENTITY e0 "hahahahaha">{grown}]><worksheet'
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(report_files["xlsx"]) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).decode() if name.endswith((".xml", ".rels")) else old.read(name)
            if name == "xl/worksheets/sheet8.xml":
                part = part.replace("<worksheet", declared, 1).replace("<t>", "<t>&e7;", 1)
            new.writestr(name, part)
    with refused(
        "a.xlsx, part xl/worksheets/sheet8.xml",
        "found a document type declaration; expected none; do not use this file.",
    ):
        read_report(path)


def test_a_cell_at_the_far_corner_of_a_sheet(tmp_path):
    """Libraries walk every cell up to it: 17 thousand million."""
    workbook = openpyxl.Workbook()
    workbook.active["XFD1048576"] = 1
    workbook.save(tmp_path / "a.xlsx")
    with refused(
        "a.xlsx, sheet 'Sheet'",
        "found 1048576 rows and 16384 columns; expected at most 5000 and 50; delete what lies outside the forms.",
    ) as error:
        read_report(tmp_path / "a.xlsx")
    assert error.value.rule == "file-too-large"


def test_an_old_font_is_named_as_no_unicode(tmp_path):
    """TCVN3 writes one byte a letter; the first that is no UTF-8 stands on line 2."""
    (tmp_path / "a.txt").write_bytes(b"UBND\nX\xb7 Chi L\xa8ng B\xbec\n")
    with pytest.raises(
        ReadError,
        match=r"^a\.txt line 2: found bytes that are no UTF-8 text; expected Unicode text; "
        r"save it again as UTF-8 or \.docx\.$",
    ) as error:
        read_report(tmp_path / "a.txt")
    assert (error.value.rule, error.value.lines) == ("file-encoding", (2,))


def test_a_report_without_appendix(report_text, from_text):
    with refused(
        "report.txt", "found no title 'Biểu mẫu …'; expected the appendix with its forms; add the appendix."
    ) as error:
        from_text(report_text[: report_text.index("Biểu mẫu 1\n")])
    assert error.value.rule == "file-no-forms"


def test_a_report_with_two_appendices(report_text, from_text):
    with refused("report.txt", "found form 1 twice; expected each form once; keep the appendix that holds.") as error:
        from_text(report_text + report_text[report_text.index("Biểu mẫu 1\n") :])
    assert error.value.rule == "file-forms-twice"


def test_two_appendices_in_word(from_word):
    import copy

    def change(document):
        body = document.element.body
        at = body.index(next(p._p for p in document.paragraphs if p.text == "Biểu mẫu 1"))
        for child in [copy.deepcopy(child) for child in body[at:-1]]:
            body.insert(len(body) - 1, child)

    with refused("report.docx", "found form 1 twice; expected each form once; keep the appendix that holds."):
        from_word(change)


def test_forms_of_no_known_edition(report_text, from_text):
    rows = "".join(f"{number}. Nội dung lạ thứ {number} của mẫu khác Cuộc {number}\n" for number in range(1, 9))
    with pytest.raises(ReadError) as error:
        from_text(report_text[: report_text.index("Biểu mẫu 1\n")] + "Biểu mẫu 1\n" + rows)
    assert error.value.rule == "file-unknown-edition"
    assert str(error.value) == (
        "report.txt: found 0 known rows and 8 others; expected an edition of the catalogue; "
        "add the edition, see README."
    )


def test_an_unknown_commune_gets_a_suggestion(report_text, from_text):
    with refused(
        "report.txt",
        "found 'xã Chi Lâng Bắk', unknown in Tỉnh Hải Dương; expected a commune of 31/03/2023; "
        "correct the name; is it Xã Chi Lăng Bắc or Xã Chi Lăng Nam.",
    ) as error:
        from_text(
            report_text.replace("Chi\nLăng Bắc", "Chi Lâng\nBắk")
            .replace("CHI LĂNG BẮC", "CHI LÂNG BẮK")
            .replace("Chi Lăng Bắc", "Chi Lâng Bắk")
        )
    assert error.value.rule == "file-unknown-commune"
    assert len(error.value.lines) == 1


def test_a_period_that_contradicts_its_folder(report_text, from_text):
    with pytest.raises(ReadError) as error:
        from_text(report_text, period="2023-Y")
    assert str(error.value) == (
        "report.txt line 7: found period 2023-Q1 ('Tình hình thực hiện công tác cải cách hành chính quý I, "
        "phương hướng nhiệm vụ quý II năm 2023'); expected 2023-Y, as its folder; move the file or correct it."
    )
    assert (error.value.rule, error.value.lines) == ("file-other-period", (7,))


@pytest.mark.parametrize(
    ("old", "new", "rule", "message"),
    [
        (
            "BÁO CÁO\n",
            "THÔNG BÁO\n",
            "file-period",
            "found no period after the words BÁO CÁO; expected such as 'quý I … năm 2023'; add the period to the title, "
            "or give --period.",
        ),
    ],
)
def test_a_head_that_lacks_something(old, new, rule, message, report_text, from_text, replace_once):
    with refused("report.txt", message) as error:
        from_text(replace_once(report_text, old, new))
    assert error.value.rule == rule


def test_a_province_that_the_head_lacks_follows_from_a_name_that_is_the_only_one(report_text, from_text, replace_once):
    frames = from_text(replace_once(report_text, "UBND tỉnh Hải\nDương", "cấp trên"))
    assert frames.reports[["commune_code", "province"]].values.tolist() == [["11281", "Tỉnh Hải Dương"]]
    (finding,) = frames.findings[frames.findings["rule"] == "cover-province-inferred"].to_dict("records")
    assert (finding["severity"], finding["found"], finding["expected"]) == (
        "note",
        "Xã Chi Lăng Bắc",
        "Tỉnh Hải Dương",
    )


def test_a_province_is_asked_for_where_several_communes_have_the_name(report_text, from_text, replace_once):
    text = replace_once(report_text, "UBND tỉnh Hải\nDương", "cấp trên")
    text = (
        text.replace("Chi\nLăng Bắc", "Tân\nLập").replace("CHI LĂNG BẮC", "TÂN LẬP").replace("Chi Lăng Bắc", "Tân Lập")
    )
    with refused(
        "report.txt",
        "found no province for xã Tân Lập, a name of 22 communes; expected such as 'UBND tỉnh Hải Dương'; "
        "add the province, or give --commune with the commune's code.",
    ) as error:
        from_text(text)
    assert error.value.rule == "file-province"


def test_a_refusal_is_one_row_and_one_finding():
    error = ReadError("a.txt line 2", "x", "y", "z", rule="file-encoding", lines=(2,))
    frames = refusal("2023-Q1/a.txt", "ab" * 32, Period.parse("2023-Q1"), error)
    assert len(frames.observations) == 0
    assert frames.reports[["status", "source_file", "period"]].values.tolist() == [
        ["refused", "2023-Q1/a.txt", "2023-Q1"]
    ]
    assert frames.findings["message"].tolist() == [
        "Tệp 2023-Q1/a.txt không ở dạng Unicode (có thể là phông chữ cũ TCVN3, VNI). "
        "Đề nghị lưu lại thành .docx hoặc UTF-8."
    ]
    assert frames.findings["source_lines"].tolist() == [[2]]


def test_a_part_of_many_small_nodes_is_read_in_a_process_of_its_own(tmp_path, monkeypatch):
    """A package of 60 kB that unpacks to eleven million nodes: the child is ended, we go on."""
    import cchc_analysis.reading.apart.package as apart

    run = apart.process.run
    monkeypatch.setattr(apart.process, "run", lambda command, name, seconds: run(command, name, seconds, 150_000_000))
    (tmp_path / "a.docx").write_bytes(package(word__document_xml=WORD_XML.format("<w:p/>" * 8_000_000)))
    with pytest.raises(ReadError) as error:
        read_report(tmp_path / "a.docx")
    assert error.value.rule == "file-no-end"
    assert error.value.found == "more than 0.15 GB of memory"


def test_a_large_package_is_read_alike_in_a_process_of_its_own(report_files, monkeypatch):
    import cchc_analysis.reading.apart.package as apart
    from cchc_analysis.reading import read_document

    for media in ("docx", "xlsx"):
        here = read_document(report_files[media])
        with monkeypatch.context() as changed:
            changed.setattr(apart, "BYTES", 0)
            assert read_document(report_files[media]) == here


def test_a_refusal_comes_back_from_the_other_process(tmp_path, monkeypatch):
    import cchc_analysis.reading.apart.package as apart

    monkeypatch.setattr(apart, "BYTES", 0)
    (tmp_path / "a.docx").write_bytes(package(word__document_xml="<w:document"))
    with refused(
        "a.docx, part word/document.xml", "found damaged content; expected well-formed XML; ask for the file again."
    ):
        read_report(tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Biểu mẫu 1\n" + "1. a\n" * 30_000, "30002 lines with 120010 letters"),
        ("Biểu mẫu 1\n" + "1" * 5_000_001, "2 lines with 5000011 letters"),
    ],
)
def test_a_text_without_end(text, found, from_text):
    with refused("report.txt", f"found {found}; expected at most 20000 and 5000000; send the report alone.") as error:
        from_text(text)
    assert error.value.rule == "file-too-large"

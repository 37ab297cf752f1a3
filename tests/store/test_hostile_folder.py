"""A folder of every bad file that the reader knows, beside two good reports: it costs nothing but its own files."""

import csv
import io
import random
import shutil
import tempfile
import zipfile

import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner

from cchc_analysis import Period, catalogue, store
from cchc_analysis.cli import cli
from cchc_analysis.programs import find_program
from cchc_analysis.reading.old_office import MAGIC
from cchc_analysis.simulate import simulate
from tests.old_fonts import tcvn3, vni

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
SECRET = "only for whoever may read this file"


def package(parts, flag=None):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    data = bytearray(content.getvalue())
    if flag:
        data[6] |= flag
        data[data.index(b"PK\x01\x02") + 8] |= flag
    return bytes(data)


def words(text, **more):
    return package({"word/document.xml": WORD.format(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"), **more})


def changed(good, part, old, new):
    """Return a package with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(good)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts[part] = parts[part].replace(old, new, 1)
    return package(parts)


def far_cell():
    workbook, content = openpyxl.Workbook(), io.BytesIO()
    workbook.active["XFD1048576"] = 1
    workbook.save(content)
    return content.getvalue()


def pages(count):
    document, content = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(count):
        document.new_page(100, 100)
    document.save(content)
    return content.getvalue()


def encrypted_pdf():
    """A PDF whose trailer asks for a password that nobody has."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>",
    ]
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    return (
        content
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<31><32>]>>\nstartxref\n%d\n%%%%EOF\n" % start
    )


def old_office(*streams):
    return MAGIC + bytes(600) + b"".join(stream.encode("utf-16-le") for stream in streams)


def bad_files(good, secret):
    """Return name → content and the rule that refuses it; `good` are a .docx and an .xlsx that are read."""
    word, sheet = good["docx"], good["xlsx"]
    outside = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = words("Biểu mẫu 1")
    return {
        "bomb.docx": (package({"word/document.xml": bytes(60_000_000)}), "file-too-large"),
        "bomb.zip": (package({f"{n}.txt": bytes(40_000_000) for n in range(3)}), "file-too-large"),
        "entities.docx": (
            package(
                {"word/document.xml": f'<!DOCTYPE w [<!ENTITY e0 "ha">{ENTITIES}]>' + WORD.format("<w:p>&e8;</w:p>")}
            ),
            "file-damaged",
        ),
        "entities.xlsx": (
            changed(
                sheet, "xl/workbook.xml", b"<workbook", f'<!DOCTYPE w [<!ENTITY e0 "ha">{ENTITIES}]><workbook'.encode()
            ),
            "file-damaged",
        ),
        "outside.docx": (
            package({"word/document.xml": outside + WORD.format("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")}),
            "file-damaged",
        ),
        "nodes.docx": (package({"word/document.xml": WORD.format("<w:p/>" * 21_000)}), "file-too-large"),
        "deep.docx": (package({"word/document.xml": WORD.format("<w:p>" * 400 + "</w:p>" * 400)}), "file-damaged"),
        "far.xlsx": (far_cell(), "file-too-large"),
        "pages.pdf": (pages(10_000), "file-too-large"),
        "nothing.pdf": (pages(1), "file-no-forms"),
        "locked.pdf": (encrypted_pdf(), "file-encrypted"),
        "locked.docx": (old_office("EncryptionInfo", "EncryptedPackage"), "file-encrypted"),
        "locked.xlsx": (old_office("EncryptedPackage"), "file-encrypted"),
        "locked-parts.docx": (package({"word/document.xml": WORD}, flag=1), "file-encrypted"),
        "macros.docm": (words("x", **{"word/vbaProject.bin": b"x"}), "file-macros"),
        "macros.xlsm": (package({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": b"x"}), "file-macros"),
        "macros.doc": (old_office("WordDocument", "_VBA_PROJECT"), "file-macros"),
        "cut.docx": (word[: len(word) // 2], "file-damaged"),
        "cut.xlsx": (sheet[: len(sheet) // 2], "file-damaged"),
        "cut.pdf": (b"%PDF-1.7\n1 0 obj", "file-damaged"),
        "empty.docx": (b"", "file-empty"),
        "sheet called.docx": (package({"content.xml": "<x/>", "mimetype": "x"}), "file-kind"),
        "rich.doc": (b"{\\rtf1 abc}", "file-no-forms" if find_program("soffice") else "file-needs-office"),
        "other.ppt": (old_office("PowerPoint Document"), "file-kind"),
        "zeros.txt": (bytes(5000), "file-kind"),
        "tcvn3.txt": (tcvn3(good["txt"]).encode(), "file-encoding"),
        "vni.txt": (vni(good["txt"]).encode(), "file-encoding"),
        "vni-bytes.txt": (vni(good["txt"]).encode("cp1252", "replace"), "file-encoding"),
        "=cmd|' C calc'!A1.txt": (b"nothing of a report", "file-no-forms"),
        "<img src=x onerror=alert(1)>.docx": (text, "file-unknown-edition"),
        "a\nb\x1b[2J\u202e.docx": (words("Biểu mẫu"), "file-no-forms"),
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A data folder with two good reports and every bad file, and what the bad ones must be refused for."""
    data = tmp_path_factory.mktemp("hostile") / "data"
    simulate(data, communes=3, count=1, seed=4)
    folder = data / "raw" / "2024-Q1"
    good = {path.suffix[1:]: path for path in folder.iterdir()}
    contents = {form: path.read_bytes() for form, path in good.items()}
    contents["txt"] = contents["txt"].decode()
    # The text serves for the fonts alone: two reports are enough.
    good["txt"].unlink()
    shutil.rmtree(data / "truth")
    secret = data.parent / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    bad = bad_files(contents, secret)
    for extension in ("docx", "xlsx", "xls", "doc", "pdf", "csv", "txt", "zip", "dat"):
        begin = {"docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "zip": b"PK\x03\x04", "pdf": b"%PDF-1.4\n"}.get(
            extension, b""
        )
        bad[f"random.{extension}"] = begin + random.Random(extension).randbytes(3000), None
    for name, (content, _) in bad.items():
        (folder / name).write_bytes(content)
    (folder / "~$lock.docx").write_bytes(b"x")
    inner = {"../../../evil.docx": words("x"), "/etc/evil.txt": b"x", "C:\\evil\n\x1b.txt": b"y"}
    (folder / "names.zip").write_bytes(package(inner))
    return data, {good["docx"].name, good["xlsx"].name}, {name: rule for name, (_, rule) in bad.items()}


def listing(folder):
    return {path.relative_to(folder): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_a_hostile_folder_costs_nothing_but_its_own_files(world, monkeypatch, tmp_path):
    data, good, bad = world
    before = listing(data.parent)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["read", str(data / "raw"), "--table", "reports"])
    assert done.exit_code == 1
    reports = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["source_file"] for row in reports} == good
    assert {row["status"] for row in reports} == {"read"}
    said = done.stderr.split("\n")
    assert all(line.startswith("cchc: ") and line.isprintable() for line in said if line)
    assert len(said) - 1 == len(bad) + 3
    assert SECRET not in done.output
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []
    assert listing(data.parent) == before


def test_each_bad_file_has_its_reason_in_the_store(world):
    data, good, bad = world
    before = listing(data.parent)
    done = store.update(data, Period.parse("2024-Q1"))
    frames = store.load("2024-Q1", data)
    assert set(frames.reports.loc[frames.reports["status"] == "read", "source_file"]) == {
        f"2024-Q1/{name}" for name in good
    }
    assert len(done.refused) == len(bad) + 3
    refused = frames.reports[frames.reports["status"] == "refused"].set_index("source_file")["report_id"]
    rules = frames.findings.set_index("report_id")["rule"]
    for name, rule in bad.items():
        found = rules[refused["2024-Q1/" + "".join(c if c.isprintable() else "_" for c in name)]]
        assert found in catalogue.rules()
        assert rule in (None, found), name
    assert frames.observations["commune_code"].nunique() == 2
    new = {path.parts[:3] for path in set(listing(data.parent)) - set(before)}
    assert new == {("data", "tidy", "2024-Q1")}


MARKUP = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("table", ["observations", "findings"])
def test_words_of_a_document_are_no_formula_in_csv(table, from_word, word_row, tmp_path):
    def change(document):
        word_row(document, "3", "3.3.1").cells[3].text = FORMULA
        word_row(document, "3", "1.1").cells[3].text = "-"
        word_row(document, "3", "1.2").cells[3].text = "-5"
        word_row(document, "3", "2.1").cells[3].text = "-2+3+cmd"
        word_row(document, "3", "2.2").cells[3].text = "@SUM(A1)"
        word_row(document, "3", "2.3").cells[3].text = MARKUP

    from_word(change)
    done = CliRunner().invoke(cli, ["read", str(tmp_path / "report.docx"), "--table", table])
    cells = [cell for row in csv.reader(io.StringIO(done.stdout)) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-2+"))]
    if table == "observations":
        assert {"-", "-5", "'-2+3+cmd", "'@SUM(A1)", MARKUP} <= set(cells)
    done = CliRunner().invoke(cli, ["check", str(tmp_path / "report.docx"), "--format", "csv"])
    assert not [cell for row in csv.reader(io.StringIO(done.stdout)) for cell in row if cell.startswith("=")]


def test_two_reports_of_one_commune_and_period(report_files, tmp_path):
    """Neither is taken, for their dates do not tell them apart; a copy of the same file counts once, and others go on."""
    folder = tmp_path / "data" / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    for media in ("docx", "xlsx"):
        shutil.copy(report_files[media], folder / f"a.{media}")
    done = CliRunner().invoke(cli, ["read", str(folder)])
    assert done.exit_code == 1
    assert done.stderr == (
        "cchc: There are two different reports of Xã Chi Lăng Bắc for one period and it is not clear which replaces which: "
        "a.docx (74/BC-UBND, 13/03/2022), a.xlsx (74/BC-UBND, 13/03/2022). Neither is used. Please keep the one that holds.\n"
    )
    assert len(done.stdout.splitlines()) == 1
    update = store.update(tmp_path / "data", Period.parse("2023-Q1"))
    assert update.refused == ("2023-Q1/a.docx", "2023-Q1/a.xlsx")
    frames = store.load("2023-Q1", tmp_path / "data")
    assert frames.observations.empty
    assert frames.findings["rule"].tolist() == ["file-two-reports"]
    (folder / "a.xlsx").unlink()
    shutil.copy(folder / "a.docx", folder / "b.docx")
    done = CliRunner().invoke(cli, ["read", str(folder)])
    assert done.exit_code == 0
    assert done.stderr == "cchc: File b.docx is identical to a.docx; it counts once.\n"
    assert len(done.stdout.splitlines()) == 1 + 113

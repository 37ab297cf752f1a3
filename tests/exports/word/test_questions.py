"""Question sheets go out, come back filled, and are refused when their questions are not those that were sent."""

import re
import shutil
from dataclasses import replace

import docx
import pytest
from click.testing import CliRunner

from cchc_analysis import store
from cchc_analysis.answers.explanations import read_table
from cchc_analysis.cli import cli
from cchc_analysis.errors import CchcError
from cchc_analysis.exports.answers import read_answers, record
from cchc_analysis.exports.period import export_period
from cchc_analysis.exports.word.questions import find_questions, write_sheet
from cchc_analysis.findings import Finding, finding_rows, to_findings
from cchc_analysis.pages import finding_list
from cchc_analysis.periods import Period

QUARTER = Period.parse("2023-Q1")
NAME = "11281-xa-chi-lang-bac.docx"


@pytest.fixture
def none(tmp_path):
    """A table of corrections without rows."""
    return read_table(tmp_path / "corrections.csv")


def with_findings(frames, *items):
    report = frames.reports.iloc[0]
    rows = finding_rows(items, report["commune_code"], report["period"], report["report_id"])
    return replace(frames, findings=to_findings(rows))


def unread(number, indicator="dossiers_received"):
    values = {"form": "7", "code": "6.7.1", "label": "Hồ sơ"}
    return Finding("cell-unreadable", f"7{number}x", "", (indicator,), (f"Hồ sơ 7{number}x",), (number,), values)


@pytest.fixture
def sheet(quarter, none, tmp_path):
    """The path of the sheet with the real report's question and another."""
    both = with_findings(
        quarter, unread(1), Finding("cover-date-before-end", "13/03/2022", "09/03/2023", (), ("ngày 13",), (2,))
    )
    (made,) = find_questions(both, none)
    return write_sheet(made, tmp_path)


@pytest.fixture
def fill(sheet):
    """A function: put words into the sheet; question → cells, then name, day, document."""

    def change(cells, signature=("Nguyễn Văn A", "03/04/2023", "80/UBND-VP"), other=lambda document: None):
        document = docx.Document(sheet)
        for (row, column), text in cells.items():
            document.tables[0].rows[row].cells[column].text = text
        for row, text in zip(document.tables[1].rows, signature, strict=True):
            row.cells[1].text = text
        other(document)
        document.save(sheet)
        return sheet

    return change


def test_a_sheet_asks_the_surest_first_with_place_words_and_question(sheet):
    table = docx.Document(sheet).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        "STT",
        "Vị trí và nguyên văn trong báo cáo",
        "Điểm cần làm rõ",
        "Số liệu đúng (nếu sửa)",
        "Lý do (ghi số)",
        "Giải thích",
    ]
    first, second = (row.cells for row in table.rows[1:])
    assert first[1].text.splitlines()[:2] == ["Dòng 2", "“ngày 13”"]
    assert first[2].text.startswith("Sai chắc chắn. Báo cáo ghi ngày ban hành 13/03/2022, trước khi")
    assert second[1].text.splitlines()[:2] == ["Biểu mẫu 7, mục 6.7.1; dòng 1", "“Hồ sơ 71x”"]
    please = docx.Document(sheet).paragraphs[2].text
    asks = "“Sai chắc chắn”: đề nghị ghi nội dung đúng. “Cần xác minh”: đề nghị xác nhận số liệu hoặc giải thích."
    assert please.endswith(asks)
    assert [cell.text for row in (first, second) for cell in row[3:]] == [""] * 6


def test_ten_questions_at_most_and_the_rest_is_said(quarter, none, tmp_path):
    (made,) = find_questions(with_findings(quarter, *(unread(number) for number in range(12))), none)
    assert (len(made.questions), made.more) == (10, 2)
    text = "\n".join(paragraph.text for paragraph in docx.Document(write_sheet(made, tmp_path)).paragraphs)
    assert "Còn 2 điểm khác sẽ hỏi sau khi các điểm trên đã rõ." in text
    assert "mô phỏng" not in text.casefold()


def test_a_sheet_on_made_up_figures_says_so(quarter, none, tmp_path):
    made_up = replace(quarter, reports=quarter.reports.assign(is_simulated=True))
    (made,) = find_questions(made_up, none)
    assert docx.Document(write_sheet(made, tmp_path)).paragraphs[0].text == "SỐ LIỆU MÔ PHỎNG"


def test_sheets_of_made_up_communes_come_back_too(quarter, none, tmp_path):
    made_up = {
        name: getattr(quarter, name).assign(commune_code="S0001") for name in ("reports", "observations", "findings")
    }
    (made,) = find_questions(replace(quarter, **made_up), none)
    path = write_sheet(made, tmp_path)
    answer_first(path, 5, "x")
    assert read_answers(path).commune_code == "S0001"
    assert record(tmp_path, read_answers(path)) == (1, 0)


def test_remarks_and_explained_findings_are_not_asked(quarter, none):
    assert find_questions(replace(quarter, findings=quarter.findings.assign(explained=True)), none) == []
    assert find_questions(replace(quarter, findings=quarter.findings.assign(severity="note")), none) == []


def test_an_empty_sheet_has_no_answers(sheet):
    found = read_answers(sheet)
    assert (found.explanations, found.corrections, found.open) == ((), (), 2)


def test_answers_come_back(fill):
    found = read_answers(fill({(1, 3): "13/03/2023", (1, 4): "5", (2, 5): "Đã sửa\ntrong bản mới"}))
    assert found.open == 0
    (correction,), (explanation,) = found.corrections, found.explanations
    assert (correction["rule"], correction["corrected"], correction["reason"]) == (
        "cover-date-before-end",
        "13/03/2023",
        "typing-error",
    )
    assert (explanation["rule"], explanation["text"], explanation["reason"]) == (
        "cell-unreadable",
        "Đã sửa trong bản mới",
        "other",
    )
    assert {row["answered_by"] for row in (correction, explanation)} == {"Nguyễn Văn A"}
    assert {row["answered_on"] for row in (correction, explanation)} == {"2023-04-03"}


def changed_words(document):
    cell = document.tables[0].rows[2].cells[2]
    run = cell.paragraphs[0].runs[1]
    run.text = run.text.replace("Biểu mẫu", "Biểu")


def removed_question(document):
    row = document.tables[0].rows[2]._tr
    row.getparent().remove(row)


def removed_code(document):
    document.tables[0].rows[2].cells[1].paragraphs[-1].text = ""


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (
            changed_words,
            "{} line 6, question '2': found a question that was changed; expected the words that were sent; ",
        ),
        (removed_question, "{} line 10: found 1 questions, not those that were sent; expected the 2 that were; "),
        (removed_code, "{} line 11: found 1 questions, not those that were sent; expected the 2 that were; "),
    ],
)
def test_changed_questions_are_refused_with_their_line(fill, other, message):
    path = fill({(1, 5): "x"}, other=other)
    with pytest.raises(CchcError, match=f"^{re.escape(message.format(NAME))}answer on the sheet as it was sent\\.$"):
        read_answers(path)


@pytest.mark.parametrize(
    ("cells", "signature", "message"),
    [
        ({(1, 5): "x"}, ("", "03/04/2023", ""), "answers without a name; expected who answered; write the name."),
        ({(1, 5): "x"}, ("A", "hôm qua", ""), "'hôm qua'; expected a day such as 03/04/2023; write day/month/year."),
        ({(1, 4): "9"}, ("A", "03/04/2023", ""), "reason '9'; expected 1 to 8; write one number."),
    ],
)
def test_an_answer_that_cannot_be_kept_is_refused(fill, cells, signature, message):
    with pytest.raises(CchcError, match=f"^{re.escape(NAME)} line \\d+.*: found {re.escape(message)}$"):
        read_answers(fill(cells, signature))


def test_another_word_file_is_no_sheet(report_files):
    with pytest.raises(CchcError, match="found no code of a question sheet; expected a sheet made by `cchc export`"):
        read_answers(report_files["docx"])


@pytest.fixture
def data(root, tmp_path):
    folder = tmp_path / "data"
    raw = folder / "raw" / "2023-Q1"
    raw.mkdir(parents=True)
    (raw / "a.docx").write_bytes((root / "data/raw/2023-Q1/chi-lang-bac-2023-q1.docx").read_bytes())
    store.update(folder, QUARTER)
    return folder


def answer_first(path, column, text):
    document = docx.Document(path)
    document.tables[0].rows[1].cells[column].text = text
    for row, signed in zip(document.tables[1].rows, ("A", "03/04/2023", ""), strict=True):
        row.cells[1].text = signed
    document.save(path)


def test_from_sheet_to_table_and_back(data, tmp_path):
    out = tmp_path / "reports"
    options = ["--data", str(data)]
    result = CliRunner().invoke(cli, ["export", "2023-Q1", *options, "--out", str(out)])
    assert result.exit_code == 0, result.output
    path = out / "2023-Q1" / "questions" / NAME
    answer_first(path, 5, "Gõ nhầm năm")
    # What somebody wrote is not lost to another export.
    before = path.read_bytes()
    assert export_period(QUARTER, data, out / "2023-Q1").kept == (path,)
    assert path.read_bytes() == before
    result = CliRunner().invoke(cli, ["answers", str(path.parent), *options])
    assert result.exit_code == 0
    assert f"{NAME}: 1 explanations and 0 corrected figures are new" in result.output
    table = read_table(data / "explanations.csv")
    assert table["text"].tolist() == ["Gõ nhầm năm"]
    found = store.load(QUARTER, data).findings
    assert found["explained"].tolist() == found["fingerprint"].isin(table["fingerprint"]).tolist()
    assert found["explained"].sum() == 1
    # Taken twice, kept once.
    assert record(data, read_answers(path)) == (0, 0)
    assert export_period(QUARTER, data, out / "2023-Q1").kept == ()


def test_a_corrected_figure_is_listed_and_changes_nothing(data, tmp_path):
    before = store.load(QUARTER, data)
    folder = tmp_path / "reports"
    (path,) = [path for path in export_period(QUARTER, data, folder).written if path.parent.name == "questions"]
    answer_first(path, 3, "13/03/2023")
    assert record(data, read_answers(path)) == (0, 1)
    (row,) = read_table(data / "corrections.csv").to_dict("records")
    assert (row["found"], row["corrected"]) == (before.findings["found"].iloc[0], "13/03/2023")
    assert not (data / "explanations.csv").exists()
    assert store.load(QUARTER, data).hash == before.hash
    asked = find_questions(before, read_table(data / "corrections.csv"))
    assert row["fingerprint"] not in [question.fingerprint for sheet in asked for question in sheet.questions]


def test_the_entry_page_links_what_was_exported(data, root, tmp_path):
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    folder = tmp_path / "reports" / "2023-Q1"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("old", encoding="utf-8")
    assert CliRunner().invoke(cli, ["export", "2023-Q1", "--data", str(data)]).exit_code == 0
    page = (folder / "index.html").read_text(encoding="utf-8")
    for href in ("consolidated.xlsx", "appendix.docx", f"questions/{NAME}"):
        assert f'href="{href}"' in page
        assert (folder / href).exists()


def test_explained_findings_fold_apart(quarter):
    explained = replace(quarter, findings=quarter.findings.assign(explained=True))
    shown = finding_list.findings(explained).html
    assert "1 điểm đơn vị đã giải thích</summary>" in shown
    assert "Sai chắc chắn: 0" in shown
    assert "điểm đơn vị đã giải thích" not in finding_list.findings(quarter).html


def test_a_sheet_that_is_refused_costs_no_other(data, tmp_path, report_files):
    folder = tmp_path / "sheets"
    (path,) = [path for path in export_period(QUARTER, data, folder).written if path.parent.name == "questions"]
    answer_first(path, 5, "x")
    result = CliRunner().invoke(cli, ["answers", str(report_files["docx"]), str(path), "--data", str(data)])
    assert result.exit_code == 1
    assert len(read_table(data / "explanations.csv")) == 1
    assert CliRunner().invoke(cli, ["answers", str(report_files["docx"]), "--data", str(data)]).exit_code == 2

"""The command as its user meets it: another process, real files, exit status, what is printed where."""

import json
import re
import subprocess
import sys

import pandas as pd

from tests.command import cchc
from tests.paths import REPORT, ROOT, TABLE, TEXT


def test_help_does_not_wait_for_libraries():
    code = "import sys; sys.argv = ['cchc', '--help']\nfrom cchc_analysis.cli import main"
    code += "\ntry: main()\nexcept SystemExit: pass"
    code += "\nprint(sorted({'pandas', 'matplotlib', 'papermill', 'scipy'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
    assert {"run", "read", "check", "lab", "doctor"} <= set(re.findall(r"^  (\w+) ", result.stdout, re.M))


def test_help_on_a_console_of_another_code_page():
    status, out, _ = cchc("check", TEXT, PYTHONIOENCODING="cp1252")
    assert status == 1
    assert "Sai chắc chắn" in out


def test_run_leaves_the_pages_of_the_contract(pages):
    names = {path.relative_to(pages).as_posix() for path in pages.rglob("*.html")}
    quarter = {f"2023-Q1/{name}.html" for name in ("index", "quarter", "compare", "quality", "own")}
    assert names == quarter | {"index.html", "2023-Q1/communes/11281-xa-chi-lang-bac.html"}
    lines = [json.loads(line) for line in (pages / "2023-Q1" / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["status"] for line in lines} == {"done"}


def test_a_second_run_makes_nothing_again(pages):
    before = {path: path.stat().st_mtime_ns for path in pages.rglob("*.html") if path.name != "index.html"}
    status, _, err = cchc("run", cwd=pages.parent)
    assert status == 0
    assert "2023-Q1: 0 pages made, 5 unchanged, 0 failed" in err
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_bad_file_costs_no_other_and_leaves_good_pages(pages):
    bad = pages.parent / "data" / "raw" / "2023-Q1" / "trống.docx"
    bad.write_bytes(b"")
    try:
        status, _, err = cchc("run", cwd=pages.parent)
        assert status == 1
        assert "2023-Q1: File 2023-Q1/trống.docx is empty. Please send it again." in err
        index = (pages / "2023-Q1" / "index.html").read_text(encoding="utf-8")
        assert "Tệp 2023-Q1/trống.docx không có nội dung. Đề nghị gửi lại." in index
        assert (pages / "2023-Q1" / "communes" / "11281-xa-chi-lang-bac.html").exists()
    finally:
        bad.unlink()


def test_no_traceback_for_what_is_not_there(tmp_path):
    status, out, err = cchc("run", cwd=tmp_path)
    assert (status, out) == (2, "")
    assert err == (
        "cchc: data: found no folder data/raw here or above; expected data/raw/<period>/ with documents; go to the project.\n"
    )


def test_a_period_written_otherwise(project):
    status, _, err = cchc("run", "2023Q1", cwd=project)
    assert status == 2
    assert err == (
        "cchc: period '2023Q1': found no period; expected 2023-Q1, 2023-H1, 2023-9M, 2023-Y or 2023-M08; "
        "write the year, a hyphen and Q1, Q2, Q3, Q4, H1, 9M, Y or M01 to M12.\n"
    )


def test_read_gives_exactly_the_columns_of_the_frame():
    from cchc_analysis.observations import COLUMNS

    status, out, err = cchc("read", REPORT, "--format", "json")
    rows = json.loads(out)
    assert (status, err, len(rows)) == (0, "", 113)
    assert list(rows[0]) == list(COLUMNS["observations"])
    online = next(row for row in rows if row["indicator"] == "online_dossier_rate")
    assert (online["value"], online["status"], online["raw"]) == (0.0, "reported", "0")
    blank = next(row for row in rows if row["indicator"] == "disbursement_rate")
    assert (blank["value"], blank["status"], blank["raw"]) == (None, "blank", "")


def test_read_writes_csv_and_parquet(tmp_path):
    for form, load in (
        ("csv", lambda path: pd.read_csv(path, dtype=str, keep_default_na=False)),
        ("parquet", pd.read_parquet),
    ):
        target = tmp_path / f"rows.{form}"
        assert cchc("read", REPORT, "--format", form, "-o", target)[0] == 0
        rows = load(target)
        assert len(rows) == 113
        assert set(rows["commune_code"]) == {"11281"}


def test_read_goes_on_after_a_bad_file(tmp_path):
    (tmp_path / "bad.txt").write_text("no forms", encoding="utf-8")
    status, out, err = cchc("read", tmp_path / "bad.txt", REPORT)
    assert status == 1
    assert len(out.splitlines()) == 114
    assert (
        err == "cchc: bad.txt: found no title 'Biểu mẫu …'; expected the appendix with its forms; add the appendix.\n"
    )
    assert cchc("read", tmp_path / "bad.txt")[:2] == (2, "")


def test_check_exits_by_the_level_asked_for():
    assert cchc("check", TEXT)[0] == 1
    assert cchc("check", TEXT, "--fail-on", "never")[0] == 0
    assert cchc("check", TABLE)[0] == 0
    assert cchc("check", TABLE, "--fail-on", "note")[0] == 1


def test_check_quotes_the_words_and_their_lines():
    _, out, _ = cchc("check", TEXT, "--language", "en")
    assert (
        "Certainly wrong [cover-date-before-end] (line 5, 9, 242, 55): The report is dated 13/03/2022, before its own data "
        "interval ends (09/03/2023). Please check the date.\n    “Chi Lăng Bắc, ngày 13 tháng 03 năm 2022”\n"
    ) in out
    assert out.startswith("Certainly wrong [")
    severities = [line.split(" [")[0] for line in out.splitlines() if " [" in line and not line.startswith(" ")]
    assert severities == sorted(severities, key=["Certainly wrong", "To be verified", "Note"].index)


def test_doctor_finds_the_project_whole():
    status, out, _ = cchc("doctor", cwd=ROOT)
    assert status == 0, out
    assert "ok  data: 2023-Q1, 2026-Q3, 2026-9M" in out.splitlines()


def test_check_says_how_many_rules_ran():
    status, out, err = cchc("check", TEXT, "--language", "en", "--fail-on", "never")
    assert status == 0
    assert re.search(r"^\d+ of \d+ rules within a report ran \(1 reports\)\.$", out, re.M)
    assert "was understood" not in out
    status, out, err = cchc("check", TEXT, "--ledger", "--format", "json", "--language", "en")
    rows = json.loads(out)
    assert status == 1
    assert list(rows[0]) == ["rule", "report_id", "commune_code", "period", "outcome", "reason", "missing"]
    assert {row["outcome"] for row in rows} == {"found", "run", "not_run"}
    assert "rules within a report ran" in err


def test_check_does_not_call_a_report_clean_that_was_not_understood(tmp_path):
    text = TEXT.read_text(encoding="utf-8")
    told = text.index("\nII. "), text.index("\nIII. ")
    silent = f"{text[: told[0]]}\nII. KẾT QUẢ\nCác nhiệm vụ được triển khai theo kế hoạch.{text[told[1] :]}"
    (tmp_path / "report.txt").write_text(silent, encoding="utf-8")
    _, out, _ = cchc("check", tmp_path / "report.txt", "--language", "en", "--fail-on", "never")
    assert "report.txt: nothing of the text on results (part II) was understood." in out


def test_what_a_file_does_not_say_is_given(tmp_path, report_text):
    (tmp_path / "forms.txt").write_text(report_text[report_text.index("Biểu mẫu 1\n") :], encoding="utf-8")
    given = ("--period", "2023-M03", "--commune", "11281", "--edition", "commune-2023")
    status, out, err = cchc("read", tmp_path / "forms.txt", "--table", "reports", "--format", "json", *given)
    (report,) = json.loads(out)
    assert (status, err) == (0, "")
    assert [report[name] for name in ("commune", "issuer_level", "period", "given")] == [
        "Xã Chi Lăng Bắc",
        "commune",
        "2023-M03",
        "commune period edition",
    ]
    status, _, err = cchc("read", tmp_path / "forms.txt", *given[:2])
    assert (status, err) == (
        2,
        "cchc: forms.txt: found no commune; expected such as 'UBND xã Chi Lăng Bắc'; "
        "add the issuing commune to the head, or give --commune.\n",
    )


def test_read_why_says_what_was_tried(tmp_path, report_files):
    (tmp_path / "a.txt").write_text("Báo cáo", encoding="utf-8")
    status, out, _ = cchc("read", "--why", tmp_path / "a.txt", report_files["docx"])
    assert status == 0
    assert "không dùng được · refused" in out
    assert "đọc được · read: 113" in out

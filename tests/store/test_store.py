"""A folder of documents becomes a folder of frames: what is bad costs the good nothing, and nothing is lost from sight."""

import re
import shutil

import pandas as pd
import pytest

from cchc_analysis import store
from cchc_analysis.errors import NothingToDo
from cchc_analysis.periods import Period
from cchc_analysis.store import load, update
from cchc_analysis.store.revisions import _tells_of

Q1 = Period.parse("2023-Q1")
FIRST = "2023-Q1/first.txt"
DATE = "ngày 13 tháng 03 năm 2022"
VALUE = "3.3.1. Tổng số hồ sơ TTHC đã giải quyết xong Hồ sơ 709"


@pytest.fixture
def data(tmp_path):
    (tmp_path / "raw" / "2023-Q1").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def put(data):
    """A function: write a document of the first quarter."""

    def write(name, content):
        (data / "raw" / "2023-Q1" / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


def states(data):
    reports = load(Q1, data).reports
    return dict(zip(reports["source_file"], reports["status"], strict=True))


def messages(data, rule):
    findings = load(Q1, data).findings
    return findings.loc[findings["rule"] == rule, "message"].tolist()


def contents(data):
    return {path.name: path.read_bytes() for path in sorted((data / "tidy" / "2023-Q1").iterdir())}


def resolved(data):
    rows = load(Q1, data).observations
    return rows.loc[rows["indicator"] == "dossiers_resolved", "value"].tolist()


def test_good_and_bad_in_one_folder(data, put, report_text):
    put("first.txt", report_text)
    put("empty.docx", b"")
    put("scan.pdf", b"%PDF-1.4")
    put("other.txt", report_text.replace("quý I,", "quý III,"))
    put("~$first.docx", b"lock file of an office program")
    put(".hidden", b"")
    seen = []
    done = update(data, Q1, seen.append)
    assert (
        done.read
        == tuple(seen)
        == (
            "2023-Q1/empty.docx",
            FIRST,
            "2023-Q1/other.txt",
            "2023-Q1/scan.pdf",
        )
    )
    assert set(done.refused) == {"2023-Q1/empty.docx", "2023-Q1/scan.pdf", "2023-Q1/other.txt"}
    assert done.is_changed
    frames = load(Q1, data)
    assert len(frames.observations) == 113
    bad = frames.reports[frames.reports["status"] == "refused"]["report_id"]
    assert frames.findings[frames.findings["report_id"].isin(bad)]["rule"].sort_values().tolist() == [
        "file-damaged",
        "file-empty",
        "file-other-period",
    ]
    assert messages(data, "file-other-period") == [
        "Tệp 2023-Q1/other.txt nằm trong thư mục kỳ 2023-Q1 nhưng ghi kỳ 2023-Q3. "
        "Đề nghị chuyển thư mục hoặc sửa báo cáo."
    ]


def test_twice_changes_nothing(data, put, report_text):
    put("first.txt", report_text)
    put("empty.docx", b"")
    update(data, Q1)
    before = contents(data)
    done = update(data, Q1)
    assert not done.is_changed
    assert FIRST not in done.read
    assert contents(data) == before


def test_frames_come_back_as_they_were_written(data, put, report_text, tmp_path):
    put("first.txt", report_text)
    update(data, Q1)
    shutil.copytree(data / "tidy", tmp_path / "again" / "tidy")
    assert load("2023-Q1", str(tmp_path / "again")).hash == load(Q1, data).hash


def test_a_corrected_file_replaces_and_says_what_changed(data, put, report_text, replace_once):
    put("first.txt", report_text)
    update(data, Q1)
    put("first.txt", replace_once(report_text, VALUE, VALUE.replace("709", "710")))
    done = update(data, Q1)
    assert done.replaced == (FIRST,)
    assert resolved(data) == [710]
    assert load(Q1, data).reports["status"].tolist() == ["read", "replaced"]
    assert messages(data, "report-replaced") == [
        "Báo cáo này thay bản trước (2023-Q1/first.txt (74/BC-UBND, 13/03/2022)); 1 giá trị khác bản trước."
    ]
    before = contents(data)
    assert not update(data, Q1).is_changed
    assert contents(data) == before


def test_of_two_the_later_date_rules(data, put, report_text, replace_once):
    put("first.txt", report_text)
    later = replace_once(report_text, DATE, "ngày 15 tháng 03 năm 2023")
    later = replace_once(replace_once(later, VALUE, VALUE.replace("709", "710")), "Phiếu 478", "Phiếu")
    put("second.txt", later)
    done = update(data, Q1)
    assert (done.replaced, done.refused) == ((FIRST,), ())
    assert states(data) == {FIRST: "replaced", "2023-Q1/second.txt": "read"}
    assert resolved(data) == [710]
    assert len(load(Q1, data).observations) == 113
    assert messages(data, "report-replaced") == [
        "Báo cáo này thay bản trước (2023-Q1/first.txt (74/BC-UBND, 13/03/2022)); 2 giá trị khác bản trước."
    ]
    assert not update(data, Q1).is_changed


def test_two_of_one_date_are_both_refused(data, put, report_text, replace_once):
    put("first.txt", report_text)
    put("second.txt", replace_once(report_text, VALUE, VALUE.replace("709", "710")))
    done = update(data, Q1)
    assert set(done.refused) == {FIRST, "2023-Q1/second.txt"}
    assert resolved(data) == []
    findings = load(Q1, data).findings
    assert findings["rule"].tolist() == ["file-two-reports"]
    for name in ("first.txt", "second.txt"):
        assert name in findings["message"].iloc[0]
    assert not update(data, Q1).is_changed


def test_two_without_a_date_are_both_refused(data, put, report_text, replace_once):
    put("first.txt", replace_once(report_text, DATE, "ngày … tháng … năm …"))
    put("second.txt", replace_once(replace_once(report_text, DATE, ""), VALUE, VALUE.replace("709", "710")))
    assert set(update(data, Q1).refused) == {FIRST, "2023-Q1/second.txt"}
    assert resolved(data) == []


def test_a_copy_is_read_once_and_named(data, put, report_text):
    put("first.txt", report_text)
    put("copy.txt", report_text)
    done = update(data, Q1)
    assert (done.read, done.refused) == (("2023-Q1/copy.txt",), ())
    (finding,) = load(Q1, data).findings.query("rule == 'file-same'").itertuples()
    assert (finding.found, finding.expected) == (FIRST, "2023-Q1/copy.txt")
    assert not update(data, Q1).is_changed


def test_the_last_good_figures_stay_when_a_file_breaks(data, put, report_text):
    put("first.txt", report_text)
    update(data, Q1)
    put("first.txt", b"%PDF-1.4 oops")
    done = update(data, Q1)
    assert done.refused == (FIRST,)
    assert resolved(data) == [709]
    assert messages(data, "report-kept") == [
        "Tệp 2023-Q1/first.txt nay không đọc được; số liệu đang dùng là của lần đọc được gần nhất. Đề nghị gửi lại tệp."
    ]
    before = contents(data)
    assert not update(data, Q1).is_changed
    assert contents(data) == before
    put("first.txt", report_text)
    update(data, Q1)
    assert states(data) == {FIRST: "read"}
    assert messages(data, "report-kept") == []


def test_a_file_that_is_taken_away_takes_its_figures_along(data, put, report_text):
    put("first.txt", report_text)
    put("empty.docx", b"")
    update(data, Q1)
    (data / "raw" / "2023-Q1" / "first.txt").unlink()
    assert update(data, Q1).is_changed
    assert resolved(data) == []
    assert states(data) == {"2023-Q1/empty.docx": "refused"}


def test_a_crash_between_the_two_renames_is_mended(data, put, report_text):
    put("first.txt", report_text)
    update(data, Q1)
    before = contents(data)
    (data / "tidy" / "2023-Q1").rename(data / "tidy" / ".2023-Q1.past")
    (data / "tidy" / ".2023-Q1.new").mkdir()
    assert load(Q1, data).hash
    assert contents(data) == before
    assert not update(data, Q1).is_changed


def test_a_crash_before_the_first_rename_leaves_the_old(data, put, report_text, replace_once):
    put("first.txt", report_text)
    update(data, Q1)
    (data / "tidy" / ".2023-Q1.new").mkdir()
    (data / "tidy" / ".2023-Q1.new" / "reports.parquet").write_bytes(b"half")
    assert resolved(data) == [709]
    put("first.txt", replace_once(report_text, VALUE, VALUE.replace("709", "710")))
    update(data, Q1)
    assert resolved(data) == [710]
    assert [path.name for path in (data / "tidy").iterdir()] == ["2023-Q1"]


def test_reports_and_tables_share_a_period(tmp_path, root):
    quarter = Period.parse("2026-Q3")
    shutil.copytree(root / "data" / "raw" / "2026-Q3", tmp_path / "raw" / "2026-Q3")
    done = update(tmp_path, quarter)
    assert done.refused == ()
    frames = load(quarter, tmp_path)
    assert len(frames.reports) == 2 * 148
    assert not update(tmp_path, quarter).is_changed
    one = load(quarter, tmp_path, "07900")
    assert one.reports["commune_code"].tolist() == ["07900", "07900"]
    assert set(one.observations["commune_code"]) == {"07900"}
    assert set(one.observations["edition"]) == {"portal-766-progress", "portal-766-digitisation"}


def test_a_province_and_some_indicators_alone(tmp_path, root):
    """What is left out is left out whole: the rest is what the whole period says."""
    data = tmp_path / "data"
    shutil.copytree(root / "data" / "raw" / "2026-Q3", data / "raw" / "2026-Q3")
    update(data, Period.parse("2026-Q3"))
    whole = load("2026-Q3", data)
    names = ["portal_dossiers_received", "portal_dossiers_in_time"]
    part = load("2026-Q3", data, province=whole.reports["province"].iloc[0], indicators=names)
    wanted = whole.observations[whole.observations["indicator"].isin(names)].reset_index(drop=True)
    assert len(wanted) == 2 * 148
    pd.testing.assert_frame_equal(part.observations, wanted)
    pd.testing.assert_frame_equal(part.reports, whole.reports.dropna(subset=["commune_code"]).reset_index(drop=True))
    message = "period 2026-Q3: found no report of province 'X'; expected a province of that period; check it."
    with nothing(message):
        load("2026-Q3", data, province="X")


def test_periods_in_order(data):
    for name in ("2023-Y", "2022-Q4", ".git"):
        (data / "raw" / name).mkdir()
    assert [str(period) for period in store.periods(data)] == ["2022-Q4", "2023-Q1", "2023-Y"]


def test_what_is_no_period_is_passed_over_and_named(data):
    for name in ("notes", "Quý 1 2023", "2023"):
        (data / "raw" / name).mkdir()
    (data / "raw" / "2023-H1").write_bytes(b"a file")
    (data / "tidy" / "mine").mkdir(parents=True)
    assert store.periods(data) == [Q1]
    assert store.strays(data) == [
        f"passed over: {what}: expected folders of periods, such as 2023-Q1"
        for what in (
            "folder data/raw/2023",
            "file data/raw/2023-H1",
            "folder data/raw/Quý 1 2023",
            "folder data/raw/notes",
            "folder data/tidy/mine",
        )
    ]
    (data / "raw" / "bad\x1b\nname").mkdir()
    assert all(said.isprintable() for said in store.strays(data))


def nothing(message):
    return pytest.raises(NothingToDo, match=f"^{re.escape(message)}$")


def test_nothing_to_do(data, put, report_text):
    with nothing("data/raw/2023-Q1: found no document; expected reports or portal tables; put them there."):
        update(data, Q1)
    with nothing("period 2023-Q1: found no tidy frames; expected documents that have been read; run `cchc run`."):
        load(Q1, data)
    put("first.txt", report_text)
    update(data, Q1)
    with nothing("period 2023-Q1: found no report of commune '99999'; expected a code of that period; check it."):
        load(Q1, data, "99999")


def test_the_data_folder_is_found_upwards(tmp_path, monkeypatch):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "notebooks" / "deep").mkdir(parents=True)
    monkeypatch.delenv("CCHC_DATA", raising=False)
    monkeypatch.chdir(tmp_path / "notebooks" / "deep")
    assert store.data_folder() == tmp_path / "data"
    monkeypatch.setenv("CCHC_DATA", "/elsewhere")
    assert str(store.data_folder()) == "/elsewhere"


def test_what_was_said_of_a_report_that_is_gone_is_known_by_its_whole_name():
    """`a.doc` is no part of `a.docx`: what was said of the second is not kept for the sake of the first."""
    rows = [("1", "a.doc", "7", "2023-03-13"), ("2", "a.docx", None, None), ("3", "b, c.txt", "8", "2023-03-14")]
    replaced = pd.DataFrame(rows, columns=["report_id", "source_file", "doc_number", "doc_date"])
    replaced["doc_date"] = pd.to_datetime(replaced["doc_date"])
    first, second, third = "a.doc (7, 13/03/2023)", "a.docx", "b, c.txt (8, 14/03/2023)"
    told = [first, second, third, f"{first}, {second}", f"{second}, {third}", f"{first}, {third}"]
    assert [_tells_of(text, replaced, {"1"}) for text in told] == [True, False, False, True, False, False]
    assert [_tells_of(text, replaced, {"3"}) for text in told] == [False, False, True, False, True, False]


def test_the_report_of_an_office_above_communes_is_not_added_to_theirs(data, put, report_text):
    put("so.txt", report_text.replace("ỦY BAN NHÂN DÂN\nXÃ CHI LĂNG BẮC", "UBND TỈNH HẢI DƯƠNG\nSỞ NỘI VỤ", 1))
    update(data, Q1)
    assert states(data) == {"2023-Q1/so.txt": "refused"}
    assert resolved(data) == []
    assert messages(data, "file-other-level") == [
        "Tệp 2023-Q1/so.txt là báo cáo tổng hợp của Sở nội vụ, không phải của một xã, phường; "
        "không cộng vào số liệu các xã."
    ]

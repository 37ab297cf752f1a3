"""Made-up reports: what is read from them is what was written, and they always say that they are made up."""

import csv
import hashlib
import io

import docx
import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_analysis import Period, store
from cchc_analysis.checks import check
from cchc_analysis.cli import cli
from cchc_analysis.communes import registry
from cchc_analysis.errors import CchcError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.simulate import periods, simulate
from cchc_analysis.simulate.faults import KINDS
from cchc_analysis.simulate.figures import draw
from cchc_analysis.simulate.files import to_sheet, to_text
from cchc_analysis.simulate.layout import PLAIN, Layout
from cchc_analysis.simulate.paper import write_paper
from cchc_analysis.simulate.word import to_word

FORMATS = ("docx", "xlsx", "txt")


def truth(folder, table):
    with (folder / "truth" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder):
    return sorted(path for path in (folder / "raw").rglob("*") if path.is_file())


def assert_read_as_written(folder):
    cells = {(row["commune_code"], row["period"], row["indicator"]): row for row in truth(folder, "observations")}
    stated = {(row["commune_code"], row["period"], row["measure"]): row["raw"] for row in truth(folder, "statements")}
    named = {(row["commune_code"], row["period"], row["number"], row["symbol"]) for row in truth(folder, "directives")}
    heads = {(row["commune_code"], row["period"]): row for row in truth(folder, "reports")}
    for path in files(folder):
        frames = read_report(path)
        head = frames.reports.iloc[0]
        key = (head.commune_code, head.period)
        wanted = heads[key]
        assert head.is_simulated
        assert (f"{head.period_start:%Y-%m-%d}", f"{head.period_end:%Y-%m-%d}", f"{head.doc_date:%Y-%m-%d}") == (
            wanted["period_start"],
            wanted["period_end"],
            wanted["doc_date"],
        )
        assert (head.commune, head.doc_number) == (wanted["commune"], wanted["doc_number"])
        for row in frames.observations.itertuples():
            cell = cells[(*key, row.indicator)]
            value = "" if row.value != row.value else str(row.value)
            assert (value, row.status) == (cell["value"], cell["status"]), (path.name, row.form, row.code)
        found = {}
        for row in frames.statements.itertuples():
            found.setdefault(row.measure, set()).add(row.raw)
        for (code, period, measure), raw in stated.items():
            # "không có" says zero in words.
            if (code, period) == key and raw != "0":
                assert raw in found.get(measure, ()), (path.name, measure)
        own = {(*key, row.number, row.symbol) for row in frames.directives.itertuples() if row.section == "I.1"}
        assert own == {row for row in named if row[:2] == key}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), communes=st.integers(1, 3), count=st.integers(1, 5))
def test_what_is_written_is_read(tmp_path_factory, seed, communes, count):
    folder = tmp_path_factory.mktemp("simulated")
    simulate(folder, communes, count, seed)
    assert_read_as_written(folder)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_faults_stand_on_the_paper(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("simulated")
    planted = simulate(folder, 3, 4, seed, faults=True)
    assert_read_as_written(folder)
    rows = truth(folder, "faults")
    assert [(row["kind"], row["where"], row["true"], row["printed"]) for row in rows] == [
        (fault.kind, fault.where, fault.true, fault.printed) for fault in planted
    ]
    raws = {
        (row["commune_code"], row["period"], f"{row['form']}:{row['code']}"): row["raw"]
        for row in truth(folder, "observations")
    }
    for row in rows:
        if row["where"].count(":") == 1 and row["kind"] != "money-unit":
            assert raws[row["commune_code"], row["period"], row["where"]] == row["printed"]
            assert row["true"] != row["printed"]


def test_every_kind_of_fault_is_planted(tmp_path):
    planted = simulate(tmp_path, 60, 5, 7, faults=True, formats=("txt",))
    assert {fault.kind for fault in planted} == set(KINDS)


def test_faults_that_nobody_could_know_of_say_why(tmp_path):
    planted = simulate(tmp_path, 60, 5, 7, faults=True, formats=("txt",))
    rows = truth(tmp_path, "faults")
    assert [(row["detectable"], row["hidden"]) for row in rows] == [
        (str(fault.is_detectable), fault.hidden) for fault in planted
    ]
    for row, fault in zip(rows, planted, strict=True):
        if fault.hidden == "first-report":
            assert row["period"] == "2024-Q1"
        if fault.hidden == "chance":
            # Never by more than three times the spread of a Poisson count.
            pairs = list(zip(fault.true.split("; "), fault.printed.split("; "), strict=True))
            old_new = [tuple(int(text.replace(".", "")) for text in pair) for pair in pairs]
            assert all((old - new) ** 2 <= 9 * max(old, new) for old, new in old_new)
    assert {fault.hidden for fault in planted} - {""} <= {"rounding", "first-report", "chance"}
    assert not any(fault.hidden for fault in planted if fault.kind in ("date-year", "form-changed", "money-unit"))


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_seed_writes_the_same_bytes(tmp_path, form):
    def hashes(folder, seed):
        simulate(folder, 2, 2, seed, faults=True, formats=(form,))
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()]

    first = hashes(tmp_path / "a", 5)
    assert hashes(tmp_path / "b", 5) == first
    assert hashes(tmp_path / "c", 6) != first


def test_figures_do_not_depend_on_how_many_communes_there_are(tmp_path):
    simulate(tmp_path / "few", 2, formats=("txt",))
    simulate(tmp_path / "more", 4, formats=("txt",))
    few = truth(tmp_path / "few", "observations")
    assert few == truth(tmp_path / "more", "observations")[: len(few)]


def test_clean_reports_raise_no_doubt(tmp_path):
    """Fifteen communes over two years: nothing that must be asked, from history and peers either."""
    simulate(tmp_path, 15, 8, seed=3, formats=("txt",))
    for period in periods(8):
        store.update(tmp_path, period)
        found = store.load(period, tmp_path).findings
        assert found.loc[found["severity"] != "note", "message"].tolist() == [], period


def test_simulated_reports_stay_apart_from_real_ones(tmp_path, report_text):
    simulate(tmp_path, 1, formats=("txt",))
    text = (tmp_path / "raw/2024-Q1/s0001.txt").read_text(encoding="utf-8")
    folder = tmp_path / "data/raw/2023-Q1"
    folder.mkdir(parents=True)
    (folder / "real.txt").write_text(report_text, encoding="utf-8")
    (folder / "made-up.txt").write_text(text.replace("2024", "2023").replace("2023-", "2022-"), encoding="utf-8")
    update = store.update(tmp_path / "data", Period.parse("2023-Q1"))
    assert update.refused == ("2023-Q1/made-up.txt",)
    frames = store.load("2023-Q1", tmp_path / "data")
    assert set(frames.observations["commune_code"]) == {"11281"}
    assert frames.findings.loc[frames.findings["rule"] == "file-simulated", "message"].tolist() == [
        "Tệp 2023-Q1/made-up.txt là số liệu mô phỏng, nằm cùng kỳ với báo cáo thật nên không được dùng. Đề nghị để riêng."
    ]
    # And comes back into use once the real one is gone.
    (folder / "real.txt").unlink()
    store.update(tmp_path / "data", Period.parse("2023-Q1"))
    frames = store.load("2023-Q1", tmp_path / "data")
    assert set(frames.observations["commune_code"]) == {"S0001"}
    assert "file-simulated" not in set(frames.findings["rule"])


def test_every_page_and_sheet_says_that_it_is_made_up():
    reported = next(draw(periods(1), np.random.default_rng(1)))
    paper = write_paper(registry.made_up_communes(1)[0], 1, reported, 1)
    pages = to_text(paper, Layout(has_page_numbers=True)).decode().split("\f")
    assert len(pages) > 2
    assert {page.split("\n")[0] for page in pages} == {registry.MADE_UP_MARK}
    sheets = openpyxl.load_workbook(io.BytesIO(to_sheet(paper))).worksheets
    assert [sheet.oddHeader.center.text for sheet in sheets] == [registry.MADE_UP_MARK] * 8
    (section,) = docx.Document(io.BytesIO(to_word(paper, PLAIN))).sections
    assert section.header.paragraphs[0].text == registry.MADE_UP_MARK


def test_made_up_communes_lie_where_no_real_one_does():
    assert [unit.code for unit in registry.made_up_communes(3)] == ["S0001", "S0002", "S0003"]
    with pytest.raises(CchcError, match="0; expected 1 to 9999"):
        registry.made_up_communes(0)


def test_the_command(tmp_path):
    run = CliRunner().invoke(cli, ["simulate", "--communes", "2", "--periods", "2", "-o", str(tmp_path / "new")])
    assert run.exit_code == 0
    assert [path.name for path in files(tmp_path / "new")] == ["s0001.docx", "s0002.xlsx"] * 2
    again = CliRunner().invoke(cli, ["simulate", "-o", str(tmp_path / "new")])
    assert again.exit_code == 2
    assert "an empty or new folder" in again.output
    found = check(read_report(files(tmp_path / "new")[0]))
    assert "error" not in set(found["severity"])


def test_a_value_that_is_its_rows_number_is_read_where_word_counts_some_rows(tmp_path):
    """Word prints the numbers of rows that it counts, and the file does not hold them."""
    paper = write_paper(registry.made_up_communes(1)[0], 1, next(draw(periods(1), np.random.default_rng([0, 1]))), 0)
    paper.cells |= {"e_government_architecture_updated": "1", "online_meeting_system": "2"}
    path = tmp_path / "counted.docx"
    path.write_bytes(to_word(paper, Layout(is_numbered=True)))
    frames = read_report(path)
    read = frames.observations.set_index("indicator")["value"]
    assert read["e_government_architecture_updated"] == 1
    assert read["online_meeting_system"] == 2
    assert frames.findings.empty

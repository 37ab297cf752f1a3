"""The real report in three formats, ways to change one thing in it, what a careful reader finds in each row, its pages."""

import csv
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import settings

from cchc_analysis.parsing.report import read_report
from cchc_analysis.periods import Period
from tests.command import cchc
from tests.made_once import copy_of, made_once
from tests.paths import REPORT, ROOT, TABLE, TEXT
from tests.programs import CHROMIUM, LIBREOFFICE, needs

# How long an example takes says how busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Files of more than half a minute, longest first.
LONGEST = (
    "batch/html/test_pages.py",
    "reading/scans/test_wear.py",
    "test_docs.py",
    "batch/test_storage.py",
    "batch/workers/test_cluster.py",
    "cli/test_cli.py",
    "batch/test_runs.py",
    "reading/scans/test_reader.py",
    "simulate/test_simulate.py",
    "simulate/test_formats.py",
    "exports/workbook/test_workbook.py",
    "batch/test_fill.py",
    "batch/kernels/test_warm.py",
    "reading/test_pdf.py",
)
EXPECTED, SHEET = TEXT.with_suffix(".expected.csv"), TEXT.with_suffix(".xlsx")


def pytest_addoption(parser):
    parser.addoption("--reports", metavar="FOLDER", help="folder of full real reports, which are not distributed")


def pytest_collection_modifyitems(items):
    """Let the files that take longest begin, so that no process of `--dist loadfile` ends long after the other."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.split("::")[0].removeprefix("tests/"), len(places)))


def pytest_terminal_summary(terminalreporter):
    """Say last what this machine could not test, and how many tests that were."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", ())
    )
    if reasons:
        counted = (f"{reason} ({count})" for reason, count in reasons.most_common())
        terminalreporter.write_line(f"Not tested here: {'; '.join(counted)}", yellow=True)


@pytest.fixture(scope="session")
def reports(request):
    """The folder of full reports; tests that need it are skipped without."""
    folder = request.config.getoption("--reports")
    if folder is None:
        pytest.skip("needs --reports FOLDER")
    return Path(folder)


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def report_files():
    return {"txt": TEXT, "docx": REPORT, "xlsx": SHEET}


@pytest.fixture(scope="session")
def report_text():
    """The report as text, without the remark on its condensed prose at its end, which no report has."""
    text = TEXT.read_text(encoding="utf-8")
    return text[: text.index("Bản rút gọn")]


@pytest.fixture(scope="session")
def expected():
    """(form, code) → (value or None, status, text as printed)."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 113
    return {
        (row["form"], row["code"]): (
            float(row["value"]) if row["value"] else None,
            "reported" if row["value"] else "blank",
            row["raw_value"],
        )
        for row in rows
    }


def as_read(frames):
    """Return (form, code) → (value or None, status, raw)."""
    return {
        (row.form, row.code): (None if row.value != row.value else row.value, row.status, row.raw)
        for row in frames.observations.itertuples()
    }


@pytest.fixture(scope="session")
def cells():
    return as_read


@pytest.fixture(scope="session")
def differences(expected):
    """A function: the rows of frames that are not as a careful reader finds them, by value and status."""

    def compare(frames, **changed):
        wanted = {key: value[:2] for key, value in expected.items()}
        wanted |= {tuple(key.split(":")): value for key, value in changed.items()}
        found = {key: value[:2] for key, value in as_read(frames).items()}
        return {":".join(key): value for key, value in found.items() if value != wanted[key]}

    return compare


@pytest.fixture(scope="session")
def rules():
    """A function: rule → message of each finding but the one that the real report deserves."""

    def found(frames, language="vi"):
        rows = frames.findings[frames.findings["rule"] != "cover-date-before-end"]
        return list(zip(rows["rule"], rows["message" if language == "vi" else "message_en"], strict=True))

    return found


@pytest.fixture
def from_text(tmp_path):
    """A function: the frames of a text."""

    def read(text, name="report.txt", period=None, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return read_report(path, period and Period.parse(period))

    return read


@pytest.fixture
def from_word(tmp_path):
    """A function: the frames of the shipped Word report after `change(document)`."""

    def read(change):
        document = docx.Document(REPORT)
        change(document)
        path = tmp_path / "report.docx"
        document.save(path)
        return read_report(path)

    return read


@pytest.fixture
def from_sheet(tmp_path):
    """A function: the frames of the workbook after `change(workbook)`."""

    def read(change):
        workbook = openpyxl.load_workbook(SHEET)
        change(workbook)
        path = tmp_path / "report.xlsx"
        workbook.save(path)
        return read_report(path)

    return read


@pytest.fixture(scope="session")
def word_row():
    """A function: one row of a form in the Word report. Its first two tables are head and signature."""

    def find(document, form, code):
        rows = document.tables[int(form) + 1].rows
        return next(row for row in rows if row.cells[0].text.strip(". ") == code)

    return find


@pytest.fixture(scope="session")
def sheet_row():
    """A function: the cells of one row of a form in the workbook."""

    def find(workbook, form, code):
        sheet = workbook[f"Biểu mẫu {form}"]
        return next(row for row in sheet.iter_rows() if str(row[0].value).strip(". ") == code)

    return find


@pytest.fixture(scope="session")
def convert(tmp_path_factory):
    """A function: a file as LibreOffice saves it in another format."""
    needs(LIBREOFFICE)

    def make(path, to):
        folder = tmp_path_factory.mktemp("converted")
        profile = (folder / "profile").as_uri()
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir", folder, path],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return folder / f"{path.stem}.{to}"

    return make


@pytest.fixture(scope="session")
def printed(convert, tmp_path_factory):
    """The Word report as a PDF with a text layer."""
    made = made_once(tmp_path_factory, "printed", lambda folder: shutil.move(convert(REPORT, "pdf"), folder))
    return made / f"{REPORT.stem}.pdf"


@pytest.fixture(scope="session")
def shipped_pages(tmp_path_factory):
    """A project with the real report, an analyst's own notebook made from the template, and its pages, for all to copy."""

    def make(folder):
        (folder / "data" / "raw" / "2023-Q1").mkdir(parents=True)
        shutil.copy(REPORT, folder / "data" / "raw" / "2023-Q1")
        shutil.copytree(ROOT / "notebooks", folder / "notebooks")
        shutil.copy(ROOT / "notebooks" / "templates" / "own.ipynb", folder / "notebooks")
        status, out, err = cchc("run", "--jobs", "2", cwd=folder)
        assert (status, out) == (0, ""), err

    return made_once(tmp_path_factory, "pages", make)


@pytest.fixture(scope="module")
def project(shipped_pages, tmp_path_factory):
    """A project of the module's own, with the real report and its pages."""
    return copy_of(shipped_pages, tmp_path_factory)


@pytest.fixture(scope="module")
def pages(project):
    return project / "reports"


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    needs(CHROMIUM)
    from tests import browser  # Selenium is loaded only where a page is opened

    driver = browser.start(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture
def browser(driver):
    """The browser of the session, without traces of the test before."""
    from tests.browser import make_plain

    make_plain(driver)
    return driver


@pytest.fixture(scope="session")
def cut_tables():
    """A function: the portal's tables in a folder cut to their first communes; all other rows stay."""

    def cut(folder, communes):
        for path in folder.glob("*.csv"):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            own = [line for line in lines if "COMMUNE" in line]
            path.write_text("".join([line for line in lines if line not in own[communes:]]), encoding="utf-8")

    return cut


@pytest.fixture(scope="session")
def replace_once():
    """A function: `text` with `old` replaced, which must stand in it exactly once."""

    def replace(text, old, new):
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        return text.replace(old, new)

    return replace


@pytest.fixture(scope="session")
def quarter():
    """The frames of the real report, as Word sends it."""
    return read_report(REPORT, Period.parse("2023-Q1"), f"2023-Q1/{REPORT.name}")


@pytest.fixture(scope="session")
def portal():
    """The frames of the portal's progress table for the third quarter of 2026."""
    return read_report(TABLE, Period.parse("2026-Q3"), f"2026-Q3/{TABLE.name}")

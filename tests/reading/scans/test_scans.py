"""Scanned reports: figures right or flagged, crops beside them, confirmed by a person, and pictures that are no report."""

import base64
import datetime as dt
import io
import random
import re
import sys
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from cchc_analysis import catalogue, findings, store, totals
from cchc_analysis.answers.confirmations import confirm
from cchc_analysis.checks import check
from cchc_analysis.cli import cli
from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.pages import comparison, form_tables, source_text, tables
from cchc_analysis.parsing.forms.in_tables import read_grid
from cchc_analysis.parsing.forms.second_reading import agree
from cchc_analysis.parsing.report import read_report
from cchc_analysis.periods import Period
from cchc_analysis.reading.apart import pdf
from cchc_analysis.reading.document import Cell, Document, Paragraph, Place, TableRow
from cchc_analysis.reading.scans import tesseract
from cchc_analysis.reading.scans.grid import find_tables
from cchc_analysis.reading.scans.page import _cut as cut_cell
from cchc_analysis.reading.scans.picture import skew
from cchc_analysis.reading.scans.stacked import read_stacked, text_of
from cchc_analysis.totals import doubtful
from tests.paths import ROOT
from tests.programs import needs_tesseract
from tests.scans import mixed, save, scan

sys.path.insert(0, str(ROOT / "benchmarks"))

from wear import WEARS

# Of the 14 printed pages: forms 1 and 3.
SCANNED = (7, 9)


@pytest.fixture(scope="module")
def scanned_file(printed, tmp_path_factory):
    """The report as a PDF in which two pages with forms are scans."""
    path = tmp_path_factory.mktemp("scans") / "data" / "raw" / "2023-Q1" / "report.pdf"
    path.parent.mkdir(parents=True)
    return mixed(printed, dict(zip(SCANNED, scan(printed, SCANNED), strict=True)), path)


@pytest.fixture(scope="module")
def scanned(scanned_file):
    """Its frames."""
    return read_report(scanned_file, Period.parse("2023-Q1"), "2023-Q1/report.pdf")


@needs_tesseract
def test_a_file_of_mixed_pages_is_read_page_by_page(scanned, differences, quarter):
    wrong = differences(scanned)
    unreadable = {f"{row.form}:{row.code}" for row in scanned.observations.itertuples() if row.status == "unreadable"}
    assert set(wrong) <= unreadable
    assert len(wrong) <= 1
    is_scanned = scanned.observations["source_page"].isin(SCANNED).astype(bool)
    assert scanned.observations.loc[is_scanned, "form"].unique().tolist() == ["1", "3"]
    assert scanned.observations["confidence"].notna().equals(is_scanned)
    assert scanned.reports[["media", "reader"]].values.tolist() == [["pdf", "scan-grid 4"]]
    assert len(scanned.statements) == len(quarter.statements)


@needs_tesseract
def test_a_scanned_figure_waits_with_its_crop(scanned):
    waiting = scanned.observations[findings.unconfirmed(scanned)]
    assert set(waiting["form"]) == {"1", "3"}
    crops = scanned.scans[scanned.scans["crop"] != ""].set_index("indicator")["crop"]
    assert set(waiting["indicator"]) <= set(crops.index)
    image = Image.open(io.BytesIO(base64.b64decode(crops["survey_sheets"])))
    assert image.format == "PNG"
    assert 20 < image.width < 120
    assert max(len(crop) for crop in crops) < 2_000
    html = form_tables.forms(scanned).html
    assert html.count('<img class="crop" src="data:image/png;base64,') >= len(waiting)
    assert html.count("đọc bằng OCR, chưa xác nhận") == len(waiting)
    (finding,) = scanned.findings[scanned.findings["rule"] == "report-scanned"].to_dict("records")
    assert finding["found"] == str(len(waiting) + (scanned.observations["status"] == "unreadable").sum())


@needs_tesseract
def test_the_words_of_a_scan_are_shown_without_the_file(scanned, tmp_path):
    html = source_text.source_text(scanned, data=tmp_path).html
    assert "Biểu mẫu 3" in html
    line = scanned.observations.set_index("indicator").loc["survey_sheets", "source_line"]
    assert f'value="{line}"' in html


@needs_tesseract
def test_totals_and_comparisons_say_what_nobody_has_confirmed(scanned):
    summed = totals.totals(scanned).set_index("indicator")["unconfirmed"]
    assert summed["survey_sheets"] == 1
    assert summed["on_time_rate"] == 2
    assert "số liệu đọc bằng OCR, chưa xác nhận" in tables.headline(totals.headline(scanned)).html
    (said,) = comparison.scanned(scanned, ["on_time_rate"])
    assert "Xã Chi Lăng Bắc" in said.html
    assert comparison.scanned(scanned, []) == []


@needs_tesseract
def test_a_person_confirms_a_report(scanned, scanned_file):
    data = scanned_file.parents[2]
    store.update(data, Period.parse("2023-Q1"), read_all=lambda sources, period: iter([scanned]))
    before = store.load("2023-Q1", data, "11281")
    assert findings.unconfirmed(before).any()
    with pytest.raises(CchcError, match=r"^confirmation: found no name; "):
        confirm(before, data, " ", dt.date(2023, 4, 3))
    done = CliRunner().invoke(cli, ["confirm", "2023-Q1", "11281", "--by", "Nguyễn Văn A", "--data", str(data)])
    assert done.exit_code == 0
    assert re.search(r"^2023-Q1 11281: \d+ figures of a scan confirmed by Nguyễn Văn A$", done.output, re.M)
    after = store.load("2023-Q1", data, "11281")
    assert not findings.unconfirmed(after).any()
    assert "chưa xác nhận" not in form_tables.forms(after).html
    assert totals.totals(after)["unconfirmed"].sum() == 0
    with pytest.raises(CchcError, match=r"^commune 11281: found no figures of a scan that wait; "):
        confirm(after, data, "Nguyễn Văn A", dt.date(2023, 4, 3))


@needs_tesseract
def test_pictures_of_pages(printed, tmp_path):
    """A TIFF of two pages: cover, and one form on its side. What the other forms lack is found missing."""
    cover, form = scan(printed, (1, 9))
    path = save([cover, form.transpose(Image.Transpose.ROTATE_90)], tmp_path / "report.tif")
    frames = read_report(path)
    assert frames.reports["media"].tolist() == ["image"]
    reported = frames.observations[frames.observations["status"] == "reported"]
    assert set(reported["form"]) == {"3"}
    assert set(frames.findings.loc[frames.findings["rule"] == "form-missing", "expected"]) == set("124567")


def test_without_tesseract_a_scan_is_named_as_one(printed, tmp_path, monkeypatch):
    monkeypatch.setattr(tesseract, "languages", frozenset)
    path = save(scan(printed, (9,)), tmp_path / "report.pdf")
    message = (
        "report.pdf: found a scan, and no Tesseract with Vietnamese to read it; expected a text layer; "
        "install Tesseract (see `cchc doctor`), or send the file that was printed."
    )
    with pytest.raises(ReadError, match=f"^{re.escape(message)}$") as error:
        read_report(path)
    assert error.value.rule == "file-scan"


def picture(draw=None, size=(1654, 2339)):
    image = Image.new("L", size, 245)
    if draw:
        draw(ImageDraw.Draw(image))
    return image


@needs_tesseract
@pytest.mark.parametrize("kind", ["nothing", "photo", "damaged", "huge", "strip"])
def test_a_picture_that_is_no_report_is_refused(kind, tmp_path):
    path = tmp_path / "a.png"
    chance = np.random.default_rng(3)
    if kind == "photo":
        coarse = Image.fromarray(chance.integers(0, 255, (24, 32), dtype=np.uint8))
        coarse.resize((1200, 900), Image.Resampling.BICUBIC).save(path)
    else:
        picture(size={"huge": (9000, 9000), "strip": (100, 3000)}.get(kind, (800, 1100))).save(path)
    if kind == "damaged":
        path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(ReadError) as error:
        read_report(path)
    wanted = {"nothing": "file-picture", "photo": "file-picture", "damaged": "file-damaged"}
    assert error.value.rule == wanted.get(kind, "file-too-large")


@needs_tesseract
def test_a_picture_that_tesseract_gives_up_is_no_missing_program():
    with pytest.raises(ReadError, match=r"^a\.png: found a page that Tesseract gives up; ") as error:
        tesseract.words(np.full((33_000, 200), 255, np.uint8), 300, "a.png")
    assert error.value.rule == "file-picture"


@needs_tesseract
def test_many_pieces_are_read_in_sheets_and_keep_their_order():
    """More than one sheet holds: 250 cells of 40 pixels, each with its own number."""
    wanted = [str(1000 + 7 * number) for number in range(250)]
    font = ImageFont.load_default(34)
    images = []
    for text in wanted:
        image = Image.new("L", (120, 40), 255)
        ImageDraw.Draw(image).text((8, 2), text, fill=0, font=font)
        images.append(np.asarray(image))
    found = [text_of(words) for words in read_stacked(images, 300, "a.png")]
    assert sum(text == want for text, want in zip(found, wanted, strict=True)) > 245


def test_too_many_scanned_pages_are_refused_before_they_are_read(tmp_path):
    path = save([picture(size=(60, 80))] * 61, tmp_path / "a.pdf", 72)
    with pytest.raises(
        ReadError, match=r"^a\.pdf: found 61 scanned pages; expected at most 60; send the report alone\.$"
    ):
        read_report(path)


@pytest.mark.parametrize("angle", [-1.7, -0.4, 0.0, 0.9, 2.6])
def test_how_far_a_page_lies_askew(angle):
    def lines(draw):
        for y in range(200, 2200, 60):
            draw.rectangle((150, y, 1500, y + 14), fill=40)

    image = picture(lines).rotate(angle, Image.Resampling.BICUBIC, fillcolor=245)
    assert skew(np.asarray(image)) == pytest.approx(-angle, abs=0.05)


def test_a_grid_with_merged_cells_and_a_broken_line():
    r"""Three columns and three rows; the first cell spans two rows, the last row's first two columns are one."""
    dark = np.zeros((700, 1000), bool)
    for y in (50, 250, 450, 650):
        dark[y : y + 3, 50:950] = True
    for x in (50, 350, 650, 950):
        dark[50:653, x : x + 3] = True
    dark[250:253, 60:340] = False
    dark[460:640, 350:353] = False
    dark[300:340, 650:653] = False
    (table,), ruled = find_tables(dark, 200)
    assert ruled.sum() > 0
    shape = [[None if box is None else (box[2] - box[0], box[3] - box[1]) for box in row] for row in table.cells]
    assert shape == [
        [(300, 400), (300, 200), (300, 200)],
        [None, (300, 200), (300, 200)],
        [(600, 200), None, (300, 200)],
    ]


def test_letters_are_no_lines():
    image = picture(size=(1200, 600))
    draw = ImageDraw.Draw(image)
    for x in range(100, 1000, 14):
        draw.rectangle((x, 100, x + 8, 136), fill=0)
    assert find_tables(np.asarray(image) < 200, 300)[0] == []


@pytest.mark.parametrize(
    ("kind", "first", "second", "same"),
    [
        ("rate", "36,1", "36,1", True),
        ("rate", "36,1", "361", False),
        ("rate", "36,1", "36.1", True),
        ("count", "7", "", False),
        ("count", "", "", False),
        ("count", "-", "", True),
        ("count", "", "0", False),
        ("count", "1.500", "1.500.", True),
        ("count", "1.500", "1,500", True),
        ("amount", "1.500", "1,500", False),
        ("choice", "Có", None, True),
    ],
)
def test_two_readings_of_a_cell_agree_or_do_not(kind, first, second, same):
    assert agree(Cell(first, confidence=0.9, second=second, crop="x"), kind) is same


@pytest.mark.parametrize(
    ("mark", "is_dash"),
    [
        ((140, 58, 165, 62), True),  # a dash of 11 points
        ((140, 2, 165, 6), False),  # what is left of the line above
        ((150, 40, 156, 76), False),  # a one
        ((60, 58, 240, 62), False),  # a line to write on
    ],
)
def test_a_dash_alone_is_known_by_its_shape(mark, is_dash):
    image = picture(size=(300, 120))
    ImageDraw.Draw(image).rectangle(mark, fill=0)
    page = np.asarray(image)
    found = cut_cell(page, page < 200, (0, 0, 300, 120))
    assert [word.text for word in found.words] == ["–"] * is_dash


@pytest.mark.parametrize(
    ("faint", "dark", "found"),
    [
        (None, None, None),  # paper, very grainy
        ((150, 40, 156, 76), None, []),  # a worn one: to be read, and no blank
        (None, (140, 58, 165, 62), ["–"]),
        ((142, 40, 163, 76), (140, 58, 165, 62), []),  # a worn number of which one stroke is left is no dash
    ],
)
def test_worn_print_is_no_blank(faint, dark, found):
    image = Image.new("L", (300, 120), 255)
    for mark, level in ((faint, 215), (dark, 0)):
        if mark:
            ImageDraw.Draw(image).rectangle(mark, fill=level)
    grain = np.random.default_rng(1).normal(0, 12, (120, 300))
    page = np.clip(np.asarray(image) + ndimage.gaussian_filter(grain, 0.7), 0, 255).astype(np.uint8)
    piece = cut_cell(page, page < 170, (0, 0, 300, 120))
    assert (None if piece is None else [word.text for word in piece.words]) == found


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([("2.1.", "", "Đơn vị", "5"), ("2.2.", "", "", "0")], {"2.1": "", "2.2": ""}),
        ([("2.1.", "", "Đơn vị 5", None), ("2.2.", "", "", "0")], {"2.1": "scan-merged", "2.2": ""}),
        ([("2.1.", "", "Đơn vị", "5"), ("2.2.", None, None, "0")], {"2.1": "scan-merged"}),
        ([("2.1. |", "", None, "5"), ("2.2. | Số", None, "", "0")], {"2.1": ""}),
        ([("2.", "", None, None), ("2.1.", "", "Đơn vị", "5")], {"2": "", "2.1": ""}),
    ],
)
def test_a_cell_without_its_line_holds_no_blank_and_no_neighbours_figure(rows, problems):
    edition = catalogue.editions()["commune-2023"]
    labels = {entry.code: entry.label for entry in edition.form("6")}

    def cell(text):
        return Cell(is_merged=True, confidence=1.0) if text is None else Cell(text, confidence=0.9)

    blocks = [Paragraph("Biểu mẫu 6", Place(1))]
    for line, (code, label, unit, value) in enumerate(rows, start=2):
        printed = None if label is None else labels[code.split()[0].strip(".")]
        blocks.append(TableRow(tuple(map(cell, (code, printed, unit, value))), Place(line)))
    forms = read_grid(Document("a.pdf", "", "pdf", "scan-grid 4", tuple(blocks)), edition)
    assert {row.entry.code: row.problem for row in forms.printed} == problems


@needs_tesseract
@pytest.mark.parametrize("wear", WEARS, ids=lambda wear: wear.__name__)
def test_on_a_page_that_has_suffered_a_figure_is_true_or_doubted(wear, printed, quarter, tmp_path):
    pages = [
        wear(page.convert("L"), random.Random(f"{wear.__name__} {at}")) for at, page in enumerate(scan(printed, (1, 9)))
    ]
    try:
        frames = read_report(save(pages, tmp_path / "report.pdf"))
    except ReadError:
        return
    true = quarter.observations.set_index("indicator")["value"].fillna(-1)
    doubted = {name for names in frames.findings["indicators"] for name in names}
    found = frames.observations[frames.observations["status"].isin(("reported", "blank"))].set_index("indicator")
    assert set(found["form"]) == {"3"}
    wrong = found.index[found["value"].fillna(-1) != true[found.index]]
    assert set(wrong) <= doubted


@needs_tesseract
def test_pale_print_is_read(printed, quarter, tmp_path):
    pages = [
        page.convert("L").point([round(255 - (255 - level) * 0.4) for level in range(256)])
        for page in scan(printed, (1, 9))
    ]
    frames = read_report(save(pages, tmp_path / "report.pdf"))
    true = quarter.observations.set_index("indicator")["value"].fillna(-1)
    found = frames.observations[frames.observations["form"] == "3"].set_index("indicator")
    assert (found["value"].fillna(-1) == true[found.index]).sum() >= len(found) - 1


@needs_tesseract
def test_a_scan_on_which_no_line_is_seen_is_not_read_as_text(printed, tmp_path):
    """In text an empty place is a blank; between words of a picture it may be a figure on another line."""
    cover, form = (np.array(page.convert("L")) for page in scan(printed, (1, 9), angle=0))
    _, ruled = find_tables(form < 128, 200)
    form[ndimage.binary_dilation(ruled, iterations=2)] = 245
    path = save([Image.fromarray(cover), Image.fromarray(form)], tmp_path / "report.pdf")
    with pytest.raises(ReadError, match=r"^report\.pdf: found a scan without the lines of its tables; ") as error:
        read_report(path)
    assert error.value.rule == "file-scan-lines"


def test_a_doubtful_figure_leaves_the_total_open(quarter):
    observations = quarter.observations.assign(confidence=0.9)
    is_it = observations["indicator"] == "survey_sheets"
    observations.loc[is_it, ["value", "status"]] = [np.nan, "unreadable"]
    frames = replace(quarter, observations=observations)
    limits = doubtful.ranges(replace(frames, findings=check(frames))).set_index("indicator").loc["survey_sheets"]
    assert limits["doubtful"] == 1
    assert np.isnan(limits["most"])


def test_the_child_has_time_for_its_pages(monkeypatch, tmp_path):
    given = []
    monkeypatch.setattr(tesseract, "languages", lambda: frozenset(("vie",)))
    monkeypatch.setattr(
        pdf,
        "run",
        lambda command, name, seconds: given.append(seconds) or b'{"error": ["a", "b", "c", "d", "e", []]}',
    )
    for count in (1, 15):
        with pytest.raises(ReadError):
            pdf.read_pictures_apart(tmp_path / "a.pdf", "a.pdf", "scan", count)
    assert given == [150.0, 570.0]

"""Scanned reports: figures right or flagged, crops beside them, confirmed by a person, and pictures that are no report."""

import base64
import datetime as dt
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from cchc_analysis import findings, store, totals
from cchc_analysis.answers.confirmations import confirm
from cchc_analysis.checks import check
from cchc_analysis.cli import cli
from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.pages import comparison, form_tables, source_text, tables
from cchc_analysis.parsing.report import read_report
from cchc_analysis.periods import Period
from cchc_analysis.totals import doubtful
from tests.programs import needs_tesseract
from tests.scans import mixed, picture, save, scan

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
    assert scanned.reports[["media", "reader"]].values.tolist() == [["pdf", "scan-grid 5"]]
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
    (said,) = comparison.scan_notice(scanned, ["on_time_rate"])
    assert "Xã Chi Lăng Bắc" in said.html
    assert comparison.scan_notice(scanned, []) == []


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


def test_too_many_scanned_pages_are_refused_before_they_are_read(tmp_path):
    path = save([picture(size=(60, 80))] * 61, tmp_path / "a.pdf", 72)
    with pytest.raises(
        ReadError, match=r"^a\.pdf: found 61 scanned pages; expected at most 60; send the report alone\.$"
    ):
        read_report(path)


def test_a_doubtful_figure_leaves_the_total_open(quarter):
    observations = quarter.observations.assign(confidence=0.9)
    is_it = observations["indicator"] == "survey_sheets"
    observations.loc[is_it, ["value", "status"]] = [np.nan, "unreadable"]
    frames = replace(quarter, observations=observations)
    limits = doubtful.ranges(replace(frames, findings=check(frames))).set_index("indicator").loc["survey_sheets"]
    assert limits["doubtful"] == 1
    assert np.isnan(limits["most"])

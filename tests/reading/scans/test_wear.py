"""Scans that have suffered: a figure is true or doubted, whatever was done to the page."""

import random
import sys

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading.scans.grid import find_tables
from tests.paths import ROOT
from tests.programs import needs_tesseract
from tests.scans import save, scan

sys.path.insert(0, str(ROOT / "benchmarks"))

from wear import WEARS

# How much of the cover holds its issuer, number, date, subject and interval.
HEAD = 0.33


def scanned(pdf, **options):
    """Return the cover's head and the page of form 3 as scans: the prose below the head holds no cell and takes seconds."""
    cover, form = (page.convert("L") for page in scan(pdf, (1, 9), **options))
    width, height = cover.size
    cover.paste(245, (0, round(HEAD * height), width, height))
    return cover, form


@needs_tesseract
@pytest.mark.parametrize("wear", WEARS, ids=lambda wear: wear.__name__)
def test_on_a_page_that_has_suffered_a_figure_is_true_or_doubted(wear, printed, quarter, tmp_path):
    pages = [wear(page, random.Random(f"{wear.__name__} {at}")) for at, page in enumerate(scanned(printed))]
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
    pages = [page.point([round(255 - (255 - level) * 0.4) for level in range(256)]) for page in scanned(printed)]
    frames = read_report(save(pages, tmp_path / "report.pdf"))
    true = quarter.observations.set_index("indicator")["value"].fillna(-1)
    found = frames.observations[frames.observations["form"] == "3"].set_index("indicator")
    assert (found["value"].fillna(-1) == true[found.index]).sum() >= len(found) - 1


@needs_tesseract
def test_a_scan_on_which_no_line_is_seen_is_not_read_as_text(printed, tmp_path):
    """In text an empty place is a blank; between words of a picture it may be a figure on another line."""
    cover, form = map(np.array, scanned(printed, angle=0))
    _, ruled = find_tables(form < 128, 200)
    form[ndimage.binary_dilation(ruled, iterations=2)] = 245
    path = save([Image.fromarray(cover), Image.fromarray(form)], tmp_path / "report.pdf")
    with pytest.raises(ReadError, match=r"^report\.pdf: found a scan without the lines of its tables; ") as error:
        read_report(path)
    assert error.value.rule == "file-scan-lines"


@needs_tesseract
def test_a_page_full_of_specks_is_read(printed, quarter, tmp_path):
    """A thousand black specks of one or two pixels at 200 dpi: a careful person still reads each figure."""
    cover, form = scanned(printed)
    rng, gray = np.random.default_rng(1), np.array(form)
    for _ in range(1000):
        side = rng.integers(1, 3)
        y, x = rng.integers(0, gray.shape[0] - side), rng.integers(0, gray.shape[1] - side)
        gray[y : y + side, x : x + side] = rng.integers(0, 90)
    frames = read_report(save([cover, Image.fromarray(gray)], tmp_path / "report.pdf"))
    true = quarter.observations.set_index("indicator")["value"].fillna(-1)
    of_form = frames.observations[frames.observations["form"] == "3"].set_index("indicator")
    read = of_form[of_form["status"].isin(("reported", "blank"))]
    assert (read["value"].fillna(-1) == true[read.index]).all()
    assert len(read) >= 0.9 * len(of_form)

"""The same made-up report in nine formats is the same frame, cell by cell."""

from pathlib import Path

import numpy as np
import pytest

from cchc_analysis.communes import registry
from cchc_analysis.communes.registry import MADE_UP_MARK
from cchc_analysis.errors import CchcError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading.archive import documents
from cchc_analysis.simulate import Press, file_name, printing, simulate
from cchc_analysis.simulate.figures import draw, periods
from cchc_analysis.simulate.files import FORMATS
from cchc_analysis.simulate.layout import PLAIN
from cchc_analysis.simulate.paper import write_paper
from tests.programs import needs_libreoffice, needs_tesseract

CELLS = ["commune_code", "period", "indicator", "value", "unit", "status"]


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """One report in every format but the scan, and what it says."""
    folder = tmp_path_factory.mktemp("formats")
    paper = write_paper(registry.made_up_communes(1)[0], 1, next(draw(periods(1), np.random.default_rng([3, 1]))), 3)
    press = Press()
    for form in FORMATS:
        if form != "scan":
            press.write(paper, PLAIN, form, folder / file_name(paper, form), np.random.default_rng(0))
    press.finish()
    return paper, {form: folder / file_name(paper, form) for form in FORMATS}


def read(path):
    with documents(path, path.name) as ((document, name),):
        return read_report(document, None, name)


@needs_libreoffice
def test_eight_formats_give_one_frame(papers):
    paper, files = papers
    frames = {form: read(path) for form, path in files.items() if form != "scan"}
    for form, found in frames.items():
        assert found.observations[CELLS].equals(frames["txt"].observations[CELLS]), form
        assert found.findings.empty, form
        assert found.reports["is_simulated"].all(), form
    values = dict(zip(frames["txt"].observations["indicator"], frames["txt"].observations["value"], strict=True))
    for indicator, true in paper.values.items():
        assert (true is None and np.isnan(values[indicator])) or values[indicator] == float(true), indicator


@needs_libreoffice
@needs_tesseract
def test_a_scan_gives_the_same_frame(papers, tmp_path):
    """The first page and those of the forms: pages of prose hold no cell, and take seconds each."""
    import pypdfium2

    _, files = papers
    whole = pypdfium2.PdfDocument(files["pdf"])
    texts = [page.get_textpage().get_text_range() for page in whole]
    first = next(number for number, text in enumerate(texts) if "Biểu mẫu 1" in text)
    forms = pypdfium2.PdfDocument.new()
    forms.import_pages(whole, [0, *range(first, len(texts))])
    forms.save(tmp_path / "forms.pdf")
    scan = printing.scan((tmp_path / "forms.pdf").read_bytes(), np.random.default_rng(2))
    (tmp_path / "scan.pdf").write_bytes(scan)
    scanned = read_report(tmp_path / "scan.pdf")
    assert scanned.reports["is_simulated"].all()
    assert scanned.observations[CELLS].equals(read(files["txt"]).observations[CELLS])


@needs_libreoffice
def test_each_format_says_that_it_is_made_up_on_its_paper(papers):
    _, files = papers
    assert MADE_UP_MARK in files["txt"].read_text(encoding="utf-8")
    assert MADE_UP_MARK in files["csv"].read_text(encoding="utf-8")
    for form in ("docx", "doc", "xls", "xlsx", "pdf", "zip"):
        assert read(files[form]).reports["is_simulated"].all(), form


@needs_libreoffice
@pytest.mark.parametrize("form", ["doc", "pdf", "xls"])
def test_what_libreoffice_writes_is_the_same_bytes_again(form, papers, tmp_path):
    paper, files = papers
    press = Press()
    press.write(paper, PLAIN, form, tmp_path / Path(files[form]).name, np.random.default_rng(0))
    press.finish()
    assert (tmp_path / Path(files[form]).name).read_bytes() == files[form].read_bytes()


def test_without_libreoffice_the_message_says_what_to_choose(tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "find_program", lambda _: None)
    with pytest.raises(
        CchcError, match=r"formats pdf, scan: found no LibreOffice .* choose docx, xlsx, csv, txt or zip"
    ):
        simulate(tmp_path, 1, formats=("docx", "pdf", "scan"))
    assert not list(tmp_path.iterdir())
    simulate(tmp_path, 4, formats=("docx", "xlsx", "csv", "zip"), varied=True)

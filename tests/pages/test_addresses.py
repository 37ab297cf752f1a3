"""Addresses of pages and lines are the same wherever they are made, and lead to the first of several pages."""

from types import SimpleNamespace

import pandas as pd

from cchc_analysis.pages.addresses import anchor, commune_page, file_name, finding_page, line_address, line_pages

REPORT_ID = "11281-2023-Q1-0a1b2c3d"
PAGE = "communes/11281-xa-chi-lang-bac.html"


def row(**cells):
    return SimpleNamespace(commune_code="11281", commune="Xã Chi Lăng Bắc", report_id=REPORT_ID, **cells)


def test_a_commune_and_a_document():
    assert commune_page("11281", "Xã Chi Lăng Bắc") == PAGE
    assert file_name("2023-Q1/a/b.docx") == "a/b.docx"
    assert file_name("b.docx") == "b.docx"


def test_of_several_pages_the_first_is_meant_and_none_is_left_out():
    assert anchor(REPORT_ID, 9.0, [7.0, 3.0, float("nan")]) == "line-0a1b2c3d-3-9"
    assert anchor(REPORT_ID, 9.0, [float("nan")]) == "line-0a1b2c3d-9"


def test_a_figure_leads_to_its_line_from_its_own_page_and_from_others():
    cell = row(source_line=257, source_page=pd.NA)
    assert line_address(cell) == "#line-0a1b2c3d-257"
    assert line_address(cell, is_elsewhere=True) == f"{PAGE}#line-0a1b2c3d-257"
    assert line_address(row(source_line=pd.NA, source_page=pd.NA)) == ""


def test_a_finding_without_a_line_leads_to_the_page():
    assert finding_page(row(source_lines=[]), "Xã Chi Lăng Bắc", {}) == PAGE
    pages = {(REPORT_ID, 5): {2}}
    assert finding_page(row(source_lines=[5, 9]), "Xã Chi Lăng Bắc", pages) == f"{PAGE}#line-0a1b2c3d-2-5"


def test_word_tells_no_pages_apart(quarter):
    assert line_pages(quarter) == {}

"""Pages in a real browser, from a file, with nothing to fetch."""

import base64
import re
import time

import pytest
from pypdf import PdfReader
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cchc_analysis.batch.html.frame import render_index
from tests.browser import addresses, show, violations
from tests.command import cchc
from tests.programs import needs_chromium

PAGES = [
    "index",
    "2023-Q1/index",
    "2023-Q1/quarter",
    "2023-Q1/compare",
    "2023-Q1/quality",
    "2023-Q1/own",
    "2023-Q1/communes/11281-xa-chi-lang-bac",
]
LONG = "Xã " + "Nguyễn Tất Thành Thượng " * 12
NAMES = ["<script>alert(1)</script>", "Xã \u202eOẠB\u202c \u200f", LONG, "Xã" + "x" * 300]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_alone(pages, browser, page):
    path = pages / f"{page}.html"
    addresses(browser)
    browser.get(path.as_uri())
    asked = [address for address in addresses(browser) if not address.startswith("data:")]
    assert asked == [path.as_uri()]
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "vi"
    assert browser.title
    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    assert all(image.get_attribute("alt") for image in browser.find_elements(By.TAG_NAME, "img"))
    text = browser.find_element(By.TAG_NAME, "body").text
    assert not {"nan", "NaN", "None", "NaT"} & set(text.split())
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_from_the_list_of_periods_to_the_sentence_behind_a_finding(pages, browser):
    browser.get((pages / "index.html").as_uri())
    browser.find_element(By.PARTIAL_LINK_TEXT, "Quý I năm 2023").click()
    browser.find_element(By.PARTIAL_LINK_TEXT, "Xã Chi Lăng Bắc").click()
    quotes = [quote.text for quote in browser.find_elements(By.TAG_NAME, "blockquote")]
    assert "Chi Lăng Bắc, ngày 13 tháng 03 năm 2022" in quotes
    code = browser.find_element(By.CSS_SELECTOR, "details.code")
    assert code.get_attribute("open") is None
    code.find_element(By.TAG_NAME, "summary").click()
    assert "finding_list.findings(frames, language)" in code.text
    browser.find_element(By.PARTIAL_LINK_TEXT, "Quý I năm 2023").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "Quý I năm 2023"


def test_every_figure_leads_to_its_line(pages, browser):
    browser.get((pages / "2023-Q1" / "communes" / "11281-xa-chi-lang-bac.html").as_uri())
    row = browser.find_element(By.XPATH, "//tr[th[text()='6.7'] and td[contains(., 'tiếp nhận trực')]]")
    cells = [cell.text for cell in row.find_elements(By.TAG_NAME, "td")]
    assert cells[1:] == ["0", "%", "259"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "dark"), (1440, "light")])
def test_everyone_can_read_it(pages, browser, page, width, scheme):
    show(browser, pages / f"{page}.html", width, scheme)
    assert violations(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_two_clicks_from_the_list_of_periods_to_the_words_behind_a_finding(pages, browser):
    browser.get((pages / "index.html").as_uri())
    browser.find_element(By.PARTIAL_LINK_TEXT, "Quý I năm 2023").click()
    browser.find_element(By.CSS_SELECTOR, ".finding a").click()
    line = browser.find_element(By.CSS_SELECTOR, ".source-text li:target")
    assert line.get_attribute("class") == "quoted"
    assert 0 <= browser.execute_script("return arguments[0].getBoundingClientRect().top", line) < 1000
    browser.back()
    assert browser.find_element(By.TAG_NAME, "h1").text == "Quý I năm 2023"


def test_the_words_behind_a_figure_of_a_form(pages, browser):
    browser.get((pages / "2023-Q1" / "communes" / "11281-xa-chi-lang-bac.html").as_uri())
    row = browser.find_element(By.XPATH, "//tr[th[text()='6.7'] and td[contains(., 'tiếp nhận trực')]]")
    row.find_element(By.TAG_NAME, "a").click()
    line = browser.find_element(By.CSS_SELECTOR, ".source-text li:target")
    assert line.get_attribute("value") == "259"
    assert "trực tuyến" in line.text


def test_the_words_behind_a_rate_from_the_page_of_all(pages, browser):
    browser.get((pages / "2023-Q1" / "quarter.html").as_uri())
    browser.find_element(By.XPATH, "//table[contains(@class, 'cchc')]//td/a[contains(., 'dòng')]").click()
    line = browser.find_element(By.CSS_SELECTOR, ".source-text li:target")
    assert "%" in line.text


def test_with_the_keyboard_alone(pages, browser):
    browser.get((pages / "2023-Q1" / "index.html").as_uri())
    keys = ActionChains(browser)
    keys.send_keys(Keys.TAB).perform()
    assert browser.switch_to.active_element.text == "Chuyển đến nội dung chính"
    keys.send_keys(Keys.ENTER).perform()
    assert browser.current_url.endswith("#main")
    seen = []
    for _ in range(200):
        keys.send_keys(Keys.TAB).perform()
        focused = browser.switch_to.active_element
        if focused.tag_name == "body":
            break
        assert browser.execute_script("return getComputedStyle(arguments[0]).outlineStyle", focused) != "none"
        seen.append(focused.get_attribute("href") or focused.text)
    assert any(target.endswith("compare.html") for target in seen)
    assert len(seen) == len(browser.find_elements(By.CSS_SELECTOR, "main :is(a, button, summary, input, [tabindex])"))


def index_of(names, language="vi"):
    """Return the entry page of a period with these communes, in a hostile mood."""
    finding = {
        "severity": "error",
        "href": "a.html",
        **dict.fromkeys(("message", "quote", "source"), "".join(names[:1])),
    }
    communes = [
        {"name": name, "code": f"{code:05}", "href": "a.html", "findings": {"error": code % 7}}
        for code, name in enumerate(names)
    ]
    return render_index(
        {
            "language": language,
            "period": "Quý I năm 2023",
            "version": "0",
            "made_on": "01/01/2026",
            "is_simulated": True,
            "links": {"Các kỳ báo cáo": "index.html"},
            "coverage": {"reported": len(names), "expected": None},
            "findings": {"error": 1},
            "top_findings": [{**finding, "commune": name} for name in names[:4]],
            "pages": [],
            "documents": [],
            "communes": communes,
            "failures": [],
            "skipped": [],
            "sources": [],
        }
    )


def test_names_that_are_long_hostile_or_run_the_other_way(browser, tmp_path):
    page = tmp_path / "index.html"
    page.write_text(index_of(NAMES), encoding="utf-8")
    show(browser, page, 360)
    assert violations(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    heads = [head.text for head in browser.find_elements(By.CSS_SELECTOR, "tbody th[scope=row]")]
    assert heads[0] == "<script>alert(1)</script>"
    assert len(browser.find_elements(By.TAG_NAME, "script")) == 1


def test_two_hundred_communes_are_sorted_filtered_and_saved(browser, tmp_path):
    page = tmp_path / "index.html"
    page.write_text(
        index_of([f"Xã Số {number}" for number in range(198)] + ["Xã Đắk Lắk", '=1+1;"x"']), encoding="utf-8"
    )
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    show(browser, page)
    assert page.stat().st_size < 400 * 1024
    browser.find_element(By.CSS_SELECTOR, "thead th:nth-child(3) button").click()
    browser.find_element(By.CSS_SELECTOR, "thead th:nth-child(3) button").click()
    first = browser.find_element(By.CSS_SELECTOR, ".sortable tbody tr")
    assert first.find_element(By.CSS_SELECTOR, "td:nth-child(3)").text == "6"
    head = browser.find_element(By.CSS_SELECTOR, ".sortable thead th")
    box = head.find_element(By.XPATH, "ancestor::div[@class='scroll']")
    top = browser.execute_script("arguments[0].scrollTop = 2000; return arguments[0].getBoundingClientRect().top", box)
    assert abs(browser.execute_script("return arguments[0].getBoundingClientRect().top", head) - top) < 2
    browser.find_element(By.CSS_SELECTOR, ".filter input").send_keys("dak lak")
    assert browser.find_element(By.CSS_SELECTOR, ".filter output").text == "1/200"
    browser.find_element(By.CSS_SELECTOR, ".filter input").clear()
    browser.find_element(By.CSS_SELECTOR, ".filter input").send_keys("1+1")
    addresses(browser)
    browser.find_element(By.CSS_SELECTOR, ".save button").click()
    saved = _downloaded(tmp_path)
    assert saved.startswith("\ufeff")
    assert saved.splitlines()[1] == '"\'=1+1;""x""";"00199";"3";"0";"0"'
    assert [address for address in addresses(browser) if not address.startswith("blob:")] == []


def _downloaded(folder):
    for _ in range(50):
        if found := list(folder.glob("*.csv")):
            return found[0].read_text(encoding="utf-8")
        time.sleep(0.1)
    raise AssertionError("nothing was saved")


def test_no_commune_and_one_commune(browser, tmp_path):
    page = tmp_path / "index.html"
    for names, language in (([], "vi"), (["Xã Một"], "vi"), (["Xã Một"], "en")):
        page.write_text(index_of(names, language), encoding="utf-8")
        show(browser, page, 360, "dark")
        assert violations(browser) == []
        assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == language


def test_it_prints_on_white_a4_without_what_only_a_screen_needs(pages, browser):
    show(browser, pages / "2023-Q1" / "quarter.html", scheme="dark")
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    (sizes,) = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf))
    assert [round(float(side)) for side in sizes] == [595, 842]
    assert len(re.findall(rb"/Type /Page\b", pdf)) >= 2
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    script = (
        "return [...document.querySelectorAll('.toc, .filter, .save, .code')].filter((one) => one.offsetHeight).length"
    )
    assert browser.execute_script(script) == 0
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@needs_chromium
def test_a_volume_of_all_pages(pages, project):
    status, out, err = cchc("print", "2023-Q1", cwd=project)
    assert (status, out) == (0, ""), err
    assert "printing 6/6" in err
    path = pages / "2023-Q1" / "volume.pdf"
    volume = PdfReader(path)
    starts = {item.title: volume.get_destination_page_number(item) for item in volume.outline}
    assert [*starts][:2] == ["Quý I năm 2023", "Toàn kỳ: Quý I năm 2023"]
    assert [*starts][-1] == "Xã Chi Lăng Bắc: Quý I năm 2023"
    for title, start in starts.items():
        assert re.search(rf"^{re.escape(title)} {start + 1}$", volume.pages[0].extract_text(), re.M)
        assert volume.pages[start].extract_text().endswith(f"{start + 1}/{len(volume.pages)}")
    # The first finding of the entry page leads to the words behind it, in the part of the commune.
    notes = [note.get_object() for note in volume.pages[starts["Quý I năm 2023"]]["/Annots"]]
    aims = [note["/Dest"] for note in notes]
    line = volume.get_page_number(aims[0][0].get_object())
    assert line > starts["Xã Chi Lăng Bắc: Quý I năm 2023"]
    assert (
        "nộp hồ sơ trực tuyến" in volume.pages[line].extract_text() or "trực tuyến" in volume.pages[line].extract_text()
    )
    assert not any("/A" in note.get_object() for page in volume.pages for note in page.get("/Annots", ()))
    assert "Xem thêm" not in volume.pages[1].extract_text()
    assert 'href="volume.pdf"' in (pages / "2023-Q1" / "index.html").read_text(encoding="utf-8")


def test_no_browser_to_print_with_and_no_page_to_print(pages, project, tmp_path):
    status, _, err = cchc("print", "2023-Q1", cwd=project, PATH=str(tmp_path))
    assert status == 2
    assert err == (
        "cchc: the printed volume: found no browser; expected Chromium, Chrome or Edge; install one (see `cchc doctor`).\n"
    )
    status, _, err = cchc("print", "2023-Q1", "--out", tmp_path, cwd=project)
    assert status == 2
    assert err == "cchc: 2023-Q1: found no page; expected the pages of the period; run `cchc run` first.\n"


@pytest.fixture(scope="module")
def english(project, pages, tmp_path_factory):
    """The pages in English, made where no optional tool is installed."""
    nowhere = str(tmp_path_factory.mktemp("nowhere"))
    status, out, _ = cchc("doctor", cwd=project, PATH=nowhere)
    assert status == 0
    for name in ("soffice", "tesseract", "browser"):
        assert re.search(rf"^ok  {name}: not installed \(optional, for .+\): Debian: apt install .+", out, re.M)
    out = project / "english"
    status, _, err = cchc("run", "--language", "en", "--out", out, "--jobs", "2", cwd=project, PATH=nowhere)
    assert status == 0, err
    return out


@pytest.mark.parametrize("page", PAGES)
def test_the_same_pages_in_english(english, browser, page):
    show(browser, english / f"{page}.html")
    assert violations(browser) == []
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    # What a Vietnamese document says stays as it says it; every head, name and button is ours.
    ours = browser.find_elements(By.CSS_SELECTOR, "h1, h2, thead th, caption, dt, button, summary, .save, .coverage")
    words = {
        "Điểm cần xem lại",
        "Chỉ tiêu",
        "Nguồn số liệu",
        "Đơn vị",
        "Lưu",
        "Tử số",
        "Cần xác minh",
        "chưa có số liệu",
    }
    assert {word for word in words for one in ours if word in one.text} == set()

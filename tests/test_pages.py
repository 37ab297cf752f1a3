"""Pages in a real browser, from a file, with nothing to fetch."""

import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from test_cli import pages, project  # noqa: F401

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if CHROMIUM is None:
        pytest.fail("Chromium is needed: apt install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run", f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_window_size(1280, 1000)
    yield driver
    driver.quit()


def addresses(driver) -> list[str]:
    """Return what the browser asked for since the last look."""
    import json

    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = [message for message in messages if message["method"] == "Network.requestWillBeSent"]
    return [message["params"]["request"]["url"] for message in sent]


@pytest.mark.parametrize(
    "page",
    [
        "index",
        "2023-Q1/index",
        "2023-Q1/quarter",
        "2023-Q1/compare",
        "2023-Q1/quality",
        "2023-Q1/communes/11281-xa-chi-lang-bac",
    ],
)
def test_a_page_stands_alone(pages, browser, page):  # noqa: F811
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


def test_from_the_list_of_periods_to_the_sentence_behind_a_finding(pages, browser):  # noqa: F811
    browser.get((pages / "index.html").as_uri())
    browser.find_element(By.PARTIAL_LINK_TEXT, "Quý I năm 2023").click()
    browser.find_element(By.PARTIAL_LINK_TEXT, "Xã Chi Lăng Bắc").click()
    quotes = [quote.text for quote in browser.find_elements(By.TAG_NAME, "blockquote")]
    assert "Chi Lăng Bắc, ngày 13 tháng 03 năm 2022" in quotes
    code = browser.find_element(By.CSS_SELECTOR, "details.code")
    assert code.get_attribute("open") is None
    code.find_element(By.TAG_NAME, "summary").click()
    assert "evidence.findings(frames, language)" in code.text
    browser.find_element(By.PARTIAL_LINK_TEXT, "Quý I năm 2023").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "Quý I năm 2023"


def test_every_figure_leads_to_its_line(pages, browser):  # noqa: F811
    browser.get((pages / "2023-Q1" / "communes" / "11281-xa-chi-lang-bac.html").as_uri())
    row = browser.find_element(By.XPATH, "//tr[th[text()='6.7'] and td[contains(., 'tiếp nhận trực')]]")
    cells = [cell.text for cell in row.find_elements(By.TAG_NAME, "td")]
    assert cells[1:] == ["0", "%", "259"]

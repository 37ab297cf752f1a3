"""Pictures of each kind of page for the documentation: `make screenshots`, after `make report`."""

from __future__ import annotations

import shutil
from pathlib import Path

from selenium import webdriver

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "home": "index.html",
    "index": "2023-Q1/index.html",
    "quarter": "2023-Q1/quarter.html",
    "compare": "2026-Q3/compare.html",
    "quality": "2023-Q1/quality.html",
    "commune": "2023-Q1/communes/11281-xa-chi-lang-bac.html",
    "source": "2023-Q1/communes/11281-xa-chi-lang-bac.html#source",
}


def main() -> None:
    """Write docs/images/<kind>.png, as a window of 1200 × 800 shows the page."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1200,800"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        for kind, page in PAGES.items():
            file, _, part = page.partition("#")
            browser.get((ROOT / "reports" / file).as_uri())
            if part:
                browser.execute_script("document.querySelector('.findings a').click()")
            browser.save_screenshot(str(ROOT / "docs" / "images" / f"{kind}.png"))
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
